package ledger

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"marke/facilities"
)

func project(id facilities.ProjectID, units, used int64) ProjectShare {
	return ProjectShare{Project: id, Units: units, Used: used}
}

func branch(units, used int64, children ...ProjectShare) ProjectShare {
	return ProjectShare{Units: units, Used: used, Children: children}
}

func TestFairTreeOrdersProjects(t *testing.T) {
	for _, c := range []struct {
		name string
		tree []ProjectShare
		want []facilities.ProjectID
	}{
		{"less used for its units comes first", []ProjectShare{project("x", 1, 50), project("y", 1, 20), project("z", 3, 90)}, []facilities.ProjectID{"y", "z", "x"}},
		{"unused first, without units last", []ProjectShare{project("x", 0, 0), project("y", 1, 1), project("z", 1, 0)}, []facilities.ProjectID{"z", "y", "x"}},
		{"all of the better group before all of the other", []ProjectShare{
			branch(1, 80, project("p", 1, 0), project("q", 1, 80)), branch(1, 20, project("r", 1, 15), project("s", 1, 5))}, []facilities.ProjectID{"s", "r", "p", "q"}},
		{"groups that tie are merged, by the children's own level", []ProjectShare{
			branch(1, 40, project("p", 1, 10), project("q", 1, 30)), branch(1, 40, project("r", 1, 20), project("s", 1, 20))}, []facilities.ProjectID{"p", "r", "s", "q"}},
		{"a project before the group that ties with it", []ProjectShare{branch(1, 40, project("a", 1, 40)), project("b", 1, 40)}, []facilities.ProjectID{"b", "a"}},
		{"ties by id", []ProjectShare{project("b", 2, 20), project("a", 1, 10)}, []facilities.ProjectID{"a", "b"}},
		{"no project", nil, nil},
	} {
		got, err := FairTree(c.tree)
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, %v; want %v", c.name, got, err, c.want)
		}
	}
	_, err := FairTree([]ProjectShare{branch(1, 0, project("x", -1, 0))})
	refused(t, err, "ledger_hours", "x")
}

func TestFairTreeDoesNotDependOnTheOrderOfSiblings(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var tree []ProjectShare
		all := 0
		for i := range rapid.IntRange(1, 5).Draw(t, "groups") {
			g := branch(rapid.Int64Range(0, 3).Draw(t, "units"), rapid.Int64Range(0, 3).Draw(t, "used"))
			for j := range rapid.IntRange(1, 4).Draw(t, "projects") {
				g.Children = append(g.Children, project(facilities.ProjectID([]byte{byte('a' + i), byte('0' + j)}), rapid.Int64Range(0, 3).Draw(t, "units"), rapid.Int64Range(0, 3).Draw(t, "used")))
				all++
			}
			tree = append(tree, g)
		}
		first, err := FairTree(tree)
		if err != nil {
			t.Fatal(err)
		}
		tree = rapid.Permutation(tree).Draw(t, "order")
		for i := range tree {
			tree[i].Children = rapid.Permutation(tree[i].Children).Draw(t, "children")
		}
		again, _ := FairTree(tree)
		if !slices.Equal(first, again) {
			t.Fatalf("%v, in another order %v", first, again)
		}
		slices.Sort(again)
		if len(slices.Compact(again)) != all {
			t.Fatalf("%d projects, in order %v", all, first)
		}
	})
}

func TestRequestsAreOrderedByRankThenTree(t *testing.T) {
	got := OrderRequests([]RankedRequest{{"r1", 2, "x"}, {"r2", 1, "x"}, {"r3", 1, "y"}, {"r4", 1, "none"}, {"r0", 1, "y"}}, []facilities.ProjectID{"y", "x"})
	var ids []string
	for _, r := range got {
		ids = append(ids, r.ID)
	}
	if !slices.Equal(ids, []string{"r0", "r3", "r2", "r4", "r1"}) {
		t.Error(ids)
	}
}
