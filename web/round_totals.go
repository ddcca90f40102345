package web

import (
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/useroffice"
)

// totalLine is what is asked for of one pool.
type totalLine struct {
	Pool  string
	Facts []fact
	Tight bool // more is asked for than is free
}

// totals puts what is asked for into words, by pool.
func (v *visit) totals(r useroffice.SeenRound, cat *facilities.Catalogue) ([]totalLine, error) {
	free, err := v.freeTime(r, cat)
	if err != nil {
		return nil, err
	}
	var out []totalLine
	for _, t := range r.Totals {
		asked := minutesLong(t.Minutes)
		line := totalLine{Pool: v.texts.Say("web.round.outside")}
		if t.Pool != "" {
			line.Pool = poolName(v.texts, t.Pool)
		}
		add := func(key, value string) { line.Facts = append(line.Facts, fact{v.texts.Say("web.round." + key), value}) }
		add("requests", v.texts.Number(int64(t.Requests)))
		add("partners", v.texts.Number(int64(t.Partners)))
		add("hours", v.texts.Hours(asked))
		if there, known := free[t.Pool]; known {
			add("free", v.texts.Hours(there.Truncate(time.Hour)))
			line.Tight = asked > there
		}
		out = append(out, line)
	}
	return out, nil
}

// freeMost is of how many instruments a round's page looks up what is free.
const freeMost = 40

// freeTime is how long the instruments of each pool are free in the period of a round that is still to be divided, so that who asks
// sees what there is. Of a rolling, an ended, a very long or a very large round nothing is looked up.
func (v *visit) freeTime(r useroffice.SeenRound, cat *facilities.Catalogue) (map[facilities.PoolID]time.Duration, error) {
	covered := slices.DeleteFunc(slices.Clone(cat.ResourcesOf(r.Facility)), func(x facilities.Resource) bool { return !r.Covers(x) || x.Archived })
	if r.Rolling || r.State.Ended() || r.Period.Duration() > facilities.ClaimLongest || len(covered) > freeMost {
		return nil, nil
	}
	out := map[facilities.PoolID]time.Duration{}
	for _, resource := range covered {
		a, err := v.office.Availability(v.ctx(), v.actor, v.now, resource.ID, r.Period)
		if err != nil {
			return nil, err
		}
		for _, s := range a.Free {
			out[resource.Pool] += s.Duration()
		}
	}
	return out, nil
}
