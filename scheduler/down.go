package scheduler

// downRule keeps every claim, buffers included, out of one kind of downtime: closures, maintenance or outages.
type downRule struct {
	kind DowntimeKind
	code Code
}

func (rule downRule) judgeClaim(t *trial, c *claim) {
	for rest := c.occupied; !t.done(); {
		hit, ok := c.r.down[rule.kind].First(rest)
		if !ok {
			return
		}
		t.forbid(Violation{Code: rule.code, Resource: c.r.ID}, hit, c.r.Setup, c.r.Cleanup)
		rest.From = hit.To
	}
}
