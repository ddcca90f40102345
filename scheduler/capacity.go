package scheduler

import "marke/scheduler/interval"

// capacityRule keeps the uses of a resource within its units at every tick. Buffers are bufferRule's.
type capacityRule struct{}

func (capacityRule) judgeClaim(t *trial, c *claim) {
	for rest := c.use; !t.done(); {
		hit, free, ok := c.r.uses.short(rest, c.units+c.taken, c.ownUses)
		if !ok {
			return
		}
		t.forbid(Violation{Code: Capacity, Resource: c.r.ID, Limit: c.units + c.taken, Actual: free}, hit, 0, 0)
		rest.From = hit.To
	}
}

// crowded reports whether the uses alone are too many for the claim.
func (c *claim) crowded(use interval.Span) bool {
	_, _, ok := c.r.uses.short(use, c.units+c.taken, c.ownUses)
	return ok
}
