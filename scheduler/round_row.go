package scheduler

import "math/bits"

// roundRow is what holds one resource in a plan.
type roundRow struct {
	held      []roundHolding // ordered by from; of those that begin together the last to come is first
	blocks    []roundBlock   // of the period, and one after it
	cell      uint           // slots of a cell, as a power of two; a block has 64 cells
	units     roundUnits     // that are free; a unary resource has no words
	exclusive bool           // only overlap excludes
}

// roundHolding is a request's use of a resource.
type roundHolding struct{ from, to, req int32 }

// roundBlock tells where in a row the uses are that start in a part of the period: most
// cells have none, and few more than one.
type roundBlock struct {
	starts uint64 // a bit for each cell in which a use starts
	before int32  // how many uses start before the block
}

// rowBlocks is about how many blocks a row may have: they are counted at each change.
const rowBlocks = 32

func newRoundRow(r *roundResource, slots int32) roundRow {
	w := roundRow{cell: uint(bits.Len32(uint32(slots) / (64 * rowBlocks))), exclusive: r.exclusive}
	w.blocks = make([]roundBlock, w.block(slots)+2)
	if !r.unary {
		w.units = newRoundUnits(r.level, slots)
	}
	return w
}

// block is the block that a slot lies in.
func (w *roundRow) block(slot int32) int { return int(slot >> ((w.cell + 6) & 31)) }

// bit is the bit of the cell that a slot lies in.
func (w *roundRow) bit(slot int32) uint64 { return 1 << (slot >> (w.cell & 31) & 63) }

// unary reports that the resource is held by at most one use at a time.
func (w *roundRow) unary() bool { return w.units.words == nil }

// add books a use of units by a request; what it meets must be gone.
func (w *roundRow) add(from, to, units, req int32) {
	at := w.firstFrom(from)
	w.held = append(w.held, roundHolding{})
	copy(w.held[at+1:], w.held[at:])
	w.held[at] = roundHolding{from, to, req}
	blocks := w.blocks[w.block(from):]
	blocks[0].starts |= w.bit(from)
	for i := 1; i < len(blocks); i++ {
		blocks[i].before++
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
	blocks := w.blocks[w.block(from):]
	if !(at > 0 && w.sameCell(w.held[at-1].from, from) || at < len(w.held) && w.sameCell(w.held[at].from, from)) {
		blocks[0].starts &^= w.bit(from)
	}
	for i := 1; i < len(blocks); i++ {
		blocks[i].before--
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

// sameCell reports whether two slots lie in the same cell.
func (w *roundRow) sameCell(a, b int32) bool { return a>>(w.cell&31) == b>>(w.cell&31) }

// firstFrom is the place of the first holding that starts at or after from. The bits
// of the cells before count those ahead of it, but for those that share a cell.
func (w *roundRow) firstFrom(from int32) int {
	k := w.block(from)
	blocks := w.blocks[k : k+2]
	at := int(blocks[0].before) + bits.OnesCount64(blocks[0].starts&(w.bit(from)-1))
	end := int(blocks[1].before)
	if at == end || w.held[at].from >= from {
		return at
	}
	return at + 1 + firstFrom(w.held[at+1:end], from)
}

// firstFrom is the place of the first of some holdings that starts at or after from.
func firstFrom(held []roundHolding, from int32) int {
	lo, hi := 0, len(held)
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if held[mid].from < from {
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
