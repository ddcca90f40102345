package scheduler

import (
	"fmt"
	"slices"
)

// checkRuns refuses a problem of which little is said and much would have to be
// held: windows and closures cut the starts of each mode into runs, so that many
// requests on a resource that is closed very often make as many runs as both
// multiplied. They are counted, at most, without being made.
func (c *roundChecker) checkRuns() {
	edges := make([][]int64, len(c.p.Resources))
	for i := range c.p.Resources {
		edges[i] = c.edges(&c.p.Resources[i])
	}
	type need struct {
		resource int
		units    int64
	}
	asked := map[need]bool{} // where each number of units is short is found once
	total := int64(0)
	for i := range c.p.Requests {
		r := &c.p.Requests[i]
		for m := range r.Modes {
			mode := &r.Modes[m]
			first, last, windows := c.hull(r.Windows, mode.Duration)
			runs := windows
			for _, claim := range mode.Claims {
				k := c.resource[claim.Resource]
				if key := (need{k, claim.Units}); !asked[key] {
					asked[key] = true
					total += int64(len(edges[k])) / 2
				}
				lo, _ := slices.BinarySearch(edges[k], first-claim.Before)
				hi, _ := slices.BinarySearch(edges[k], last+mode.Duration+claim.After)
				runs += int64(max(0, hi-lo)+1) / 2
			}
			if windows > 0 {
				total += min(runs, last-first+1)
			}
			if total > roundRunsMax {
				c.fault(fmt.Sprintf("requests[%d].modes[%d]", i, m), "the windows and closures of the requests up to here are more, taken together, than can be held")
				return
			}
		}
	}
}

// edges lists the slots of the period at which the level of a resource changes.
func (c *roundChecker) edges(r *RoundResource) []int64 {
	var out []int64
	for _, run := range painted(c.p.Slots, r.Capacity, levelCoats(r))[1:] {
		out = append(out, run.From)
	}
	return out
}

// hull is the first and the last start that windows may allow a use, and how many
// windows are long enough.
func (c *roundChecker) hull(windows []RoundWindow, duration int64) (first, last, n int64) {
	first, last = c.p.Slots, -1
	for _, w := range windows {
		if from, to := max(w.From, 0), min(w.To, c.p.Slots)-duration; from <= to {
			first, last, n = min(first, from), max(last, to), n+1
		}
	}
	return first, last, n
}
