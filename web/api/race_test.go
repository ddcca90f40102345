package api

import (
	"fmt"
	"net/http"
	"os"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"marke/facilities"
)

// rounds is how often each race is run: MARKE_RACE_ROUNDS, or 10 times.
func rounds() int {
	if n, err := strconv.Atoi(os.Getenv("MARKE_RACE_ROUNDS")); err == nil && n > 0 {
		return n
	}
	return 10
}

// stadium is where a race is run: a house and the servers on its database.
type stadium struct {
	*house
	servers []string
}

// inEveryStadium runs a race on SQLite, on PostgreSQL, and with two server processes
// on one PostgreSQL.
func inEveryStadium(t *testing.T, race func(t *testing.T, s stadium)) {
	for _, c := range []struct {
		name, engine string
		second       func(t *testing.T, h *house) string
	}{
		{"sqlite", "sqlite", nil}, {"postgres", "postgres", nil},
		{"postgres with two processes", "postgres", func(t *testing.T, h *house) string { return process(t, h.url) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHouse(t, engines[c.engine](t))
			s := stadium{h, []string{h.server.URL}}
			if c.second != nil {
				s.servers = append(s.servers, c.second(t, h))
			}
			race(t, s)
			if said := h.log.String(); said != "" {
				t.Errorf("the server logged faults of its own:\n%s", said)
			}
		})
	}
}

// run sends all requests at once, spread over the servers, and gives the answers in order.
func (s stadium) run(t *testing.T, asks []*ask) []reply {
	t.Helper()
	replies := make([]reply, len(asks))
	failures := make([]error, len(asks))
	start := make(chan struct{})
	var runners sync.WaitGroup
	for i, a := range asks {
		runners.Go(func() {
			<-start
			replies[i], failures[i] = a.do(s.servers[i%len(s.servers)], s.client)
		})
	}
	close(start)
	runners.Wait()
	for i, err := range failures {
		if err != nil {
			t.Fatal(err)
		}
		replies[i].t = t
		conforms(t, asks[i].method, asks[i].path, replies[i])
	}
	return replies
}

// winners demands that exactly so many succeed and that all others are told why not.
func (s stadium) winners(t *testing.T, replies []reply, want, success int) []reply {
	t.Helper()
	var won []reply
	for _, r := range replies {
		switch r.status {
		case success:
			won = append(won, r)
		case http.StatusConflict:
			if p := read[Problem](r); len(p.Violations) == 0 && p.Detail == "" {
				t.Fatalf("a loser is told no reason: %s", r.body)
			}
		default:
			t.Fatalf("answered %d: %s\n%s", r.status, r.body, s.log)
		}
	}
	if len(won) != want {
		t.Fatalf("%d of %d won, want %d", len(won), len(replies), want)
	}
	return won
}

// heats runs a race so many times, each on a day of its own.
func heats(t *testing.T, one func(t *testing.T, hours int)) {
	for round := range rounds() {
		one(t, 24*(round+2))
		if t.Failed() {
			t.Fatalf("in round %d", round+1)
		}
	}
}

func (s stadium) book(who facilities.PersonID, body string) *ask {
	return s.as(string(who), "POST", Prefix+"/bookings").json(body)
}

func TestOfTwoHundredClientsExactlyOneGetsTheSlot(t *testing.T) {
	inEveryStadium(t, func(t *testing.T, s stadium) {
		heats(t, func(t *testing.T, hours int) {
			var asks []*ask
			for i := range 200 {
				asks = append(asks, s.book(racer(i), slot("press", hours)))
			}
			replies := s.run(t, asks)
			s.winners(t, replies, 1, http.StatusCreated)
			for _, r := range replies {
				if r.status == http.StatusConflict && len(read[Problem](r).Violations) == 0 {
					t.Errorf("a loser sees no violation: %s", r.body)
				}
			}
			s.held(t, "press", hours, 1)
		})
	})
}

func TestOfTwoHundredClientsExactlyThreeShareACapacityOfThree(t *testing.T) {
	inEveryStadium(t, func(t *testing.T, s stadium) {
		heats(t, func(t *testing.T, hours int) {
			var asks []*ask
			for i := range 200 {
				asks = append(asks, s.book(racer(i), slot("oven", hours)))
			}
			s.winners(t, s.run(t, asks), 3, http.StatusCreated)
			s.held(t, "oven", hours, 3)
		})
	})
}

// held looks from outside at how many hold a resource in the hour.
func (s stadium) held(t *testing.T, resource string, hours, want int) {
	t.Helper()
	from := noon.Add(time.Duration(hours) * time.Hour)
	path := fmt.Sprintf("%s/resources/%s/availability?from=%s&to=%s", Prefix, resource, from.Format(time.RFC3339), from.Add(time.Hour).Format(time.RFC3339))
	if got := read[Availability](s.as("", "GET", path).send(t).want(200)); len(got.Busy) != want {
		t.Fatalf("%d hold %s, want %d", len(got.Busy), resource, want)
	}
}

func TestOfCompetingRequestsExactlyOneIsApproved(t *testing.T) {
	inEveryStadium(t, func(t *testing.T, s stadium) {
		heats(t, func(t *testing.T, hours int) {
			var asks []*ask
			for i := range racers {
				b := s.booked(t, string(racer(i)), slot("laser", hours))
				if b.State != "requested" {
					t.Fatalf("the request is %s", b.State)
				}
				asks = append(asks, s.as("max", "POST", Prefix+"/bookings/"+b.ID+"/approve").with("If-Match", etag(b.Version)))
			}
			s.winners(t, s.run(t, asks), 1, http.StatusOK)
			s.held(t, "laser", hours, 1)
		})
	})
}

func TestOfManyMovesToOneSlotExactlyOneArrives(t *testing.T) {
	inEveryStadium(t, func(t *testing.T, s stadium) {
		heats(t, func(t *testing.T, hours int) {
			target := noon.Add(time.Duration(hours) * time.Hour)
			patch := fmt.Sprintf(`{"start":%q,"end":%q}`, target.Format(time.RFC3339), target.Add(30*time.Minute).Format(time.RFC3339))
			var asks []*ask
			for i := range 20 {
				start := target.Add(time.Duration(i+1) * time.Hour)
				b := s.booked(t, string(racer(i)), span("press", start, start.Add(30*time.Minute)))
				asks = append(asks, s.as(string(racer(i)), "PATCH", Prefix+"/bookings/"+b.ID).with("If-Match", etag(b.Version)).json(patch))
			}
			s.winners(t, s.run(t, asks), 1, http.StatusOK)
			s.held(t, "press", hours, 1)
		})
	})
}

func TestOfManySeriesOverOneAnotherExactlyOneIsBooked(t *testing.T) {
	inEveryStadium(t, func(t *testing.T, s stadium) {
		heats(t, func(t *testing.T, hours int) {
			var asks []*ask
			for i := range 40 {
				// Each begins on another day of the same four; any two of them meet.
				start := hours*4 + 24*(i%4)
				count := strconv.Itoa(4 - i%4)
				asks = append(asks, s.book(racer(i), slot("press-2", start, `"repeat":{"rrule":"FREQ=DAILY;COUNT=`+count+`"}`)))
			}
			won := s.winners(t, s.run(t, asks), 1, http.StatusCreated)
			b := read[Booking](won[0])
			for i := range b.Series.Bookings {
				s.held(t, "press-2", int(b.Series.Bookings[i].Start.Sub(noon).Hours()), 1)
			}
		})
	})
}

func TestOnePersonRacingForTwoMachinesGetsOne(t *testing.T) {
	inEveryStadium(t, func(t *testing.T, s stadium) {
		heats(t, func(t *testing.T, hours int) {
			var asks []*ask
			for i := range 20 {
				asks = append(asks, s.book("ann", slot([]string{"bench-1", "bench-2"}[i%2], hours)))
			}
			won := s.winners(t, s.run(t, asks), 1, http.StatusCreated)
			s.held(t, read[Booking](won[0]).Resource, hours, 1)
		})
	})
}

func TestAQuotaRacedFromTwoProjectsHolds(t *testing.T) {
	inEveryStadium(t, func(t *testing.T, s stadium) {
		heats(t, func(t *testing.T, hours int) {
			var asks []*ask
			for i := range 40 {
				project := `"project":"` + []string{"wings", "boats"}[i/2%2] + `"`
				asks = append(asks, s.book("ann", slot("hall", hours, project)))
			}
			replies := s.run(t, asks)
			s.winners(t, replies, 2, http.StatusCreated)
			for _, r := range replies {
				over := func(v Violation) bool { return v.Code == "quota" }
				if r.status == http.StatusConflict && !slices.ContainsFunc(read[Problem](r).Violations, over) {
					t.Errorf("a loser is not told of the quota: %s", r.body)
				}
			}
			s.held(t, "hall", hours, 2)
		})
	})
}

func TestOneKeySentTwentyTimesAtOnceMakesOneBookingAndTwentyEqualAnswers(t *testing.T) {
	inEveryStadium(t, func(t *testing.T, s stadium) {
		heats(t, func(t *testing.T, hours int) {
			var asks []*ask
			for range 20 {
				asks = append(asks, s.book("ann", slot("press", hours)).with("Idempotency-Key", "race-"+strconv.Itoa(hours)))
			}
			replies := s.run(t, asks)
			fresh := 0
			for _, r := range replies {
				r.want(http.StatusCreated)
				if string(r.body) != string(replies[0].body) || r.head.Get("ETag") != replies[0].head.Get("ETag") || r.head.Get("Location") != replies[0].head.Get("Location") {
					t.Fatalf("two answers differ:\n%s\n%s", replies[0].body, r.body)
				}
				if r.head.Get("Idempotency-Replayed") == "" {
					fresh++
				}
			}
			if fresh != 1 {
				t.Errorf("%d answers say that they were the first", fresh)
			}
			s.held(t, "press", hours, 1)
		})
	})
}
