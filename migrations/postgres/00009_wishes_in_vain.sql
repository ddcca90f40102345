-- +goose Up
-- Bookings that were refused at once, since another partner holds the time: they make time contested. A person's longest
-- of a day in a pool is kept, however often it was tried.
CREATE TABLE wishes_in_vain (
    person_id   text COLLATE "C" NOT NULL REFERENCES people ON DELETE RESTRICT,
    pool_id     text COLLATE "C" NOT NULL,
    facility_id text COLLATE "C" NOT NULL REFERENCES facilities ON DELETE RESTRICT,
    day         text COLLATE "C" NOT NULL CHECK (length(day) = 10), -- of the start, on the facility's wall
    partner_id  text COLLATE "C" NOT NULL REFERENCES partners ON DELETE RESTRICT,
    resource_id text COLLATE "C" NOT NULL REFERENCES resources ON DELETE RESTRICT,
    units       bigint NOT NULL CHECK (units >= 1),
    start       timestamptz NOT NULL,
    "end"       timestamptz NOT NULL CHECK (start < "end"),
    created     timestamptz NOT NULL,
    PRIMARY KEY (person_id, facility_id, pool_id, day, partner_id)
);
CREATE INDEX wishes_in_vain_pool ON wishes_in_vain (facility_id, pool_id, start);
CREATE INDEX wishes_in_vain_end ON wishes_in_vain ("end");
