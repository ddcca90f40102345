package scheduler

import "marke/scheduler/interval"

// qualificationRule asks the person to be qualified, from the start to the end of the use, for every resource that is
// claimed by name and needs it. Where staff operate, the person need not be.
type qualificationRule struct{}

func (qualificationRule) judgeWish(t *trial) {
	if t.person == nil || t.primary().Operated {
		return
	}
	for i := range t.claims {
		if r := t.claims[i].r; r.NeedsQualified && !t.done() {
			t.judgeQualification(r)
		}
	}
}

func (t *trial) judgeQualification(r *resource) {
	valid, excluded, ok := t.person.qualified(r.ID, t.use)
	switch {
	case ok:
	case valid.Empty():
		t.report(Violation{Code: Unqualified, Resource: r.ID, Person: t.person.ID}, excluded)
	default:
		late := interval.Span{From: valid.To, To: t.use.To}
		t.report(Violation{Code: QualificationExpires, Resource: r.ID, Person: t.person.ID, Span: late}, excluded)
	}
}
