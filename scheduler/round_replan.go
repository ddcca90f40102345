package scheduler

import (
	"cmp"
	"fmt"
	"slices"
)

// RoundOutage is a resource that cannot be used over a span.
type RoundOutage struct {
	Resource string
	RoundSpan
}

// ReplanOptions says what may still be changed, and how hard to look.
type ReplanOptions struct {
	Now int64 // the first slot that is not over
	// Imminent is how many slots from Now on are too soon for a change: what starts
	// there stays, and nothing is moved there.
	Imminent int64
	// InstrumentSlots is how many slots of shift another mode is as bad as. 0 is
	// eight hours.
	InstrumentSlots int64
	Seed            uint64
	Steps           int64 // tries to find room for what has none; 0 is 20,000
}

// RoundProposal is a plan around an outage. The lists are in the order of ids and
// hold together every placement of the plan there was.
type RoundProposal struct {
	Kept    []RoundPlacement
	Moved   []RoundShift
	Dropped []RoundDrop
	// Problem is the round as it is now: closed where it is out, with what runs or is
	// imminent pinned, the windows beginning when changes may, and only the requests
	// that had a place. The plan of Kept and Moved keeps its rules.
	Problem *RoundProblem
}

// RoundShift is a placement that goes elsewhere. Hit is false for one that makes
// room for another that would otherwise be dropped.
type RoundShift struct {
	From, To RoundPlacement
	Hit      bool
}

// RoundDrop is a placement for which there is no room any more, with the reasons
// as in a plan. Hit is false for one that cannot stand without another that is
// dropped.
type RoundDrop struct {
	RoundPlacement
	Hit     bool
	Reasons []RoundReason
}

// Placements is the plan that is proposed, in the order of ids.
func (r *RoundProposal) Placements() []RoundPlacement {
	out := slices.Clone(r.Kept)
	for _, x := range r.Moved {
		out = append(out, x.To)
	}
	slices.SortFunc(out, func(a, b RoundPlacement) int { return cmp.Compare(a.Request, b.Request) })
	return out
}

// Replan makes room in a plan for outages with the least disturbance: as little
// worth as can be is dropped; then as few placements as can be move that were not
// hit; then those that move stay on their instruments and as near as they can. What
// was not hit is never dropped, but with what it cannot stand without. The same
// input gives the same proposal.
//
// It fails when the problem is not well formed, the placements break its rules, or
// an outage names no resource.
func Replan(p *RoundProblem, placements []RoundPlacement, outages []RoundOutage, o ReplanOptions) (*RoundProposal, error) {
	if err := checkPlacements(p, placements); err != nil {
		return nil, err
	}
	for i, out := range outages {
		if !slices.ContainsFunc(p.Resources, func(r RoundResource) bool { return r.ID == out.Resource }) {
			return nil, fmt.Errorf("outage %d: there is no resource %q", i, out.Resource)
		}
	}
	if o.InstrumentSlots == 0 {
		o.InstrumentSlots = max(1, 8*60/p.GridMinutes)
	}
	if o.Steps == 0 {
		o.Steps = 20_000
	}
	frame := newReplanFrame(p, placements, outages, o)
	r := newReplanner(frame, o)
	r.fitHit()
	r.fitChains()
	r.makeRoom(o.Steps)
	r.fitChains()
	r.calm()
	return r.proposal(), nil
}
