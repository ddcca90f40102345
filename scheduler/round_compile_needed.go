package scheduler

// requireNeeded gives those that what is pinned cannot stand without a bonus that
// outweighs all else: those before them in chains, and the rest of their groups.
func (c *round) requireNeeded() {
	must := make([]bool, len(c.req))
	var queue []int32
	add := func(r int32) {
		if !must[r] {
			must[r] = true
			queue = append(queue, r)
		}
	}
	total := int64(1)
	for r := range c.req {
		total += c.req[r].top
		if c.req[r].pinned || c.source.Objective.Kind == Makespan {
			add(int32(r))
		}
	}
	for _, a := range c.accounts {
		total += c.cost * a.target
	}
	for k := 0; k < len(queue); k++ {
		r := &c.req[queue[k]]
		for _, a := range r.after {
			add(a.other)
		}
		if r.group >= 0 {
			for _, other := range c.groups[r.group] {
				add(other)
			}
		}
	}
	c.musts = int64(len(queue))
	if c.musts == 0 {
		return
	}
	c.bonus = min(total, (1<<61)/c.musts)
	if c.source.Objective.Kind == Makespan {
		c.bonus = 1 << 20
	}
	for _, r := range queue {
		req := &c.req[r]
		req.must = true
		req.best += c.bonus
		req.top += c.bonus
		for m := range req.modes {
			for k := range req.modes[m].starts {
				req.modes[m].starts[k].worth += c.bonus
			}
		}
	}
	c.constant -= c.bonus * c.musts
}
