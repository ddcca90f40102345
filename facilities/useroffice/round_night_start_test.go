package useroffice

import (
	"context"
	"testing"
	"time"

	"marke/facilities"
)

// rolls opens a rolling round of the lab, whose drafts are published at once or not.
func (d *desk) rolls(publishes bool) facilities.Round {
	d.t.Helper()
	policy, err := d.RoundPolicy(d.t.Context(), d.as("mia"), now, "lab")
	if err != nil {
		d.t.Fatal(err)
	}
	policy.PublishRolling = publishes
	if _, err := d.SaveRoundPolicy(d.t.Context(), d.as("mia"), now, policy); err != nil {
		d.t.Fatal(err)
	}
	return d.calls(func(r *facilities.Round) { r.ID, r.Rolling, r.Days, r.Steps = "doorlopend", true, 7, 2_000 })
}

func TestANightIsStartedByHand(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.pooled()
		rolling := d.rolls(false)
		start := func(who facilities.PersonID, at time.Time) (NightRun, error) {
			return d.StartNight(t.Context(), d.as(who), at, rolling.ID, 0)
		}
		if run, err := start("mia", now); err != nil || run.Began || run.Night.ID != "" {
			t.Fatalf("nothing waits, and %+v, %v", run, err)
		}
		soon := d.asks("eva", asksFor(rolling, "Snel", 2, at(10, 14)))
		_, err := start("eva", now)
		wantError(t, err, facilities.Forbidden, "forbidden")
		first, err := start("mia", now)
		if err != nil || !first.Began || first.Taken != 1 || first.Draft != 1 || first.Published || first.Night.State != facilities.RoundDraft {
			t.Fatalf("%+v, %v", first, err)
		}
		again, err := start("mia", now.Add(time.Minute))
		if err != nil || again.Began || again.Night.ID != first.Night.ID {
			t.Errorf("asked for again: %+v, %v", again, err)
		}
		system := facilities.Actor{Person: facilities.Person{ID: "system", System: true}, Via: "cron"}
		if done, err := d.RunNight(t.Context(), system, now.Add(time.Hour)); err != nil || done.Nights != 0 {
			t.Errorf("the clock ran it as well: %+v, %v", done, err)
		}
		d.asks("erik", asksFor(rolling, "Ook", 2, at(14, 18)))
		more, err := start("mia", now.Add(2*time.Hour)) // the draft gives its request back to the new one
		if err != nil || !more.Began || more.Taken != 2 || more.Night.ID == first.Night.ID {
			t.Errorf("with one more: %+v, %v", more, err)
		}
		if r := d.request("eva", soon.ID); r.Round != more.Night.ID {
			t.Errorf("the first request is in %s", r.Round)
		}
		_, err = d.StartNight(t.Context(), d.as("mia"), now, more.Night.ID, 0)
		wantError(t, err, facilities.Conflict, "round_not_rolling")
		_, err = d.StartNight(t.Context(), d.as("mia"), now, rolling.ID, rolling.Version+1)
		wantError(t, err, facilities.Stale, "stale")
		_, err = d.StartNight(t.Context(), d.as("mia"), now, "nergens", 0)
		wantError(t, err, facilities.NotFound, "not_found")
	})
}

func TestANightUnderAKeyIsStartedOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.pooled()
		rolling := d.rolls(true)
		request := d.asks("eva", asksFor(rolling, "Snel", 2, at(10, 14)))
		var first NightRun
		for i := range 2 {
			run, err := d.Once("nacht", nil).StartNight(t.Context(), d.as("mia"), now, rolling.ID, rolling.Version)
			if err != nil {
				t.Fatal(err)
			}
			if i == 0 {
				first = run
				d.asks("erik", asksFor(rolling, "Ook", 2, at(14, 18)))
			}
			if run.Night.ID != first.Night.ID || run.Night.State != facilities.RoundPublished || run.Began != (i == 0) {
				t.Errorf("%+v", run)
			}
		}
		if !first.Published || d.request("eva", request.ID).State != facilities.RequestPlaced {
			t.Errorf("%+v", first)
		}
	})
}

func TestANightThatIsStartedByManyAtOnceRunsOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.pooled()
		rolling := d.rolls(true)
		mia, system := d.as("mia"), facilities.Actor{Person: facilities.Person{ID: "system", System: true}, Via: "cron"}
		for round := range rounds(3) {
			today := now.AddDate(0, 0, round)
			made, err := d.AddRequest(t.Context(), d.as("eva"), today, asksFor(rolling, "Snel", 1))
			if err != nil {
				t.Fatal(err)
			}
			errs := make([]error, 6)
			race(t, len(errs), func(i int) error {
				if i == 0 {
					_, errs[i] = d.RunNight(context.Background(), system, today)
				} else {
					_, errs[i] = d.StartNight(context.Background(), mia, today, rolling.ID, 0)
				}
				return nil // who came second is judged below
			})
			for _, err := range errs {
				if err != nil && facilities.CodeOf(err) != facilities.Conflict && facilities.CodeOf(err) != facilities.Stale {
					t.Error(err)
				}
			}
			if r := d.request("eva", made.ID); r.State != facilities.RequestPlaced || len(r.Placed) != 1 {
				t.Errorf("the request is %s with %d bookings; %v", r.State, len(r.Placed), errs)
			}
		}
	})
}
