package scheduler

// pack lays what the modes of requests are made of side by side in memory, in the
// order of the requests, where moves come upon them.
func (c *round) pack() {
	modes, uses, starts := 0, 0, 0
	for r := range c.req {
		modes += len(c.req[r].modes)
		for m := range c.req[r].modes {
			uses += len(c.req[r].modes[m].uses)
			starts += len(c.req[r].modes[m].starts)
		}
	}
	allModes, allUses, allStarts := make([]roundMode, 0, modes), make([]roundUse, 0, uses), make([]roundStarts, 0, starts)
	for r := range c.req {
		allModes = append(allModes, c.req[r].modes...)
		own := allModes[len(allModes)-len(c.req[r].modes):]
		c.req[r].modes = own[:len(own):len(own)]
		for m := range own {
			allUses = append(allUses, own[m].uses...)
			allStarts = append(allStarts, own[m].starts...)
			u, s := len(own[m].uses), len(own[m].starts)
			own[m].uses = allUses[len(allUses)-u : len(allUses) : len(allUses)]
			own[m].starts = allStarts[len(allStarts)-s : len(allStarts) : len(allStarts)]
		}
	}
}
