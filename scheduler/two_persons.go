package scheduler

// twoPersonsRule lets nobody work alone outside office hours on a resource that asks for two: the person, companions who are
// qualified for it throughout, and operators who are claimed count.
type twoPersonsRule struct{}

func (twoPersonsRule) judgeWish(t *trial) {
	if t.person == nil {
		return
	}
	for i := range t.claims {
		if r := t.claims[i].r; r.TwoPersons && !t.done() {
			t.judgeAlone(r)
		}
	}
}

func (t *trial) judgeAlone(r *resource) {
	late, ok := r.facility.office.Gap(t.use)
	if !ok {
		return
	}
	there := t.present(r)
	if there >= 2 {
		return
	}
	v := Violation{Code: TwoPersons, Resource: r.ID, Limit: 2, Actual: there, Span: late.Intersect(t.use)}
	if len(t.companions) == 0 && len(t.options) == 0 {
		t.report(v, late.Dilate(0, t.use.Length())) // nobody can be there at another time either
		return
	}
	t.report(v, t.here())
}

// present counts the people who are there and may be.
func (t *trial) present(r *resource) int64 {
	var there int64
	if !t.primary().Operated {
		there++
	}
	for _, p := range t.companions {
		_, _, able := p.qualified(r.ID, t.use)
		if able || !r.NeedsQualified {
			there++
		}
	}
	for i := range t.claims {
		there += t.operator(&t.claims[i])
	}
	for i := range t.needs {
		if c := t.needs[i].chosen; c >= 0 && t.options[c].byName < 0 {
			there += t.operator(&t.options[c].claim)
		}
	}
	return there
}

// operator is 1 when a claim brings somebody who was not counted yet.
func (t *trial) operator(c *claim) int64 {
	if c.r.Person == 0 || !t.primary().Operated && t.person.ID == c.r.Person {
		return 0
	}
	for _, p := range t.companions {
		if p.ID == c.r.Person {
			return 0
		}
	}
	return 1
}
