package scheduler

// branchVotes remembers what the relaxed solutions of a part place where; late
// ones weigh more. Where they do not agree the part is split.
type branchVotes struct {
	weight float64
	in     []float64 // of each request
	sum    []float64 // of its starts
	square []float64
	modes  [][]float64 // by the number of the mode in the file
}

const votesKeep = 0.96

func newBranchVotes(c *round) branchVotes {
	n := len(c.req)
	v := branchVotes{in: make([]float64, n), sum: make([]float64, n), square: make([]float64, n), modes: make([][]float64, n)}
	for r := range c.req {
		most := int32(0)
		for m := range c.req[r].modes {
			most = max(most, c.req[r].modes[m].source+1)
		}
		v.modes[r] = make([]float64, most)
	}
	return v
}

// add takes the picks of one relaxed solution.
func (v *branchVotes) add(c *round, picks []roundPick) {
	v.weight = float64(v.weight*votesKeep) + 1
	for r := range v.in {
		v.in[r] = float64(v.in[r] * votesKeep)
		v.sum[r] = float64(v.sum[r] * votesKeep)
		v.square[r] = float64(v.square[r] * votesKeep)
		for m := range v.modes[r] {
			v.modes[r][m] = float64(v.modes[r][m] * votesKeep)
		}
	}
	for _, p := range picks {
		at := float64(p.start)
		v.in[p.req]++
		v.sum[p.req] += at
		v.square[p.req] += float64(at * at)
		v.modes[p.req][c.req[p.req].modes[p.mode].source]++
	}
}

// choose splits a part that has a choice left: at the request whose place is
// least agreed on, weighed by what it is worth. It asks first whether the request
// has a place, then in which mode, then when. The likelier side comes last.
func (v *branchVotes) choose(c *round) []partDecision {
	best := -1.0
	var split []partDecision
	for r := range c.req {
		req := &c.req[r]
		if len(req.modes) == 0 {
			continue
		}
		doubt, decisions := v.doubt(int32(r), req)
		if decisions == nil {
			continue
		}
		if score := float64(doubt * float64(req.top)); score > best {
			best, split = score, decisions
		}
	}
	return split
}

// doubt is how little the votes agree on a request, from 0 to about 1, and how to
// split there; nil when there is nothing to split.
func (v *branchVotes) doubt(r int32, req *roundRequest) (float64, []partDecision) {
	if !req.must {
		share := 0.0
		if v.weight > 0 {
			share = min(1, v.in[r]/v.weight)
		}
		decisions := []partDecision{{r, partOut, 0}, {r, partIn, 0}}
		return 2 * (min(share, 1-share) + 0.05), decisions
	}
	doubt, decisions := 0.0, []partDecision(nil)
	for m := range req.modes {
		if len(req.modes) == 1 {
			break
		}
		source := req.modes[m].source
		d := 0.001
		if v.in[r] > 0 {
			share := v.modes[r][source] / v.in[r]
			d += float64(0.8 * min(share, 1-share))
		}
		if d > doubt {
			doubt, decisions = d, []partDecision{{r, partNotMode, source}, {r, partMode, source}}
		}
	}
	lo, hi := req.startsSpan()
	if lo == hi {
		return doubt, decisions
	}
	middle, d := lo+(hi-lo)/2, 0.0005
	if v.in[r] > 0 {
		mean := v.sum[r] / v.in[r]
		spread := v.square[r]/v.in[r] - float64(mean*mean)
		long := float64(req.modes[0].duration)
		if spread > 0.25 {
			d += float64(0.8 * min(0.5, 2*spread/float64(long*long)))
			middle = max(lo, min(hi-1, int32(mean)))
		}
	}
	if d > doubt {
		doubt, decisions = d, []partDecision{{r, partUntil, middle}, {r, partFrom, middle + 1}}
	}
	return doubt, decisions
}
