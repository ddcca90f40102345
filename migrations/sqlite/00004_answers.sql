-- +goose Up
-- What was answered to a write under an idempotency key, so that a repeat gets the same.
ALTER TABLE idempotency_keys ADD COLUMN answer BLOB;
