CREATE TABLE account (
    account_id          TEXT    NOT NULL PRIMARY KEY,
    created             BIGINT  NOT NULL,
    bootstrap_announced BOOLEAN NOT NULL
, name TEXT NOT NULL DEFAULT '', alias TEXT);
CREATE TABLE data_key (
    key_id     TEXT   NOT NULL PRIMARY KEY,
    created_at BIGINT NOT NULL,
    wrapped    BYTEA  NOT NULL
);
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
CREATE TABLE iam_access_key (
    id                TEXT    NOT NULL PRIMARY KEY,
    account_id        TEXT    NOT NULL,
    user_id           TEXT,
    active            BOOLEAN NOT NULL,
    created_at        BIGINT  NOT NULL,
    secret            BYTEA   NOT NULL,
    last_used_at      BIGINT,
    last_used_service TEXT,
    last_used_region  TEXT,
    FOREIGN KEY (account_id, user_id) REFERENCES iam_entity (account_id, id)
);
CREATE TABLE iam_access_report (
    account_id TEXT    NOT NULL,
    id         TEXT    NOT NULL,
    arn        TEXT    NOT NULL,
    by_action  BOOLEAN NOT NULL,
    created_at BIGINT  NOT NULL,
    PRIMARY KEY (account_id, id)
);
CREATE TABLE iam_attachment (
    account_id     TEXT   NOT NULL,
    entity_id      TEXT   NOT NULL,
    policy_account TEXT   NOT NULL,
    policy_id      TEXT   NOT NULL,
    attached_at    BIGINT NOT NULL,
    PRIMARY KEY (account_id, entity_id, policy_account, policy_id),
    FOREIGN KEY (account_id, entity_id) REFERENCES iam_entity (account_id, id),
    FOREIGN KEY (policy_account, policy_id) REFERENCES iam_policy (account_id, id)
);
CREATE TABLE iam_boundary (
    account_id     TEXT NOT NULL,
    entity_id      TEXT NOT NULL,
    policy_account TEXT NOT NULL,
    policy_id      TEXT NOT NULL,
    PRIMARY KEY (account_id, entity_id),
    FOREIGN KEY (account_id, entity_id) REFERENCES iam_entity (account_id, id),
    FOREIGN KEY (policy_account, policy_id) REFERENCES iam_policy (account_id, id)
);
CREATE TABLE iam_credential_report (
    account_id TEXT   NOT NULL PRIMARY KEY,
    created_at BIGINT NOT NULL,
    content    TEXT   NOT NULL
);
CREATE TABLE iam_entity (
    account_id  TEXT   NOT NULL,
    id          TEXT   NOT NULL UNIQUE,
    kind        TEXT   NOT NULL CHECK (kind IN ('USER', 'GROUP', 'ROLE', 'INSTANCE_PROFILE', 'POLICY', 'MFA_DEVICE',
                    'OIDC_PROVIDER', 'SAML_PROVIDER')),
    name        TEXT   NOT NULL,
    name_folded TEXT   NOT NULL,
    path        TEXT   NOT NULL,
    created_at  BIGINT NOT NULL,
    PRIMARY KEY (account_id, id),
    UNIQUE (account_id, kind, name_folded)
);
CREATE TABLE iam_group_member (
    account_id TEXT   NOT NULL,
    group_id   TEXT   NOT NULL,
    user_id    TEXT   NOT NULL,
    PRIMARY KEY (account_id, group_id, user_id),
    FOREIGN KEY (account_id, group_id) REFERENCES iam_entity (account_id, id),
    FOREIGN KEY (account_id, user_id) REFERENCES iam_entity (account_id, id)
);
CREATE TABLE iam_inline_policy (
    account_id TEXT NOT NULL,
    entity_id  TEXT NOT NULL,
    name       TEXT NOT NULL,
    document   TEXT NOT NULL,
    PRIMARY KEY (account_id, entity_id, name),
    FOREIGN KEY (account_id, entity_id) REFERENCES iam_entity (account_id, id)
);
CREATE TABLE iam_instance_profile_role (
    account_id TEXT NOT NULL,
    profile_id TEXT NOT NULL,
    role_id    TEXT NOT NULL,
    PRIMARY KEY (account_id, profile_id),
    FOREIGN KEY (account_id, profile_id) REFERENCES iam_entity (account_id, id),
    FOREIGN KEY (account_id, role_id) REFERENCES iam_role (account_id, id)
);
CREATE TABLE iam_last_access (
    account_id TEXT   NOT NULL,
    entity_id  TEXT   NOT NULL,
    service    TEXT   NOT NULL,
    action     TEXT   NOT NULL,
    at         BIGINT NOT NULL,
    region     TEXT   NOT NULL,
    PRIMARY KEY (account_id, entity_id, service, action),
    FOREIGN KEY (account_id, entity_id) REFERENCES iam_entity (account_id, id)
);
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
CREATE TABLE iam_oidc_client (
    account_id  TEXT    NOT NULL,
    provider_id TEXT    NOT NULL,
    client_id   TEXT    NOT NULL,
    position    INTEGER NOT NULL,
    PRIMARY KEY (account_id, provider_id, client_id),
    FOREIGN KEY (account_id, provider_id) REFERENCES iam_entity (account_id, id)
);
CREATE TABLE iam_oidc_thumbprint (
    account_id  TEXT    NOT NULL,
    provider_id TEXT    NOT NULL,
    thumbprint  TEXT    NOT NULL,
    position    INTEGER NOT NULL,
    PRIMARY KEY (account_id, provider_id, thumbprint),
    FOREIGN KEY (account_id, provider_id) REFERENCES iam_entity (account_id, id)
);
CREATE TABLE iam_password_history (
    account_id TEXT   NOT NULL,
    user_id    TEXT   NOT NULL,
    changed_at BIGINT NOT NULL,
    hash       BYTEA  NOT NULL,
    PRIMARY KEY (account_id, user_id, changed_at),
    FOREIGN KEY (account_id, user_id) REFERENCES iam_entity (account_id, id)
);
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
CREATE TABLE iam_policy (
    account_id      TEXT    NOT NULL,
    id              TEXT    NOT NULL,
    description     TEXT    NOT NULL,
    default_version TEXT    NOT NULL,
    versions        INTEGER NOT NULL,
    updated_at      BIGINT  NOT NULL,
    PRIMARY KEY (account_id, id),
    FOREIGN KEY (account_id, id) REFERENCES iam_entity (account_id, id)
);
CREATE TABLE iam_policy_version (
    account_id TEXT   NOT NULL,
    policy_id  TEXT   NOT NULL,
    version_id TEXT   NOT NULL,
    document   TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, policy_id, version_id),
    FOREIGN KEY (account_id, policy_id) REFERENCES iam_policy (account_id, id)
);
CREATE TABLE iam_role (
    account_id          TEXT    NOT NULL,
    id                  TEXT    NOT NULL,
    description         TEXT    NOT NULL,
    trust_policy        TEXT    NOT NULL,
    max_session_seconds INTEGER NOT NULL,
    service             TEXT,
    last_used_at        BIGINT,
    last_used_region    TEXT,
    PRIMARY KEY (account_id, id),
    FOREIGN KEY (account_id, id) REFERENCES iam_entity (account_id, id)
);
CREATE TABLE iam_saml_provider (
    account_id TEXT NOT NULL,
    id         TEXT NOT NULL,
    metadata   TEXT NOT NULL,
    PRIMARY KEY (account_id, id),
    FOREIGN KEY (account_id, id) REFERENCES iam_entity (account_id, id)
);
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
CREATE TABLE iam_tag (
    account_id TEXT NOT NULL,
    entity_id  TEXT NOT NULL,
    tag_key    TEXT NOT NULL,
    tag_value  TEXT NOT NULL,
    PRIMARY KEY (account_id, entity_id, tag_key),
    FOREIGN KEY (account_id, entity_id) REFERENCES iam_entity (account_id, id)
);
CREATE TABLE node (
    node        TEXT   NOT NULL PRIMARY KEY,
    started_at  BIGINT NOT NULL,
    seen_at     BIGINT NOT NULL,
    touched_seq BIGINT NOT NULL
);
CREATE TABLE parameter (
    account_id TEXT   NOT NULL,
    arn_name   TEXT   NOT NULL,
    name       TEXT   NOT NULL,
    parent     TEXT   NOT NULL,
    tier       TEXT   NOT NULL CHECK (tier IN ('STANDARD', 'ADVANCED')),
    latest     BIGINT NOT NULL,
    PRIMARY KEY (account_id, arn_name)
);
CREATE TABLE parameter_label (
    account_id TEXT   NOT NULL,
    arn_name   TEXT   NOT NULL,
    label      TEXT   NOT NULL,
    version    BIGINT NOT NULL,
    PRIMARY KEY (account_id, arn_name, label),
    FOREIGN KEY (account_id, arn_name, version) REFERENCES parameter_version (account_id, arn_name, version)
);
CREATE TABLE parameter_level (
    account_id TEXT NOT NULL,
    level      TEXT NOT NULL,
    arn_name   TEXT NOT NULL,
    PRIMARY KEY (account_id, level, arn_name),
    FOREIGN KEY (account_id, arn_name) REFERENCES parameter (account_id, arn_name)
);
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
CREATE TABLE parameter_tag (
    account_id TEXT NOT NULL,
    arn_name   TEXT NOT NULL,
    tag_key    TEXT NOT NULL,
    tag_value  TEXT NOT NULL,
    PRIMARY KEY (account_id, arn_name, tag_key),
    FOREIGN KEY (account_id, arn_name) REFERENCES parameter (account_id, arn_name)
);
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
CREATE TABLE rotation_alarm (
    account_id TEXT   NOT NULL,
    arn        TEXT   NOT NULL,
    alarm      TEXT   NOT NULL CHECK (alarm IN ('OVERDUE', 'DRIFTED')),
    since      BIGINT NOT NULL,
    told_at    BIGINT,
    PRIMARY KEY (account_id, arn, alarm),
    FOREIGN KEY (account_id, arn) REFERENCES secret (account_id, arn)
);
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
CREATE TABLE rotation_cover (
    account_id     TEXT    NOT NULL,
    arn            TEXT    NOT NULL,
    policy         TEXT    NOT NULL,
    version        INTEGER,
    environment    TEXT    NOT NULL,
    place          INTEGER,
    rotation_group TEXT    NOT NULL,
    problem        TEXT,
    drift          TEXT,
    wait_until     BIGINT,
    failed_at      BIGINT,
    PRIMARY KEY (account_id, arn),
    FOREIGN KEY (account_id, arn) REFERENCES secret (account_id, arn),
    FOREIGN KEY (policy) REFERENCES rotation_policy (name),
    CHECK (problem IS NOT NULL OR version IS NOT NULL)
);
CREATE TABLE rotation_login (
    engine      TEXT    NOT NULL,
    host_folded TEXT    NOT NULL,
    port        INTEGER NOT NULL,
    username    TEXT    NOT NULL,
    account_id  TEXT    NOT NULL,
    arn         TEXT    NOT NULL,
    made_at     BIGINT, host TEXT, database_name TEXT, tls BOOLEAN, admin_arn TEXT,
    PRIMARY KEY (engine, host_folded, port, username)
);
CREATE TABLE rotation_overlap (
    account_id  TEXT   NOT NULL,
    arn         TEXT   NOT NULL,
    began_at    BIGINT NOT NULL,
    look_at     BIGINT NOT NULL,
    lease_until BIGINT,
    PRIMARY KEY (account_id, arn),
    FOREIGN KEY (account_id, arn) REFERENCES secret (account_id, arn)
);
CREATE TABLE rotation_policy (
    name    TEXT    NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    FOREIGN KEY (name, version) REFERENCES rotation_policy_version (name, version)
);
CREATE TABLE rotation_policy_version (
    name       TEXT    NOT NULL,
    version    INTEGER NOT NULL,
    document   TEXT    NOT NULL,
    applied_at BIGINT  NOT NULL,
    applied_by TEXT    NOT NULL,
    PRIMARY KEY (name, version)
);
CREATE TABLE rotation_sweep (
    id      INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    next_at BIGINT  NOT NULL
);
CREATE TABLE rotation_target (
    account_id    TEXT    NOT NULL,
    arn           TEXT    NOT NULL,
    engine        TEXT    NOT NULL,
    host          TEXT    NOT NULL,
    host_folded   TEXT    NOT NULL,
    port          INTEGER NOT NULL,
    database_name TEXT    NOT NULL,
    username      TEXT    NOT NULL,
    tls           BOOLEAN NOT NULL, method TEXT NOT NULL DEFAULT 'SINGLE_USER', admin_arn TEXT,
    PRIMARY KEY (account_id, arn),
    UNIQUE (engine, host_folded, port, username),
    FOREIGN KEY (account_id, arn) REFERENCES secret (account_id, arn)
);
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
    lease_until  BIGINT, trial BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (account_id, arn),
    FOREIGN KEY (account_id, arn) REFERENCES secret (account_id, arn),
    CHECK ((lease_owner IS NULL) = (lease_until IS NULL))
);
CREATE TABLE saml_assertion_used (
    account_id   TEXT   NOT NULL,
    issuer       TEXT   NOT NULL,
    assertion    TEXT   NOT NULL,
    usable_until BIGINT NOT NULL,
    PRIMARY KEY (account_id, issuer, assertion)
);
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
    lease_epoch       BIGINT NOT NULL, resource_policy TEXT, owning_service TEXT, primary_region TEXT, replica_generation BIGINT,
    PRIMARY KEY (account_id, arn),
    UNIQUE (account_id, name),
    CHECK ((deleted_at IS NULL) = (deletion_date IS NULL)),
    CHECK ((rotation_enabled IS NULL) = (rotation_function IS NULL))
);
CREATE TABLE secret_reader (
    account_id TEXT   NOT NULL,
    arn        TEXT   NOT NULL,
    version_id TEXT   NOT NULL,
    caller     TEXT   NOT NULL,
    last_read  BIGINT NOT NULL,
    PRIMARY KEY (account_id, arn, caller, version_id),
    FOREIGN KEY (account_id, arn) REFERENCES secret (account_id, arn)
);
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
CREATE TABLE secret_stage (
    account_id TEXT NOT NULL,
    arn        TEXT NOT NULL,
    stage      TEXT NOT NULL,
    version_id TEXT NOT NULL,
    PRIMARY KEY (account_id, arn, stage),
    FOREIGN KEY (account_id, arn, version_id) REFERENCES secret_version (account_id, arn, version_id)
);
CREATE TABLE secret_tag (
    account_id TEXT NOT NULL,
    arn        TEXT NOT NULL,
    tag_key    TEXT NOT NULL,
    tag_value  TEXT NOT NULL,
    PRIMARY KEY (account_id, arn, tag_key),
    FOREIGN KEY (account_id, arn) REFERENCES secret (account_id, arn)
);
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
CREATE TABLE shared_key (
    name   TEXT  NOT NULL PRIMARY KEY,
    sealed BYTEA NOT NULL
);
CREATE TABLE sign_in_failure (
    account_id TEXT    NOT NULL,
    subject    TEXT    NOT NULL,
    failures   INTEGER NOT NULL,
    last_at    BIGINT  NOT NULL,
    PRIMARY KEY (account_id, subject)
);
CREATE TABLE sign_in_ticket (
    ticket_hash TEXT   NOT NULL PRIMARY KEY,
    account_id  TEXT   NOT NULL,
    user_id     TEXT   NOT NULL,
    step        TEXT   NOT NULL CHECK (step IN ('SECOND_FACTOR', 'NEW_PASSWORD', 'SIGNED_IN')),
    challenge   BYTEA  NOT NULL,
    mfa_at      BIGINT,
    expires_at  BIGINT NOT NULL
);
CREATE TABLE touched (
    node        TEXT   NOT NULL,
    seq         BIGINT NOT NULL,
    account_id  TEXT   NOT NULL,
    kind        TEXT   NOT NULL,
    touched_key TEXT   NOT NULL,
    touched_at  BIGINT NOT NULL,
    PRIMARY KEY (node, seq)
);
CREATE TABLE trail_event (
    chain         BIGINT  NOT NULL,
    seq           BIGINT  NOT NULL,
    account_id    TEXT    NOT NULL,
    event_time    BIGINT  NOT NULL,
    event_id      TEXT    NOT NULL,
    event_name    TEXT    NOT NULL,
    event_source  TEXT    NOT NULL,
    read_only     BOOLEAN NOT NULL,
    access_key_id TEXT    NOT NULL,
    user_name     TEXT    NOT NULL,
    resources     TEXT    NOT NULL,
    json          TEXT    NOT NULL,
    mac           BYTEA   NOT NULL,
    PRIMARY KEY (chain, seq)
);
CREATE TABLE trail_head (
    chain    BIGINT NOT NULL PRIMARY KEY,
    node     TEXT   NOT NULL,
    seq      BIGINT NOT NULL,
    mac      BYTEA  NOT NULL,
    head_mac BYTEA  NOT NULL
);
CREATE TABLE trail_key (
    key_id TEXT  NOT NULL PRIMARY KEY,
    sealed BYTEA NOT NULL
);
CREATE UNIQUE INDEX account_by_alias ON account (alias);
CREATE INDEX iam_access_key_of_user ON iam_access_key (account_id, user_id);
CREATE INDEX iam_access_report_by_age ON iam_access_report (created_at);
CREATE INDEX iam_attachment_of_policy ON iam_attachment (policy_account, policy_id, account_id);
CREATE INDEX iam_boundary_of_policy ON iam_boundary (policy_account, policy_id, account_id);
CREATE INDEX iam_group_member_of_user ON iam_group_member (account_id, user_id);
CREATE INDEX iam_instance_profile_of_role ON iam_instance_profile_role (account_id, role_id);
CREATE INDEX iam_mfa_device_of_holder ON iam_mfa_device (account_id, holder);
CREATE INDEX iam_security_key_of_user ON iam_security_key (account_id, user_id);
CREATE INDEX parameter_label_of_version ON parameter_label (account_id, arn_name, version);
CREATE INDEX parameter_level_of_parameter ON parameter_level (account_id, arn_name);
CREATE INDEX parameter_of_parent ON parameter (account_id, parent, arn_name);
CREATE INDEX parameter_of_tier ON parameter (account_id, tier);
CREATE INDEX parameter_policy_due ON parameter_policy (finished, due_at);
CREATE INDEX rotation_cover_of_group ON rotation_cover (policy, rotation_group, place);
CREATE INDEX rotation_login_of_secret ON rotation_login (account_id, arn);
CREATE INDEX rotation_overlap_to_look_at ON rotation_overlap (look_at);
CREATE INDEX rotation_task_due ON rotation_task (due_at);
CREATE INDEX saml_assertion_used_until ON saml_assertion_used (usable_until);
CREATE INDEX secret_in_order ON secret (account_id, created_at, arn);
CREATE INDEX secret_replica_due ON secret_replica (region, due_at);
CREATE INDEX secret_to_destroy ON secret (deletion_date);
CREATE INDEX secret_to_rotate ON secret (next_rotation);
CREATE INDEX sign_in_failure_by_time ON sign_in_failure (last_at);
CREATE INDEX sign_in_ticket_to_forget ON sign_in_ticket (expires_at);
CREATE INDEX touched_by_time ON touched (touched_at);
CREATE INDEX trail_event_by_time ON trail_event (account_id, event_time, chain, seq);
