-- Secrets that other servers, their regions, have too, and who reads which version.

-- Of a replica: the region of its primary, and which state of it was taken over last. Only the primary's server changes
-- a replica. INVARIANT: a replica has both and no rotation; a secret that is none has neither.
ALTER TABLE secret ADD COLUMN primary_region TEXT;
ALTER TABLE secret ADD COLUMN replica_generation BIGINT;

-- Of a primary: its replicas, and what is still to be told to them. generation counts the secret's changes and is raised
-- in the transaction of each; delivered is the one that the region has, 0 before the first. due_at is when to deliver
-- next, empty when there is nothing to do.
-- INVARIANT: a removed one stays until its region knows, even beyond the secret: so nothing here refers to it.
CREATE TABLE secret_replica (
    account_id     TEXT    NOT NULL,
    arn            TEXT    NOT NULL,
    region         TEXT    NOT NULL,
    kms_key_id     TEXT,
    overwrite      BOOLEAN NOT NULL,
    removed        BOOLEAN NOT NULL,
    generation     BIGINT  NOT NULL,
    delivered      BIGINT  NOT NULL,
    status         TEXT    NOT NULL CHECK (status IN ('InProgress', 'InSync', 'Failed')),
    status_message TEXT,
    attempts       INTEGER NOT NULL,
    due_at         BIGINT,
    PRIMARY KEY (account_id, arn, region)
);
CREATE INDEX secret_replica_due ON secret_replica (region, due_at);

-- Who has read which version, and in which hour last.
CREATE TABLE secret_reader (
    account_id TEXT   NOT NULL,
    arn        TEXT   NOT NULL,
    version_id TEXT   NOT NULL,
    caller     TEXT   NOT NULL,
    last_read  BIGINT NOT NULL,
    PRIMARY KEY (account_id, arn, caller, version_id),
    FOREIGN KEY (account_id, arn) REFERENCES secret (account_id, arn)
);
