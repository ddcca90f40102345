package useroffice

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/store"
	"marke/scheduler"
)

// hitsMax bounds the bookings to which one change looks for alternatives. All that are hit are named.
const hitsMax = 50

// lastingRules are those that a booking must keep after it was approved: what is true of
// the place, the machine and the people. How and when somebody may ask is not among them.
var lastingRules = []scheduler.Code{
	scheduler.Unqualified, scheduler.QualificationExpires, scheduler.TwoPersons, scheduler.Contamination, scheduler.Closed,
	scheduler.OutsideHours, scheduler.Maintenance, scheduler.Outage, scheduler.Capacity, scheduler.SetupCleanup, scheduler.Changeover,
	scheduler.OperatorMissing, scheduler.AccessoryMissing, scheduler.UtilityShort,
}

// ruleArchived is the code of a booking whose resource was taken out of the catalogue.
const ruleArchived = "archived"

// coming lists the bookings that stand, from now on, with a claim on one of the resources.
func coming(ctx context.Context, tx *store.Tx, now time.Time, resources []facilities.ResourceID) ([]facilities.Booking, error) {
	if len(resources) == 0 {
		return nil, nil
	}
	bookings, _, err := tx.Bookings(ctx, store.BookingFilter{From: now.Add(-oneDay), Resources: resources, Ascending: true,
		States: []facilities.State{facilities.StateApproved, facilities.StateInUse}})
	// Cleanup may reach beyond the use, so a booking that has just ended can still be hit.
	return slices.DeleteFunc(bookings, func(b facilities.Booking) bool {
		return !slices.ContainsFunc(b.Claims, func(c facilities.Claim) bool { return c.Span.End.After(now) })
	}), err
}

// endanger makes a change and finds the bookings that break a lasting rule after it which they did not break before. They
// stay, are marked at risk, and their people are told. A mark that is no longer true goes. The caller holds the locks.
func endanger(ctx context.Context, tx *store.Tx, a act, bookings []facilities.Booking, reason string, change func() error) ([]facilities.Booking, error) {
	before := make([][]string, len(bookings))
	for i, b := range bookings {
		var err error
		if before[i], err = lastingFaults(ctx, tx, a, b); err != nil {
			return nil, err
		}
	}
	if err := change(); err != nil {
		return nil, err
	}
	var hit []facilities.Booking
	for i, b := range bookings {
		after, err := lastingFaults(ctx, tx, a, b)
		if err != nil {
			return nil, err
		}
		risk := b.AtRisk
		if !slices.Contains(after, risk) {
			risk = ""
		}
		isHit := false
		for _, code := range after {
			if !slices.Contains(before[i], code) {
				risk, isHit = code, true
				break
			}
		}
		if risk != b.AtRisk {
			if b, err = markRisk(ctx, tx, a, b, risk, reason); err != nil {
				return nil, err
			}
		}
		if isHit {
			hit = append(hit, b)
		}
	}
	return hit, nil
}

// lastingFaults lists the codes of the lasting rules that a booking breaks as things stand.
func lastingFaults(ctx context.Context, tx *store.Tx, a act, b facilities.Booking) ([]string, error) {
	c, err := tx.Catalogue(ctx)
	if err != nil {
		return nil, err
	}
	if r, ok := c.Resource(b.Resource); !ok || r.Archived {
		return []string{ruleArchived}, nil
	}
	violations, err := broken(ctx, tx, a, c, b)
	if err != nil {
		return nil, err
	}
	var codes []string
	for _, v := range violations {
		if slices.Contains(lastingRules, scheduler.Code(v.Code)) {
			codes = append(codes, v.Code)
		}
	}
	return codes, nil
}

// markRisk stores what endangers a booking, or that nothing does any more, and
// tells its people of the former.
func markRisk(ctx context.Context, tx *store.Tx, a act, was facilities.Booking, risk, reason string) (facilities.Booking, error) {
	b := was
	b.AtRisk, b.Updated = risk, a.now
	b, err := tx.UpdateBooking(ctx, b, was.Version)
	if err != nil {
		return was, err
	}
	if err := record(ctx, tx, a, &was, b, reason); err != nil || risk == "" {
		return b, err
	}
	params := map[string]string{"violation": risk}
	if reason != "" {
		params["reason"] = reason
	}
	return b, tell(ctx, tx, a, "booking_at_risk", b, involved(b), params)
}

// displace takes bookings that a downtime hits out of the way: those to come are displaced, a use that has begun is
// aborted. Then it finds alternatives and tells their people. The caller holds the locks.
func displace(ctx context.Context, tx *store.Tx, a act, d facilities.Downtime, bookings []facilities.Booking) ([]facilities.HitBooking, error) {
	reason := d.Reason
	var hits []facilities.HitBooking
	for _, b := range bookings {
		action, change := facilities.ActDisplace, noted(reason)
		if b.State == facilities.StateInUse {
			action = facilities.ActAbort
			change = func(b *facilities.Booking) { b.Note, b.CheckedOut = reason, a.now }
		}
		b, err := step(ctx, tx, a, b, action, reason, change)
		if err != nil {
			return nil, err
		}
		if err := tx.AddDisplacement(ctx, b.ID, d.ID); err != nil {
			return nil, err
		}
		hits = append(hits, facilities.HitBooking{Booking: b})
	}
	if err := addAlternatives(ctx, tx, a, hits); err != nil {
		return nil, err
	}
	for _, hit := range hits {
		params := map[string]string{}
		if reason != "" {
			params["reason"] = reason
		}
		if len(hit.Alternatives) > 0 {
			var err error
			if params["alternatives"], err = slotList(hit.Alternatives); err != nil {
				return nil, err
			}
		}
		if err := tell(ctx, tx, a, "booking_displaced", hit.Booking, involved(hit.Booking), params); err != nil {
			return nil, err
		}
	}
	return hits, nil
}

// slotList is the form in which a mail carries alternatives.
func slotList(alternatives []facilities.Alternative) (string, error) {
	type slot struct {
		Resource facilities.ResourceID `json:"resource"`
		Start    time.Time             `json:"start"`
		End      time.Time             `json:"end"`
	}
	var slots []slot
	for _, alternative := range alternatives {
		slots = append(slots, slot{alternative.Resource, alternative.Use.Start, alternative.Use.End})
	}
	raw, err := json.Marshal(slots)
	return string(raw), err
}

// unanswered are bookings that were hit, without alternatives yet.
func unanswered(bookings []facilities.Booking) []facilities.HitBooking {
	var hits []facilities.HitBooking
	for _, b := range bookings {
		hits = append(hits, facilities.HitBooking{Booking: b})
	}
	return hits
}

// addAlternatives finds slots that would work instead, for the first hitsMax of those that are still to come.
func addAlternatives(ctx context.Context, tx *store.Tx, a act, hits []facilities.HitBooking) error {
	c, err := tx.Catalogue(ctx)
	if err != nil {
		return err
	}
	for i := range hits[:min(len(hits), hitsMax)] {
		b := hits[i].Booking
		r, ok := c.Resource(b.Resource)
		if !ok || r.Archived || !b.Use.Start.After(a.now) {
			continue
		}
		q, err := ask(ctx, tx, a, wishOfBooking(c, b), manner{settled: true})
		if facilities.CodeOf(err) == facilities.Conflict { // its person has left
			continue
		}
		if err != nil {
			return err
		}
		if hits[i].Alternatives, err = alternatives(ctx, tx, a.now, q, b.ID); err != nil {
			return err
		}
	}
	return nil
}

// lockFacility keeps everybody from booking at a facility, and the people given from booking anywhere.
func lockFacility(ctx context.Context, tx *store.Tx, f facilities.FacilityID, people ...facilities.PersonID) error {
	c, err := tx.Catalogue(ctx)
	if err != nil {
		return err
	}
	return tx.Lock(ctx, store.Locks{People: people, Resources: resourceIDs(c, f)})
}

// resourceIDs lists all resources of a facility, archived ones too.
func resourceIDs(c *facilities.Catalogue, f facilities.FacilityID) []facilities.ResourceID {
	var ids []facilities.ResourceID
	for _, r := range c.Resources {
		if r.Facility == f {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

// hitsShown leaves of the bookings that were hit what the actor may see: somebody who stops a machine or
// trains its users need not be one of those who run the facility.
func hitsShown(a facilities.Actor, hits []facilities.HitBooking) []facilities.HitBooking {
	out := slices.Clone(hits)
	for i, h := range out {
		b, sight := h.Booking, a.Sees(h.Booking)
		if sight == facilities.SeeAll {
			continue
		}
		out[i] = facilities.HitBooking{Booking: facilities.Booking{State: b.State, Facility: b.Facility, Resource: b.Resource, Use: b.Use}}
		if sight == facilities.SeePartner {
			out[i].Booking.Partner = b.Partner
		}
	}
	return out
}
