package useroffice

import (
	"context"
	"fmt"
	"strings"
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/store"
)

// Cost is a cost as a controller sees it.
type Cost struct {
	ledger.Cost
	Attachment string // id of its file; empty: it has none
	FileName   string
	By         facilities.PersonID
	Created    time.Time
	Withdrawn  time.Time
	Posted     ledger.Month // the close that posted it; zero: none yet
	PostsIn    ledger.Month // the month whose close posts it; zero when it was withdrawn
}

// AddCost enters a cost, a contribution in kind or a subsidy of a facility, by one of its controllers, with a reference to its
// evidence or a file, or both. An empty ID gets one. The day of service picks the key; when its month is closed, the cost is
// posted in the next open one. A cost never changes: see WithdrawCost.
func (o *Office) AddCost(ctx context.Context, actor facilities.Actor, now time.Time, cost ledger.Cost, file *Attachment) (Cost, error) {
	if cost.ID == "" {
		cost.ID = ledger.CostID(facilities.NewID(now))
	}
	return write(ctx, o, act{actor, now, "add_cost"}, aCost, func(ctx context.Context, tx *store.Tx) (Cost, error) {
		c, err := tx.Catalogue(ctx)
		if err != nil {
			return Cost{}, err
		}
		if _, known := c.Facility(cost.Facility); !known {
			return Cost{}, facilities.BadField("body.facility", "facility")
		}
		if !actor.Controls(cost.Facility) {
			return Cost{}, forbidden()
		}
		if err := tx.LockBook(ctx, cost.Facility); err != nil {
			return Cost{}, err
		}
		if err := checkCost(ctx, tx, c, cost, file); err != nil {
			return Cost{}, err
		}
		kept := store.StoredCost{Cost: cost, By: actor.Person.ID, Created: now}
		if file != nil {
			kept.Attachment = facilities.NewID(now)
			a := store.Attachment{ID: kept.Attachment, Name: file.Name, Type: file.Type, Content: file.Content, By: actor.Person.ID, Created: now}
			if err := tx.AddAttachment(ctx, a); err != nil {
				return Cost{}, err
			}
		}
		if err := tx.AddCost(ctx, kept); err != nil {
			return Cost{}, err
		}
		if err := note(ctx, tx, actor, now, entry{verb: "add_cost", kind: "cost", subject: string(cost.ID), after: cost}); err != nil {
			return Cost{}, err
		}
		return costOf(ctx, tx, kept)
	})
}

var aCost = subject[Cost]{
	kind: "cost",
	id:   func(c Cost) string { return string(c.ID) },
	load: func(ctx context.Context, tx *store.Tx, id string) (Cost, error) {
		kept, err := tx.Cost(ctx, ledger.CostID(id))
		if err != nil {
			return Cost{}, err
		}
		return costOf(ctx, tx, kept)
	},
}

// checkCost refuses what could not be posted, and what nobody could check.
func checkCost(ctx context.Context, tx *store.Tx, c *facilities.Catalogue, cost ledger.Cost, file *Attachment) error {
	row := string(cost.ID)
	terms, err := tx.Terms(ctx, cost.Facility)
	if err != nil {
		return err
	}
	if err := cost.Check(cost.Facility, bookCurrency(terms)); err != nil {
		return err
	}
	var wrong faults
	wrong.id("body.id", row)
	wrong.check(cost.Day.Year >= 2000 && cost.Day.Year < 2100, "body.day", "year")
	wrong.line("body.category", cost.Category)
	wrong.prose("body.note", cost.Note, textLongest)
	wrong.prose("body.evidence", cost.Evidence, nameLongest)
	wrong.check(strings.TrimSpace(cost.Evidence) != "" || file != nil, "body.evidence", "cost_evidence", "row", row)
	for i, part := range cost.Paid {
		_, known := c.Partner(part.Partner)
		wrong.check(known, fmt.Sprintf("body.paid[%d].partner", i), "partner")
	}
	if k := cost.InKind; k != nil {
		_, known := c.Partner(k.By)
		wrong.check(known, "body.in_kind.by", "partner")
	}
	if file != nil {
		file.check(&wrong)
	}
	if err := wrong.err(); err != nil {
		return err
	}
	if _, governed := ledger.TermsOn(terms, cost.Day); !governed {
		return facilities.BadField("body.day", "ledger_no_agreement", "row", row, "day", cost.Day.String())
	}
	_, err = tx.Cost(ctx, cost.ID)
	if err == nil {
		return facilities.BadField("body.id", "ledger_twice", "row", row)
	}
	if facilities.CodeOf(err) != facilities.NotFound {
		return err
	}
	return nil
}
