-- Rotation policies: how the secrets that match are to be rotated, in every account. Whoever runs the server applies them.

-- Of no account, since a policy speaks about all. INVARIANT: a version is written once, and the numbers of a name only
-- grow, also over its removal: what a trail record names can be read again.
CREATE TABLE rotation_policy_version (
    name       TEXT    NOT NULL,
    version    INTEGER NOT NULL,
    document   TEXT    NOT NULL,
    applied_at BIGINT  NOT NULL,
    applied_by TEXT    NOT NULL,
    PRIMARY KEY (name, version)
);

CREATE TABLE rotation_policy (
    name    TEXT    NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    FOREIGN KEY (name, version) REFERENCES rotation_policy_version (name, version)
);

-- Which policy a secret is under. INVARIANT: a secret is under one policy. version is the one whose settings the secret
-- was given; empty while problem says why it was not. drift says in what the secret has been changed away from it since.
-- place is that of its environment in the policy's order, from 0; empty without an order. Until wait_until its gate is
-- not looked at again. failed_at is its last failed attempt to rotate.
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
CREATE INDEX rotation_cover_of_group ON rotation_cover (policy, rotation_group, place);

-- What is wrong with a secret's rotation, and when the trail said so last; empty while it is too early to say.
CREATE TABLE rotation_alarm (
    account_id TEXT   NOT NULL,
    arn        TEXT   NOT NULL,
    alarm      TEXT   NOT NULL CHECK (alarm IN ('OVERDUE', 'DRIFTED')),
    since      BIGINT NOT NULL,
    told_at    BIGINT,
    PRIMARY KEY (account_id, arn, alarm),
    FOREIGN KEY (account_id, arn) REFERENCES secret (account_id, arn)
);

-- At most one row: when all secrets are next looked over. Whoever moves it on does it, so of many nodes one.
CREATE TABLE rotation_sweep (
    id      INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    next_at BIGINT  NOT NULL
);
