-- More than one way to rotate: who changes a login, and that a secret may own two of them.

-- admin_arn is the secret of the login that may change this one; fixed like everything else that is registered.
ALTER TABLE rotation_target ADD COLUMN method TEXT NOT NULL DEFAULT 'SINGLE_USER';
ALTER TABLE rotation_target ADD COLUMN admin_arn TEXT;
UPDATE rotation_target SET method = 'ACCESS_KEYS' WHERE engine = 'iam';

-- INVARIANT: a login belongs to one secret, of whatever account. A row with made_at is of a login that we made: it is
-- written before the login is, and outlives its secret, so that what is left in a database can be found.
CREATE TABLE rotation_login (
    engine      TEXT    NOT NULL,
    host_folded TEXT    NOT NULL,
    port        INTEGER NOT NULL,
    username    TEXT    NOT NULL,
    account_id  TEXT    NOT NULL,
    arn         TEXT    NOT NULL,
    made_at     BIGINT,
    PRIMARY KEY (engine, host_folded, port, username)
);
CREATE INDEX rotation_login_of_secret ON rotation_login (account_id, arn);

INSERT INTO rotation_login (engine, host_folded, port, username, account_id, arn)
SELECT engine, host_folded, port, username, account_id, arn FROM rotation_target;
