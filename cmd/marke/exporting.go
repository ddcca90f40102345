package main

import (
	"context"
	"time"

	"marke/facilities"
	"marke/facilities/useroffice"
)

type exportCommand struct {
	Person exportPersonCommand `cmd:"" help:"Everything that is kept about one person, as JSON."`
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
