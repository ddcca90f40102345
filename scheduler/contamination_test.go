package scheduler

import "testing"

func TestContamination(t *testing.T) {
	const au, cu, si MaterialID = 1, 2, 3
	refused := func(r ResourceID, m MaterialID) []Violation {
		return []Violation{{Code: Contamination, Resource: r, Material: m, Span: span(600, 660)}}
	}
	run(t, []ruleCase{
		{"a clean sample", func(s *Snapshot, _ *Wish) { s.find(press).Refuses = []MaterialID{au, cu} }, nil},
		{"what is refused nowhere", func(s *Snapshot, w *Wish) {
			s.find(press).Refuses = []MaterialID{au, cu}
			w.Materials = []MaterialID{si}
		}, nil},
		{"has touched gold", func(s *Snapshot, w *Wish) {
			s.find(press).Refuses = []MaterialID{cu, au}
			w.Materials = []MaterialID{si, cu, au}
		}, refused(press, au)},
		{"a further resource refuses", func(s *Snapshot, w *Wish) {
			s.find(mould).Refuses = []MaterialID{cu}
			w.Materials = []MaterialID{cu}
			w.Claims = []Claim{{Resource: mould}}
		}, refused(mould, cu)},
	})
}
