package scheduler

// What comes after a search takes time as well, and who stops it by the clock wants to
// know how much. Most of it goes to reasons for refusals, whose work is like that of
// moves and is counted like that: a few are given now and then, only to see how much
// work they are.

// roundEnding foresees how much work a search leaves.
type roundEnding struct {
	left  int64
	asked int64  // work of the search when refusals were last explained
	all   int64  // that each explainer could have done then
	each  int64  // that the reasons for one took
	base  *round // nil before
}

const (
	endingFirst  = 300_000 // work of a search before refusals are explained
	endingSample = 24      // how many are
)

// foresee asks what is left to do when the search ends with a plan.
func (p *pace) foresee(c *round, spots []roundSpot) {
	if p.options.Progress == nil || p.options.Steps > 0 {
		return // nobody waits for it
	}
	e := &p.ending
	cells := int64(len(c.res)) * int64(c.slots)
	refused := refusedOf(spots)
	all := explainingAfter(p.work)
	if len(refused) > 0 && p.work >= max(endingFirst, 2*cells, 2*e.asked) {
		e.asked, e.all = p.work, all
		e.each = e.sample(c, spots, refused, all)
	}
	work := all
	if e.asked > 0 { // more is tried when more may be done
		work = min(all, e.each*int64(len(refused))/explainers*(100*all/e.all)/100)
	}
	e.left = work*explainCost/100 + cells
}

// explainCost is how long an explainer takes for what it counts as work, in percent of
// what a walker does.
const explainCost = 75

// sample explains some refusals, and returns the work of one.
func (e *roundEnding) sample(c *round, spots []roundSpot, refused []int32, all int64) int64 {
	if e.base == nil {
		e.base = c.withRoom()
	}
	x := newRoundExplainer(e.base, spots, triesFor(len(refused), all))
	before := x.work
	n := min(endingSample, len(refused))
	for k := range n {
		x.all = x.work + all
		x.allot(len(refused)/explainers + 1)
		x.reasons(refused[k*len(refused)/n])
	}
	return (x.work - before) / int64(n)
}

// refusedOf lists the requests that a plan has no place for.
func refusedOf(spots []roundSpot) []int32 {
	var refused []int32
	for r, spot := range spots {
		if spot.mode < 0 {
			refused = append(refused, int32(r))
		}
	}
	return refused
}
