package scheduler

// RoundCertificate holds the multipliers from which anyone can recompute the
// bound in integers: see VerifyRound. All prices are in ten-thousandths of a unit
// of value; those that are zero are left out, but where limits share a name.
type RoundCertificate struct {
	Requests []RoundPrice      // of placing a request once more than it may be
	Slots    []RoundSlotPrice  // of a unit of a shared resource, or what it counts, over a span, a slot
	Targets  []RoundPoolPrice  // of a hundredth of a slot of a partner's target; where Bound is that of a fair round, of that part of it which is the plan's worst ratio
	Order    []RoundOrderPrice // of the later of two having begun by Slot and the earlier not ended in time
	Together []RoundPrice      // of a member of a group being placed and the one before it, by id, not
	Limits   []RoundPrice      // of a slot of a limit, by its name; of limits of one name, each in turn
	Gates    []RoundGatePrice  // of a hold at a gate once more than it may be

	// What proves a makespan is not prices but these: see VerifyRound.
	Work    *RoundWork
	Nogoods []RoundNogood
}

// RoundPrice is the price of something with a name.
type RoundPrice struct {
	ID    string
	Price int64
}

// RoundSlotPrice is the price of a unit of a resource in each slot of a span; where By
// is not 0, that of what u units count when they count ⌊u × Times / By⌋.
type RoundSlotPrice struct {
	Resource  string
	From, To  int64
	Price     int64
	Times, By int64
}

// RoundPoolPrice is the price of a partner's target in a pool.
type RoundPoolPrice struct {
	Partner, Pool string
	Price         int64
}

// RoundOrderPrice is the price of a link being watched at a slot. Slot -1 is the
// end of all time: the later placed and the earlier not.
type RoundOrderPrice struct {
	Earlier, Later string
	GapMin         int64
	Slot           int64
	Price          int64
}

// RoundGatePrice is the price of a gate: of the starts of Request that hold any slot of
// an instrument from From up to To, and those of others that hold all of them, a plan
// has at most one. Only modes with the instrument as home count.
type RoundGatePrice struct {
	Resource, Request string
	From, To          int64
	Price             int64
}

// certificate writes the best prices down.
func (b *roundBounder) certificate() RoundCertificate {
	x := b.roundRelaxation
	saved := append([]int64(nil), x.prices.flat...)
	defer copy(x.prices.flat, saved)
	copy(x.prices.flat, b.best)
	var out RoundCertificate
	for r, price := range x.prices.request {
		if x.c.req[r].must {
			price -= x.c.bonus // which no certificate knows of
		}
		if price != 0 {
			out.Requests = append(out.Requests, RoundPrice{x.c.req[r].id, price})
		}
		if price := x.prices.group[r]; price != 0 && x.c.req[r].group >= 0 {
			out.Together = append(out.Together, RoundPrice{x.c.req[r].id, price})
		}
	}
	for k, tally := range x.tallies {
		prices := x.prices.slot[k]
		for t := 0; t < len(prices); {
			from := t
			for t < len(prices) && prices[t] == prices[from] {
				t++
			}
			if prices[from] != 0 {
				price := RoundSlotPrice{Resource: x.c.res[tally.res].id, From: int64(from), To: int64(t), Price: prices[from]}
				if tally.by > 1 {
					price.Times, price.By = int64(tally.times), int64(tally.by)
				}
				out.Slots = append(out.Slots, price)
			}
		}
	}
	partners := x.c.partnerIDs()
	for a, price := range x.prices.account {
		if price != 0 {
			out.Targets = append(out.Targets, RoundPoolPrice{partners[x.c.accounts[a].partner], x.c.accounts[a].pool, price})
		}
	}
	for i := range x.links {
		l := &x.links[i]
		for k, price := range x.prices.order[i] {
			if price == 0 {
				continue
			}
			slot := int64(l.watch[k])
			if l.watch[k] >= x.c.slots {
				slot = -1
			}
			out.Order = append(out.Order, RoundOrderPrice{x.c.req[l.earlier].id, x.c.req[l.later].id, int64(l.gap), slot, price})
		}
	}
	for l, price := range x.prices.limit {
		name := x.c.limits[l].name
		// of limits that share a name all are there, so that it can be told whose price
		// is whose; they are ordered by name
		shared := l > 0 && x.c.limits[l-1].name == name || l+1 < len(x.c.limits) && x.c.limits[l+1].name == name
		if price != 0 || shared {
			out.Limits = append(out.Limits, RoundPrice{name, price})
		}
	}
	for k, price := range x.prices.gate {
		if price != 0 {
			g := &x.gates.list[k]
			out.Gates = append(out.Gates, RoundGatePrice{x.c.res[g.res].id, x.c.req[g.req].id, int64(g.from), int64(g.to), price})
		}
	}
	return out
}
