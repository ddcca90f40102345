package ledger

import (
	"cmp"
	"slices"

	"marke/facilities"
	"marke/facilities/money"
)

// RoundAsk is what one partner asks of a pool in a round: the lengths of its requests, in its own order, the one it
// wants most first. A length is weighted minutes as they will be counted: buffers included, of the shortest mode.
type RoundAsk struct {
	Partner facilities.PartnerID
	Lengths []int64
}

// RoundPool is one pool of a round. All times are weighted minutes, or all are weighted slots.
type RoundPool struct {
	// Planned is the pool's time in the period: open, prime-weighted, before outages.
	Planned int64
	// Capacity is the agreement's capacity key.
	Capacity []facilities.Share
	// Balances are how the partners stand; who is not named stands at zero.
	Balances []HourPart
	// Asks has one entry for each partner that asks.
	Asks []RoundAsk
}

// RoundTarget is what one partner is to get in one pool of a round, and how that came about, in the unit of the pool.
type RoundTarget struct {
	Partner  facilities.PartnerID
	Entitled int64 // capacity share × planned
	Balance  int64
	Asked    int64
	// Due is entitlement and balance, never below the floor, never above what is asked, with its part of what others leave.
	Due int64
	// Target is Due in whole requests: what the round is solved for.
	Target int64
}

// floorPercent is the part of its entitlement that a partner is due in every round, however far it is overdrawn: a debt is
// worked off, it locks nobody out.
const floorPercent = 10

// RoundTargets gives the partners' targets in a pool, ordered by partner; those that neither hold a share nor ask are left out.
//
//	entitled(p) = capacity share × planned
//	due(p)      = min(asked, max(floor, entitled + balance))
//
// When the dues exceed the pool they are scaled down to it; when they leave something, it goes to those who still ask, by the
// capacity key, none getting more than it asks (water-filling, the weighted max-min fair division: Bertsekas and Gallager, Data Networks, 6.5.2).
//
// Requests are not divisible. A target in mid-request would make a fair round lift its owner over it each time, so the target is due in
// whole requests: in its own order each request that still fits; what then is left of the pool rounds up, the one that is owed most first, those whose
// next request is covered by half or more, and who are owed at least half a usual request. (Rounding up lends. Rounding up for less would lend to whoever cuts
// its requests small: with pieces no rounding down costs it anything, and each rounding up gains.) Who has to wait keeps its claim, as its balance,
// until it covers the request (deficit round robin: Shreedhar and Varghese 1996). So no one is off by more than one request, and the targets together
// never exceed the pool.
//
// Who has no share has no target; its requests take what is left. Negative lengths, a partner twice and a key that is none are refused.
func RoundTargets(p RoundPool) ([]RoundTarget, error) {
	if err := checkKey("capacity", "capacity", p.Capacity); err != nil {
		return nil, err
	}
	if p.Planned < 0 || p.Planned > minutesMax {
		return nil, facilities.BadField("planned", "ledger_hours", "row", "planned")
	}
	parts, err := SplitHours(p.Planned, p.Capacity)
	if err != nil {
		return nil, err
	}
	of := map[facilities.PartnerID]*RoundTarget{}
	for _, e := range parts {
		of[e.Partner] = &RoundTarget{Partner: e.Partner, Entitled: e.Minutes}
	}
	asks := map[facilities.PartnerID]RoundAsk{}
	for _, a := range p.Asks {
		if _, twice := asks[a.Partner]; twice {
			return nil, facilities.BadField("asks", "ledger_key_twice", "row", "asks", "partner", string(a.Partner))
		}
		asks[a.Partner] = a
		if of[a.Partner] == nil {
			of[a.Partner] = &RoundTarget{Partner: a.Partner}
		}
		for _, l := range a.Lengths {
			if l < 0 || l > minutesMax || of[a.Partner].Asked > minutesMax {
				return nil, facilities.BadField("asks", "ledger_hours", "row", string(a.Partner))
			}
			of[a.Partner].Asked += l
		}
	}
	for _, b := range p.Balances {
		if t := of[b.Partner]; t != nil {
			t.Balance += b.Minutes
		}
	}
	targets := make([]RoundTarget, 0, len(of))
	for _, id := range sortedKeys(of) {
		targets = append(targets, *of[id])
	}
	if err := fillDues(p, targets); err != nil {
		return nil, err
	}
	wholeRequests(p.Planned, targets, asks)
	return targets, nil
}

// fillDues sets what each is due: its own first, then its part of what is left.
func fillDues(p RoundPool, targets []RoundTarget) error {
	due := make([]int64, len(targets))
	still := make([]money.Cents, len(targets))
	key := make([]int64, len(targets))
	var sum int64
	for i, t := range targets {
		due[i] = min(t.Asked, max((t.Entitled*floorPercent+50)/100, t.Entitled+t.Balance))
		sum += due[i]
		still[i] = money.Cents(t.Asked - due[i])
		key[i], _ = unitsIn(p.Capacity, t.Partner)
		if key[i] == 0 {
			sum -= due[i]
			due[i] = 0 // a balance without a share is for the year's end to settle
		}
	}
	if sum >= p.Planned {
		parts, err := money.Split(money.Cents(min(sum, p.Planned)), due)
		if err != nil {
			return err
		}
		for i := range targets {
			targets[i].Due = int64(parts[i])
		}
		return nil
	}
	more, _, err := money.SplitCapped(money.Cents(p.Planned-sum), key, still)
	if err != nil {
		return err
	}
	for i := range targets {
		targets[i].Due = due[i] + int64(more[i])
	}
	return nil
}

// wholeRequests sets the targets: what is due in whole requests.
func wholeRequests(planned int64, targets []RoundTarget, asks map[facilities.PartnerID]RoundAsk) {
	left := planned
	usual := usualRequest(asks)
	next := make([]int64, len(targets)) // the length of the first request that no longer fits
	var open []int
	for i := range targets {
		t := &targets[i]
		for _, l := range asks[t.Partner].Lengths {
			if t.Target+l <= t.Due {
				t.Target += l
			} else if next[i] == 0 {
				next[i] = l
			}
		}
		left -= t.Target
		if next[i] > 0 && 2*(t.Due-t.Target) >= max(next[i], usual) {
			open = append(open, i)
		}
	}
	slices.SortStableFunc(open, func(a, b int) int {
		return cmp.Compare(targets[b].Due-targets[b].Target, targets[a].Due-targets[a].Target)
	})
	for _, i := range open {
		if next[i] <= left {
			targets[i].Target += next[i]
			left -= next[i]
		}
	}
}

// usualRequest is how long the requests of a pool usually are: the middle one of its partners' own means (the lower of two), so that none of them
// moves it far alone, by asking in very short or in very long requests.
func usualRequest(asks map[facilities.PartnerID]RoundAsk) int64 {
	var means []int64
	for _, p := range sortedKeys(asks) {
		var sum, n int64
		for _, l := range asks[p].Lengths {
			if l > 0 {
				sum, n = sum+l, n+1
			}
		}
		if n > 0 {
			means = append(means, sum/n)
		}
	}
	if len(means) == 0 {
		return 0
	}
	slices.Sort(means)
	return means[(len(means)-1)/2]
}
