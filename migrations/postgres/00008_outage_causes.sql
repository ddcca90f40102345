-- +goose Up
-- Whoever caused an outage bears a part of the lost hours alone: the agreement says how much of one outage, the
-- downtime who it was, and the ledger of hours what was booked for it.

ALTER TABLE agreements ADD COLUMN deductible_minutes bigint NOT NULL DEFAULT 0 CHECK (deductible_minutes >= 0);
ALTER TABLE downtimes ADD COLUMN caused_by_id text COLLATE "C" REFERENCES partners ON DELETE RESTRICT;
ALTER TABLE downtimes ADD COLUMN cause text NOT NULL DEFAULT '';

-- The bookings that a downtime displaced or broke off.
CREATE TABLE displacements (
    booking_id  text COLLATE "C" PRIMARY KEY REFERENCES bookings ON DELETE RESTRICT,
    downtime_id text COLLATE "C" NOT NULL REFERENCES downtimes ON DELETE RESTRICT
);
CREATE INDEX displacements_downtime ON displacements (downtime_id, booking_id);

ALTER TABLE hour_lines DROP CONSTRAINT hour_lines_kind_check;
ALTER TABLE hour_lines ADD CONSTRAINT hour_lines_kind_check CHECK (kind IN ('settlement', 'trade', 'year_end', 'outage'));
ALTER TABLE hour_lines ADD COLUMN downtime_id text COLLATE "C" REFERENCES downtimes ON DELETE RESTRICT;
