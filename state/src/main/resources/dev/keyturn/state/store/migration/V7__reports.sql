-- What is told about the past: when who last asked for what, reports, and what they are about.

-- One row for each action that a user or role has ever asked for, allowed or not. It is written in batches: the newest
-- minutes are in the memory of the nodes.
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

-- GenerateServiceLastAccessedDetails: what was asked. The answer is read when it is fetched.
CREATE TABLE iam_access_report (
    account_id TEXT    NOT NULL,
    id         TEXT    NOT NULL,
    arn        TEXT    NOT NULL,
    by_action  BOOLEAN NOT NULL,
    created_at BIGINT  NOT NULL,
    PRIMARY KEY (account_id, id)
);
CREATE INDEX iam_access_report_by_age ON iam_access_report (created_at);

-- The newest credential report of each account.
CREATE TABLE iam_credential_report (
    account_id TEXT   NOT NULL PRIMARY KEY,
    created_at BIGINT NOT NULL,
    content    TEXT   NOT NULL
);
