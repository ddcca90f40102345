package scheduler

import "slices"

// fairPart is a part of all plans of a fair round: besides what a part of any round
// is, it says what each account counts at least and at most in them. Of plans that
// are less fair than a known one it need not hold any.
type fairPart struct {
	*round         // its targets are what each account counts at least
	most   []int64 // what each account counts at most
	hopes  []int64 // the highest ratio that each account can have, by the last conclusions
	equal  int     // how many ratios, from the worst on, are no higher than those of the known plan
	passed int64   // the next ratio of the known plan
}

// fairGoal is the known plan that all others are held against.
type fairGoal struct {
	targets []int64 // of each account
	ratios  []int64 // of each account in the known plan
	sorted  []int64 // the same, ascending
	worst   int64   // no plan has a worst ratio above this one
}

// fairDecision narrows a part of a fair round: by a request, or by an account.
type fairDecision struct {
	partDecision
	account fairSide
	number  int32 // of the account
	level   int64
}

// fairSide is on which side of a level an account is.
type fairSide uint8

const (
	fairAny   fairSide = iota // the decision is about a request
	fairReach                 // it counts at least as much
	fairShort                 // it counts less
)

func (p *fairPart) fork() *fairPart {
	out := *p
	out.round = p.round.fork()
	out.accounts, out.most = slices.Clone(p.accounts), slices.Clone(p.most)
	return &out
}

// decide makes a decision; false when no plan is left.
func (p *fairPart) decide(d fairDecision) bool {
	switch d.account {
	case fairReach:
		p.accounts[d.number].target = max(p.accounts[d.number].target, d.level)
	case fairShort:
		p.most[d.number] = min(p.most[d.number], d.level-1)
	default:
		return p.narrow(d.partDecision)
	}
	return true
}

// conclude draws conclusions until there are none left; false when no plan that is as
// fair as the known one is left.
func (p *fairPart) conclude(g *fairGoal) bool {
	for {
		if !p.follow() {
			return false
		}
		counts := p.counts()
		if !p.hold(g, counts) {
			return false
		}
		if !p.cut(counts) {
			return true
		}
	}
}

// fairCounts is what the requests of a part count for its accounts.
type fairCounts struct {
	each        []requestCount
	least, most []int64 // of each account, all requests together
}

// requestCount is the least and the most that a request counts for an account.
type requestCount struct {
	req, account int32
	least, most  int64
}

func (p *fairPart) counts() *fairCounts {
	x := &fairCounts{least: make([]int64, len(p.accounts)), most: make([]int64, len(p.accounts))}
	for r := range p.req {
		req := &p.req[r]
		first := len(x.each)
		for m := range req.modes {
			if a := req.modes[m].account; a >= 0 && !slices.ContainsFunc(x.each[first:], func(c requestCount) bool { return c.account == a }) {
				x.each = append(x.each, p.countFor(int32(r), a))
			}
		}
		for _, c := range x.each[first:] {
			x.least[c.account] += c.least
			x.most[c.account] += c.most
		}
	}
	return x
}

// countFor is what a request counts for an account.
func (c *round) countFor(r, account int32) requestCount {
	req := &c.req[r]
	out := requestCount{r, account, 1 << 62, 0}
	for m := range req.modes {
		least, most := c.countSpan(&req.modes[m], account)
		out.least, out.most = min(out.least, least), max(out.most, most)
	}
	if !req.must {
		out.least = 0
	}
	return out
}

// countSpan is the least and the most that the starts of a mode count for an account.
func (c *round) countSpan(m *roundMode, account int32) (least, most int64) {
	switch {
	case m.account != account:
		return 0, 0
	case m.flat >= 0:
		return m.flat, m.flat
	}
	least = 1 << 62
	for _, run := range m.starts {
		for at := run.lo; at <= run.hi; at++ {
			count := c.counted(m, at)
			least, most = min(least, count), max(most, count)
		}
	}
	return least, most
}

// hold draws conclusions from what accounts can come to: the ratios of a plan that is
// as fair as the known one, in ascending order, are no less than its ratios. So with
// all others at their highest there is a least ratio for each account.
func (p *fairPart) hold(g *fairGoal, counts *fairCounts) bool {
	p.hopes = make([]int64, len(g.targets))
	for a := range p.hopes {
		p.most[a] = min(p.most[a], counts.most[a])
		if counts.least[a] > p.most[a] || p.accounts[a].target > p.most[a] {
			return false
		}
		p.hopes[a] = ratioOf(p.most[a], g.targets[a])
	}
	sorted := slices.Sorted(slices.Values(p.hopes))
	p.equal = 0
	for p.equal < len(sorted) && sorted[p.equal] == g.sorted[p.equal] {
		p.equal++
	}
	if p.equal < len(sorted) {
		if p.passed = g.sorted[p.equal]; sorted[p.equal] < p.passed {
			return false
		}
	}
	above := len(sorted) > 0
	for a, hope := range p.hopes {
		account := &p.accounts[a]
		account.target = max(account.target, levelOf(p.leastRatio(g, sorted, hope), g.targets[a]))
		if account.target > p.most[a] {
			return false
		}
		above = above && account.target >= levelOf(g.worst+1, g.targets[a])
	}
	return !above
}

// leastRatio is the least ratio of an account whose highest is given, when all
// together have these highest ones.
func (p *fairPart) leastRatio(g *fairGoal, sorted []int64, hope int64) int64 {
	if p.equal == len(sorted) || hope < sorted[p.equal] {
		return hope
	}
	// With the ratio to be passed it stands in its place, and the others one further.
	own := p.equal + slices.Index(sorted[p.equal:], hope)
	others := slices.Concat(sorted[p.equal:own], sorted[own+1:])
	if slices.Compare(others, g.sorted[p.equal+1:]) >= 0 {
		return p.passed
	}
	return p.passed + 1
}

// cut takes out the modes with which an account would count too much or too little, and
// reports whether there were any, or a request that must be placed now.
func (p *fairPart) cut(counts *fairCounts) bool {
	changed := false
	for _, x := range counts.each {
		req := &p.req[x.req]
		least, most := counts.least[x.account]-x.least, counts.most[x.account]-x.most // of all others
		fits := func(low, high int64) bool {
			return least+low <= p.most[x.account] && most+high >= p.accounts[x.account].target
		}
		if !req.must && most < p.accounts[x.account].target {
			req.must, changed = true, true
		}
		before := len(req.modes)
		req.modes = slices.DeleteFunc(slices.Clone(req.modes), func(m roundMode) bool { return !fits(p.countSpan(&m, x.account)) })
		changed = changed || len(req.modes) < before
	}
	return changed
}

// split divides a part by an account of which it is open whether it passes the ratio
// that is to be passed: the one that is worst served by the known plan. It is nil when
// there is none.
func (p *fairPart) split(g *fairGoal) []fairDecision {
	best := -1
	for a, hope := range p.hopes {
		if p.equal == len(p.hopes) || hope <= p.passed || p.accounts[a].target >= levelOf(p.passed+1, g.targets[a]) {
			continue
		}
		if best < 0 || g.ratios[a] < g.ratios[best] {
			best = a
		}
	}
	if best < 0 {
		return nil
	}
	level := levelOf(p.passed+1, g.targets[best])
	return []fairDecision{{account: fairShort, number: int32(best), level: level}, {account: fairReach, number: int32(best), level: level}}
}

// settled reports that no plan of the part is fairer than the known one: those that
// are as fair have the same ratios.
func (p *fairPart) settled() bool { return p.equal == len(p.hopes) }
