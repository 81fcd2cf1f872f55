-- Who exists, what they may do, the secrets, and the rotation work on them. One text for SQLite and PostgreSQL:
-- BYTEA and BOOLEAN have no meaning of their own in SQLite and keep there what they are given. Instants are
-- milliseconds since 1970 UTC. Names that are unique without regard to case are stored twice, as given and folded
-- by us, since the two databases fold differently. Nothing cascades: what is destroyed is destroyed by name.

-- INVARIANT: a user's name is unique in its account in any case; its id is unique for ever.
CREATE TABLE iam_user (
    account_id  TEXT   NOT NULL,
    id          TEXT   NOT NULL UNIQUE,
    name        TEXT   NOT NULL,
    name_folded TEXT   NOT NULL,
    path        TEXT   NOT NULL,
    created_at  BIGINT NOT NULL,
    PRIMARY KEY (account_id, id),
    UNIQUE (account_id, name_folded)
);

CREATE TABLE iam_user_tag (
    account_id TEXT NOT NULL,
    user_id    TEXT NOT NULL,
    tag_key    TEXT NOT NULL,
    tag_value  TEXT NOT NULL,
    PRIMARY KEY (account_id, user_id, tag_key),
    FOREIGN KEY (account_id, user_id) REFERENCES iam_user (account_id, id)
);

-- The id alone is the key: a caller presents nothing else. A key without a user is the root user's.
CREATE TABLE access_key (
    id         TEXT    NOT NULL PRIMARY KEY,
    account_id TEXT    NOT NULL,
    user_id    TEXT,
    active     BOOLEAN NOT NULL,
    created_at BIGINT  NOT NULL,
    secret     BYTEA   NOT NULL,
    FOREIGN KEY (account_id, user_id) REFERENCES iam_user (account_id, id)
);
CREATE INDEX access_key_of_user ON access_key (account_id, user_id);

CREATE TABLE inline_policy (
    account_id TEXT NOT NULL,
    user_id    TEXT NOT NULL,
    name       TEXT NOT NULL,
    document   TEXT NOT NULL,
    PRIMARY KEY (account_id, user_id, name),
    FOREIGN KEY (account_id, user_id) REFERENCES iam_user (account_id, id)
);

-- INVARIANT: a managed policy's name is unique in its account in any case and under any path.
CREATE TABLE managed_policy (
    account_id      TEXT   NOT NULL,
    id              TEXT   NOT NULL UNIQUE,
    name            TEXT   NOT NULL,
    name_folded     TEXT   NOT NULL,
    path            TEXT   NOT NULL,
    description     TEXT   NOT NULL,
    default_version TEXT   NOT NULL,
    created_at      BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL,
    PRIMARY KEY (account_id, id),
    UNIQUE (account_id, name_folded)
);

CREATE TABLE managed_policy_tag (
    account_id TEXT NOT NULL,
    policy_id  TEXT NOT NULL,
    tag_key    TEXT NOT NULL,
    tag_value  TEXT NOT NULL,
    PRIMARY KEY (account_id, policy_id, tag_key),
    FOREIGN KEY (account_id, policy_id) REFERENCES managed_policy (account_id, id)
);

CREATE TABLE policy_version (
    account_id TEXT   NOT NULL,
    policy_id  TEXT   NOT NULL,
    version_id TEXT   NOT NULL,
    document   TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, policy_id, version_id),
    FOREIGN KEY (account_id, policy_id) REFERENCES managed_policy (account_id, id)
);

CREATE TABLE policy_attachment (
    account_id  TEXT   NOT NULL,
    user_id     TEXT   NOT NULL,
    policy_id   TEXT   NOT NULL,
    attached_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, user_id, policy_id),
    FOREIGN KEY (account_id, user_id) REFERENCES iam_user (account_id, id),
    FOREIGN KEY (account_id, policy_id) REFERENCES managed_policy (account_id, id)
);
CREATE INDEX policy_attachment_of_policy ON policy_attachment (account_id, policy_id);

-- lease_epoch outlives the tasks: the fencing token of a secret's next task is above those of all before it.
CREATE TABLE secret (
    account_id        TEXT   NOT NULL,
    arn               TEXT   NOT NULL,
    name              TEXT   NOT NULL,
    description       TEXT,
    kms_key_id        TEXT,
    created_at        BIGINT NOT NULL,
    last_changed      BIGINT NOT NULL,
    last_accessed     BIGINT,
    deleted_at        BIGINT,
    deletion_date     BIGINT,
    rotation_enabled  BOOLEAN,
    rotation_function TEXT,
    rotation_schedule TEXT,
    rotation_days     INTEGER,
    rotation_window   TEXT,
    last_rotated      BIGINT,
    next_rotation     BIGINT,
    lease_epoch       BIGINT NOT NULL,
    PRIMARY KEY (account_id, arn),
    UNIQUE (account_id, name),
    CHECK ((deleted_at IS NULL) = (deletion_date IS NULL)),
    CHECK ((rotation_enabled IS NULL) = (rotation_function IS NULL))
);
CREATE INDEX secret_in_order ON secret (account_id, created_at, arn);
CREATE INDEX secret_to_destroy ON secret (deletion_date);
CREATE INDEX secret_to_rotate ON secret (next_rotation);

CREATE TABLE secret_tag (
    account_id TEXT NOT NULL,
    arn        TEXT NOT NULL,
    tag_key    TEXT NOT NULL,
    tag_value  TEXT NOT NULL,
    PRIMARY KEY (account_id, arn, tag_key),
    FOREIGN KEY (account_id, arn) REFERENCES secret (account_id, arn)
);

-- INVARIANT: a version's value is written once; ordinal numbers a secret's versions in the order they were added.
CREATE TABLE secret_version (
    account_id    TEXT    NOT NULL,
    arn           TEXT    NOT NULL,
    version_id    TEXT    NOT NULL,
    ordinal       BIGINT  NOT NULL,
    is_binary     BOOLEAN NOT NULL,
    sealed        BYTEA,
    created_at    BIGINT  NOT NULL,
    last_accessed BIGINT,
    PRIMARY KEY (account_id, arn, version_id),
    UNIQUE (account_id, arn, ordinal),
    FOREIGN KEY (account_id, arn) REFERENCES secret (account_id, arn)
);

-- INVARIANT: a label is on exactly one version, and on one that exists.
CREATE TABLE secret_stage (
    account_id TEXT NOT NULL,
    arn        TEXT NOT NULL,
    stage      TEXT NOT NULL,
    version_id TEXT NOT NULL,
    PRIMARY KEY (account_id, arn, stage),
    FOREIGN KEY (account_id, arn, version_id) REFERENCES secret_version (account_id, arn, version_id)
);

-- INVARIANT: a database login belongs to one secret, of whatever account: two owners would undo each other's work.
CREATE TABLE rotation_target (
    account_id    TEXT    NOT NULL,
    arn           TEXT    NOT NULL,
    engine        TEXT    NOT NULL,
    host          TEXT    NOT NULL,
    host_folded   TEXT    NOT NULL,
    port          INTEGER NOT NULL,
    database_name TEXT    NOT NULL,
    username      TEXT    NOT NULL,
    tls           BOOLEAN NOT NULL,
    PRIMARY KEY (account_id, arn),
    UNIQUE (engine, host_folded, port, username),
    FOREIGN KEY (account_id, arn) REFERENCES secret (account_id, arn)
);

-- INVARIANT: at most one rotation of a secret is under way, and at most one executor holds it.
CREATE TABLE rotation_task (
    account_id   TEXT    NOT NULL,
    arn          TEXT    NOT NULL,
    token        TEXT    NOT NULL,
    step         TEXT    NOT NULL CHECK (step IN ('CREATE', 'SET', 'TEST', 'FINISH')),
    scram_salt   BYTEA,
    attempts     INTEGER NOT NULL,
    due_at       BIGINT  NOT NULL,
    last_failure TEXT,
    lease_owner  TEXT,
    lease_epoch  BIGINT  NOT NULL,
    lease_until  BIGINT,
    PRIMARY KEY (account_id, arn),
    FOREIGN KEY (account_id, arn) REFERENCES secret (account_id, arn),
    CHECK ((lease_owner IS NULL) = (lease_until IS NULL))
);
CREATE INDEX rotation_task_due ON rotation_task (due_at);
