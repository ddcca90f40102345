package useroffice

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"marke/facilities"
	"marke/facilities/store"
	"marke/facilities/texts"
	"marke/scheduler"
	"marke/scheduler/roundfile"
)

// callWeek is the week of the rounds in these tests; its call ends on the Saturday before.
var (
	callWeek     = facilities.Span{Start: monday, End: monday.AddDate(0, 0, 7)}
	callDeadline = monday.AddDate(0, 0, -2)
	afterCall    = callDeadline.Add(time.Hour)
)

// pooled puts the microscopes in a pool and lets alfa and beta agree on 3 to 2.
func (d *desk) pooled() {
	d.t.Helper()
	for _, id := range []facilities.ResourceID{"sem", "sem-2"} {
		d.alter(id, func(r *facilities.Resource) { r.Pool = "micro" })
	}
	d.change(func(ctx context.Context, tx *store.Tx) error {
		return tx.AddAgreement(ctx, facilities.Agreement{ID: "a1", Facility: "lab", Number: 1, From: facilities.Date{Year: 2026, Month: 1, Day: 1}, Issuer: "alfa",
			Capacity: []facilities.Share{{Partner: "alfa", Units: 3}, {Partner: "beta", Units: 2}},
			Cost:     []facilities.Share{{Partner: "alfa", Units: 1}}, Risk: []facilities.Share{{Partner: "alfa", Units: 1}, {Partner: "beta", Units: 1}},
			YearEnd: YearEndCarried, DeductibleMinutes: 120, Created: now})
	})
}

// calls opens a round of the microscopes.
func (d *desk) calls(change ...func(*facilities.Round)) facilities.Round {
	d.t.Helper()
	r := facilities.Round{ID: "week-48", Facility: "lab", Name: "Week 48", Pools: []facilities.PoolID{"micro"}, Period: callWeek, Deadline: callDeadline, Steps: 20_000}
	for _, c := range change {
		c(&r)
	}
	r, err := d.OpenRound(d.t.Context(), d.as("mia"), now, r)
	if err != nil {
		d.t.Fatal(err)
	}
	return r
}

// asksFor is a request of one use of the microscopes, of so many hours.
func asksFor(r facilities.Round, title string, hours float64, windows ...facilities.Span) facilities.RoundRequest {
	request := facilities.RoundRequest{Round: r.ID, Title: title, Steps: []facilities.RoundStep{{Resources: []facilities.ResourceID{"sem", "sem-2"},
		Duration: time.Duration(hours * float64(time.Hour))}}}
	for _, w := range windows {
		request.Windows = append(request.Windows, facilities.RoundWindow{Span: w})
	}
	return request
}

// asks hands in a request that must be taken.
func (d *desk) asks(who facilities.PersonID, r facilities.RoundRequest) facilities.RoundRequest {
	d.t.Helper()
	made, err := d.AddRequest(d.t.Context(), d.as(who), now, r)
	if err != nil {
		d.t.Fatalf("%s asks for %s: %v", who, r.Title, err)
	}
	return made
}

// closes ends the call.
func (d *desk) closes(r facilities.Round) facilities.Round {
	d.t.Helper()
	r, err := d.CloseRound(d.t.Context(), d.as("mia"), now, r.ID, 0)
	if err != nil {
		d.t.Fatal(err)
	}
	return r
}

// solves makes a draft that must come about.
func (d *desk) solves(r facilities.Round, s SolveSettings) facilities.RoundPlan {
	d.t.Helper()
	p, err := d.SolveRound(d.t.Context(), d.as("mia"), afterCall, r.ID, 0, s)
	if err != nil {
		d.t.Fatal(err)
	}
	return p
}

// publishes makes a draft bookings.
func (d *desk) publishes(r facilities.Round, number int) PublishedRound {
	d.t.Helper()
	p, err := d.PublishRound(d.t.Context(), d.as("mia"), afterCall, r.ID, 0, number)
	if err != nil {
		d.t.Fatal(err)
	}
	return p
}

// request reads a request as its own people see it.
func (d *desk) request(who facilities.PersonID, id facilities.RoundRequestID) SeenRequest {
	d.t.Helper()
	r, err := d.RoundRequest(d.t.Context(), d.as(who), afterCall, id)
	if err != nil {
		d.t.Fatal(err)
	}
	return r
}

func TestARoundRunsFromItsCallToThePartnersBookings(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.pooled()
		r := d.calls()
		first := d.asks("erik", asksFor(r, "Korrels", 4, at(9, 17)))
		second := d.asks("bob", asksFor(r, "Breukvlak", 3, at(9, 17)))
		crowded := []facilities.RoundRequest{first, second}
		for i := range 6 { // two machines, eight hours: not all of it fits
			who := []facilities.PersonID{"eva", "anna", "lex", "bert", "rita", "bea"}[i]
			crowded = append(crowded, d.asks(who, asksFor(r, fmt.Sprintf("Meting %d", i), 4, at(9, 17))))
		}
		if first.Rank != 1 || crowded[2].Rank != 2 || second.Rank != 1 {
			t.Errorf("ranks %d, %d and %d", first.Rank, crowded[2].Rank, second.Rank)
		}
		d.closes(r)
		_, err := d.AddRequest(t.Context(), d.as("erik"), now, asksFor(r, "Te laat", 1))
		wantError(t, err, facilities.Conflict, "round_call_over")

		draft := d.solves(r, SolveSettings{})
		if len(draft.Placements)+len(draft.Refused) != len(crowded) || len(draft.Placements) != 4 || len(draft.Doubts) > 0 {
			t.Fatalf("%d placed, %d refused, %d doubted", len(draft.Placements), len(draft.Refused), len(draft.Doubts))
		}
		for _, refusal := range draft.Refused {
			if len(refusal.Reasons) == 0 || refusal.Reasons[0].Words.Key == "" {
				t.Errorf("%s is refused without a reason", refusal.Request)
			}
		}
		out := d.publishes(r, draft.Number)
		if out.Round.State != facilities.RoundPublished || len(out.Booked) != 4 || len(out.Failed) != 0 {
			t.Fatalf("published %+v", out)
		}
		for _, b := range out.Booked {
			wantState(t, b, facilities.StateApproved)
			if got := d.mails(b.Person, b.ID); !slices.Equal(got, []string{"round_placed"}) {
				t.Errorf("%s is told %v", b.Person, got)
			}
		}
		placed := 0
		for _, asked := range crowded {
			seen := d.request(asked.Person, asked.ID)
			switch {
			case seen.State == facilities.RequestPlaced && len(seen.Placed) == 1:
				placed++
			case seen.State == facilities.RequestRefused && len(seen.Refused) > 0:
				for _, reason := range seen.Refused {
					if len(reason.Displace) > 0 {
						t.Errorf("%s sees whose placements are in the way", asked.Person)
					}
					for _, lang := range []string{"nl", "en"} {
						c, _ := d.Catalogue(t.Context())
						if words := ReasonWords(texts.For(lang), c, out.Round, reason); words == "" || strings.Contains(words, "reason.") {
							t.Errorf("%s in %s: %q", reason.Code, lang, words)
						}
					}
				}
			default:
				t.Errorf("%s is %s with %d bookings and %d reasons", asked.Title, seen.State, len(seen.Placed), len(seen.Refused))
			}
		}
		if placed != 4 {
			t.Errorf("%d are placed", placed)
		}
	})
}

func TestAnOpenRoundKeepsOrdinaryBookingsOutUntilItIsPublished(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.pooled()
		r := d.calls()
		wish := facilities.Wish{Resource: "sem", Use: at(9, 10)}
		_, err := d.Book(t.Context(), d.as("erik"), now, wish)
		wantConflict(t, err, "round_open")
		var e *facilities.Error
		if errors.As(err, &e); len(e.Alternatives) == 0 || !slices.ContainsFunc(e.Alternatives, func(a facilities.Alternative) bool { return !a.Use.Overlaps(callWeek) }) {
			t.Errorf("alternatives %+v", e.Alternatives)
		}
		d.books("erik", facilities.Wish{Resource: "quick", Use: at(9, 10)}) // not covered
		forced := wish
		forced.Override, forced.Reason, forced.For = []string{"round_open"}, "spoed", "erik"
		if _, err := d.Book(t.Context(), d.as("mia"), now, forced); err != nil {
			t.Errorf("the manager's override: %v", err)
		}
		d.closes(r)
		draft := d.solves(r, SolveSettings{})
		_, err = d.Book(t.Context(), d.as("erik"), now, facilities.Wish{Resource: "sem-2", Use: at(12, 13)})
		wantConflict(t, err, "round_open")
		d.publishes(r, draft.Number)
		d.books("erik", facilities.Wish{Resource: "sem-2", Use: at(10, 11)})
	})
}

func TestASavedProblemReplaysItsRound(t *testing.T) {
	d := onSQLite(t, storeOptions)
	d.pooled()
	r := d.calls()
	for i, who := range []facilities.PersonID{"erik", "eva", "lex", "rita", "bob", "bea"} {
		d.asks(who, asksFor(r, fmt.Sprintf("Meting %d", i), 3, at(9, 16)))
	}
	d.closes(r)
	for _, objective := range []facilities.RoundObjective{facilities.RoundFairFirst, facilities.RoundSatisfaction} {
		draft := d.solves(r, SolveSettings{Objective: objective, Steps: 5_000})
		problem, err := d.RoundProblem(t.Context(), d.as("mia"), now, r.ID, draft.Number)
		if err != nil {
			t.Fatal(err)
		}
		saved, err := d.RoundPlanFile(t.Context(), d.as("mia"), now, r.ID, draft.Number)
		if err != nil {
			t.Fatal(err)
		}
		read, err := roundfile.ReadProblem(bytes.NewReader(problem))
		if err != nil {
			t.Fatal(err)
		}
		plan, err := scheduler.Solve(read, scheduler.SolveOptions{Seed: draft.Seed, Steps: draft.Steps})
		if err != nil {
			t.Fatal(err)
		}
		var again bytes.Buffer
		if err := roundfile.WritePlan(&again, read, plan, fileWords(read)); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(again.Bytes(), saved) {
			t.Errorf("%s: the file solves to another plan", objective)
		}
		if err := scheduler.VerifyRound(read, plan); err != nil {
			t.Error(err)
		}
	}
	compared, err := d.ComparePlans(t.Context(), d.as("mia"), now, r.ID, 1, 2)
	if err != nil || compared.ValueA == 0 || compared.ValueB < compared.ValueA-compared.ValueA/10 || len(compared.Partners) != 2 {
		t.Errorf("compared %+v, %v", compared, err)
	}
}
