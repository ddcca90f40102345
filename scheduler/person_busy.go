package scheduler

// personBusyRule keeps the person and the companions out of two attended places at once. It holds when a resource that is
// claimed by name is attended; where staff operate, the person need not be there.
type personBusyRule struct{}

func (personBusyRule) judgeWish(t *trial) {
	if !t.attended() {
		return
	}
	if t.person != nil && !t.primary().Operated {
		t.judgeBusy(t.person, 0)
	}
	for _, p := range t.companions {
		if !t.done() {
			t.judgeBusy(p, 0)
		}
	}
}

// attended reports that somebody must be where the use is.
func (t *trial) attended() bool {
	for i := range t.claims {
		if t.claims[i].r.Attended {
			return true
		}
	}
	return false
}

// operatorElsewhereRule keeps an operator from being claimed while the person behind it attends something else.
type operatorElsewhereRule struct{}

func (operatorElsewhereRule) judgeClaim(t *trial, c *claim) {
	if c.r.Person != 0 {
		t.judgeBusy(t.w.person(c.r.Person), c.r.ID)
	}
}

// judgeBusy reports each time that the person spends elsewhere during the use. Of an operator, what the operator resource
// itself holds is capacityRule's.
func (t *trial) judgeBusy(p *person, operates ResourceID) {
	for rest := t.use; !t.done(); {
		other, ok := p.busy(rest, t.wish.Moving, operates)
		if !ok {
			return
		}
		t.forbid(Violation{Code: PersonBusy, Resource: operates, Person: p.ID, Booking: other.Booking}, other.Use, 0, 0)
		rest.From = other.Use.To
	}
}
