package scheduler

import (
	"fmt"
	"testing"

	"marke/scheduler/interval"
)

// busyWorld has n instruments over so many weeks: open on weekdays from 8 to 18, about 60 % booked, with buffers, two
// process classes, an operator out of five, two units of a utility, quotas and qualifications. It is the same every time.
func busyWorld(tb testing.TB, n, weeks int) (*World, Wish, []ResourceID) {
	const hour, day = TicksPerHour, TicksPerDay
	var open, prime []interval.Span
	for d := range int64(weeks * 7) {
		if d%7 < 5 {
			open = append(open, span(d*day+8*hour, d*day+18*hour))
			prime = append(prime, span(d*day+9*hour, d*day+16*hour))
		}
	}
	hours := interval.Of(open...)
	s := Snapshot{Origin: origin, Facilities: []Facility{{ID: lab, Clock: []Offset{{-day, 120}, {30 * day, 60}}, Office: hours, Prime: interval.Of(prime...)}}}
	me := Person{ID: eva}
	var operators []Claim
	for i := range 5 {
		id := ResourceID(100_000 + i)
		operators = append(operators, Claim{Resource: id})
		s.Resources = append(s.Resources, Resource{ID: id, Facility: lab, Capacity: 1, Open: hours, Person: PersonID(100 + i)})
		s.People = append(s.People, Person{ID: PersonID(100 + i)})
	}
	s.Resources = append(s.Resources, Resource{ID: steam, Facility: lab, Capacity: int64(2 * n), Open: interval.Of(interval.Always)})
	needs := []Need{{Kind: NeedsOperator, Options: operators}, {Kind: NeedsUtility, Options: []Claim{{Resource: steam, Units: 2}}}}
	chance := uint64(1)
	random := func(n int64) int64 {
		chance = chance*6364136223846793005 + 1442695040888963407
		return int64(chance>>33) % n
	}
	var ids []ResourceID
	booking := BookingID(0)
	for i := range n {
		id := ResourceID(1000 + i)
		ids = append(ids, id)
		s.Resources = append(s.Resources, Resource{ID: id, Facility: lab, Capacity: 1, Open: hours, Setup: 10, Cleanup: 5, Shortest: 15, Longest: 8 * hour,
			Grid: 15, Notice: 60, Horizon: 90 * day, NeedsQualified: true, Attended: true, TwoPersons: true, Needs: needs,
			Changeover: Table{[]ClassID{clean, gold}, [][]int64{{0, 30}, {60, 0}}}, Down: []Downtime{{ByMaintenance, span(day*random(60), day*random(60))}}})
		me.Qualifications = append(me.Qualifications, Qualification{id, interval.Always})
		for _, o := range open {
			for at := o.From + 15*random(4) + 15; at < o.To-hour; at += 15 * (6 + random(6)) {
				booking++
				h := Held{Booking: booking, Resource: id, Units: 1, Use: span(at, at+60), Before: 10, After: 5, Class: ClassID(1 + random(2))}
				s.Held = append(s.Held, h)
				if h.Resource, h.Before, h.After = steam, 0, 0; random(3) == 0 {
					s.Held = append(s.Held, h)
				}
				if random(int64(8*n)) == 0 {
					h.Resource = operators[random(5)].Resource
					s.Held = append(s.Held, h)
					me.Attends = append(me.Attends, Attendance{booking, span(at+15, at+45)})
				}
			}
		}
	}
	s.People = append(s.People, me)
	s.Quotas = []Quota{{ID: 1, Facility: lab, Resources: ids, Person: eva, PrimeOnly: true, Max: 4 * hour, Counted: []Count{{At: 10 * day, Ticks: 2 * hour}}}}
	w, err := Prepare(s)
	if err != nil {
		tb.Fatal(err)
	}
	return w, Wish{Resource: ids[0], Use: span(10*day+10*hour, 10*day+12*hour), Person: eva, Class: gold}, ids
}

func BenchmarkCheck(b *testing.B) {
	w, wish, _ := busyWorld(b, 3, 13)
	b.ReportAllocs()
	for b.Loop() {
		Check(w, &wish)
	}
}

func BenchmarkSuggest(b *testing.B) {
	for _, n := range []int{3, 30, 300} {
		w, wish, ids := busyWorld(b, n, 13)
		for _, length := range []int64{30, 120} {
			wish.Use.To = wish.Use.From + length
			q := Query{Wish: wish, Resources: ids, Range: span(0, 13*7*TicksPerDay), Limit: 10}
			b.Run(fmt.Sprintf("%dinstruments/%dminutes", n, length), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					Suggest(w, q)
				}
			})
		}
		// The worst case: no slot exists, so all 13 weeks of every instrument are walked through.
		q := Query{Wish: wish, Resources: ids, Range: span(0, 13*7*TicksPerDay), Limit: 10}
		q.Wish.Use.To = wish.Use.From + 8*TicksPerHour
		b.Run(fmt.Sprintf("%dinstruments/none", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if len(Suggest(w, q)) > 0 {
					b.Fatal("a slot was found")
				}
			}
		})
	}
}

func BenchmarkPrepare(b *testing.B) {
	for _, n := range []int{1, 3, 300} {
		w, _, _ := busyWorld(b, n, 13)
		s := Snapshot{Held: w.held}
		for _, f := range w.facilities {
			s.Facilities = append(s.Facilities, Facility{ID: f.id, Clock: f.clock.offsets, Office: f.office, Prime: f.prime})
		}
		for _, r := range w.resources {
			s.Resources = append(s.Resources, r.Resource)
		}
		b.Run(fmt.Sprintf("%dinstruments/%dclaims", n, len(s.Held)), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Prepare(s); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// Suggest allocates for what it gives, not for what it looks at: neither when there is no room, nor when there is room
// everywhere but each operator keeps being called away.
func TestSuggestDoesNotAllocateInItsLoop(t *testing.T) {
	crowded, wish, ids := busyWorld(t, 3, 13)
	wish.Use.To = wish.Use.From + 8*TicksPerHour
	s, _ := laboratory()
	s.find(press).Needs = []Need{{Kind: NeedsOperator, Options: []Claim{{Resource: ada}, {Resource: bob}}}}
	for at := int64(0); at < 13*7*TicksPerDay; at += 50 {
		s.hold(BookingID(at), ada, at, at+10)
		s.hold(BookingID(at), bob, at+20, at+30)
	}
	for name, q := range map[string]Query{
		"no room":     {Wish: wish, Resources: ids, Limit: 10},
		"no operator": {Wish: Wish{Use: span(600, 660), Person: eva}, Resources: []ResourceID{press}, Limit: 10},
	} {
		w := crowded
		if name == "no operator" {
			w = s.world(t)
		}
		allocations := func(weeks int64) float64 {
			q.Range = span(0, weeks*7*TicksPerDay)
			return testing.AllocsPerRun(10, func() {
				if len(Suggest(w, q)) > 0 {
					t.Fatal("a slot was found")
				}
			})
		}
		if one, thirteen := allocations(1), allocations(13); thirteen != one {
			t.Errorf("%s: %v allocations for a week, %v for thirteen", name, one, thirteen)
		}
	}
}

// Ten alternatives over three instruments take as many allocations as over three
// hundred: what is made is the answer, not the way to it.
func TestSuggestAllocatesForItsAnswerAlone(t *testing.T) {
	allocations := func(instruments int) float64 {
		w, wish, ids := busyWorld(t, instruments, 13)
		wish.Use.To = wish.Use.From + 30
		q := Query{Wish: wish, Resources: ids, Range: span(0, 13*7*TicksPerDay), Limit: 10}
		return testing.AllocsPerRun(10, func() {
			if len(Suggest(w, q)) != 10 {
				t.Fatal("not ten slots")
			}
		})
	}
	if few, many := allocations(3), allocations(300); many > few+2 { // of ten, some more lists of what is claimed
		t.Errorf("%v allocations over 3 instruments, %v over 300", few, many)
	}
}
