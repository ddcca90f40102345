-- +goose Up
-- Losses and who bears them, the revolving fund, invoices and payments, public money.
-- What is decided, booked or sent is never changed: triggers refuse it.

CREATE TABLE incidents (
    id           TEXT PRIMARY KEY,
    facility_id  TEXT NOT NULL REFERENCES facilities ON DELETE RESTRICT,
    resource_id  TEXT REFERENCES resources ON DELETE RESTRICT,
    booking_id   TEXT REFERENCES bookings ON DELETE RESTRICT,
    day          TEXT NOT NULL CHECK (length(day) = 10),
    cause        TEXT NOT NULL CHECK (cause IN ('damage', 'scrap', 'downtime', 'default')),
    fault        TEXT NOT NULL CHECK (fault IN ('none', 'negligence', 'gross_negligence', 'intent')),
    user_id      TEXT REFERENCES partners ON DELETE RESTRICT,
    claimant_id  TEXT REFERENCES partners ON DELETE RESTRICT,
    amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
    currency     TEXT NOT NULL,
    note         TEXT NOT NULL,
    evidence     TEXT NOT NULL CHECK (evidence <> ''),
    reported_by  TEXT NOT NULL REFERENCES people ON DELETE RESTRICT,
    reported     INTEGER NOT NULL
) STRICT;
CREATE INDEX incidents_facility ON incidents (facility_id, day);

-- A loss is an incident led through the layers of the agreement, as it was booked.
CREATE TABLE losses (
    incident_id     TEXT PRIMARY KEY REFERENCES incidents ON DELETE RESTRICT,
    agreement_id    TEXT NOT NULL REFERENCES agreements ON DELETE RESTRICT,
    parts           TEXT NOT NULL,
    uncovered_cents INTEGER NOT NULL CHECK (uncovered_cents >= 0),
    settled_by      TEXT NOT NULL REFERENCES people ON DELETE RESTRICT,
    settled         INTEGER NOT NULL
) STRICT;

-- What the committee decided about the uncovered rest of a loss.
CREATE TABLE loss_decisions (
    id          TEXT PRIMARY KEY,
    incident_id TEXT NOT NULL REFERENCES losses ON DELETE RESTRICT,
    day         TEXT NOT NULL CHECK (length(day) = 10),
    parts       TEXT NOT NULL,
    evidence    TEXT NOT NULL CHECK (evidence <> ''),
    decided_by  TEXT NOT NULL REFERENCES people ON DELETE RESTRICT,
    decided     INTEGER NOT NULL
) STRICT;
CREATE INDEX loss_decisions_incident ON loss_decisions (incident_id);

CREATE TABLE funds (
    id       TEXT PRIMARY KEY,
    name     TEXT NOT NULL,
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    version  INTEGER NOT NULL
) STRICT;

-- What the investment committee decided to lend.
CREATE TABLE loan_decisions (
    id           TEXT PRIMARY KEY,
    fund_id      TEXT NOT NULL REFERENCES funds ON DELETE RESTRICT,
    project_id   TEXT NOT NULL REFERENCES projects ON DELETE RESTRICT,
    day          TEXT NOT NULL CHECK (length(day) = 10),
    amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
    terms        INTEGER NOT NULL CHECK (terms BETWEEN 1 AND 600),
    first_day    TEXT NOT NULL CHECK (length(first_day) = 10),
    evidence     TEXT NOT NULL CHECK (evidence <> ''),
    decided_by   TEXT NOT NULL REFERENCES people ON DELETE RESTRICT,
    decided      INTEGER NOT NULL
) STRICT;
CREATE INDEX loan_decisions_fund ON loan_decisions (fund_id, project_id);

-- How a facility sends invoices: days to pay, when to remind, when it is a default.
CREATE TABLE billing (
    facility_id   TEXT PRIMARY KEY REFERENCES facilities ON DELETE RESTRICT,
    payment_days  INTEGER NOT NULL CHECK (payment_days BETWEEN 0 AND 365),
    after_days    TEXT NOT NULL,
    default_after INTEGER NOT NULL CHECK (default_after >= 0),
    version       INTEGER NOT NULL
) STRICT;

-- Numbers rise by one without a gap within a series; attempt counts the credited ones before it.
CREATE TABLE invoices (
    number       TEXT PRIMARY KEY,
    series       TEXT NOT NULL,
    seq          INTEGER NOT NULL CHECK (seq >= 1),
    source       TEXT NOT NULL CHECK (source IN ('statement', 'advance', 'credit')),
    attempt      INTEGER NOT NULL CHECK (attempt >= 0),
    credits      TEXT REFERENCES invoices ON DELETE RESTRICT,
    credit_note  INTEGER NOT NULL CHECK (credit_note IN (0, 1)),
    facility_id  TEXT NOT NULL REFERENCES facilities ON DELETE RESTRICT,
    issuer_id    TEXT NOT NULL REFERENCES partners ON DELETE RESTRICT,
    customer_id  TEXT NOT NULL REFERENCES partners ON DELETE RESTRICT,
    day          TEXT NOT NULL CHECK (length(day) = 10),
    due          TEXT NOT NULL CHECK (length(due) = 10),
    month        TEXT NOT NULL CHECK (length(month) = 7),
    currency     TEXT NOT NULL CHECK (length(currency) = 3),
    order_number TEXT NOT NULL,
    lines        TEXT NOT NULL,
    vat          TEXT NOT NULL,
    net_cents    INTEGER NOT NULL,
    total_cents  INTEGER NOT NULL,
    issued_by    TEXT NOT NULL REFERENCES people ON DELETE RESTRICT,
    issued       INTEGER NOT NULL,
    UNIQUE (series, seq),
    UNIQUE (facility_id, month, customer_id, order_number, source, attempt)
) STRICT;
CREATE INDEX invoices_customer ON invoices (customer_id, facility_id);
CREATE UNIQUE INDEX invoices_credited_once ON invoices (credits);

CREATE TABLE payments (
    id           TEXT PRIMARY KEY,
    facility_id  TEXT NOT NULL REFERENCES facilities ON DELETE RESTRICT,
    customer_id  TEXT NOT NULL REFERENCES partners ON DELETE RESTRICT,
    day          TEXT NOT NULL CHECK (length(day) = 10),
    amount_cents INTEGER NOT NULL CHECK (amount_cents <> 0),
    currency     TEXT NOT NULL CHECK (length(currency) = 3),
    name         TEXT NOT NULL,
    iban         TEXT NOT NULL,
    note         TEXT NOT NULL,
    booked_by    TEXT NOT NULL REFERENCES people ON DELETE RESTRICT,
    booked       INTEGER NOT NULL
) STRICT;
CREATE INDEX payments_facility ON payments (facility_id, day);

CREATE TABLE allocations (
    payment_id   TEXT NOT NULL REFERENCES payments ON DELETE RESTRICT,
    invoice      TEXT NOT NULL REFERENCES invoices ON DELETE RESTRICT,
    amount_cents INTEGER NOT NULL CHECK (amount_cents <> 0),
    PRIMARY KEY (payment_id, invoice)
) STRICT, WITHOUT ROWID;
CREATE INDEX allocations_invoice ON allocations (invoice);

-- Level 0 is the declaration of a default.
CREATE TABLE reminders (
    invoice TEXT NOT NULL REFERENCES invoices ON DELETE RESTRICT,
    level   INTEGER NOT NULL CHECK (level >= 0),
    day     TEXT NOT NULL CHECK (length(day) = 10),
    PRIMARY KEY (invoice, level)
) STRICT, WITHOUT ROWID;

-- What a project gets, with what was on file when it was decided.
CREATE TABLE supports (
    id            TEXT PRIMARY KEY,
    facility_id   TEXT NOT NULL REFERENCES facilities ON DELETE RESTRICT,
    project_id    TEXT NOT NULL REFERENCES projects ON DELETE RESTRICT,
    day           TEXT NOT NULL CHECK (length(day) = 10),
    phase         TEXT NOT NULL CHECK (phase IN ('start', 'innovation', 'market')),
    instrument    TEXT NOT NULL,
    cash_cents    INTEGER NOT NULL CHECK (cash_cents >= 0),
    in_kind_cents INTEGER NOT NULL CHECK (in_kind_cents >= 0),
    records       TEXT NOT NULL,
    evidence      TEXT NOT NULL,
    decided_by    TEXT NOT NULL REFERENCES people ON DELETE RESTRICT,
    decided       INTEGER NOT NULL
) STRICT;
CREATE INDEX supports_project ON supports (project_id, day);

-- De minimis aid that an undertaking got, by whomever.
CREATE TABLE small_aid (
    id           TEXT PRIMARY KEY,
    undertaking  TEXT NOT NULL,
    day          TEXT NOT NULL CHECK (length(day) = 10),
    amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
    source       TEXT NOT NULL CHECK (source <> ''),
    noted_by     TEXT NOT NULL REFERENCES people ON DELETE RESTRICT,
    noted        INTEGER NOT NULL
) STRICT;
CREATE INDEX small_aid_undertaking ON small_aid (undertaking, day);

-- All companies of one group are one undertaking.
CREATE TABLE undertakings (
    partner_id  TEXT PRIMARY KEY REFERENCES partners ON DELETE RESTRICT,
    undertaking TEXT NOT NULL
) STRICT;

-- What was invested in a facility, who financed it, and the economic use on which aid was granted.
CREATE TABLE investments (
    id           TEXT PRIMARY KEY,
    facility_id  TEXT NOT NULL REFERENCES facilities ON DELETE RESTRICT,
    day          TEXT NOT NULL CHECK (length(day) = 10),
    amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
    planned_ppm  INTEGER NOT NULL CHECK (planned_ppm BETWEEN 0 AND 1000000),
    financed     TEXT NOT NULL,
    evidence     TEXT NOT NULL CHECK (evidence <> ''),
    noted_by     TEXT NOT NULL REFERENCES people ON DELETE RESTRICT,
    noted        INTEGER NOT NULL
) STRICT;
CREATE INDEX investments_facility ON investments (facility_id, day);

-- What an hour of a resource costs on the market, to find prices below it.
CREATE TABLE market_prices (
    id          TEXT PRIMARY KEY,
    resource_id TEXT NOT NULL REFERENCES resources ON DELETE RESTRICT,
    day         TEXT NOT NULL CHECK (length(day) = 10),
    hour_cents  INTEGER NOT NULL CHECK (hour_cents > 0),
    source      TEXT NOT NULL CHECK (source <> ''),
    noted_by    TEXT NOT NULL REFERENCES people ON DELETE RESTRICT,
    noted       INTEGER NOT NULL,
    UNIQUE (resource_id, day)
) STRICT;

-- +goose StatementBegin
CREATE TRIGGER incidents_no_update BEFORE UPDATE ON incidents
BEGIN
    SELECT RAISE(ABORT, 'marke: incidents are never changed');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER incidents_no_delete BEFORE DELETE ON incidents
BEGIN
    SELECT RAISE(ABORT, 'marke: incidents are never changed');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER losses_no_update BEFORE UPDATE ON losses
BEGIN
    SELECT RAISE(ABORT, 'marke: losses are never changed');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER losses_no_delete BEFORE DELETE ON losses
BEGIN
    SELECT RAISE(ABORT, 'marke: losses are never changed');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER loss_decisions_no_update BEFORE UPDATE ON loss_decisions
BEGIN
    SELECT RAISE(ABORT, 'marke: loss_decisions are never changed');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER loss_decisions_no_delete BEFORE DELETE ON loss_decisions
BEGIN
    SELECT RAISE(ABORT, 'marke: loss_decisions are never changed');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER loan_decisions_no_update BEFORE UPDATE ON loan_decisions
BEGIN
    SELECT RAISE(ABORT, 'marke: loan_decisions are never changed');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER loan_decisions_no_delete BEFORE DELETE ON loan_decisions
BEGIN
    SELECT RAISE(ABORT, 'marke: loan_decisions are never changed');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER invoices_no_update BEFORE UPDATE ON invoices
BEGIN
    SELECT RAISE(ABORT, 'marke: invoices are never changed');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER invoices_no_delete BEFORE DELETE ON invoices
BEGIN
    SELECT RAISE(ABORT, 'marke: invoices are never changed');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER payments_no_update BEFORE UPDATE ON payments
BEGIN
    SELECT RAISE(ABORT, 'marke: payments are never changed');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER payments_no_delete BEFORE DELETE ON payments
BEGIN
    SELECT RAISE(ABORT, 'marke: payments are never changed');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER allocations_no_update BEFORE UPDATE ON allocations
BEGIN
    SELECT RAISE(ABORT, 'marke: allocations are never changed');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER allocations_no_delete BEFORE DELETE ON allocations
BEGIN
    SELECT RAISE(ABORT, 'marke: allocations are never changed');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER reminders_no_update BEFORE UPDATE ON reminders
BEGIN
    SELECT RAISE(ABORT, 'marke: reminders are never changed');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER reminders_no_delete BEFORE DELETE ON reminders
BEGIN
    SELECT RAISE(ABORT, 'marke: reminders are never changed');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER supports_no_update BEFORE UPDATE ON supports
BEGIN
    SELECT RAISE(ABORT, 'marke: supports are never changed');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER supports_no_delete BEFORE DELETE ON supports
BEGIN
    SELECT RAISE(ABORT, 'marke: supports are never changed');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER small_aid_no_update BEFORE UPDATE ON small_aid
BEGIN
    SELECT RAISE(ABORT, 'marke: small_aid are never changed');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER small_aid_no_delete BEFORE DELETE ON small_aid
BEGIN
    SELECT RAISE(ABORT, 'marke: small_aid are never changed');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER investments_no_update BEFORE UPDATE ON investments
BEGIN
    SELECT RAISE(ABORT, 'marke: investments are never changed');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER investments_no_delete BEFORE DELETE ON investments
BEGIN
    SELECT RAISE(ABORT, 'marke: investments are never changed');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER market_prices_no_update BEFORE UPDATE ON market_prices
BEGIN
    SELECT RAISE(ABORT, 'marke: market_prices are never changed');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER market_prices_no_delete BEFORE DELETE ON market_prices
BEGIN
    SELECT RAISE(ABORT, 'marke: market_prices are never changed');
END;
-- +goose StatementEnd
