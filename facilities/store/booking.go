package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"marke/facilities"
	"marke/facilities/money"
)

// bookingColumns is what scanBooking reads and bookingValues writes, in this order.
const bookingColumns = `id, version, sequence, state, facility_id, resource_id, start, "end",
	person_id, by_id, partner_id, project_id, title, confidential, economic, reason, process, sample_id,
	intake, override, quote, order_number, quote_accepted, series_id, occurrence, replaces_id, at_risk,
	hold_until, decide_by, reminded, created, updated, checked_in, checked_out, decided, decided_by_id, note`

var (
	insertBooking = "INSERT INTO bookings (" + bookingColumns + ") VALUES (" + marks(37) + ")"
	updateBooking = "UPDATE bookings SET " + strings.ReplaceAll(bookingColumns, ",", " = ?,") + " = ? WHERE id = ? AND version = ? AND state IN ("
)

// Booking finds a booking with its claims and companions.
func (tx *Tx) Booking(ctx context.Context, id facilities.BookingID) (facilities.Booking, error) {
	found, err := tx.bookings(ctx, "WHERE id = ?", string(id))
	if err != nil {
		return facilities.Booking{}, err
	}
	if len(found) == 0 {
		return facilities.Booking{}, facilities.Missing()
	}
	return found[0], nil
}

// InsertBooking stores a new booking as version 1 and returns it as it is stored.
// Whether its claims are active follows from its state. Conflict "taken" means that they
// do not fit.
func (tx *Tx) InsertBooking(ctx context.Context, b facilities.Booking) (facilities.Booking, error) {
	b = asStored(b, 1)
	if _, err := tx.exec(ctx, insertBooking, bookingValues(b)...); err != nil {
		return facilities.Booking{}, err
	}
	if err := tx.insertClaims(ctx, b); err != nil {
		return facilities.Booking{}, err
	}
	if err := tx.insertCompanions(ctx, b); err != nil {
		return facilities.Booking{}, err
	}
	return b, nil
}

// UpdateBooking replaces a booking that still is at oldVersion, in a state from which
// b's can be reached, by version oldVersion+1. It releases the old claims before it
// makes the new ones. Stale means that another change came between; Conflict "taken"
// that the new claims do not fit.
func (tx *Tx) UpdateBooking(ctx context.Context, b facilities.Booking, oldVersion int64) (facilities.Booking, error) {
	b = asStored(b, oldVersion+1)
	from := statesBefore(b.State)
	args := append(bookingValues(b), string(b.ID), oldVersion)
	count, err := tx.changed(ctx, updateBooking+marks(len(from))+")", list(args, from)...)
	if err == nil && count == 0 {
		err = tx.whyUnchanged(ctx, "bookings", string(b.ID), oldVersion)
	}
	if err != nil {
		return facilities.Booking{}, err
	}
	if err := tx.replaceClaims(ctx, b); err != nil {
		return facilities.Booking{}, err
	}
	if err := tx.replaceCompanions(ctx, b); err != nil {
		return facilities.Booking{}, err
	}
	return b, nil
}

// whyUnchanged says why an update by version touched no row.
func (tx *Tx) whyUnchanged(ctx context.Context, table, id string, oldVersion int64) error {
	var version int64
	if err := tx.one(ctx, "SELECT version FROM "+table+" WHERE id = ?", []any{id}, &version); err != nil {
		return err
	}
	if version == oldVersion {
		return fmt.Errorf("store: %s %s cannot come into that state from where it is", table, id)
	}
	return facilities.Errorf(facilities.Stale, "stale")
}

// statesBefore lists the states in which a booking may be before it is in state s.
func statesBefore(s facilities.State) []facilities.State {
	before := []facilities.State{s}
	for _, from := range facilities.States {
		for _, action := range facilities.Actions {
			if next, ok := from.Next(action); ok && next == s && !slices.Contains(before, from) {
				before = append(before, from)
			}
		}
	}
	return before
}

// asStored gives a booking the form in which it will be read back.
func asStored(b facilities.Booking, version int64) facilities.Booking {
	b.Version = version
	b.Use = cutSpan(b.Use)
	b.Claims = slices.Clone(b.Claims)
	for i := range b.Claims {
		b.Claims[i].Span = cutSpan(b.Claims[i].Span)
		b.Claims[i].Active = b.State.Consumes()
	}
	for _, t := range []*time.Time{&b.QuoteAccepted, &b.Occurrence, &b.HoldUntil, &b.DecideBy, &b.Reminded,
		&b.Created, &b.Updated, &b.CheckedIn, &b.CheckedOut, &b.Decided} {
		*t = cut(*t)
	}
	if b.Override != nil {
		override := *b.Override
		override.At = cut(override.At)
		b.Override = &override
	}
	return b
}

func cutSpan(s facilities.Span) facilities.Span {
	return facilities.Span{Start: cut(s.Start), End: cut(s.End)}
}

func bookingValues(b facilities.Booking) []any {
	return []any{string(b.ID), b.Version, b.Sequence, string(b.State), string(b.Facility), string(b.Resource), b.Use.Start, b.Use.End,
		string(b.Person), string(b.By), ref(b.Partner), ref(b.Project), b.Title, b.Confidential, b.Economic, b.Reason, b.Process, ref(b.Sample),
		fromIntake(b.Intake), fromOverride(b.Override), fromQuote(b.Quote), b.OrderNumber, b.QuoteAccepted, ref(b.Series), b.Occurrence, ref(b.Replaces), b.AtRisk,
		b.HoldUntil, b.DecideBy, b.Reminded, b.Created, b.Updated, b.CheckedIn, b.CheckedOut, b.Decided, ref(b.DecidedBy), b.Note}
}

func scanBooking(scan func(dest ...any) error) (b facilities.Booking, err error) {
	var intake structured[map[string]string]
	var override structured[*overrideRow]
	var quote structured[quoteRow]
	err = scan(&b.ID, &b.Version, &b.Sequence, &b.State, &b.Facility, &b.Resource, at(&b.Use.Start), at(&b.Use.End),
		&b.Person, &b.By, to(&b.Partner), to(&b.Project), &b.Title, &b.Confidential, &b.Economic, &b.Reason, &b.Process, to(&b.Sample),
		&intake, &override, &quote, &b.OrderNumber, at(&b.QuoteAccepted), to(&b.Series), at(&b.Occurrence), to(&b.Replaces), &b.AtRisk,
		at(&b.HoldUntil), at(&b.DecideBy), at(&b.Reminded), at(&b.Created), at(&b.Updated), at(&b.CheckedIn), at(&b.CheckedOut), at(&b.Decided), to(&b.DecidedBy), &b.Note)
	b.Intake, b.Override, b.Quote = intake.value, override.value.toOverride(), quote.value.toQuote()
	return b, err
}

// overrideRow and quoteRow are the JSON of two columns.
type overrideRow struct {
	Codes  []string `json:"codes"`
	Reason string   `json:"reason"`
	By     string   `json:"by"`
	At     int64    `json:"at"`
}

type quoteRow struct {
	Total    int64          `json:"total_cents"`
	Currency string         `json:"currency"`
	Tariff   string         `json:"tariff,omitempty"`
	Unpriced bool           `json:"unpriced,omitempty"`
	Lines    []quoteLineRow `json:"lines,omitempty"`
}

type quoteLineRow struct {
	Kind    string `json:"kind"`
	Minutes int64  `json:"minutes,omitempty"`
	Rate    int64  `json:"rate_cents,omitempty"`
	Amount  int64  `json:"amount_cents"`
}

// text is JSON as a column; NULL when there is nothing to keep.
func text(v any) any {
	out, err := json.Marshal(v)
	if err != nil {
		panic("store: " + err.Error()) // the rows hold nothing that JSON has not
	}
	return string(out)
}

func fromIntake(intake map[string]string) any {
	if len(intake) == 0 {
		return nil
	}
	return text(intake)
}

func fromOverride(o *facilities.Override) any {
	if o == nil {
		return nil
	}
	return text(overrideRow{o.Codes, o.Reason, string(o.By), o.At.Unix()})
}

func (r *overrideRow) toOverride() *facilities.Override {
	if r == nil {
		return nil
	}
	return &facilities.Override{Codes: r.Codes, Reason: r.Reason, By: facilities.PersonID(r.By), At: time.Unix(r.At, 0).UTC()}
}

func fromQuote(q facilities.Quote) any {
	if q.Total == 0 && q.Currency == "" && q.Tariff == "" && !q.Unpriced && len(q.Lines) == 0 {
		return nil
	}
	return text(quoteRow{int64(q.Total), q.Currency, string(q.Tariff), q.Unpriced, each(q.Lines, func(l facilities.QuoteLine) quoteLineRow {
		return quoteLineRow{l.Kind, l.Minutes, int64(l.Rate), int64(l.Amount)}
	})})
}

func (r quoteRow) toQuote() facilities.Quote {
	return facilities.Quote{Total: money.Cents(r.Total), Currency: r.Currency, Tariff: facilities.TariffID(r.Tariff), Unpriced: r.Unpriced,
		Lines: each(r.Lines, func(l quoteLineRow) facilities.QuoteLine {
			return facilities.QuoteLine{Kind: l.Kind, Minutes: l.Minutes, Rate: money.Cents(l.Rate), Amount: money.Cents(l.Amount)}
		})}
}
