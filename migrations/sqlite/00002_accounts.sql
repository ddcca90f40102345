-- +goose Up

-- Of secrets only SHA-256 hashes are kept.

CREATE TABLE tokens (
    id        TEXT PRIMARY KEY,
    hash      BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
    kind      TEXT NOT NULL CHECK (kind IN ('api', 'feed', 'invite', 'reset')),
    person_id TEXT NOT NULL REFERENCES people ON DELETE RESTRICT,
    name      TEXT NOT NULL,
    scope     TEXT NOT NULL CHECK (scope IN ('', 'read', 'write')),
    feed_kind TEXT NOT NULL CHECK (feed_kind IN ('', 'mine', 'partner', 'facility', 'resource')),
    feed_id   TEXT NOT NULL,
    created   INTEGER NOT NULL,
    expires   INTEGER,
    used      INTEGER,
    revoked   INTEGER
) STRICT;
CREATE INDEX tokens_person ON tokens (person_id, created);

CREATE TABLE sessions (
    hash    BLOB PRIMARY KEY CHECK (length(hash) = 32),
    content BLOB NOT NULL,
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_expires ON sessions (expires);

CREATE TABLE access_requests (
    person_id     TEXT PRIMARY KEY REFERENCES people ON DELETE RESTRICT,
    facility_id   TEXT NOT NULL REFERENCES facilities ON DELETE RESTRICT,
    organisation  TEXT NOT NULL,
    why           TEXT NOT NULL,
    asked         INTEGER NOT NULL,
    decided       INTEGER,
    decided_by_id TEXT REFERENCES people ON DELETE RESTRICT,
    admitted      INTEGER NOT NULL CHECK (admitted IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE TABLE login_failures (
    id  INTEGER PRIMARY KEY,
    key TEXT NOT NULL,
    at  INTEGER NOT NULL
) STRICT;
CREATE INDEX login_failures_key ON login_failures (key, at);
CREATE INDEX login_failures_at ON login_failures (at);

-- Writes that succeeded under an idempotency key.
CREATE TABLE idempotency_keys (
    person_id TEXT NOT NULL REFERENCES people ON DELETE RESTRICT,
    key       TEXT NOT NULL,
    digest    BLOB NOT NULL,
    kind      TEXT NOT NULL,
    subject   TEXT NOT NULL,
    status    INTEGER NOT NULL,
    at        INTEGER NOT NULL,
    PRIMARY KEY (person_id, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_keys_at ON idempotency_keys (at);
