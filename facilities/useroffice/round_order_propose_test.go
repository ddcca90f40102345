package useroffice

import (
	"strings"
	"testing"

	"marke/facilities"
	"marke/facilities/ledger"
)

// leaf is a project in a partner's tree.
func leaf(project facilities.ProjectID, units int64) ledger.ProjectShare {
	return ledger.ProjectShare{Project: project, Units: units}
}

// titles of requests, in order.
func titles(requests []SeenRequest) string {
	var out []string
	for _, r := range requests {
		out = append(out, r.Title)
	}
	return strings.Join(out, " ")
}

// asksForFive lets erik ask for two hours five times: A and B for p1, which used three prime hours (at 150 %) this year, C and D for p2, and E for no project.
func (d *desk) asksForFive(r facilities.Round) []facilities.RoundRequestID {
	d.t.Helper()
	d.used("b1", "erik", "alfa", "2026-11-10 10:00", 3, facilities.StateCompleted, func(b *facilities.Booking) { b.Project = "p1" })
	d.used("b2", "erik", "alfa", "2025-11-10 10:00", 30, facilities.StateCompleted, func(b *facilities.Booking) { b.Project = "p2" }) // last year's does not count
	d.used("b3", "erik", "alfa", "2026-11-11 10:00", 30, facilities.StateDeclined, func(b *facilities.Booking) { b.Project = "p2" })
	d.used("b4", "bob", "beta", "2026-11-12 10:00", 3, facilities.StateCompleted, func(b *facilities.Booking) { b.Project = "p2" }) // nor what another partner uses
	var ids []facilities.RoundRequestID
	for _, want := range []struct {
		title   string
		project facilities.ProjectID
	}{{"A", "p1"}, {"B", "p1"}, {"C", "p2"}, {"D", "p2"}, {"E", ""}} {
		request := asksFor(r, want.title, 2)
		request.Project = want.project
		ids = append(ids, d.asks("erik", request).ID)
	}
	return ids
}

func TestProjectsTakeTurnsByTheirShares(t *testing.T) {
	d := onSQLite(t, storeOptions)
	d.pooled()
	r := d.calls()
	d.asksForFive(r)
	for name, c := range map[string]struct {
		tree []ledger.ProjectShare
		want string
	}{
		"alike":                     {nil, "C D A B E"},
		"one project weighs more":   {[]ledger.ProjectShare{leaf("p1", 4), leaf("p2", 1)}, "C A B D E"},
		"one project has no share":  {[]ledger.ProjectShare{leaf("p1", 1), leaf("p2", 0)}, "A B C D E"},
		"a group weighs less":       {[]ledger.ProjectShare{{Units: 1, Children: []ledger.ProjectShare{leaf("p2", 1)}}, leaf("p1", 4)}, "C A B D E"},
		"one project is left out":   {[]ledger.ProjectShare{leaf("p2", 1)}, "C D A B E"},
		"both in one group, uneven": {[]ledger.ProjectShare{{Units: 3, Children: []ledger.ProjectShare{leaf("p2", 0), leaf("p1", 2)}}}, "A B C D E"},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := d.ProposeOrder(t.Context(), d.as("rita"), now, r.ID, "alfa", c.tree)
			if err != nil {
				t.Fatal(err)
			}
			if got := titles(p.Requests); got != c.want || p.Moves != (c.want != "A B C D E") || !p.Applies {
				t.Errorf("the order is %s (moves %v, applies %v), want %s", got, p.Moves, p.Applies, c.want)
			}
		})
	}
	p, err := d.ProposeOrder(t.Context(), d.as("rita"), now, r.ID, "alfa", nil)
	if err != nil || len(p.Projects) != 2 || p.Projects[0] != (ProjectTurn{"p2", "Project 2", 1, 0, 240}) || p.Projects[1] != (ProjectTurn{"p1", "Project 1", 1, 270, 240}) {
		t.Errorf("%+v, %v", p.Projects, err)
	}
}

func TestAProposedOrderIsAcceptedByItsPartnerAlone(t *testing.T) {
	d := onSQLite(t, storeOptions)
	d.pooled()
	r := d.calls()
	d.asksForFive(r)
	request := asksFor(r, "Van Eva", 2)
	request.Project = "p2"
	d.asks("eva", request)
	p, err := d.ProposeOrder(t.Context(), d.as("erik"), now, r.ID, "alfa", nil)
	if err != nil || p.Applies || !p.Moves { // it moves Eva's
		t.Errorf("erik may put %s in force: %v, %v", titles(p.Requests), p.Applies, err)
	}
	if p, err = d.ProposeOrder(t.Context(), d.as("cor"), now, r.ID, "alfa", nil); err != nil || p.Applies {
		t.Errorf("the controller may put an order in force: %v, %v", p.Applies, err)
	}
	for _, who := range []facilities.PersonID{"bob", "bea"} {
		_, err = d.ProposeOrder(t.Context(), d.as(who), now, r.ID, "alfa", nil)
		wantError(t, err, facilities.NotFound, "not_found")
	}
	_, err = d.ProposeOrder(t.Context(), d.as("mia"), now, r.ID, "", nil)
	wantError(t, err, facilities.NotFound, "not_found")
	if p, err = d.ProposeOrder(t.Context(), d.as("rita"), now, r.ID, "alfa", nil); err != nil || !p.Applies {
		t.Fatalf("%+v, %v", p, err)
	}
	var order []facilities.RoundRequestID
	for _, r := range p.Requests {
		order = append(order, r.ID)
	}
	if _, err = d.OrderRequests(t.Context(), d.as("rita"), now, r.ID, "alfa", order); err != nil {
		t.Fatal(err)
	}
	again, err := d.ProposeOrder(t.Context(), d.as("rita"), now, r.ID, "alfa", nil)
	if err != nil || again.Moves || titles(again.Requests) != titles(p.Requests) {
		t.Errorf("after %s was accepted, %s is proposed: %v", titles(p.Requests), titles(again.Requests), err)
	}
	d.closes(r)
	_, err = d.ProposeOrder(t.Context(), d.as("rita"), now, r.ID, "alfa", nil)
	wantError(t, err, facilities.Conflict, "round_call_over")
}

func TestATreeThatMakesNoSenseIsRefusedAtItsPlace(t *testing.T) {
	d := onSQLite(t, storeOptions)
	d.pooled()
	r := d.calls()
	d.asksForFive(r)
	deep := leaf("p1", 1)
	for range treeDeep {
		deep = ledger.ProjectShare{Units: 1, Children: []ledger.ProjectShare{deep}}
	}
	for location, tree := range map[string][]ledger.ProjectShare{
		"body.tree[1].project":             {leaf("p1", 1), leaf("p1", 1)},
		"body.tree[0].project":             {leaf("pb", 1)}, // another partner's
		"body.tree[0].children[0].project": {{Units: 1, Children: []ledger.ProjectShare{leaf("nowhere", 1)}}},
		"body.tree[0].units":               {leaf("p1", -1)},
		"body.tree[1].units":               {leaf("p1", 1), leaf("p2", unitsMost+1)},
		"body.tree[0]":                     {{Units: 1}},
		"body.tree[2]":                     {leaf("p1", 1), leaf("p2", 1), {Project: "p1", Units: 1, Children: []ledger.ProjectShare{leaf("p2", 1)}}},
		"body.tree[0]" + strings.Repeat(".children[0]", treeDeep): {deep},
	} {
		_, err := d.ProposeOrder(t.Context(), d.as("rita"), now, r.ID, "alfa", tree)
		wantFieldAt(t, err, location)
	}
}
