-- +goose Up
-- How a partner divides its own time among its projects: the order that is proposed for its requests follows it.
CREATE TABLE project_shares (
    partner_id text COLLATE "C" PRIMARY KEY REFERENCES partners ON DELETE RESTRICT,
    shares     json NOT NULL,
    by_id      text COLLATE "C" NOT NULL REFERENCES people ON DELETE RESTRICT,
    updated    timestamptz NOT NULL,
    version    bigint NOT NULL CHECK (version >= 2) -- 1 is that of no row
);
