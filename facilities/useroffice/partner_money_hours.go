package useroffice

import (
	"context"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// PoolStanding is how a partner stands in a pool's ledger of hours in a year, in minutes of weighted time; positive: still to get.
type PoolStanding struct {
	Pool        facilities.PoolID
	CarriedOver int64 // with which the year began, as the agreement carried, halved or cleared it
	Balance     int64 // at the year's end, or now
}

// poolStandings reads how a partner stands in a facility's pools, by pool; sees is false for a reader who may not see the facility's ledger of hours.
func poolStandings(ctx context.Context, tx *store.Tx, actor facilities.Actor, f facilities.FacilityID, p facilities.PartnerID, year int, zone *time.Location) (standings []PoolStanding, sees bool, err error) {
	switch err := seesHours(ctx, tx, actor, f); {
	case facilities.CodeOf(err) == facilities.NotFound:
		return nil, false, nil
	case err != nil:
		return nil, false, err
	}
	lines, err := tx.HourLines(ctx, f, "")
	return standingsIn(lines, p, year, zone), true, err
}

// standingsIn sums a partner's lines, oldest first, until the end of a year. A pool in which it has none is left out.
func standingsIn(lines []facilities.HourLine, p facilities.PartnerID, year int, zone *time.Location) []PoolStanding {
	byPool := map[facilities.PoolID]*PoolStanding{}
	var pools []facilities.PoolID
	for _, l := range lines {
		about := yearOfHours(l, zone)
		if l.Partner != p || about > year {
			continue
		}
		s, known := byPool[l.Pool]
		if !known {
			s = &PoolStanding{Pool: l.Pool}
			byPool[l.Pool] = s
			pools = append(pools, l.Pool)
		}
		s.Balance += l.Minutes
		switch {
		case about < year:
			s.CarriedOver += l.Minutes
		case l.Kind == facilities.HoursYearEnd: // what remains after it is what was carried, a trade of the first days included
			s.CarriedOver = s.Balance
		}
	}
	slices.Sort(pools)
	var out []PoolStanding
	for _, pool := range pools {
		out = append(out, *byPool[pool])
	}
	return out
}

// yearOfHours is the year that a line counts in: that of the week it settles, or of the day it was written.
func yearOfHours(l facilities.HourLine, zone *time.Location) int {
	if l.Period.Start.IsZero() {
		return l.Created.In(zone).Year()
	}
	return l.Period.Start.In(zone).Year()
}
