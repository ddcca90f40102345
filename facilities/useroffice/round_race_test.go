package useroffice

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"marke/facilities"
	"marke/facilities/store"
	"marke/facilities/store/storetest"
)

// drafted makes a round with a draft of many placements, to be published.
func (d *desk) drafted(id facilities.RoundID, week int) (facilities.Round, facilities.RoundPlan) {
	d.t.Helper()
	start := monday.AddDate(0, 0, 7*week)
	r := d.calls(func(r *facilities.Round) {
		r.ID, r.Period = id, facilities.Span{Start: start, End: start.AddDate(0, 0, 5)}
		r.Deadline, r.Steps = callDeadline, 3_000
	})
	for i := range 12 {
		who := racers[i%len(racers)]
		d.asks(who, asksFor(r, fmt.Sprintf("Meting %d", i), 2))
	}
	d.closes(r)
	return r, d.solves(r, SolveSettings{})
}

// intact fails unless every placement of a plan became just one booking that stands, and no claims collide.
func (d *desk) intact(r facilities.Round, plan facilities.RoundPlan, out PublishedRound) {
	d.t.Helper()
	lost := len(out.Failed)
	if len(out.Booked)+lost != len(plan.Placements) {
		d.t.Errorf("%d placements became %d bookings and %d failures", len(plan.Placements), len(out.Booked), lost)
	}
	d.view(func(ctx context.Context, tx *store.Tx) error {
		requests, _, err := tx.RoundRequests(ctx, store.RequestFilter{Round: r.ID})
		if err != nil {
			return err
		}
		for _, request := range requests {
			_, planned := plan.Placement(request.ID, 0)
			switch {
			case planned && request.State == facilities.RequestPlaced && len(request.Placed) == 1:
			case planned && request.State == facilities.RequestRefused && len(request.Violations) > 0:
			case !planned && request.State == facilities.RequestRefused:
			default:
				d.t.Errorf("%s is %s with %d bookings", request.Title, request.State, len(request.Placed))
			}
		}
		held, err := tx.HeldClaims(ctx, []facilities.ResourceID{"sem", "sem-2"}, facilities.Span{Start: r.Period.Start.AddDate(0, 0, -1), End: r.Period.End.AddDate(0, 0, 1)}, "")
		for i := 1; i < len(held); i++ {
			if held[i].Resource == held[i-1].Resource && held[i].Span.Overlaps(held[i-1].Span) {
				d.t.Errorf("%s and %s collide on %s", held[i].Booking, held[i-1].Booking, held[i].Resource)
			}
		}
		return err
	})
}

func TestOfManyPublishersOnePublishes(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.pooled()
		for n := range rounds(3) {
			r, plan := d.drafted(facilities.RoundID(fmt.Sprintf("round-%d", n)), n)
			mia := d.as("mia")
			outcomes := make([]PublishedRound, 8)
			errs := make([]error, len(outcomes))
			var done sync.WaitGroup
			for i := range outcomes {
				done.Go(func() {
					outcomes[i], errs[i] = d.PublishRound(context.Background(), mia, afterCall, r.ID, 0, plan.Number)
				})
			}
			done.Wait()
			won := 0
			for i, err := range errs {
				if err == nil {
					won++
					d.intact(r, plan, outcomes[i])
					continue
				}
				wantError(t, err, facilities.Conflict, "round_not_now_published")
			}
			if won != 1 {
				t.Fatalf("%d published", won)
			}
		}
	})
}

func TestTwoServersPublishOnce(t *testing.T) {
	url := storetest.Postgres(t)
	one := newDesk(t, url, storeOptions)
	one.pooled()
	st, err := store.Open(t.Context(), url, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	servers := []*Office{one.Office, New(st, Config{})}
	r, plan := one.drafted("two-servers", 0)
	mia := one.as("mia")
	errs := make([]error, 6)
	outcomes := make([]PublishedRound, len(errs))
	var done sync.WaitGroup
	for i := range errs {
		done.Go(func() {
			outcomes[i], errs[i] = servers[i%2].PublishRound(context.Background(), mia, afterCall, r.ID, 0, plan.Number)
		})
	}
	done.Wait()
	won := 0
	for i, err := range errs {
		if err == nil {
			won++
			one.intact(r, plan, outcomes[i])
		}
	}
	if won != 1 {
		t.Fatalf("%d published: %v", won, errs)
	}
}

func TestARoundIsPublishedWhileTwoHundredBook(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.pooled()
		for n := range rounds(2) {
			r, plan := d.drafted(facilities.RoundID(fmt.Sprintf("round-%d", n)), n)
			mia := d.as("mia")
			var crowd []facilities.Actor
			for _, id := range racers {
				crowd = append(crowd, d.as(id))
			}
			var out PublishedRound
			var failed error
			var done sync.WaitGroup
			start := make(chan struct{})
			done.Go(func() {
				<-start
				out, failed = d.PublishRound(context.Background(), mia, afterCall, r.ID, 0, plan.Number)
			})
			errs := make([]error, clients)
			for i := range clients {
				done.Go(func() {
					<-start
					placed := plan.Placements[i%len(plan.Placements)]
					wish := facilities.Wish{Resource: placed.Resource, Use: placed.Use}
					if i%3 == 0 { // beside what is placed
						wish.Use = facilities.Span{Start: placed.Use.End, End: placed.Use.End.Add(15 * time.Minute)}
					}
					actor := crowd[i%len(crowd)]
					if i%20 == 0 { // a manager who takes the time while the round is open still
						wish.Override, wish.Reason, wish.For, actor = []string{"round_open"}, "spoed", "tom", mia
					}
					_, errs[i] = d.Book(context.Background(), actor, afterCall, wish)
				})
			}
			close(start)
			done.Wait()
			if failed != nil {
				t.Fatal(failed)
			}
			d.intact(r, plan, out)
			for _, err := range errs {
				var e *facilities.Error
				if err != nil && (!errors.As(err, &e) || e.Code != facilities.Conflict) {
					t.Errorf("a booking was refused with %v", err)
				}
			}
		}
	})
}

// errCrash stands for a process that ends in the middle.
var errCrash = errors.New("the lights went out")

func TestACrashInTheMiddleOfPublishingPublishesNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		d.pooled()
		r, plan := d.drafted("crash", 0)
		a := act{d.as("mia"), afterCall, "publish_round"}
		err := d.st.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			current, err := tx.Round(ctx, r.ID)
			if err != nil {
				return err
			}
			if _, err := publish(ctx, tx, a, current, plan); err != nil {
				return err
			}
			return errCrash
		})
		if !errors.Is(err, errCrash) {
			t.Fatal(err)
		}
		func() {
			defer func() {
				if recover() == nil {
					t.Error("the panic was swallowed")
				}
			}()
			d.st.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				current, err := tx.Round(ctx, r.ID)
				if err == nil {
					_, err = publish(ctx, tx, a, current, plan)
				}
				if err == nil {
					panic(errCrash)
				}
				return err
			})
		}()
		for _, id := range []facilities.ResourceID{"sem", "sem-2"} {
			d.view(func(ctx context.Context, tx *store.Tx) error {
				held, err := tx.HeldClaims(ctx, []facilities.ResourceID{id}, callWeek, "")
				if len(held) > 0 {
					t.Errorf("%d claims on %s are left", len(held), id)
				}
				return err
			})
		}
		d.intact(r, plan, d.publishes(r, plan.Number))
	})
}
