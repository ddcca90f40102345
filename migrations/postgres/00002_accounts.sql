-- +goose Up

-- Of secrets only SHA-256 hashes are kept.

CREATE TABLE tokens (
    id        text COLLATE "C" PRIMARY KEY,
    hash      bytea NOT NULL UNIQUE CHECK (length(hash) = 32),
    kind      text NOT NULL CHECK (kind IN ('api', 'feed', 'invite', 'reset')),
    person_id text COLLATE "C" NOT NULL REFERENCES people ON DELETE RESTRICT,
    name      text NOT NULL,
    scope     text NOT NULL CHECK (scope IN ('', 'read', 'write')),
    feed_kind text NOT NULL CHECK (feed_kind IN ('', 'mine', 'partner', 'facility', 'resource')),
    feed_id   text COLLATE "C" NOT NULL,
    created   timestamptz NOT NULL,
    expires   timestamptz,
    used      timestamptz,
    revoked   timestamptz
);
CREATE INDEX tokens_person ON tokens (person_id, created);

CREATE TABLE sessions (
    hash    bytea PRIMARY KEY CHECK (length(hash) = 32),
    content bytea NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX sessions_expires ON sessions (expires);

CREATE TABLE access_requests (
    person_id     text COLLATE "C" PRIMARY KEY REFERENCES people ON DELETE RESTRICT,
    facility_id   text COLLATE "C" NOT NULL REFERENCES facilities ON DELETE RESTRICT,
    organisation  text NOT NULL,
    why           text NOT NULL,
    asked         timestamptz NOT NULL,
    decided       timestamptz,
    decided_by_id text COLLATE "C" REFERENCES people ON DELETE RESTRICT,
    admitted      boolean NOT NULL
);

CREATE TABLE login_failures (
    id  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key text COLLATE "C" NOT NULL,
    at  timestamptz NOT NULL
);
CREATE INDEX login_failures_key ON login_failures (key, at);
CREATE INDEX login_failures_at ON login_failures (at);

-- Writes that succeeded under an idempotency key.
CREATE TABLE idempotency_keys (
    person_id text COLLATE "C" NOT NULL REFERENCES people ON DELETE RESTRICT,
    key       text COLLATE "C" NOT NULL,
    digest    bytea NOT NULL,
    kind      text NOT NULL,
    subject   text COLLATE "C" NOT NULL,
    status    bigint NOT NULL,
    at        timestamptz NOT NULL,
    PRIMARY KEY (person_id, key)
);
CREATE INDEX idempotency_keys_at ON idempotency_keys (at);
