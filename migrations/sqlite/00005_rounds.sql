-- +goose Up

-- Allocation rounds. State says where one stands; publications lets one publisher through.
CREATE TABLE rounds (
    id           TEXT PRIMARY KEY,
    facility_id  TEXT NOT NULL REFERENCES facilities ON DELETE RESTRICT,
    name         TEXT NOT NULL,
    pools        TEXT NOT NULL CHECK (json_valid(pools)),
    start        INTEGER NOT NULL,
    "end"        INTEGER NOT NULL CHECK (start < "end"),
    grid_minutes INTEGER NOT NULL CHECK (grid_minutes >= 1),
    deadline     INTEGER NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('call', 'closed', 'solving', 'draft', 'published', 'cancelled')),
    objective    TEXT NOT NULL CHECK (objective IN ('fair-first', 'satisfaction')),
    seed         INTEGER NOT NULL,
    steps        INTEGER NOT NULL CHECK (steps >= 0),
    seconds      INTEGER NOT NULL CHECK (seconds >= 0),
    agreement_id TEXT REFERENCES agreements ON DELETE RESTRICT,
    rolling      INTEGER NOT NULL CHECK (rolling IN (0, 1)),
    days         INTEGER NOT NULL,
    of_id        TEXT REFERENCES rounds ON DELETE RESTRICT,
    plan         INTEGER NOT NULL,
    pins         TEXT NOT NULL CHECK (json_valid(pins)),
    note         TEXT NOT NULL,
    by_id        TEXT REFERENCES people ON DELETE RESTRICT,
    created      INTEGER NOT NULL,
    solving      INTEGER,
    published    INTEGER,
    version      INTEGER NOT NULL
) STRICT;
CREATE INDEX rounds_facility ON rounds (facility_id, start);
CREATE INDEX rounds_start ON rounds (start, id);
CREATE INDEX rounds_standing ON rounds (deadline) WHERE state IN ('call', 'closed', 'solving', 'draft');

CREATE TABLE round_requests (
    id           TEXT PRIMARY KEY,
    round_id     TEXT NOT NULL REFERENCES rounds ON DELETE RESTRICT,
    partner_id   TEXT NOT NULL REFERENCES partners ON DELETE RESTRICT,
    project_id   TEXT REFERENCES projects ON DELETE RESTRICT,
    person_id    TEXT NOT NULL REFERENCES people ON DELETE RESTRICT,
    by_id        TEXT NOT NULL REFERENCES people ON DELETE RESTRICT,
    title        TEXT NOT NULL,
    rank         INTEGER NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('open', 'withdrawn', 'placed', 'refused')),
    sample_id    TEXT REFERENCES samples ON DELETE RESTRICT,
    "together"   TEXT NOT NULL,
    wish         TEXT NOT NULL CHECK (json_valid(wish)),
    outcome      TEXT NOT NULL CHECK (json_valid(outcome)),
    created      INTEGER NOT NULL,
    updated      INTEGER NOT NULL,
    version      INTEGER NOT NULL
) STRICT;
CREATE INDEX round_requests_round ON round_requests (round_id, partner_id, rank, id);
CREATE INDEX round_requests_person ON round_requests (person_id, id);
CREATE INDEX round_requests_partner ON round_requests (partner_id, id);

-- Drafts, each with the problem that it answers and the plan as files.
CREATE TABLE round_plans (
    round_id TEXT NOT NULL REFERENCES rounds ON DELETE RESTRICT,
    number   INTEGER NOT NULL CHECK (number >= 1),
    summary  TEXT NOT NULL CHECK (json_valid(summary)),
    content  TEXT NOT NULL CHECK (json_valid(content)),
    problem  BLOB NOT NULL, -- marke.problem/1, compressed by gzip
    plan     BLOB NOT NULL, -- marke.plan/1, likewise
    created  INTEGER NOT NULL,
    PRIMARY KEY (round_id, number)
) STRICT, WITHOUT ROWID;

-- A round is published once, and each step of a request becomes one booking.
CREATE TABLE round_publications (
    round_id TEXT PRIMARY KEY REFERENCES rounds ON DELETE RESTRICT,
    number   INTEGER NOT NULL,
    by_id    TEXT REFERENCES people ON DELETE RESTRICT,
    at       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE round_bookings (
    request_id TEXT NOT NULL REFERENCES round_requests ON DELETE RESTRICT,
    step       INTEGER NOT NULL,
    booking_id TEXT NOT NULL UNIQUE REFERENCES bookings ON DELETE RESTRICT,
    PRIMARY KEY (request_id, step)
) STRICT, WITHOUT ROWID;

CREATE TABLE round_objections (
    id             TEXT PRIMARY KEY,
    round_id       TEXT NOT NULL REFERENCES rounds ON DELETE RESTRICT,
    request_id     TEXT NOT NULL REFERENCES round_requests ON DELETE RESTRICT,
    person_id      TEXT NOT NULL REFERENCES people ON DELETE RESTRICT,
    objection      TEXT NOT NULL,
    created        INTEGER NOT NULL,
    upheld         INTEGER NOT NULL CHECK (upheld IN (0, 1)),
    answer         TEXT NOT NULL,
    answered       INTEGER,
    answered_by_id TEXT REFERENCES people ON DELETE RESTRICT,
    version        INTEGER NOT NULL
) STRICT;
CREATE INDEX round_objections_round ON round_objections (round_id, id);
CREATE UNIQUE INDEX round_objections_open ON round_objections (request_id) WHERE answered IS NULL;

CREATE TABLE round_policies (
    facility_id      TEXT PRIMARY KEY REFERENCES facilities ON DELETE RESTRICT,
    publish_rolling  INTEGER NOT NULL CHECK (publish_rolling IN (0, 1)),
    trade_freely     INTEGER NOT NULL CHECK (trade_freely IN (0, 1)),
    trade_gifts      INTEGER NOT NULL CHECK (trade_gifts IN (0, 1)),
    trade_seconds    INTEGER NOT NULL CHECK (trade_seconds >= 0),
    overdraft_seconds INTEGER NOT NULL CHECK (overdraft_seconds >= 0),
    imminent_seconds INTEGER NOT NULL CHECK (imminent_seconds >= 0),
    version          INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The ledger of hours: lines are only ever added, and those of an entry sum to zero.
CREATE TABLE hour_lines (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    entry        TEXT NOT NULL,
    kind         TEXT NOT NULL CHECK (kind IN ('settlement', 'trade', 'year_end')),
    facility_id  TEXT NOT NULL REFERENCES facilities ON DELETE RESTRICT,
    pool_id      TEXT NOT NULL,
    partner_id   TEXT NOT NULL REFERENCES partners ON DELETE RESTRICT,
    minutes      INTEGER NOT NULL,
    start        INTEGER,
    "end"        INTEGER,
    entitled     INTEGER NOT NULL,
    used         INTEGER NOT NULL,
    agreement_id TEXT REFERENCES agreements ON DELETE RESTRICT,
    created      INTEGER NOT NULL,
    UNIQUE (facility_id, pool_id, entry, partner_id)
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER hour_lines_keep_update BEFORE UPDATE ON hour_lines
BEGIN
    SELECT RAISE(ABORT, 'lines of hours are only added');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER hour_lines_keep_delete BEFORE DELETE ON hour_lines
BEGIN
    SELECT RAISE(ABORT, 'lines of hours are only added');
END;
-- +goose StatementEnd

CREATE TABLE trades (
    id            TEXT PRIMARY KEY,
    facility_id   TEXT NOT NULL REFERENCES facilities ON DELETE RESTRICT,
    state         TEXT NOT NULL CHECK (state IN ('proposed', 'agreed', 'done', 'declined', 'withdrawn')),
    from_id       TEXT NOT NULL REFERENCES partners ON DELETE RESTRICT,
    to_id         TEXT NOT NULL REFERENCES partners ON DELETE RESTRICT,
    gives_id      TEXT REFERENCES bookings ON DELETE RESTRICT,
    takes_id      TEXT REFERENCES bookings ON DELETE RESTRICT,
    pool_id       TEXT,
    minutes       INTEGER NOT NULL,
    note          TEXT NOT NULL,
    by_id         TEXT NOT NULL REFERENCES people ON DELETE RESTRICT,
    created       INTEGER NOT NULL,
    agreed        INTEGER,
    agreed_by_id  TEXT REFERENCES people ON DELETE RESTRICT,
    decided       INTEGER,
    decided_by_id TEXT REFERENCES people ON DELETE RESTRICT,
    reason        TEXT NOT NULL,
    version       INTEGER NOT NULL
) STRICT;
CREATE INDEX trades_facility ON trades (facility_id, id);

CREATE TABLE replans (
    id            TEXT PRIMARY KEY,
    facility_id   TEXT NOT NULL REFERENCES facilities ON DELETE RESTRICT,
    downtime_id   TEXT NOT NULL REFERENCES downtimes ON DELETE RESTRICT,
    state         TEXT NOT NULL CHECK (state IN ('proposed', 'applied', 'rejected', 'stale')),
    moves         TEXT NOT NULL CHECK (json_valid(moves)),
    stays         INTEGER NOT NULL,
    by_id         TEXT NOT NULL REFERENCES people ON DELETE RESTRICT,
    created       INTEGER NOT NULL,
    decided       INTEGER,
    decided_by_id TEXT REFERENCES people ON DELETE RESTRICT,
    version       INTEGER NOT NULL
) STRICT;
CREATE INDEX replans_facility ON replans (facility_id, id);
