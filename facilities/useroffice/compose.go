package useroffice

import (
	"maps"
	"slices"
	"strings"
	"time"

	"marke/facilities"
)

// compose makes the booking that the wish and the judgement come to.
func (p placing) compose(q *asked, s *snapshot, j judgement, overridden []string) (facilities.Booking, error) {
	b := p.start()
	moved := p.was != nil && (p.was.Use != q.wish.Use || p.was.Resource != q.resource.ID)
	if moved {
		b.Sequence++
		b.Reminded = time.Time{}
	}
	b.Facility, b.Resource, b.Use, b.Claims = q.facility.ID, q.resource.ID, q.wish.Use, j.claims
	b.AtRisk, b.Updated = "", p.now
	if p.purpose == toMove && len(j.claims) < len(p.was.Claims) && givesBack(*p.was, q.wish) {
		b.Claims = trimmed(*p.was, q.wish.Use)
	}
	if moved || p.purpose != toApprove || b.Quote.Unpriced { // otherwise the price that was asked for stands
		quote := s.quoteFor(q.resource, b.Use, b.Claims)
		if (quote.Total != b.Quote.Total || quote.Unpriced) && !p.agreed {
			b.QuoteAccepted = time.Time{}
		}
		b.Quote = quote
	}
	if p.purpose != toApprove {
		p.words(&b, q)
	}
	if len(overridden) > 0 {
		b.Override = &facilities.Override{Codes: overridden, Reason: q.wish.Reason, By: p.Person.ID, At: p.now}
	}
	if err := p.acceptQuote(&b, q); err != nil {
		return b, err
	}
	return b, p.state(&b, q, s, j)
}

// start is the booking before anything is filled in.
func (p placing) start() facilities.Booking {
	if p.was != nil {
		return *p.was
	}
	b := facilities.Booking{ID: facilities.BookingID(facilities.NewID(p.now)), By: p.Person.ID, Created: p.now,
		Series: p.series, Occurrence: p.occurrence}
	if p.by != "" {
		b.By = p.by
	}
	if p.agreed {
		b.QuoteAccepted = p.now
	}
	if p.purpose == toReplace {
		b.Replaces, b.Series, b.Occurrence, b.Sequence = p.replaced.ID, p.replaced.Series, p.replaced.Occurrence, p.replaced.Sequence+1
	}
	return b
}

// words takes over what the wish says beside time and place.
func (p placing) words(b *facilities.Booking, q *asked) {
	w := q.wish
	b.Person, b.Partner = q.person.ID, q.person.Partner
	b.Project, b.Title, b.Confidential, b.Process, b.Sample, b.OrderNumber = w.Project, w.Title, w.Confidential, w.Process, w.Sample, w.OrderNumber
	b.Economic, b.Reason = false, ""
	if q.project != nil {
		b.Economic, b.Reason = q.project.Economic, q.project.Reason
	}
	b.Intake = maps.Clone(w.Intake)
	for key, answer := range b.Intake {
		b.Intake[key] = strings.TrimSpace(answer)
	}
	b.Companions = companionsOf(b.Companions, w.Companions)
}

// trimmed are the claims of a booking cut down to a part of its use, buffers kept.
func trimmed(b facilities.Booking, use facilities.Span) []facilities.Claim {
	claims := slices.Clone(b.Claims)
	for i, c := range claims {
		claims[i].Span = use.Grow(b.Use.Start.Sub(c.Span.Start), c.Span.End.Sub(b.Use.End))
	}
	return claims
}

// companionsOf keeps those who withdrew in the list, unless they are asked along again.
func companionsOf(old []facilities.Companion, wished []facilities.PersonID) []facilities.Companion {
	var out []facilities.Companion
	for _, c := range old {
		if c.Withdrawn && !slices.Contains(wished, c.Person) {
			out = append(out, c)
		}
	}
	for _, id := range wished {
		out = append(out, facilities.Companion{Person: id})
	}
	return out
}

// acceptQuote takes the wish's word for the price of an operated service, from
// somebody who can commit the partner to it.
func (p placing) acceptQuote(b *facilities.Booking, q *asked) error {
	total := q.wish.AcceptQuote
	if total == nil || !q.resource.Operated {
		return nil
	}
	return takeQuote(b, p.act, *total, q.wish.OrderNumber)
}

// state decides where the booking stands.
func (p placing) state(b *facilities.Booking, q *asked, s *snapshot, j judgement) error {
	action := facilities.ActMove
	switch p.purpose {
	case toHold:
		b.HoldUntil = p.now.Add(facilities.Hold)
		if p.was == nil {
			b.State = facilities.StateHold
			return nil
		}
	case toBook, toReplace:
		action = p.firstAction(*b, q, s, j)
		if p.was == nil {
			b.State = facilities.StateHold // a new booking passes through where a draft would be
		}
	case toApprove, toPublish:
		action = facilities.ActApprove
		if p.was == nil {
			b.State = facilities.StateHold // as above
		}
		if q.resource.Operated && b.QuoteAccepted.IsZero() {
			return facilities.Errorf(facilities.Conflict, "quote_open")
		}
	}
	next, legal := b.State.Next(action)
	if !legal {
		return notNow(*b, action)
	}
	b.State = next
	switch {
	case next == facilities.StateRequested:
		b.HoldUntil, b.DecideBy = time.Time{}, decideBy(q.facility, b.Use, p.now)
	case next == facilities.StateApproved && action == facilities.ActApprove:
		b.HoldUntil, b.DecideBy, b.Decided, b.DecidedBy, b.Note = time.Time{}, time.Time{}, p.now, "", p.reason
		if p.Manages(b.Facility) {
			b.DecidedBy = p.Person.ID
		}
	}
	if next == facilities.StateApproved && b.Reminded.IsZero() && b.Use.Start.Sub(p.now) <= RemindAhead {
		b.Reminded = p.now // whoever books for today needs no reminder of it
	}
	return nil
}

// firstAction is what becomes of a wish that breaks no rule. It is approved at once when a manager
// of the facility makes it, or when the resource is automatic, its person no guest, and nothing else that
// was asked for by name wants a manager. An operated service is approved only with an accepted quote, by a manager.
func (p placing) firstAction(b facilities.Booking, q *asked, s *snapshot, j judgement) facilities.Action {
	decides := approvalOf(q.resource, q.partner)
	for _, c := range j.claims {
		if r, _ := s.catalogue.Resource(c.Resource); r.Approval == facilities.ApprovalManager && !slices.Contains(j.chosen, c.Resource) && !meetsNeed(s.catalogue, q.resource, c.Resource) {
			decides = facilities.ApprovalManager
		}
	}
	manager := p.Manages(q.facility.ID) && p.purpose == toBook
	switch {
	case q.resource.Operated && (!manager || b.QuoteAccepted.IsZero()):
		return facilities.ActRequest
	case manager, decides == facilities.ApprovalAuto && p.purpose == toBook:
		return facilities.ActApprove
	}
	return facilities.ActRequest
}

// approvalOf says who decides on a booking of the resource for somebody of a partner.
func approvalOf(r facilities.Resource, partner facilities.Partner) facilities.Approval {
	if r.Operated || partner.Guest || r.Approval == facilities.ApprovalManager {
		return facilities.ApprovalManager
	}
	return facilities.ApprovalAuto
}

// meetsNeed reports that a resource is one of those that r needs anyway.
func meetsNeed(c *facilities.Catalogue, r facilities.Resource, id facilities.ResourceID) bool {
	for _, need := range r.Needs {
		if slices.ContainsFunc(optionsFor(c, r, need), func(o facilities.Resource) bool { return o.ID == id }) {
			return true
		}
	}
	return false
}

// decideBy is when an unanswered request expires: after the facility's time to decide, and never
// later than its start.
func decideBy(f facilities.Facility, use facilities.Span, now time.Time) time.Time {
	by := now.Add(f.DecideWithin)
	if f.DecideWithin <= 0 || by.After(use.Start) {
		return use.Start
	}
	return by
}

// notNow is the refusal of an action that the booking's state does not allow.
func notNow(b facilities.Booking, action facilities.Action) error {
	key := "not_now_" + string(b.State)
	return facilities.Errorf(facilities.Conflict, key, "action", string(action))
}
