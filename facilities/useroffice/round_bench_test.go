package useroffice

import (
	"context"
	"fmt"
	"testing"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// BenchmarkCompileRound reads and compiles a week of two instruments with 60 requests.
func BenchmarkCompileRound(b *testing.B) {
	d := onSQLite(b, storeOptions)
	d.pooled()
	r := d.calls()
	for i := range 60 {
		d.asks(racers[i%len(racers)], asksFor(r, fmt.Sprintf("Meting %d", i), float64(1+i%4)))
	}
	a := act{d.as("mia"), afterCall, "solve_round"}
	for b.Loop() {
		err := d.st.View(b.Context(), func(ctx context.Context, tx *store.Tx) error {
			c, err := readRound(ctx, tx, a, r)
			if err == nil {
				_, err = c.compile(facilities.RoundFairFirst)
			}
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed())/float64(time.Millisecond)/float64(b.N)/60, "ms/request")
}
