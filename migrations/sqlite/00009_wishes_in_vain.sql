-- +goose Up
-- Bookings that were refused at once, since another partner holds the time: they make time contested. A person's longest
-- of a day in a pool is kept, however often it was tried.
CREATE TABLE wishes_in_vain (
    person_id   TEXT NOT NULL REFERENCES people ON DELETE RESTRICT,
    pool_id     TEXT NOT NULL,
    facility_id TEXT NOT NULL REFERENCES facilities ON DELETE RESTRICT,
    day         TEXT NOT NULL CHECK (length(day) = 10), -- of the start, on the facility's wall
    partner_id  TEXT NOT NULL REFERENCES partners ON DELETE RESTRICT,
    resource_id TEXT NOT NULL REFERENCES resources ON DELETE RESTRICT,
    units       INTEGER NOT NULL CHECK (units >= 1),
    start       INTEGER NOT NULL,
    "end"       INTEGER NOT NULL CHECK (start < "end"),
    created     INTEGER NOT NULL,
    PRIMARY KEY (person_id, facility_id, pool_id, day, partner_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX wishes_in_vain_pool ON wishes_in_vain (facility_id, pool_id, start);
CREATE INDEX wishes_in_vain_end ON wishes_in_vain ("end");
