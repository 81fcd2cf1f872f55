-- The accounts of this server. bootstrap_announced says whether whoever installed the server has been told its first
-- root access key: until then each start makes a new one in its place.
CREATE TABLE account (
    account_id          TEXT    NOT NULL PRIMARY KEY,
    created             BIGINT  NOT NULL,
    bootstrap_announced BOOLEAN NOT NULL
);

-- Random keys that every node must share and that seal nothing stored: each sealed like a secret.
CREATE TABLE shared_key (
    name   TEXT  NOT NULL PRIMARY KEY,
    sealed BYTEA NOT NULL
);
