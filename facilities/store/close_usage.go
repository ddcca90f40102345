package store

import (
	"context"
	"slices"
	"strings"
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
)

// usageColumns is what a charge must know of a booking.
const usageColumns = `b.id, b.state, b.facility_id, b.resource_id, b.start, b."end", b.partner_id, b.project_id, b.quote, b.order_number, b.checked_in, b.checked_out`

// UsesToClose lists the uses that a close of the month [from, to) has to look at: those that begin in it, and earlier ones that
// nothing was charged for, or whose charge was reversed. Of a booking only what a charge depends on is filled in. Late and Consumed are
// set; Taken is for the caller (TakenTime).
func (tx *Tx) UsesToClose(ctx context.Context, f facilities.FacilityID, from, to time.Time) ([]ledger.Use, error) {
	return tx.uses(ctx, `b.facility_id = ? AND b.start < ? AND b.state IN ('approved', 'in_use', 'completed', 'aborted', 'cancelled', 'missed')
		AND (b.start >= ? OR NOT EXISTS (SELECT 1 FROM entries e WHERE e.booking_id = b.id AND e.kind = 'usage'
			AND NOT EXISTS (SELECT 1 FROM entries r WHERE r.reverses = e.id)))`, string(f), to, from)
}

// UsesOfClose lists the uses that the close of a month charged.
func (tx *Tx) UsesOfClose(ctx context.Context, f facilities.FacilityID, m ledger.Month) ([]ledger.Use, error) {
	return tx.uses(ctx, `b.id IN (SELECT booking_id FROM entries WHERE facility_id = ? AND close_month = ? AND kind = 'usage')`, string(f), m.String())
}

// uses reads uses in the order of their ids.
func (tx *Tx) uses(ctx context.Context, where string, args ...any) ([]ledger.Use, error) {
	var uses []ledger.Use
	err := tx.all(ctx, "SELECT "+usageColumns+" FROM bookings b WHERE "+where+" ORDER BY b.id", slices.Clone(args), func(scan func(...any) error) error {
		var u ledger.Use
		var quote structured[quoteRow]
		b := &u.Booking
		err := scan(&b.ID, &b.State, &b.Facility, &b.Resource, at(&b.Use.Start), at(&b.Use.End), to(&b.Partner), to(&b.Project), &quote, &b.OrderNumber,
			at(&b.CheckedIn), at(&b.CheckedOut))
		b.Quote = quote.value.toQuote()
		uses = append(uses, u)
		return err
	})
	if err != nil || len(uses) == 0 {
		return nil, err
	}
	if err := tx.addClaims(ctx, uses, where, args); err != nil {
		return nil, err
	}
	return uses, tx.addUsageFacts(ctx, uses)
}

// addClaims gives uses, in the order of their ids, their claims without spans.
func (tx *Tx) addClaims(ctx context.Context, uses []ledger.Use, where string, args []any) error {
	at := 0
	return tx.all(ctx, "SELECT c.booking_id, c.resource_id, c.units FROM bookings b JOIN claims c ON c.booking_id = b.id WHERE "+where+" ORDER BY c.booking_id, c.position",
		slices.Clone(args), func(scan func(...any) error) error {
			var id facilities.BookingID
			var c facilities.Claim
			if err := scan(&id, &c.Resource, &c.Units); err != nil {
				return err
			}
			for uses[at].Booking.ID != id {
				at++
			}
			uses[at].Booking.Claims = append(uses[at].Booking.Claims, c)
			return nil
		})
}

// addUsageFacts says which cancellations were late, and what was consumed.
func (tx *Tx) addUsageFacts(ctx context.Context, uses []ledger.Use) error {
	places := make(map[facilities.BookingID]int, len(uses))
	var all, cancelled []facilities.BookingID
	for i, u := range uses {
		places[u.Booking.ID] = i
		all = append(all, u.Booking.ID)
		if u.Booking.State == facilities.StateCancelled {
			cancelled = append(cancelled, u.Booking.ID)
		}
	}
	for ids := range slices.Chunk(cancelled, chunk) {
		err := tx.all(ctx, "SELECT subject FROM audit WHERE kind = 'booking' AND verb = 'cancel_late' AND subject IN ("+marks(len(ids))+")", list(nil, ids),
			func(scan func(...any) error) error {
				var id facilities.BookingID
				err := scan(&id)
				uses[places[id]].Late = true
				return err
			})
		if err != nil {
			return err
		}
	}
	for ids := range slices.Chunk(all, chunk) {
		err := tx.all(ctx, "SELECT booking_id, consumable_id, quantity_milli FROM consumptions WHERE booking_id IN ("+marks(len(ids))+") ORDER BY booking_id, consumable_id",
			list(nil, ids), func(scan func(...any) error) error {
				var id facilities.BookingID
				var used ledger.Consumed
				err := scan(&id, &used.Item, &used.Quantity)
				uses[places[id]].Consumed = append(uses[places[id]].Consumed, used)
				return err
			})
		if err != nil {
			return err
		}
	}
	return nil
}

// TakenTime finds the uses that took place in the slots of bookings which did not, each on the same resource. On a resource of
// capacity 1 that is time that was free again.
func (tx *Tx) TakenTime(ctx context.Context, ids []facilities.BookingID) (map[facilities.BookingID][]facilities.Span, error) {
	taken := map[facilities.BookingID][]facilities.Span{}
	longest := "5356800"
	if tx.store.engine == Postgres {
		longest = "interval '1488 hours'"
	}
	query := strings.ReplaceAll(`SELECT f.id, o.start, o."end" FROM bookings f CROSS JOIN claims c CROSS JOIN bookings o
		WHERE f.id IN (IDS) AND c.resource_id = f.resource_id AND NOT c.active AND c."end" > f.start AND c."end" < f."end" + LONGEST AND c.start < f."end"
			AND o.id = c.booking_id AND o.state IN ('completed', 'aborted') AND o.start < f."end" AND o."end" > f.start
		ORDER BY f.id, o.start, o.id`, "LONGEST", longest)
	for ids := range slices.Chunk(ids, chunk) {
		err := tx.all(ctx, strings.Replace(query, "IDS", marks(len(ids)), 1), list(nil, ids), func(scan func(...any) error) error {
			var id facilities.BookingID
			var span facilities.Span
			err := scan(&id, at(&span.Start), at(&span.End))
			taken[id] = append(taken[id], span)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return taken, nil
}

// FirstToClose is the first that a facility's books have anything of: the start of a use since a moment, and the day of a cost or an
// entry. The zero time or day when there is none.
func (tx *Tx) FirstToClose(ctx context.Context, f facilities.FacilityID, since time.Time) (use time.Time, day facilities.Date, err error) {
	var cost, posted string
	if err = tx.one(ctx, "SELECT MIN(start) FROM bookings WHERE facility_id = ? AND start >= ? AND state IN ('completed', 'aborted', 'missed')", []any{string(f), since}, at(&use)); err != nil {
		return use, day, err
	}
	if err = tx.one(ctx, "SELECT COALESCE(MIN(day), '') FROM costs WHERE facility_id = ? AND withdrawn IS NULL", []any{string(f)}, &cost); err != nil {
		return use, day, err
	}
	if err = tx.one(ctx, "SELECT COALESCE(MIN(posted), '') FROM entries WHERE facility_id = ?", []any{string(f)}, &posted); err != nil {
		return use, day, err
	}
	day = toDate(cost)
	if p := toDate(posted); !p.IsZero() && (day.IsZero() || p.Before(day)) {
		day = p
	}
	return use, day, nil
}

// UsedMinutes sums the reserved time of the uses of priced resources that began in [from, to) and took place, in minutes.
func (tx *Tx) UsedMinutes(ctx context.Context, f facilities.FacilityID, from, to time.Time) (minutes int64, err error) {
	length := `"end" - start`
	if tx.store.engine == Postgres {
		length = `EXTRACT(EPOCH FROM "end" - start)::bigint`
	}
	err = tx.one(ctx, "SELECT CAST(COALESCE(SUM("+length+"), 0) AS bigint) / 60 FROM bookings WHERE facility_id = ? AND start >= ? AND start < ? AND state IN ('completed', 'aborted') AND resource_id IN (SELECT resource_id FROM tariffs)",
		[]any{string(f), from, to}, &minutes)
	return minutes, err
}
