-- +goose Up
-- Losses and who bears them, the revolving fund, invoices and payments, public money.
-- What is decided, booked or sent is never changed: triggers refuse it.

CREATE TABLE incidents (
    id           text COLLATE "C" PRIMARY KEY,
    facility_id  text COLLATE "C" NOT NULL REFERENCES facilities ON DELETE RESTRICT,
    resource_id  text COLLATE "C" REFERENCES resources ON DELETE RESTRICT,
    booking_id   text COLLATE "C" REFERENCES bookings ON DELETE RESTRICT,
    day          text NOT NULL CHECK (length(day) = 10),
    cause        text NOT NULL CHECK (cause IN ('damage', 'scrap', 'downtime', 'default')),
    fault        text NOT NULL CHECK (fault IN ('none', 'negligence', 'gross_negligence', 'intent')),
    user_id      text COLLATE "C" REFERENCES partners ON DELETE RESTRICT,
    claimant_id  text COLLATE "C" REFERENCES partners ON DELETE RESTRICT,
    amount_cents bigint NOT NULL CHECK (amount_cents > 0),
    currency     text NOT NULL,
    note         text NOT NULL,
    evidence     text NOT NULL CHECK (evidence <> ''),
    reported_by  text COLLATE "C" NOT NULL REFERENCES people ON DELETE RESTRICT,
    reported     timestamptz NOT NULL
);
CREATE INDEX incidents_facility ON incidents (facility_id, day);

-- A loss is an incident led through the layers of the agreement, as it was booked.
CREATE TABLE losses (
    incident_id     text COLLATE "C" PRIMARY KEY REFERENCES incidents ON DELETE RESTRICT,
    agreement_id    text COLLATE "C" NOT NULL REFERENCES agreements ON DELETE RESTRICT,
    parts           text NOT NULL,
    uncovered_cents bigint NOT NULL CHECK (uncovered_cents >= 0),
    settled_by      text COLLATE "C" NOT NULL REFERENCES people ON DELETE RESTRICT,
    settled         timestamptz NOT NULL
);

-- What the committee decided about the uncovered rest of a loss.
CREATE TABLE loss_decisions (
    id          text COLLATE "C" PRIMARY KEY,
    incident_id text COLLATE "C" NOT NULL REFERENCES losses ON DELETE RESTRICT,
    day         text NOT NULL CHECK (length(day) = 10),
    parts       text NOT NULL,
    evidence    text NOT NULL CHECK (evidence <> ''),
    decided_by  text COLLATE "C" NOT NULL REFERENCES people ON DELETE RESTRICT,
    decided     timestamptz NOT NULL
);
CREATE INDEX loss_decisions_incident ON loss_decisions (incident_id);

CREATE TABLE funds (
    id       text COLLATE "C" PRIMARY KEY,
    name     text NOT NULL,
    currency text NOT NULL CHECK (length(currency) = 3),
    version  bigint NOT NULL
);

-- What the investment committee decided to lend.
CREATE TABLE loan_decisions (
    id           text COLLATE "C" PRIMARY KEY,
    fund_id      text COLLATE "C" NOT NULL REFERENCES funds ON DELETE RESTRICT,
    project_id   text COLLATE "C" NOT NULL REFERENCES projects ON DELETE RESTRICT,
    day          text NOT NULL CHECK (length(day) = 10),
    amount_cents bigint NOT NULL CHECK (amount_cents > 0),
    terms        bigint NOT NULL CHECK (terms BETWEEN 1 AND 600),
    first_day    text NOT NULL CHECK (length(first_day) = 10),
    evidence     text NOT NULL CHECK (evidence <> ''),
    decided_by   text COLLATE "C" NOT NULL REFERENCES people ON DELETE RESTRICT,
    decided      timestamptz NOT NULL
);
CREATE INDEX loan_decisions_fund ON loan_decisions (fund_id, project_id);

-- How a facility sends invoices: days to pay, when to remind, when it is a default.
CREATE TABLE billing (
    facility_id   text COLLATE "C" PRIMARY KEY REFERENCES facilities ON DELETE RESTRICT,
    payment_days  bigint NOT NULL CHECK (payment_days BETWEEN 0 AND 365),
    after_days    text NOT NULL,
    default_after bigint NOT NULL CHECK (default_after >= 0),
    version       bigint NOT NULL
);

-- Numbers rise by one without a gap within a series; attempt counts the credited ones before it.
CREATE TABLE invoices (
    number       text COLLATE "C" PRIMARY KEY,
    series       text COLLATE "C" NOT NULL,
    seq          bigint NOT NULL CHECK (seq >= 1),
    source       text NOT NULL CHECK (source IN ('statement', 'advance', 'credit')),
    attempt      bigint NOT NULL CHECK (attempt >= 0),
    credits      text COLLATE "C" REFERENCES invoices ON DELETE RESTRICT,
    credit_note  boolean NOT NULL,
    facility_id  text COLLATE "C" NOT NULL REFERENCES facilities ON DELETE RESTRICT,
    issuer_id    text COLLATE "C" NOT NULL REFERENCES partners ON DELETE RESTRICT,
    customer_id  text COLLATE "C" NOT NULL REFERENCES partners ON DELETE RESTRICT,
    day          text NOT NULL CHECK (length(day) = 10),
    due          text NOT NULL CHECK (length(due) = 10),
    month        text NOT NULL CHECK (length(month) = 7),
    currency     text NOT NULL CHECK (length(currency) = 3),
    order_number text NOT NULL,
    lines        text NOT NULL,
    vat          text NOT NULL,
    net_cents    bigint NOT NULL,
    total_cents  bigint NOT NULL,
    issued_by    text COLLATE "C" NOT NULL REFERENCES people ON DELETE RESTRICT,
    issued       timestamptz NOT NULL,
    UNIQUE (series, seq),
    UNIQUE (facility_id, month, customer_id, order_number, source, attempt)
);
CREATE INDEX invoices_customer ON invoices (customer_id, facility_id);
CREATE UNIQUE INDEX invoices_credited_once ON invoices (credits);

CREATE TABLE payments (
    id           text COLLATE "C" PRIMARY KEY,
    facility_id  text COLLATE "C" NOT NULL REFERENCES facilities ON DELETE RESTRICT,
    customer_id  text COLLATE "C" NOT NULL REFERENCES partners ON DELETE RESTRICT,
    day          text NOT NULL CHECK (length(day) = 10),
    amount_cents bigint NOT NULL CHECK (amount_cents <> 0),
    currency     text NOT NULL CHECK (length(currency) = 3),
    name         text NOT NULL,
    iban         text NOT NULL,
    note         text NOT NULL,
    booked_by    text COLLATE "C" NOT NULL REFERENCES people ON DELETE RESTRICT,
    booked       timestamptz NOT NULL
);
CREATE INDEX payments_facility ON payments (facility_id, day);

CREATE TABLE allocations (
    payment_id   text COLLATE "C" NOT NULL REFERENCES payments ON DELETE RESTRICT,
    invoice      text COLLATE "C" NOT NULL REFERENCES invoices ON DELETE RESTRICT,
    amount_cents bigint NOT NULL CHECK (amount_cents <> 0),
    PRIMARY KEY (payment_id, invoice)
);
CREATE INDEX allocations_invoice ON allocations (invoice);

-- Level 0 is the declaration of a default.
CREATE TABLE reminders (
    invoice text COLLATE "C" NOT NULL REFERENCES invoices ON DELETE RESTRICT,
    level   bigint NOT NULL CHECK (level >= 0),
    day     text NOT NULL CHECK (length(day) = 10),
    PRIMARY KEY (invoice, level)
);

-- What a project gets, with what was on file when it was decided.
CREATE TABLE supports (
    id            text COLLATE "C" PRIMARY KEY,
    facility_id   text COLLATE "C" NOT NULL REFERENCES facilities ON DELETE RESTRICT,
    project_id    text COLLATE "C" NOT NULL REFERENCES projects ON DELETE RESTRICT,
    day           text NOT NULL CHECK (length(day) = 10),
    phase         text NOT NULL CHECK (phase IN ('start', 'innovation', 'market')),
    instrument    text NOT NULL,
    cash_cents    bigint NOT NULL CHECK (cash_cents >= 0),
    in_kind_cents bigint NOT NULL CHECK (in_kind_cents >= 0),
    records       text NOT NULL,
    evidence      text NOT NULL,
    decided_by    text COLLATE "C" NOT NULL REFERENCES people ON DELETE RESTRICT,
    decided       timestamptz NOT NULL
);
CREATE INDEX supports_project ON supports (project_id, day);

-- De minimis aid that an undertaking got, by whomever.
CREATE TABLE small_aid (
    id           text COLLATE "C" PRIMARY KEY,
    undertaking  text NOT NULL,
    day          text NOT NULL CHECK (length(day) = 10),
    amount_cents bigint NOT NULL CHECK (amount_cents > 0),
    source       text NOT NULL CHECK (source <> ''),
    noted_by     text COLLATE "C" NOT NULL REFERENCES people ON DELETE RESTRICT,
    noted        timestamptz NOT NULL
);
CREATE INDEX small_aid_undertaking ON small_aid (undertaking, day);

-- All companies of one group are one undertaking.
CREATE TABLE undertakings (
    partner_id  text COLLATE "C" PRIMARY KEY REFERENCES partners ON DELETE RESTRICT,
    undertaking text NOT NULL
);

-- What was invested in a facility, who financed it, and the economic use on which aid was granted.
CREATE TABLE investments (
    id           text COLLATE "C" PRIMARY KEY,
    facility_id  text COLLATE "C" NOT NULL REFERENCES facilities ON DELETE RESTRICT,
    day          text NOT NULL CHECK (length(day) = 10),
    amount_cents bigint NOT NULL CHECK (amount_cents > 0),
    planned_ppm  bigint NOT NULL CHECK (planned_ppm BETWEEN 0 AND 1000000),
    financed     text NOT NULL,
    evidence     text NOT NULL CHECK (evidence <> ''),
    noted_by     text COLLATE "C" NOT NULL REFERENCES people ON DELETE RESTRICT,
    noted        timestamptz NOT NULL
);
CREATE INDEX investments_facility ON investments (facility_id, day);

-- What an hour of a resource costs on the market, to find prices below it.
CREATE TABLE market_prices (
    id          text COLLATE "C" PRIMARY KEY,
    resource_id text COLLATE "C" NOT NULL REFERENCES resources ON DELETE RESTRICT,
    day         text NOT NULL CHECK (length(day) = 10),
    hour_cents  bigint NOT NULL CHECK (hour_cents > 0),
    source      text NOT NULL CHECK (source <> ''),
    noted_by    text COLLATE "C" NOT NULL REFERENCES people ON DELETE RESTRICT,
    noted       timestamptz NOT NULL,
    UNIQUE (resource_id, day)
);

-- +goose StatementBegin
CREATE FUNCTION keep_as_it_is() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'marke: % are never changed', TG_TABLE_NAME USING ERRCODE = 'MK002';
END;
$$;
-- +goose StatementEnd

CREATE TRIGGER incidents_kept BEFORE UPDATE OR DELETE ON incidents FOR EACH ROW EXECUTE FUNCTION keep_as_it_is();
CREATE TRIGGER losses_kept BEFORE UPDATE OR DELETE ON losses FOR EACH ROW EXECUTE FUNCTION keep_as_it_is();
CREATE TRIGGER loss_decisions_kept BEFORE UPDATE OR DELETE ON loss_decisions FOR EACH ROW EXECUTE FUNCTION keep_as_it_is();
CREATE TRIGGER loan_decisions_kept BEFORE UPDATE OR DELETE ON loan_decisions FOR EACH ROW EXECUTE FUNCTION keep_as_it_is();
CREATE TRIGGER invoices_kept BEFORE UPDATE OR DELETE ON invoices FOR EACH ROW EXECUTE FUNCTION keep_as_it_is();
CREATE TRIGGER payments_kept BEFORE UPDATE OR DELETE ON payments FOR EACH ROW EXECUTE FUNCTION keep_as_it_is();
CREATE TRIGGER allocations_kept BEFORE UPDATE OR DELETE ON allocations FOR EACH ROW EXECUTE FUNCTION keep_as_it_is();
CREATE TRIGGER reminders_kept BEFORE UPDATE OR DELETE ON reminders FOR EACH ROW EXECUTE FUNCTION keep_as_it_is();
CREATE TRIGGER supports_kept BEFORE UPDATE OR DELETE ON supports FOR EACH ROW EXECUTE FUNCTION keep_as_it_is();
CREATE TRIGGER small_aid_kept BEFORE UPDATE OR DELETE ON small_aid FOR EACH ROW EXECUTE FUNCTION keep_as_it_is();
CREATE TRIGGER investments_kept BEFORE UPDATE OR DELETE ON investments FOR EACH ROW EXECUTE FUNCTION keep_as_it_is();
CREATE TRIGGER market_prices_kept BEFORE UPDATE OR DELETE ON market_prices FOR EACH ROW EXECUTE FUNCTION keep_as_it_is();
