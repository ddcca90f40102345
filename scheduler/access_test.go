package scheduler

import "testing"

func TestAccess(t *testing.T) {
	deny := func(r ResourceID, reasons ...AccessReason) (out []Violation) {
		for _, reason := range reasons {
			out = append(out, Violation{Code: Access, Resource: r, Span: span(600, 660), Overridable: true, Reason: reason})
		}
		return out
	}
	members := func(w Wish) func(*Snapshot, *Wish) {
		return func(s *Snapshot, wish *Wish) {
			s.find(press).Access = AccessRule{Phases: []PhaseID{1, 2}, Partners: []PartnerID{5, 6}, NoGuests: true}
			wish.Phase, wish.Partner, wish.Guest = w.Phase, w.Partner, w.Guest
		}
	}
	run(t, []ruleCase{
		{"a member in a phase that is admitted", members(Wish{Phase: 2, Partner: 6}), nil},
		{"another phase", members(Wish{Phase: 3, Partner: 6}), deny(press, ByPhase)},
		{"another partner", members(Wish{Phase: 1, Partner: 7}), deny(press, ByPartner)},
		{"a guest", members(Wish{Phase: 1, Partner: 5, Guest: true}), deny(press, ByGuest)},
		{"all three", members(Wish{Guest: true}), deny(press, ByPhase, ByPartner, ByGuest)},
		{"an open resource admits anyone", func(_ *Snapshot, w *Wish) { w.Phase, w.Partner, w.Guest = 3, 7, true }, nil},
		{"a further resource has its own access", func(s *Snapshot, w *Wish) {
			s.find(mould).Access.NoGuests = true
			w.Guest, w.Claims = true, []Claim{{Resource: mould}}
		}, deny(mould, ByGuest)},
		{"nobody in particular is not asked", func(s *Snapshot, w *Wish) {
			members(Wish{Guest: true})(s, w)
			w.Person = 0
		}, nil},
	})
}

func TestSuspension(t *testing.T) {
	suspended := func(f FacilityID, from, to int64) func(*Snapshot, *Wish) {
		return func(s *Snapshot, _ *Wish) {
			s.personOf(eva).Suspensions = []Suspension{{f, span(from, to)}}
		}
	}
	run(t, []ruleCase{
		{"now", suspended(lab, -100, 100), []Violation{{Code: Suspended, Resource: press, Person: eva, Span: span(-100, 100), Overridable: true}}},
		{"until now", suspended(lab, -100, 0), nil},
		{"later", suspended(lab, 1, 1000), nil},
		{"at another facility", suspended(9, -100, 100), nil},
		{"a companion's does not count", func(s *Snapshot, w *Wish) {
			s.personOf(finn).Suspensions = []Suspension{{lab, span(-100, 100)}}
			w.Companions = []PersonID{finn}
		}, nil},
	})
}
