package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"marke/facilities/store"
)

type backupCommand struct {
	database
	To string `arg:"" help:"The file to write; it must not exist yet."`
}

func (b backupCommand) Run(ctx context.Context, c *console) error {
	if _, err := os.Stat(b.To); err == nil {
		return badInputf("%s already exists; name a new file", b.To)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return badInputf("%v", err)
	}
	st, err := b.open(ctx, c.log, false)
	if err != nil {
		return err
	}
	defer st.Close()
	if err := st.Backup(ctx, b.To); err != nil {
		return err
	}
	info, err := os.Stat(b.To)
	if err != nil {
		return err
	}
	fmt.Fprintf(c.out, "%s: %d bytes\n", b.To, info.Size())
	return nil
}

type restoreCommand struct {
	database
	From string `arg:"" help:"A file that marke backup wrote."`
}

func (r restoreCommand) Run(ctx context.Context, c *console) error {
	if _, err := os.Stat(r.From); err != nil {
		return badInputf("%v", err)
	}
	if err := store.Restore(ctx, r.Database, r.From); err != nil {
		return err
	}
	fmt.Fprintf(c.out, "%s restored\n", r.From)
	return nil
}
