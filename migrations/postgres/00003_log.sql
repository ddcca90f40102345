-- +goose Up

CREATE TABLE audit (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at        timestamptz NOT NULL,
    person_id text COLLATE "C" REFERENCES people ON DELETE RESTRICT,
    via       text NOT NULL,
    verb      text NOT NULL,
    kind      text NOT NULL,
    subject   text COLLATE "C" NOT NULL,
    before    text NOT NULL,
    after     text NOT NULL,
    reason    text NOT NULL
);
CREATE INDEX audit_subject ON audit (kind, subject, id);
CREATE INDEX audit_person ON audit (person_id, id);

-- How often each collection of bookings changed, and what changed in it.
CREATE TABLE counters (
    kind   text NOT NULL CHECK (kind IN ('resource', 'partner', 'person')),
    id     text COLLATE "C" NOT NULL,
    number bigint NOT NULL,
    latest timestamptz NOT NULL,
    PRIMARY KEY (kind, id)
);

CREATE TABLE changes (
    kind       text NOT NULL,
    id         text COLLATE "C" NOT NULL,
    number     bigint NOT NULL,
    booking_id text COLLATE "C" NOT NULL,
    change     text NOT NULL,
    at         timestamptz NOT NULL,
    PRIMARY KEY (kind, id, number)
);

CREATE TABLE outbox (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key        text COLLATE "C" NOT NULL UNIQUE,
    person_id  text COLLATE "C" NOT NULL REFERENCES people ON DELETE RESTRICT,
    kind       text NOT NULL,
    booking_id text COLLATE "C" REFERENCES bookings ON DELETE RESTRICT,
    params     json NOT NULL,
    created    timestamptz NOT NULL,
    due        timestamptz NOT NULL,
    sent       timestamptz,
    attempts   bigint NOT NULL,
    failed     text NOT NULL
);
CREATE INDEX outbox_due ON outbox (due) WHERE sent IS NULL;
CREATE INDEX outbox_person ON outbox (person_id, id);

CREATE TABLE job_runs (
    name text NOT NULL,
    slot timestamptz NOT NULL,
    PRIMARY KEY (name, slot)
);
