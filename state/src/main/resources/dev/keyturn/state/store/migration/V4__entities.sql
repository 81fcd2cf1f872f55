-- Everything in IAM that has a name, a path and tags becomes one table: users, groups, roles, policies and what else
-- there is. So policies, boundaries and tags hang on any of them by the same reference. What only one kind has stands
-- in a table of its own. Instants are milliseconds since 1970 UTC, names are folded by us, nothing cascades.

-- INVARIANT: a name is unique in its account and kind in any case; an id is unique for ever.
-- The account `aws` holds the policies that AWS manages, and nobody calls from it.
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

CREATE TABLE iam_tag (
    account_id TEXT NOT NULL,
    entity_id  TEXT NOT NULL,
    tag_key    TEXT NOT NULL,
    tag_value  TEXT NOT NULL,
    PRIMARY KEY (account_id, entity_id, tag_key),
    FOREIGN KEY (account_id, entity_id) REFERENCES iam_entity (account_id, id)
);

-- service is set for a service-linked role and names whom it is linked to.
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

-- versions numbers the versions ever made: a number is not used twice.
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

CREATE TABLE iam_inline_policy (
    account_id TEXT NOT NULL,
    entity_id  TEXT NOT NULL,
    name       TEXT NOT NULL,
    document   TEXT NOT NULL,
    PRIMARY KEY (account_id, entity_id, name),
    FOREIGN KEY (account_id, entity_id) REFERENCES iam_entity (account_id, id)
);

-- A policy is of the same account or of `aws`.
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
CREATE INDEX iam_attachment_of_policy ON iam_attachment (policy_account, policy_id, account_id);

CREATE TABLE iam_boundary (
    account_id     TEXT NOT NULL,
    entity_id      TEXT NOT NULL,
    policy_account TEXT NOT NULL,
    policy_id      TEXT NOT NULL,
    PRIMARY KEY (account_id, entity_id),
    FOREIGN KEY (account_id, entity_id) REFERENCES iam_entity (account_id, id),
    FOREIGN KEY (policy_account, policy_id) REFERENCES iam_policy (account_id, id)
);
CREATE INDEX iam_boundary_of_policy ON iam_boundary (policy_account, policy_id, account_id);

CREATE TABLE iam_group_member (
    account_id TEXT   NOT NULL,
    group_id   TEXT   NOT NULL,
    user_id    TEXT   NOT NULL,
    PRIMARY KEY (account_id, group_id, user_id),
    FOREIGN KEY (account_id, group_id) REFERENCES iam_entity (account_id, id),
    FOREIGN KEY (account_id, user_id) REFERENCES iam_entity (account_id, id)
);
CREATE INDEX iam_group_member_of_user ON iam_group_member (account_id, user_id);

-- INVARIANT: an instance profile holds one role at most.
CREATE TABLE iam_instance_profile_role (
    account_id TEXT NOT NULL,
    profile_id TEXT NOT NULL,
    role_id    TEXT NOT NULL,
    PRIMARY KEY (account_id, profile_id),
    FOREIGN KEY (account_id, profile_id) REFERENCES iam_entity (account_id, id),
    FOREIGN KEY (account_id, role_id) REFERENCES iam_role (account_id, id)
);
CREATE INDEX iam_instance_profile_of_role ON iam_instance_profile_role (account_id, role_id);

-- The id alone is the key: a caller presents nothing else. A key without a user is the root user's.
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
CREATE INDEX iam_access_key_of_user ON iam_access_key (account_id, user_id);

INSERT INTO iam_entity (account_id, id, kind, name, name_folded, path, created_at)
SELECT account_id, id, 'USER', name, name_folded, path, created_at FROM iam_user;
INSERT INTO iam_entity (account_id, id, kind, name, name_folded, path, created_at)
SELECT account_id, id, 'POLICY', name, name_folded, path, created_at FROM managed_policy;
INSERT INTO iam_tag (account_id, entity_id, tag_key, tag_value)
SELECT account_id, user_id, tag_key, tag_value FROM iam_user_tag;
INSERT INTO iam_tag (account_id, entity_id, tag_key, tag_value)
SELECT account_id, policy_id, tag_key, tag_value FROM managed_policy_tag;
INSERT INTO iam_policy (account_id, id, description, default_version, versions, updated_at)
SELECT account_id, id, description, default_version, 1, updated_at FROM managed_policy;
INSERT INTO iam_policy_version (account_id, policy_id, version_id, document, created_at)
SELECT account_id, policy_id, version_id, document, created_at FROM policy_version;
INSERT INTO iam_inline_policy (account_id, entity_id, name, document)
SELECT account_id, user_id, name, document FROM inline_policy;
INSERT INTO iam_attachment (account_id, entity_id, policy_account, policy_id, attached_at)
SELECT account_id, user_id, account_id, policy_id, attached_at FROM policy_attachment;
INSERT INTO iam_access_key (id, account_id, user_id, active, created_at, secret)
SELECT id, account_id, user_id, active, created_at, secret FROM access_key;

DROP TABLE policy_attachment;
DROP TABLE inline_policy;
DROP TABLE access_key;
DROP TABLE iam_user_tag;
DROP TABLE iam_user;
DROP TABLE policy_version;
DROP TABLE managed_policy_tag;
DROP TABLE managed_policy;

-- An environment is an account: dev, staging, prod. The alias is IAM's, for sign-in.
ALTER TABLE account ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE account ADD COLUMN alias TEXT;
CREATE UNIQUE INDEX account_by_alias ON account (alias);
