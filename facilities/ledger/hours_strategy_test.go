package ledger_test

import "math/rand/v2"

// simStrategies are ways to ask for more than one wants.
var simStrategies = []struct {
	name string
	ask  simStrategy
	// closely is whether its rounds are solved as well as those in which shares are looked at: it gains or loses little.
	closely bool
}{
	{"phantom requests", phantoms, false},
	{"padding", padding, false},
	{"splitting, where only a whole job is of use", splitting, false},
	{"splitting, if each piece were of use alone", pieces, true},
	{"narrow windows", narrow, false},
	{"asking for everything", everything, false},
	{"phantoms that cannot be placed", hopeless, false},
}

// honest asks what is wanted.
func honest(f simFacility, wants []simWant, _ *rand.Rand) []simAsk {
	var out []simAsk
	for _, w := range wants {
		out = append(out, simAsk{simWant: w, useful: w.length})
	}
	return out
}

// phantoms asks half as much again, for which there is no use: placed, nobody comes.
func phantoms(f simFacility, wants []simWant, random *rand.Rand) []simAsk {
	out := honest(f, wants, nil)
	var asked int64
	for _, w := range wants {
		asked += w.length
	}
	return append(out, invented(max(6, asked/2), random)...)
}

// everything asks the whole pool on top of what is wanted.
func everything(f simFacility, wants []simWant, random *rand.Rand) []simAsk {
	return append(honest(f, wants, nil), invented(f.planned(), random)...)
}

func invented(hours int64, random *rand.Rand) []simAsk {
	var out []simAsk
	for hours > 0 {
		length := 2 + random.Int64N(5)
		out = append(out, simAsk{simWant: simWant{length, 0, simHours}})
		hours -= length
	}
	return out
}

// padding asks a quarter more time for each job, at least an hour.
func padding(f simFacility, wants []simWant, _ *rand.Rand) []simAsk {
	out := honest(f, wants, nil)
	for i := range out {
		out[i].length = min(out[i].to-out[i].from, out[i].length+max(1, out[i].length/4))
	}
	return out
}

// splitting cuts each job into pieces of at most two hours; the job is done when all its pieces are placed.
func splitting(f simFacility, wants []simWant, _ *rand.Rand) []simAsk {
	var out []simAsk
	for job, w := range wants {
		for left := w.length; left > 0; left -= 2 {
			piece := min(2, left)
			out = append(out, simAsk{simWant: simWant{piece, w.from, w.to}, useful: piece, job: job + 1, whole: w.length})
		}
	}
	return out
}

// pieces is splitting by someone to whom every piece is of use alone. That is no trick, but shorter jobs: it shows what being easy to place is worth.
func pieces(f simFacility, wants []simWant, random *rand.Rand) []simAsk {
	out := splitting(f, wants, random)
	for i := range out {
		out[i].job = 0
	}
	return out
}

// narrow leaves each job the choice of one start or the hour after, as if it could be at no other time.
func narrow(f simFacility, wants []simWant, random *rand.Rand) []simAsk {
	out := honest(f, wants, nil)
	for i := range out {
		a := &out[i]
		spare := a.to - a.from - a.length - 1
		if spare > 0 {
			a.from += random.Int64N(spare + 1)
			a.to = a.from + a.length + 1
		}
	}
	return out
}

// hopeless asks the whole pool on top of what is wanted, all in the same hours, so that little of it can ever be placed: it is there to be refused.
func hopeless(f simFacility, wants []simWant, _ *rand.Rand) []simAsk {
	out := honest(f, wants, nil)
	for range f.planned() / 6 {
		out = append(out, simAsk{simWant: simWant{6, 0, 6}})
	}
	return out
}
