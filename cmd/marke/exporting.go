package main

import (
	"context"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/ledger/export"
	"marke/facilities/useroffice"
)

type exportCommand struct {
	Person exportPersonCommand `cmd:"" help:"Everything that is kept about one person, as JSON."`
	Ledger exportLedgerCommand `cmd:"" help:"The books, in a form that accounting programs read."`
}

type exportPersonCommand struct {
	database
	ID facilities.PersonID `arg:"" help:"The person's id."`
}

func (e exportPersonCommand) Run(ctx context.Context, c *console) error {
	return e.withOffice(ctx, c, func(o *useroffice.Office) error {
		content, err := o.ExportPerson(ctx, system("command"), time.Now(), e.ID)
		if err != nil {
			return err
		}
		_, err = c.out.Write(append(content, '\n'))
		return err
	})
}

type exportLedgerCommand struct {
	database
	Format   export.Format         `help:"hledger, ledger, beancount or csv." default:"hledger"`
	Until    string                `help:"The last day that is written; all of them when left out." placeholder:"DATE"`
	Facility facilities.FacilityID `help:"One facility's book; all books when left out." placeholder:"ID"`
}

func (e exportLedgerCommand) Run(ctx context.Context, c *console) error {
	if !slices.Contains(export.Formats, e.Format) {
		return badInputf("--format is hledger, ledger, beancount or csv, not %q", string(e.Format))
	}
	var until facilities.Date
	if e.Until != "" {
		day, ok := facilities.ParseDate(e.Until)
		if !ok {
			return badInputf("--until takes a day such as 2026-10-31, not %q", e.Until)
		}
		until = day
	}
	return e.withOffice(ctx, c, func(o *useroffice.Office) error {
		book, err := o.Journal(ctx, system("command"), time.Now(), e.Facility, until)
		if facilities.CodeOf(err) == facilities.NotFound {
			return badInputf("there is no facility %q", e.Facility)
		}
		if err != nil {
			return err
		}
		return export.Write(c.out, e.Format, book)
	})
}
