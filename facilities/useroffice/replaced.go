package useroffice

import (
	"cmp"
	"context"
	"slices"

	"marke/facilities"
	"marke/facilities/store"
)

// readFallen picks from bookings those that fell out, displaced or broken off by a downtime, and says by which.
func readFallen(ctx context.Context, tx *store.Tx, bookings []facilities.Booking) ([]facilities.Booking, map[facilities.BookingID]facilities.DowntimeID, error) {
	var fell []facilities.Booking
	var ids []facilities.BookingID
	for _, b := range bookings {
		if b.State == facilities.StateDisplaced || b.State == facilities.StateAborted {
			fell, ids = append(fell, b), append(ids, b.ID)
		}
	}
	if len(fell) == 0 {
		return nil, nil, nil
	}
	by, err := tx.Displacements(ctx, ids)
	return slices.DeleteFunc(fell, func(b facilities.Booking) bool {
		_, brokenOff := by[b.ID]
		return b.State == facilities.StateAborted && !brokenOff
	}), by, err
}

// regained tells for which of some bookings that fell out their people have got time again. made are bookings that may stand in their place: each stands for one. The
// longest that fell out comes first, and takes of the bookings that make up for it the shortest. So of a morning and an afternoon that fell out, one new morning makes up for one.
func regained(c *facilities.Catalogue, fell, made []facilities.Booking) bookingSet {
	fell, made = slices.Clone(fell), slices.Clone(made)
	slices.SortFunc(fell, func(a, b facilities.Booking) int { return longer(b, a) })
	slices.SortFunc(made, longer)
	out := bookingSet{}
	for _, b := range fell {
		at := slices.IndexFunc(made, func(other facilities.Booking) bool { return standsFor(c, other, b) })
		if at >= 0 {
			out[b.ID] = true
			made = slices.Delete(made, at, at+1)
		}
	}
	return out
}

// longer orders bookings by length; of two as long the later one is longer.
func longer(a, b facilities.Booking) int {
	return cmp.Or(cmp.Compare(a.Use.Duration(), b.Use.Duration()), a.Use.Start.Compare(b.Use.Start), cmp.Compare(a.ID, b.ID))
}

// standsFor reports that a booking makes up for one that fell out: made after that, for the same person and project, at least as long, on an instrument that could stand in, and
// no further from it than re-planning looks.
func standsFor(c *facilities.Catalogue, made, fell facilities.Booking) bool {
	return made.ID != fell.ID && made.Person == fell.Person && made.Project == fell.Project && made.Created.After(fell.Updated) &&
		(made.State.Consumes() || made.State == facilities.StateCompleted) && made.Use.Duration() >= fell.Use.Duration() &&
		made.Use.Start.Sub(fell.Use.Start).Abs() <= replanMost && standsIn(c, made.Resource, fell.Resource)
}

// standsIn reports that an instrument could stand in for another: it is of the same pool, or can do the same.
func standsIn(c *facilities.Catalogue, id, wanted facilities.ResourceID) bool {
	r, _ := c.Resource(wanted)
	other, _ := c.Resource(id)
	return id == wanted || r.Pool != "" && other.Pool == r.Pool && other.Facility == r.Facility ||
		slices.ContainsFunc(c.Equivalent(r), func(e facilities.Resource) bool { return e.ID == id })
}
