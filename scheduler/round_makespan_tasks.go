package scheduler

import "slices"

// proverTasks knows what each resource must hold whatever is decided yet: a use
// of a request that may start from e to l holds its resource from the latest
// start to the earliest end. That is the timetable of a cumulative resource.
type proverTasks struct {
	all    []proverTask
	of     [][]int32 // tasks of each request
	on     [][]int32 // tasks on each resource
	level  []int32   // units of each resource
	height [][]int32 // units that must be held, of each resource and slot
	dirty  []bool    // resources whose height grew
	undone []int32   // requests whose events are being taken back
	marked []bool
	picked []int32 // tasks that an explanation names
}

// proverTask holds units of a resource from start+from to start+to; [held, until)
// is the time that is certain.
type proverTask struct {
	request, res, units int32
	from, to            int32
	held, until         int32
}

func (x *proverTasks) init(c *round) {
	x.of, x.on = make([][]int32, len(c.req)), make([][]int32, len(c.res))
	x.marked, x.dirty = make([]bool, len(c.req)), make([]bool, len(c.res))
	for i := range c.res {
		x.level = append(x.level, c.res[i].level[0].level)
		x.height = append(x.height, make([]int32, c.slots+1))
	}
	for r := range c.req {
		for _, u := range c.req[r].modes[0].uses {
			k := int32(len(x.all))
			x.all = append(x.all, proverTask{request: int32(r), res: u.res, units: u.units, from: u.from, to: u.to})
			x.of[r] = append(x.of[r], k)
			x.on[u.res] = append(x.on[u.res], k)
		}
	}
}

// touch notes a request whose limits are taken back.
func (x *proverTasks) touch(r int32) {
	if int(r) < len(x.marked) && !x.marked[r] {
		x.marked[r] = true
		x.undone = append(x.undone, r)
	}
}

// release gives back what touched requests need not hold any more, and forgets
// which resources were to be looked at.
func (x *proverTasks) release(at []int32) {
	for _, r := range x.undone {
		x.marked[r] = false
		for _, k := range x.of[r] {
			task := &x.all[k]
			held, until := task.certain(at)
			task.add(x.height[task.res], task.held, min(held, task.until), -task.units)
			task.add(x.height[task.res], max(until, held), task.until, -task.units)
			task.held, task.until = held, max(until, held)
		}
	}
	x.undone = x.undone[:0]
	clear(x.dirty)
}

func (t *proverTask) certain(at []int32) (held, until int32) {
	return -at[2*t.request+1] + t.from, at[2*t.request] + t.to
}

func (t *proverTask) add(height []int32, from, to, units int32) {
	for s := from; s < to; s++ {
		height[s] += units
	}
}

// hold takes what a request must hold by its limits; it gives a resource and a
// slot that this overloads, or -1.
func (x *proverTasks) hold(r int32, at []int32) (res, slot int32) {
	res = -1
	for _, k := range x.of[r] {
		task := &x.all[k]
		held, until := task.certain(at)
		if held >= until {
			task.held, task.until = held, held
			continue
		}
		if task.held >= task.until {
			task.held, task.until = held, held
		}
		if held == task.held && until == task.until {
			continue
		}
		height := x.height[task.res]
		for _, part := range [2][2]int32{{held, task.held}, {task.until, until}} {
			for s := part[0]; s < part[1]; s++ {
				if height[s] += task.units; height[s] > x.level[task.res] {
					res, slot = task.res, s
				}
			}
		}
		task.held, task.until = held, until
		x.dirty[task.res] = true
	}
	return res, slot
}

func (x *proverTasks) nextDirty() int32 {
	for res, dirty := range x.dirty {
		if dirty {
			x.dirty[res] = false
			return int32(res)
		}
	}
	return -1
}

// holders appends why a resource must hold more at a slot than leaves room for so
// many units: the limits of few tasks, each as weak as it may be. The task that
// asks is left out.
func (p *projectProver) holders(out []startLimit, res, slot, asks, units int32) []startLimit {
	x := &p.tasks
	x.picked = x.picked[:0]
	spare := units - x.level[res] - 1
	for _, k := range x.on[res] {
		if task := &x.all[k]; k != asks && task.held <= slot && slot < task.until {
			spare += task.units
			x.picked = append(x.picked, k)
		}
	}
	p.work += int64(len(x.on[res])) / 8
	for _, k := range slices.Backward(x.picked) {
		task := &x.all[k]
		if task.units <= spare {
			spare -= task.units
			continue
		}
		out = append(out, startLimit{2 * task.request, slot + 1 - task.to}, startLimit{2*task.request + 1, task.from - slot})
	}
	return out
}

// filter squeezes the tasks on a resource that holds more than before.
func (p *projectProver) filter(res int32) {
	for _, k := range p.tasks.on[res] {
		if !p.squeeze(k) {
			return
		}
	}
}

// squeeze moves the limits of a task past the slots that have no room for it.
func (p *projectProver) squeeze(k int32) bool {
	task := &p.tasks.all[k]
	height := p.tasks.height[task.res]
	early, late := 2*task.request, 2*task.request+1
	if p.at[early]+p.at[late] == 0 {
		return true
	}
	room := p.tasks.level[task.res] - task.units
	p.work += int64(task.to-task.from)/8 + 1
	full := func(t int32) bool { return height[t] > room && (t < task.held || t >= task.until) }
	for t := p.at[early] + task.to - 1; t >= p.at[early]+task.from; t-- {
		if full(t) {
			if !p.push(k, startLimit{early, t + 1 - task.from}, startLimit{early, t + 1 - task.to}, t) {
				return false
			}
			t = p.at[early] + task.to // as it starts later now, look again from its end
		}
	}
	for t := task.from - p.at[late]; t < task.to-p.at[late]; t++ {
		if full(t) {
			if !p.push(k, startLimit{late, task.to - t}, startLimit{late, task.from - t}, t) {
				return false
			}
			t = task.from - p.at[late] - 1
		}
	}
	return true
}

// push moves a task past a slot: by one of its limits it would else be in it, and
// the others leave it no room there.
func (p *projectProver) push(k int32, past, inside startLimit, slot int32) bool {
	task := &p.tasks.all[k]
	ref := int32(len(p.why))
	p.why = p.holders(append(p.why, inside), task.res, slot, k, task.units)
	return p.set(past, byTasks, ref, int32(len(p.why))-ref)
}
