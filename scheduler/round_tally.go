package scheduler

import "slices"

// A roundTally is a way to count the units of a shared resource: a use of u units
// counts ⌊u × times / by⌋, and a slot that has n of them has room for ⌊n × times / by⌋,
// as the parts that uses are rounded down by never add up to less than what the slot
// is. Of seven units that are asked for by twos and threes a relaxation gives out all;
// counted by halves there are three, for which each of these pays one. (Gomory 1958,
// Chvátal 1973: rounded capacities.) The plain tally counts units.
type roundTally struct{ res, times, by int32 }

// of is what some units count.
func (t *roundTally) of(units int32) int64 { return int64(units) * int64(t.times) / int64(t.by) }

// roundFares tell what uses of a shared resource pay at the prices of all its tallies.
type roundFares struct {
	tally  int32   // the plain one; -1 for a resource without prices
	coarse []int32 // the others
	sum    int32   // the first of its running sums
	step   int32   // uses are of whole steps, and each number of them has a sum of its own; 0 has one for a unit
	steps  int32   // the most steps of a use
}

// of is the running sum that a use of some units pays, and how often.
func (f *roundFares) of(units int32) (sum int32, times int64) {
	if f.step == 0 {
		return f.sum, int64(units)
	}
	return f.sum + units/f.step - 1, 1
}

const (
	talliesSteps = 8         // most steps of a use of a resource that is counted coarsely
	talliesMost  = 4         // coarse tallies of a resource
	talliesWaste = 20        // part of the units of a slot that rounding has to leave over
	talliesSlots = 2_000_000 // slots of all shared resources of a round in which any is
	talliesRooms = 64        // numbers of units in a slot that are looked at, the least ones
)

// share finds the resources that a lane does not keep to itself, and how they are
// counted: coarsely too, when that is asked for.
func (x *roundRelaxation) share(coarsely bool) {
	asked := x.askedUnits()
	x.shared = make([]roundFares, len(x.c.res))
	for i := range x.shared {
		x.shared[i] = roundFares{tally: -1}
		if asked[i] != nil {
			x.shared[i].tally = int32(len(x.tallies))
			x.tallies = append(x.tallies, roundTally{int32(i), 1, 1})
		}
	}
	coarsely = coarsely && len(x.tallies)*int(x.c.slots) <= talliesSlots
	for i := range x.shared {
		f := &x.shared[i]
		if f.tally < 0 {
			continue
		}
		if coarsely {
			if coarse, step := coarseTallies(int32(i), x.c.res[i].rooms(), asked[i]); coarse != nil {
				f.step, f.steps = step, asked[i][len(asked[i])-1]/step
				for _, t := range coarse {
					f.coarse = append(f.coarse, int32(len(x.tallies)))
					x.tallies = append(x.tallies, t)
				}
			}
		}
		f.sum = int32(len(x.sums))
		for range max(1, f.steps) {
			x.sums = append(x.sums, make([]int64, x.c.slots+1))
		}
	}
}

// plainTallies is how many resources have prices.
func (x *roundRelaxation) plainTallies() int {
	n := 0
	for n < len(x.tallies) && x.tallies[n].by == 1 {
		n++
	}
	return n
}

// askedUnits lists how many units uses ask for of each resource that a lane does not
// keep to itself, in order; one more than talliesSteps stand for all.
func (x *roundRelaxation) askedUnits() [][]int32 {
	asked := make([][]int32, len(x.c.res))
	for r := range x.c.req {
		for m := range x.c.req[r].modes {
			mode := &x.c.req[r].modes[m]
			home := x.c.home(mode)
			for _, u := range mode.uses {
				if of := asked[u.res]; u.res != home && len(of) <= talliesSteps && !slices.Contains(of, u.units) {
					asked[u.res] = append(of, u.units)
				}
			}
		}
	}
	for _, of := range asked {
		slices.Sort(of)
	}
	return asked
}

// rooms lists how many units slots of a resource have, in order.
func (r *roundResource) rooms() []int32 {
	rooms := make([]int32, len(r.level))
	for i, l := range r.level {
		rooms[i] = l.level
	}
	slices.Sort(rooms)
	rooms = slices.Compact(rooms)
	return rooms[:min(len(rooms), talliesRooms)]
}

// coarseTallies gives the tallies of a resource that say more than its units do, and the
// step that all its uses are whole multiples of. asked, what uses hold, is in order.
func coarseTallies(res int32, rooms, asked []int32) (tallies []roundTally, step int32) {
	for _, units := range asked {
		step = int32(gcd(int64(step), int64(units)))
	}
	most := asked[len(asked)-1] / step
	if len(asked) > talliesSteps || most > talliesSteps {
		return nil, step
	}
	var all []roundTally
	for by := int32(1); by <= most; by++ {
		for times := int32(1); times <= by; times++ {
			if gcd(int64(times), int64(by)) == 1 && (times < by || step > 1) {
				all = append(all, roundTally{res, times, by * step})
			}
		}
	}
	for k := range all {
		says := slices.ContainsFunc(rooms, func(room int32) bool { return saysMore(all, k, room, asked) })
		if says && len(tallies) < talliesMost {
			tallies = append(tallies, all[k])
		}
	}
	return tallies, step
}

// saysMore reports whether in a slot with so many units a tally rounds off much, and says
// something of uses that neither their units do nor any other tally does; of two that say
// the same the first one does.
func saysMore(all []roundTally, k int, room int32, asked []int32) bool {
	t := &all[k]
	whole := int64(room) * int64(t.times)
	if whole%int64(t.by)*talliesWaste < whole || t.follows(&roundTally{t.res, 1, 1}, room, asked) {
		return false
	}
	for other := range all {
		if o := &all[other]; other != k && t.follows(o, room, asked) && (other < k || !o.follows(t, room, asked)) {
			return false
		}
	}
	return true
}

// follows reports whether in a slot with so many units a tally says no more of uses than
// another one.
func (t *roundTally) follows(o *roundTally, room int32, asked []int32) bool {
	return !slices.ContainsFunc(asked, func(units int32) bool {
		return units <= room && t.of(units)*o.of(room) > o.of(units)*t.of(room)
	})
}

// sumSlots sums the prices of slots up, and returns what the room in them adds to the
// bound.
func (x *roundRelaxation) sumSlots() int64 {
	bound := int64(0)
	for i := range x.shared {
		f := &x.shared[i]
		if f.tally < 0 {
			continue
		}
		if f.step == 0 {
			sum := x.sums[f.sum]
			for t, price := range x.prices.slot[f.tally] {
				sum[t+1] = sum[t] + price
			}
			for _, l := range x.c.res[i].level {
				bound += int64(l.level) * (sum[l.to] - sum[l.from])
			}
			continue
		}
		sums := x.sums[f.sum:]
		for n := int32(1); n <= f.steps; n++ {
			x.sumFares(sums[n-1], f, n*f.step)
		}
		bound += x.room(f.tally)
		for _, k := range f.coarse {
			bound += x.room(k)
		}
	}
	return bound
}

// sumFares sums up what a use of some units pays at all tallies of a resource.
func (x *roundRelaxation) sumFares(sum []int64, f *roundFares, units int32) {
	for t, price := range x.prices.slot[f.tally] {
		sum[t+1] = int64(units) * price
	}
	for _, k := range f.coarse {
		if count := x.tallies[k].of(units); count > 0 {
			for t, price := range x.prices.slot[k] {
				sum[t+1] += count * price
			}
		}
	}
	for t := range x.prices.slot[f.tally] {
		sum[t+1] += sum[t]
	}
}

// room is what a tally has room for, at its prices.
func (x *roundRelaxation) room(k int32) int64 {
	tally, prices, total := &x.tallies[k], x.prices.slot[k], int64(0)
	for _, l := range x.c.res[tally.res].level {
		sum := int64(0)
		for _, price := range prices[l.from:l.to] {
			sum += price
		}
		total += tally.of(l.level) * sum
	}
	return total
}
