package scheduler

import "math/bits"

// roundUnits counts the free units of a resource in each slot. Counters lie side by
// side in words, as many as the greatest level leaves room for, so that a use is
// booked, and a place is looked at, a word at a time: four to sixteen slots for most
// shared resources (SIMD within a register; Lamport 1975).
type roundUnits struct {
	words []uint64
	ones  uint64 // one in each counter
	tops  uint64 // the highest bit of each counter, which is clear in words
	width uint   // bits of a counter, as a power of two
}

// newRoundUnits counts the units of the levels. No slot may ever hold more than its
// level, nor be asked for more units than the greatest level.
func newRoundUnits(level []roundStep, slots int32) roundUnits {
	most := int32(0)
	for _, step := range level {
		most = max(most, step.level)
	}
	n := roundUnits{width: 2}
	for int64(most) >= 1<<(1<<n.width-1) {
		n.width++
	}
	n.ones = ^uint64(0) / (1<<(1<<n.width) - 1)
	n.tops = n.ones << (1<<n.width - 1)
	n.words = make([]uint64, n.word(max(0, slots-1))+1)
	for _, step := range level {
		n.give(step.from, step.to, step.level)
	}
	return n
}

func (n *roundUnits) word(slot int32) int { return int(slot >> ((6 - n.width) & 63)) }

// at is how many units are free in a slot.
func (n *roundUnits) at(slot int32) int32 {
	bit := uint(slot) << n.width & 63
	return int32(n.words[n.word(slot)] >> bit & (1<<(1<<n.width) - 1))
}

// ends gives the words that hold the first and the last slot of a span, and which
// bits of these two belong to it.
func (n *roundUnits) ends(from, to int32) (first, last int, head, tail uint64) {
	width := n.width & 63
	return n.word(from), n.word(to - 1), ^uint64(0) << (uint(from) << width & 63), ^uint64(0) >> (-(uint(to) << width) & 63)
}

// take books units from a slot to another, which must be free.
func (n *roundUnits) take(from, to, units int32) {
	first, last, head, tail := n.ends(from, to)
	each := n.ones * uint64(units)
	if first == last {
		n.words[first] -= each & head & tail
		return
	}
	span := n.words[first : last+1]
	span[0] -= each & head
	span[len(span)-1] -= each & tail
	span = span[1 : len(span)-1]
	for i := range span {
		span[i] -= each
	}
}

// give frees units from a slot to another.
func (n *roundUnits) give(from, to, units int32) {
	first, last, head, tail := n.ends(from, to)
	each := n.ones * uint64(units)
	if first == last {
		n.words[first] += each & head & tail
		return
	}
	span := n.words[first : last+1]
	span[0] += each & head
	span[len(span)-1] += each & tail
	span = span[1 : len(span)-1]
	for i := range span {
		span[i] += each
	}
}

// firstShort is the first slot of a span in which fewer units are free, or -1. A
// counter with its highest bit set keeps that bit when units are taken from it, if it
// holds as many.
func (n *roundUnits) firstShort(from, to, units int32) int32 {
	first, last, head, tail := n.ends(from, to)
	each, mask := n.ones*uint64(units), head
	for w := first; w <= last; w++ {
		if w == last {
			mask &= tail
		}
		if short := ^((n.words[w] | n.tops) - each) & n.tops & mask; short != 0 {
			return int32((w<<6 + bits.TrailingZeros64(short)) >> n.width)
		}
		mask = ^uint64(0)
	}
	return -1
}

// lastShort is the last slot of a span in which fewer units are free, or -1.
func (n *roundUnits) lastShort(from, to, units int32) int32 {
	first, last, head, tail := n.ends(from, to)
	each, mask := n.ones*uint64(units), tail
	for w := last; w >= first; w-- {
		if w == first {
			mask &= head
		}
		if short := ^((n.words[w] | n.tops) - each) & n.tops & mask; short != 0 {
			return int32((w<<6 + 63 - bits.LeadingZeros64(short)) >> n.width)
		}
		mask = ^uint64(0)
	}
	return -1
}

// counts lists how many units are free in each slot.
func (n *roundUnits) counts(slots int32) []int32 {
	out := make([]int32, slots)
	for t := range out {
		out[t] = n.at(int32(t))
	}
	return out
}
