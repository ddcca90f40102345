// Package roundfile reads and writes allocation rounds as files: problems in the
// form marke.problem/1 and plans in the form marke.plan/1.
//
// It is strict: what it does not know, what is there twice and what cannot be is
// refused with the place in the file. It knows nothing of how a round is solved.
package roundfile
