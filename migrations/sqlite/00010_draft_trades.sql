-- +goose Up
-- A draft of a round may be offered to the partners, who then trade placements in it. What is left of such trades when
-- the draft is offered no longer has lapsed.

ALTER TABLE rounds ADD COLUMN offered INTEGER NOT NULL DEFAULT 0 CHECK (offered >= 0);

-- A check cannot be changed in place: the trades move to a table that knows one state more.
CREATE TABLE trades_next (
    id               TEXT PRIMARY KEY,
    facility_id      TEXT NOT NULL REFERENCES facilities ON DELETE RESTRICT,
    state            TEXT NOT NULL CHECK (state IN ('proposed', 'agreed', 'done', 'declined', 'withdrawn', 'lapsed')),
    from_id          TEXT NOT NULL REFERENCES partners ON DELETE RESTRICT,
    to_id            TEXT NOT NULL REFERENCES partners ON DELETE RESTRICT,
    gives_id         TEXT REFERENCES bookings ON DELETE RESTRICT,
    takes_id         TEXT REFERENCES bookings ON DELETE RESTRICT,
    round_id         TEXT REFERENCES rounds ON DELETE RESTRICT,
    plan             INTEGER NOT NULL DEFAULT 0,
    gives_request_id TEXT REFERENCES round_requests ON DELETE RESTRICT,
    gives_step       INTEGER NOT NULL DEFAULT 0,
    takes_request_id TEXT REFERENCES round_requests ON DELETE RESTRICT,
    takes_step       INTEGER NOT NULL DEFAULT 0,
    pool_id          TEXT,
    minutes          INTEGER NOT NULL,
    note             TEXT NOT NULL,
    by_id            TEXT NOT NULL REFERENCES people ON DELETE RESTRICT,
    created          INTEGER NOT NULL,
    agreed           INTEGER,
    agreed_by_id     TEXT REFERENCES people ON DELETE RESTRICT,
    decided          INTEGER,
    decided_by_id    TEXT REFERENCES people ON DELETE RESTRICT,
    reason           TEXT NOT NULL,
    version          INTEGER NOT NULL
) STRICT;
INSERT INTO trades_next (id, facility_id, state, from_id, to_id, gives_id, takes_id, pool_id, minutes, note, by_id, created, agreed, agreed_by_id, decided, decided_by_id, reason, version)
    SELECT id, facility_id, state, from_id, to_id, gives_id, takes_id, pool_id, minutes, note, by_id, created, agreed, agreed_by_id, decided, decided_by_id, reason, version FROM trades;
DROP TABLE trades;
ALTER TABLE trades_next RENAME TO trades;
CREATE INDEX trades_facility ON trades (facility_id, id);
CREATE INDEX trades_round ON trades (round_id, id) WHERE round_id IS NOT NULL;
