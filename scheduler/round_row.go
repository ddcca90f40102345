package scheduler

import "math/bits"

// roundRow is what holds one resource in a plan.
type roundRow struct {
	held  []roundHolding // ordered by from; of those that begin together the last to come is first
	marks []int32        // how many of held start before each block of slots, and all of them in the end
	block uint           // slots of a block, as a power of two
	units roundUnits     // that are free; a unary resource has no words
}

// roundHolding is a request's use of a resource.
type roundHolding struct{ from, to, req int32 }

// rowBlocks is the most blocks of a row: most of them have one start or none.
const rowBlocks = 32

func newRoundRow(r *roundResource, slots int32) roundRow {
	w := roundRow{block: uint(bits.Len32(uint32(slots) / rowBlocks))}
	w.marks = make([]int32, slots>>w.block+2)
	if !r.unary {
		w.units = newRoundUnits(r.level, slots)
	}
	return w
}

// unary reports that the resource is held by at most one use at a time.
func (w *roundRow) unary() bool { return w.units.words == nil }

// add books a use of units by a request; what it meets must be gone.
func (w *roundRow) add(from, to, units, req int32) {
	at := w.firstFrom(from)
	w.held = append(w.held, roundHolding{})
	copy(w.held[at+1:], w.held[at:])
	w.held[at] = roundHolding{from, to, req}
	later := w.marks[from>>(w.block&31)+1:]
	for i := range later {
		later[i]++
	}
	if !w.unary() {
		w.units.take(from, to, units)
	}
}

// drop takes a use back.
func (w *roundRow) drop(from, to, units, req int32) {
	at := w.firstFrom(from)
	for w.held[at].req != req {
		at++
	}
	copy(w.held[at:], w.held[at+1:])
	w.held = w.held[:len(w.held)-1]
	later := w.marks[from>>(w.block&31)+1:]
	for i := range later {
		later[i]--
	}
	if !w.unary() {
		w.units.give(from, to, units)
	}
}

// changeWork is what it takes to book a use or to take it back: those beside it are
// moved up, and its slots are counted.
func (w *roundRow) changeWork(u *roundUse) int64 {
	work := 1 + int64(len(w.held))>>5
	if !w.unary() {
		work += int64(u.to-u.from) >> 3
	}
	return work
}

// firstFrom is the place of the first holding that starts at or after from.
func (w *roundRow) firstFrom(from int32) int {
	marks := w.marks[from>>(w.block&31):]
	lo, hi := int(marks[0]), int(marks[1])
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if w.held[mid].from < from {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// firstMeeting is the place of the first holding of a unary resource that ends
// after from.
func (w *roundRow) firstMeeting(from int32) int {
	at := w.firstFrom(from)
	if at > 0 && w.held[at-1].to > from {
		return at - 1
	}
	return at
}
