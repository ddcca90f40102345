package useroffice

import (
	"context"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/store"
	"marke/scheduler"
)

// roundCase is a round with everything that its problem is compiled from, read in one transaction.
type roundCase struct {
	act
	round     facilities.Round
	catalogue *facilities.Catalogue
	facility  facilities.Facility
	zone      *time.Location
	agreement facilities.Agreement // in force when the period begins; without an id when there is none
	asks      []*roundAsk          // open requests, by partner and rank
	balances  map[facilities.PoolID][]ledger.HourPart
	weights   []int64 // of each slot in percent, summed: weights[i] is the sum of those before slot i
	world     *scheduler.World
	numbers   *numbers
	held      []facilities.HeldClaim                        // on the instruments and what goes with them, in the period
	partners  map[facilities.BookingID]facilities.PartnerID // whose the held bookings are
	// movable are bookings that are planned anew: what they hold stands in nobody's way.
	movable bookingSet
}

// roundAsk is one request on its way into the problem.
type roundAsk struct {
	facilities.RoundRequest
	steps []*roundStep
	// never is why it cannot be placed whatever else is; nil: it can.
	never []facilities.Violation
	// quotas bound what it asks for together with others.
	quotas []quotaUse
	values []int64              // of each window
	moving facilities.BookingID // the booking that it is already, when bookings are planned anew
}

// roundStep is one step with all the ways to do it.
type roundStep struct {
	facilities.RoundStep
	modes []roundMode
}

// roundMode is one way to do a step: an instrument with what goes along, and the slots at which it may start as far as
// the rules of booking say, were the request alone.
type roundMode struct {
	resource facilities.Resource
	with     []facilities.WishClaim
	class    string
	starts   []int64 // ascending
}

// slot is the slot in which an instant lies.
func (c *roundCase) slot(t time.Time) int64 {
	return int64(t.Sub(c.round.Period.Start) / c.round.Grid())
}

// span is the time of some slots.
func (c *roundCase) span(from, to int64) facilities.Span {
	return facilities.Span{Start: c.round.Period.Start.Add(time.Duration(from) * c.round.Grid()), End: c.round.Period.Start.Add(time.Duration(to) * c.round.Grid())}
}

// slots is how many the period has.
func (c *roundCase) slots() int64 { return int64(c.round.Period.Duration() / c.round.Grid()) }

// slotsUp and slotsDown give a length in slots.
func (c *roundCase) slotsUp(d time.Duration) int64 {
	return int64((d + c.round.Grid() - 1) / c.round.Grid())
}

func (c *roundCase) slotsDown(d time.Duration) int64 { return int64(d / c.round.Grid()) }

// caseOf reads a round without its requests.
func caseOf(ctx context.Context, tx *store.Tx, a act, r facilities.Round) (*roundCase, error) {
	catalogue, err := tx.Catalogue(ctx)
	if err != nil {
		return nil, err
	}
	c := &roundCase{act: a, round: r, catalogue: catalogue, zone: catalogue.Zone(r.Facility)}
	c.facility, _ = catalogue.Facility(r.Facility)
	c.agreement, _ = catalogue.AgreementOf(r.Facility, facilities.DateOf(r.Period.Start.In(c.zone)))
	c.weigh()
	return c, nil
}

// readRound reads a round with its open requests and everything around them.
func readRound(ctx context.Context, tx *store.Tx, a act, r facilities.Round) (*roundCase, error) {
	c, err := caseOf(ctx, tx, a, r)
	if err != nil {
		return nil, err
	}
	requests, _, err := tx.RoundRequests(ctx, store.RequestFilter{Round: r.ID, States: []facilities.RequestState{facilities.RequestOpen}})
	if err != nil {
		return nil, err
	}
	for _, request := range requests {
		ask, err := c.ask(ctx, tx, request, manner{settled: true})
		if err != nil {
			return nil, err
		}
		c.asks = append(c.asks, ask)
	}
	if c.balances, err = poolBalances(ctx, tx, r.Facility); err != nil {
		return nil, err
	}
	return c, c.readGround(ctx, tx)
}

// ask resolves one request: its people, its instruments and where they may start.
func (c *roundCase) ask(ctx context.Context, tx *store.Tx, r facilities.RoundRequest, m manner) (*roundAsk, error) {
	ask := &roundAsk{RoundRequest: r}
	var touched []string
	for i, step := range r.Steps {
		s := &roundStep{RoundStep: step}
		ask.steps = append(ask.steps, s)
		candidates := c.candidates(step)
		if len(candidates) == 0 {
			ask.never = []facilities.Violation{{Code: ruleArchived, Resource: firstOf(step.Resources), Span: c.round.Period}}
			return ask, nil
		}
		var broken []brokenStart
		for _, candidate := range candidates {
			found, err := c.starts(ctx, tx, ask, i, candidate, touched, m)
			if err != nil {
				return nil, err
			}
			s.modes = append(s.modes, found.modes...)
			broken = append(broken, found.broken...)
		}
		if len(s.modes) == 0 {
			ask.never = minimalRules(broken)
			return ask, nil
		}
		for _, mode := range s.modes {
			touched = append(touched, mode.resource.Contamination.Adds...)
		}
	}
	ask.never = c.chain(ask)
	return ask, nil
}

func firstOf(ids []facilities.ResourceID) facilities.ResourceID {
	if len(ids) == 0 {
		return ""
	}
	return ids[0]
}

// candidates are the instruments that will do for a step, in id order.
func (c *roundCase) candidates(s facilities.RoundStep) []facilities.Resource {
	var wishes []facilities.CapabilityWish
	if len(s.Resources) == 0 {
		wishes, _ = facilities.ParseCapabilityWishes(s.Capability) // was read when the request was handed in
		if len(wishes) == 0 {
			return nil
		}
	}
	var out []facilities.Resource
	for _, r := range c.catalogue.ResourcesOf(c.round.Facility) {
		if slices.Contains(s.Resources, r.ID) || len(wishes) > 0 && r.Kind == facilities.Instrument && r.Can(wishes) {
			out = append(out, r)
		}
	}
	return out
}

// chain drops the starts of a route's steps from which the others cannot be reached, and names the rule when none are left.
func (c *roundCase) chain(ask *roundAsk) []facilities.Violation {
	for i := 1; i < len(ask.steps); i++ {
		before, step := ask.steps[i-1], ask.steps[i]
		ends := map[int64]bool{}
		for _, m := range before.modes {
			for _, start := range m.starts {
				ends[start+c.slotsUp(before.Duration)] = true
			}
		}
		least, most := c.slotsUp(step.GapMin), c.slots()
		if step.GapMax > 0 {
			most = c.slotsDown(step.GapMax)
		}
		sorted := sortedInts(ends)
		reached := false
		for k := range step.modes {
			m := &step.modes[k]
			m.starts = slices.DeleteFunc(slices.Clone(m.starts), func(start int64) bool {
				at, _ := slices.BinarySearch(sorted, start-most)
				return at == len(sorted) || sorted[at] > start-least
			})
			reached = reached || len(m.starts) > 0
		}
		step.modes = slices.DeleteFunc(step.modes, func(m roundMode) bool { return len(m.starts) == 0 })
		if !reached {
			return []facilities.Violation{{Code: ruleRouteGap, Span: c.round.Period, Params: map[string]any{"step": i + 1}}}
		}
	}
	return nil
}

// ruleRouteGap is the code of a route whose steps cannot follow each other in time.
const ruleRouteGap = "route_gap"

func sortedInts(set map[int64]bool) []int64 {
	out := make([]int64, 0, len(set))
	for v := range set {
		out = append(out, v)
	}
	slices.Sort(out)
	return out
}

// readGround reads what the instruments are held by, whoever asks.
func (c *roundCase) readGround(ctx context.Context, tx *store.Tx) error {
	resources := c.resources()
	q := &asked{catalogue: c.catalogue, facility: c.facility}
	s, err := look(ctx, tx, c.now, q, resources, c.round.Period, "")
	if err != nil {
		return err
	}
	s.round = c.round.ID
	c.lift(s)
	c.numbers, c.held = numbersOf(s, ""), s.held
	if c.world, err = worldOf(s, c.numbers); err != nil {
		return err
	}
	c.partners = map[facilities.BookingID]facilities.PartnerID{}
	bookings, _, err := tx.Bookings(ctx, store.BookingFilter{Facility: c.round.Facility, From: c.round.Period.Start.Add(-oneDay), To: c.round.Period.End.Add(oneDay)})
	for _, b := range bookings {
		c.partners[b.ID] = b.Partner
	}
	return err
}

// lift takes the bookings that are planned anew out of a snapshot.
func (c *roundCase) lift(s *snapshot) {
	if len(c.movable) > 0 {
		s.held = slices.DeleteFunc(s.held, func(h facilities.HeldClaim) bool { return c.movable[h.Booking] })
		s.attendances = slices.DeleteFunc(s.attendances, func(a facilities.Attendance) bool { return c.movable[a.Booking] })
	}
}

// resources are the covered instruments and everything that a mode claims, in id order.
func (c *roundCase) resources() []facilities.Resource {
	wanted := map[facilities.ResourceID]bool{}
	for _, ask := range c.asks {
		for _, s := range ask.steps {
			for _, m := range s.modes {
				wanted[m.resource.ID] = true
				for _, w := range m.with {
					wanted[w.Resource] = true
				}
			}
		}
	}
	var out []facilities.Resource
	for _, r := range c.catalogue.ResourcesOf(c.round.Facility) {
		if wanted[r.ID] || c.round.Covers(r) {
			out = append(out, r)
		}
	}
	return out
}
