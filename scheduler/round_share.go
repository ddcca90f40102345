package scheduler

// roundShare is one account in a relaxation that takes its shortfall exactly: of
// all sets of its requests it finds the one that is worth most at the requests'
// prices, less what the set stays short of the target. A relaxation that prices
// the target instead lets a partner's requests add up to its target by parts of
// requests, which in small rounds is most of the gap.
type roundShare struct {
	account int32
	members []int32 // the requests that count the same wherever they are placed
	counts  []int64 // what each counts, in hundredths of slots
	weights []int32 // the same in units, no more than the target
	unit    int64   // hundredths of slots in a unit
	target  int32   // in units, rounded up
	over    int64   // hundredths by which that is more than the target
	loose   bool    // other requests count for the account too, and are paid by its price

	value []int64
	from  [][]int32 // of each member: the state before it was taken, plus one; 0 is not taken
}

// shareStates is the most states that a share's table may have; beyond it the
// target is priced, which costs less and, with many requests, loses little.
const shareStates = 400_000

// newRoundShares gives the accounts whose tables are small.
func newRoundShares(c *round) []roundShare {
	var shares []roundShare
	for a := range c.accounts {
		if s := newRoundShare(c, int32(a)); s != nil {
			shares = append(shares, *s)
		}
	}
	return shares
}

func newRoundShare(c *round, account int32) *roundShare {
	s := &roundShare{account: account}
	for r := range c.req {
		count, counts0 := c.req[r].countsFor(account)
		switch {
		case !counts0:
		case count < 0:
			s.loose = true
		default:
			s.members = append(s.members, int32(r))
			s.counts = append(s.counts, count)
			s.unit = gcd(s.unit, count)
		}
	}
	if s.unit == 0 {
		return nil
	}
	target := c.accounts[account].target
	if ((target+s.unit-1)/s.unit+1)*int64(len(s.members)) > shareStates {
		return nil
	}
	s.aim(target)
	return s
}

// aim gives a share another target, no larger than that of the round, and tables of
// its own; those of members are made when needed.
func (s *roundShare) aim(target int64) {
	s.over = (s.unit - target%s.unit) % s.unit
	units := (target + s.over) / s.unit
	s.target = int32(units)
	s.weights = make([]int32, len(s.counts))
	for k, count := range s.counts {
		s.weights[k] = int32(min(count/s.unit, units))
	}
	s.value = make([]int64, units+1)
	s.from = make([][]int32, len(s.members))
}

// countsFor is what a request adds to an account wherever it is placed, negative
// when that depends on where, and whether it ever adds anything.
func (r *roundRequest) countsFor(account int32) (count int64, ever bool) {
	same := true
	for m := range r.modes {
		mode := &r.modes[m]
		if mode.account == account {
			same = same && mode.flat >= 0 && (!ever || count == mode.flat)
			count, ever = mode.flat, true
		} else {
			same = false
		}
	}
	// A mode that counts for another account breaks the sameness even when it comes
	// before the first that counts for this one.
	if !same {
		count = -1
	}
	return count, ever
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// solve finds the best set: members that must be placed belong to it, members
// without modes do not. It marks the set in taken and returns its worth, and how many
// hundredths of slots it stays short.
func (s *roundShare) solve(c *round, prices []int64, cost int64, taken []int32) (worth, short int64) {
	const none = -1 << 61
	value, top := s.value, s.target
	reach, sum := int32(0), int64(0) // states above reach are out of reach still
	for k, r := range s.members {
		req := &c.req[r]
		taken[r] = 0
		if req.must && len(req.modes) > 0 {
			taken[r] = 1
			sum += prices[r]
			reach = min(top, reach+s.weights[k])
		}
	}
	for t := range value {
		value[t] = none
	}
	value[reach] = sum
	for k, r := range s.members {
		req := &c.req[r]
		if req.must || len(req.modes) == 0 {
			continue
		}
		if s.from[k] == nil {
			s.from[k] = make([]int32, top+1)
		}
		clear(s.from[k])
		s.take(s.from[k], prices[r], s.weights[k], reach)
		reach = min(top, reach+s.weights[k])
	}
	best, at := int64(none), int32(0)
	for t, v := range value {
		short := int64(top) - int64(t)
		missing := max(0, short*s.unit-s.over)
		if v > none/2 && v-cost*missing > best {
			best, at = v-cost*missing, int32(t)
		}
	}
	short = max(0, int64(top-at)*s.unit-s.over)
	for k := len(s.members) - 1; k >= 0; k-- {
		req := &c.req[s.members[k]]
		if req.must || len(req.modes) == 0 {
			continue
		}
		if f := s.from[k][at]; f > 0 {
			taken[s.members[k]] = 1
			at = f - 1
		}
	}
	return best, short
}

// take lets a member join the sets so far.
func (s *roundShare) take(from []int32, price int64, weight, reach int32) {
	const none = -1 << 61
	value, top := s.value, s.target
	// All sums at the target or beyond it are one state.
	best, before := int64(none), int32(0)
	for t := max(0, top-weight); t <= reach; t++ {
		if value[t] > best {
			best, before = value[t], t
		}
	}
	if best > none/2 && best+price > value[top] {
		value[top], from[top] = best+price, before+1
	}
	for t := min(top-1, reach+weight); t >= weight; t-- {
		if with := value[t-weight]; with > none/2 && with+price > value[t] {
			value[t], from[t] = with+price, t-weight+1
		}
	}
}
