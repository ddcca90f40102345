package scheduler

import "math"

// RoundProof is a tree of parts of all plans that proves a bound by branching.
// Each part is what its decisions leave of the part above it; those below a part
// hold all of its plans between them. Prices give each part a bound, as those of
// a certificate give one to the whole, and show which starts no plan better than
// the one proven can have: these are taken out before the part is split. The
// prices of a part hold for those below it that have none of their own.
//
// Prices stand in one row, in ten-thousandths of a unit of value, written as runs
// (how many, of what price): of the requests by id; of each slot of each of
// Resources; of the targets above zero by partner and pool; of each slot of each
// of Watches; of the requests by id as members of a group; of the limits by name.
//
// The shortfall of the accounts in Sets is not priced. Their requests that count
// the same wherever they are placed have prices without a sign, and the best set
// of them is found, shortfall and all.
//
// A proof of a fair plan shows of each part that it holds no plan that is as fair, or,
// where Values is set, what the plans of it that are as fair are worth. An account
// that is short of the least that it must have pays Cost for each hundredth.
type RoundProof struct {
	Cost      int64 // of a fair plan, in ten-thousandths
	Resources []string
	Watches   []RoundWatch
	Sets      []RoundSet
	Parts     []RoundPart // each before those below it
}

// RoundWatch is a link whose two ends are watched at some slots: by each the later
// may have begun only if the earlier has ended in time. Slot -1 is the end of all
// time.
type RoundWatch struct {
	Earlier, Later string
	GapMin         int64
	Slots          []int64
}

// RoundSet names an account: a partner's target in a pool.
type RoundSet struct{ Partner, Pool string }

// RoundPart is a part of all plans.
type RoundPart struct {
	Decision RoundDecision
	Values   bool    // of a fair plan: no plan of the part is fairer
	Prices   []int64 // as runs; nil takes those above
	Below    int     // how many parts it is split into
}

// RoundDecision says which plans of the part above are in a part.
type RoundDecision struct {
	Kind    string
	Request string
	Account RoundSet
	At      int64 // a mode by its number, a start, or hundredths of slots
}

// Kinds of decisions. The plans of PartWhole are all those of the part above;
// PartReach and PartShort, in proofs of fair plans, speak of an account; all others of
// one request.
const (
	PartWhole   = ""
	PartOut     = "out"      // it has no place
	PartIn      = "in"       // it has one
	PartMode    = "mode"     // it has one, in mode At
	PartNotMode = "not-mode" // it has one, in another mode
	PartUntil   = "until"    // it has one, and starts by At
	PartFrom    = "from"     // it has one, and starts at At or later
	PartReach   = "reach"    // the account counts At or more
	PartShort   = "short"    // it counts less
)

var partKinds = [...]string{PartWhole, PartOut, PartIn, PartMode, PartNotMode, PartUntil, PartFrom}

// proof writes the tree down.
func (b *roundBranching) proof() *RoundProof {
	out := b.root.proofHead()
	b.prove(out, b.tree)
	return out
}

// proofHead names what the prices of a proof are of.
func (x *roundRelaxation) proofHead() *RoundProof {
	out := &RoundProof{}
	for i := range x.tallies[:x.plainTallies()] {
		out.Resources = append(out.Resources, x.c.res[x.tallies[i].res].id)
	}
	for i := range x.links {
		l := &x.links[i]
		w := RoundWatch{Earlier: x.c.req[l.earlier].id, Later: x.c.req[l.later].id, GapMin: int64(l.gap)}
		for _, slot := range l.watch {
			if slot >= x.c.slots {
				w.Slots = append(w.Slots, -1)
			} else {
				w.Slots = append(w.Slots, int64(slot))
			}
		}
		out.Watches = append(out.Watches, w)
	}
	partners := x.c.partnerIDs()
	for i := range x.shares {
		a := &x.c.accounts[x.shares[i].account]
		out.Sets = append(out.Sets, RoundSet{partners[a.partner], a.pool})
	}
	return out
}

func (b *roundBranching) prove(out *RoundProof, n *branchNode) {
	part := RoundPart{Below: len(n.kids)}
	part.Decision.Kind = partKinds[n.decision.kind]
	if n.decision.kind != partWhole {
		part.Decision.Request, part.Decision.At = b.c.req[n.decision.req].id, int64(n.decision.at)
	}
	prices := n.prices
	if n == b.tree && prices == nil {
		prices = b.root.best // the first part has none above it
	}
	if prices != nil {
		part.Prices = runsOf(prices)
	}
	out.Parts = append(out.Parts, part)
	for _, kid := range n.kids {
		b.prove(out, kid)
	}
}

// runsOf writes a row as runs.
func runsOf(row []int64) []int64 {
	out := make([]int64, 0, 64)
	for i := 0; i < len(row); {
		from := i
		for i < len(row) && row[i] == row[from] {
			i++
		}
		out = append(out, int64(i-from), row[from])
	}
	return out
}

// proofSize is the number of numbers that prices take in a proof.
func proofSize(prices []int64) int64 {
	n, last := int64(0), int64(math.MinInt64)
	for _, price := range prices {
		if price != last {
			n, last = n+2, price
		}
	}
	return n
}
