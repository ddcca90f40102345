package main

import (
	"context"
	"fmt"
)

type serveCommand struct {
	database
	serving
	Migrate bool `help:"Apply pending migrations first; without it, a database that needs them is refused."`
}

func (s serveCommand) Run(ctx context.Context, c *console) error {
	st, err := s.open(ctx, c.log, s.Migrate)
	if err != nil {
		return err
	}
	defer st.Close()
	return s.serve(ctx, c, st, nil, func(origin string) { fmt.Fprintf(c.out, "Marke %s on %s\n", release, origin) })
}
