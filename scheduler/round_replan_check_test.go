package scheduler

import (
	"slices"
	"testing"
)

// replanFigures is what a proposal comes to.
type replanFigures struct {
	hit, dropped, movedHit, movedOther int
	worthDropped                       int64 // in units of value
	shift                              int64 // slots, over all that moved
	otherMode                          int
}

// checkProposal checks a proposal with code of its own: it accounts for every
// placement, breaks no rule, leaves alone what it must, and no placement that was not
// hit could go back without a drop.
func checkProposal(t *testing.T, name string, p *RoundProblem, placements []RoundPlacement, outages []RoundOutage, o ReplanOptions, got *RoundProposal) replanFigures {
	t.Helper()
	f := replanFigures{dropped: len(got.Dropped), movedOther: 0}
	was, requests := map[string]RoundPlacement{}, map[string]*RoundRequest{}
	for _, x := range placements {
		was[x.Request] = x
	}
	for i := range p.Requests {
		requests[p.Requests[i].ID] = &p.Requests[i]
	}
	hit := map[string]bool{}
	for _, x := range placements {
		m := &requests[x.Request].Modes[x.Mode]
		for _, c := range m.Claims {
			for _, out := range outages {
				for slot := max(out.From, o.Now); slot < out.To; slot++ {
					hit[x.Request] = hit[x.Request] || c.Resource == out.Resource && x.Start-c.Before <= slot && slot < x.Start+m.Duration+c.After
				}
			}
		}
	}
	f.hit = len(slices.DeleteFunc(slices.Clone(placements), func(x RoundPlacement) bool { return !hit[x.Request] }))
	seen := map[string]bool{}
	account := func(from RoundPlacement) {
		if seen[from.Request] || was[from.Request] != from {
			t.Errorf("%s: %v is not what was there, or is there twice", name, from)
		}
		seen[from.Request] = true
	}
	for _, x := range got.Kept {
		account(x)
		if hit[x.Request] {
			t.Errorf("%s: %v was hit and is kept", name, x)
		}
	}
	for _, x := range got.Moved {
		account(x.From)
		if x.From == x.To || x.Hit != hit[x.From.Request] {
			t.Errorf("%s: the move is %+v", name, x)
		}
		r := requests[x.From.Request]
		for _, c := range r.Modes[x.To.Mode].Claims {
			if x.To.Start-c.Before < o.Now+o.Imminent {
				t.Errorf("%s: %v is too soon", name, x.To)
			}
		}
		if !x.Hit && x.From.Start-lead(r) < o.Now+o.Imminent && !leans(p, was, hit, x.From.Request) {
			t.Errorf("%s: %v runs or is imminent", name, x.From)
		}
		f.shift += max(x.To.Start-x.From.Start, x.From.Start-x.To.Start)
		if x.To.Mode != x.From.Mode {
			f.otherMode++
		}
		if x.Hit {
			f.movedHit++
		} else {
			f.movedOther++
		}
	}
	for _, x := range got.Dropped {
		account(x.RoundPlacement)
		f.worthDropped += valueOf(requests[x.Request], x.RoundPlacement)
		if !hit[x.Request] && !leans(p, was, hit, x.Request) {
			t.Errorf("%s: %v was not hit and is dropped", name, x.RoundPlacement)
		}
		if len(x.Reasons) == 0 {
			t.Errorf("%s: %v is dropped without a reason", name, x.RoundPlacement)
		}
	}
	if len(seen) != len(placements) {
		t.Errorf("%s: %d placements became %d", name, len(placements), len(seen))
	}
	if !verifiedStands(got.Problem, got.Placements()) {
		t.Errorf("%s: the proposal breaks a rule", name)
	}
	checkGaps(t, name, p, got)
	for _, x := range got.Moved {
		if !x.Hit {
			checkPays(t, name, got, x)
		}
	}
	return f
}

// checkGaps checks that what is still placed keeps the gaps to what it comes after, as the round asked for them.
func checkGaps(t *testing.T, name string, p *RoundProblem, got *RoundProposal) {
	t.Helper()
	at := map[string]RoundPlacement{}
	for _, x := range got.Placements() {
		at[x.Request] = x
	}
	duration := map[string]int64{}
	for i := range p.Requests {
		if x, placed := at[p.Requests[i].ID]; placed {
			duration[x.Request] = p.Requests[i].Modes[x.Mode].Duration
		}
	}
	for i := range p.Requests {
		r := &p.Requests[i]
		for _, a := range r.After {
			x, placed := at[r.ID]
			before, also := at[a.Request]
			if !placed || !also {
				continue
			}
			if gap := x.Start - before.Start - duration[before.Request]; gap < a.GapMin || gap > a.GapMax {
				t.Errorf("%s: %s comes %d slots after %s, not %d to %d", name, r.ID, gap, a.Request, a.GapMin, a.GapMax)
			}
		}
	}
}

// leans reports whether a request cannot stand without one that was hit.
func leans(p *RoundProblem, was map[string]RoundPlacement, hit map[string]bool, id string) bool {
	reached, queue := map[string]bool{id: true}, []string{id}
	for k := 0; k < len(queue); k++ {
		i := slices.IndexFunc(p.Requests, func(r RoundRequest) bool { return r.ID == queue[k] })
		for j := range p.Requests {
			r := &p.Requests[j]
			if _, placed := was[r.ID]; !placed || reached[r.ID] {
				continue
			}
			before := slices.ContainsFunc(p.Requests[i].After, func(a RoundAfter) bool { return a.Request == r.ID })
			if before || r.Together != "" && r.Together == p.Requests[i].Together {
				reached[r.ID] = true
				queue = append(queue, r.ID)
			}
		}
		if hit[queue[k]] {
			return true
		}
	}
	return false
}

func valueOf(r *RoundRequest, x RoundPlacement) int64 {
	best := int64(0)
	for _, w := range r.Windows {
		if w.From <= x.Start && x.Start+r.Modes[x.Mode].Duration <= w.To {
			best = max(best, w.Value)
		}
	}
	return best
}

// checkPays puts one placement that was not hit back in its old place, takes out
// what it meets there, and tries every way to place that again beside all else: there
// may be none, or the move would have paid for nothing.
func checkPays(t *testing.T, name string, got *RoundProposal, moved RoundShift) {
	t.Helper()
	rest := leaveOut(got.Placements(), []RoundPlacement{moved.To})
	back := append(slices.Clone(rest), moved.From)
	var out []string
	for !verifiedStands(got.Problem, back) {
		k := slices.IndexFunc(back, func(x RoundPlacement) bool {
			return x != moved.From && !verifiedStandsBut(got.Problem, []RoundPlacement{moved.From, x})
		})
		if k < 0 {
			return // more than two meet: what has to go is not plain, and not asked here
		}
		out = append(out, back[k].Request)
		back = slices.Delete(back, k, k+1)
	}
	if len(out) > 2 {
		return
	}
	if found, _ := findPlaces(got.Problem, back, out); found != nil {
		t.Errorf("%s: %v need not have moved: with it back, %v fit", name, moved.From, found)
	}
}

// verifiedStandsBut reports whether placements break no rule but those of chains
// and groups, which speak of others.
func verifiedStandsBut(p *RoundProblem, placements []RoundPlacement) bool {
	v := &roundVerifier{p: p, plan: &RoundPlan{Placements: placements}}
	return v.index() == nil && v.placements() == nil && v.capacities() == nil && v.changeovers() == nil
}
