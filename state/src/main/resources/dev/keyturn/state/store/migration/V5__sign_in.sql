-- How people sign in: passwords, MFA devices, security keys, and how often it went wrong. One text for SQLite and
-- PostgreSQL. Instants are milliseconds since 1970 UTC. Nothing cascades.

-- A user's password: its Argon2id hash, sealed, so that a copy of the store alone is nothing to guess at.
CREATE TABLE iam_login_profile (
    account_id     TEXT    NOT NULL,
    user_id        TEXT    NOT NULL,
    hash           BYTEA   NOT NULL,
    created_at     BIGINT  NOT NULL,
    changed_at     BIGINT  NOT NULL,
    reset_required BOOLEAN NOT NULL,
    last_used_at   BIGINT,
    PRIMARY KEY (account_id, user_id),
    FOREIGN KEY (account_id, user_id) REFERENCES iam_entity (account_id, id)
);

-- The passwords a user had before, as many as a policy may forbid to use again.
CREATE TABLE iam_password_history (
    account_id TEXT   NOT NULL,
    user_id    TEXT   NOT NULL,
    changed_at BIGINT NOT NULL,
    hash       BYTEA  NOT NULL,
    PRIMARY KEY (account_id, user_id, changed_at),
    FOREIGN KEY (account_id, user_id) REFERENCES iam_entity (account_id, id)
);

-- An account's password policy, as UpdateAccountPasswordPolicy knows it.
CREATE TABLE iam_password_policy (
    account_id       TEXT    NOT NULL PRIMARY KEY,
    minimum_length   INTEGER NOT NULL,
    symbols          BOOLEAN NOT NULL,
    numbers          BOOLEAN NOT NULL,
    uppercase        BOOLEAN NOT NULL,
    lowercase        BOOLEAN NOT NULL,
    users_may_change BOOLEAN NOT NULL,
    max_age_days     INTEGER,
    reuse_prevention INTEGER,
    hard_expiry      BOOLEAN NOT NULL
);

-- A virtual MFA device. holder is a user's id, or 'root'; none until it is enabled. drift is how many steps of 30
-- seconds its clock is ahead.
-- INVARIANT: last_step only grows: the codes of that step and of all before it are used up.
CREATE TABLE iam_mfa_device (
    account_id TEXT    NOT NULL,
    id         TEXT    NOT NULL,
    seed       BYTEA   NOT NULL,
    holder     TEXT,
    enabled_at BIGINT,
    drift      INTEGER NOT NULL,
    last_step  BIGINT  NOT NULL,
    PRIMARY KEY (account_id, id),
    FOREIGN KEY (account_id, id) REFERENCES iam_entity (account_id, id),
    CHECK ((holder IS NULL) = (enabled_at IS NULL))
);
CREATE INDEX iam_mfa_device_of_holder ON iam_mfa_device (account_id, holder);

-- A security key (FIDO2) of a user. public_key is COSE's form of it together with its id; counter is what the key last
-- said how often it signed.
CREATE TABLE iam_security_key (
    account_id    TEXT   NOT NULL,
    credential_id TEXT   NOT NULL UNIQUE,
    user_id       TEXT   NOT NULL,
    name          TEXT   NOT NULL,
    public_key    BYTEA  NOT NULL,
    counter       BIGINT NOT NULL,
    created_at    BIGINT NOT NULL,
    last_used_at  BIGINT,
    PRIMARY KEY (account_id, credential_id),
    FOREIGN KEY (account_id, user_id) REFERENCES iam_entity (account_id, id)
);
CREATE INDEX iam_security_key_of_user ON iam_security_key (account_id, user_id);

-- How often in a row somebody failed to prove what only one person should know. Of names that exist and of names that
-- do not alike.
CREATE TABLE sign_in_failure (
    account_id TEXT    NOT NULL,
    subject    TEXT    NOT NULL,
    failures   INTEGER NOT NULL,
    last_at    BIGINT  NOT NULL,
    PRIMARY KEY (account_id, subject)
);
CREATE INDEX sign_in_failure_by_time ON sign_in_failure (last_at);

-- A sign-in under way: what was proved so far. The ticket itself is with the person, here is its SHA-256.
-- INVARIANT: a ticket is used once.
CREATE TABLE sign_in_ticket (
    ticket_hash TEXT   NOT NULL PRIMARY KEY,
    account_id  TEXT   NOT NULL,
    user_id     TEXT   NOT NULL,
    step        TEXT   NOT NULL CHECK (step IN ('SECOND_FACTOR', 'NEW_PASSWORD', 'SIGNED_IN')),
    challenge   BYTEA  NOT NULL,
    mfa_at      BIGINT,
    expires_at  BIGINT NOT NULL
);
CREATE INDEX sign_in_ticket_to_forget ON sign_in_ticket (expires_at);
