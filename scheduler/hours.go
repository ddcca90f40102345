package scheduler

import "marke/scheduler/interval"

// hoursRule keeps every claim, buffers included, within the opening hours of its resource. Openings that touch are one, so
// that a long use may run through midnight or all week where the hours do.
type hoursRule struct{}

func (hoursRule) judgeClaim(t *trial, c *claim) {
	for rest := c.occupied; !t.done(); {
		hole, ok := c.r.Open.Gap(rest)
		if !ok {
			return
		}
		t.forbid(Violation{Code: OutsideHours, Resource: c.r.ID}, hole, c.r.Setup, c.r.Cleanup)
		rest.From = hole.To
		if hole.To >= interval.Max {
			return
		}
	}
}
