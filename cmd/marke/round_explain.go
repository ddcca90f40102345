package main

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"marke/facilities/texts"
	"marke/scheduler"
	"marke/scheduler/roundfile"
)

type roundExplainCommand struct {
	In      string `help:"The problem, marke.problem/1." required:"" placeholder:"FILE"`
	Plan    string `help:"The plan, marke.plan/1." required:"" placeholder:"FILE"`
	Request string `help:"Only this request; all that have no place when it is left out." placeholder:"ID"`
	Lang    string `help:"nl or en." enum:"nl,en,auto" default:"auto"`
	JSON    bool   `help:"Print a JSON object." name:"json"`
}

// Run explains the plan as it stands: a plan that was changed after it was solved
// is explained as truly.
func (r roundExplainCommand) Run(c *console) error {
	problem, err := readProblem(r.In)
	if err != nil {
		return err
	}
	plan, err := readPlan(r.Plan)
	if err != nil {
		return err
	}
	problem.Objective.Kind = scheduler.SolvedFor(problem, plan)
	refused, err := scheduler.Explain(problem, plan.Placements)
	if err != nil {
		return badInputf("%s is no plan for %s: %v", r.Plan, r.In, err)
	}
	if r.Request != "" {
		if !slices.ContainsFunc(problem.Requests, func(q scheduler.RoundRequest) bool { return q.ID == r.Request }) {
			return badInputf("%s: there is no request %q", r.In, r.Request)
		}
		refused = slices.DeleteFunc(refused, func(x scheduler.RoundRefusal) bool { return x.Request != r.Request })
	}
	lang := r.Lang
	if lang == "auto" {
		lang = c.lang
	}
	words := reasonsIn(lang, problem)
	if r.JSON {
		var content bytes.Buffer
		if err := roundfile.WriteRefused(&content, refused, words); err != nil {
			return err
		}
		_, err := c.out.Write(content.Bytes())
		return err
	}
	t := texts.For(lang)
	if len(refused) == 0 && r.Request != "" {
		at := plan.Placements[slices.IndexFunc(plan.Placements, func(x scheduler.RoundPlacement) bool { return x.Request == r.Request })]
		fmt.Fprintf(c.out, "%s: %s\n", r.Request, t.Say("round.placed", "where", whereIs(t, problem, at)))
	} else if len(refused) == 0 {
		fmt.Fprintln(c.out, t.Say("round.all_placed"))
	}
	for _, x := range refused {
		fmt.Fprintln(c.out, x.Request)
		for i := range x.Reasons {
			fmt.Fprintln(c.out, "  "+words(&x.Reasons[i]))
			for _, fact := range facts(t, problem, &x.Reasons[i]) {
				fmt.Fprintln(c.out, "    "+fact)
			}
		}
	}
	return nil
}

// facts lists what stands behind a reason's words, with slots as numbers.
func facts(t *texts.Texts, p *scheduler.RoundProblem, r *scheduler.RoundReason) []string {
	var out []string
	if r.Span != (scheduler.RoundSpan{}) {
		out = append(out, t.Say("round.slots", "resource", r.Resource, "from", r.Span.From, "to", r.Span.To))
	}
	for _, x := range r.Displace {
		out = append(out, t.Say("round.displaced", "request", x.Request, "where", whereIs(t, p, x)))
	}
	for _, x := range r.Place {
		out = append(out, t.Say("round.would_stand", "request", x.Request, "where", whereIs(t, p, x)))
	}
	if x := r.Change; x != nil {
		out = append(out, t.Say("round.changed", "kind", string(x.Kind), "mode", x.Mode, "start", x.Start))
	}
	return out
}

// whereIs says where a placement stands: on what, when, and in which mode and slots.
func whereIs(t *texts.Texts, p *scheduler.RoundProblem, x scheduler.RoundPlacement) string {
	r := &p.Requests[slices.IndexFunc(p.Requests, func(r scheduler.RoundRequest) bool { return r.ID == x.Request })]
	m := &r.Modes[x.Mode]
	var on []string
	for _, claim := range m.Claims {
		on = append(on, claim.Resource)
	}
	return t.Say("round.where", "resources", strings.Join(on, " + "), "span", t.SlotSpan(x.Start, x.Start+m.Duration, periodOf(p)), "mode", x.Mode, "from", x.Start, "to", x.Start+m.Duration)
}
