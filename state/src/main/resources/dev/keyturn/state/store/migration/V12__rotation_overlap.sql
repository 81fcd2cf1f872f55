-- After a rotation that leaves what it replaced working: since when, and who still uses it.

-- INVARIANT: at most one overlap of a secret is open, and only its holder may end it. A rotation takes the row away
-- before it touches the old login, unless somebody holds it.
CREATE TABLE rotation_overlap (
    account_id  TEXT   NOT NULL,
    arn         TEXT   NOT NULL,
    began_at    BIGINT NOT NULL,
    look_at     BIGINT NOT NULL,
    lease_until BIGINT,
    PRIMARY KEY (account_id, arn),
    FOREIGN KEY (account_id, arn) REFERENCES secret (account_id, arn)
);
CREATE INDEX rotation_overlap_to_look_at ON rotation_overlap (look_at);

-- Who was seen logged in with what the current version has replaced.
CREATE TABLE rotation_consumer (
    account_id TEXT   NOT NULL,
    arn        TEXT   NOT NULL,
    username   TEXT   NOT NULL,
    address    TEXT   NOT NULL,
    program    TEXT   NOT NULL,
    first_seen BIGINT NOT NULL,
    last_seen  BIGINT NOT NULL,
    PRIMARY KEY (account_id, arn, username, address, program),
    FOREIGN KEY (account_id, arn) REFERENCES secret (account_id, arn)
);

-- Where a login is that we made, once its secret and its registration are gone.
ALTER TABLE rotation_login ADD COLUMN host TEXT;
ALTER TABLE rotation_login ADD COLUMN database_name TEXT;
ALTER TABLE rotation_login ADD COLUMN tls BOOLEAN;
ALTER TABLE rotation_login ADD COLUMN admin_arn TEXT;
