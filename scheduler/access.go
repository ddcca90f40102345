package scheduler

import (
	"slices"

	"marke/scheduler/interval"
)

// accessRule asks of every resource that is claimed by name whether it is open to the project's phase, to the partner and
// to guests.
type accessRule struct{}

func (accessRule) judgeWish(t *trial) {
	if t.person == nil {
		return
	}
	for i := range t.claims {
		r := t.claims[i].r
		deny := func(reason AccessReason) {
			if !t.done() {
				t.report(Violation{Code: Access, Resource: r.ID, Reason: reason}, interval.Always)
			}
		}
		if len(r.Access.Phases) > 0 && !slices.Contains(r.Access.Phases, t.wish.Phase) {
			deny(ByPhase)
		}
		if len(r.Access.Partners) > 0 && !slices.Contains(r.Access.Partners, t.wish.Partner) {
			deny(ByPartner)
		}
		if r.Access.NoGuests && t.wish.Guest {
			deny(ByGuest)
		}
	}
}
