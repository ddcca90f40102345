package ledger

import (
	"cmp"
	"math/big"
	"slices"

	"marke/facilities"
)

// ProjectShare is a project, or a group of projects, in a partner's tree: Units of what its parent has, and Used so far (weighted minutes, decayed or
// not; a group's use is its own figure, not summed here). A leaf is a project; a group has no project of its own.
type ProjectShare struct {
	Project  facilities.ProjectID // of a leaf
	Units    int64
	Used     int64
	Children []ProjectShare
}

// FairTree orders a partner's projects, the most deserving first, as Slurm's fair tree orders users (slurm.schedmd.com/fair_tree.html): among
// siblings by level fair share
//
//	LF = S / U,  S = units / units of all siblings,  U = used / used by all siblings
//
// without use it is infinite, without units zero; and all below the first come before all below the second. Groups that tie are merged: their children are
// sorted as siblings. A project goes before a group that ties with it; projects that tie go by id. Fractions are exact.
func FairTree(roots []ProjectShare) ([]facilities.ProjectID, error) {
	level, err := fairLevel(roots)
	if err != nil {
		return nil, err
	}
	return fairWalk(level)
}

// levelled is a node with its level fair share; infinite when nil.
type levelled struct {
	node ProjectShare
	fair *big.Rat
}

func fairLevel(siblings []ProjectShare) ([]levelled, error) {
	var units, used int64
	for _, s := range siblings {
		if s.Units < 0 || s.Units > unitsMax || s.Used < 0 || s.Used > minutesMax {
			return nil, facilities.BadField("projects", "ledger_hours", "row", string(s.Project))
		}
		units += s.Units
		used += s.Used
	}
	out := make([]levelled, len(siblings))
	for i, s := range siblings {
		out[i].node = s
		switch {
		case s.Units == 0:
			out[i].fair = new(big.Rat)
		case s.Used > 0:
			out[i].fair = new(big.Rat).Mul(big.NewRat(s.Units, units), big.NewRat(used, s.Used))
		}
	}
	return out, nil
}

// fairer compares level fair shares, the larger first.
func fairer(a, b levelled) int {
	switch {
	case a.fair == nil && b.fair == nil:
		return 0
	case a.fair == nil:
		return -1
	case b.fair == nil:
		return 1
	}
	return b.fair.Cmp(a.fair)
}

func fairWalk(level []levelled) ([]facilities.ProjectID, error) {
	slices.SortStableFunc(level, func(a, b levelled) int {
		leaf := func(l levelled) int { return min(1, len(l.node.Children)) }
		return cmp.Or(fairer(a, b), cmp.Compare(leaf(a), leaf(b)), cmp.Compare(a.node.Project, b.node.Project))
	})
	var out []facilities.ProjectID
	for i := 0; i < len(level); {
		if len(level[i].node.Children) == 0 {
			out = append(out, level[i].node.Project)
			i++
			continue
		}
		var below []levelled
		tied := level[i]
		for ; i < len(level) && len(level[i].node.Children) > 0 && fairer(level[i], tied) == 0; i++ {
			children, err := fairLevel(level[i].node.Children)
			if err != nil {
				return nil, err
			}
			below = append(below, children...)
		}
		projects, err := fairWalk(below)
		if err != nil {
			return nil, err
		}
		out = append(out, projects...)
	}
	return out, nil
}

// RankedRequest is a request with its place in its partner's own order; equal ranks leave it to the projects.
type RankedRequest struct {
	ID      string
	Rank    int64
	Project facilities.ProjectID
}

// OrderRequests puts a partner's requests in its own order: by rank, then by the fair-tree order of their projects (those that it does not
// name come last), then by id.
func OrderRequests(requests []RankedRequest, tree []facilities.ProjectID) []RankedRequest {
	place := func(r RankedRequest) int {
		if i := slices.Index(tree, r.Project); i >= 0 {
			return i
		}
		return len(tree)
	}
	return slices.SortedFunc(slices.Values(requests), func(a, b RankedRequest) int {
		return cmp.Or(cmp.Compare(a.Rank, b.Rank), cmp.Compare(place(a), place(b)), cmp.Compare(a.ID, b.ID))
	})
}
