package scheduler

// bufferRule keeps uses and their setup and cleanup together within the units of a resource. It speaks where the uses
// themselves would fit; where they do not, capacityRule does.
type bufferRule struct{}

func (bufferRule) judgeClaim(t *trial, c *claim) {
	if c.crowded(c.use) {
		return
	}
	for rest := c.occupied; !t.done(); {
		hit, free, ok := c.r.occupied.short(rest, c.units+c.taken, c.ownOccupied)
		if !ok {
			return
		}
		t.forbid(Violation{Code: SetupCleanup, Resource: c.r.ID, Limit: c.units + c.taken, Actual: free}, hit, c.r.Setup, c.r.Cleanup)
		rest.From = hit.To
	}
}
