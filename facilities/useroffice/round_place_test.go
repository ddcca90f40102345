package useroffice

import (
	"testing"

	"marke/facilities"
)

// The two of a group are placed together, and before the rinse that somebody else asked for between them: without it the changeover would be too long.
func TestARinseBetweenTwoUsesCountsWhoeverIsPlacedFirst(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.pooled()
		d.rinses()
		d.alter("ebeam", func(r *facilities.Resource) { r.Pool = "micro" })
		r := d.calls()
		asks := func(who facilities.PersonID, process, together string, use facilities.Span) facilities.RoundRequest {
			asked := asksFor(r, process, use.Duration().Hours(), use)
			asked.Steps[0].Resources, asked.Steps[0].Process, asked.Together = []facilities.ResourceID{"ebeam"}, process, together
			return d.asks(who, asked)
		}
		asks("erik", "gold", "samen", at(9, 10))
		rinse := asks("eva", "rinse", "", at(10, 11))
		asks("erik", "clean", "samen", at(11, 12))
		d.closes(r)
		draft := d.solves(r, SolveSettings{})
		if len(draft.Placements) != 3 || len(draft.Doubts) > 0 {
			t.Fatalf("%d placed, doubts %+v, refused %+v", len(draft.Placements), draft.Doubts, draft.Refused)
		}
		out := d.publishes(r, draft.Number)
		if len(out.Booked) != 3 || len(out.Failed) > 0 {
			t.Errorf("%d booked, failed %+v", len(out.Booked), out.Failed)
		}
		if placed := d.request("eva", rinse.ID); placed.State != facilities.RequestPlaced {
			t.Errorf("the rinse is %s", placed.State)
		}
	})
}

// fourBaths makes of the e-beam an instrument whose processes follow each other at once only in the order a, b, c, d.
func (d *desk) fourBaths() {
	const long = 100
	d.alter("ebeam", func(r *facilities.Resource) {
		r.Pool = "micro"
		r.Changeover = facilities.Changeover{Classes: []string{"a", "b", "c", "d"},
			Minutes: [][]int{{0, 0, long, long}, {long, 0, 0, long}, {long, long, 0, 0}, {long, long, long, 0}}}
	})
}

// asksBath asks for a bath at a time, all or none with what is asked for under the same name.
func (d *desk) asksBath(who facilities.PersonID, r facilities.Round, process, together string, use facilities.Span) facilities.RoundRequest {
	asked := asksFor(r, process, use.Duration().Hours(), use)
	asked.Steps[0].Resources, asked.Steps[0].Process, asked.Together = []facilities.ResourceID{"ebeam"}, process, together
	return d.asks(who, asked)
}

// Since the draft was solved the manager has booked what stands before and after the two: without c the b is too close to the d, and without b the c to the a.
func TestPlacementsThatNeedEachOtherBetweenStandingBookingsAreBookedAsOneStep(t *testing.T) {
	for name, x := range map[string]struct {
		other      facilities.PersonID // asks for the second of the two
		together   string
		before     string // the process that stands before them
		spoilt     bool   // the second cannot be booked any more
		want, fail int
	}{
		"of two":                 {"eva", "", "a", false, 2, 0},
		"of one as a group":      {"erik", "samen", "a", false, 2, 0},
		"where it is too long":   {"eva", "", "d", false, 0, 2},
		"where one has no right": {"eva", "", "a", true, 0, 2},
	} {
		t.Run(name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, d *desk) {
				d.pooled()
				d.fourBaths()
				r := d.calls()
				d.asksBath("erik", r, "b", x.together, at(10, 11))
				d.asksBath(x.other, r, "c", x.together, at(11, 12))
				d.closes(r)
				draft := d.solves(r, SolveSettings{})
				if len(draft.Placements) != 2 || len(draft.Doubts) > 0 {
					t.Fatalf("%d placed, doubts %+v, refused %+v", len(draft.Placements), draft.Doubts, draft.Refused)
				}
				var standing []facilities.Booking
				for _, bath := range []struct {
					process string
					use     facilities.Span
				}{{x.before, at(9, 10)}, {"d", at(12, 13)}} {
					b, err := d.Book(t.Context(), d.as("mia"), afterCall, facilities.Wish{Resource: "ebeam", Use: bath.use, For: "tom", Process: bath.process, Override: []string{"round_open"}, Reason: "spoed"})
					if err != nil {
						t.Fatal(err)
					}
					standing = append(standing, b)
				}
				if x.spoilt {
					down := facilities.Downtime{Kind: facilities.Maintenance, Facility: "lab", Resource: "ebeam", Start: at(11, 11.5).Start, End: at(11, 11.5).End, Reason: "Filter"}
					if _, _, err := d.OpenDowntime(t.Context(), d.as("mia"), afterCall, down, false); err != nil {
						t.Fatal(err)
					}
				}
				out := d.publishes(r, draft.Number)
				if len(out.Booked) != x.want || len(out.Failed) != x.fail {
					t.Fatalf("%d booked, failed %+v", len(out.Booked), out.Failed)
				}
				for _, b := range standing {
					if is := d.booking(b.ID); is.State != facilities.StateApproved || x.want == 0 && is.Version != b.Version {
						t.Errorf("%s is %s at version %d", b.Process, is.State, is.Version)
					}
				}
				for _, b := range append(standing, out.Booked...) {
					if b := d.booking(b.ID); x.want > 0 && b.Claims[0].Span != b.Use {
						t.Errorf("%s at %v holds %v", b.Process, b.Use, b.Claims[0].Span)
					}
				}
			})
		})
	}
}
