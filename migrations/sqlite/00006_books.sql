-- +goose Up

-- What an agreement version says about money and risk. An agreement that has terms is in force once every
-- partner with units in one of its keys has accepted them; one without is in force at once.
CREATE TABLE terms (
    agreement_id          TEXT PRIMARY KEY REFERENCES agreements ON DELETE RESTRICT,
    currency              TEXT NOT NULL CHECK (length(currency) = 3),
    tariff_costs          TEXT NOT NULL CHECK (json_valid(tariff_costs)),
    income                TEXT NOT NULL CHECK (income IN ('pool', 'tariffs')),
    result                TEXT NOT NULL CHECK (result IN ('carried', 'shared')),
    set_off               TEXT NOT NULL CHECK (set_off IN ('month', 'year')),
    basis                 TEXT NOT NULL CHECK (basis IN ('reserved', 'used', 'larger')),
    late_percent          INTEGER NOT NULL CHECK (late_percent BETWEEN 0 AND 100),
    no_show_percent       INTEGER NOT NULL CHECK (no_show_percent BETWEEN 0 AND 100),
    cost_risk             TEXT NOT NULL CHECK (json_valid(cost_risk)),
    layers                TEXT NOT NULL CHECK (json_valid(layers)),
    reserve_target_cents  INTEGER NOT NULL CHECK (reserve_target_cents >= 0),
    reserve_monthly_cents INTEGER NOT NULL CHECK (reserve_monthly_cents >= 0),
    phases                TEXT NOT NULL CHECK (json_valid(phases)),
    by_id                 TEXT REFERENCES people ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;

CREATE TABLE acceptances (
    agreement_id TEXT NOT NULL REFERENCES terms ON DELETE RESTRICT,
    partner_id   TEXT NOT NULL REFERENCES partners ON DELETE RESTRICT,
    by_id        TEXT NOT NULL REFERENCES people ON DELETE RESTRICT,
    on_day       TEXT NOT NULL CHECK (length(on_day) = 10),
    at           INTEGER NOT NULL,
    PRIMARY KEY (agreement_id, partner_id)
) STRICT, WITHOUT ROWID;

-- Files that costs can be checked against, of 2 MiB at most.
CREATE TABLE attachments (
    id      TEXT PRIMARY KEY,
    name    TEXT NOT NULL,
    type    TEXT NOT NULL,
    content BLOB NOT NULL CHECK (length(content) <= 2097152),
    by_id   TEXT REFERENCES people ON DELETE RESTRICT,
    created INTEGER NOT NULL
) STRICT;

CREATE TABLE costs (
    id                 TEXT PRIMARY KEY,
    facility_id        TEXT NOT NULL REFERENCES facilities ON DELETE RESTRICT,
    day                TEXT NOT NULL CHECK (length(day) = 10),
    currency           TEXT NOT NULL CHECK (length(currency) = 3),
    kind               TEXT NOT NULL CHECK (kind IN ('actual', 'in_kind', 'subsidy')),
    category           TEXT NOT NULL,
    capital            INTEGER NOT NULL CHECK (capital IN (0, 1)),
    fixed              INTEGER NOT NULL CHECK (fixed IN (0, 1)),
    amount_cents       INTEGER NOT NULL CHECK (amount_cents > 0),
    margin_cents       INTEGER NOT NULL CHECK (margin_cents >= 0),
    estimate           INTEGER NOT NULL CHECK (estimate IN (0, 1)),
    paid               TEXT NOT NULL CHECK (json_valid(paid)),
    giver_id           TEXT REFERENCES partners ON DELETE RESTRICT,
    method             TEXT NOT NULL CHECK (method IN ('', 'actual_cost', 'agreed_rate', 'market')),
    quantity_milli     INTEGER NOT NULL,
    rate_cents         INTEGER NOT NULL,
    note               TEXT NOT NULL,
    evidence           TEXT NOT NULL,
    attachment_id      TEXT REFERENCES attachments ON DELETE RESTRICT,
    by_id              TEXT REFERENCES people ON DELETE RESTRICT,
    created            INTEGER NOT NULL,
    withdrawn          INTEGER,
    CHECK ((kind = 'in_kind') = (giver_id IS NOT NULL))
) STRICT;
CREATE INDEX costs_facility ON costs (facility_id, day);

-- What a facility expects; it is never posted and may change.
CREATE TABLE budgets (
    facility_id  TEXT NOT NULL REFERENCES facilities ON DELETE RESTRICT,
    year         INTEGER NOT NULL CHECK (year BETWEEN 2000 AND 2099),
    category     TEXT NOT NULL,
    capital      INTEGER NOT NULL CHECK (capital IN (0, 1)),
    fixed        INTEGER NOT NULL CHECK (fixed IN (0, 1)),
    amount_cents INTEGER NOT NULL CHECK (amount_cents >= 0),
    PRIMARY KEY (facility_id, year, category, capital, fixed)
) STRICT, WITHOUT ROWID;

CREATE TABLE consumables (
    id          TEXT NOT NULL,
    facility_id TEXT NOT NULL REFERENCES facilities ON DELETE RESTRICT,
    from_day    TEXT NOT NULL CHECK (length(from_day) = 10),
    until_day   TEXT CHECK (length(until_day) = 10),
    name_nl     TEXT NOT NULL,
    name_en     TEXT NOT NULL,
    price_cents INTEGER NOT NULL CHECK (price_cents >= 0),
    currency    TEXT NOT NULL CHECK (length(currency) = 3),
    PRIMARY KEY (facility_id, id, from_day)
) STRICT, WITHOUT ROWID;

-- What a use consumed, in thousandths of a unit.
CREATE TABLE consumptions (
    booking_id     TEXT NOT NULL REFERENCES bookings ON DELETE RESTRICT,
    consumable_id  TEXT NOT NULL,
    quantity_milli INTEGER NOT NULL CHECK (quantity_milli > 0),
    PRIMARY KEY (booking_id, consumable_id)
) STRICT, WITHOUT ROWID;

-- Accounts are opened by the first posting to them.
CREATE TABLE accounts (
    id          INTEGER PRIMARY KEY,
    kind        TEXT NOT NULL,
    facility_id TEXT REFERENCES facilities ON DELETE RESTRICT,
    fund_id     TEXT,
    partner_id  TEXT REFERENCES partners ON DELETE RESTRICT,
    name        TEXT NOT NULL,
    CHECK ((facility_id IS NULL) <> (fund_id IS NULL))
) STRICT;
CREATE UNIQUE INDEX accounts_once ON accounts (COALESCE(facility_id, ''), COALESCE(fund_id, ''), kind, COALESCE(partner_id, ''), name);

-- The journal. number is the order of posting; id says what the entry is about, so that nothing is posted twice.
CREATE TABLE entries (
    number       INTEGER PRIMARY KEY,
    id           TEXT NOT NULL UNIQUE,
    kind         TEXT NOT NULL,
    posted       TEXT NOT NULL CHECK (length(posted) = 10),
    close_month  TEXT CHECK (length(close_month) = 7),
    currency     TEXT NOT NULL CHECK (length(currency) = 3),
    facility_id  TEXT REFERENCES facilities ON DELETE RESTRICT,
    fund_id      TEXT,
    service_day  TEXT CHECK (length(service_day) = 10),
    booking_id   TEXT REFERENCES bookings ON DELETE RESTRICT,
    project_id   TEXT REFERENCES projects ON DELETE RESTRICT,
    tariff_id    TEXT REFERENCES tariffs ON DELETE RESTRICT,
    cost_id      TEXT REFERENCES costs ON DELETE RESTRICT,
    agreement_id TEXT REFERENCES agreements ON DELETE RESTRICT,
    class        TEXT NOT NULL,
    incident     TEXT NOT NULL,
    invoice      TEXT NOT NULL,
    payment      TEXT NOT NULL,
    note         TEXT NOT NULL,
    reverses     TEXT UNIQUE REFERENCES entries (id) ON DELETE RESTRICT,
    by_id        TEXT REFERENCES people ON DELETE RESTRICT,
    created      INTEGER NOT NULL,
    postings     INTEGER NOT NULL CHECK (postings >= 2),
    UNIQUE (number, postings),
    CHECK ((facility_id IS NULL) <> (fund_id IS NULL)),
    CHECK ((kind = 'reversal') = (reverses IS NOT NULL))
) STRICT;
CREATE INDEX entries_facility ON entries (facility_id, number);
CREATE INDEX entries_fund ON entries (fund_id, number) WHERE fund_id IS NOT NULL;
CREATE INDEX entries_booking ON entries (booking_id) WHERE booking_id IS NOT NULL;
CREATE INDEX entries_cost ON entries (cost_id) WHERE cost_id IS NOT NULL;

-- The postings of an entry are written before it, numbered from 1, and say how many they are. When the
-- entry comes they must all be there and sum to zero; then every place is taken, and no further one can be added.
CREATE TABLE postings (
    entry_number INTEGER NOT NULL,
    position     INTEGER NOT NULL CHECK (position BETWEEN 1 AND of_postings),
    of_postings  INTEGER NOT NULL,
    account_id   INTEGER NOT NULL REFERENCES accounts ON DELETE RESTRICT,
    amount_cents INTEGER NOT NULL CHECK (amount_cents <> 0),
    PRIMARY KEY (entry_number, position),
    FOREIGN KEY (entry_number, of_postings) REFERENCES entries (number, postings) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
CREATE INDEX postings_account ON postings (account_id, entry_number);

-- A closed month. kept is what the close depended on and may change later, as JSON.
CREATE TABLE closes (
    facility_id TEXT NOT NULL REFERENCES facilities ON DELETE RESTRICT,
    month       TEXT NOT NULL CHECK (length(month) = 7),
    at          INTEGER NOT NULL,
    by_id       TEXT NOT NULL REFERENCES people ON DELETE RESTRICT,
    entries     INTEGER NOT NULL CHECK (entries >= 0),
    kept        TEXT NOT NULL CHECK (json_valid(kept)),
    PRIMARY KEY (facility_id, month)
) STRICT, WITHOUT ROWID;

-- The guards look for what is there themselves, because INSERT OR REPLACE would pass by the triggers on UPDATE and DELETE.
-- +goose StatementBegin
CREATE TRIGGER postings_guard BEFORE INSERT ON postings
BEGIN
    SELECT RAISE(ABORT, 'an entry takes no further posting')
    WHERE EXISTS (SELECT 1 FROM entries WHERE number = NEW.entry_number);
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER entries_guard BEFORE INSERT ON entries
BEGIN
    SELECT RAISE(ABORT, 'the postings of the entry are not complete, or do not sum to zero')
    WHERE (SELECT COUNT(*) FROM postings WHERE entry_number = NEW.number) <> NEW.postings
       OR (SELECT SUM(amount_cents) FROM postings WHERE entry_number = NEW.number) <> 0;
    SELECT RAISE(ABORT, 'an account of the entry is not of its book')
    WHERE EXISTS (
        SELECT 1 FROM postings p JOIN accounts a ON a.id = p.account_id
        WHERE p.entry_number = NEW.number AND (a.facility_id IS NOT NEW.facility_id OR a.fund_id IS NOT NEW.fund_id)
    );
    SELECT RAISE(ABORT, 'the entry is there already')
    WHERE EXISTS (SELECT 1 FROM entries WHERE number = NEW.number) OR EXISTS (SELECT 1 FROM entries WHERE id = NEW.id)
       OR EXISTS (SELECT 1 FROM entries WHERE reverses = NEW.reverses);
    SELECT RAISE(ABORT, 'the month is closed')
    WHERE EXISTS (SELECT 1 FROM closes WHERE facility_id = NEW.facility_id AND month >= substr(NEW.posted, 1, 7));
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER entries_stay BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'an entry stays as it is'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER entries_remain BEFORE DELETE ON entries BEGIN SELECT RAISE(ABORT, 'an entry stays as it is'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER postings_stay BEFORE UPDATE ON postings BEGIN SELECT RAISE(ABORT, 'a posting stays as it is'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER postings_remain BEFORE DELETE ON postings BEGIN SELECT RAISE(ABORT, 'a posting stays as it is'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER accounts_stay BEFORE UPDATE ON accounts BEGIN SELECT RAISE(ABORT, 'an account stays as it is'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER accounts_remain BEFORE DELETE ON accounts BEGIN SELECT RAISE(ABORT, 'an account stays as it is'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER closes_guard BEFORE INSERT ON closes
BEGIN
    SELECT RAISE(ABORT, 'the month is closed') WHERE EXISTS (SELECT 1 FROM closes WHERE facility_id = NEW.facility_id AND month >= NEW.month);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER closes_stay BEFORE UPDATE ON closes BEGIN SELECT RAISE(ABORT, 'a closed month stays closed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER closes_remain BEFORE DELETE ON closes BEGIN SELECT RAISE(ABORT, 'a closed month stays closed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER terms_stay BEFORE UPDATE ON terms BEGIN SELECT RAISE(ABORT, 'terms stay as they were agreed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER terms_remain BEFORE DELETE ON terms BEGIN SELECT RAISE(ABORT, 'terms stay as they were agreed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER acceptances_stay BEFORE UPDATE ON acceptances BEGIN SELECT RAISE(ABORT, 'a word given stays'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER acceptances_remain BEFORE DELETE ON acceptances BEGIN SELECT RAISE(ABORT, 'a word given stays'); END;
-- +goose StatementEnd
