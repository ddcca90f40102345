package useroffice

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"marke/facilities"
)

// route is a request of steps on several instruments.
func route(r facilities.Round, title string, steps ...facilities.RoundStep) facilities.RoundRequest {
	return facilities.RoundRequest{Round: r.ID, Title: title, Steps: steps}
}

// stepOn is one step of so many hours, so many hours after the one before.
func stepOn(hours, least, most float64, on ...facilities.ResourceID) facilities.RoundStep {
	of := func(h float64) time.Duration { return time.Duration(h * float64(time.Hour)) }
	return facilities.RoundStep{Resources: on, Duration: of(hours), GapMin: of(least), GapMax: of(most)}
}

// shuts plans maintenance of a machine.
func (d *desk) shuts(id facilities.ResourceID, span facilities.Span) facilities.Downtime {
	d.t.Helper()
	down, _, err := d.OpenDowntime(d.t.Context(), d.as("mia"), now, facilities.Downtime{Kind: facilities.Maintenance, Facility: "lab", Resource: id, Start: span.Start, End: span.End, Reason: "Onderhoud"}, false)
	if err != nil {
		d.t.Fatal(err)
	}
	return down
}

// keptGaps checks that a proposal keeps the gaps of a route, where no step is dropped and they held before, and says how many of its bookings move.
func (d *desk) keptGaps(r facilities.RoundRequest, proposal facilities.Replan) (moves int) {
	d.t.Helper()
	use, was, dropped := map[int]facilities.Span{}, map[int]facilities.Span{}, map[int]bool{}
	for _, p := range d.request(r.Person, r.ID).Placed {
		b := d.booking(p.Booking)
		use[p.Step], was[p.Step], dropped[p.Step] = b.Use, b.Use, b.State != facilities.StateApproved
		for _, m := range proposal.Moves {
			if m.Booking == p.Booking {
				use[p.Step], dropped[p.Step] = m.To, m.Dropped
				moves++
			}
		}
	}
	for i := 1; i < len(r.Steps); i++ {
		if dropped[i] || dropped[i-1] {
			continue
		}
		step := r.Steps[i]
		gap := use[i].Start.Sub(use[i-1].End)
		if gap < step.GapMin || step.GapMax > 0 && gap > step.GapMax {
			d.t.Errorf("%s: step %d comes %v after the one before, not %v to %v; it was %v", r.Title, i+1, gap, step.GapMin, step.GapMax, was[i].Start.Sub(was[i-1].End))
		}
	}
	return moves
}

func TestReplanningMovesTheOtherStepsOfARouteAlong(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.pooled()
		r := d.calls()
		asked := route(r, "Coaten", stepOn(2, 0, 0, "sem", "sem-2"), stepOn(2, 1, 2, "ebeam"), stepOn(1, 0, 1, "sem", "sem-2"))
		asked.Windows = []facilities.RoundWindow{{Span: at(8, 16), Preference: 100}}
		asked = d.asks("erik", asked)
		d.closes(r)
		if out := d.publishes(r, d.solves(r, SolveSettings{Steps: 2000}).Number); len(out.Booked) != 3 {
			t.Fatalf("%d booked", len(out.Booked))
		}
		down := d.shuts("ebeam", at(6, 19)) // till seven in the evening: the route fits in only if it goes to another day
		r2 := d.proposes(down)
		if moves := d.keptGaps(asked, r2); moves != 3 || r2.Moves[0].Dropped {
			t.Fatalf("%d steps move: %+v", moves, r2.Moves)
		}
		applied, err := d.ApplyReplan(t.Context(), d.as("mia"), now, r2.ID, 0)
		if err != nil {
			t.Fatal(err)
		}
		d.keptGaps(asked, facilities.Replan{})
		for _, m := range applied.Moves {
			if b := d.booking(m.Booking); b.Use != m.To || b.Resource != m.Resource {
				t.Errorf("%s is at %v on %s", m.Booking, b.Use, b.Resource)
			}
		}
	})
}

func TestAStepThatWasDisplacedStillStandsForItsRouteWhereItGoes(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.pooled()
		r := d.calls()
		asked := route(r, "Coaten", stepOn(2, 0, 0, "sem", "sem-2"), stepOn(2, 1, 5, "ebeam"))
		asked.Windows = []facilities.RoundWindow{{Span: at(8, 13), Preference: 100}}
		asked = d.asks("erik", asked)
		d.closes(r)
		if out := d.publishes(r, d.solves(r, SolveSettings{Steps: 2000}).Number); len(out.Booked) != 2 {
			t.Fatalf("%d booked", len(out.Booked))
		}
		first := d.request("erik", asked.ID).Placed
		later := afterCall.Add(time.Hour)
		down, hit, err := d.OpenDowntime(t.Context(), d.as("mia"), later, facilities.Downtime{Kind: facilities.Outage, Facility: "lab", Resource: "ebeam", Start: at(8, 14).Start, End: at(8, 14).End, Reason: "Lek"}, false)
		if err != nil || len(hit) != 1 {
			t.Fatalf("%d hit, %v", len(hit), err)
		}
		proposal, err := d.ProposeReplan(t.Context(), d.as("mia"), later, down.ID, ReplanSettings{})
		if err != nil {
			t.Fatal(err)
		}
		if d.keptGaps(asked, proposal); len(proposal.Moves) != 1 || proposal.Moves[0].Dropped {
			t.Fatalf("%+v", proposal.Moves)
		}
		if _, err := d.ApplyReplan(t.Context(), d.as("mia"), later, proposal.ID, 0); err != nil {
			t.Fatal(err)
		}
		second := d.request("erik", asked.ID).Placed
		if len(second) != 2 || second[0] != first[0] || second[1] == first[1] || d.booking(second[1].Booking).State != facilities.StateApproved {
			t.Errorf("the route stands as %+v, and was %+v", second, first)
		}
		d.keptGaps(asked, facilities.Replan{})
	})
}

func TestAStepDoesNotFollowOneThatRunsTooLate(t *testing.T) {
	d := onSQLite(t, storeOptions)
	d.pooled()
	r := d.calls()
	asked := route(r, "Coaten", stepOn(2, 0, 0, "sem", "sem-2"), stepOn(2, 0, 1, "ebeam"))
	asked.Windows = []facilities.RoundWindow{{Span: at(8, 13), Preference: 100}}
	asked = d.asks("erik", asked)
	d.closes(r)
	d.publishes(r, d.solves(r, SolveSettings{Steps: 2000}).Number)
	placed := d.request("erik", asked.ID).Placed
	begun := d.booking(placed[0].Booking)
	if _, err := d.CheckIn(t.Context(), d.as("erik"), begun.Use.Start, begun.ID, 0); err != nil {
		t.Fatal(err)
	}
	d.shuts("ebeam", at(6, 22))
	downs, err := d.Downtimes(t.Context(), d.as("mia"), now, "lab")
	if err != nil || len(downs) != 1 {
		t.Fatalf("%v, %v", downs, err)
	}
	proposal, err := d.ProposeReplan(t.Context(), d.as("mia"), begun.Use.Start.Add(30*time.Minute), downs[0].ID, ReplanSettings{})
	if err != nil {
		t.Fatal(err)
	}
	if len(proposal.Moves) != 1 || !proposal.Moves[0].Dropped || proposal.Moves[0].Booking != placed[1].Booking {
		t.Errorf("what is an hour after a use that goes on can wait till tomorrow: %+v", proposal.Moves)
	}
}

func TestReplanningKeepsTheGapsOfEveryRoute(t *testing.T) {
	d := onSQLite(t, storeOptions)
	d.pooled()
	for _, id := range []facilities.ResourceID{"ebeam", "quick"} {
		d.alter(id, func(r *facilities.Resource) { r.Pool = "micro" })
	}
	r := d.calls()
	random := rand.New(rand.NewPCG(7, 11))
	machines := []facilities.ResourceID{"sem", "sem-2", "ebeam", "quick"}
	people := []facilities.PersonID{"erik", "eva", "lex", "bob", "bea", "anna"}
	var routes []facilities.RoundRequest
	for i := range 12 {
		var steps []facilities.RoundStep
		for range 2 + random.IntN(2) {
			least := float64(random.IntN(3))
			on := machines[random.IntN(4):][:1]
			if on[0] != "ebeam" && on[0] != "quick" {
				on = machines[:2]
			}
			steps = append(steps, stepOn(float64(1+random.IntN(3)), least, least+float64(1+random.IntN(4)), on...))
		}
		routes = append(routes, d.asks(people[i%len(people)], route(r, fmt.Sprint("Route ", i), steps...)))
	}
	d.closes(r)
	d.publishes(r, d.solves(r, SolveSettings{Steps: 4000}).Number)
	var moved, along, dropped int
	for i := range 16 {
		from := float64(random.IntN(5)*24 + 6 + random.IntN(8))
		down := d.shuts(machines[random.IntN(4)], at(from, from+float64(2+random.IntN(30))))
		proposal := d.proposes(down)
		for _, request := range routes {
			moved += d.keptGaps(request, proposal)
		}
		for _, m := range proposal.Moves {
			if m.Dropped {
				dropped++
			} else if !m.Hit {
				along++
			}
		}
		if i%3 == 2 {
			if _, err := d.ApplyReplan(t.Context(), d.as("mia"), now, proposal.ID, 0); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := d.EndDowntime(t.Context(), d.as("mia"), now, down.ID, 0, down.Start); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d moved, %d of them along, %d dropped", moved, along, dropped)
	if moved < 10 || along == 0 {
		t.Errorf("only %d moved, %d of them along: the cases do not show what they should", moved, along)
	}
}
