package useroffice

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/store"
)

// pointsPerSlot is what a slot that a partner is due is worth on average, in points: fine enough for orders of many requests.
const pointsPerSlot = 100

// shortfallPoints is what the satisfaction objective takes off for each slot that a partner stays short of its target.
const shortfallPoints = 80

// weigh sums the prime weights of the slots, in percent.
func (c *roundCase) weigh() {
	percent := make([]int64, c.slots())
	for i := range percent {
		percent[i] = 100
	}
	for _, p := range c.facility.Prime {
		for _, open := range facilities.OpenHours([]facilities.Hours{{Weekday: p.Weekday, From: p.From, Until: p.Until}}, c.round.Period, c.zone) {
			for i := c.slot(open.Start); i < min(c.slot(open.End), c.slots()); i++ {
				percent[i] = int64(p.Percent)
			}
		}
	}
	c.weights = make([]int64, len(percent)+1)
	for i, p := range percent {
		c.weights[i+1] = c.weights[i] + p
	}
}

// weighted is the weighted time of some slots in minutes, cut at the period's ends.
func (c *roundCase) weighted(from, to int64) int64 {
	from, to = max(from, 0), min(to, c.slots())
	if from >= to {
		return 0
	}
	return (c.weights[to] - c.weights[from]) * int64(c.round.GridMinutes) / 100
}

// buffers are the slots that a use of an instrument claims before and after itself.
func (c *roundCase) buffers(r facilities.Resource) (before, after int64) {
	return c.slotsUp(r.Rules.Setup), c.slotsUp(r.Rules.Cleanup)
}

// counts is what a use of a mode counts for in its pool, in weighted minutes.
func (c *roundCase) counts(m roundMode, start int64, length time.Duration) int64 {
	before, after := c.buffers(m.resource)
	return c.weighted(start-before, start+c.slotsUp(length)+after)
}

// asked is what a step asks for in weighted minutes: what the shortest of its modes counts for on average over the starts that it may have.
func (c *roundCase) asked(s *roundStep) int64 {
	least := int64(-1)
	for _, m := range s.modes {
		var sum int64
		for _, start := range m.starts {
			sum += c.counts(m, start, s.Duration)
		}
		if mean := sum / int64(len(m.starts)); least < 0 || mean < least {
			least = mean
		}
	}
	return max(least, 0)
}

// poolOf is the covered pool in which a step is counted; empty outside the round's pools.
func (c *roundCase) poolOf(s *roundStep) facilities.PoolID {
	if len(s.modes) > 0 && c.round.Covers(s.modes[0].resource) {
		return s.modes[0].resource.Pool
	}
	return ""
}

// planned is the weighted time of a pool that the facility planned to offer, in minutes: opening hours less closures and maintenance, but
// before outages, which the partners bear by another key.
func (c *roundCase) planned(pool facilities.PoolID) int64 {
	var sum int64
	for _, r := range c.catalogue.ResourcesOf(c.round.Facility) {
		if r.Pool != pool {
			continue
		}
		hours := r.Hours
		if len(hours) == 0 {
			hours = c.facility.Hours
		}
		closed := closedDays(c.facility, c.round.Period, c.zone)
		for _, d := range c.catalogue.Downtimes {
			if d.Kind != facilities.Outage && d.Facility == r.Facility && (d.Resource == "" || d.Resource == r.ID) && d.Hits(c.round.Period) {
				closed = append(closed, facilities.Span{Start: d.Start, End: d.End})
			}
		}
		for _, open := range facilities.OpenHours(hours, c.round.Period, c.zone) {
			for slot := c.slot(open.Start.Add(c.round.Grid() - 1)); slot < c.slot(open.End); slot++ {
				if !slices.ContainsFunc(closed, c.span(slot, slot+1).Overlaps) {
					sum += c.weighted(slot, slot+1) * r.Capacity
				}
			}
		}
	}
	return sum
}

// holds is what partners hold in a pool already within the period, in weighted minutes.
func (c *roundCase) holds(pool facilities.PoolID) map[facilities.PartnerID]int64 {
	out := map[facilities.PartnerID]int64{}
	for _, h := range c.held {
		r, _ := c.catalogue.Resource(h.Resource)
		if h.Primary && r.Pool == pool && c.round.Covers(r) {
			out[c.partners[h.Booking]] += c.weighted(c.slot(h.Span.Start), c.slot(h.Span.End.Add(c.round.Grid()-1)))
		}
	}
	return out
}

// roundShares is what the partners are to get.
type roundShares struct {
	outcomes []facilities.RoundOutcome // by pool and partner, without Placed and Price
	due      map[facilities.PartnerID]int64
}

// shares gives each partner its target in each pool. What a partner holds in the period already counts as the first thing that
// it asked for and got.
func (c *roundCase) shares() (roundShares, error) {
	out := roundShares{due: map[facilities.PartnerID]int64{}}
	for _, pool := range slices.Sorted(slices.Values(c.round.Pools)) {
		held := c.holds(pool)
		asks := map[facilities.PartnerID]*ledger.RoundAsk{}
		askOf := func(p facilities.PartnerID) *ledger.RoundAsk {
			if asks[p] == nil {
				asks[p] = &ledger.RoundAsk{Partner: p, Lengths: []int64{held[p]}}
			}
			return asks[p]
		}
		for p := range held {
			askOf(p)
		}
		for _, ask := range c.possible() {
			if length := c.length(ask, pool); length > 0 {
				a := askOf(ask.Partner)
				a.Lengths = append(a.Lengths, length)
			}
		}
		in := ledger.RoundPool{Planned: c.planned(pool), Capacity: c.agreement.Capacity, Balances: c.balances[pool]}
		for _, p := range slices.Sorted(maps.Keys(asks)) {
			if p != "" { // what nobody in particular holds is not to be shared
				in.Asks = append(in.Asks, *asks[p])
			}
		}
		if len(in.Capacity) == 0 { // nothing is agreed: all stand alike
			for _, a := range in.Asks {
				in.Capacity = append(in.Capacity, facilities.Share{Partner: a.Partner, Units: 1})
			}
		}
		if len(in.Capacity) == 0 {
			continue
		}
		targets, err := ledger.RoundTargets(in)
		if err != nil {
			return out, err
		}
		slot := int64(c.round.GridMinutes)
		for _, t := range targets {
			out.due[t.Partner] += max(0, t.Due-held[t.Partner])
			out.outcomes = append(out.outcomes, facilities.RoundOutcome{Partner: t.Partner, Pool: pool, Entitled: t.Entitled, Balance: t.Balance,
				Target: max(0, t.Target-held[t.Partner]) / slot * slot, Asked: t.Asked - held[t.Partner]})
		}
	}
	return out, nil
}

// length is what a request asks for in a pool, in weighted minutes.
func (c *roundCase) length(ask *roundAsk, pool facilities.PoolID) int64 {
	var sum int64
	for _, s := range ask.steps {
		if c.poolOf(s) == pool {
			sum += c.asked(s)
		}
	}
	return sum
}

// possible are the requests that could be placed were they alone, by partner and rank.
func (c *roundCase) possible() []*roundAsk {
	var out []*roundAsk
	for _, ask := range c.asks {
		if ask.never == nil {
			out = append(out, ask)
		}
	}
	return out
}

// value gives the requests what they are worth, by their partners' own orders. A partner without a due asks at a hundredth of the
// worth: its requests take what is left.
func (c *roundCase) value(shares roundShares) error {
	asks := c.possible()
	slices.SortStableFunc(asks, func(a, b *roundAsk) int {
		return cmp.Or(cmp.Compare(a.Partner, b.Partner), cmp.Compare(a.Rank, b.Rank), cmp.Compare(a.ID, b.ID))
	})
	for len(asks) > 0 {
		n := 1
		for n < len(asks) && asks[n].Partner == asks[0].Partner {
			n++
		}
		var wishes []ledger.RequestWish
		var all int64
		for _, ask := range asks[:n] {
			w := ledger.RequestWish{}
			for _, s := range ask.steps {
				w.Length += c.asked(s)
			}
			for _, window := range c.windows(ask.RoundRequest) {
				w.Windows = append(w.Windows, int64(min(max(window.Preference, 1), 100)))
			}
			all += w.Length
			wishes = append(wishes, w)
		}
		grid := int64(c.round.GridMinutes)
		total := max(shares.due[asks[0].Partner]*pointsPerSlot/grid, all/grid, int64(n))
		values, err := ledger.RequestValues(total, wishes)
		if err != nil {
			return err
		}
		for i, ask := range asks[:n] {
			ask.values = values[i]
		}
		asks = asks[n:]
	}
	return nil
}

// poolBalances are the balances of a facility's pools.
func poolBalances(ctx context.Context, tx *store.Tx, f facilities.FacilityID) (map[facilities.PoolID][]ledger.HourPart, error) {
	sums, err := tx.HourBalances(ctx, f)
	if err != nil {
		return nil, err
	}
	out := map[facilities.PoolID][]ledger.HourPart{}
	for _, l := range sums {
		out[l.Pool] = append(out[l.Pool], ledger.HourPart{Partner: l.Partner, Minutes: l.Minutes})
	}
	return out, nil
}
