package scheduler

// verifiedSet is an account whose shortfall a proof takes exactly.
type verifiedSet struct {
	account int // its number among the targets above zero
	members []int
	counts  []int64 // hundredths of slots that each member counts
	target  int64
	loose   bool // other requests count for it too
	unit    int64
}

// setOf finds the members of an account: the requests whose modes that have a
// start all count for it, and the same, on resources without prime slots.
func (t *proofTree) setOf(set RoundSet) (verifiedSet, bool) {
	s := verifiedSet{account: -1}
	for k, a := range t.accounts {
		if a.verifiedAccount == (verifiedAccount{set.Partner, set.Pool}) {
			s.account, s.target = k, a.hundredths
		}
	}
	if s.account < 0 {
		return s, false
	}
	for r, q := range t.whole.order {
		some, same, count := false, true, int64(-1)
		for m := range q.Modes {
			if !t.whole.open[r][m].some() {
				continue
			}
			n := t.countOf(q, &q.Modes[m], set)
			some = some || n != 0
			same = same && n > 0 && (count < 0 || n == count)
			count = n
		}
		if !some {
			continue
		}
		if !same {
			s.loose = true
			continue
		}
		s.members, s.counts = append(s.members, r), append(s.counts, count)
		for a, b := s.unit, count; ; a, b = b, a%b {
			if b == 0 {
				s.unit = a
				break
			}
		}
	}
	return s, s.unit > 0
}

// countOf is what a mode counts for an account wherever it starts: 0 when it
// counts for another, -1 when it depends on the start.
func (t *proofTree) countOf(q *RoundRequest, m *RoundMode, set RoundSet) int64 {
	if len(m.Claims) == 0 || t.v.accountOf(q, m) != (verifiedAccount{set.Partner, set.Pool}) {
		return 0
	}
	first := &m.Claims[0]
	if t.v.weights[t.v.resources[first.Resource]] != nil {
		return -1
	}
	return 100 * (first.Before + m.Duration + first.After)
}

// best is the most that a set of members is worth at prices, less cost for each
// hundredth below the target. in and out are a member that must be, and one that
// may not be, in the set; -1 is none.
func (s *verifiedSet) best(p *verifiedPart, prices []int64, cost int64, in, out int) int64 {
	const none = -1 << 61
	states := int((s.target + s.unit - 1) / s.unit)
	now, next := make([]int64, states+1), make([]int64, states+1)
	for k := range now {
		now[k] = none
	}
	now[0] = 0
	for i, r := range s.members {
		may, must := p.some(r) && r != out, p.must[r] || r == in
		step := int(min(s.counts[i]/s.unit, int64(states)))
		for k := range next {
			if next[k] = now[k]; must {
				next[k] = none
			}
		}
		for k, v := range now {
			if to := min(states, k+step); may && v > none/2 {
				next[to] = max(next[to], v+prices[r])
			}
		}
		now, next = next, now
	}
	best := int64(none)
	for k, v := range now {
		if v > none/2 {
			best = max(best, v-cost*max(0, s.target-int64(k)*s.unit))
		}
	}
	return best
}
