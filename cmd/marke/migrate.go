package main

import (
	"context"
	"errors"
	"fmt"

	"marke/facilities/store"
)

type migrateCommand struct {
	database
	Status bool `help:"Only say whether migrations are pending."`
}

func (m migrateCommand) Run(ctx context.Context, c *console) error {
	st, err := m.open(ctx, c.log, !m.Status)
	if errors.Is(err, store.ErrPending) {
		fmt.Fprintln(c.out, oneLine(err.Error()))
		return nil
	}
	if err != nil {
		return err
	}
	defer st.Close()
	fmt.Fprintln(c.out, "the database is up to date")
	return nil
}
