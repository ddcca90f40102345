package scheduler

import (
	"math"
	"reflect"
	"testing"

	"marke/scheduler/interval"
)

func starts(slots []Slot) (out []int64) {
	for _, s := range slots {
		out = append(out, s.Use.From)
	}
	return out
}

func TestSuggest(t *testing.T) {
	for _, c := range []struct {
		name string
		set  func(s *Snapshot, q *Query)
		want []int64
	}{
		{"the wished start comes first, then the nearest, the earlier of two first", func(*Snapshot, *Query) {}, []int64{600, 599, 601}},
		{"on the grid", func(s *Snapshot, _ *Query) { s.find(press).Grid = 30 }, []int64{600, 570, 630}},
		{"on a grid that begins anew at midnight", func(s *Snapshot, q *Query) {
			s.find(press).Grid = 7 * TicksPerHour
			q.Wish.Use = span(1300, 1300+7*TicksPerHour)
		}, []int64{1440, 840, 1440 + 420}},
		{"around what is held", func(s *Snapshot, _ *Query) { s.hold(1, press, 600, 700) }, []int64{540, 539, 538}},
		{"as near after as before", func(s *Snapshot, _ *Query) { s.hold(1, press, 610, 650); s.find(press).Grid = 10 }, []int64{550, 650, 540}},
		{"not outside the range", func(_ *Snapshot, q *Query) { q.Range = span(599, 661) }, []int64{600, 599, 601}},
		{"nowhere when the range is too small", func(_ *Snapshot, q *Query) { q.Range = span(600, 659) }, nil},
		{"exactly the range", func(_ *Snapshot, q *Query) { q.Range = span(600, 660) }, []int64{600}},
		{"far from the wish when the range is", func(_ *Snapshot, q *Query) { q.Range = span(5000, 5062) }, []int64{5000, 5001, 5002}},
		{"before the wish when the range is", func(_ *Snapshot, q *Query) { q.Range = span(10, 72) }, []int64{12, 11, 10}},
		{"not before the notice", func(s *Snapshot, _ *Query) { s.find(press).Notice = 620 }, []int64{620, 621, 622}},
		{"with free units throughout", func(s *Snapshot, _ *Query) {
			s.find(press).Capacity = 2
			s.hold(1, press, 500, 640)
			s.hold(2, press, 620, 700)
		}, []int64{560, 640, 559}},
		{"where an operator is", func(s *Snapshot, _ *Query) {
			s.find(press).Needs = []Need{{Kind: NeedsOperator, Options: []Claim{{Resource: ada}, {Resource: bob}}}}
			s.find(ada).Open = interval.Of(span(700, 761))
			s.find(bob).Open = interval.Of(span(0, 500))
		}, []int64{700, 701, 440}},
		{"after the changeover, before the next one", func(s *Snapshot, q *Query) {
			goldLine(s)
			s.hold(1, press, 500, 590).Class = gold
			s.hold(2, press, 712, 800).Class = gold
			q.Wish.Class = clean
		}, []int64{630, 631, 632}},
		{"where the companion is qualified", func(s *Snapshot, q *Query) {
			s.find(press).NeedsQualified, s.find(press).TwoPersons = true, true
			s.Facilities[0].Office = nil
			s.personOf(eva).Qualifications = []Qualification{{press, interval.Always}}
			s.personOf(finn).Qualifications = []Qualification{{press, span(800, 862)}}
			q.Wish.Companions = []PersonID{finn}
		}, []int64{800, 801, 802}},
		{"where the quota leaves so much of the prime hours", func(s *Snapshot, q *Query) {
			s.Facilities[0].Prime = interval.Of(span(500, 700))
			s.Quotas = []Quota{{ID: 1, Facility: lab, Resources: []ResourceID{press}, Person: eva, PrimeOnly: true, Max: 50, Counted: []Count{{At: 10, Ticks: 20}}}}
		}, []int64{670, 671, 672}},
		{"past the day whose quota is spent", func(s *Snapshot, q *Query) {
			s.Quotas = []Quota{{ID: 1, Facility: lab, Resources: []ResourceID{press}, Person: eva, Max: 60, Counted: []Count{{At: 10, Ticks: 60}}}}
		}, []int64{1440, 1441, 1442}},
		{"a booking that has started may keep its start", func(s *Snapshot, q *Query) {
			s.Now, q.Wish.Started, q.Wish.Moving = 620, true, 7
			s.hold(7, press, 600, 660)
			q.Range = span(600, 700)
		}, []int64{600, 601, 602}},
		{"none asked for, none given", func(_ *Snapshot, q *Query) { q.Limit = 0 }, nil},
		{"no time asked for, none given", func(_ *Snapshot, q *Query) { q.Wish.Use = span(600, 600) }, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, wish := laboratory()
			q := Query{Wish: wish, Resources: []ResourceID{press}, Range: span(0, 10_000), Limit: 3}
			c.set(&s, &q)
			if got := starts(Suggest(s.world(t), q)); !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestSuggestRanksByDistancePriceResourceStart(t *testing.T) {
	s, wish := laboratory()
	s.find(press).Grid, s.find(twin).Grid = 30, 30
	q := Query{Wish: wish, Resources: []ResourceID{twin, press, twin}, Range: span(0, 10_000), Limit: 4}
	place := func(slots []Slot) (out []found) {
		for _, x := range slots {
			out = append(out, found{x.Distance, x.Price, x.Resource, x.Use.From})
		}
		return out
	}
	w := s.world(t)
	if got, want := place(Suggest(w, q)), []found{{0, 0, press, 600}, {0, 0, twin, 600}, {30, 0, press, 570}, {30, 0, press, 630}}; !reflect.DeepEqual(got, want) {
		t.Errorf("by resource, then start: got %v, want %v", got, want)
	}
	q.Price = func(r ResourceID, use interval.Span) int64 {
		if r == press && use.From < 600 {
			return 9
		}
		return int64(20 - r)
	}
	if got, want := place(Suggest(w, q)), []found{{0, 9, twin, 600}, {0, 10, press, 600}, {30, 9, press, 570}, {30, 9, twin, 570}}; !reflect.DeepEqual(got, want) {
		t.Errorf("by price first: got %v, want %v", got, want)
	}
}

func TestSuggestSaysWhatIsMissing(t *testing.T) {
	s, wish := laboratory()
	s.find(press).NeedsQualified, s.find(press).Dangerous = true, true
	q := Query{Wish: wish, Resources: []ResourceID{press, twin}, Range: span(0, 10_000), Limit: 2}
	w := s.world(t)
	if got := Suggest(w, q); len(got) != 2 || got[0].Resource != twin || len(got[0].Missing) > 0 {
		t.Errorf("without tolerance: %+v", got)
	}
	q.Tolerate = []Code{Unqualified, Capacity}
	want := []Violation{{Code: Unqualified, Resource: press, Person: eva, Span: span(600, 660)}}
	if got := Suggest(w, q); len(got) != 2 || got[0].Resource != press || !reflect.DeepEqual(got[0].Missing, want) {
		t.Errorf("with tolerance: %+v", got)
	}
	for code, set := range map[Code]func(*Resource){
		OutsideHours: func(r *Resource) { r.Open = nil },
		Closed:       func(r *Resource) { r.Down = []Downtime{{ByClosure, interval.Always}} },
		Maintenance:  func(r *Resource) { r.Down = []Downtime{{ByMaintenance, interval.Always}} },
		RoundOpen:    func(r *Resource) { r.Down = []Downtime{{ByRound, interval.Always}} },
	} {
		s, wish := laboratory()
		set(s.find(press))
		q := Query{Wish: wish, Resources: []ResourceID{press}, Range: span(0, 10_000), Limit: 1}
		if got := Suggest(s.world(t), q); len(got) > 0 {
			t.Errorf("%s is not heeded: %+v", code, got)
		}
		q.Tolerate = []Code{code}
		if got := Suggest(s.world(t), q); len(got) != 1 || got[0].Distance != 0 || len(got[0].Missing) != 1 || got[0].Missing[0].Code != code {
			t.Errorf("%s is not tolerated: %+v", code, got)
		}
	}
	s.hold(1, press, 0, 10_000)
	if got := Suggest(s.world(t), Query{Wish: wish, Resources: []ResourceID{press}, Range: span(0, 10_000), Limit: 2, Tolerate: q.Tolerate}); len(got) > 0 {
		t.Errorf("a collision was tolerated: %+v", got)
	}
}

// Hostile numbers end in an answer, not in a panic or an endless walk.
func TestExtremeNumbersAreAnswered(t *testing.T) {
	s, _ := laboratory()
	s.find(press).Grid, s.find(press).Setup, s.find(press).Cleanup = 15, 5, 5
	s.Facilities[0].Clock = []Offset{{0, 60}, {5000, 120}}
	s.Quotas = []Quota{{ID: 1, Facility: lab, Resources: []ResourceID{press}, Person: eva, Max: 600}}
	w := s.world(t)
	ticks := []int64{math.MinInt64, math.MinInt64 + 1, interval.Min, -1, 0, 1, interval.Max, math.MaxInt64 - 1, math.MaxInt64}
	for _, from := range ticks {
		for _, to := range ticks {
			wish := Wish{Resource: press, Units: to, Use: span(from, to), Person: eva, Claims: []Claim{{press, from}, {steam, math.MaxInt64}}}
			if v := Check(w, &wish); len(v.Violations) == 0 {
				t.Errorf("%v passes", wish.Use)
			}
			q := Query{Wish: Wish{Use: span(from, from+60), Person: eva}, Resources: []ResourceID{press, 999}, Range: span(from, to), Limit: 3}
			for _, slot := range Suggest(w, q) {
				if !q.Range.Covers(slot.Use) {
					t.Errorf("range %v: slot %v", q.Range, slot.Use)
				}
			}
		}
	}
}
