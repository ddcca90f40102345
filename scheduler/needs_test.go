package scheduler

import (
	"reflect"
	"testing"

	"marke/scheduler/interval"
)

func TestNeeds(t *testing.T) {
	operator := func(options ...ResourceID) Need {
		n := Need{Kind: NeedsOperator}
		for _, o := range options {
			n.Options = append(n.Options, Claim{Resource: o})
		}
		return n
	}
	missing := func(code Code, r ResourceID, wanted, free int64) []Violation {
		return []Violation{{Code: code, Resource: r, Span: span(600, 660), Limit: wanted, Actual: free, Overridable: code != UtilityShort}}
	}
	needs := func(n ...Need) func(*Snapshot, *Wish) {
		return func(s *Snapshot, _ *Wish) { s.find(press).Needs = n }
	}
	with := func(first func(*Snapshot, *Wish), next func(*Snapshot, *Wish)) func(*Snapshot, *Wish) {
		return func(s *Snapshot, w *Wish) { first(s, w); next(s, w) }
	}
	adaTaken := func(s *Snapshot, _ *Wish) { s.hold(1, ada, 640, 700) }
	bobTaken := func(s *Snapshot, _ *Wish) { s.hold(2, bob, 500, 601) }
	cooling := Need{Kind: NeedsUtility, Options: []Claim{{Resource: steam, Units: 2}}}
	run(t, []ruleCase{
		{"a free operator", needs(operator(ada, bob)), nil},
		{"the second is free", with(needs(operator(ada, bob)), adaTaken), nil},
		{"no option is free", with(needs(operator(ada, bob)), with(adaTaken, bobTaken)), missing(OperatorMissing, press, 1, 0)},
		{"no option at all", needs(operator()), missing(OperatorMissing, press, 1, 0)},
		{"outside the operator's own hours", with(needs(operator(ada)), func(s *Snapshot, _ *Wish) { s.find(ada).Open = interval.Of(span(0, 650)) }),
			missing(OperatorMissing, ada, 1, 0)},
		{"the operator attends something else", with(needs(operator(ada)), func(s *Snapshot, _ *Wish) {
			s.personOf(adaIn).Attends = []Attendance{{4, span(655, 700)}}
		}), missing(OperatorMissing, ada, 1, 1)},
		{"the operator's skill ends during the use", func(s *Snapshot, _ *Wish) {
			n := operator(ada)
			n.Skill = press
			s.find(press).Needs = []Need{n}
			s.personOf(adaIn).Qualifications = []Qualification{{press, span(0, 659)}}
		}, missing(OperatorMissing, ada, 1, 1)},
		{"an accessory", with(needs(Need{Kind: NeedsAccessory, Options: []Claim{{Resource: mould}}}), func(s *Snapshot, _ *Wish) { s.hold(1, mould, 0, 601) }),
			missing(AccessoryMissing, mould, 1, 0)},
		{"enough of a utility", with(needs(cooling), func(s *Snapshot, _ *Wish) { s.hold(1, steam, 0, 900) }), nil},
		{"too little of it, and how much is free", with(needs(cooling), func(s *Snapshot, _ *Wish) { s.hold(1, steam, 650, 900).Units = 2 }),
			missing(UtilityShort, steam, 2, 1)},
		{"the booking that moves gives its operator back", with(needs(operator(ada)), func(s *Snapshot, w *Wish) {
			s.hold(7, ada, 630, 700)
			w.Moving = 7
		}), nil},
		{"two needs for two operators", needs(operator(ada, bob), operator(ada, bob)), nil},
		{"one choice must not spoil the other", needs(operator(ada, bob), operator(ada)), nil},
		{"two needs for one operator: the first in the list is served", needs(operator(ada), operator(ada)), missing(OperatorMissing, ada, 1, 0)},
		{"a need and a claim by name for different units", with(needs(cooling), func(_ *Snapshot, w *Wish) { w.Claims = []Claim{{Resource: steam, Units: 1}} }), nil},
		{"what is met by name counts once", func(s *Snapshot, w *Wish) {
			s.find(press).Needs = []Need{{Kind: NeedsUtility, Options: []Claim{{steam, 1}}}, {Kind: NeedsUtility, Options: []Claim{{steam, 2}}}}
			w.Claims = []Claim{{Resource: steam, Units: 1}}
		}, nil},
		{"which together are too many", with(needs(Need{Kind: NeedsUtility, Options: []Claim{{Resource: steam, Units: 3}}}), func(_ *Snapshot, w *Wish) {
			w.Claims = []Claim{{Resource: steam, Units: 1}}
		}), missing(UtilityShort, steam, 3, 2)},
		{"a claim by name meets a need", with(needs(operator(ada, bob)), with(bobTaken, func(_ *Snapshot, w *Wish) { w.Claims = []Claim{{Resource: ada}} })), nil},
		{"but only one", with(needs(operator(ada), operator(ada, bob)), with(bobTaken, func(_ *Snapshot, w *Wish) { w.Claims = []Claim{{Resource: ada}} })),
			missing(OperatorMissing, press, 1, 0)},
		{"a further resource has needs too", func(s *Snapshot, w *Wish) {
			s.find(mould).Needs = []Need{operator()}
			w.Claims = []Claim{{Resource: mould}}
		}, missing(OperatorMissing, press, 1, 0)},
	})
}

func TestNeedsSayWhatWasChosen(t *testing.T) {
	any := []Claim{{Resource: ada}, {Resource: bob}}
	for _, c := range []struct {
		name string
		set  func(s *Snapshot, w *Wish)
		want []Taken
	}{
		{"the first that is free", func(s *Snapshot, _ *Wish) {
			s.find(press).Needs = []Need{{Kind: NeedsOperator, Options: any}, {Kind: NeedsUtility, Options: []Claim{{steam, 2}}}}
			s.find(steam).Setup = 5
		}, []Taken{{Resource: ada, Units: 1, Occupied: span(600, 660), Need: true}, {Resource: steam, Units: 2, Occupied: span(595, 660), Need: true}}},
		{"the second when the first is taken", func(s *Snapshot, _ *Wish) {
			s.find(press).Needs = []Need{{Kind: NeedsOperator, Options: any}}
			s.hold(1, ada, 610, 620)
		}, []Taken{{Resource: bob, Units: 1, Occupied: span(600, 660), Need: true}}},
		{"the second when another need lacks the first", func(s *Snapshot, _ *Wish) {
			s.find(press).Needs = []Need{{Kind: NeedsOperator, Options: any}, {Kind: NeedsOperator, Options: any[:1]}}
		}, []Taken{{Resource: bob, Units: 1, Occupied: span(600, 660), Need: true}, {Resource: ada, Units: 1, Occupied: span(600, 660), Need: true}}},
		{"none beside a claim by name", func(s *Snapshot, w *Wish) {
			s.find(press).Needs = []Need{{Kind: NeedsOperator, Options: any}}
			w.Claims = []Claim{{Resource: bob}}
		}, []Taken{{Resource: bob, Units: 1, Occupied: span(600, 660)}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, wish := laboratory()
			c.set(&s, &wish)
			v := Check(s.world(t), &wish)
			for i := range c.want {
				c.want[i].Use = span(600, 660)
			}
			if want := append([]Taken{{Resource: press, Units: 1, Use: span(600, 660), Occupied: span(600, 660)}}, c.want...); !reflect.DeepEqual(v.Claims, want) {
				t.Errorf("got  %+v\nwant %+v", v.Claims, want)
			}
		})
	}
}

func TestNeedsThatCannotAllBeMetEndInBoundedTime(t *testing.T) {
	s, wish := laboratory()
	var options []Claim
	for i := range 20 {
		id := ResourceID(1000 + i)
		s.Resources = append(s.Resources, Resource{ID: id, Facility: lab, Capacity: 1, Open: interval.Of(interval.Always)})
		options = append(options, Claim{Resource: id})
	}
	for range 21 { // one more than there are
		s.find(press).Needs = append(s.find(press).Needs, Need{Kind: NeedsOperator, Options: options})
	}
	v := Check(s.world(t), &wish)
	if len(v.Violations) != 1 || v.Violations[0].Code != OperatorMissing || len(v.Claims) != 21 {
		t.Errorf("got %d violations and %d claims, want the press, 20 operators and one missing", len(v.Violations), len(v.Claims))
	}
}
