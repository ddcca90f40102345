package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"marke/facilities"
	"marke/facilities/store"
	"marke/facilities/useroffice"
)

type demoCommand struct {
	serving
	Dir      string `help:"Where marke.db and demo-tokens.json are kept; a temporary folder by default."`
	Database string `help:"Another database for the sample consortium, postgres://user@host/name say; it must be empty or hold the sample already." placeholder:"URL"`
	Reset    bool   `help:"Start again: delete DIR/marke.db first."`
	NoServe  bool   `help:"Create the sample consortium and stop."`
}

func (d demoCommand) Run(ctx context.Context, c *console) error {
	if d.Dir == "" {
		d.Dir = filepath.Join(os.TempDir(), "marke-demo")
	}
	if err := os.MkdirAll(d.Dir, 0o700); err != nil {
		return badInputf("%v", err)
	}
	file := filepath.Join(d.Dir, "marke.db")
	if d.Reset {
		if d.Database != "" {
			return badInputf("--reset deletes DIR/marke.db only; empty %s yourself", redactURL(d.Database))
		}
		if err := removeDemo(file); err != nil {
			return err
		}
	}
	if d.Database == "" {
		d.Database = "sqlite:" + file
	}
	st, err := database{d.Database}.open(ctx, c.log, true)
	if err != nil {
		return err
	}
	defer st.Close()
	logins, err := d.fill(ctx, c, st)
	if err != nil {
		return err
	}
	if d.NoServe {
		c.introduce(logins, "", d.Dir)
		return nil
	}
	return d.serve(ctx, c, st, logins, func(origin string) { c.introduce(logins, origin, d.Dir) })
}

// removeDemo deletes the sample database with what SQLite keeps beside it.
func removeDemo(file string) error {
	for _, name := range []string{file, file + "-wal", file + "-shm"} {
		if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// fill makes the sample consortium unless it is there, and writes the tokens' file.
func (d demoCommand) fill(ctx context.Context, c *console, st *store.Store) ([]useroffice.DemoLogin, error) {
	office := useroffice.New(st, useroffice.Config{Log: c.log})
	now := time.Now()
	catalogue, err := office.Catalogue(ctx)
	if err != nil {
		return nil, err
	}
	if len(catalogue.Facilities) == 0 {
		zone, err := time.LoadLocation("Europe/Amsterdam")
		if err != nil {
			return nil, err
		}
		if err := office.Sample(ctx, now, facilities.DateOf(now.In(zone))); err != nil {
			return nil, err
		}
	}
	logins, err := office.Demo(ctx, now)
	if err != nil {
		return nil, err
	}
	tokens := map[string]string{}
	for _, l := range logins {
		tokens[l.Role] = l.Token
	}
	content, err := json.MarshalIndent(tokens, "", "  ")
	if err != nil {
		return nil, err
	}
	return logins, os.WriteFile(filepath.Join(d.Dir, "demo-tokens.json"), append(content, '\n'), 0o600)
}

// introduce says where the sample consortium is and who can log in.
func (c *console) introduce(logins []useroffice.DemoLogin, origin, dir string) {
	fmt.Fprintf(c.out, "Marke %s: voorbeeldgegevens / sample data in %s\n\n", release, dir)
	for _, l := range logins {
		fmt.Fprintf(c.out, "  %-11s %-42s %s\n", l.Role, l.Email, l.Password)
	}
	fmt.Fprintf(c.out, "\nAPI tokens: %s\n", filepath.Join(dir, "demo-tokens.json"))
	if origin != "" {
		fmt.Fprintf(c.out, "Open %s   (Ctrl-C stops)\n", origin)
	}
}
