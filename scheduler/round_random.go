package scheduler

import "math/bits"

// roundRandom is a small generator (splitmix64) with the same numbers on every
// machine.
type roundRandom struct{ state uint64 }

func (r *roundRandom) next() uint64 {
	r.state += 0x9e3779b97f4a7c15
	z := r.state
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb
	return z ^ (z >> 31)
}

// below gives a number from 0 to n-1; n is at least 1.
func (r *roundRandom) below(n int32) int32 {
	hi, _ := bits.Mul64(r.next(), uint64(n))
	return int32(hi)
}

// between gives a number from lo to hi, both included.
func (r *roundRandom) between(lo, hi int32) int32 { return lo + r.below(hi-lo+1) }

// chance is true in parts of 256.
func (r *roundRandom) chance(parts uint64) bool { return r.next()>>56 < parts }

// exponentials holds −ln(u) for u in the middle of each of 4096 parts of the unit
// interval, times 65536. An annealing step accepts a loss when it is at most the
// temperature times such a number: the rule of Metropolis without a logarithm.
var exponentials = func() (table [4096]int64) {
	for i := range table {
		table[i] = int64(float64(65536 * minusLog((float64(i)+0.5)/4096)))
	}
	return table
}()

// minusLog is −ln(u) for 0 < u ≤ 1. Each product is rounded by itself, so that no
// processor can fuse it with a sum and get another last digit.
func minusLog(u float64) float64 {
	halvings := 0.0
	for u < 0.5 {
		u *= 2
		halvings++
	}
	z := (u - 1) / (u + 1) // ln u = 2·atanh z
	sum, power := 0.0, z
	for k := 1.0; k < 60; k += 2 {
		sum += power / k
		power = float64(power * float64(z*z))
	}
	const ln2 = 0.6931471805599453
	return float64(halvings*ln2) - float64(2*sum)
}

func (r *roundRandom) exponential() int64 { return exponentials[r.next()>>52] }
