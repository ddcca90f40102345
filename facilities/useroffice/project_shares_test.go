package useroffice

import (
	"context"
	"testing"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/store"
)

// sharing are alfa's shares: a project and a group with another.
func sharing(first, second int64) facilities.ProjectShares {
	return facilities.ProjectShares{Partner: "alfa", Version: 1, Projects: []facilities.ProjectUnits{{Project: "p1", Units: first}, {Project: "p2", Units: 1, Group: "nieuw"}},
		Groups: []facilities.GroupUnits{{Name: "nieuw", Units: second}}}
}

func TestAnOrderIsProposedByTheSharesThatAPartnerHasSet(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.pooled()
		r := d.calls()
		d.asksForFive(r)
		rita := d.as("rita")
		proposes := func(tree []ledger.ProjectShare, want string, kept bool) ProposedOrder {
			t.Helper()
			p, err := d.ProposeOrder(t.Context(), rita, now, r.ID, "alfa", tree)
			if err != nil {
				t.Fatal(err)
			}
			if got := titles(p.Requests); got != want || p.Kept != kept || !p.Keeps {
				t.Errorf("the order is %s, by kept shares: %v; want %s", got, p.Kept, want)
			}
			return p
		}
		proposes(nil, "C D A B E", false)
		saved, err := d.SaveProjectShares(t.Context(), rita, now, sharing(4, 1))
		if err != nil || saved.Version != 2 || saved.By != "rita" || !saved.Updated.Equal(now) {
			t.Fatalf("%+v, %v", saved, err)
		}
		proposes(nil, "C A B D E", true)
		typed := []ledger.ProjectShare{leaf("p1", 1), leaf("p2", 0)}
		proposes(typed, "A B C D E", false)
		read, err := d.ProjectShares(t.Context(), d.as("erik"), now, "alfa")
		if err != nil || read.Version != 2 || len(read.Projects) != 2 || read.Projects[1] != (facilities.ProjectUnits{Project: "p2", Units: 1, Group: "nieuw"}) || read.Groups[0] != (facilities.GroupUnits{Name: "nieuw", Units: 1}) {
			t.Fatalf("%+v, %v", read, err)
		}
		if _, err = d.SaveProjectShares(t.Context(), rita, now, sharing(1, 1)); facilities.CodeOf(err) != facilities.Stale {
			t.Errorf("over what changed since it was read: %v", err)
		}
		// What is left out of the tree comes last, and is told.
		alone := facilities.ProjectShares{Partner: "alfa", Version: 2, Projects: []facilities.ProjectUnits{{Project: "p1", Units: 1}}}
		if saved, err = d.SaveProjectShares(t.Context(), rita, now, alone); err != nil || saved.Version != 3 {
			t.Fatalf("%+v, %v", saved, err)
		}
		p := proposes(nil, "A B C D E", true)
		if len(p.Unnamed) != 1 || p.Unnamed[0] != (ProjectTurn{Project: "p2", Name: "Project 2", Asked: 240}) {
			t.Errorf("%+v", p.Unnamed)
		}
		// A project that goes to another partner takes its share along; with none left all weigh alike.
		d.change(func(ctx context.Context, tx *store.Tx) error {
			project, err := tx.Project(ctx, "p1")
			if err == nil {
				project.Partners = []facilities.Share{{Partner: "beta", Units: 1}}
				_, err = tx.SaveProject(ctx, project)
			}
			return err
		})
		for _, request := range p.Requests[:2] {
			if _, err := d.WithdrawRequest(t.Context(), rita, now, request.ID, 0, ""); err != nil {
				t.Fatal(err)
			}
		}
		proposes(nil, "C D E", false)
		if _, err = d.SaveProjectShares(t.Context(), rita, now, facilities.ProjectShares{Partner: "alfa"}); err != nil {
			t.Errorf("putting them away: %v", err)
		}
	})
}

func TestProjectSharesAreTheRepresentativesAlone(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		for who, want := range map[facilities.PersonID]facilities.Code{"erik": facilities.Forbidden, "bob": facilities.NotFound, "bea": facilities.NotFound, "mia": facilities.NotFound, "cor": facilities.NotFound} {
			if _, err := d.SaveProjectShares(t.Context(), d.as(who), now, sharing(1, 1)); facilities.CodeOf(err) != want {
				t.Errorf("%s sets them: %v", who, err)
			}
			if _, err := d.ProjectShares(t.Context(), d.as(who), now, "alfa"); (err == nil) != (who == "erik") {
				t.Errorf("%s reads them: %v", who, err)
			}
		}
		if s, err := d.ProjectShares(t.Context(), d.as("rita"), now, "alfa"); err != nil || s.Version != 1 || len(s.Projects) != 0 {
			t.Errorf("%+v, %v", s, err)
		}
		for range 2 {
			if s, err := d.Once("shares", nil).SaveProjectShares(t.Context(), d.as("rita"), now, sharing(3, 1)); err != nil || s.Version != 2 {
				t.Errorf("%+v, %v", s, err)
			}
		}
		audits, err := d.AuditOf(t.Context(), d.as("rita"), now, "partner", "alfa")
		if err != nil || len(audits) != 1 || audits[0].Verb != "save_project_shares" || audits[0].Person != "rita" {
			t.Errorf("%+v, %v", audits, err)
		}
	})
}

func TestSharesThatMakeNoSenseAreRefusedAtTheirPlace(t *testing.T) {
	d := onSQLite(t, storeOptions)
	project := func(id facilities.ProjectID, units int64, group string) facilities.ProjectUnits {
		return facilities.ProjectUnits{Project: id, Units: units, Group: group}
	}
	for location, s := range map[string]facilities.ProjectShares{
		"body.projects[1].project": {Projects: []facilities.ProjectUnits{project("p1", 1, ""), project("p1", 1, "")}},
		"body.projects[0].project": {Projects: []facilities.ProjectUnits{project("pb", 1, "")}}, // another partner's
		"body.projects[0].units":   {Projects: []facilities.ProjectUnits{project("p1", -1, "")}},
		"body.projects[0].group":   {Projects: []facilities.ProjectUnits{project("p1", 1, "nergens")}},
		"body.groups[0].units":     {Projects: []facilities.ProjectUnits{project("p1", 1, "g")}, Groups: []facilities.GroupUnits{{Name: "g", Units: unitsMost + 1}}},
		"body.groups[0].name":      {Projects: []facilities.ProjectUnits{project("p1", 1, "")}, Groups: []facilities.GroupUnits{{Name: "g", Units: 1}}}, // holds nothing
		"body.groups[1].name":      {Projects: []facilities.ProjectUnits{project("p1", 1, "g")}, Groups: []facilities.GroupUnits{{Name: "g", Units: 1}, {Name: "g", Units: 1}}},
		"body.projects":            {Projects: make([]facilities.ProjectUnits, treeMost+1)},
	} {
		s.Partner = "alfa"
		_, err := d.SaveProjectShares(t.Context(), d.as("rita"), now, s)
		wantFieldAt(t, err, location)
	}
}

func TestFaultsOfAProposedTreeAreNamedByTheFieldsItWasMadeOf(t *testing.T) {
	d := onSQLite(t, storeOptions)
	d.pooled()
	r := d.calls()
	d.asksForFive(r)
	groups := []facilities.GroupUnits{{Name: "een", Units: 1}, {Name: "twee", Units: 1}}
	good := []facilities.ProjectUnits{{Project: "p1", Units: 1, Group: "twee"}, {Project: "p2", Units: 1}}
	for location, c := range map[string]struct {
		groups   []facilities.GroupUnits
		projects []facilities.ProjectUnits
	}{
		"body.groups[1].units":     {[]facilities.GroupUnits{groups[0], {Name: "twee", Units: -1}}, []facilities.ProjectUnits{good[0], {Project: "p2", Units: 1, Group: "een"}}},
		"body.projects[2].project": {groups, append(good, facilities.ProjectUnits{Project: "pb", Units: 1, Group: "een"})},
		"body.projects[1].units":   {nil, []facilities.ProjectUnits{{Project: "p1", Units: 1}, {Project: "p2", Units: unitsMost + 1}}},
		"body.projects[1].project": {nil, []facilities.ProjectUnits{{Project: "p1", Units: 1}, {Project: "p1", Units: 1}}},
		"body.projects[0].project": {groups[:1], []facilities.ProjectUnits{{Project: "nowhere", Units: 1}, {Project: "p2", Units: 1, Group: "een"}}},
	} {
		tree, err := ProjectTree(c.projects, c.groups)
		if err != nil {
			t.Fatalf("%s: %v", location, err)
		}
		_, err = d.ProposeOrder(t.Context(), d.as("rita"), now, r.ID, "alfa", tree)
		wantFieldAt(t, AtProjects(err, c.projects, c.groups), location)
	}
	if err := AtProjects(forbidden(), good, groups); facilities.CodeOf(err) != facilities.Forbidden {
		t.Error(err)
	}
}
