package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"marke/facilities"
	"marke/facilities/texts"
	"marke/facilities/useroffice"
)

// roundActor says who runs a round that is kept in the database.
type roundActor struct {
	database
	As facilities.PersonID `help:"The acting person; the system itself when left out."`
}

// run opens the office for the acting person.
func (r roundActor) run(ctx context.Context, c *console, do func(o *useroffice.Office, actor facilities.Actor, now time.Time) error) error {
	return r.withOffice(ctx, c, func(o *useroffice.Office) error {
		now := time.Now()
		actor := system("command")
		if r.As != "" {
			var err error
			if actor, err = actAs(ctx, o, now, r.As, "command"); facilities.CodeOf(err) == facilities.NotFound {
				return badInputf("--as: there is no person %s", r.As)
			}
			if err != nil {
				return err
			}
		}
		return atFlags(do(o, actor, now))
	})
}

// roundFlags are the flags that say what a verb calls otherwise.
var roundFlags = map[string]string{"body.plan": "--draft", "body.grid_minutes": "--grid", "body.days": "--rolling"}

// atFlags names what is wrong with a value by the flag that said it.
func atFlags(err error) error {
	var e *facilities.Error
	if !errors.As(err, &e) || len(e.Fields) == 0 {
		return err
	}
	named := *e
	named.Fields = slices.Clone(e.Fields)
	for i, field := range named.Fields {
		if flag, other := roundFlags[field.Location]; other {
			named.Fields[i].Location = flag
		} else if name, said := strings.CutPrefix(field.Location, "body."); said {
			named.Fields[i].Location = "--" + name
		}
	}
	return &named
}

// oneRound names a round that is kept in the database.
type oneRound struct {
	Round facilities.RoundID `help:"The round's id; marke round list shows it." required:"" placeholder:"ID"`
	roundActor
}

// run opens the office for the acting person, and says so when the round is not there.
func (r oneRound) run(ctx context.Context, c *console, do func(o *useroffice.Office, actor facilities.Actor, now time.Time) error) error {
	return r.roundActor.run(ctx, c, func(o *useroffice.Office, actor facilities.Actor, now time.Time) error {
		if _, err := o.Round(ctx, actor, now, r.Round); facilities.CodeOf(err) == facilities.NotFound {
			return badInputf("there is no round %s; marke round list shows those that there are", r.Round)
		}
		return do(o, actor, now)
	})
}

// ofDraft says which draft of the round is not there.
func (r oneRound) ofDraft(number int, err error) error {
	switch {
	case facilities.CodeOf(err) != facilities.NotFound:
		return err
	case number == 0:
		return badInputf("round %s has no draft that can be shown", r.Round)
	}
	return badInputf("round %s has no draft %d", r.Round, number)
}

type roundListCommand struct {
	Facility facilities.FacilityID `help:"Only those of this facility." placeholder:"ID"`
	JSON     bool                  `help:"Print a JSON list." name:"json"`
	roundActor
}

func (r roundListCommand) Run(ctx context.Context, c *console) error {
	return r.run(ctx, c, func(o *useroffice.Office, actor facilities.Actor, now time.Time) error {
		catalogue, err := o.Catalogue(ctx)
		if err != nil {
			return err
		}
		if _, known := catalogue.Facility(r.Facility); r.Facility != "" && !known {
			return badInputf("--facility: there is no facility %s", r.Facility)
		}
		t := texts.For(c.lang)
		lines := []map[string]any{}
		for cursor := ""; ; {
			list, next, err := o.Rounds(ctx, actor, now, useroffice.RoundFilter{Facility: r.Facility, Cursor: cursor})
			if err != nil {
				return err
			}
			for _, round := range list {
				if !r.JSON {
					fmt.Fprintf(c.out, "%s  %s  %s  %s, %s\n", round.ID, round.State, round.Name, round.FacilityName, roundTimes(t, round.Round, catalogue.Zone(round.Facility)))
				}
				lines = append(lines, map[string]any{"id": round.ID, "state": round.State, "name": round.Name, "facility": round.Facility, "pools": round.Pools,
					"from": round.Period.Start.UTC(), "to": round.Period.End.UTC(), "deadline": round.Deadline.UTC(), "rolling": round.Rolling, "plan": round.Plan})
			}
			if cursor = next; cursor == "" {
				break
			}
		}
		if r.JSON {
			return c.printJSON(lines)
		}
		if len(lines) == 0 {
			fmt.Fprintln(c.out, "no rounds")
		}
		return nil
	})
}

// roundTimes says which time a round divides, and until when it takes requests.
func roundTimes(t *texts.Texts, r facilities.Round, zone *time.Location) string {
	if r.Rolling {
		return "every night, " + counted(r.Days, "day", "days") + " ahead"
	}
	return fmt.Sprintf("%s  (requests until %s %s)", t.Span(r.Period, zone), t.Day(r.Deadline, zone), t.Clock(r.Deadline, zone))
}

type roundOpenCommand struct {
	ID       facilities.RoundID    `help:"A readable id; made by Marke when left out."`
	Facility facilities.FacilityID `help:"The facility." required:"" placeholder:"ID"`
	Name     string                `help:"What the round is called." required:""`
	Pools    []facilities.PoolID   `help:"The pools that are divided." required:"" placeholder:"ID,..."`
	From     string                `help:"First day of the period." placeholder:"YYYY-MM-DD"`
	To       string                `help:"First day after the period." placeholder:"YYYY-MM-DD"`
	Deadline string                `help:"Until when requests come and change, as 2026-11-28T17:00:00+01:00." placeholder:"RFC3339"`
	Rolling  int                   `help:"Instead of a period and a deadline: a small round every night, that looks so many days ahead." placeholder:"DAYS"`
	Grid     int                   `help:"Length of a slot, in minutes." default:"30"`
	Seed     uint64                `help:"Where the search starts from." default:"1"`
	Steps    int64                 `help:"Bound the work of a draft, so that it is the same on every machine."`
	Seconds  int                   `help:"How long a draft is searched for." default:"10"`
	Note     string                `help:"A word to the partners."`
	roundActor
}

func (r roundOpenCommand) Run(ctx context.Context, c *console) error {
	dated := r.From != "" || r.To != "" || r.Deadline != ""
	deadline, wrong := time.Parse(time.RFC3339, r.Deadline)
	from, fromOK := facilities.ParseDate(r.From)
	to, toOK := facilities.ParseDate(r.To)
	switch {
	case r.Rolling != 0 && dated:
		return badInputf("a rolling round has no --from, --to or --deadline")
	case r.Rolling == 0 && (r.From == "" || r.To == "" || r.Deadline == ""):
		return badInputf("a round needs --from, --to and --deadline; a rolling one --rolling DAYS")
	case r.Rolling == 0 && (!fromOK || !toOK):
		return badInputf("--from and --to take days such as 2026-12-07")
	case r.Rolling == 0 && wrong != nil:
		return badInputf("--deadline takes a moment such as 2026-11-28T17:00:00+01:00, not %q", r.Deadline)
	}
	return r.run(ctx, c, func(o *useroffice.Office, actor facilities.Actor, now time.Time) error {
		catalogue, err := o.Catalogue(ctx)
		if err != nil {
			return err
		}
		zone := catalogue.Zone(r.Facility)
		call := facilities.Round{ID: r.ID, Facility: r.Facility, Name: r.Name, Pools: r.Pools, GridMinutes: r.Grid, Objective: facilities.RoundFairFirst, Seed: r.Seed,
			Steps: r.Steps, Seconds: r.Seconds, Note: r.Note, Rolling: r.Rolling != 0, Days: r.Rolling}
		if !call.Rolling {
			call.Period, call.Deadline = facilities.NewSpan(from.In(zone), to.In(zone)), deadline.UTC()
		}
		opened, err := o.OpenRound(ctx, actor, now, call)
		if err != nil {
			return err
		}
		if opened.Rolling {
			fmt.Fprintf(c.out, "%s is open; every night what waits is divided, %s ahead\n", opened.ID, counted(opened.Days, "day", "days"))
			return nil
		}
		fmt.Fprintf(c.out, "%s is open until %s\n", opened.ID, texts.For(c.lang).Day(opened.Deadline, zone))
		return nil
	})
}

type roundRequestCommand struct {
	File   string `arg:"" help:"A .csv file with title, minutes, resource or capability, person, and more; rows of one route are its steps."`
	DryRun bool   `help:"Judge the requests and write nothing."`
	oneRound
}

func (r roundRequestCommand) Run(ctx context.Context, c *console) error {
	file, err := readFile(r.File)
	if err != nil {
		return err
	}
	return r.run(ctx, c, func(o *useroffice.Office, actor facilities.Actor, now time.Time) error {
		done, err := o.ImportRequests(ctx, actor, now, r.Round, file, r.DryRun)
		var unread *facilities.Error
		if errors.As(err, &unread) && unread.Code == facilities.Invalid && len(unread.Fields) == 1 && unread.Fields[0].Location == "file" {
			return badInputf("%s: %s", r.File, texts.For(c.lang).Field(unread.Fields[0]))
		}
		if err != nil {
			return err
		}
		if len(done.Faults) > 0 {
			return c.refuseRows(ctx, o, done.Faults)
		}
		fmt.Fprintf(c.out, "%d requests\n", len(done.Requests))
		if r.DryRun {
			fmt.Fprintln(c.out, "dry run: nothing was written")
		}
		return nil
	})
}

// refuseRows prints what is wrong with rows of a table, each by its line and its columns.
func (c *console) refuseRows(ctx context.Context, o *useroffice.Office, faults []useroffice.RowFault) error {
	catalogue, err := o.Catalogue(ctx)
	if err != nil {
		return err
	}
	t := texts.For(c.lang)
	for _, f := range faults {
		fmt.Fprintf(c.out, "line %d: %s\n", f.Line, whole(t, catalogue, f.Err))
	}
	return badInputf("%s refused; nothing was written", counted(len(faults), "line was", "lines were"))
}

// counted is a number with the word for one or for several.
func counted(n int, one, several string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, several)
}

type roundCloseCommand struct{ oneRound }

func (r roundCloseCommand) Run(ctx context.Context, c *console) error {
	return r.run(ctx, c, func(o *useroffice.Office, actor facilities.Actor, now time.Time) error {
		closed, err := o.CloseRound(ctx, actor, now, r.Round, 0)
		if err == nil {
			fmt.Fprintf(c.out, "%s is %s\n", closed.ID, closed.State)
		}
		return err
	})
}

type roundDraftCommand struct {
	Objective facilities.RoundObjective `help:"fair-first or satisfaction; the round's own when left out."`
	Seconds   int                       `help:"How long it may take; the round's own when left out."`
	Steps     int64                     `help:"Bound the work instead of the time: then the draft is the same on every machine."`
	Seed      uint64                    `help:"Where the search starts from; the round's own when left out."`
	roundFiles
	oneRound
}

func (r roundDraftCommand) Run(ctx context.Context, c *console) error {
	return r.run(ctx, c, func(o *useroffice.Office, actor facilities.Actor, now time.Time) error {
		plan, err := o.SolveRound(ctx, actor, now, r.Round, 0, useroffice.SolveSettings{Objective: r.Objective, Seconds: r.Seconds, Steps: r.Steps, Seed: r.Seed})
		if err != nil {
			return err
		}
		fmt.Fprintf(c.out, "draft %d: %d placed, %d refused, %d in doubt\n", plan.Number, len(plan.Placements), len(plan.Refused), len(plan.Doubts))
		if err := r.write(ctx, o, actor, now, r.Round, plan.Number); err != nil {
			return err
		}
		return c.showDraft(ctx, o, actor, now, r.Round, plan.Number)
	})
}

type roundShowCommand struct {
	Draft int `help:"The number of the draft; the published or the latest one when left out."`
	oneRound
}

func (r roundShowCommand) Run(ctx context.Context, c *console) error {
	return r.run(ctx, c, func(o *useroffice.Office, actor facilities.Actor, now time.Time) error {
		return r.ofDraft(r.Draft, c.showDraft(ctx, o, actor, now, r.Round, r.Draft))
	})
}

// showDraft prints who gets what, and why others do not.
func (c *console) showDraft(ctx context.Context, o *useroffice.Office, actor facilities.Actor, now time.Time, id facilities.RoundID, number int) error {
	board, err := o.RoundBoard(ctx, actor, now, id, number)
	if err != nil {
		return err
	}
	catalogue, err := o.Catalogue(ctx)
	if err != nil {
		return err
	}
	t, zone := texts.For(c.lang), catalogue.Zone(board.Round.Facility)
	titles := map[facilities.RoundRequestID]string{}
	for _, r := range board.Requests {
		titles[r.ID] = r.PartnerName + ", " + r.Title
	}
	fmt.Fprintf(c.out, "plan %d: value %s, bound %s, %d steps from seed %d\n", board.Plan.Number, worth(board.Plan.Value), worth(board.Plan.Bound), board.Plan.Steps, board.Plan.Seed)
	for _, s := range board.Plan.Outcomes {
		partner, _ := catalogue.Partner(s.Partner)
		fmt.Fprintf(c.out, "  %s, %s: target %s, asked %s, placed %s\n", partner.Name, s.Pool, t.Hours(time.Duration(s.Target)*time.Minute),
			t.Hours(time.Duration(s.Asked)*time.Minute), t.Hours(time.Duration(s.Placed)*time.Minute))
	}
	placed := slices.SortedFunc(slices.Values(board.Plan.Placements), func(a, b facilities.RoundPlacement) int { return a.Use.Start.Compare(b.Use.Start) })
	for _, p := range placed {
		resource, _ := catalogue.Resource(p.Resource)
		fmt.Fprintf(c.out, "  %s: %s (%s)\n", t.Span(p.Use, zone), resource.Name, titles[p.Request])
	}
	for _, r := range board.Plan.Refused {
		fmt.Fprintf(c.out, "  refused: %s\n", titles[r.Request])
		for _, reason := range r.Reasons {
			if words := useroffice.ReasonWords(t, catalogue, board.Round.Round, reason); words != "" {
				fmt.Fprintf(c.out, "    %s\n", words)
			}
			for _, v := range reason.Violations {
				fmt.Fprintf(c.out, "    %s\n", t.Violation(v, catalogue))
			}
		}
	}
	return nil
}

type roundOfferCommand struct {
	Draft    int  `help:"The number of the draft." required:"" xor:"offer"`
	Withdraw bool `help:"End the offer instead." required:"" xor:"offer"`
	oneRound
}

func (r roundOfferCommand) Run(ctx context.Context, c *console) error {
	return r.run(ctx, c, func(o *useroffice.Office, actor facilities.Actor, now time.Time) error {
		if r.Withdraw {
			round, err := o.WithdrawOffer(ctx, actor, now, r.Round, 0)
			if err == nil {
				fmt.Fprintf(c.out, "no draft of %s is offered\n", round.ID)
			}
			return err
		}
		round, err := o.OfferDraft(ctx, actor, now, r.Round, 0, r.Draft)
		if err == nil {
			fmt.Fprintf(c.out, "draft %d of %s is offered\n", round.Offered, round.ID)
		}
		return err
	})
}

type roundPublishCommand struct {
	Draft int `help:"The number of the draft." required:""`
	oneRound
}

func (r roundPublishCommand) Run(ctx context.Context, c *console) error {
	return r.run(ctx, c, func(o *useroffice.Office, actor facilities.Actor, now time.Time) error {
		done, err := o.PublishRound(ctx, actor, now, r.Round, 0, r.Draft)
		if err != nil {
			return err
		}
		for _, failed := range done.Failed {
			fmt.Fprintf(c.out, "not placed after all: %s\n", failed.Title)
		}
		fmt.Fprintf(c.out, "%d bookings\n", len(done.Booked))
		return nil
	})
}

type roundExportCommand struct {
	Draft int `help:"The number of the draft." required:""`
	roundFiles
	oneRound
}

func (r roundExportCommand) Run(ctx context.Context, c *console) error {
	if r.Problem == "" && r.Plan == "" {
		return badInputf("say --problem FILE, --plan FILE or both")
	}
	return r.run(ctx, c, func(o *useroffice.Office, actor facilities.Actor, now time.Time) error {
		return r.ofDraft(r.Draft, r.write(ctx, o, actor, now, r.Round, r.Draft))
	})
}

// roundFiles are where a draft's problem and plan are written; empty: not at all.
type roundFiles struct {
	Problem string `help:"Write the saved problem, marke.problem/1, here." placeholder:"FILE"`
	Plan    string `help:"Write the saved plan, marke.plan/1, here." placeholder:"FILE"`
}

func (f roundFiles) write(ctx context.Context, o *useroffice.Office, actor facilities.Actor, now time.Time, id facilities.RoundID, number int) error {
	for _, file := range []struct {
		name string
		read func(context.Context, facilities.Actor, time.Time, facilities.RoundID, int) ([]byte, error)
	}{{f.Problem, o.RoundProblem}, {f.Plan, o.RoundPlanFile}} {
		if file.name == "" {
			continue
		}
		content, err := file.read(ctx, actor, now, id, number)
		if err != nil {
			return err
		}
		if err := writeWhole(file.name, content); err != nil {
			return err
		}
	}
	return nil
}
