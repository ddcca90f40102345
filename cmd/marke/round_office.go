package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"marke/facilities"
	"marke/facilities/texts"
	"marke/facilities/useroffice"
)

// roundOffice are the commands on rounds in a database.
type roundOffice struct {
	List    roundListCommand    `cmd:"" help:"List the rounds of a database."`
	Open    roundOpenCommand    `cmd:"" help:"Call for requests for a coming period."`
	Request roundRequestCommand `cmd:"" help:"Hand in a table of requests (CSV)."`
	Close   roundCloseCommand   `cmd:"" help:"End the call of a round."`
	Draft   roundDraftCommand   `cmd:"" help:"Make a draft of a closed round, and save its problem and plan if asked."`
	Publish roundPublishCommand `cmd:"" help:"Make the placements of a draft approved bookings."`
}

type roundListCommand struct {
	database
	JSON bool `help:"Print JSON."`
}

func (r roundListCommand) Run(ctx context.Context, c *console) error {
	return r.withOffice(ctx, c, func(o *useroffice.Office) error {
		rounds, _, err := o.Rounds(ctx, system("command"), time.Now(), useroffice.RoundFilter{Limit: 200})
		if err != nil {
			return err
		}
		type line struct {
			ID       facilities.RoundID    `json:"id"`
			Facility facilities.FacilityID `json:"facility"`
			Name     string                `json:"name"`
			State    facilities.RoundState `json:"state"`
			From     time.Time             `json:"from"`
			To       time.Time             `json:"to"`
			Deadline time.Time             `json:"deadline"`
		}
		lines := []line{}
		for _, s := range rounds {
			lines = append(lines, line{s.ID, s.Facility, s.Name, s.State, s.Period.Start, s.Period.End, s.Deadline})
		}
		if r.JSON {
			return json.NewEncoder(c.out).Encode(map[string]any{"items": lines})
		}
		for _, l := range lines {
			fmt.Fprintf(c.out, "%s\t%s\t%s\t%s\t%s – %s\n", l.ID, l.Facility, l.State, l.Name, l.From.Format(time.DateOnly), l.To.Format(time.DateOnly))
		}
		return nil
	})
}

type roundOpenCommand struct {
	database
	ID       facilities.RoundID    `help:"A readable id; made by Marke when left out."`
	Facility facilities.FacilityID `help:"Whose instruments are divided." required:""`
	Name     string                `help:"What the round is called." required:""`
	Pools    []facilities.PoolID   `help:"The pools that it covers." required:""`
	From     string                `help:"The first day of its period." required:"" placeholder:"2026-11-30"`
	To       string                `help:"The day after the last one." required:"" placeholder:"2026-12-14"`
	Deadline time.Time             `help:"Until when requests are taken." required:"" placeholder:"2026-11-27T17:00:00+01:00"`
	Steps    int64                 `help:"Bound the work of a draft, so that it is the same on every machine."`
	Seconds  int                   `help:"How long a draft is searched for." default:"10"`
}

func (r roundOpenCommand) Run(ctx context.Context, c *console) error {
	from, okFrom := facilities.ParseDate(r.From)
	to, okTo := facilities.ParseDate(r.To)
	if !okFrom || !okTo {
		return badInputf("--from and --to take days such as 2026-11-30")
	}
	return r.withOffice(ctx, c, func(o *useroffice.Office) error {
		catalogue, err := o.Catalogue(ctx)
		if err != nil {
			return err
		}
		zone := catalogue.Zone(r.Facility)
		opened, err := o.OpenRound(ctx, system("command"), time.Now(), facilities.Round{ID: r.ID, Facility: r.Facility, Name: r.Name, Pools: r.Pools,
			Period: facilities.NewSpan(from.In(zone), to.In(zone)), Deadline: r.Deadline, Steps: r.Steps, Seconds: r.Seconds})
		if err == nil {
			fmt.Fprintf(c.out, "%s is open until %s\n", opened.ID, opened.Deadline.Format(time.RFC3339))
		}
		return err
	})
}

type roundRequestCommand struct {
	database
	Round  facilities.RoundID  `help:"Which round." required:""`
	File   string              `arg:"" help:"A .csv file with title, minutes, resource or capability, person, and more."`
	DryRun bool                `help:"Check everything and write nothing."`
	As     facilities.PersonID `help:"The acting person; the system itself when left out."`
}

func (r roundRequestCommand) Run(ctx context.Context, c *console) error {
	content, err := readFile(r.File)
	if err != nil {
		return err
	}
	return r.withOffice(ctx, c, func(o *useroffice.Office) error {
		now, actor := time.Now(), system("command")
		if r.As != "" {
			if actor, err = actAs(ctx, o, now, r.As, "command"); err != nil {
				return err
			}
		}
		report, err := o.ImportRequests(ctx, actor, now, r.Round, content, r.DryRun)
		if err != nil {
			return err
		}
		catalogue, err := o.Catalogue(ctx)
		if err != nil {
			return err
		}
		for _, fault := range report.Faults {
			fmt.Fprintf(c.out, "line %d: %s\n", fault.Line, faultWords(fault.Err, catalogue))
		}
		if len(report.Faults) > 0 {
			return badInputf("%d rows were refused; nothing was written", len(report.Faults))
		}
		fmt.Fprintf(c.out, "%d requests\n", len(report.Requests))
		return nil
	})
}

// faultWords says what is wrong with a row in one line.
func faultWords(err error, c *facilities.Catalogue) string {
	t := texts.For("en")
	e, known := err.(*facilities.Error)
	if !known {
		return err.Error()
	}
	words := t.Error(e)
	for _, f := range e.Fields {
		words += " " + f.Location + ": " + t.Field(f)
	}
	for _, v := range e.Violations {
		words += " " + t.Violation(v, c)
	}
	return words
}

type roundCloseCommand struct {
	database
	Round facilities.RoundID `help:"Which round." required:""`
}

func (r roundCloseCommand) Run(ctx context.Context, c *console) error {
	return r.withOffice(ctx, c, func(o *useroffice.Office) error {
		closed, err := o.CloseRound(ctx, system("command"), time.Now(), r.Round, 0)
		if err == nil {
			fmt.Fprintf(c.out, "%s is %s\n", closed.ID, closed.State)
		}
		return err
	})
}

type roundDraftCommand struct {
	database
	Round     facilities.RoundID        `help:"Which round." required:""`
	Objective facilities.RoundObjective `help:"fair-first or satisfaction; the round's own when left out."`
	Seed      uint64                    `help:"Which chances are taken; the round's own when left out."`
	Steps     int64                     `help:"Bound the work; the round's own when left out."`
	Seconds   int                       `help:"How long to search; the round's own when left out."`
	Problem   string                    `help:"Write the saved problem, marke.problem/1, here." placeholder:"FILE"`
	Plan      string                    `help:"Write the saved plan, marke.plan/1, here." placeholder:"FILE"`
}

func (r roundDraftCommand) Run(ctx context.Context, c *console) error {
	return r.withOffice(ctx, c, func(o *useroffice.Office) error {
		now, actor := time.Now(), system("command")
		plan, err := o.SolveRound(ctx, actor, now, r.Round, 0, useroffice.SolveSettings{Objective: r.Objective, Seed: r.Seed, Steps: r.Steps, Seconds: r.Seconds})
		if err != nil {
			return err
		}
		for _, file := range []struct {
			name string
			read func(context.Context, facilities.Actor, time.Time, facilities.RoundID, int) ([]byte, error)
		}{{r.Problem, o.RoundProblem}, {r.Plan, o.RoundPlanFile}} {
			if file.name == "" {
				continue
			}
			content, err := file.read(ctx, actor, now, r.Round, plan.Number)
			if err != nil {
				return err
			}
			if err := os.WriteFile(file.name, content, 0o666); err != nil {
				return badInputf("%v", err)
			}
		}
		fmt.Fprintf(c.out, "draft %d: %d placed, %d refused, %d in doubt, value %s, bound %s, %d steps, seed %d\n", plan.Number, len(plan.Placements), len(plan.Refused),
			len(plan.Doubts), worth(plan.Value), worth(plan.Bound), plan.Steps, plan.Seed)
		return nil
	})
}

type roundPublishCommand struct {
	database
	Round facilities.RoundID `help:"Which round." required:""`
	Draft int                `help:"The number of the draft." required:""`
}

func (r roundPublishCommand) Run(ctx context.Context, c *console) error {
	return r.withOffice(ctx, c, func(o *useroffice.Office) error {
		out, err := o.PublishRound(ctx, system("command"), time.Now(), r.Round, 0, r.Draft)
		if err != nil {
			return err
		}
		for _, failed := range out.Failed {
			fmt.Fprintf(c.out, "no longer possible: %s\n", failed.Title)
		}
		fmt.Fprintf(c.out, "%d bookings\n", len(out.Booked))
		return nil
	})
}
