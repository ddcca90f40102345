-- +goose Up
-- Whoever caused an outage bears a part of the lost hours alone: the agreement says how much of one outage, the
-- downtime who it was, and the ledger of hours what was booked for it.

ALTER TABLE agreements ADD COLUMN deductible_minutes INTEGER NOT NULL DEFAULT 0 CHECK (deductible_minutes >= 0);
ALTER TABLE downtimes ADD COLUMN caused_by_id TEXT REFERENCES partners ON DELETE RESTRICT;
ALTER TABLE downtimes ADD COLUMN cause TEXT NOT NULL DEFAULT '';

-- The bookings that a downtime displaced or broke off.
CREATE TABLE displacements (
    booking_id  TEXT PRIMARY KEY REFERENCES bookings ON DELETE RESTRICT,
    downtime_id TEXT NOT NULL REFERENCES downtimes ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;
CREATE INDEX displacements_downtime ON displacements (downtime_id, booking_id);

-- A check cannot be changed in place: the lines move to a table that knows one kind more.
CREATE TABLE hour_lines_next (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    entry        TEXT NOT NULL,
    kind         TEXT NOT NULL CHECK (kind IN ('settlement', 'trade', 'year_end', 'outage')),
    facility_id  TEXT NOT NULL REFERENCES facilities ON DELETE RESTRICT,
    pool_id      TEXT NOT NULL,
    partner_id   TEXT NOT NULL REFERENCES partners ON DELETE RESTRICT,
    minutes      INTEGER NOT NULL,
    start        INTEGER,
    "end"        INTEGER,
    entitled     INTEGER NOT NULL,
    used         INTEGER NOT NULL,
    agreement_id TEXT REFERENCES agreements ON DELETE RESTRICT,
    downtime_id  TEXT REFERENCES downtimes ON DELETE RESTRICT,
    created      INTEGER NOT NULL,
    UNIQUE (facility_id, pool_id, entry, partner_id)
) STRICT;
INSERT INTO hour_lines_next (id, entry, kind, facility_id, pool_id, partner_id, minutes, start, "end", entitled, used, agreement_id, created)
    SELECT id, entry, kind, facility_id, pool_id, partner_id, minutes, start, "end", entitled, used, agreement_id, created FROM hour_lines;
DROP TABLE hour_lines;
ALTER TABLE hour_lines_next RENAME TO hour_lines;

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
