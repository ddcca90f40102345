package useroffice

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"marke/facilities"
	"marke/facilities/store"
	"marke/facilities/store/storetest"
)

// publisherEnv makes this test binary a process that publishes one round and ends; its value is the database.
const publisherEnv = "MARKE_TEST_PUBLISHER"

// publishAsProcess is the whole life of such a process.
func publishAsProcess(url string) int {
	ctx := context.Background()
	st, err := store.Open(ctx, url, store.Options{})
	if err == nil {
		system := facilities.Actor{Person: facilities.Person{ID: "system", System: true}, Via: "command"}
		_, err = New(st, Config{}).PublishRound(ctx, system, afterCall, "killed", 0, 1)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// A process that is killed while it publishes has published all or nothing, and the next one finishes it.
func TestAKilledPublisherLeavesAllOrNothing(t *testing.T) {
	run := func(t *testing.T, url func(t *testing.T) string) {
		for n := range rounds(4) {
			address := url(t)
			d := newDesk(t, address, storeOptions)
			d.pooled()
			r, plan := d.drafted("killed", 0)
			publisher := exec.Command(os.Args[0])
			publisher.Env = append(os.Environ(), publisherEnv+"="+address)
			if err := publisher.Start(); err != nil {
				t.Fatal(err)
			}
			ended := make(chan error, 1)
			go func() { ended <- publisher.Wait() }()
			select {
			case <-time.After(time.Duration(40+30*n) * time.Millisecond):
				publisher.Process.Kill()
				<-ended
			case <-ended:
			}
			seen, err := d.Round(t.Context(), d.as("mia"), now, r.ID)
			if err != nil {
				t.Fatal(err)
			}
			var out PublishedRound
			switch seen.State {
			case facilities.RoundDraft:
				d.view(func(ctx context.Context, tx *store.Tx) error {
					held, err := tx.HeldClaims(ctx, []facilities.ResourceID{"sem", "sem-2"}, callWeek, "")
					if len(held) > 0 {
						t.Errorf("nothing is published, but %d claims stand", len(held))
					}
					return err
				})
				out = d.publishes(r, plan.Number)
			case facilities.RoundPublished:
				d.view(func(ctx context.Context, tx *store.Tx) (err error) {
					out, err = publishedRound(ctx, tx, seen.Round)
					return err
				})
			default:
				t.Fatalf("the round is %s", seen.State)
			}
			d.intact(r, plan, out)
		}
	}
	t.Run("sqlite", func(t *testing.T) {
		run(t, func(t *testing.T) string { return "sqlite:" + filepath.Join(t.TempDir(), "marke.db") })
	})
	t.Run("postgres", func(t *testing.T) {
		run(t, func(t *testing.T) string { return storetest.Postgres(t) })
	})
}
