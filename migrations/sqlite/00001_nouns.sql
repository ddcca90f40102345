-- +goose Up

-- Instants are whole seconds since 1970 in UTC, durations whole seconds, amounts
-- cents, days YYYY-MM-DD. What has structure of its own but is only ever read whole is JSON.

CREATE TABLE partners (
    id       TEXT PRIMARY KEY,
    name     TEXT NOT NULL,
    kind     TEXT NOT NULL CHECK (kind IN ('sme', 'large', 'knowledge', 'government', 'startup')),
    guest    INTEGER NOT NULL CHECK (guest IN (0, 1)),
    archived INTEGER NOT NULL CHECK (archived IN (0, 1)),
    version  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE facilities (
    id                      TEXT PRIMARY KEY,
    name                    TEXT NOT NULL,
    description_nl          TEXT NOT NULL,
    description_en          TEXT NOT NULL,
    place                   TEXT NOT NULL,
    zone                    TEXT NOT NULL,
    hours                   TEXT NOT NULL CHECK (json_valid(hours)),
    office_hours            TEXT NOT NULL CHECK (json_valid(office_hours)),
    prime                   TEXT NOT NULL CHECK (json_valid(prime)),
    closed_on_holidays      INTEGER NOT NULL CHECK (closed_on_holidays IN (0, 1)),
    holiday_exceptions      TEXT NOT NULL CHECK (json_valid(holiday_exceptions)),
    decide_within_seconds   INTEGER NOT NULL,
    no_show_grace_seconds   INTEGER NOT NULL,
    no_show_strikes         INTEGER NOT NULL,
    no_show_within_seconds  INTEGER NOT NULL,
    no_show_suspend_seconds INTEGER NOT NULL,
    archived                INTEGER NOT NULL CHECK (archived IN (0, 1)),
    version                 INTEGER NOT NULL
) STRICT;

CREATE TABLE people (
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL,
    email      TEXT UNIQUE,
    partner_id TEXT REFERENCES partners ON DELETE RESTRICT,
    language   TEXT NOT NULL CHECK (language IN ('nl', 'en')),
    state      TEXT NOT NULL CHECK (state IN ('asked', 'invited', 'active', 'blocked', 'erased')),
    "system"   INTEGER NOT NULL CHECK ("system" IN (0, 1)),
    created    INTEGER NOT NULL,
    version    INTEGER NOT NULL
) STRICT;
CREATE INDEX people_name ON people (name, id);
CREATE INDEX people_partner ON people (partner_id);

-- Under whose name cron and the command line act; nobody can log in as it.
INSERT INTO people (id, name, language, state, "system", created, version) VALUES ('system', 'Marke', 'nl', 'active', 1, 0, 1);

CREATE TABLE credentials (
    person_id TEXT PRIMARY KEY REFERENCES people ON DELETE RESTRICT,
    hash      TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE roles (
    person_id   TEXT NOT NULL REFERENCES people ON DELETE RESTRICT,
    kind        TEXT NOT NULL CHECK (kind IN ('manager', 'trainer', 'controller', 'representative', 'admin')),
    facility_id TEXT REFERENCES facilities ON DELETE RESTRICT,
    partner_id  TEXT REFERENCES partners ON DELETE RESTRICT
) STRICT;
CREATE UNIQUE INDEX roles_once ON roles (person_id, kind, COALESCE(facility_id, ''), COALESCE(partner_id, ''));
CREATE INDEX roles_kind ON roles (kind, facility_id);

CREATE TABLE resources (
    id                  TEXT PRIMARY KEY,
    facility_id         TEXT NOT NULL REFERENCES facilities ON DELETE RESTRICT,
    kind                TEXT NOT NULL CHECK (kind IN ('instrument', 'area', 'operator', 'utility', 'accessory')),
    name                TEXT NOT NULL,
    description_nl      TEXT NOT NULL,
    description_en      TEXT NOT NULL,
    location            TEXT NOT NULL,
    capacity            INTEGER NOT NULL CHECK (capacity >= 1),
    capabilities        TEXT NOT NULL CHECK (json_valid(capabilities)),
    approval            TEXT NOT NULL CHECK (approval IN ('auto', 'manager')),
    operated            INTEGER NOT NULL CHECK (operated IN (0, 1)),
    person_id           TEXT REFERENCES people ON DELETE RESTRICT,
    hours               TEXT NOT NULL CHECK (json_valid(hours)),
    rules               TEXT NOT NULL CHECK (json_valid(rules)),
    qualification       TEXT NOT NULL CHECK (qualification IN ('', 'basic', 'expert', 'trainer')),
    dangerous           INTEGER NOT NULL CHECK (dangerous IN (0, 1)),
    attended            INTEGER NOT NULL CHECK (attended IN (0, 1)),
    two_persons         INTEGER NOT NULL CHECK (two_persons IN (0, 1)),
    needs               TEXT NOT NULL CHECK (json_valid(needs)),
    pool_id             TEXT,
    changeover          TEXT NOT NULL CHECK (json_valid(changeover)),
    contamination       TEXT NOT NULL CHECK (json_valid(contamination)),
    access              TEXT NOT NULL CHECK (json_valid(access)),
    intake              TEXT NOT NULL CHECK (json_valid(intake)),
    cancel_free_seconds INTEGER NOT NULL,
    archived            INTEGER NOT NULL CHECK (archived IN (0, 1)),
    version             INTEGER NOT NULL
) STRICT;
CREATE INDEX resources_facility ON resources (facility_id);
CREATE INDEX resources_person ON resources (person_id) WHERE person_id IS NOT NULL;

CREATE TABLE projects (
    id        TEXT PRIMARY KEY,
    name      TEXT NOT NULL,
    phase     TEXT NOT NULL CHECK (phase IN ('start', 'innovation', 'market')),
    economic  INTEGER NOT NULL CHECK (economic IN (0, 1)),
    reason    TEXT NOT NULL,
    leader_id TEXT REFERENCES people ON DELETE RESTRICT,
    archived  INTEGER NOT NULL CHECK (archived IN (0, 1)),
    version   INTEGER NOT NULL
) STRICT;

CREATE TABLE project_partners (
    project_id TEXT NOT NULL REFERENCES projects ON DELETE RESTRICT,
    partner_id TEXT NOT NULL REFERENCES partners ON DELETE RESTRICT,
    units      INTEGER NOT NULL CHECK (units >= 0),
    PRIMARY KEY (project_id, partner_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX project_partners_partner ON project_partners (partner_id);

CREATE TABLE samples (
    id         TEXT PRIMARY KEY,
    project_id TEXT REFERENCES projects ON DELETE RESTRICT,
    name       TEXT NOT NULL,
    materials  TEXT NOT NULL CHECK (json_valid(materials)),
    version    INTEGER NOT NULL
) STRICT;
CREATE INDEX samples_project ON samples (project_id);

CREATE TABLE qualifications (
    id          TEXT PRIMARY KEY,
    person_id   TEXT NOT NULL REFERENCES people ON DELETE RESTRICT,
    resource_id TEXT NOT NULL REFERENCES resources ON DELETE RESTRICT,
    level       TEXT NOT NULL CHECK (level IN ('basic', 'expert', 'trainer')),
    start       INTEGER NOT NULL,
    "end"       INTEGER,
    revoked     INTEGER,
    granter_id  TEXT REFERENCES people ON DELETE RESTRICT,
    reason      TEXT NOT NULL,
    version     INTEGER NOT NULL
) STRICT;
CREATE INDEX qualifications_person ON qualifications (person_id, resource_id);
CREATE INDEX qualifications_resource ON qualifications (resource_id);

CREATE TABLE suspensions (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id   TEXT NOT NULL REFERENCES people ON DELETE RESTRICT,
    facility_id TEXT NOT NULL REFERENCES facilities ON DELETE RESTRICT,
    start       INTEGER NOT NULL,
    "end"       INTEGER,
    reason      TEXT NOT NULL
) STRICT;
CREATE INDEX suspensions_person ON suspensions (person_id);

CREATE TABLE downtimes (
    id          TEXT PRIMARY KEY,
    kind        TEXT NOT NULL CHECK (kind IN ('outage', 'maintenance', 'closure')),
    facility_id TEXT NOT NULL REFERENCES facilities ON DELETE RESTRICT,
    resource_id TEXT REFERENCES resources ON DELETE RESTRICT,
    start       INTEGER NOT NULL,
    "end"       INTEGER CHECK ("end" >= start),
    reason      TEXT NOT NULL,
    by_id       TEXT REFERENCES people ON DELETE RESTRICT,
    created     INTEGER NOT NULL,
    cancelled   INTEGER NOT NULL CHECK (cancelled IN (0, 1)),
    version     INTEGER NOT NULL
) STRICT;
CREATE INDEX downtimes_facility ON downtimes (facility_id, start);

CREATE TABLE agreements (
    id          TEXT PRIMARY KEY,
    facility_id TEXT NOT NULL REFERENCES facilities ON DELETE RESTRICT,
    number      INTEGER NOT NULL CHECK (number >= 1),
    from_day    TEXT NOT NULL CHECK (length(from_day) = 10),
    issuer_id   TEXT REFERENCES partners ON DELETE RESTRICT,
    aid_regime  TEXT NOT NULL,
    year_end    TEXT NOT NULL,
    note        TEXT NOT NULL,
    created     INTEGER NOT NULL,
    UNIQUE (facility_id, number)
) STRICT;

CREATE TABLE agreement_shares (
    agreement_id TEXT NOT NULL REFERENCES agreements ON DELETE RESTRICT,
    part         TEXT NOT NULL CHECK (part IN ('capacity', 'cost', 'risk')),
    partner_id   TEXT NOT NULL REFERENCES partners ON DELETE RESTRICT,
    units        INTEGER NOT NULL CHECK (units >= 0),
    PRIMARY KEY (agreement_id, part, partner_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE quotas (
    id          TEXT PRIMARY KEY,
    facility_id TEXT NOT NULL REFERENCES facilities ON DELETE RESTRICT,
    resource_id TEXT REFERENCES resources ON DELETE RESTRICT,
    pool_id     TEXT,
    scope       TEXT NOT NULL CHECK (scope IN ('person', 'project', 'partner')),
    period      TEXT NOT NULL CHECK (period IN ('day', 'week', 'month')),
    max_seconds INTEGER NOT NULL CHECK (max_seconds >= 0),
    prime_only  INTEGER NOT NULL CHECK (prime_only IN (0, 1)),
    archived    INTEGER NOT NULL CHECK (archived IN (0, 1)),
    version     INTEGER NOT NULL
) STRICT;

CREATE TABLE tariffs (
    id             TEXT PRIMARY KEY,
    resource_id    TEXT NOT NULL REFERENCES resources ON DELETE RESTRICT,
    kind           TEXT NOT NULL CHECK (kind IN ('', 'sme', 'large', 'knowledge', 'government', 'startup')),
    phase          TEXT NOT NULL CHECK (phase IN ('', 'start', 'innovation', 'market')),
    guest          INTEGER NOT NULL CHECK (guest IN (0, 1)),
    from_day       TEXT NOT NULL CHECK (length(from_day) = 10),
    until_day      TEXT CHECK (length(until_day) = 10),
    peak_cents     INTEGER NOT NULL,
    off_peak_cents INTEGER NOT NULL,
    setup_cents    INTEGER NOT NULL,
    operator_cents INTEGER NOT NULL,
    minimum_cents  INTEGER NOT NULL,
    currency       TEXT NOT NULL
) STRICT;
CREATE INDEX tariffs_resource ON tariffs (resource_id);

-- The one row says which catalogue is valid: the stamp is fresh with every change.
CREATE TABLE catalogue (
    one     INTEGER PRIMARY KEY CHECK (one = 1),
    version INTEGER NOT NULL,
    stamp   TEXT NOT NULL
) STRICT;
INSERT INTO catalogue (one, version, stamp) VALUES (1, 1, 'new');

CREATE TABLE series (
    id          TEXT PRIMARY KEY,
    facility_id TEXT NOT NULL REFERENCES facilities ON DELETE RESTRICT,
    resource_id TEXT NOT NULL REFERENCES resources ON DELETE RESTRICT,
    rule        TEXT NOT NULL,
    exceptions  TEXT NOT NULL CHECK (json_valid(exceptions)),
    start       INTEGER NOT NULL,
    "end"       INTEGER NOT NULL CHECK (start < "end"),
    person_id   TEXT NOT NULL REFERENCES people ON DELETE RESTRICT,
    partner_id  TEXT REFERENCES partners ON DELETE RESTRICT,
    created     INTEGER NOT NULL,
    version     INTEGER NOT NULL
) STRICT;

-- 5356800 seconds, 62 days, is the greatest length of a claim and so of a use. It bounds
-- every query for overlaps, on both sides.
CREATE TABLE bookings (
    id             TEXT PRIMARY KEY,
    version        INTEGER NOT NULL,
    sequence       INTEGER NOT NULL,
    state          TEXT NOT NULL CHECK (state IN ('hold', 'requested', 'approved', 'in_use', 'completed', 'aborted', 'declined', 'expired', 'cancelled', 'missed', 'displaced')),
    facility_id    TEXT NOT NULL REFERENCES facilities ON DELETE RESTRICT,
    resource_id    TEXT NOT NULL REFERENCES resources ON DELETE RESTRICT,
    start          INTEGER NOT NULL,
    "end"          INTEGER NOT NULL CHECK (start < "end" AND "end" - start <= 5356800),
    person_id      TEXT NOT NULL REFERENCES people ON DELETE RESTRICT,
    by_id          TEXT NOT NULL REFERENCES people ON DELETE RESTRICT,
    partner_id     TEXT REFERENCES partners ON DELETE RESTRICT,
    project_id     TEXT REFERENCES projects ON DELETE RESTRICT,
    title          TEXT NOT NULL,
    confidential   INTEGER NOT NULL CHECK (confidential IN (0, 1)),
    economic       INTEGER NOT NULL CHECK (economic IN (0, 1)),
    reason         TEXT NOT NULL,
    process        TEXT NOT NULL,
    sample_id      TEXT REFERENCES samples ON DELETE RESTRICT,
    intake         TEXT CHECK (json_valid(intake)),
    override       TEXT CHECK (json_valid(override)),
    quote          TEXT CHECK (json_valid(quote)),
    order_number   TEXT NOT NULL,
    quote_accepted INTEGER,
    series_id      TEXT REFERENCES series ON DELETE RESTRICT,
    occurrence     INTEGER,
    replaces_id    TEXT REFERENCES bookings ON DELETE RESTRICT,
    at_risk        TEXT NOT NULL,
    hold_until     INTEGER,
    decide_by      INTEGER,
    reminded       INTEGER,
    created        INTEGER NOT NULL,
    updated        INTEGER NOT NULL,
    checked_in     INTEGER,
    checked_out    INTEGER,
    decided        INTEGER,
    decided_by_id  TEXT REFERENCES people ON DELETE RESTRICT,
    note           TEXT NOT NULL
) STRICT;
CREATE INDEX bookings_start ON bookings (start);
CREATE INDEX bookings_facility ON bookings (facility_id, start);
CREATE INDEX bookings_person ON bookings (person_id, start, "end"); -- the end too: of all that began in two months few still go on
CREATE INDEX bookings_partner ON bookings (partner_id, start, "end");
CREATE INDEX bookings_project ON bookings (project_id, start, "end") WHERE project_id IS NOT NULL;
CREATE INDEX bookings_by_another ON bookings (by_id, start) WHERE by_id <> person_id;
CREATE INDEX bookings_series ON bookings (series_id, start) WHERE series_id IS NOT NULL;
CREATE UNIQUE INDEX bookings_one_replacement ON bookings (replaces_id) WHERE replaces_id IS NOT NULL AND state = 'requested';
CREATE INDEX bookings_held ON bookings (hold_until) WHERE state = 'hold';
CREATE INDEX bookings_requested ON bookings (facility_id, start) WHERE state = 'requested';
CREATE INDEX bookings_requested_anywhere ON bookings (start) WHERE state = 'requested';
CREATE INDEX bookings_undecided ON bookings (decide_by) WHERE state = 'requested';
CREATE INDEX bookings_not_begun ON bookings (facility_id, start) WHERE state = 'approved';
CREATE INDEX bookings_to_remind ON bookings (start) WHERE state = 'approved' AND reminded IS NULL;
CREATE INDEX bookings_in_use ON bookings ("end") WHERE state = 'in_use';

CREATE TABLE companions (
    booking_id TEXT NOT NULL REFERENCES bookings ON DELETE RESTRICT,
    position   INTEGER NOT NULL,
    person_id  TEXT NOT NULL REFERENCES people ON DELETE RESTRICT,
    withdrawn  INTEGER NOT NULL CHECK (withdrawn IN (0, 1)),
    start      INTEGER NOT NULL, -- the use of the booking, so that a person's time is found by one index
    PRIMARY KEY (booking_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX companions_person ON companions (person_id, start);

CREATE TABLE claims (
    booking_id  TEXT NOT NULL REFERENCES bookings ON DELETE RESTRICT,
    position    INTEGER NOT NULL,
    resource_id TEXT NOT NULL REFERENCES resources ON DELETE RESTRICT,
    units       INTEGER NOT NULL CHECK (units >= 1),
    start       INTEGER NOT NULL,
    "end"       INTEGER NOT NULL CHECK (start < "end" AND "end" - start <= 5356800),
    active      INTEGER NOT NULL CHECK (active IN (0, 1)),
    exclusive   INTEGER NOT NULL CHECK (exclusive IN (0, 1)), -- the resource has capacity 1
    PRIMARY KEY (booking_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX claims_active ON claims (resource_id, "end", start, units, active) WHERE active; -- active too: then SQLite needs nothing else
CREATE INDEX claims_long ON claims (resource_id, "end", start, units, active) WHERE active AND "end" - start > 86400; -- few; without them a search ends a day after
CREATE INDEX claims_released ON claims (resource_id, "end", start, units) WHERE NOT active;

-- The last guard: at no instant of an active claim do the units claimed exceed the
-- capacity. Units change only where a claim starts, so those instants are enough. Claims
-- that end more than a day later are looked for among the long ones alone.
-- +goose StatementBegin
CREATE TRIGGER claims_guard_insert AFTER INSERT ON claims WHEN NEW.active
BEGIN
    SELECT RAISE(ABORT, 'claims exceed the capacity of the resource')
    FROM (
        SELECT NEW.start AS instant
        UNION ALL
        SELECT c.start FROM claims c
        WHERE c.resource_id = NEW.resource_id AND c.active
          AND c."end" > NEW.start AND c."end" <= NEW."end" + 86400
          AND c.start > NEW.start AND c.start < NEW."end"
        UNION ALL
        SELECT c.start FROM claims c INDEXED BY claims_long
        WHERE c.resource_id = NEW.resource_id AND c.active AND c."end" - c.start > 86400
          AND c."end" > NEW."end" + 86400 AND c."end" < NEW."end" + 5356800
          AND c.start > NEW.start AND c.start < NEW."end"
    ) AS i
    WHERE (
        SELECT COALESCE(SUM(c.units), 0) FROM claims c
        WHERE c.resource_id = NEW.resource_id AND c.active
          AND c."end" > i.instant AND c."end" <= i.instant + 86400
          AND c.start <= i.instant
    ) + (
        SELECT COALESCE(SUM(c.units), 0) FROM claims c INDEXED BY claims_long
        WHERE c.resource_id = NEW.resource_id AND c.active AND c."end" - c.start > 86400
          AND c."end" > i.instant + 86400 AND c."end" <= i.instant + 5356800
          AND c.start <= i.instant
    ) > (SELECT capacity FROM resources WHERE id = NEW.resource_id);
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER claims_guard_update AFTER UPDATE OF resource_id, units, start, "end", active ON claims WHEN NEW.active
BEGIN
    SELECT RAISE(ABORT, 'claims exceed the capacity of the resource')
    FROM (
        SELECT NEW.start AS instant
        UNION ALL
        SELECT c.start FROM claims c
        WHERE c.resource_id = NEW.resource_id AND c.active
          AND c."end" > NEW.start AND c."end" <= NEW."end" + 86400
          AND c.start > NEW.start AND c.start < NEW."end"
        UNION ALL
        SELECT c.start FROM claims c INDEXED BY claims_long
        WHERE c.resource_id = NEW.resource_id AND c.active AND c."end" - c.start > 86400
          AND c."end" > NEW."end" + 86400 AND c."end" < NEW."end" + 5356800
          AND c.start > NEW.start AND c.start < NEW."end"
    ) AS i
    WHERE (
        SELECT COALESCE(SUM(c.units), 0) FROM claims c
        WHERE c.resource_id = NEW.resource_id AND c.active
          AND c."end" > i.instant AND c."end" <= i.instant + 86400
          AND c.start <= i.instant
    ) + (
        SELECT COALESCE(SUM(c.units), 0) FROM claims c INDEXED BY claims_long
        WHERE c.resource_id = NEW.resource_id AND c.active AND c."end" - c.start > 86400
          AND c."end" > i.instant + 86400 AND c."end" <= i.instant + 5356800
          AND c.start <= i.instant
    ) > (SELECT capacity FROM resources WHERE id = NEW.resource_id);
END;
-- +goose StatementEnd
