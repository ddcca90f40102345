package scheduler

import (
	"reflect"
	"strings"
	"sync"
	"testing"

	"marke/scheduler/interval"
)

func TestPrepareRefusesWhatContradictsItselfAndSaysWhere(t *testing.T) {
	far := interval.Max
	for _, c := range []struct {
		name string
		set  func(s *Snapshot)
		want string
	}{
		{"now beyond all time", func(s *Snapshot) { s.Now = far }, "now"},
		{"a facility without a number", func(s *Snapshot) { s.Facilities = append(s.Facilities, Facility{}) }, "facility 0"},
		{"a facility twice", func(s *Snapshot) { s.Facilities = append(s.Facilities, Facility{ID: lab}) }, "facility 1"},
		{"a clock out of order", func(s *Snapshot) { s.Facilities[0].Clock = []Offset{{10, 60}, {10, 120}} }, "facility 1: offset 1"},
		{"a clock more than a day off", func(s *Snapshot) { s.Facilities[0].Clock = []Offset{{10, TicksPerDay}} }, "facility 1: offset 0"},
		{"office hours not in order", func(s *Snapshot) { s.Facilities[0].Office = interval.Set{span(5, 9), span(1, 3)} }, "facility 1: hours"},
		{"opening hours that touch but are not joined", func(s *Snapshot) { s.find(press).Open = interval.Set{span(1, 3), span(3, 5)} }, "resource 10: opening hours"},
		{"a resource twice", func(s *Snapshot) { s.Resources = append(s.Resources, Resource{ID: press, Facility: lab}) }, "resource 10"},
		{"a resource nowhere", func(s *Snapshot) { s.find(press).Facility = 7 }, "resource 10: facility 7"},
		{"less than nothing", func(s *Snapshot) { s.find(press).Capacity = -1 }, "resource 10: capacity"},
		{"more than can be counted", func(s *Snapshot) { s.find(press).Capacity = far }, "resource 10: capacity"},
		{"a negative buffer", func(s *Snapshot) { s.find(press).Setup = -1 }, "resource 10: a buffer"},
		{"a grid of two days", func(s *Snapshot) { s.find(press).Grid = 2 * TicksPerDay }, "resource 10: the grid"},
		{"levels that overlap", func(s *Snapshot) { s.find(steam).Levels = []Level{{span(0, 10), 1}, {span(9, 20), 2}} }, "resource 30: levels overlap at tick 9"},
		{"a level of no time", func(s *Snapshot) { s.find(steam).Levels = []Level{{span(9, 9), 1}} }, "resource 30: a level"},
		{"downtime of no kind", func(s *Snapshot) { s.find(press).Down = []Downtime{{9, span(0, 1)}} }, "resource 10: a downtime"},
		{"a need of negative units", func(s *Snapshot) { s.find(press).Needs = []Need{{Options: []Claim{{steam, -1}}}} }, "resource 10: a need"},
		{"a changeover with a row too few", func(s *Snapshot) { s.find(press).Changeover = Table{Classes: []ClassID{1}} }, "resource 10: the changeover"},
		{"a changeover with a short row", func(s *Snapshot) { s.find(press).Changeover = Table{[]ClassID{1, 2}, [][]int64{{0, 1}, {0}}} }, "resource 10: the changeover"},
		{"a negative changeover", func(s *Snapshot) { s.find(press).Changeover = Table{[]ClassID{1}, [][]int64{{-1}}} }, "resource 10: a changeover"},
		{"a claim on nothing", func(s *Snapshot) { s.hold(8, 77, 0, 1) }, "booking 8: resource 77"},
		{"a claim of negative units", func(s *Snapshot) { s.hold(8, press, 0, 1).Units = -1 }, "booking 8"},
		{"a claim with a buffer without end", func(s *Snapshot) { s.hold(8, press, 0, 1).After = far }, "booking 8"},
		{"a person twice", func(s *Snapshot) { s.People = append(s.People, Person{ID: eva}) }, "person 1"},
		{"an attendance beyond all time", func(s *Snapshot) { s.personOf(eva).Attends = []Attendance{{1, span(0, 2*far)}} }, "person 1"},
		{"a quota of nobody", func(s *Snapshot) { s.Quotas = []Quota{{ID: 4, Facility: lab}} }, "quota 4"},
		{"a quota of two", func(s *Snapshot) { s.Quotas = []Quota{{ID: 4, Facility: lab, Person: eva, Partner: 1}} }, "quota 4"},
		{"a quota nowhere", func(s *Snapshot) { s.Quotas = []Quota{{ID: 4, Facility: 7, Person: eva}} }, "quota 4"},
		{"a count beyond all time", func(s *Snapshot) {
			s.Quotas = []Quota{{ID: 4, Facility: lab, Person: eva, Counted: []Count{{At: far}}}}
		}, "quota 4"},
	} {
		s, _ := laboratory()
		c.set(&s)
		if _, err := Prepare(s); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want it to name %q", c.name, err, c.want)
		}
	}
}

// A World never changes, so many may ask it at once: the race detector watches.
func TestAWorldAnswersManyAtOnce(t *testing.T) {
	w, wish, ids := busyWorld(t, 3, 2)
	q := Query{Wish: wish, Resources: ids, Range: span(0, 14*TicksPerDay), Limit: 5}
	verdict, slots := Check(w, &wish), Suggest(w, q)
	var asking sync.WaitGroup
	for range 8 {
		asking.Go(func() {
			mine := wish
			if got := Check(w, &mine); !reflect.DeepEqual(got, verdict) {
				t.Errorf("check: %+v, want %+v", got, verdict)
			}
			if got := Suggest(w, q); !reflect.DeepEqual(got, slots) {
				t.Errorf("suggest: %+v, want %+v", got, slots)
			}
		})
	}
	asking.Wait()
}
