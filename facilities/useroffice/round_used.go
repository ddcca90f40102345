package useroffice

import (
	"context"
	"maps"
	"slices"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/store"
)

// usage is how one partner's week in a pool went, in weighted minutes.
type usage struct {
	ledger.RoundUse
	lost map[facilities.DowntimeID]int64 // by what displaced it; empty: that is not known
	paid map[facilities.DowntimeID]int64 // what of it is made good in money
}

// loses adds a booking's time that fell out.
func (u *usage) loses(b facilities.BookingID, minutes int64, fell displaced) {
	if u.lost == nil {
		u.lost, u.paid = map[facilities.DowntimeID]int64{}, map[facilities.DowntimeID]int64{}
	}
	u.lost[fell.by[b]] += minutes
	if fell.paid[b] {
		u.paid[fell.by[b]] += minutes
	}
}

// usedTime is what became of a pool's time in a period.
type usedTime struct {
	uses []ledger.RoundUse
	lost map[facilities.DowntimeID]ledger.LostTime // as if nobody had caused it
}

// outages are the downtimes in which time fell out and that are known, by id.
func (u usedTime) outages() []facilities.DowntimeID {
	ids := slices.Sorted(maps.Keys(u.lost))
	return slices.DeleteFunc(ids, func(id facilities.DowntimeID) bool { return id == "" })
}

// losses are all that fell out, in the order of the downtimes.
func (u usedTime) losses() []ledger.LostTime {
	var out []ledger.LostTime
	for _, id := range slices.Sorted(maps.Keys(u.lost)) {
		out = append(out, u.lost[id])
	}
	return out
}

// used reads what each partner asked for, was given and used of a pool in the case's period, and what fell out.
func (c *roundCase) used(ctx context.Context, tx *store.Tx, pool facilities.PoolID, agreement facilities.Agreement) (usedTime, error) {
	bookings, err := c.bookingsOf(ctx, tx, c.round.Period)
	if err != nil {
		return usedTime{}, err
	}
	of := map[facilities.PartnerID]*usage{}
	at := func(p facilities.PartnerID) *usage {
		if of[p] == nil {
			of[p] = &usage{}
			of[p].Partner = p
		}
		return of[p]
	}
	parts, err := ledger.SplitHours(c.planned(pool), agreement.Capacity)
	if err != nil {
		return usedTime{}, err
	}
	for _, p := range parts {
		at(p.Partner).Entitled = p.Minutes
	}
	fell, err := c.readDisplaced(ctx, tx, bookings)
	if err != nil {
		return usedTime{}, err
	}
	for _, b := range bookings {
		if r, _ := c.catalogue.Resource(b.Resource); b.Partner != "" && r.Pool == pool {
			c.countBooking(at(b.Partner), b, bookings, fell)
		}
	}
	if err := c.countRefused(ctx, tx, pool, at); err != nil {
		return usedTime{}, err
	}
	if err := c.countVain(ctx, tx, pool, at); err != nil {
		return usedTime{}, err
	}
	out := usedTime{lost: map[facilities.DowntimeID]ledger.LostTime{}}
	for _, p := range slices.Sorted(maps.Keys(of)) {
		out.uses = append(out.uses, of[p].RoundUse)
		for _, id := range slices.Sorted(maps.Keys(of[p].lost)) {
			l := out.lost[id]
			l.Lost = append(l.Lost, ledger.HourPart{Partner: p, Minutes: of[p].lost[id]})
			l.Paid = append(l.Paid, ledger.HourPart{Partner: p, Minutes: of[p].paid[id]})
			out.lost[id] = l
		}
	}
	return out, nil
}

// bookingsOf are the bookings of the covered instruments in a span, whatever became of them.
func (c *roundCase) bookingsOf(ctx context.Context, tx *store.Tx, span facilities.Span) ([]facilities.Booking, error) {
	var resources []facilities.ResourceID
	for _, r := range c.catalogue.Resources {
		if c.round.Covers(r) {
			resources = append(resources, r.ID)
		}
	}
	bookings, _, err := tx.Bookings(ctx, store.BookingFilter{Facility: c.round.Facility, Resources: resources, From: span.Start, To: span.End, Ascending: true})
	return bookings, err
}

// displaced is what a downtime took, and what came in its place.
type displaced struct {
	by       map[facilities.BookingID]facilities.DowntimeID
	regained bookingSet                    // whose people got as much time again
	paid     map[facilities.BookingID]bool // made good in money: not in time as well
}

// readDisplaced reads which of some bookings fell out, by what, and whose people got time again: of that also what fell out and was made as far around as re-planning looks.
func (c *roundCase) readDisplaced(ctx context.Context, tx *store.Tx, bookings []facilities.Booking) (out displaced, err error) {
	fellOut := func(b facilities.Booking) bool {
		return b.State == facilities.StateDisplaced || b.State == facilities.StateAborted
	}
	if !slices.ContainsFunc(bookings, fellOut) {
		return out, nil
	}
	around, err := c.bookingsOf(ctx, tx, facilities.Span{Start: c.round.Period.Start.Add(-replanMost), End: c.round.Period.End.Add(replanMost)})
	if err != nil {
		return out, err
	}
	fell, by, err := readFallen(ctx, tx, around)
	if err != nil {
		return out, err
	}
	out.by = by
	out.regained = regained(c.catalogue, fell, around)
	out.paid, err = paidFor(ctx, tx, c.round.Facility)
	return out, err
}

// paidFor are the bookings whose loss of time was made good in money at a facility: those of incidents of downtime that were settled.
func paidFor(ctx context.Context, tx *store.Tx, f facilities.FacilityID) (map[facilities.BookingID]bool, error) {
	losses, err := tx.LossesOf(ctx, f)
	paid := map[facilities.BookingID]bool{}
	for _, l := range losses {
		if l.Incident.Cause == ledger.CauseDowntime && l.Incident.Booking != "" {
			paid[l.Incident.Booking] = true
		}
	}
	return paid, err
}

// occupied is the weighted time of a booking's claims on its own instrument, within the period.
func (c *roundCase) occupied(b facilities.Booking) int64 {
	var sum int64
	for _, claim := range claimsOn(b, b.Resource) {
		sum += c.weighted(c.slot(claim.Span.Start), c.slot(claim.Span.End.Add(c.round.Grid()-1))) * max(claim.Units, 1)
	}
	return sum
}

// countBooking adds one booking to a partner's week.
func (c *roundCase) countBooking(u *usage, b facilities.Booking, all []facilities.Booking, fell displaced) {
	booked := c.occupied(b)
	_, brokenOff := fell.by[b.ID]
	switch b.State {
	case facilities.StateDeclined, facilities.StateExpired:
		u.Asked += booked // in vain
	case facilities.StateDisplaced:
		u.Asked += booked
		if !fell.regained[b.ID] {
			u.loses(b.ID, booked, fell)
		}
	case facilities.StateCancelled:
		if b.Decided.IsZero() {
			return // it was never given
		}
		r, _ := c.catalogue.Resource(b.Resource)
		taken := int64(0)
		if b.Use.Start.Sub(b.Updated) >= r.CancelFree {
			taken = c.takenOver(b, all)
		}
		if counted := ledger.CountedUse(booked, 0, taken); counted > 0 {
			u.Asked, u.Placed, u.Counted = u.Asked+counted, u.Placed+counted, u.Counted+counted
		}
	case facilities.StateMissed:
		u.Asked, u.Placed, u.Counted = u.Asked+booked, u.Placed+booked, u.Counted+booked
	case facilities.StateApproved, facilities.StateInUse, facilities.StateCompleted, facilities.StateAborted:
		used := booked
		if b.State == facilities.StateAborted && brokenOff {
			c.countBrokenOff(u, b, booked, fell)
			return
		}
		if !b.CheckedIn.IsZero() && !b.CheckedOut.IsZero() {
			used = c.weighted(c.slot(b.CheckedIn), c.slot(b.CheckedOut.Add(c.round.Grid()-1)))
		}
		u.Asked, u.Placed, u.Counted = u.Asked+booked, u.Placed+booked, u.Counted+ledger.CountedUse(booked, used, 0)
	}
}

// countBrokenOff adds a use that a downtime ended: what was had of it is used, the rest fell out.
func (c *roundCase) countBrokenOff(u *usage, b facilities.Booking, booked int64, fell displaced) {
	began := b.Use.Start
	for _, claim := range claimsOn(b, b.Resource) {
		began = earlierOf(began, claim.Span.Start)
	}
	had := min(booked, c.weighted(c.slot(began), c.slot(b.CheckedOut.Add(c.round.Grid()-1)))*unitsOn(b, b.Resource))
	u.Asked, u.Placed, u.Counted = u.Asked+booked, u.Placed+had, u.Counted+had
	if !fell.regained[b.ID] {
		u.loses(b.ID, booked-had, fell)
	}
}

// takenOver is the part of a booking that was given back which others booked after that.
func (c *roundCase) takenOver(b facilities.Booking, all []facilities.Booking) int64 {
	var sum int64
	for _, other := range all {
		taken := facilities.Span{Start: laterOf(other.Use.Start, b.Use.Start), End: earlierOf(other.Use.End, b.Use.End)}
		if other.ID == b.ID || other.Resource != b.Resource || taken.Empty() || !other.State.Consumes() && other.State != facilities.StateCompleted {
			continue
		}
		sum += c.weighted(c.slot(taken.Start), c.slot(taken.End.Add(c.round.Grid()-1)))
	}
	return sum
}

// countRefused adds what was asked for in vain in rounds that were published: a refused request counts in the week in which the time was scarce,
// or else the one in which its last window ended.
func (c *roundCase) countRefused(ctx context.Context, tx *store.Tx, pool facilities.PoolID, at func(facilities.PartnerID) *usage) error {
	rounds, _, err := tx.Rounds(ctx, store.RoundFilter{Facility: c.round.Facility})
	if err != nil {
		return err
	}
	for _, round := range rounds {
		if round.State == facilities.RoundCall && !round.Rolling || !round.Rolling && !round.Period.Overlaps(c.round.Period) {
			continue
		}
		refused, _, err := tx.RoundRequests(ctx, store.RequestFilter{Round: round.ID, States: []facilities.RequestState{facilities.RequestRefused}})
		if err != nil {
			return err
		}
		for _, r := range refused {
			if span := vainSpan(round, r); !span.Start.Before(c.round.Period.Start) && span.Start.Before(c.round.Period.End) {
				at(r.Partner).Asked += c.vain(round, r, pool, span)
			}
		}
	}
	return nil
}

// vainSpan is when a refused request wanted its time: where it was scarce, or at the end of its last window.
func vainSpan(round facilities.Round, r facilities.RoundRequest) facilities.Span {
	for _, reason := range r.Refused {
		if reason.Code == "rules" {
			return facilities.Span{} // nothing could have placed it
		}
		if !reason.Span.Empty() {
			return reason.Span
		}
	}
	last := round.Period
	for _, w := range r.Windows {
		last = w.Span
	}
	return facilities.Span{Start: last.End.Add(-r.Duration()), End: last.End}
}

// vain is the weighted time that a refused request asked of a pool.
func (c *roundCase) vain(round facilities.Round, r facilities.RoundRequest, pool facilities.PoolID, span facilities.Span) int64 {
	of := roundCase{round: round, catalogue: c.catalogue}
	var sum int64
	for _, s := range r.Steps {
		for _, candidate := range of.candidates(s) {
			if candidate.Pool == pool {
				start := c.slot(span.Start)
				before, after := c.buffers(candidate)
				sum += c.weighted(start-before, start+c.slotsUp(s.Duration)+after) * max(s.Units, 1)
				break
			}
		}
	}
	return sum
}
