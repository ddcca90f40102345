-- +goose Up

-- Instants are cut to whole seconds, durations are whole seconds, amounts
-- cents, days YYYY-MM-DD. What has structure of its own but is only ever read whole is JSON.

CREATE TABLE partners (
    id       text COLLATE "C" PRIMARY KEY,
    name     text NOT NULL,
    kind     text NOT NULL CHECK (kind IN ('sme', 'large', 'knowledge', 'government', 'startup')),
    guest    boolean NOT NULL,
    archived boolean NOT NULL,
    version  bigint NOT NULL
);

CREATE TABLE facilities (
    id                      text COLLATE "C" PRIMARY KEY,
    name                    text NOT NULL,
    description_nl          text NOT NULL,
    description_en          text NOT NULL,
    place                   text NOT NULL,
    zone                    text NOT NULL,
    hours                   json NOT NULL,
    office_hours            json NOT NULL,
    prime                   json NOT NULL,
    closed_on_holidays      boolean NOT NULL,
    holiday_exceptions      json NOT NULL,
    decide_within_seconds   bigint NOT NULL,
    no_show_grace_seconds   bigint NOT NULL,
    no_show_strikes         bigint NOT NULL,
    no_show_within_seconds  bigint NOT NULL,
    no_show_suspend_seconds bigint NOT NULL,
    archived                boolean NOT NULL,
    version                 bigint NOT NULL
);

CREATE TABLE people (
    id         text COLLATE "C" PRIMARY KEY,
    name       text NOT NULL,
    email      text UNIQUE,
    partner_id text COLLATE "C" REFERENCES partners ON DELETE RESTRICT,
    language   text NOT NULL CHECK (language IN ('nl', 'en')),
    state      text NOT NULL CHECK (state IN ('asked', 'invited', 'active', 'blocked', 'erased')),
    "system"   boolean NOT NULL,
    created    timestamptz NOT NULL,
    version    bigint NOT NULL
);
CREATE INDEX people_name ON people (name, id);
CREATE INDEX people_partner ON people (partner_id);

-- Under whose name cron and the command line act; nobody can log in as it.
INSERT INTO people (id, name, language, state, "system", created, version) VALUES ('system', 'Marke', 'nl', 'active', true, 'epoch', 1);

CREATE TABLE credentials (
    person_id text COLLATE "C" PRIMARY KEY REFERENCES people ON DELETE RESTRICT,
    hash      text NOT NULL
);

CREATE TABLE roles (
    person_id   text COLLATE "C" NOT NULL REFERENCES people ON DELETE RESTRICT,
    kind        text NOT NULL CHECK (kind IN ('manager', 'trainer', 'controller', 'representative', 'admin')),
    facility_id text COLLATE "C" REFERENCES facilities ON DELETE RESTRICT,
    partner_id  text COLLATE "C" REFERENCES partners ON DELETE RESTRICT
);
CREATE UNIQUE INDEX roles_once ON roles (person_id, kind, COALESCE(facility_id, ''), COALESCE(partner_id, ''));
CREATE INDEX roles_kind ON roles (kind, facility_id);

CREATE TABLE resources (
    id                  text COLLATE "C" PRIMARY KEY,
    facility_id         text COLLATE "C" NOT NULL REFERENCES facilities ON DELETE RESTRICT,
    kind                text NOT NULL CHECK (kind IN ('instrument', 'area', 'operator', 'utility', 'accessory')),
    name                text NOT NULL,
    description_nl      text NOT NULL,
    description_en      text NOT NULL,
    location            text NOT NULL,
    capacity            bigint NOT NULL CHECK (capacity >= 1),
    capabilities        json NOT NULL,
    approval            text NOT NULL CHECK (approval IN ('auto', 'manager')),
    operated            boolean NOT NULL,
    person_id           text COLLATE "C" REFERENCES people ON DELETE RESTRICT,
    hours               json NOT NULL,
    rules               json NOT NULL,
    qualification       text NOT NULL CHECK (qualification IN ('', 'basic', 'expert', 'trainer')),
    dangerous           boolean NOT NULL,
    attended            boolean NOT NULL,
    two_persons         boolean NOT NULL,
    needs               json NOT NULL,
    pool_id             text COLLATE "C",
    changeover          json NOT NULL,
    contamination       json NOT NULL,
    access              json NOT NULL,
    intake              json NOT NULL,
    cancel_free_seconds bigint NOT NULL,
    archived            boolean NOT NULL,
    version             bigint NOT NULL
);
CREATE INDEX resources_facility ON resources (facility_id);
CREATE INDEX resources_person ON resources (person_id) WHERE person_id IS NOT NULL;

CREATE TABLE projects (
    id        text COLLATE "C" PRIMARY KEY,
    name      text NOT NULL,
    phase     text NOT NULL CHECK (phase IN ('start', 'innovation', 'market')),
    economic  boolean NOT NULL,
    reason    text NOT NULL,
    leader_id text COLLATE "C" REFERENCES people ON DELETE RESTRICT,
    archived  boolean NOT NULL,
    version   bigint NOT NULL
);

CREATE TABLE project_partners (
    project_id text COLLATE "C" NOT NULL REFERENCES projects ON DELETE RESTRICT,
    partner_id text COLLATE "C" NOT NULL REFERENCES partners ON DELETE RESTRICT,
    units      bigint NOT NULL CHECK (units >= 0),
    PRIMARY KEY (project_id, partner_id)
);
CREATE INDEX project_partners_partner ON project_partners (partner_id);

CREATE TABLE samples (
    id         text COLLATE "C" PRIMARY KEY,
    project_id text COLLATE "C" REFERENCES projects ON DELETE RESTRICT,
    name       text NOT NULL,
    materials  json NOT NULL,
    version    bigint NOT NULL
);
CREATE INDEX samples_project ON samples (project_id);

CREATE TABLE qualifications (
    id          text COLLATE "C" PRIMARY KEY,
    person_id   text COLLATE "C" NOT NULL REFERENCES people ON DELETE RESTRICT,
    resource_id text COLLATE "C" NOT NULL REFERENCES resources ON DELETE RESTRICT,
    level       text NOT NULL CHECK (level IN ('basic', 'expert', 'trainer')),
    start       timestamptz NOT NULL,
    "end"       timestamptz,
    revoked     timestamptz,
    granter_id  text COLLATE "C" REFERENCES people ON DELETE RESTRICT,
    reason      text NOT NULL,
    version     bigint NOT NULL
);
CREATE INDEX qualifications_person ON qualifications (person_id, resource_id);
CREATE INDEX qualifications_resource ON qualifications (resource_id);

CREATE TABLE suspensions (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id   text COLLATE "C" NOT NULL REFERENCES people ON DELETE RESTRICT,
    facility_id text COLLATE "C" NOT NULL REFERENCES facilities ON DELETE RESTRICT,
    start       timestamptz NOT NULL,
    "end"       timestamptz,
    reason      text NOT NULL
);
CREATE INDEX suspensions_person ON suspensions (person_id);

CREATE TABLE downtimes (
    id          text COLLATE "C" PRIMARY KEY,
    kind        text NOT NULL CHECK (kind IN ('outage', 'maintenance', 'closure')),
    facility_id text COLLATE "C" NOT NULL REFERENCES facilities ON DELETE RESTRICT,
    resource_id text COLLATE "C" REFERENCES resources ON DELETE RESTRICT,
    start       timestamptz NOT NULL,
    "end"       timestamptz CHECK ("end" >= start),
    reason      text NOT NULL,
    by_id       text COLLATE "C" REFERENCES people ON DELETE RESTRICT,
    created     timestamptz NOT NULL,
    cancelled   boolean NOT NULL,
    version     bigint NOT NULL
);
CREATE INDEX downtimes_facility ON downtimes (facility_id, start);

CREATE TABLE agreements (
    id          text COLLATE "C" PRIMARY KEY,
    facility_id text COLLATE "C" NOT NULL REFERENCES facilities ON DELETE RESTRICT,
    number      bigint NOT NULL CHECK (number >= 1),
    from_day    text COLLATE "C" NOT NULL CHECK (length(from_day) = 10),
    issuer_id   text COLLATE "C" REFERENCES partners ON DELETE RESTRICT,
    aid_regime  text NOT NULL,
    year_end    text NOT NULL,
    note        text NOT NULL,
    created     timestamptz NOT NULL,
    UNIQUE (facility_id, number)
);

CREATE TABLE agreement_shares (
    agreement_id text COLLATE "C" NOT NULL REFERENCES agreements ON DELETE RESTRICT,
    part         text NOT NULL CHECK (part IN ('capacity', 'cost', 'risk')),
    partner_id   text COLLATE "C" NOT NULL REFERENCES partners ON DELETE RESTRICT,
    units        bigint NOT NULL CHECK (units >= 0),
    PRIMARY KEY (agreement_id, part, partner_id)
);

CREATE TABLE quotas (
    id          text COLLATE "C" PRIMARY KEY,
    facility_id text COLLATE "C" NOT NULL REFERENCES facilities ON DELETE RESTRICT,
    resource_id text COLLATE "C" REFERENCES resources ON DELETE RESTRICT,
    pool_id     text COLLATE "C",
    scope       text NOT NULL CHECK (scope IN ('person', 'project', 'partner')),
    period      text NOT NULL CHECK (period IN ('day', 'week', 'month')),
    max_seconds bigint NOT NULL CHECK (max_seconds >= 0),
    prime_only  boolean NOT NULL,
    archived    boolean NOT NULL,
    version     bigint NOT NULL
);

CREATE TABLE tariffs (
    id             text COLLATE "C" PRIMARY KEY,
    resource_id    text COLLATE "C" NOT NULL REFERENCES resources ON DELETE RESTRICT,
    kind           text NOT NULL CHECK (kind IN ('', 'sme', 'large', 'knowledge', 'government', 'startup')),
    phase          text NOT NULL CHECK (phase IN ('', 'start', 'innovation', 'market')),
    guest          boolean NOT NULL,
    from_day       text COLLATE "C" NOT NULL CHECK (length(from_day) = 10),
    until_day      text COLLATE "C" CHECK (length(until_day) = 10),
    peak_cents     bigint NOT NULL,
    off_peak_cents bigint NOT NULL,
    setup_cents    bigint NOT NULL,
    operator_cents bigint NOT NULL,
    minimum_cents  bigint NOT NULL,
    currency       text NOT NULL
);
CREATE INDEX tariffs_resource ON tariffs (resource_id);

-- The one row says which catalogue is valid: the stamp is fresh with every change.
CREATE TABLE catalogue (
    one     bigint PRIMARY KEY CHECK (one = 1),
    version bigint NOT NULL,
    stamp   text NOT NULL
);
INSERT INTO catalogue (one, version, stamp) VALUES (1, 1, 'new');

CREATE TABLE series (
    id          text COLLATE "C" PRIMARY KEY,
    facility_id text COLLATE "C" NOT NULL REFERENCES facilities ON DELETE RESTRICT,
    resource_id text COLLATE "C" NOT NULL REFERENCES resources ON DELETE RESTRICT,
    rule        text NOT NULL,
    exceptions  json NOT NULL,
    start       timestamptz NOT NULL,
    "end"       timestamptz NOT NULL CHECK (start < "end"),
    person_id   text COLLATE "C" NOT NULL REFERENCES people ON DELETE RESTRICT,
    partner_id  text COLLATE "C" REFERENCES partners ON DELETE RESTRICT,
    created     timestamptz NOT NULL,
    version     bigint NOT NULL
);

-- 1488 hours, 62 days, is the greatest length of a claim and so of a use (in hours,
-- because a day that is added may have 23 or 25 of them in a session's zone). It bounds
-- every query for overlaps, on both sides.
CREATE TABLE bookings (
    id             text COLLATE "C" PRIMARY KEY,
    version        bigint NOT NULL,
    sequence       bigint NOT NULL,
    state          text NOT NULL CHECK (state IN ('hold', 'requested', 'approved', 'in_use', 'completed', 'aborted', 'declined', 'expired', 'cancelled', 'missed', 'displaced')),
    facility_id    text COLLATE "C" NOT NULL REFERENCES facilities ON DELETE RESTRICT,
    resource_id    text COLLATE "C" NOT NULL REFERENCES resources ON DELETE RESTRICT,
    start          timestamptz NOT NULL,
    "end"          timestamptz NOT NULL CHECK (start < "end" AND "end" - start <= interval '1488 hours'),
    person_id      text COLLATE "C" NOT NULL REFERENCES people ON DELETE RESTRICT,
    by_id          text COLLATE "C" NOT NULL REFERENCES people ON DELETE RESTRICT,
    partner_id     text COLLATE "C" REFERENCES partners ON DELETE RESTRICT,
    project_id     text COLLATE "C" REFERENCES projects ON DELETE RESTRICT,
    title          text NOT NULL,
    confidential   boolean NOT NULL,
    economic       boolean NOT NULL,
    reason         text NOT NULL,
    process        text NOT NULL,
    sample_id      text COLLATE "C" REFERENCES samples ON DELETE RESTRICT,
    intake         json,
    override       json,
    quote          json,
    order_number   text NOT NULL,
    quote_accepted timestamptz,
    series_id      text COLLATE "C" REFERENCES series ON DELETE RESTRICT,
    occurrence     timestamptz,
    replaces_id    text COLLATE "C" REFERENCES bookings ON DELETE RESTRICT,
    at_risk        text NOT NULL,
    hold_until     timestamptz,
    decide_by      timestamptz,
    reminded       timestamptz,
    created        timestamptz NOT NULL,
    updated        timestamptz NOT NULL,
    checked_in     timestamptz,
    checked_out    timestamptz,
    decided        timestamptz,
    decided_by_id  text COLLATE "C" REFERENCES people ON DELETE RESTRICT,
    note           text NOT NULL
);
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
    booking_id text COLLATE "C" NOT NULL REFERENCES bookings ON DELETE RESTRICT,
    position   bigint NOT NULL,
    person_id  text COLLATE "C" NOT NULL REFERENCES people ON DELETE RESTRICT,
    withdrawn  boolean NOT NULL,
    start      timestamptz NOT NULL, -- the use of the booking, so that a person's time is found by one index
    PRIMARY KEY (booking_id, position)
);
CREATE INDEX companions_person ON companions (person_id, start);

CREATE TABLE claims (
    booking_id  text COLLATE "C" NOT NULL REFERENCES bookings ON DELETE RESTRICT,
    position    bigint NOT NULL,
    resource_id text COLLATE "C" NOT NULL REFERENCES resources ON DELETE RESTRICT,
    units       bigint NOT NULL CHECK (units >= 1),
    start       timestamptz NOT NULL,
    "end"       timestamptz NOT NULL CHECK (start < "end" AND "end" - start <= interval '1488 hours'),
    active      boolean NOT NULL,
    exclusive   boolean NOT NULL, -- the resource has capacity 1
    PRIMARY KEY (booking_id, position)
);
CREATE INDEX claims_active ON claims (resource_id, "end", start, units) WHERE active;
CREATE INDEX claims_long ON claims (resource_id, "end", start, units) WHERE active AND "end" - start > interval '24 hours'; -- few; without them a search ends a day after
CREATE INDEX claims_released ON claims (resource_id, "end", start, units) WHERE NOT active;

-- The last guard for capacity 1, the commonest case.
CREATE EXTENSION IF NOT EXISTS btree_gist;
ALTER TABLE claims ADD CONSTRAINT claims_do_not_overlap
    EXCLUDE USING gist (resource_id WITH =, tstzrange(start, "end") WITH &&) WHERE (active AND exclusive);

-- The last guard for every capacity: at no instant of an active claim do the units
-- claimed exceed it. Units change only where a claim starts, so those instants are
-- enough. The resource's row is locked first, so that of two claims made together the
-- later one sees the earlier.
-- +goose StatementBegin
CREATE FUNCTION claims_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    room bigint;
BEGIN
    SELECT capacity INTO room FROM resources WHERE id = NEW.resource_id FOR NO KEY UPDATE;
    NEW.exclusive := room = 1;
    PERFORM 1
    FROM (
        SELECT NEW.start AS instant
        UNION ALL
        SELECT c.start FROM claims c
        WHERE c.resource_id = NEW.resource_id AND c.active
          AND c."end" > NEW.start AND c."end" < NEW."end" + interval '1488 hours'
          AND c.start > NEW.start AND c.start < NEW."end"
          AND (c.booking_id, c.position) IS DISTINCT FROM (NEW.booking_id, NEW.position)
    ) AS i
    WHERE NEW.units + (
        SELECT COALESCE(SUM(c.units), 0) FROM claims c
        WHERE c.resource_id = NEW.resource_id AND c.active
          AND c."end" > i.instant AND c."end" <= i.instant + interval '1488 hours'
          AND c.start <= i.instant
          AND (c.booking_id, c.position) IS DISTINCT FROM (NEW.booking_id, NEW.position)
    ) > room;
    IF FOUND THEN
        RAISE EXCEPTION 'claims exceed the capacity of the resource' USING ERRCODE = 'MK001';
    END IF;
    RETURN NEW;
END;
$$;
-- +goose StatementEnd

CREATE TRIGGER claims_guard_insert BEFORE INSERT ON claims
    FOR EACH ROW WHEN (NEW.active) EXECUTE FUNCTION claims_guard();
CREATE TRIGGER claims_guard_update BEFORE UPDATE OF resource_id, units, start, "end", active ON claims
    FOR EACH ROW WHEN (NEW.active) EXECUTE FUNCTION claims_guard();
