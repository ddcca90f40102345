package scheduler

import (
	"cmp"
	"slices"
)

// roundMean is the moving average of relaxed solutions, by the holds in them. It
// comes near to the best point of the relaxation, and so shows which gates that
// point breaks. (Barahona and Anbil 2000: the primal side of the volume algorithm.)
type roundMean struct {
	weights map[roundHold]float64
	scale   float64 // of all weights
}

// meanLeast is the least weight that is kept.
const meanLeast = 1e-3

// begin starts the average at one solution.
func (m *roundMean) begin(holds []roundHold) {
	m.weights, m.scale = make(map[roundHold]float64, 8*len(holds)), 1
	for _, h := range holds {
		m.weights[h] = 1
	}
}

// blend moves the average a share of the way to a solution.
func (m *roundMean) blend(share float64, holds []roundHold) {
	m.scale = float64(m.scale * (1 - share))
	if m.scale < 1e-6 {
		m.settle()
	}
	part := share / m.scale
	for _, h := range holds {
		m.weights[h] += part
	}
}

// settle multiplies the weights out and forgets the light ones.
func (m *roundMean) settle() {
	for h, w := range m.weights {
		if w = float64(w * m.scale); w < meanLeast {
			delete(m.weights, h)
		} else {
			m.weights[h] = w
		}
	}
	m.scale = 1
}

// weighedHold is a hold and its weight in an average.
type weighedHold struct {
	roundHold
	weight float64
}

// byHome gives the holds of each instrument, by where they begin.
func (m *roundMean) byHome(resources int) [][]weighedHold {
	m.settle()
	out := make([][]weighedHold, resources)
	for h, w := range m.weights {
		out[h.res] = append(out[h.res], weighedHold{h, w})
	}
	for _, lane := range out {
		slices.SortFunc(lane, func(a, b weighedHold) int {
			return cmp.Or(cmp.Compare(a.begin, b.begin), cmp.Compare(a.end, b.end), cmp.Compare(a.req, b.req))
		})
	}
	return out
}

// gateExcess is how much more than one hold has to be at a gate to be worth a price.
const gateExcess = 0.02

// foundGate is a gate with what an average has at it.
type foundGate struct {
	roundGate
	weight float64
}

// findGates gives the gates at which the average of a lane has most too much: for
// each request the worst one, most of all of them. Holds are ordered as by byHome.
func findGates(holds []weighedHold, most int) []foundGate {
	own := slices.Clone(holds)
	slices.SortStableFunc(own, func(a, b weighedHold) int { return cmp.Compare(a.req, b.req) })
	longest := int32(0)
	for i := range holds {
		longest = max(longest, holds[i].end-holds[i].begin)
	}
	var found []foundGate
	for len(own) > 0 {
		n := 1
		for n < len(own) && own[n].req == own[0].req {
			n++
		}
		if g := worstGate(holds, own[:n], longest); g.weight > 1+gateExcess {
			found = append(found, g)
		}
		own = own[n:]
	}
	slices.SortFunc(found, func(a, b foundGate) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.req, b.req))
	})
	return found[:min(len(found), most)]
}

// worstGate is the gate at which there is most, of the gates of the request whose
// holds are own. It is enough to look at those that begin in the last slot of one of
// these and end with the first of another: a longer one counts the same of them, and
// less of what has to cover it. No hold is longer than longest.
func worstGate(holds, own []weighedHold, longest int32) foundGate {
	worst := foundGate{}
	for i := range own {
		for j := range own {
			g := roundGate{own[i].res, own[i].req, own[i].end - 1, own[j].begin + 1}
			if g.to-g.from < 2 {
				continue // a slot, which the lane keeps to itself
			}
			if sum := countAt(&g, holds, longest); sum > worst.weight {
				worst = foundGate{g, sum}
			}
		}
	}
	return worst
}

// countAt is what counts at a gate.
func countAt(g *roundGate, holds []weighedHold, longest int32) float64 {
	first, _ := slices.BinarySearchFunc(holds, g.from-longest, func(h weighedHold, at int32) int { return cmp.Compare(h.begin, at) })
	sum := 0.0
	for k := first; k < len(holds) && holds[k].begin < g.to; k++ {
		if g.counts(&holds[k].roundHold) {
			sum += holds[k].weight
		}
	}
	return sum
}

const (
	gatesFirst = 100 // steps of the bound before gates are looked for
	gatesEvery = 20  // steps from one look to the next
	gatesLook  = 3   // gates that a lane gets at a look
)

// addGates puts gates up where the average of the relaxed solutions breaks them.
func (b *roundBounder) addGates() {
	if b.steps < gatesFirst || b.steps%gatesEvery != 0 {
		return
	}
	for i, holds := range b.mean.byHome(len(b.c.res)) {
		lane := &b.gates.lanes[i]
		room := gatesMost - len(lane.gates)
		if room == 0 {
			continue
		}
		for _, f := range findGates(holds, min(gatesLook, room)) {
			if slices.ContainsFunc(lane.gates, func(k int32) bool { return b.gates.list[k] == f.roundGate }) {
				continue
			}
			at := b.gatesAt() + len(b.gates.list)
			b.gates.add(f.roundGate)
			b.slope[at] = float64(1 - f.weight)
		}
	}
}

// gatesAt is where the prices of gates begin among all prices: only those of coarse
// tallies come after them.
func (x *roundRelaxation) gatesAt() int {
	return len(x.prices.flat) - (len(x.tallies)-x.plainTallies())*int(x.c.slots) - x.gates.room()
}
