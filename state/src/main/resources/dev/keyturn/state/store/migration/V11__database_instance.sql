-- Registered databases, which RDS's API describes.

-- identifier is in lower case: RDS's are the same in any case. INVARIANT: a database whose master password is managed
-- has a master secret. The secret is there without that too: it keeps the password, which the next change needs.
CREATE TABLE database_instance (
    account_id         TEXT    NOT NULL,
    identifier         TEXT    NOT NULL,
    resource_id        TEXT    NOT NULL UNIQUE,
    engine             TEXT    NOT NULL,
    host               TEXT    NOT NULL,
    port               INTEGER NOT NULL,
    database_name      TEXT    NOT NULL,
    tls                BOOLEAN NOT NULL,
    environment        TEXT    NOT NULL,
    owner              TEXT    NOT NULL,
    created_at         BIGINT  NOT NULL,
    iam_authentication BOOLEAN NOT NULL,
    master_username    TEXT    NOT NULL,
    master_secret_arn  TEXT,
    master_managed     BOOLEAN NOT NULL,
    PRIMARY KEY (account_id, identifier),
    CHECK (master_managed = FALSE OR master_secret_arn IS NOT NULL)
);

CREATE TABLE database_instance_tag (
    account_id TEXT NOT NULL,
    identifier TEXT NOT NULL,
    tag_key    TEXT NOT NULL,
    tag_value  TEXT NOT NULL,
    PRIMARY KEY (account_id, identifier, tag_key),
    FOREIGN KEY (account_id, identifier) REFERENCES database_instance (account_id, identifier)
);
