-- +goose Up
-- A draft of a round may be offered to the partners, who then trade placements in it. What is left of such trades when
-- the draft is offered no longer has lapsed.

ALTER TABLE rounds ADD COLUMN offered bigint NOT NULL DEFAULT 0 CHECK (offered >= 0);

ALTER TABLE trades DROP CONSTRAINT trades_state_check;
ALTER TABLE trades ADD CONSTRAINT trades_state_check CHECK (state IN ('proposed', 'agreed', 'done', 'declined', 'withdrawn', 'lapsed'));
ALTER TABLE trades ADD COLUMN round_id text COLLATE "C" REFERENCES rounds ON DELETE RESTRICT;
ALTER TABLE trades ADD COLUMN plan bigint NOT NULL DEFAULT 0;
ALTER TABLE trades ADD COLUMN gives_request_id text COLLATE "C" REFERENCES round_requests ON DELETE RESTRICT;
ALTER TABLE trades ADD COLUMN gives_step bigint NOT NULL DEFAULT 0;
ALTER TABLE trades ADD COLUMN takes_request_id text COLLATE "C" REFERENCES round_requests ON DELETE RESTRICT;
ALTER TABLE trades ADD COLUMN takes_step bigint NOT NULL DEFAULT 0;
CREATE INDEX trades_round ON trades (round_id, id) WHERE round_id IS NOT NULL;
