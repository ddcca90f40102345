package scheduler

import "slices"

// replanFrame is a round as outages leave it, with only those that had a place.
type replanFrame struct {
	problem *RoundProblem
	placed  map[string]RoundPlacement // where each was
	hit     map[string]bool
	from    map[string]int64 // the first start of each that is not too soon
}

func newReplanFrame(p *RoundProblem, placements []RoundPlacement, outages []RoundOutage, o ReplanOptions) *replanFrame {
	f := &replanFrame{placed: map[string]RoundPlacement{}, hit: map[string]bool{}, from: map[string]int64{}}
	for _, x := range placements {
		f.placed[x.Request] = x
	}
	problem := *p
	problem.Requests, problem.Limits, problem.Pinned, problem.Previous = nil, nil, nil, nil
	problem.Resources = slices.Clone(p.Resources)
	for i := range problem.Resources {
		r := &problem.Resources[i]
		r.Closed = slices.Clone(r.Closed)
		for _, out := range outages {
			if out.Resource == r.ID && out.To > max(out.From, o.Now) {
				r.Closed = append(r.Closed, RoundSpan{max(out.From, o.Now), out.To})
			}
		}
	}
	for i := range p.Requests {
		r := p.Requests[i]
		if x, has := f.placed[r.ID]; has {
			f.hit[r.ID] = meetsOutage(&r.Modes[x.Mode], x.Start, outages, o.Now)
			f.from[r.ID] = o.Now + o.Imminent + lead(&r)
			problem.Requests = append(problem.Requests, r)
		}
	}
	for _, l := range p.Limits {
		l.Requests = slices.DeleteFunc(slices.Clone(l.Requests), func(id string) bool { _, has := f.placed[id]; return !has })
		problem.Limits = append(problem.Limits, l)
	}
	f.problem = &problem
	f.forgetBegun(o.Now)
	f.pin(p.Pinned)
	f.openFrom()
	return f
}

// meetsOutage reports whether a placement would hold a resource that is out, from
// now on.
func meetsOutage(m *RoundMode, start int64, outages []RoundOutage, now int64) bool {
	for _, claim := range m.Claims {
		for _, out := range outages {
			if out.Resource == claim.Resource && max(out.From, now, start-claim.Before) < min(out.To, start+m.Duration+claim.After) {
				return true
			}
		}
	}
	return false
}

// lead is the longest buffer before any of a request's claims.
func lead(r *RoundRequest) int64 {
	most := int64(0)
	for _, m := range r.Modes {
		for _, claim := range m.Claims {
			most = max(most, claim.Before)
		}
	}
	return most
}

// forgetBegun lets what has begun stand without what it was to stand with: that is
// past changing.
func (f *replanFrame) forgetBegun(now int64) {
	dissolved := map[string]bool{}
	for i := range f.problem.Requests {
		r := &f.problem.Requests[i]
		if f.hit[r.ID] || f.placed[r.ID].Start-lead(r) >= now {
			continue
		}
		r.After = nil
		if r.Together != "" {
			dissolved[r.Together] = true
		}
	}
	for i := range f.problem.Requests {
		if r := &f.problem.Requests[i]; dissolved[r.Together] {
			r.Together = ""
		}
	}
}

// pin pins what runs or is imminent and what was pinned before, but for what was hit
// and what cannot stand without that.
func (f *replanFrame) pin(before []RoundPlacement) {
	was := map[string]bool{}
	for _, x := range before {
		was[x.Request] = true
	}
	shaky := f.shaken()
	for i := range f.problem.Requests {
		r := &f.problem.Requests[i]
		if x := f.placed[r.ID]; !shaky[r.ID] && (was[r.ID] || x.Start < f.from[r.ID]) {
			f.problem.Pinned = append(f.problem.Pinned, x)
		}
	}
}

// shaken are those that were hit and all that cannot stand without one of them.
func (f *replanFrame) shaken() map[string]bool {
	out := map[string]bool{}
	leans := map[string][]string{} // who cannot stand without whom
	groups := map[string][]string{}
	var queue []string
	for i := range f.problem.Requests {
		r := &f.problem.Requests[i]
		for _, a := range r.After {
			leans[a.Request] = append(leans[a.Request], r.ID)
		}
		if r.Together != "" {
			groups[r.Together] = append(groups[r.Together], r.ID)
		}
		if f.hit[r.ID] {
			out[r.ID] = true
			queue = append(queue, r.ID)
		}
	}
	group := map[string]string{}
	for name, ids := range groups {
		for _, id := range ids {
			group[id] = name
		}
	}
	for k := 0; k < len(queue); k++ {
		for _, id := range append(slices.Clone(leans[queue[k]]), groups[group[queue[k]]]...) {
			if !out[id] {
				out[id] = true
				queue = append(queue, id)
			}
		}
	}
	return out
}

// openFrom lets the windows of what may move begin when changes may. What is not
// pinned and not hit, but too soon, keeps the start it has.
func (f *replanFrame) openFrom() {
	pinned := map[string]bool{}
	for _, x := range f.problem.Pinned {
		pinned[x.Request] = true
	}
	for i := range f.problem.Requests {
		r := &f.problem.Requests[i]
		if pinned[r.ID] {
			continue
		}
		from := f.from[r.ID]
		if !f.hit[r.ID] {
			from = min(from, f.placed[r.ID].Start)
		}
		f.from[r.ID] = from
		r.Windows = slices.Clone(r.Windows)
		for k := range r.Windows {
			w := &r.Windows[k]
			w.From = max(w.From, min(from, w.To))
		}
	}
}

// priced is the frame with disturbance as all that counts: the worth that is
// dropped before the number of moves of what was not hit, and what was not hit
// before all that was.
func (f *replanFrame) priced() *RoundProblem {
	p := *f.problem
	p.Objective = RoundObjective{Kind: Satisfaction}
	p.Partners = slices.Clone(p.Partners)
	for i := range p.Partners {
		p.Partners[i].Targets = nil
	}
	p.Requests = slices.Clone(p.Requests)
	n := int64(len(p.Requests)) + 1
	worth := make([]int64, len(p.Requests))
	total := int64(1)
	for i := range p.Requests {
		if r := &p.Requests[i]; f.hit[r.ID] {
			worth[i] = 1 + f.valueOf(r)
			total += worth[i]
		}
	}
	shift := 0
	for total>>shift > 1<<44/(n*n) && total>>shift > 1 {
		shift++ // so many and so worthy that the sums must be kept small
	}
	dearest := (total>>shift + n) * n
	for i := range p.Requests {
		r := &p.Requests[i]
		value := dearest
		if f.hit[r.ID] {
			value = max(1, worth[i]>>shift) * n
		} else {
			p.Previous = append(p.Previous, RoundPrevious{f.placed[r.ID], 1, 0})
		}
		r.Windows = slices.Clone(r.Windows)
		for k := range r.Windows {
			r.Windows[k].Value = value
		}
	}
	return &p
}

// valueOf is what a request's placement was worth.
func (f *replanFrame) valueOf(r *RoundRequest) int64 {
	x := f.placed[r.ID]
	end := x.Start + r.Modes[x.Mode].Duration
	best := int64(0)
	for _, w := range r.Windows {
		if w.To >= end && w.To > w.From { // the window may begin later by now
			best = max(best, w.Value)
		}
	}
	return best
}
