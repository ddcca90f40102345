package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"text/tabwriter"

	"marke/scheduler"
	"marke/scheduler/roundfile"
)

type roundCompareCommand struct {
	In    string   `help:"The problem, marke.problem/1." required:"" placeholder:"FILE"`
	Plan  []string `help:"A plan, marke.plan/1; give two, so or as arguments." sep:"none" placeholder:"FILE"`
	Plans []string `arg:"" optional:"" name:"plan" help:"The two plans, marke.plan/1."`
	JSON  bool     `help:"Print a JSON object." name:"json"`
}

func (r roundCompareCommand) Run(c *console) error {
	names := append(r.Plan, r.Plans...)
	if len(names) != 2 {
		return badInputf("two plans are compared, and %d were given: marke round compare --in PROBLEM PLAN PLAN", len(names))
	}
	problem, err := readProblem(r.In)
	if err != nil {
		return err
	}
	a, err := readPlan(names[0])
	if err != nil {
		return err
	}
	b, err := readPlan(names[1])
	if err != nil {
		return err
	}
	compared, err := scheduler.CompareRounds(problem, a, b)
	var unfit *scheduler.UnfitPlan
	if errors.As(err, &unfit) {
		name := names[0]
		if unfit.Second {
			name = names[1]
		}
		return badInputf("%s is no plan for %s: %v", name, r.In, unfit.Cause)
	}
	if err != nil {
		return err
	}
	sides := [2]comparedPlan{verifiedSide(problem, names[0], a, &compared.A), verifiedSide(problem, names[1], b, &compared.B)}
	if r.JSON {
		return c.printJSON(comparisonToWire(sides, compared))
	}
	return c.printComparison(sides, compared)
}

// comparedPlan is one of the plans, as its placements say it, and what its file claims
// beyond that.
type comparedPlan struct {
	name string
	*scheduler.RoundSide
	fault error // what else of the file is not so; nil when all of it holds
}

// verifiedSide verifies what a plan's file says beside its objective, which is counted
// here and not taken from it.
func verifiedSide(p *scheduler.RoundProblem, name string, plan *scheduler.RoundPlan, side *scheduler.RoundSide) comparedPlan {
	solved, counted := *p, *plan
	solved.Objective.Kind = side.Kind
	counted.Objective = side.Objective
	return comparedPlan{name, side, scheduler.VerifyRound(&solved, &counted)}
}

// claims says, in sentences, what the file claims and is not so.
func (x *comparedPlan) claims() []string {
	var out []string
	if x.Claimed != x.Objective {
		out = append(out, fmt.Sprintf("%s claims an objective of %s; its placements are worth %s", x.name, worth(x.Claimed), worth(x.Objective)))
	}
	if x.fault != nil {
		out = append(out, fmt.Sprintf("%s does not hold: %v", x.name, x.fault))
	}
	return out
}

func (c *console) printComparison(plans [2]comparedPlan, x *scheduler.RoundComparison) error {
	nameA, nameB := plans[0].name, plans[1].name
	table := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', tabwriter.AlignRight)
	row := func(name string, a, b any) { fmt.Fprintf(table, "%s\t%v\t%v\t\n", name, a, b) }
	row("", nameA, nameB)
	row("solved for", x.A.Kind, x.B.Kind)
	row("objective", worth(x.A.Objective), worth(x.B.Objective))
	row("bound", plans[0].bound(), plans[1].bound())
	row("value", worth(x.A.Value), worth(x.B.Value))
	row("slots short of targets", float64(x.A.ShortHundredths)/100, float64(x.B.ShortHundredths)/100)
	row("placed", x.A.Placed, x.B.Placed)
	row("refused", x.A.Refused, x.B.Refused)
	for _, q := range x.Partners {
		got := func(hundredths, ratio int64) string {
			return fmt.Sprintf("%.2f of %d (%.1f %%)", float64(hundredths)/100, q.Target, float64(ratio)/10_000)
		}
		row(q.Partner+", pool "+q.Pool, got(q.HundredthsA, q.RatioPPMA), got(q.HundredthsB, q.RatioPPMB))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	for i := range plans {
		for _, claim := range plans[i].claims() {
			fmt.Fprintln(c.out, claim)
		}
	}
	if x.Priced && x.PriceOfFairness < 0 {
		fmt.Fprintf(c.out, "price of fairness: none; the fairer plan is worth %s more\n", worth(-x.PriceOfFairness))
	} else if x.Priced {
		fmt.Fprintf(c.out, "price of fairness: %s (%.2f %% of the value)\n", worth(x.PriceOfFairness), float64(x.PriceOfFairnessPPM)/10_000)
	}
	for _, p := range x.OnlyA {
		fmt.Fprintf(c.out, "only in %s: %s, mode %d at slot %d\n", nameA, p.Request, p.Mode, p.Start)
	}
	for _, p := range x.OnlyB {
		fmt.Fprintf(c.out, "only in %s: %s, mode %d at slot %d\n", nameB, p.Request, p.Mode, p.Start)
	}
	for _, m := range x.Moved {
		fmt.Fprintf(c.out, "moved: %s, mode %d at slot %d → mode %d at slot %d\n", m.From.Request, m.From.Mode, m.From.Start, m.To.Mode, m.To.Start)
	}
	return nil
}

// bound is what the file claims, and that it is no more than a claim where it is.
func (x *comparedPlan) bound() string {
	if x.fault != nil {
		return worth(x.Bound) + " (not proven)"
	}
	return worth(x.Bound)
}

// The shapes of a comparison, as it is printed for programs.
type (
	comparisonWire struct {
		A               sideWire      `json:"a"`
		B               sideWire      `json:"b"`
		Partners        []partnerWire `json:"partners"`
		PriceOfFairness *json.Number  `json:"price_of_fairness,omitempty"`
		PricePPM        *int64        `json:"price_of_fairness_ppm,omitempty"`
		OnlyA           []spotWire    `json:"only_a"`
		OnlyB           []spotWire    `json:"only_b"`
		Moved           []moveWire    `json:"moved"`
	}
	sideWire struct {
		Plan      string      `json:"plan"`
		Kind      string      `json:"kind"`
		Objective json.Number `json:"objective"`
		Claimed   json.Number `json:"claimed_objective"`
		Bound     json.Number `json:"bound"`
		Holds     bool        `json:"holds"` // all that the file says
		Faults    []string    `json:"faults"`
		Value     json.Number `json:"value"`
		Short     json.Number `json:"short"`
		Ratios    []int64     `json:"ratios"`
		Placed    int         `json:"placed"`
		Refused   int         `json:"refused"`
	}
	partnerWire struct {
		ID      string      `json:"id"`
		Pool    string      `json:"pool"`
		Target  int64       `json:"target"`
		PlacedA json.Number `json:"placed_a"`
		PlacedB json.Number `json:"placed_b"`
		RatioA  int64       `json:"ratio_a"`
		RatioB  int64       `json:"ratio_b"`
	}
	spotWire struct {
		Request string `json:"request"`
		Mode    int    `json:"mode"`
		Start   int64  `json:"start"`
	}
	moveWire struct {
		Request string   `json:"request"`
		From    spotWire `json:"from"`
		To      spotWire `json:"to"`
	}
)

func comparisonToWire(plans [2]comparedPlan, x *scheduler.RoundComparison) comparisonWire {
	side := func(s *comparedPlan) sideWire {
		claims := append([]string{}, s.claims()...)
		return sideWire{s.name, string(s.Kind), roundfile.Worth(s.Objective), roundfile.Worth(s.Claimed), roundfile.Worth(s.Bound), len(claims) == 0, claims,
			roundfile.Worth(s.Value), roundfile.Slots(s.ShortHundredths), append([]int64{}, s.Ratios...), s.Placed, s.Refused}
	}
	w := comparisonWire{A: side(&plans[0]), B: side(&plans[1]), Partners: []partnerWire{}, OnlyA: spots(x.OnlyA), OnlyB: spots(x.OnlyB), Moved: []moveWire{}}
	for _, q := range x.Partners {
		w.Partners = append(w.Partners, partnerWire{q.Partner, q.Pool, q.Target, roundfile.Slots(q.HundredthsA), roundfile.Slots(q.HundredthsB), q.RatioPPMA, q.RatioPPMB})
	}
	if x.Priced {
		price := roundfile.Worth(x.PriceOfFairness)
		w.PriceOfFairness, w.PricePPM = &price, &x.PriceOfFairnessPPM
	}
	for _, m := range x.Moved {
		w.Moved = append(w.Moved, moveWire{m.From.Request, spotWire(m.From), spotWire(m.To)})
	}
	return w
}

func spots(placements []scheduler.RoundPlacement) []spotWire {
	out := []spotWire{}
	for _, x := range placements {
		out = append(out, spotWire(x))
	}
	return out
}
