package scheduler

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"
)

// RoundFault is one thing wrong with a problem: where, as a path into its file
// form (`requests[3].windows[0].to`), and what.
type RoundFault struct{ Path, Message string }

// RoundFaults is what is wrong with a problem.
type RoundFaults struct{ Faults []RoundFault }

func (f *RoundFaults) Error() string {
	var lines []string
	for _, fault := range f.Faults {
		lines = append(lines, fault.Path+": "+fault.Message)
	}
	return strings.Join(lines, "\n")
}

// What a round may be at most. A problem beyond these is refused, so that memory
// and arithmetic stay within bounds: worth is summed in int64.
const (
	roundSlotsMax    = 200_000
	roundListMax     = 200_000    // requests, resources, partners
	roundCellsMax    = 24_000_000 // resources × slots: a year of a quarter of an hour for 680 resources
	roundPerRequest  = 1_000      // modes, windows, claims, links of one request
	roundRunsMax     = 20_000_000 // runs of starts of all modes: see checkRuns
	roundNumberMax   = 1_000_000_000
	roundWorthBits   = 50
	roundFaultsShown = 20
	roundNameMax     = 1_000 // bytes of an id
	roundMessageMost = 300   // letters of what is wrong
)

// CheckRound names what is wrong with a problem, at most twenty things; none when
// it can be solved. Windows shorter than a request and requests that fit nowhere
// are not wrong: they are refused with a reason in the plan.
func CheckRound(p *RoundProblem) []RoundFault {
	c := &roundChecker{p: p}
	c.checkSize()
	if len(c.faults) > 0 {
		return c.faults
	}
	c.checkResources()
	c.checkPartners()
	c.checkRequests()
	if len(c.faults) > 0 {
		return c.faults
	}
	c.checkChains()
	c.checkLimits()
	c.checkKept()
	c.checkSums()
	if len(c.faults) == 0 {
		c.checkRuns()
	}
	return c.faults
}

type roundChecker struct {
	p        *RoundProblem
	faults   []RoundFault
	resource map[string]int
	partner  map[string]int
	request  map[string]int
}

func (c *roundChecker) fault(path, format string, args ...any) {
	if len(c.faults) < roundFaultsShown {
		c.faults = append(c.faults, RoundFault{path, shortened(fmt.Sprintf(format, args...))})
	}
}

// shortened is a message as long as a line may be: what it names may be of any length.
func shortened(message string) string {
	if letters := []rune(message); len(letters) > roundMessageMost {
		return string(letters[:roundMessageMost-1]) + "…"
	}
	return message
}

// within reports and refuses a number out of its range.
func (c *roundChecker) within(path string, v, lo, hi int64) bool {
	if v < lo || v > hi {
		c.fault(path, "%d is not from %d to %d", v, lo, hi)
		return false
	}
	return true
}

func (c *roundChecker) checkSize() {
	p := c.p
	c.within("slots", p.Slots, 1, roundSlotsMax)
	c.within("grid_minutes", p.GridMinutes, 1, 24*60)
	switch p.Objective.Kind {
	case Satisfaction, FairFirst, Makespan:
	default:
		c.fault("objective.kind", "%q is not satisfaction, fair-first or makespan", p.Objective.Kind)
	}
	c.within("objective.shortfall_cost", p.Objective.ShortfallCostHundredths, 0, roundNumberMax)
	for _, list := range []struct {
		path string
		n    int
	}{{"resources", len(p.Resources)}, {"partners", len(p.Partners)}, {"requests", len(p.Requests)}, {"limits", len(p.Limits)}} {
		if list.n > roundListMax {
			c.fault(fmt.Sprintf("%s[%d]", list.path, roundListMax), "more than %d %s", roundListMax, list.path)
		}
	}
	if int64(len(p.Resources))*p.Slots > roundCellsMax {
		c.fault("resources", "%d resources of %d slots are more than can be held", len(p.Resources), p.Slots)
	}
}

// name takes an id into an index and refuses an empty or a second one.
func (c *roundChecker) name(index map[string]int, path, id string, i int) {
	if id == "" {
		c.fault(path, "is empty")
	} else if len(id) > roundNameMax {
		c.fault(path, "has %d bytes; %d are the most", len(id), roundNameMax)
	} else if strings.ContainsFunc(id, unicode.IsControl) {
		c.fault(path, "has a control character")
	} else if first, known := index[id]; known {
		c.fault(path, "%q is there already, as number %d", id, first)
	} else {
		index[id] = i
	}
}

func (c *roundChecker) checkResources() {
	c.resource = make(map[string]int, len(c.p.Resources))
	for i := range c.p.Resources {
		r := &c.p.Resources[i]
		path := fmt.Sprintf("resources[%d]", i)
		c.name(c.resource, path+".id", r.ID, i)
		c.within(path+".capacity", r.Capacity, 0, roundNumberMax)
		for k, s := range r.Closed {
			c.checkSpan(fmt.Sprintf("%s.closed[%d]", path, k), s.From, s.To)
		}
		for k, l := range r.Levels {
			at := fmt.Sprintf("%s.levels[%d]", path, k)
			c.checkSpan(at, l.From, l.To)
			c.within(at+"[2]", l.Level, 0, roundNumberMax)
		}
		for k, l := range r.Prime {
			at := fmt.Sprintf("%s.prime[%d]", path, k)
			c.checkSpan(at, l.From, l.To)
			c.within(at+"[2]", l.Level, 0, 10_000)
		}
		if r.Changeover != nil {
			c.checkChangeover(path+".changeover", r.Changeover)
		}
	}
}

func (c *roundChecker) checkSpan(path string, from, to int64) {
	c.within(path+"[0]", from, -roundNumberMax, roundNumberMax)
	c.within(path+"[1]", to, -roundNumberMax, roundNumberMax)
	if from > to {
		c.fault(path, "ends at %d, before it begins at %d", to, from)
	}
}

func (c *roundChecker) checkChangeover(path string, x *RoundChangeover) {
	seen := map[string]int{}
	for k, class := range x.Classes {
		c.name(seen, fmt.Sprintf("%s.classes[%d]", path, k), class, k)
	}
	if len(x.Slots) != len(x.Classes) {
		c.fault(path+".slots", "has %d rows for %d classes", len(x.Slots), len(x.Classes))
		return
	}
	for k, row := range x.Slots {
		if len(row) != len(x.Classes) {
			c.fault(fmt.Sprintf("%s.slots[%d]", path, k), "has %d columns for %d classes", len(row), len(x.Classes))
		}
		for j, v := range row {
			c.within(fmt.Sprintf("%s.slots[%d][%d]", path, k, j), v, 0, roundNumberMax)
		}
	}
}

func (c *roundChecker) checkPartners() {
	c.partner = make(map[string]int, len(c.p.Partners))
	for i := range c.p.Partners {
		q := &c.p.Partners[i]
		path := fmt.Sprintf("partners[%d]", i)
		c.name(c.partner, path+".id", q.ID, i)
		pools := map[string]int{}
		for k, t := range q.Targets {
			c.name(pools, fmt.Sprintf("%s.targets[%q]", path, t.Pool), t.Pool, k)
			c.within(fmt.Sprintf("%s.targets[%q]", path, t.Pool), t.Slots, 0, roundNumberMax)
		}
	}
}

func (c *roundChecker) checkRequests() {
	c.request = make(map[string]int, len(c.p.Requests))
	for i := range c.p.Requests {
		r := &c.p.Requests[i]
		path := fmt.Sprintf("requests[%d]", i)
		c.name(c.request, path+".id", r.ID, i)
		if _, known := c.partner[r.Partner]; !known {
			c.fault(path+".partner", "there is no partner %q", r.Partner)
		}
		if len(r.Modes) == 0 {
			c.fault(path+".modes", "is empty")
		}
		if len(r.Windows) == 0 {
			c.fault(path+".windows", "is empty")
		}
		if most := max(len(r.Modes), len(r.Windows), len(r.After)); most > roundPerRequest {
			c.fault(path, "has a list of %d; %d is the most", most, roundPerRequest)
			continue
		}
		for m := range r.Modes {
			c.checkMode(fmt.Sprintf("%s.modes[%d]", path, m), &r.Modes[m])
		}
		for k, w := range r.Windows {
			at := fmt.Sprintf("%s.windows[%d]", path, k)
			c.within(at+".from", w.From, -roundNumberMax, roundNumberMax)
			c.within(at+".to", w.To, -roundNumberMax, roundNumberMax)
			c.within(at+".value", w.Value, 0, roundNumberMax)
			if w.To < w.From {
				c.fault(at+".to", "%d is before %d, where the window begins", w.To, w.From)
			}
		}
		if len(c.faults) == roundFaultsShown {
			return
		}
	}
}

func (c *roundChecker) checkMode(path string, m *RoundMode) {
	c.within(path+".duration", m.Duration, 1, roundNumberMax)
	if len(m.Claims) > roundPerRequest {
		c.fault(path+".claims", "has %d claims; %d is the most", len(m.Claims), roundPerRequest)
		return
	}
	if m.Duration > c.p.Slots {
		c.fault(path+".duration", "%d is longer than the period of %d slots", m.Duration, c.p.Slots)
	}
	for k, claim := range m.Claims {
		at := fmt.Sprintf("%s.claims[%d]", path, k)
		res, known := c.resource[claim.Resource]
		if !known {
			c.fault(at+".resource", "there is no resource %q", claim.Resource)
			continue
		}
		c.within(at+".units", claim.Units, 1, roundNumberMax)
		c.within(at+".before", claim.Before, 0, c.p.Slots)
		c.within(at+".after", claim.After, 0, c.p.Slots)
		x := c.p.Resources[res].Changeover
		if x == nil || m.Class == "" {
			continue
		}
		if !slices.Contains(x.Classes, m.Class) {
			c.fault(path+".class", "%s has no changeover for the class %q", claim.Resource, m.Class)
		}
		for _, other := range m.Claims[:k] {
			if other.Resource == claim.Resource {
				c.fault(at+".resource", "%s has changeovers and is claimed twice", claim.Resource)
			}
		}
	}
}

// checkChains refuses links to nothing and cycles.
func (c *roundChecker) checkChains() {
	n := len(c.p.Requests)
	waits := make([]int, n)
	later := make([][]int, n)
	for i := range c.p.Requests {
		for k, a := range c.p.Requests[i].After {
			at := fmt.Sprintf("requests[%d].after[%d]", i, k)
			other, known := c.request[a.Request]
			if !known {
				c.fault(at+".request", "there is no request %q", a.Request)
				continue
			}
			c.within(at+".gap_min", a.GapMin, -roundNumberMax, roundNumberMax)
			c.within(at+".gap_max", a.GapMax, -roundNumberMax, roundNumberMax)
			if a.GapMax < a.GapMin {
				c.fault(at+".gap_max", "%d is less than gap_min %d", a.GapMax, a.GapMin)
			}
			waits[i]++
			later[other] = append(later[other], i)
		}
	}
	if len(c.faults) > 0 {
		return
	}
	var ready []int
	for i := range waits {
		if waits[i] == 0 {
			ready = append(ready, i)
		}
	}
	for k := 0; k < len(ready); k++ {
		for _, i := range later[ready[k]] {
			if waits[i]--; waits[i] == 0 {
				ready = append(ready, i)
			}
		}
	}
	if len(ready) < n {
		i := slices.IndexFunc(waits, func(w int) bool { return w > 0 })
		c.fault(fmt.Sprintf("requests[%d].after", i), "%q waits, through others, for itself", c.p.Requests[i].ID)
	}
}

func (c *roundChecker) checkLimits() {
	for i, l := range c.p.Limits {
		path := fmt.Sprintf("limits[%d]", i)
		c.within(path+".max", l.Max, 0, math.MaxInt64)
		seen := map[string]int{}
		for k, id := range l.Requests {
			at := fmt.Sprintf("%s.requests[%d]", path, k)
			if _, known := c.request[id]; !known {
				c.fault(at, "there is no request %q", id)
			}
			c.name(seen, at, id, k)
		}
	}
}

func (c *roundChecker) checkKept() {
	seen := map[string]int{}
	for i, x := range c.p.Pinned {
		c.checkPlacement(fmt.Sprintf("pinned[%d]", i), x, seen, i)
	}
	seen = map[string]int{}
	for i, x := range c.p.Previous {
		path := fmt.Sprintf("previous[%d]", i)
		c.checkPlacement(path, x.RoundPlacement, seen, i)
		c.within(path+".move_cost", x.MoveCost, 0, roundNumberMax)
		c.within(path+".drop_cost", x.DropCost, 0, roundNumberMax)
	}
}

func (c *roundChecker) checkPlacement(path string, x RoundPlacement, seen map[string]int, i int) {
	at, known := c.request[x.Request]
	if !known {
		c.fault(path+".request", "there is no request %q", x.Request)
		return
	}
	c.name(seen, path+".request", x.Request, i)
	c.within(path+".mode", int64(x.Mode), 0, int64(len(c.p.Requests[at].Modes)-1))
	c.within(path+".start", x.Start, 0, c.p.Slots)
}

// checkSums refuses a problem whose worths could not be added up.
func (c *roundChecker) checkSums() {
	total := 0.0
	for i := range c.p.Requests {
		best := int64(0)
		for _, w := range c.p.Requests[i].Windows {
			best = max(best, w.Value)
		}
		total += float64(best)
	}
	for _, x := range c.p.Previous {
		total += float64(x.MoveCost) + float64(x.DropCost)
	}
	short := 0.0
	for i := range c.p.Partners {
		for _, t := range c.p.Partners[i].Targets {
			short += float64(t.Slots)
		}
	}
	if total*roundUnit+short*100*float64(c.p.Objective.ShortfallCostHundredths) >= 1<<roundWorthBits {
		c.fault("objective", "the values and costs of the round add up to more than can be counted")
	}
}
