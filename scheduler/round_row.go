package scheduler

// roundRow is what holds one resource in a plan.
type roundRow struct {
	held  []roundHolding // ordered by from; of those that begin together the last to come is first
	units roundUnits     // that are free; a unary resource has no words
}

// roundHolding is a request's use of a resource.
type roundHolding struct{ from, to, req int32 }

// unary reports that the resource is held by at most one use at a time.
func (w *roundRow) unary() bool { return w.units.words == nil }

// add books a use of units by a request; what it meets must be gone.
func (w *roundRow) add(from, to, units, req int32) {
	at := firstFrom(w.held, from)
	w.held = append(w.held, roundHolding{})
	copy(w.held[at+1:], w.held[at:])
	w.held[at] = roundHolding{from, to, req}
	if !w.unary() {
		w.units.take(from, to, units)
	}
}

// drop takes a use back.
func (w *roundRow) drop(from, to, units, req int32) {
	at := firstFrom(w.held, from)
	for w.held[at].req != req {
		at++
	}
	copy(w.held[at:], w.held[at+1:])
	w.held = w.held[:len(w.held)-1]
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

// firstFrom is the place of the first holding that starts at or after from. The
// halving has no branch to guess: which half it is cannot be known.
func firstFrom(held []roundHolding, from int32) int {
	at, n := 0, len(held)
	for n > 1 {
		half := n >> 1
		if held[at+half-1].from < from {
			at += half
		}
		n -= half
	}
	if n == 1 && held[at].from < from {
		at++
	}
	return at
}

// firstMeeting is the place of the first holding of a unary resource that ends
// after from.
func firstMeeting(held []roundHolding, from int32) int {
	at := firstFrom(held, from)
	if at > 0 && held[at-1].to > from {
		return at - 1
	}
	return at
}
