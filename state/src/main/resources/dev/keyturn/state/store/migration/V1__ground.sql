-- The ground that every room stands on: nodes, what commits touched, keys, and the trail.
-- One text for SQLite and PostgreSQL. Times are milliseconds since 1970-01-01T00:00:00Z.

-- One row for each start of a server. seen_at is the store's clock at the node's last commit: no later start may
-- count from before it. touched_seq is the number of the node's last row in touched.
CREATE TABLE node (
    node        TEXT   NOT NULL PRIMARY KEY,
    started_at  BIGINT NOT NULL,
    seen_at     BIGINT NOT NULL,
    touched_seq BIGINT NOT NULL
);

-- What commits changed, so that the other nodes drop their copies. A node numbers its own rows in commit order.
CREATE TABLE touched (
    node        TEXT   NOT NULL,
    seq         BIGINT NOT NULL,
    account_id  TEXT   NOT NULL,
    kind        TEXT   NOT NULL,
    touched_key TEXT   NOT NULL,
    touched_at  BIGINT NOT NULL,
    PRIMARY KEY (node, seq)
);
CREATE INDEX touched_by_time ON touched (touched_at);

-- The keys under which secrets are sealed, each encrypted by the root key, which is never in here.
CREATE TABLE data_key (
    key_id     TEXT   NOT NULL PRIMARY KEY,
    created_at BIGINT NOT NULL,
    wrapped    BYTEA  NOT NULL
);

-- The key that authenticates the trail, sealed. There is one.
CREATE TABLE trail_key (
    key_id TEXT  NOT NULL PRIMARY KEY,
    sealed BYTEA NOT NULL
);

-- Where each chain of the trail ends. Chains are numbered 1, 2, 3 … in the order in which nodes began them.
CREATE TABLE trail_head (
    chain    BIGINT NOT NULL PRIMARY KEY,
    node     TEXT   NOT NULL,
    seq      BIGINT NOT NULL,
    mac      BYTEA  NOT NULL,
    head_mac BYTEA  NOT NULL
);

-- The trail. mac authenticates every column of the row and the mac of the row before it.
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
CREATE INDEX trail_event_by_time ON trail_event (account_id, event_time, chain, seq);
