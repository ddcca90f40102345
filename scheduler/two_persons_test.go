package scheduler

import (
	"testing"

	"marke/scheduler/interval"
)

func TestTwoPersons(t *testing.T) {
	evening := func(more ...func(*Snapshot, *Wish)) func(*Snapshot, *Wish) {
		return func(s *Snapshot, w *Wish) {
			s.Facilities[0].Office = interval.Of(span(480, 640))
			s.find(press).TwoPersons = true
			for _, f := range more {
				f(s, w)
			}
		}
	}
	alone := func(there int64) []Violation {
		return []Violation{{Code: TwoPersons, Resource: press, Span: span(640, 660), Limit: 2, Actual: there}}
	}
	withFinn := func(_ *Snapshot, w *Wish) { w.Companions = []PersonID{finn} }
	qualified := func(p PersonID, until int64) func(*Snapshot, *Wish) {
		return func(s *Snapshot, _ *Wish) {
			s.find(press).NeedsQualified = true
			s.personOf(p).Qualifications = []Qualification{{press, span(0, until)}}
		}
	}
	run(t, []ruleCase{
		{"alone", evening(), alone(1)},
		{"within office hours", evening(func(_ *Snapshot, w *Wish) { w.Use = span(600, 640) }), nil},
		{"a resource without the rule", evening(func(s *Snapshot, _ *Wish) { s.find(press).TwoPersons = false }), nil},
		{"with a companion", evening(withFinn), nil},
		{"oneself is no companion", evening(func(_ *Snapshot, w *Wish) { w.Companions = []PersonID{eva, eva} }), alone(1)},
		{"a companion who is not qualified", evening(withFinn, qualified(eva, 9000)), alone(1)},
		{"a companion whose qualification ends too soon", evening(withFinn, qualified(eva, 9000), qualified(finn, 650)), alone(1)},
		{"a companion who is qualified throughout", evening(withFinn, qualified(eva, 9000), qualified(finn, 660)), nil},
		{"an operator who is asked for", evening(func(_ *Snapshot, w *Wish) { w.Claims = []Claim{{Resource: ada}} }), nil},
		{"an operator who is chosen", evening(func(s *Snapshot, _ *Wish) {
			s.find(press).Needs = []Need{{Kind: NeedsOperator, Options: []Claim{{Resource: ada}}}}
		}), nil},
		{"an operator who is asked for and needed is one person", evening(func(s *Snapshot, w *Wish) {
			s.find(press).Needs = []Need{{Kind: NeedsOperator, Options: []Claim{{Resource: ada}}}}
			s.find(press).Operated = true
			w.Claims = []Claim{{Resource: ada}}
		}), alone(1)},
		{"an operator who is oneself", evening(func(_ *Snapshot, w *Wish) { w.Person, w.Claims = adaIn, []Claim{{Resource: ada}} }), alone(1)},
		{"an operator without the person", evening(func(s *Snapshot, w *Wish) {
			s.find(press).Operated = true
			w.Claims = []Claim{{Resource: ada}}
		}), alone(1)},
	})
}
