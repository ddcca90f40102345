package scheduler

// What comes after a search takes time as well, and who stops it by the clock wants to
// know how much. Most of it goes to reasons for refusals, and some to filling the plan
// up; both are work like that of moves and are counted like that. Both are done for a
// few requests now and then, only to see how much work it is.

// roundEnding foresees how much work a search leaves.
type roundEnding struct {
	left  int64
	asked int64  // work of the search when it was last seen
	all   int64  // that each explainer could have done then
	each  int64  // that the reasons for a refusal took
	fill  int64  // that trying to find room for one took
	base  *round // nil before
}

const (
	endingFirst  = 300_000 // work of a search before anything is tried
	endingSample = 24      // requests for which it is
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
		e.sample(c, spots, refused, all)
	}
	work := all
	if e.asked > 0 { // more is tried when more may be done
		work = min(all, e.each*int64(len(refused))/explainers*(100*all/e.all)/100)
	}
	e.left = work*explainCost/100 + min(fillWork, e.fill*int64(len(refused))) + cells
}

// explainCost is how long an explainer takes for what it counts as work, in percent of
// what a walker does, and half as much again to spare: a few refusals that are much
// more work than others are easily missed.
const explainCost = 110

// sample finds room for some requests that have no place, and explains why they have
// none.
func (e *roundEnding) sample(c *round, spots []roundSpot, refused []int32, all int64) {
	if e.base == nil {
		e.base = c.withRoom()
	}
	x := newRoundExplainer(e.base, spots, triesFor(len(refused), all))
	n := min(endingSample, len(refused))
	before := x.work
	for k := range n {
		x.hasRoom(refused[k*len(refused)/n])
	}
	e.fill = (x.work - before) / int64(n)
	before = x.work
	for k := range n {
		x.all = x.work + all
		x.allot(len(refused)/explainers + 1)
		x.reasons(refused[k*len(refused)/n])
	}
	e.each = (x.work - before) / int64(n)
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
