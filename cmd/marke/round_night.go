package main

import (
	"context"
	"fmt"
	"time"

	"marke/facilities"
	"marke/facilities/useroffice"
)

type roundNightCommand struct {
	Round facilities.RoundID `help:"Only this rolling round; all of them that the acting person manages when left out." placeholder:"ID"`
	JSON  bool               `help:"Print a JSON list." name:"json"`
	roundActor
}

// Run starts the nights one after the other. It may be repeated: where nothing waits nothing changes.
func (r roundNightCommand) Run(ctx context.Context, c *console) error {
	return r.run(ctx, c, func(o *useroffice.Office, actor facilities.Actor, now time.Time) error {
		ids := []facilities.RoundID{r.Round}
		if r.Round == "" {
			var err error
			if ids, err = rollingRounds(ctx, o, actor, now); err != nil {
				return err
			}
		}
		if len(ids) == 0 && !r.JSON {
			fmt.Fprintln(c.out, "no rolling round takes requests")
		}
		lines := []map[string]any{}
		for _, id := range ids {
			run, err := o.StartNight(ctx, actor, now, id, 0)
			if err != nil {
				return err
			}
			if !r.JSON {
				fmt.Fprintf(c.out, "%s: %s\n", id, nightSays(run))
			}
			lines = append(lines, map[string]any{"round": id, "night": run.Night.ID, "began": run.Began, "taken": run.Taken, "draft": run.Draft, "published": run.Published})
		}
		if r.JSON {
			return c.printJSON(lines)
		}
		return nil
	})
}

// rollingRounds are the rolling rounds that take requests and that somebody manages.
func rollingRounds(ctx context.Context, o *useroffice.Office, actor facilities.Actor, now time.Time) (ids []facilities.RoundID, err error) {
	for cursor := ""; ; {
		list, next, err := o.Rounds(ctx, actor, now, useroffice.RoundFilter{States: []facilities.RoundState{facilities.RoundCall}, Cursor: cursor})
		if err != nil {
			return nil, err
		}
		for _, round := range list {
			if round.Rolling && round.Manages {
				ids = append(ids, round.ID)
			}
		}
		if cursor = next; cursor == "" {
			return ids, nil
		}
	}
}

// nightSays is what a night came to.
func nightSays(run useroffice.NightRun) string {
	switch {
	case !run.Began && run.Night.ID == "":
		return "nothing waits that could be placed in the days ahead"
	case !run.Began:
		return fmt.Sprintf("nothing new waits; today's night is %s, %s", run.Night.ID, run.Night.State)
	}
	outcome := fmt.Sprintf("%s, draft %d of night %s", counted(run.Taken, "request", "requests"), run.Draft, run.Night.ID)
	if run.Published {
		return outcome + ", published"
	}
	return outcome + ", not published yet"
}
