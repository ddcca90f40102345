package useroffice

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

func TestOnlyWhoMayDoesWhatARoundAllows(t *testing.T) {
	d := onSQLite(t, storeOptions)
	d.pooled()
	r := d.calls()
	mine := d.asks("erik", asksFor(r, "Van Erik", 2))
	theirs := d.asks("bob", asksFor(r, "Van Bob", 2))

	_, err := d.OpenRound(t.Context(), d.as("erik"), now, facilities.Round{Facility: "lab"})
	wantError(t, err, facilities.Forbidden, "forbidden")
	_, err = d.OpenRound(t.Context(), d.as("mia"), now, facilities.Round{Facility: "lab", Name: "Nog een", Pools: []facilities.PoolID{"micro"},
		Period: facilities.Span{Start: monday, End: monday.AddDate(0, 0, 2)}, Deadline: callDeadline})
	wantError(t, err, facilities.Conflict, "round_overlaps")

	_, err = d.RoundRequest(t.Context(), d.as("erik"), now, theirs.ID)
	wantError(t, err, facilities.NotFound, "not_found")
	if list, _, err := d.RoundRequests(t.Context(), d.as("erik"), now, RequestFilter{Round: r.ID}); err != nil || len(list) != 1 || list[0].ID != mine.ID {
		t.Errorf("erik sees %d requests, %v", len(list), err)
	}
	if list, _, err := d.RoundRequests(t.Context(), d.as("mia"), now, RequestFilter{Round: r.ID}); err != nil || len(list) != 2 {
		t.Errorf("mia sees %d requests, %v", len(list), err)
	}
	seen, err := d.Round(t.Context(), d.as("erik"), now, r.ID)
	if err != nil || len(seen.Totals) != 1 || seen.Totals[0].Requests != 2 || seen.Totals[0].Partners != 2 || len(seen.ByPartner) != 1 || seen.ByPartner[0].Partner != "alfa" {
		t.Errorf("erik sees %+v of the totals, %v", seen.Totals, err)
	}

	changed := mine
	changed.Title = "Anders"
	_, err = d.ChangeRequest(t.Context(), d.as("bob"), now, changed)
	wantError(t, err, facilities.NotFound, "not_found")
	_, err = d.ChangeRequest(t.Context(), d.as("eva"), now, changed)
	wantError(t, err, facilities.Forbidden, "forbidden")
	if changed, err = d.ChangeRequest(t.Context(), d.as("rita"), now, changed); err != nil || changed.Title != "Anders" || changed.Person != "erik" {
		t.Errorf("%+v, %v", changed, err)
	}
	_, err = d.ChangeRequest(t.Context(), d.as("erik"), now, mine)
	wantError(t, err, facilities.Stale, "stale")

	for _, verb := range []func() error{
		func() error { _, err := d.CloseRound(t.Context(), d.as("erik"), now, r.ID, 0); return err },
		func() error {
			_, err := d.SolveRound(t.Context(), d.as("rita"), now, r.ID, 0, SolveSettings{})
			return err
		},
		func() error { _, err := d.PublishRound(t.Context(), d.as("bob"), now, r.ID, 0, 1); return err },
		func() error { _, err := d.CancelRound(t.Context(), d.as("max"), now, r.ID, 0, "weg"); return err },
		func() error {
			_, err := d.PinPlacement(t.Context(), d.as("erik"), now, r.ID, 0, 1, mine.ID, 0)
			return err
		},
	} {
		wantError(t, verb(), facilities.Forbidden, "forbidden")
	}
	d.closes(r)
	draft := d.solves(r, SolveSettings{})
	_, err = d.RoundBoard(t.Context(), d.as("erik"), now, r.ID, draft.Number)
	wantError(t, err, facilities.NotFound, "not_found")
	_, err = d.RoundProblem(t.Context(), d.as("erik"), now, r.ID, draft.Number)
	wantError(t, err, facilities.NotFound, "not_found")
	_, err = d.ComparePlans(t.Context(), d.as("rita"), now, r.ID, 1, 1)
	wantError(t, err, facilities.NotFound, "not_found")
	d.publishes(r, draft.Number)
	board, err := d.RoundBoard(t.Context(), d.as("erik"), now, r.ID, 0)
	if err != nil || len(board.Plan.Placements) != 1 || len(board.Requests) != 1 || len(board.Plan.Outcomes) != 1 {
		t.Errorf("erik's board has %d placements, %d requests, %d outcomes, %v", len(board.Plan.Placements), len(board.Requests), len(board.Plan.Outcomes), err)
	}
	if board, err = d.RoundBoard(t.Context(), d.as("cor"), now, r.ID, 0); err != nil || len(board.Plan.Placements) != 2 {
		t.Errorf("the controller's board has %d placements, %v", len(board.Plan.Placements), err)
	}
}

func TestARequestThatCannotBeIsRefusedWithTheRulesThatForbidIt(t *testing.T) {
	d := onSQLite(t, storeOptions)
	d.pooled()
	r := d.calls()
	check := func(who facilities.PersonID, request facilities.RoundRequest) Possible {
		t.Helper()
		p, err := d.CheckRequest(t.Context(), d.as(who), now, request)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	if p := check("erik", asksFor(r, "Kan", 4)); p.Starts == 0 || len(p.Violations) > 0 || len(p.First) != 1 {
		t.Errorf("what can be: %+v", p)
	}
	night := asksFor(r, "Nacht", 4, at(22, 28))
	if p := check("erik", night); p.Starts != 0 || len(p.Violations) != 1 || p.Violations[0].Code != "outside_hours" {
		t.Errorf("at night: %+v", p.Violations)
	}
	_, err := d.AddRequest(t.Context(), d.as("erik"), now, night)
	wantError(t, err, facilities.Conflict, "round_impossible")
	if p := check("erik", asksFor(r, "Te lang", 9)); len(p.Violations) != 1 || p.Violations[0].Code != "too_long" {
		t.Errorf("too long: %+v", p.Violations)
	}
	if p := check("erik", asksFor(r, "Tijdvak", 4, at(9, 11))); len(p.Violations) != 1 || p.Violations[0].Code != "window_short" {
		t.Errorf("a short window: %+v", p.Violations)
	}
	for location, bad := range map[string]func(*facilities.RoundRequest){
		"body.title":                     func(r *facilities.RoundRequest) { r.Title = "" },
		"body.steps":                     func(r *facilities.RoundRequest) { r.Steps = nil },
		"body.steps[0].duration_minutes": func(r *facilities.RoundRequest) { r.Steps[0].Duration = 7 * time.Minute },
		"body.steps[0].resources":        func(r *facilities.RoundRequest) { r.Steps[0].Resources = nil },
		"body.steps[0].capability":       func(r *facilities.RoundRequest) { r.Steps[0].Resources, r.Steps[0].Capability = nil, "laser" },
		"body.project":                   func(r *facilities.RoundRequest) { r.Project = "pb" },
		"body.windows[0].from": func(r *facilities.RoundRequest) {
			r.Windows = []facilities.RoundWindow{{Span: facilities.Span{Start: now, End: now.Add(time.Hour)}}}
		},
	} {
		request := asksFor(r, "Fout", 2)
		request.Steps = slices.Clone(request.Steps)
		bad(&request)
		_, err := d.AddRequest(t.Context(), d.as("erik"), now, request)
		if facilities.CodeOf(err) != facilities.Invalid {
			t.Errorf("%s: %v", location, err)
			continue
		}
		wantFieldAt(t, err, location)
	}
	outside := asksFor(r, "Ernaast", 2)
	outside.Steps = []facilities.RoundStep{{Resources: []facilities.ResourceID{"quick"}, Duration: time.Hour}}
	_, err = d.AddRequest(t.Context(), d.as("erik"), now, outside)
	wantField(t, err, "body.steps", "round_not_covered")
}

// wantFieldAt fails unless something is wrong at that value.
func wantFieldAt(t *testing.T, err error, location string) {
	t.Helper()
	e := err.(*facilities.Error)
	if !slices.ContainsFunc(e.Fields, func(f facilities.Field) bool { return f.Location == location }) {
		t.Errorf("got %v, want a fault at %s", err, location)
	}
}

func TestARouteKeepsItsOrderItsGapsAndItsSamplesHistory(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.pooled()
		d.alter("ebeam", func(r *facilities.Resource) { r.Rules.Grid = 15 * time.Minute })
		r := d.calls()
		route := facilities.RoundRequest{Round: r.ID, Title: "Meten, schrijven, meten", Project: "p1", Sample: "s1", Steps: []facilities.RoundStep{
			{Resources: []facilities.ResourceID{"sem", "sem-2"}, Duration: time.Hour},
			{Resources: []facilities.ResourceID{"ebeam"}, Duration: 2 * time.Hour, GapMin: 30 * time.Minute, GapMax: 2 * time.Hour},
			{Capability: "sem", Duration: time.Hour, GapMax: 4 * time.Hour}}}
		made := d.asks("erik", route)
		toClean := route
		toClean.Title = "Vuil naar schoon"
		toClean.Steps = append(slices.Clone(route.Steps[:2]), facilities.RoundStep{Resources: []facilities.ResourceID{"clean"}, Duration: time.Hour})
		_, err := d.AddRequest(t.Context(), d.as("erik"), now, toClean) // the e-beam leaves gold on the wafer
		wantConflict(t, err, "contamination")
		d.closes(r)
		draft := d.solves(r, SolveSettings{})
		out := d.publishes(r, draft.Number)
		if len(out.Booked) != 3 || len(d.request("erik", made.ID).Placed) != 3 {
			t.Fatalf("%d booked, failed %+v", len(out.Booked), out.Failed)
		}
		steps := slices.SortedFunc(slices.Values(out.Booked), func(a, b facilities.Booking) int { return a.Use.Start.Compare(b.Use.Start) })
		first, second := steps[1].Use.Start.Sub(steps[0].Use.End), steps[2].Use.Start.Sub(steps[1].Use.End)
		if steps[1].Resource != "ebeam" || first < 30*time.Minute || first > 2*time.Hour || second < 0 || second > 4*time.Hour {
			t.Errorf("gaps of %s and %s around %s", first, second, steps[1].Resource)
		}
	})
}

func TestWhatNoLongerPassesIsToldAndNotLost(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.pooled()
		r := d.calls()
		alone := d.asks("erik", asksFor(r, "Alleen", 2, at(9, 11)))
		pair := asksFor(r, "Samen 1", 2, at(33, 37))
		pair.Together = "paar"
		one := d.asks("bob", pair)
		pair.Title, pair.Windows[0].Span = "Samen 2", at(57, 61)
		two := d.asks("bob", pair)
		d.closes(r)
		draft := d.solves(r, SolveSettings{})
		if len(draft.Placements) != 3 {
			t.Fatalf("%d placed", len(draft.Placements))
		}
		place := func(id facilities.RoundRequestID) facilities.RoundPlacement { p, _ := draft.Placement(id, 0); return p }
		for _, p := range []facilities.RoundPlacement{place(alone.ID), place(two.ID)} { // a manager takes the time after the draft
			_, err := d.Book(t.Context(), d.as("mia"), afterCall, facilities.Wish{Resource: p.Resource, Use: p.Use, For: "tom", Override: []string{"round_open"}, Reason: "spoed"})
			if err != nil {
				t.Fatal(err)
			}
		}
		out := d.publishes(r, draft.Number)
		if len(out.Booked) != 0 || len(out.Failed) != 3 {
			t.Fatalf("%d booked, %d failed", len(out.Booked), len(out.Failed))
		}
		for id, who := range map[facilities.RoundRequestID]facilities.PersonID{alone.ID: "erik", one.ID: "bob", two.ID: "bob"} {
			seen := d.request(who, id)
			if seen.State != facilities.RequestRefused || len(seen.Violations) != 1 || seen.Violations[0].Code != "capacity" || len(seen.Alternatives) == 0 {
				t.Errorf("%s is %s with %+v and %d alternatives", seen.Title, seen.State, seen.Violations, len(seen.Alternatives))
			}
			var told []string
			d.view(func(ctx context.Context, tx *store.Tx) error {
				mails, err := tx.MailsTo(ctx, who)
				for _, m := range mails {
					if m.Kind == "round_refused" && m.Params["title"] == seen.Title {
						told = append(told, m.Kind)
					}
				}
				return err
			})
			if len(told) != 1 {
				t.Errorf("%s is told %d times of %s", who, len(told), seen.Title)
			}
		}
	})
}

func TestADraftKeepsQuotasOverSeveralDays(t *testing.T) {
	d := onSQLite(t, storeOptions)
	d.pooled()
	d.quota(facilities.Quota{ID: "daily", Facility: "lab", Pool: "micro", Scope: facilities.PerPerson, Period: facilities.PerDay, Max: 3 * time.Hour})
	r := d.calls()
	for i := range 3 {
		d.asks("erik", asksFor(r, fmt.Sprintf("Deel %d", i), 2, at(9, 18), at(33, 42), at(57, 66))) // any of three days, one a day
	}
	d.closes(r)
	draft := d.solves(r, SolveSettings{})
	if len(draft.Placements) != 3 || len(draft.Doubts) > 0 {
		t.Fatalf("%d placed, doubts %+v", len(draft.Placements), draft.Doubts)
	}
	if out := d.publishes(r, draft.Number); len(out.Booked) != 3 {
		t.Errorf("%d booked", len(out.Booked))
	}
}

func TestPinnedPlacementsStay(t *testing.T) {
	d := onSQLite(t, storeOptions)
	d.pooled()
	r := d.calls()
	first := d.asks("erik", asksFor(r, "Eerst", 4, at(9, 17)))
	for i := range 3 {
		d.asks("bob", asksFor(r, fmt.Sprintf("Bob %d", i), 4, at(9, 17)))
	}
	d.closes(r)
	draft := d.solves(r, SolveSettings{})
	placed, _ := draft.Placement(first.ID, 0)
	if _, err := d.PinPlacement(t.Context(), d.as("mia"), afterCall, r.ID, 0, draft.Number, first.ID, 0); err != nil {
		t.Fatal(err)
	}
	for seed := uint64(2); seed < 5; seed++ {
		again := d.solves(r, SolveSettings{Seed: seed})
		stays, ok := again.Placement(first.ID, 0)
		if !ok || stays.Resource != placed.Resource || !stays.Use.Start.Equal(placed.Use.Start) || !stays.Pinned {
			t.Errorf("seed %d: %+v, pinned at %+v", seed, stays, placed)
		}
	}
	if _, err := d.UnpinPlacement(t.Context(), d.as("mia"), afterCall, r.ID, 0, first.ID, 0); err != nil {
		t.Fatal(err)
	}
	_, err := d.UnpinPlacement(t.Context(), d.as("mia"), afterCall, r.ID, 0, first.ID, 0)
	wantField(t, err, "body.request", "not_pinned")
}

func TestAPartnerOrdersItsOwnRequests(t *testing.T) {
	d := onSQLite(t, storeOptions)
	d.pooled()
	r := d.calls()
	a, b, c := d.asks("erik", asksFor(r, "A", 2)), d.asks("eva", asksFor(r, "B", 2)), d.asks("erik", asksFor(r, "C", 2))
	_, err := d.OrderRequests(t.Context(), d.as("erik"), now, r.ID, "alfa", []facilities.RoundRequestID{b.ID, a.ID, c.ID})
	wantError(t, err, facilities.Forbidden, "forbidden") // it moves Eva's
	if _, err = d.OrderRequests(t.Context(), d.as("erik"), now, r.ID, "alfa", []facilities.RoundRequestID{c.ID, b.ID, a.ID}); err != nil {
		t.Error(err) // his own change places
	}
	_, err = d.OrderRequests(t.Context(), d.as("bea"), now, r.ID, "alfa", nil)
	wantError(t, err, facilities.NotFound, "not_found")
	list, err := d.OrderRequests(t.Context(), d.as("rita"), now, r.ID, "alfa", []facilities.RoundRequestID{b.ID})
	if err != nil || len(list) != 3 || list[0].ID != b.ID || list[1].ID != c.ID || list[2].ID != a.ID || list[2].Rank != 3 {
		t.Errorf("%+v, %v", list, err)
	}
}

func TestRequestsComeFromATable(t *testing.T) {
	d := onSQLite(t, storeOptions)
	d.pooled()
	d.alter("ebeam", func(r *facilities.Resource) { r.Rules.Grid = 15 * time.Minute })
	r := d.calls()
	table := "titel;apparaat;minuten;van;tot;route\n" +
		"Een;sem;120;2026-11-23 09:00;2026-11-23 17:00;\n" +
		"Twee;\"sem, sem-2\";60;;;r\n" +
		"Twee;ebeam;60;;;r\n"
	dry, err := d.ImportRequests(t.Context(), d.as("erik"), now, r.ID, []byte(table), true)
	if err != nil || len(dry.Faults) > 0 || len(dry.Requests) != 2 {
		t.Fatalf("%+v, %v", dry, err)
	}
	if list, _, _ := d.RoundRequests(t.Context(), d.as("erik"), now, RequestFilter{Round: r.ID}); len(list) != 0 {
		t.Errorf("a dry run left %d requests", len(list))
	}
	bad, err := d.ImportRequests(t.Context(), d.as("erik"), now, r.ID, []byte(table+"Drie;sem;7;;;\nVier;nergens;60;;;\n"), false)
	if err != nil || len(bad.Faults) != 2 || bad.Faults[0].Line != 5 || bad.Faults[1].Line != 6 {
		t.Fatalf("%+v, %v", bad.Faults, err)
	}
	if list, _, _ := d.RoundRequests(t.Context(), d.as("erik"), now, RequestFilter{Round: r.ID}); len(list) != 0 {
		t.Errorf("a table with faults left %d requests", len(list))
	}
	done, err := d.ImportRequests(t.Context(), d.as("erik"), now, r.ID, []byte(table), false)
	if err != nil || len(done.Requests) != 2 || len(done.Requests[1].Steps) != 2 || done.Requests[1].Rank != 2 {
		t.Errorf("%+v, %v", done, err)
	}
}

// What is wrong with a table is told by the row and the column that hold it, as the table writes them.
func TestATableOfRequestsIsFaultedWhereItIsWrong(t *testing.T) {
	d := onSQLite(t, storeOptions)
	d.pooled()
	r := d.calls()
	for name, c := range map[string]struct{ table, want string }{
		"a length and a window":     {"Titel;Apparaat;Minuten;Van;Tot\nEen;sem;7;2031-01-01 09:00;2031-01-01 17:00\n", "2 Minuten round_off_grid, 2 Van round_outside"},
		"a window that ends first":  {"title;resource;minutes;start;end\nEen;sem;60;2026-11-23 17:00;2026-11-23 09:00\n", "2 end end_before_start"},
		"steps of a route":          {"titel;apparaat;minuten;route\nEen;sem;60;r\nEen;nergens;60;r\nEen;sem;7;r\n", "3 apparaat unknown_resource, 4 minuten round_off_grid"},
		"a route that begins wrong": {"titel;apparaat;minuten;persoon;route\nEen;sem;60;niemand;r\n;sem;60;;r\n", "2 persoon unknown_person"},
		"a route that ends wrong":   {"titel;apparaat;minuten;route\nEen;sem;60;r\n;sem;lang;r\n", "3 minuten number"},
		"several things in a row":   {"titel;apparaat;minuten;persoon\nEen;sem;lang;niemand\n", "2 minuten number, 2 persoon unknown_person"},
		"nothing to use":            {"titel;minuten;van;tot\nEen;60;;\n", "2 resource required"},
	} {
		done, err := d.ImportRequests(t.Context(), d.as("erik"), now, r.ID, []byte(c.table), true)
		if err != nil {
			t.Fatal(name, err)
		}
		var got []string
		for _, fault := range done.Faults {
			for _, field := range fault.Err.Fields {
				got = append(got, fmt.Sprintf("%d %s %s", fault.Line, field.Location, field.Key))
			}
		}
		if all := strings.Join(got, ", "); all != c.want {
			t.Errorf("%s: %s, want %s", name, all, c.want)
		}
	}
}

func TestTimeClosesACallOnceAndFreesABrokenSolve(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.pooled()
		r := d.calls()
		system := facilities.Actor{Person: facilities.Person{ID: "system", System: true}, Via: "cron"}
		for i, want := range []int{0, 1, 0} {
			at := []time.Time{now, callDeadline, afterCall}[i]
			done, err := d.RunRounds(t.Context(), system, at)
			if err != nil || done.Closed != want {
				t.Errorf("at %s closed %d, %v", at, done.Closed, err)
			}
		}
		settings := SolveSettings{}
		if _, _, err := d.beginSolve(t.Context(), act{d.as("mia"), afterCall, "solve_round"}, r.ID, 0, &settings); err != nil {
			t.Fatal(err)
		}
		_, err := d.SolveRound(t.Context(), d.as("mia"), afterCall, r.ID, 0, SolveSettings{})
		wantError(t, err, facilities.Conflict, "round_solving")
		done, err := d.RunRounds(t.Context(), system, afterCall.Add(time.Hour))
		if err != nil || done.Freed != 1 {
			t.Errorf("freed %d, %v", done.Freed, err)
		}
		if seen, _ := d.Round(t.Context(), d.as("mia"), now, r.ID); seen.State != facilities.RoundClosed {
			t.Errorf("the round is %s", seen.State)
		}
	})
}

func TestARollingRoundPlacesEachNightWhatWaits(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.pooled()
		system := facilities.Actor{Person: facilities.Person{ID: "system", System: true}, Via: "cron"}
		policy, err := d.RoundPolicy(t.Context(), d.as("mia"), now, "lab")
		if err != nil {
			t.Fatal(err)
		}
		rolling := d.calls(func(r *facilities.Round) { r.ID, r.Rolling, r.Days, r.Steps = "doorlopend", true, 7, 2_000 })
		d.books("erik", facilities.Wish{Resource: "sem", Use: at(9, 10)}) // it reserves nothing
		soon := d.asks("eva", asksFor(rolling, "Snel", 2, at(10, 14)))
		later := d.asks("bob", asksFor(rolling, "Later", 2, facilities.Span{Start: monday.AddDate(0, 0, 20), End: monday.AddDate(0, 0, 21)}))
		done, err := d.RunNight(t.Context(), system, now)
		if err != nil || done.Nights != 1 || done.Published != 0 {
			t.Fatalf("%+v, %v", done, err)
		}
		if again, err := d.RunNight(t.Context(), system, now.Add(time.Hour)); err != nil || again.Nights != 0 {
			t.Errorf("a second run the same day: %+v, %v", again, err)
		}
		policy.PublishRolling = true
		if _, err := d.SaveRoundPolicy(t.Context(), d.as("mia"), now, policy); err != nil {
			t.Fatal(err)
		}
		done, err = d.RunNight(t.Context(), system, now.Add(24*time.Hour)) // the draft of the night before gives its requests back
		if err != nil || done.Nights != 1 || done.Published != 1 {
			t.Fatalf("%+v, %v", done, err)
		}
		if seen := d.request("eva", soon.ID); seen.State != facilities.RequestPlaced || len(seen.Placed) != 1 {
			t.Errorf("what was soon is %s", seen.State)
		}
		if seen := d.request("bob", later.ID); seen.State != facilities.RequestOpen || seen.Round != rolling.ID {
			t.Errorf("what comes later is %s in %s", seen.State, seen.Round)
		}
	})
}

func TestAnObjectionGoesToTheManagersWithTheExplanation(t *testing.T) {
	d := onSQLite(t, storeOptions)
	d.pooled()
	r := d.calls()
	var all []facilities.RoundRequest
	for i := range 5 {
		all = append(all, d.asks([]facilities.PersonID{"erik", "eva", "lex", "rita", "bob"}[i], asksFor(r, fmt.Sprintf("Meting %d", i), 8, at(9, 17))))
	}
	_, err := d.Object(t.Context(), d.as("erik"), now, all[0].ID, "te vroeg")
	wantError(t, err, facilities.Conflict, "round_no_outcome")
	d.closes(r)
	d.publishes(r, d.solves(r, SolveSettings{}).Number)
	var refused SeenRequest
	for _, asked := range all {
		if seen := d.request(asked.Person, asked.ID); seen.State == facilities.RequestRefused {
			refused = seen
		}
	}
	_, err = d.Object(t.Context(), d.as("gus"), now, refused.ID, "Waarom niet?")
	wantError(t, err, facilities.NotFound, "not_found")
	made, err := d.Object(t.Context(), d.as(refused.Person), now, refused.ID, "Waarom niet?")
	if err != nil {
		t.Fatal(err)
	}
	_, err = d.Object(t.Context(), d.as(refused.Person), now, refused.ID, "Nog eens")
	wantError(t, err, facilities.Conflict, "round_objected")
	list, err := d.Objections(t.Context(), d.as("mia"), now, r.ID)
	if err != nil || len(list) != 1 || len(list[0].Request.Refused) == 0 {
		t.Fatalf("%+v, %v", list, err)
	}
	_, err = d.AnswerObjection(t.Context(), d.as(refused.Person), now, made.ID, 0, true, "ja")
	wantError(t, err, facilities.NotFound, "not_found")
	if made, err = d.AnswerObjection(t.Context(), d.as("mia"), now, made.ID, made.Version, false, "De pers was vol."); err != nil || made.Answer == "" {
		t.Fatal(err)
	}
	_, err = d.AnswerObjection(t.Context(), d.as("mia"), now, made.ID, 0, true, "toch")
	wantError(t, err, facilities.Conflict, "round_answered")
}

func TestACancelledRoundOpensItsTime(t *testing.T) {
	d := onSQLite(t, storeOptions)
	d.pooled()
	r := d.calls()
	asked := d.asks("erik", asksFor(r, "Weg", 2))
	if _, err := d.CancelRound(t.Context(), d.as("mia"), now, r.ID, 0, "De machines verhuizen"); err != nil {
		t.Fatal(err)
	}
	if seen := d.request("erik", asked.ID); seen.State != facilities.RequestWithdrawn {
		t.Errorf("the request is %s", seen.State)
	}
	d.books("erik", facilities.Wish{Resource: "sem", Use: at(9, 10)})
}

func TestACancelledRoundSaysWhy(t *testing.T) {
	d := onSQLite(t, storeOptions)
	d.pooled()
	r := d.calls()
	d.asks("erik", asksFor(r, "Weg", 2))
	const why = "De machines verhuizen"
	reasons := func(who facilities.PersonID) []string {
		t.Helper()
		one, err := d.Round(t.Context(), d.as(who), now, r.ID)
		if err != nil {
			t.Fatal(err)
		}
		list, _, err := d.Rounds(t.Context(), d.as(who), now, RoundFilter{Facility: r.Facility})
		if err != nil || len(list) != 1 {
			t.Fatal(list, err)
		}
		return []string{one.Reason, list[0].Reason}
	}
	if got := reasons("mia"); !slices.Equal(got, []string{"", ""}) {
		t.Errorf("a call says why it was called off: %q", got)
	}
	if _, err := d.CancelRound(t.Context(), d.as("mia"), now, r.ID, 0, why); err != nil {
		t.Fatal(err)
	}
	for _, who := range []facilities.PersonID{"mia", "erik", "bob"} {
		if got := reasons(who); !slices.Equal(got, []string{why, why}) {
			t.Errorf("%s reads %q", who, got)
		}
	}
	d.view(func(ctx context.Context, tx *store.Tx) error {
		mails, err := tx.MailsTo(ctx, "erik")
		told := slices.ContainsFunc(mails, func(m facilities.Mail) bool { return m.Kind == "round_cancelled" && m.Params["reason"] == why })
		if !told {
			t.Errorf("erik is not told why: %+v", mails)
		}
		return err
	})
}

func TestARepeatedSolveUnderOneKeySolvesOnce(t *testing.T) {
	d := onSQLite(t, storeOptions)
	d.pooled()
	r := d.calls()
	d.asks("erik", asksFor(r, "Eens", 2))
	d.closes(r)
	for range 2 {
		plan, err := d.Once("sleutel", []byte("{}")).SolveRound(t.Context(), d.as("mia"), afterCall, r.ID, 0, SolveSettings{})
		if err != nil || plan.Number != 1 || len(plan.Placements) != 1 {
			t.Fatalf("%+v, %v", plan, err)
		}
	}
	seen, err := d.Round(t.Context(), d.as("mia"), now, r.ID)
	if err != nil || len(seen.Plans) != 1 || seen.State != facilities.RoundDraft {
		t.Errorf("%d drafts in %s, %v", len(seen.Plans), seen.State, err)
	}
}

// Of the prime hours of a day erik may have two. What the quota refuses is closed to the second use, and nothing more: the evening is free.
func TestAQuotaOfPrimeHoursClosesOnlyWhatCountsForIt(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.pooled()
		d.quota(facilities.Quota{ID: "q", Facility: "lab", Scope: facilities.PerPerson, Period: facilities.PerDay, Max: 2 * time.Hour, PrimeOnly: true})
		r := d.calls()
		for _, title := range []string{"Korrels", "Breukvlak"} {
			asked := asksFor(r, title, 2, at(9, 17), at(17, 21))
			asked.Windows[0].Preference, asked.Windows[1].Preference = 100, 10
			d.asks("erik", asked)
		}
		d.closes(r)
		draft := d.solves(r, SolveSettings{})
		if len(draft.Placements) != 2 || len(draft.Doubts) > 0 {
			t.Fatalf("%d placed, %d doubts: %+v", len(draft.Placements), len(draft.Doubts), draft.Refused)
		}
		if out := d.publishes(r, draft.Number); len(out.Booked) != 2 || len(out.Failed) > 0 {
			t.Errorf("%d booked, %d failed", len(out.Booked), len(out.Failed))
		}
	})
}
