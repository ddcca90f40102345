package useroffice

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// Bounds of a round.
const (
	RoundDaysMax     = 13 * 7 // of its period
	RoundPoolsMax    = 50
	RequestsMax      = 10_000 // of one round
	roundSeconds     = 10
	rollingDays      = 14
	roundSeed        = 1
	roundNoteLongest = 4000
)

// OpenRound calls for requests for a coming period, by a manager of the facility. From then on ordinary bookings of the
// covered pools stay out of the period until the round is published or cancelled. What is left out is filled in: an id,
// the grid that the pools' instruments share, fair-first, a seed, ten seconds. Two rounds that reserve the same pool at the
// same time are a Conflict (key "round_overlaps"). A rolling round reserves nothing; it has no deadline, and its period is set each night.
func (o *Office) OpenRound(ctx context.Context, actor facilities.Actor, now time.Time, r facilities.Round) (facilities.Round, error) {
	if err := needManager(actor, r.Facility); err != nil {
		return r, err
	}
	a := act{actor, now, "open_round"}
	return write(ctx, o, a, aRound, func(ctx context.Context, tx *store.Tx) (facilities.Round, error) {
		return openRound(ctx, tx, a, r)
	})
}

func openRound(ctx context.Context, tx *store.Tx, a act, r facilities.Round) (facilities.Round, error) {
	if err := lockPools(ctx, tx, r); err != nil {
		return r, err
	}
	c, err := tx.Catalogue(ctx)
	if err != nil {
		return r, err
	}
	r.ID = cmp.Or(r.ID, facilities.RoundID(facilities.NewID(a.now)))
	r.State, r.Plan, r.Pins, r.By, r.Created = facilities.RoundCall, 0, nil, a.Person.ID, a.now
	r.Agreement, r.Solving, r.Published, r.Version = "", time.Time{}, time.Time{}, 0
	r = filledIn(c, a.now, r)
	if err := checkRound(c, a.now, r); err != nil {
		return r, err
	}
	if _, err := tx.Round(ctx, r.ID); err == nil {
		return r, facilities.Errorf(facilities.Conflict, "id_taken", "id", string(r.ID))
	}
	if err := alone(c, r); err != nil {
		return r, err
	}
	return saveRound(ctx, tx, a, facilities.Round{}, r, "")
}

// filledIn gives a round what was left out.
func filledIn(c *facilities.Catalogue, now time.Time, r facilities.Round) facilities.Round {
	r.Name, r.Note = strings.TrimSpace(r.Name), strings.TrimSpace(r.Note)
	r.Pools = slices.Compact(slices.Sorted(slices.Values(r.Pools)))
	r.Objective, r.Seed = cmp.Or(r.Objective, facilities.RoundFairFirst), cmp.Or(r.Seed, roundSeed)
	r.Seconds = cmp.Or(r.Seconds, roundSeconds)
	if r.GridMinutes == 0 {
		r.GridMinutes = gridOf(c, r)
	}
	r.Deadline = r.Deadline.UTC().Truncate(time.Second)
	if r.Rolling {
		r.Days = cmp.Or(r.Days, rollingDays)
		r.Period = nightPeriod(c, now, r)
		r.Deadline = r.Period.End
	}
	r.Period = facilities.NewSpan(r.Period.Start, r.Period.End)
	return r
}

// gridOf is the slot that the covered instruments' own grids allow: their least common multiple, if it divides an hour, else an hour.
func gridOf(c *facilities.Catalogue, r facilities.Round) int {
	grid := 15 * time.Minute
	for _, resource := range c.Resources {
		if r.Covers(resource) && !resource.Archived && resource.Rules.Grid > 0 {
			grid = multiple(resource.Rules.Grid, grid)
		}
	}
	if grid > time.Hour || time.Hour%grid != 0 {
		grid = time.Hour
	}
	return int(grid / time.Minute)
}

// checkRound judges the values of a round.
func checkRound(c *facilities.Catalogue, now time.Time, r facilities.Round) error {
	var f faults
	f.id("body.id", string(r.ID))
	f.line("body.name", r.Name)
	f.prose("body.note", r.Note, roundNoteLongest)
	facility, known := c.Facility(r.Facility)
	f.check(known && !facility.Archived, "body.facility", "facility")
	f.check(len(r.Pools) > 0, "body.pools", "required")
	f.check(len(r.Pools) <= RoundPoolsMax, "body.pools", "too_many", "max", RoundPoolsMax)
	for _, pool := range r.Pools {
		covers := slices.ContainsFunc(c.ResourcesOf(r.Facility), func(res facilities.Resource) bool { return res.Pool == pool && pool != "" })
		f.check(covers, "body.pools", "unknown_pool", "id", shown(string(pool)))
	}
	zone := c.Zone(r.Facility)
	f.span("body.from", "body.to", r.Period)
	for _, end := range []struct {
		location string
		at       time.Time
	}{{"body.from", r.Period.Start}, {"body.to", r.Period.End}} {
		f.check(facilities.DateOf(end.at.In(zone)).In(zone).Equal(end.at), end.location, "round_midnight")
	}
	f.check(r.Period.Duration() <= (RoundDaysMax+1)*oneDay, "body.to", "span_too_long", "days", RoundDaysMax)
	f.check(r.GridMinutes > 0 && r.GridMinutes <= 60 && 60%r.GridMinutes == 0, "body.grid_minutes", "round_grid")
	if !r.Rolling {
		f.check(!r.Deadline.IsZero(), "body.deadline", "required")
		f.check(r.Deadline.IsZero() || r.Deadline.After(now), "body.deadline", "round_deadline_past")
		f.check(!r.Deadline.After(r.Period.Start), "body.deadline", "round_deadline_late")
	} else {
		f.check(r.Days >= 1 && r.Days <= RoundDaysMax, "body.days", "round_number", "min", 1, "max", RoundDaysMax)
	}
	checkSolve(&f, r.Objective, r.Seed, r.Steps, r.Seconds)
	return f.err()
}

// alone refuses a round that would reserve what another one has reserved.
func alone(c *facilities.Catalogue, r facilities.Round) error {
	if !r.Reserves() {
		return nil
	}
	for _, other := range c.Rounds {
		shares := slices.ContainsFunc(other.Pools, func(p facilities.PoolID) bool { return slices.Contains(r.Pools, p) })
		if other.ID != r.ID && other.Reserves() && other.Facility == r.Facility && shares && other.Period.Overlaps(r.Period) {
			return facilities.Errorf(facilities.Conflict, "round_overlaps", "name", other.Name)
		}
	}
	return nil
}

// ChangeRound changes what a call says: its name, note, deadline, objective, seed, steps and seconds; the period, the pools and the grid
// only while nobody has handed in a request. r.Version is compared (0: not).
func (o *Office) ChangeRound(ctx context.Context, actor facilities.Actor, now time.Time, r facilities.Round) (facilities.Round, error) {
	a := act{actor, now, "change_round"}
	return write(ctx, o, a, aRound, func(ctx context.Context, tx *store.Tx) (facilities.Round, error) {
		was, err := managedRound(ctx, tx, a, r.ID, r.Version)
		if err != nil {
			return r, err
		}
		if was.State != facilities.RoundCall {
			return r, roundNotNow(was)
		}
		if err := lockPools(ctx, tx, facilities.Round{Facility: was.Facility, Pools: append(slices.Clone(was.Pools), r.Pools...)}); err != nil {
			return r, err
		}
		c, err := tx.Catalogue(ctx)
		if err != nil {
			return r, err
		}
		changed := was
		changed.Name, changed.Note, changed.Deadline, changed.Objective, changed.Seed, changed.Steps, changed.Seconds = r.Name, r.Note, r.Deadline, r.Objective, r.Seed, r.Steps, r.Seconds
		changed.Period, changed.Pools, changed.GridMinutes, changed.Days = r.Period, r.Pools, cmp.Or(r.GridMinutes, was.GridMinutes), r.Days
		changed = filledIn(c, now, changed)
		if err := checkRound(c, now, changed); err != nil {
			return r, err
		}
		if !was.Rolling && (changed.Period != was.Period || !slices.Equal(changed.Pools, was.Pools) || changed.GridMinutes != was.GridMinutes) {
			asked, _, err := tx.RoundRequests(ctx, store.RequestFilter{Round: was.ID, States: []facilities.RequestState{facilities.RequestOpen}, Limit: 1})
			if err != nil {
				return r, err
			}
			if len(asked) > 0 {
				return r, facilities.Errorf(facilities.Conflict, "round_has_requests")
			}
			if err := alone(c, changed); err != nil {
				return r, err
			}
		}
		return saveRound(ctx, tx, a, was, changed, "")
	})
}
