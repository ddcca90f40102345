-- +goose Up

-- Allocation rounds. State says where one stands; publications lets one publisher through.
CREATE TABLE rounds (
    id           text COLLATE "C" PRIMARY KEY,
    facility_id  text COLLATE "C" NOT NULL REFERENCES facilities ON DELETE RESTRICT,
    name         text NOT NULL,
    pools        json NOT NULL,
    start        timestamptz NOT NULL,
    "end"        timestamptz NOT NULL CHECK (start < "end"),
    grid_minutes bigint NOT NULL CHECK (grid_minutes >= 1),
    deadline     timestamptz NOT NULL,
    state        text NOT NULL CHECK (state IN ('call', 'closed', 'solving', 'draft', 'published', 'cancelled')),
    objective    text NOT NULL CHECK (objective IN ('fair-first', 'satisfaction')),
    seed         bigint NOT NULL,
    steps        bigint NOT NULL CHECK (steps >= 0),
    seconds      bigint NOT NULL CHECK (seconds >= 0),
    agreement_id text COLLATE "C" REFERENCES agreements ON DELETE RESTRICT,
    rolling      boolean NOT NULL,
    days         bigint NOT NULL,
    of_id        text COLLATE "C" REFERENCES rounds ON DELETE RESTRICT,
    plan         bigint NOT NULL,
    pins         json NOT NULL,
    note         text NOT NULL,
    by_id        text COLLATE "C" REFERENCES people ON DELETE RESTRICT,
    created      timestamptz NOT NULL,
    solving      timestamptz,
    published    timestamptz,
    version      bigint NOT NULL
);
CREATE INDEX rounds_facility ON rounds (facility_id, start);
CREATE INDEX rounds_start ON rounds (start, id);
CREATE INDEX rounds_standing ON rounds (deadline) WHERE state IN ('call', 'closed', 'solving', 'draft');

CREATE TABLE round_requests (
    id           text COLLATE "C" PRIMARY KEY,
    round_id     text COLLATE "C" NOT NULL REFERENCES rounds ON DELETE RESTRICT,
    partner_id   text COLLATE "C" NOT NULL REFERENCES partners ON DELETE RESTRICT,
    project_id   text COLLATE "C" REFERENCES projects ON DELETE RESTRICT,
    person_id    text COLLATE "C" NOT NULL REFERENCES people ON DELETE RESTRICT,
    by_id        text COLLATE "C" NOT NULL REFERENCES people ON DELETE RESTRICT,
    title        text NOT NULL,
    rank         bigint NOT NULL,
    state        text NOT NULL CHECK (state IN ('open', 'withdrawn', 'placed', 'refused')),
    sample_id    text COLLATE "C" REFERENCES samples ON DELETE RESTRICT,
    "together"   text NOT NULL,
    wish         json NOT NULL,
    outcome      json NOT NULL,
    created      timestamptz NOT NULL,
    updated      timestamptz NOT NULL,
    version      bigint NOT NULL
);
CREATE INDEX round_requests_round ON round_requests (round_id, partner_id, rank, id);
CREATE INDEX round_requests_person ON round_requests (person_id, id);
CREATE INDEX round_requests_partner ON round_requests (partner_id, id);

-- Drafts, each with the problem that it answers and the plan as files.
CREATE TABLE round_plans (
    round_id text COLLATE "C" NOT NULL REFERENCES rounds ON DELETE RESTRICT,
    number   bigint NOT NULL CHECK (number >= 1),
    summary  json NOT NULL,
    content  json NOT NULL,
    problem  bytea NOT NULL, -- marke.problem/1, compressed by gzip
    plan     bytea NOT NULL, -- marke.plan/1, likewise
    created  timestamptz NOT NULL,
    PRIMARY KEY (round_id, number)
);

-- A round is published once, and each step of a request becomes one booking.
CREATE TABLE round_publications (
    round_id text COLLATE "C" PRIMARY KEY REFERENCES rounds ON DELETE RESTRICT,
    number   bigint NOT NULL,
    by_id    text COLLATE "C" REFERENCES people ON DELETE RESTRICT,
    at       timestamptz NOT NULL
);

CREATE TABLE round_bookings (
    request_id text COLLATE "C" NOT NULL REFERENCES round_requests ON DELETE RESTRICT,
    step       bigint NOT NULL,
    booking_id text COLLATE "C" NOT NULL UNIQUE REFERENCES bookings ON DELETE RESTRICT,
    PRIMARY KEY (request_id, step)
);

CREATE TABLE round_objections (
    id             text COLLATE "C" PRIMARY KEY,
    round_id       text COLLATE "C" NOT NULL REFERENCES rounds ON DELETE RESTRICT,
    request_id     text COLLATE "C" NOT NULL REFERENCES round_requests ON DELETE RESTRICT,
    person_id      text COLLATE "C" NOT NULL REFERENCES people ON DELETE RESTRICT,
    objection      text NOT NULL,
    created        timestamptz NOT NULL,
    upheld         boolean NOT NULL,
    answer         text NOT NULL,
    answered       timestamptz,
    answered_by_id text COLLATE "C" REFERENCES people ON DELETE RESTRICT,
    version        bigint NOT NULL
);
CREATE INDEX round_objections_round ON round_objections (round_id, id);
CREATE UNIQUE INDEX round_objections_open ON round_objections (request_id) WHERE answered IS NULL;

CREATE TABLE round_policies (
    facility_id      text COLLATE "C" PRIMARY KEY REFERENCES facilities ON DELETE RESTRICT,
    publish_rolling  boolean NOT NULL,
    trade_freely     boolean NOT NULL,
    trade_gifts      boolean NOT NULL,
    trade_seconds    bigint NOT NULL CHECK (trade_seconds >= 0),
    overdraft_seconds bigint NOT NULL CHECK (overdraft_seconds >= 0),
    imminent_seconds bigint NOT NULL CHECK (imminent_seconds >= 0),
    version          bigint NOT NULL
);

-- The ledger of hours: lines are only ever added, and those of an entry sum to zero.
CREATE TABLE hour_lines (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    entry        text COLLATE "C" NOT NULL,
    kind         text NOT NULL CHECK (kind IN ('settlement', 'trade', 'year_end')),
    facility_id  text COLLATE "C" NOT NULL REFERENCES facilities ON DELETE RESTRICT,
    pool_id      text COLLATE "C" NOT NULL,
    partner_id   text COLLATE "C" NOT NULL REFERENCES partners ON DELETE RESTRICT,
    minutes      bigint NOT NULL,
    start        timestamptz,
    "end"        timestamptz,
    entitled     bigint NOT NULL,
    used         bigint NOT NULL,
    agreement_id text COLLATE "C" REFERENCES agreements ON DELETE RESTRICT,
    created      timestamptz NOT NULL,
    UNIQUE (facility_id, pool_id, entry, partner_id)
);

-- +goose StatementBegin
CREATE FUNCTION hour_lines_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'lines of hours are only added' USING ERRCODE = 'MK001';
END
$$;
-- +goose StatementEnd
CREATE TRIGGER hour_lines_keep BEFORE UPDATE OR DELETE ON hour_lines FOR EACH ROW EXECUTE FUNCTION hour_lines_keep();


CREATE TABLE trades (
    id            text COLLATE "C" PRIMARY KEY,
    facility_id   text COLLATE "C" NOT NULL REFERENCES facilities ON DELETE RESTRICT,
    state         text NOT NULL CHECK (state IN ('proposed', 'agreed', 'done', 'declined', 'withdrawn')),
    from_id       text COLLATE "C" NOT NULL REFERENCES partners ON DELETE RESTRICT,
    to_id         text COLLATE "C" NOT NULL REFERENCES partners ON DELETE RESTRICT,
    gives_id      text COLLATE "C" REFERENCES bookings ON DELETE RESTRICT,
    takes_id      text COLLATE "C" REFERENCES bookings ON DELETE RESTRICT,
    pool_id       text COLLATE "C",
    minutes       bigint NOT NULL,
    note          text NOT NULL,
    by_id         text COLLATE "C" NOT NULL REFERENCES people ON DELETE RESTRICT,
    created       timestamptz NOT NULL,
    agreed        timestamptz,
    agreed_by_id  text COLLATE "C" REFERENCES people ON DELETE RESTRICT,
    decided       timestamptz,
    decided_by_id text COLLATE "C" REFERENCES people ON DELETE RESTRICT,
    reason        text NOT NULL,
    version       bigint NOT NULL
);
CREATE INDEX trades_facility ON trades (facility_id, id);

CREATE TABLE replans (
    id            text COLLATE "C" PRIMARY KEY,
    facility_id   text COLLATE "C" NOT NULL REFERENCES facilities ON DELETE RESTRICT,
    downtime_id   text COLLATE "C" NOT NULL REFERENCES downtimes ON DELETE RESTRICT,
    state         text NOT NULL CHECK (state IN ('proposed', 'applied', 'rejected', 'stale')),
    moves         json NOT NULL,
    stays         bigint NOT NULL,
    by_id         text COLLATE "C" NOT NULL REFERENCES people ON DELETE RESTRICT,
    created       timestamptz NOT NULL,
    decided       timestamptz,
    decided_by_id text COLLATE "C" REFERENCES people ON DELETE RESTRICT,
    version       bigint NOT NULL
);
CREATE INDEX replans_facility ON replans (facility_id, id);
