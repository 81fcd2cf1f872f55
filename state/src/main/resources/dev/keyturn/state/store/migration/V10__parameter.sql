-- Parameters: named values with numbered versions, kept as AWS's Parameter Store keeps them. An arn_name is what the
-- parameter's ARN ends in: its name without the leading slash.

-- INVARIANT: `/a` and `a` have one ARN, so they are one parameter. latest is the highest number in parameter_version.
-- tier is the latest version's; it is here to be counted.
CREATE TABLE parameter (
    account_id TEXT   NOT NULL,
    arn_name   TEXT   NOT NULL,
    name       TEXT   NOT NULL,
    parent     TEXT   NOT NULL,
    tier       TEXT   NOT NULL CHECK (tier IN ('STANDARD', 'ADVANCED')),
    latest     BIGINT NOT NULL,
    PRIMARY KEY (account_id, arn_name)
);
CREATE INDEX parameter_of_parent ON parameter (account_id, parent, arn_name);
CREATE INDEX parameter_of_tier ON parameter (account_id, tier);

-- One row for every level above a parameter, so that all below a level are found by equality, whatever the collation.
CREATE TABLE parameter_level (
    account_id TEXT NOT NULL,
    level      TEXT NOT NULL,
    arn_name   TEXT NOT NULL,
    PRIMARY KEY (account_id, level, arn_name),
    FOREIGN KEY (account_id, arn_name) REFERENCES parameter (account_id, arn_name)
);
CREATE INDEX parameter_level_of_parameter ON parameter_level (account_id, arn_name);

-- INVARIANT: a version is written once. Values of every type are sealed, bound to account, ARN and version.
CREATE TABLE parameter_version (
    account_id      TEXT   NOT NULL,
    arn_name        TEXT   NOT NULL,
    version         BIGINT NOT NULL,
    type            TEXT   NOT NULL CHECK (type IN ('STRING', 'STRING_LIST', 'SECURE_STRING')),
    sealed          BYTEA  NOT NULL,
    kms_key_id      TEXT,
    description     TEXT,
    allowed_pattern TEXT,
    tier            TEXT   NOT NULL CHECK (tier IN ('STANDARD', 'ADVANCED')),
    data_type       TEXT   NOT NULL,
    modified_at     BIGINT NOT NULL,
    modified_by     TEXT   NOT NULL,
    PRIMARY KEY (account_id, arn_name, version),
    FOREIGN KEY (account_id, arn_name) REFERENCES parameter (account_id, arn_name),
    CHECK ((type = 'SECURE_STRING') = (kms_key_id IS NOT NULL))
);

-- INVARIANT: a label is on exactly one version, and on one that exists.
CREATE TABLE parameter_label (
    account_id TEXT   NOT NULL,
    arn_name   TEXT   NOT NULL,
    label      TEXT   NOT NULL,
    version    BIGINT NOT NULL,
    PRIMARY KEY (account_id, arn_name, label),
    FOREIGN KEY (account_id, arn_name, version) REFERENCES parameter_version (account_id, arn_name, version)
);
CREATE INDEX parameter_label_of_version ON parameter_label (account_id, arn_name, version);

CREATE TABLE parameter_tag (
    account_id TEXT NOT NULL,
    arn_name   TEXT NOT NULL,
    tag_key    TEXT NOT NULL,
    tag_value  TEXT NOT NULL,
    PRIMARY KEY (account_id, arn_name, tag_key),
    FOREIGN KEY (account_id, arn_name) REFERENCES parameter (account_id, arn_name)
);

-- The policies of the parameter as it is now. What is due and not finished is applied by the sweep.
CREATE TABLE parameter_policy (
    account_id TEXT    NOT NULL,
    arn_name   TEXT    NOT NULL,
    position   INTEGER NOT NULL,
    kind       TEXT    NOT NULL CHECK (kind IN ('EXPIRATION', 'EXPIRATION_NOTIFICATION', 'NO_CHANGE_NOTIFICATION')),
    document   TEXT    NOT NULL,
    due_at     BIGINT  NOT NULL,
    finished   BOOLEAN NOT NULL,
    PRIMARY KEY (account_id, arn_name, position),
    FOREIGN KEY (account_id, arn_name) REFERENCES parameter (account_id, arn_name)
);
CREATE INDEX parameter_policy_due ON parameter_policy (finished, due_at);
