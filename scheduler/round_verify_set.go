package scheduler

import "slices"

// verifiedSet is an account whose shortfall a proof takes exactly.
type verifiedSet struct {
	account int // its number among the targets above zero
	members []int
	counts  []int64 // hundredths of slots that each member counts
	loose   bool    // other requests count for it too
	unit    int64
}

// setMost is how many members times states of an account, in units of what members
// count, a proof may ask for.
const setMost = 4_000_000

// states is how many units reach the target; at more of them nothing is short.
func (s *verifiedSet) states(target int64) int { return int((target + s.unit - 1) / s.unit) }

const noSet = -1 << 61 // where no set of members comes to a state

// setOf finds the members of an account: the requests whose modes that have a
// start all count for it, and the same, on resources without prime slots.
func (t *proofTree) setOf(set RoundSet) (verifiedSet, bool) {
	s, target := verifiedSet{account: -1}, int64(0)
	for k, a := range t.accounts {
		if a.verifiedAccount == (verifiedAccount{set.Partner, set.Pool}) {
			s.account, target = k, a.hundredths
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
	return s, s.unit > 0 && int64(len(s.members)+1)*int64(s.states(target)+1) <= setMost
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

// choices tells whether each member may be in the set, whether it must, and how many of
// so many states it goes on.
func (s *verifiedSet) choices(p *verifiedPart, i, states int) (may, must bool, step int) {
	r := s.members[i]
	return p.some(r), p.must[r], int(min(s.counts[i]/s.unit, int64(states)))
}

// reached is, for each number of members and each state, the most that a set of the
// first so many that comes to that state is worth at prices.
func (s *verifiedSet) reached(p *verifiedPart, prices []int64, states int) [][]int64 {
	row := slices.Repeat([]int64{noSet}, states+1)
	row[0] = 0
	rows := [][]int64{row}
	for i, r := range s.members {
		may, must, step := s.choices(p, i, states)
		next := slices.Repeat([]int64{noSet}, states+1)
		if !must {
			copy(next, row)
		}
		for k, v := range row {
			if to := min(states, k+step); may && v > noSet/2 {
				next[to] = max(next[to], v+prices[r])
			}
		}
		row = next
		rows = append(rows, row)
	}
	return rows
}

// short is, for each state, what is paid for what is short of the target.
func (s *verifiedSet) short(cost, target int64) []int64 {
	row := make([]int64, s.states(target)+1)
	for k := range row {
		row[k] = -cost * max(0, target-int64(k)*s.unit)
	}
	return row
}

// waysJoined is the most that a way to a state, then step more, and a way on come to.
func waysJoined(reached, onward []int64, step int) int64 {
	best := int64(noSet)
	for k, v := range reached {
		if to := onward[min(len(onward)-1, k+step)]; v > noSet/2 && to > noSet/2 {
			best = max(best, v+to)
		}
	}
	return best
}

// best is the most that a set of members is worth at prices, less cost for each
// hundredth below the target.
func (s *verifiedSet) best(p *verifiedPart, prices []int64, cost, target int64) int64 {
	reached := s.reached(p, prices, s.states(target))
	return waysJoined(reached[len(reached)-1], s.short(cost, target), 0)
}

// losses is how much less the best is with each member in the set, and without it.
func (s *verifiedSet) losses(p *verifiedPart, prices []int64, cost, target int64) (in, out []int64) {
	in, out = make([]int64, len(s.members)), make([]int64, len(s.members))
	states := s.states(target)
	reached := s.reached(p, prices, states)
	onward := s.short(cost, target)
	best := waysJoined(reached[len(s.members)], onward, 0)
	for i := len(s.members) - 1; i >= 0; i-- {
		r := s.members[i]
		may, must, step := s.choices(p, i, states)
		with, without := int64(noSet), waysJoined(reached[i], onward, 0)
		if may {
			with = max(with, waysJoined(reached[i], onward, step)+prices[r])
		}
		in[i], out[i] = best-with, best-without
		before := slices.Repeat([]int64{noSet}, len(onward))
		for k := range onward {
			if to := onward[min(len(onward)-1, k+step)]; may && to > noSet/2 {
				before[k] = to + prices[r]
			}
			if !must {
				before[k] = max(before[k], onward[k])
			}
		}
		onward = before
	}
	return in, out
}
