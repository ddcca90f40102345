package roundfile

import (
	"maps"
	"slices"

	"marke/scheduler"
)

func (w *problemWire) problem() *scheduler.RoundProblem {
	p := &scheduler.RoundProblem{
		GridMinutes: w.GridMinutes, Slots: w.Slots,
		Objective: scheduler.RoundObjective{Kind: scheduler.RoundKind(w.Objective.Kind)},
	}
	if w.Objective.ShortfallCost != "" {
		p.Objective.ShortfallCostHundredths, _ = hundredths(string(w.Objective.ShortfallCost))
	}
	for i := range w.Resources {
		p.Resources = append(p.Resources, w.Resources[i].resource())
	}
	for _, q := range w.Partners {
		partner := scheduler.RoundPartner{ID: q.ID}
		if q.Targets == nil && q.Target != nil {
			partner.Targets = []scheduler.RoundTarget{{Pool: "all", Slots: *q.Target}}
		}
		for _, pool := range slices.Sorted(maps.Keys(q.Targets)) {
			partner.Targets = append(partner.Targets, scheduler.RoundTarget{Pool: pool, Slots: q.Targets[pool]})
		}
		p.Partners = append(p.Partners, partner)
	}
	for i := range w.Requests {
		p.Requests = append(p.Requests, w.Requests[i].request(w.Slots))
	}
	for _, l := range w.Limits {
		p.Limits = append(p.Limits, scheduler.RoundLimit{Name: l.Name, Requests: l.Requests, Max: l.Max})
	}
	for _, x := range w.Pinned {
		p.Pinned = append(p.Pinned, scheduler.RoundPlacement(x))
	}
	for _, x := range w.Previous {
		p.Previous = append(p.Previous, scheduler.RoundPrevious{
			RoundPlacement: scheduler.RoundPlacement(x.placementWire), MoveCost: x.MoveCost, DropCost: x.DropCost,
		})
	}
	return p
}

func (w *resourceWire) resource() scheduler.RoundResource {
	r := scheduler.RoundResource{ID: w.ID, Capacity: w.Capacity, Pool: w.Pool}
	for _, s := range w.Closed {
		r.Closed = append(r.Closed, scheduler.RoundSpan{From: s[0], To: s[1]})
	}
	for _, s := range w.Levels {
		r.Levels = append(r.Levels, scheduler.RoundLevel{From: s[0], To: s[1], Level: s[2]})
	}
	for _, s := range w.Prime {
		r.Prime = append(r.Prime, scheduler.RoundLevel{From: s[0], To: s[1], Level: s[2]})
	}
	if w.Changeover != nil {
		r.Changeover = &scheduler.RoundChangeover{Classes: w.Changeover.Classes, Slots: w.Changeover.Slots}
	}
	return r
}

func (w *requestWire) request(slots int64) scheduler.RoundRequest {
	r := scheduler.RoundRequest{ID: w.ID, Partner: w.Partner, Together: w.Together}
	for _, m := range w.Modes {
		mode := scheduler.RoundMode{Duration: m.Duration, Class: m.Class}
		for _, c := range m.Claims {
			mode.Claims = append(mode.Claims, scheduler.RoundClaim(c))
		}
		r.Modes = append(r.Modes, mode)
	}
	for _, x := range w.Windows {
		r.Windows = append(r.Windows, scheduler.RoundWindow(x))
	}
	for _, a := range w.After {
		after := scheduler.RoundAfter{Request: a.Request, GapMin: a.GapMin, GapMax: slots}
		if a.GapMax != nil {
			after.GapMax = *a.GapMax
		}
		r.After = append(r.After, after)
	}
	return r
}

// hundredths reads a decimal of at most two places.
func hundredths(text string) (int64, bool) { return parts(text, 2) }
