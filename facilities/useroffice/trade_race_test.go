package useroffice

import (
	"context"
	"sync"
	"testing"

	"marke/facilities"
)

func TestALastYesUnderAKeyIsSaidOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		o := d.offers(2, 2)
		trade := d.agrees("bob", d.trades("erik", o.swapOf(d)))
		for range 2 {
			done, err := d.Once("yes", nil).AcceptTrade(t.Context(), d.as("mia"), afterCall, trade.ID, trade.Version)
			if err != nil || done.State != facilities.TradeDone {
				t.Fatalf("%+v, %v", done, err)
			}
		}
		if n := d.offeredPlan(o.ID).Number; n != o.Offered+1 {
			t.Errorf("draft %d is offered", n)
		}
		_, err := d.AcceptTrade(t.Context(), d.as("mia"), afterCall, trade.ID, trade.Version)
		wantError(t, err, facilities.Stale, "stale")
		_, err = d.PublishRound(t.Context(), d.as("mia"), afterCall, o.ID, o.Version, o.Offered) // as the manager saw it before
		wantError(t, err, facilities.Stale, "stale")
	})
}

func TestOfALastYesAndWhatEndsTheOfferOneWins(t *testing.T) {
	for name, other := range map[string]func(d *desk, mia facilities.Actor, o offeredRound) error{
		"publishing": func(d *desk, mia facilities.Actor, o offeredRound) error {
			_, err := d.PublishRound(context.Background(), mia, afterCall, o.ID, o.Version, o.Offered)
			return err
		},
		"solving": func(d *desk, mia facilities.Actor, o offeredRound) error {
			_, err := d.SolveRound(context.Background(), mia, afterCall, o.ID, o.Version, SolveSettings{})
			return err
		},
		"another yes": func(d *desk, mia facilities.Actor, o offeredRound) error {
			_, err := d.AcceptTrade(context.Background(), mia, afterCall, o.trade.ID, o.trade.Version)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, d *desk) {
				o := d.offers(2, 2)
				wish := o.swapOf(d)
				wish.Minutes = 30
				trade := d.agrees("bea", d.trades("rita", wish))
				o.trade = trade
				mia := d.as("mia")
				var yes, ended error
				var done sync.WaitGroup
				start := make(chan struct{})
				done.Go(func() {
					<-start
					_, yes = d.AcceptTrade(context.Background(), mia, afterCall, trade.ID, trade.Version)
				})
				done.Go(func() {
					<-start
					ended = other(d, mia, o)
				})
				close(start)
				done.Wait()
				if (yes == nil) == (ended == nil) {
					t.Fatalf("the yes: %v; the other: %v", yes, ended)
				}
				for _, err := range []error{yes, ended} {
					if code := facilities.CodeOf(err); err != nil && code != facilities.Stale && code != facilities.Conflict {
						t.Errorf("lost with %v", err)
					}
				}
				alfa, beta, lines := d.hoursOf()
				if traded := yes == nil || name == "another yes"; alfa+beta != 0 || traded != (lines == 2) {
					t.Errorf("%d and %d minutes in %d lines", alfa, beta, lines)
				}
			})
		})
	}
}
