package useroffice

import (
	"cmp"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/money"
	"marke/scheduler"
	"marke/scheduler/interval"
)

// judgement is what the rules say of a wish.
type judgement struct {
	violations []facilities.Violation
	claims     []facilities.Claim
	chosen     []facilities.ResourceID // claimed to meet a need, not asked for by name
	// next are claims of other bookings that come right after and whose changeover this one decides.
	next []neighbour
}

// neighbour is how a claim of another booking is to be stored.
type neighbour struct {
	booking  facilities.BookingID
	resource facilities.ResourceID
	span     facilities.Span
}

// judge holds a wish against every rule.
func (s *snapshot) judge(w facilities.Wish, moving facilities.BookingID) (judgement, error) {
	n := numbersOf(s, moving)
	world, err := worldOf(s, n)
	if err != nil {
		return judgement{}, err
	}
	verdict := scheduler.Check(world, wishOf(s, w, n, moving))
	j := judgement{violations: violationsOf(s, n, w.Resource, verdict.Violations)}
	for _, taken := range verdict.Claims {
		claim := claimOf(s, n, taken)
		j.claims = append(j.claims, claim)
		if taken.Need {
			j.chosen = append(j.chosen, claim.Resource)
		}
	}
	for _, o := range verdict.Next {
		j.next = append(j.next, neighbourOf(s, n, o))
	}
	return j, nil
}

func claimOf(s *snapshot, n *numbers, t scheduler.Taken) facilities.Claim {
	return facilities.Claim{Resource: n.resources.name(int64(t.Resource)), Units: t.Units, Span: spanOf(t.Occupied, s.span)}
}

func neighbourOf(s *snapshot, n *numbers, o scheduler.Occupied) neighbour {
	return neighbour{n.bookings.name(int64(o.Booking)), n.resources.name(int64(o.Resource)), spanOf(o.Span, s.span)}
}

// quoteFor prices a use of a resource with the claims that go along.
func (s *snapshot) quoteFor(r facilities.Resource, use facilities.Span, claims []facilities.Claim) facilities.Quote {
	var operators, units int64 = 0, 1
	for _, c := range claims {
		if c.Resource == r.ID {
			units = c.Units
		} else if other, _ := s.catalogue.Resource(c.Resource); other.Kind == facilities.Operator {
			operators += c.Units
		}
	}
	var phase facilities.Phase
	if s.project != nil {
		phase = s.project.Phase
	}
	return s.catalogue.QuoteFor(r, use, units, operators, s.partner, phase)
}

// suggest finds the best slots for a wish on the candidates within a span. tolerated rules
// may be broken; the alternatives say which are.
func (s *snapshot) suggest(w facilities.Wish, candidates []facilities.Resource, within facilities.Span, limit int, tolerated []scheduler.Code, moving facilities.BookingID) ([]facilities.Alternative, error) {
	n := numbersOf(s, moving)
	world, err := worldOf(s, n)
	if err != nil {
		return nil, err
	}
	query := scheduler.Query{Wish: *wishOf(s, w, n, moving), Range: ticksOf(within), Limit: limit, Tolerate: tolerated}
	for _, r := range candidates {
		query.Resources = append(query.Resources, scheduler.ResourceID(n.resources.number(r.ID)))
	}
	query.Price = func(id scheduler.ResourceID, use interval.Span) int64 {
		r, _ := s.catalogue.Resource(n.resources.name(int64(id)))
		return int64(s.priceAlone(r, spanOf(use, s.span)))
	}
	return slotsOf(s, n, scheduler.Suggest(world, query)), nil
}

// priceAlone is what a use costs by its resource and the operators that it needs. Slots are ordered by it.
func (s *snapshot) priceAlone(r facilities.Resource, use facilities.Span) money.Cents {
	claims := []facilities.Claim{{Resource: r.ID, Units: 1}}
	for _, need := range r.Needs {
		if options := optionsFor(s.catalogue, r, need); need.Kind == facilities.Operator && len(options) > 0 {
			claims = append(claims, facilities.Claim{Resource: options[0].ID, Units: max(need.Units, 1)})
		}
	}
	return s.quoteFor(r, use, claims).Total
}

// slotsOf turns slots into alternatives, with what goes along, the price and who would decide.
func slotsOf(s *snapshot, n *numbers, slots []scheduler.Slot) []facilities.Alternative {
	out := make([]facilities.Alternative, 0, len(slots))
	for _, slot := range slots {
		r, _ := s.catalogue.Resource(n.resources.name(int64(slot.Resource)))
		a := facilities.Alternative{Resource: r.ID, Use: spanOf(slot.Use, s.span), Approval: approvalOf(r, s.partner)}
		var claims []facilities.Claim
		for _, taken := range slot.Claims {
			claim := claimOf(s, n, taken)
			claims = append(claims, claim)
			if claim.Resource != r.ID {
				a.With = append(a.With, facilities.WishClaim{Resource: claim.Resource, Units: claim.Units})
			}
		}
		for _, missing := range slot.Missing {
			if !slices.Contains(a.Missing, string(missing.Code)) {
				a.Missing = append(a.Missing, string(missing.Code))
			}
		}
		a.Quote = s.quoteFor(r, a.Use, claims)
		out = append(out, a)
	}
	return out
}

// violationsOf turns violations into nouns, with the values that their words need. One that
// is no resource's is shown with the primary.
func violationsOf(s *snapshot, n *numbers, primary facilities.ResourceID, violations []scheduler.Violation) []facilities.Violation {
	out := make([]facilities.Violation, 0, len(violations))
	for _, v := range violations {
		out = append(out, facilities.Violation{
			Code:        string(v.Code),
			Resource:    cmp.Or(n.resources.name(int64(v.Resource)), primary),
			Span:        spanOf(v.Span, s.span),
			Overridable: v.Overridable,
			Params:      s.params(n, v),
		})
	}
	return out
}

// params are the values in the words of a violation. Codes say what Limit and Actual mean.
func (s *snapshot) params(n *numbers, v scheduler.Violation) map[string]any {
	duration := func(ticks int64) time.Duration { return time.Duration(ticks) * time.Minute }
	switch v.Code {
	case scheduler.TooShort, scheduler.TooLong, scheduler.Notice, scheduler.Changeover:
		return map[string]any{"limit": duration(v.Limit), "actual": duration(v.Actual)}
	case scheduler.Horizon:
		return map[string]any{"days": v.Limit / scheduler.TicksPerDay}
	case scheduler.OffGrid:
		return map[string]any{"limit": duration(v.Limit), "ends": v.Actual}
	case scheduler.Capacity, scheduler.SetupCleanup, scheduler.OperatorMissing, scheduler.AccessoryMissing, scheduler.UtilityShort, scheduler.TwoPersons:
		return map[string]any{"asked": v.Limit, "free": v.Actual}
	case scheduler.Access:
		return map[string]any{"reason": [...]string{"", "phase", "partner", "guest"}[v.Reason]}
	case scheduler.Contamination:
		return map[string]any{"material": n.materials.name(int64(v.Material))}
	case scheduler.Unqualified, scheduler.QualificationExpires, scheduler.PersonBusy:
		return s.named(n.people.name(int64(v.Person)))
	case scheduler.OverQuota:
		q := s.quota(n.quotas.name(int64(v.Quota)))
		return map[string]any{"max": duration(v.Limit), "used": duration(v.Actual), "scope": string(q.Scope), "period": string(q.Period), "prime": q.PrimeOnly}
	}
	return nil
}

// named says whom a violation is about: "self", or a "companion" by name, or an
// "other". People of other partners are not named.
func (s *snapshot) named(id facilities.PersonID) map[string]any {
	if id == s.person.ID {
		return map[string]any{"who": "self"}
	}
	for _, c := range s.companions {
		if c.ID == id && c.Partner == s.person.Partner {
			return map[string]any{"who": "companion", "person": c.Name}
		}
	}
	return map[string]any{"who": "other"}
}

func (s *snapshot) quota(id facilities.QuotaID) facilities.Quota {
	for _, q := range s.catalogue.Quotas {
		if q.ID == id {
			return q
		}
	}
	return facilities.Quota{}
}
