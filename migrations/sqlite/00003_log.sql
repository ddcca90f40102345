-- +goose Up

CREATE TABLE audit (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    at        INTEGER NOT NULL,
    person_id TEXT REFERENCES people ON DELETE RESTRICT,
    via       TEXT NOT NULL,
    verb      TEXT NOT NULL,
    kind      TEXT NOT NULL,
    subject   TEXT NOT NULL,
    before    TEXT NOT NULL,
    after     TEXT NOT NULL,
    reason    TEXT NOT NULL
) STRICT;
CREATE INDEX audit_subject ON audit (kind, subject, id);
CREATE INDEX audit_person ON audit (person_id, id);

-- How often each collection of bookings changed, and what changed in it.
CREATE TABLE counters (
    kind   TEXT NOT NULL CHECK (kind IN ('resource', 'partner', 'person')),
    id     TEXT NOT NULL,
    number INTEGER NOT NULL,
    latest INTEGER NOT NULL,
    PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE changes (
    kind       TEXT NOT NULL,
    id         TEXT NOT NULL,
    number     INTEGER NOT NULL,
    booking_id TEXT NOT NULL,
    change     TEXT NOT NULL,
    at         INTEGER NOT NULL,
    PRIMARY KEY (kind, id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    key        TEXT NOT NULL UNIQUE,
    person_id  TEXT NOT NULL REFERENCES people ON DELETE RESTRICT,
    kind       TEXT NOT NULL,
    booking_id TEXT REFERENCES bookings ON DELETE RESTRICT,
    params     TEXT NOT NULL CHECK (json_valid(params)),
    created    INTEGER NOT NULL,
    due        INTEGER NOT NULL,
    sent       INTEGER,
    attempts   INTEGER NOT NULL,
    failed     TEXT NOT NULL
) STRICT;
CREATE INDEX outbox_due ON outbox (due) WHERE sent IS NULL;
CREATE INDEX outbox_person ON outbox (person_id, id);

CREATE TABLE job_runs (
    name TEXT NOT NULL,
    slot INTEGER NOT NULL,
    PRIMARY KEY (name, slot)
) STRICT, WITHOUT ROWID;
