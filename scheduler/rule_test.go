package scheduler

import (
	"fmt"
	"slices"
	"testing"

	"marke/scheduler/interval"
)

// witnesses break one rule each: exactly the code, and nothing else.
var witnesses = map[Code]func(s *Snapshot, w *Wish){
	TooShort:  func(s *Snapshot, _ *Wish) { s.find(press).Shortest = 61 },
	TooLong:   func(s *Snapshot, _ *Wish) { s.find(press).Longest = 59 },
	OffGrid:   func(_ *Snapshot, w *Wish) { w.Use = span(601, 661) },
	InPast:    func(s *Snapshot, _ *Wish) { s.Now = 601 },
	Notice:    func(s *Snapshot, _ *Wish) { s.find(press).Notice = 601 },
	Horizon:   func(s *Snapshot, _ *Wish) { s.find(press).Horizon = 599 },
	Access:    func(s *Snapshot, w *Wish) { s.find(press).Access.NoGuests, w.Guest = true, true },
	Suspended: func(s *Snapshot, _ *Wish) { s.personOf(eva).Suspensions = []Suspension{{lab, span(-1, 1)}} },
	Unqualified: func(s *Snapshot, _ *Wish) {
		s.find(press).NeedsQualified = true
	},
	QualificationExpires: func(s *Snapshot, _ *Wish) {
		s.find(press).NeedsQualified = true
		s.personOf(eva).Qualifications = []Qualification{{press, span(0, 630)}}
	},
	TwoPersons: func(s *Snapshot, _ *Wish) {
		s.find(press).TwoPersons = true
		s.Facilities[0].Office = nil
	},
	Contamination: func(s *Snapshot, w *Wish) { s.find(press).Refuses, w.Materials = []MaterialID{1}, []MaterialID{1} },
	Closed:        func(s *Snapshot, _ *Wish) { s.find(press).Down = []Downtime{{ByClosure, span(0, 700)}} },
	OutsideHours:  func(s *Snapshot, _ *Wish) { s.find(press).Open = interval.Of(span(0, 630)) },
	Maintenance:   func(s *Snapshot, _ *Wish) { s.find(press).Down = []Downtime{{ByMaintenance, span(0, 700)}} },
	Outage:        func(s *Snapshot, _ *Wish) { s.find(press).Down = []Downtime{{ByOutage, span(0, 700)}} },
	RoundOpen:     func(s *Snapshot, _ *Wish) { s.find(press).Down = []Downtime{{ByRound, span(0, 700)}} },
	Capacity:      func(s *Snapshot, _ *Wish) { s.hold(1, press, 630, 640) },
	SetupCleanup:  func(s *Snapshot, _ *Wish) { s.hold(1, press, 500, 590).After = 20 },
	Changeover: func(s *Snapshot, w *Wish) {
		goldLine(s)
		s.hold(1, press, 500, 590).Class = gold
		w.Class = clean
	},
	OperatorMissing:  func(s *Snapshot, _ *Wish) { s.find(press).Needs = []Need{{Kind: NeedsOperator}} },
	AccessoryMissing: func(s *Snapshot, _ *Wish) { s.find(press).Needs = []Need{{Kind: NeedsAccessory}} },
	UtilityShort:     func(s *Snapshot, _ *Wish) { s.find(press).Needs = []Need{{Kind: NeedsUtility}} },
	PersonBusy: func(s *Snapshot, _ *Wish) {
		s.find(press).Attended = true
		s.personOf(eva).Attends = []Attendance{{4, span(0, 630)}}
	},
	OverQuota: func(s *Snapshot, _ *Wish) {
		s.Quotas = []Quota{{ID: 1, Facility: lab, Resources: []ResourceID{press}, Person: eva, Max: 59}}
	},
}

// witness prepares the world and the wish that break one rule, on a press with a grid.
func witness(t *testing.T, code Code) (*World, Wish) {
	s, wish := laboratory()
	s.find(press).Grid = 15
	witnesses[code](&s, &wish)
	return s.world(t), wish
}

func codesOf(v []Violation) (out []Code) {
	for _, x := range v {
		out = append(out, x.Code)
	}
	return out
}

func TestEveryCodeHasAWitnessThatBreaksNothingElse(t *testing.T) {
	for _, rule := range Codes {
		if witnesses[rule.Code] == nil {
			t.Errorf("%s has no witness", rule.Code)
			continue
		}
		w, wish := witness(t, rule.Code)
		if got := codesOf(Check(w, &wish).Violations); !slices.Equal(got, []Code{rule.Code}) {
			t.Errorf("%s: got %v", rule.Code, got)
		}
	}
	if len(witnesses) != len(Codes) {
		t.Errorf("%d witnesses for %d codes", len(witnesses), len(Codes))
	}
}

// A rule that is taken out of the book is missed by its witnesses, and by no other's.
func TestEveryRuleIsMissedWhenItIsTakenOut(t *testing.T) {
	missed := map[string][]Code{}
	without := func(name string, book ruleBook) {
		for _, rule := range Codes {
			w, wish := witness(t, rule.Code)
			w.rules = book
			if len(Check(w, &wish).Violations) == 0 {
				missed[name] = append(missed[name], rule.Code)
			}
		}
	}
	for i, rule := range allRules.beforeClaims {
		book := allRules
		book.beforeClaims = slices.Delete(slices.Clone(book.beforeClaims), i, i+1)
		without(fmt.Sprintf("%T", rule), book)
	}
	for i, rule := range allRules.perClaim {
		book := allRules
		book.perClaim = slices.Delete(slices.Clone(book.perClaim), i, i+1)
		without(fmt.Sprintf("%T %v", rule, i), book)
	}
	for i, rule := range allRules.afterClaims {
		book := allRules
		book.afterClaims = slices.Delete(slices.Clone(book.afterClaims), i, i+1)
		without(fmt.Sprintf("%T", rule), book)
	}
	var all []Code
	for name, codes := range missed {
		all = append(all, codes...)
		t.Logf("without %s nothing says %v", name, codes)
	}
	if len(all) != len(Codes) {
		t.Errorf("%d codes fall silent with one rule each, want all %d", len(all), len(Codes))
	}
	// The operator's own whereabouts also decide person_busy: that rule has its witness here.
	s, wish := laboratory()
	s.personOf(adaIn).Attends = []Attendance{{4, span(0, 630)}}
	wish.Claims = []Claim{{Resource: ada}}
	w := s.world(t)
	if !Check(w, &wish).Has(PersonBusy) {
		t.Error("an operator who is elsewhere can be claimed")
	}
	w.rules.perClaim = slices.DeleteFunc(slices.Clone(allRules.perClaim), func(r claimRule) bool { return r == operatorElsewhereRule{} })
	if Check(w, &wish).Has(PersonBusy) {
		t.Error("person_busy is said without its rule")
	}
}

func TestAllViolationsComeAtOnceInOrder(t *testing.T) {
	s, wish := laboratory()
	s.find(press).Grid = 15
	var want []Code
	for _, rule := range Codes {
		switch rule.Code {
		// These exclude another: a use cannot be too short and too long, or its start both past and too near.
		case TooLong, Notice, Horizon, QualificationExpires, Changeover:
			continue
		// The cases below set the same field as another's.
		case OperatorMissing, AccessoryMissing, SetupCleanup:
			continue
		}
		down := s.find(press).Down
		witnesses[rule.Code](&s, &wish)
		if len(s.find(press).Down) > 0 {
			s.find(press).Down = append(slices.Clone(s.find(press).Down), down...)
		}
		want = append(want, rule.Code)
	}
	s.find(press).Down = slices.Compact(s.find(press).Down)
	wish.Use = span(601, 661)
	s.Now = 602
	s.find(press).NeedsQualified = true
	s.personOf(eva).Suspensions = []Suspension{{lab, span(0, 9000)}}
	got := codesOf(Check(s.world(t), &wish).Violations)
	slices.Sort(got)
	got = slices.Compact(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	order := Check(s.world(t), &wish).Violations
	if !slices.IsSortedFunc(order, func(a, b Violation) int { return a.Code.rank() - b.Code.rank() }) {
		t.Errorf("out of order: %v", codesOf(order))
	}
}

func TestOverridesAreAsAgreed(t *testing.T) {
	never := []Code{InPast, Outage, Capacity, SetupCleanup, Changeover, UtilityShort, PersonBusy, TwoPersons, Contamination}
	for _, rule := range Codes {
		if got := rule.Code.overridable(false); got == slices.Contains(never, rule.Code) {
			t.Errorf("%s: overridable is %v", rule.Code, got)
		}
		if danger := rule.Code == Unqualified || rule.Code == QualificationExpires; danger && rule.Code.overridable(true) {
			t.Errorf("%s can be overridden on a dangerous resource", rule.Code)
		}
	}
	if Code("nonsense").overridable(false) {
		t.Error("an unknown code can be overridden")
	}
}
