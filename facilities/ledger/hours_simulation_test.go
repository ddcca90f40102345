package ledger_test

import (
	"fmt"
	"math/rand/v2"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/scheduler"
)

// The simulated facility: equal presses, 26 weekly rounds of 60 hours, six partners. An hour is a slot, and the unit of all that follows.
const (
	simWeeks = 26
	simHours = 60
	simDay   = 10
)

// simFacility is how large it is, how many steps of the solver a round gets, and for how many weeks after the half-year all ask honestly again.
type simFacility struct{ presses, steps, settling int64 }

func (f simFacility) planned() int64 { return f.presses * simHours }

// simKey are the shares, from 3 to 40 %.
var simKey = []facilities.Share{{Partner: "A", Units: 40}, {Partner: "B", Units: 22}, {Partner: "C", Units: 15},
	{Partner: "D", Units: 12}, {Partner: "E", Units: 8}, {Partner: "F", Units: 3}}

// simDemand is how a partner asks: in each week one of these percentages of its share, by chance; every is how many weeks it asks once in.
var simDemand = map[facilities.PartnerID]struct {
	percent []int64
	every   int
}{
	"A": {[]int64{60, 150, 200, 280}, 1},
	"B": {[]int64{0, 150, 300, 400}, 1},
	"C": {[]int64{100, 140, 180}, 1},
	"D": {[]int64{540, 640}, 4},
	"E": {[]int64{0, 150, 300, 500}, 1},
	"F": {[]int64{0, 200, 300, 500}, 1},
}

// simWant is something a partner really wants: hours in a row, within a window.
type simWant struct {
	length   int64
	from, to int64
}

// simAsk is what it asks: useful hours of it are wanted. Pieces of one job have its number, and are of use when all of its whole length is placed.
type simAsk struct {
	simWant
	useful int64
	job    int
	whole  int64
}

// simStrategy turns what a partner wants into what it asks, in the order in which it wants it.
type simStrategy func(f simFacility, wants []simWant, random *rand.Rand) []simAsk

// simWants draws what a partner wants in a week. Nothing else plays a part, so that the same seed wants the same however anyone asks.
func (f simFacility) wants(p facilities.Share, week int, seed uint64) []simWant {
	random := rand.New(rand.NewPCG(seed, uint64(week)*1000+uint64(p.Units)))
	d := simDemand[p.Partner]
	if week%d.every != 1%d.every {
		return nil
	}
	hours := f.planned() * p.Units * d.percent[random.IntN(len(d.percent))] / 10_000
	var out []simWant
	for hours > 0 {
		w := simWant{length: min(2+random.Int64N(5), max(2, hours)), to: simHours}
		if random.IntN(2) == 0 { // within some days only
			days := 1 + random.Int64N(3)
			w.from = simDay * random.Int64N(simHours/simDay+1-days)
			w.to = w.from + simDay*days
		}
		hours -= w.length
		out = append(out, w)
	}
	return out
}

// simPartner is how one partner fared.
type simPartner struct {
	entitled, asked, useful int64
	used, share             int64 // contested hours used, and its share of all contested hours
	longest                 int64 // its longest request
	// measured is its balance after the last round in which it asked for all of its own (entitlement and balance), others wanted all of that too, and
	// nobody left it anything on top; ok when there was one. After other rounds a balance waits: it was not asked for, or took no one's time.
	measured int64
	ok       bool
	balances []int64 // after each week
	inHalf   int64   // useful hours in the half-year, without what came after
}

// balance is how it stands at the end.
func (p *simPartner) balance() int64 { return p.balances[len(p.balances)-1] }

// simulate runs the rounds with one partner following a strategy, all others honest; in the weeks of settling it is honest too.
func (f simFacility) simulate(seed uint64, cheat facilities.PartnerID, strategy simStrategy) (map[facilities.PartnerID]*simPartner, error) {
	out := map[facilities.PartnerID]*simPartner{}
	for _, s := range simKey {
		out[s.Partner] = &simPartner{}
	}
	var contests []ledger.Contest
	var balances []ledger.HourPart
	for week := range simWeeks + int(f.settling) {
		asks := map[facilities.PartnerID][]simAsk{}
		for _, s := range simKey {
			wants := f.wants(s, week, seed)
			asks[s.Partner] = honest(f, wants, nil)
			if s.Partner == cheat && week < simWeeks {
				asks[s.Partner] = strategy(f, wants, rand.New(rand.NewPCG(seed, uint64(week)+7777)))
			}
		}
		targets, uses, err := f.round(asks, balances, seed*100+uint64(week), out)
		if err != nil {
			return nil, err
		}
		contested, err := ledger.Contested(uses)
		if err != nil {
			return nil, err
		}
		contests = append(contests, ledger.Contest{Agreement: "v1", Capacity: simKey, Used: contested})
		year, err := ledger.Balances(nil, contests, nil)
		if err != nil {
			return nil, err
		}
		balances = nil
		for i, b := range year {
			p := out[b.Partner]
			if week < simWeeks {
				p.inHalf = p.useful
			}
			balances = append(balances, ledger.HourPart{Partner: b.Partner, Minutes: b.Balance})
			p.used, p.share, p.balances = b.Used, b.Entitled, append(p.balances, b.Balance)
			own := targets[i].Entitled + targets[i].Balance
			if targets[i].Asked >= own && targets[i].Due <= own && contested[i].Minutes == uses[i].Counted {
				p.measured, p.ok = b.Balance, true
			}
		}
	}
	return out, nil
}

// simRound divides one week by a real round and says what came of it.
func (f simFacility) round(asks map[facilities.PartnerID][]simAsk, balances []ledger.HourPart, seed uint64, out map[facilities.PartnerID]*simPartner) ([]ledger.RoundTarget, []ledger.RoundUse, error) {
	pool := ledger.RoundPool{Planned: f.planned(), Capacity: simKey, Balances: balances}
	for _, s := range simKey {
		a := ledger.RoundAsk{Partner: s.Partner}
		for _, ask := range asks[s.Partner] {
			a.Lengths = append(a.Lengths, ask.length)
		}
		pool.Asks = append(pool.Asks, a)
	}
	targets, err := ledger.RoundTargets(pool)
	if err != nil {
		return nil, nil, err
	}
	problem := &scheduler.RoundProblem{GridMinutes: 60, Slots: simHours, Objective: scheduler.RoundObjective{Kind: scheduler.FairFirst}}
	for i := range f.presses {
		problem.Resources = append(problem.Resources, scheduler.RoundResource{ID: fmt.Sprintf("press-%d", i), Capacity: 1})
	}
	byID := map[string]*simAsk{}
	owner := map[string]int{}
	uses := make([]ledger.RoundUse, len(targets))
	for i, t := range targets {
		uses[i] = ledger.RoundUse{Partner: t.Partner, Entitled: t.Entitled, Asked: t.Asked}
		out[t.Partner].asked += t.Asked
		out[t.Partner].entitled += t.Entitled
		problem.Partners = append(problem.Partners, scheduler.RoundPartner{ID: string(t.Partner), Targets: []scheduler.RoundTarget{{Pool: "all", Slots: t.Target}}})
		wishes := make([]ledger.RequestWish, len(asks[t.Partner]))
		for k, ask := range asks[t.Partner] {
			wishes[k].Length = ask.length
		}
		values, err := ledger.RequestValues(60*t.Due, wishes) // in minutes
		if err != nil {
			return nil, nil, err
		}
		for k := range asks[t.Partner] {
			ask := &asks[t.Partner][k]
			out[t.Partner].longest = max(out[t.Partner].longest, ask.length)
			id := fmt.Sprintf("%s-%03d", t.Partner, k)
			byID[id], owner[id] = ask, i
			r := scheduler.RoundRequest{ID: id, Partner: string(t.Partner), Windows: []scheduler.RoundWindow{{From: ask.from, To: ask.to, Value: values[k][0]}}}
			for _, press := range problem.Resources {
				r.Modes = append(r.Modes, scheduler.RoundMode{Duration: ask.length, Claims: []scheduler.RoundClaim{{Resource: press.ID, Units: 1}}})
			}
			problem.Requests = append(problem.Requests, r)
		}
	}
	plan, err := scheduler.Solve(problem, scheduler.SolveOptions{Seed: seed, Steps: f.steps})
	if err != nil {
		return nil, nil, err
	}
	done := map[[2]int]int64{} // of each owner's job
	for _, p := range plan.Placements {
		ask, u := byID[p.Request], &uses[owner[p.Request]]
		u.Placed += ask.length
		u.Counted += ledger.CountedUse(ask.length, ask.useful, 0)
		u.Wasted += ask.length - ask.useful
		key := [2]int{owner[p.Request], ask.job}
		done[key] += ask.useful
		if ask.job == 0 {
			out[u.Partner].useful += ask.useful
		} else if done[key] == ask.whole {
			out[u.Partner].useful += ask.whole
		}
	}
	return targets, uses, nil
}
