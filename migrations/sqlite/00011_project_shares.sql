-- +goose Up
-- How a partner divides its own time among its projects: the order that is proposed for its requests follows it.
CREATE TABLE project_shares (
    partner_id TEXT PRIMARY KEY REFERENCES partners ON DELETE RESTRICT,
    shares     TEXT NOT NULL,
    by_id      TEXT NOT NULL REFERENCES people ON DELETE RESTRICT,
    updated    INTEGER NOT NULL,
    version    INTEGER NOT NULL CHECK (version >= 2) -- 1 is that of no row
) STRICT, WITHOUT ROWID;
