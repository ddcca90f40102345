package useroffice

import (
	"maps"
	"slices"
	"testing"
	"time"

	"marke/facilities"
)

func TestABookingMadeByHandMakesUpForOneThatFellOut(t *testing.T) {
	ranges := func(most float64) []facilities.Capability {
		least := 20.0
		return []facilities.Capability{{Tag: "oven", Min: &least, Max: &most}}
	}
	c := facilities.NewCatalogue(facilities.Catalogue{Facilities: []facilities.Facility{{ID: "lab"}}, Resources: []facilities.Resource{
		{ID: "sem", Facility: "lab", Pool: "micro"}, {ID: "sem-2", Facility: "lab", Pool: "micro"}, {ID: "laser", Facility: "lab", Pool: "light"}, {ID: "bench", Facility: "lab"},
		{ID: "oven", Facility: "lab", Capabilities: ranges(300)}, {ID: "oven-hot", Facility: "lab", Capabilities: ranges(400)}}})
	fell := func(id facilities.BookingID, resource facilities.ResourceID, from, until float64) facilities.Booking {
		return facilities.Booking{ID: id, Resource: resource, Person: "erik", Project: "p1", State: facilities.StateDisplaced, Use: at(from, until), Updated: now}
	}
	made := func(id facilities.BookingID, resource facilities.ResourceID, from, until float64, change ...func(*facilities.Booking)) facilities.Booking {
		b := facilities.Booking{ID: id, Resource: resource, Person: "erik", Project: "p1", State: facilities.StateApproved, Use: at(from, until), Created: now.Add(1)}
		for _, do := range change {
			do(&b)
		}
		return b
	}
	for name, x := range map[string]struct {
		fell, made []facilities.Booking
		want       []facilities.BookingID
	}{
		"one for one":                    {list(fell("a", "sem", 9, 11)), list(made("x", "sem-2", 12, 14)), ids("a")},
		"one for two":                    {list(fell("a", "sem", 9, 11), fell("b", "sem", 12, 14)), list(made("x", "sem-2", 15, 17)), ids("b")},
		"two for two":                    {list(fell("a", "sem", 9, 11), fell("b", "sem", 12, 14)), list(made("x", "sem", 15, 17), made("y", "sem", 18, 20)), ids("a", "b")},
		"the longest has the first say":  {list(fell("a", "sem", 9, 11), fell("b", "sem", 12, 16)), list(made("x", "sem", 15, 19)), ids("b")},
		"and leaves what is too short":   {list(fell("a", "sem", 9, 11), fell("b", "sem", 12, 16)), list(made("x", "sem", 15, 17)), ids("a")},
		"the shortest that is enough":    {list(fell("a", "sem", 9, 11), fell("b", "sem", 12, 13)), list(made("x", "sem", 14, 20), made("y", "sem", 21, 23)), ids("a", "b")},
		"made before":                    {list(fell("a", "sem", 9, 11)), list(made("x", "sem", 12, 14, func(b *facilities.Booking) { b.Created = now })), nil},
		"for another project":            {list(fell("a", "sem", 9, 11)), list(made("x", "sem", 12, 14, func(b *facilities.Booking) { b.Project = "p2" })), nil},
		"of another person":              {list(fell("a", "sem", 9, 11)), list(made("x", "sem", 12, 14, func(b *facilities.Booking) { b.Person = "eva" })), nil},
		"given back":                     {list(fell("a", "sem", 9, 11)), list(made("x", "sem", 12, 14, func(b *facilities.Booking) { b.State = facilities.StateCancelled })), nil},
		"in another pool":                {list(fell("a", "sem", 9, 11)), list(made("x", "laser", 12, 14)), nil},
		"on what is in no pool":          {list(fell("a", "bench", 9, 11)), list(made("x", "oven", 12, 14)), nil},
		"on what can do the same":        {list(fell("a", "oven", 9, 11)), list(made("x", "oven-hot", 12, 14)), ids("a")},
		"on what cannot":                 {list(fell("a", "oven-hot", 9, 11)), list(made("x", "oven", 12, 14)), nil},
		"further than re-planning looks": {list(fell("a", "sem", 9, 11)), list(made("x", "sem", 57*24, 57*24+2)), nil},
	} {
		if got := slices.Sorted(maps.Keys(regained(c, x.fell, x.made))); !slices.Equal(got, x.want) {
			t.Errorf("%s: %v have time again, want %v", name, got, x.want)
		}
	}
}

func list(b ...facilities.Booking) []facilities.Booking { return b }

func ids(b ...facilities.BookingID) []facilities.BookingID { return b }

// Two of erik's fell out, and he has booked one again: the other still waits for a place.
func TestAProposalStillPlacesWhatOneBookingByHandDoesNotMakeUpFor(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		for _, use := range []facilities.Span{at(9, 11), at(12, 14)} {
			d.books("erik", facilities.Wish{Resource: "sem", Use: use})
		}
		down, hit, err := d.OpenDowntime(t.Context(), d.as("mia"), now, facilities.Downtime{Kind: facilities.Outage, Facility: "lab", Resource: "sem", Start: at(0, 24).Start, End: at(0, 24).End,
			Reason: "Vacuümpomp"}, true)
		if err != nil || len(hit) != 2 {
			t.Fatal(hit, err)
		}
		for want := 2; want >= 0; want-- {
			if r := d.proposes(down); len(r.Moves) != want {
				t.Errorf("%d wait, the proposal has %+v", want, r.Moves)
			}
			use := facilities.Span{Start: at(15, 17).Start.AddDate(0, 0, want), End: at(15, 17).End.AddDate(0, 0, want)}
			if _, err := d.Book(t.Context(), d.as("erik"), now.Add(time.Minute), facilities.Wish{Resource: "sem-2", Use: use}); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// twoDown books erik on two instruments, on a day each, and takes both out of use.
func (d *desk) twoDown() (downs []facilities.Downtime) {
	d.t.Helper()
	for n, resource := range []facilities.ResourceID{"sem", "sem-2"} {
		d.books("erik", facilities.Wish{Resource: resource, Use: onDay(n, 9, 11)})
		down, hit, err := d.OpenDowntime(d.t.Context(), d.as("mia"), now, facilities.Downtime{Kind: facilities.Outage, Facility: "lab", Resource: resource,
			Start: onDay(n, 0, 24).Start, End: onDay(n, 0, 24).End, Reason: "Vacuümpomp"}, true)
		if err != nil || len(hit) != 1 {
			d.t.Fatal(hit, err)
		}
		downs = append(downs, down)
	}
	return downs
}

func TestABookingByHandMakesUpForOneOfWhatTwoDowntimesTook(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		downs := d.twoDown()
		for want := 2; want >= 0; want-- {
			waits := 0
			for _, down := range downs {
				waits += len(d.proposes(down).Moves)
			}
			if waits != want {
				t.Errorf("%d wait for a place, want %d", waits, want)
			}
			if _, err := d.Book(t.Context(), d.as("erik"), now.Add(time.Minute), facilities.Wish{Resource: "sem", Use: onDay(4-want, 9, 11)}); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestWhatAProposalMadeStandsForNothingThatAnotherDowntimeTook(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		downs := d.twoDown()
		if _, err := d.ApplyReplan(t.Context(), d.as("mia"), now.Add(time.Minute), d.proposes(downs[0]).ID, 0); err != nil {
			t.Fatal(err)
		}
		if r := d.proposes(downs[0]); len(r.Moves) != 0 {
			t.Errorf("what has its place is moved again: %+v", r.Moves)
		}
		if r := d.proposes(downs[1]); len(r.Moves) != 1 {
			t.Errorf("the other waits for a place; the proposal has %+v", r.Moves)
		}
	})
}
