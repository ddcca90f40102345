package scheduler

// round is a problem made ready for arithmetic: everything is an index into a
// list that is ordered by id, so that the order of the input cannot show.
type round struct {
	source   *RoundProblem
	slots    int32
	cost     int64 // of a hundredth of a slot of shortfall, in parts of roundUnit
	res      []roundResource
	req      []roundRequest
	accounts []roundAccount
	limits   []roundCap
	groups   [][]int32
	constant int64 // what the objective is before anything is placed, shortfall left out
	bonus    int64 // in the worth of each request that must be placed
	musts    int64 // how many those are
	order    []int32
}

// roundResource is the free units of a resource over time. A unary one is held
// by at most one use at a time.
type roundResource struct {
	id        string
	unary     bool
	level     []roundStep // runs of equal level that cover the period
	prefix    []int64     // prefix[t]: hundredths of weighted slots before t; nil when every slot weighs 100
	change    [][]int64   // slots between classes; nil when there is no changeover
	classes   []string
	longest   int32 // the longest span that one use may hold
	exclusive bool  // no changeover: only overlap excludes
}

type roundStep struct{ from, to, level int32 }

// roundAccount is one partner's target in one pool, in hundredths of slots.
type roundAccount struct {
	partner int32
	pool    string
	target  int64
	bend    int64 // see missing; 0 is none
}

type roundCap struct {
	name     string
	max      int64
	requests []int32
}

type roundRequest struct {
	id      string
	partner int32
	modes   []roundMode
	after   []roundLink // what must come before it
	before  []roundLink // what comes after it
	limits  []int32
	group   int32 // -1 stands alone
	pinned  bool
	must    bool // carries the bonus
	source  int32
	best    int64 // the most that a place is worth
	top     int64 // the same, with what it may save in shortfall
}

// roundLink joins a request to another with a gap from the end of the earlier to
// the start of the later.
type roundLink struct{ other, min, max int32 }

type roundMode struct {
	duration int32
	source   int32 // its number in the file
	uses     []roundUse
	starts   []roundStarts
	account  int32 // -1 counts for no target
	weigh    int32 // resource whose weights count
	from, to int32 // offsets of the span that counts
	flat     int64 // what it counts when every slot weighs the same, else -1
}

// roundUse holds units of a resource from start+from to start+to.
type roundUse struct {
	res, units int32
	from, to   int32
	class      int32 // -1 has none
}

// roundStarts is a run of starts, both ends included, that are worth the same.
type roundStarts struct {
	lo, hi int32
	worth  int64
}
