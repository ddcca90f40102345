package main

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"strings"
	"time"

	"marke/facilities"
	"marke/facilities/store"
	"marke/facilities/useroffice"
)

// database is the flag that every command on data takes.
type database struct {
	Database string `help:"sqlite:FILE or postgres://user@host/name" placeholder:"URL" required:""`
}

// busyTimeout is how long a writer waits for another process that holds SQLite's lock.
const busyTimeout = 5 * time.Second

// open opens the database; pending migrations are refused unless migrate is set.
func (d database) open(ctx context.Context, log *slog.Logger, migrate bool) (*store.Store, error) {
	if !strings.HasPrefix(d.Database, "sqlite:") && !strings.HasPrefix(d.Database, "postgres://") && !strings.HasPrefix(d.Database, "postgresql://") {
		return nil, badInputf("--database must be sqlite:FILE or postgres://user@host/name, not %q", redactURL(d.Database))
	}
	st, err := store.Open(ctx, d.Database, store.Options{Migrate: migrate, BusyTimeout: busyTimeout, Log: log})
	if errors.Is(err, fs.ErrNotExist) {
		return nil, badInputf("%s is not there; marke migrate --database %[1]s makes it", redactURL(d.Database))
	}
	return st, err
}

// system is the named person under whom the command line and cron act.
func system(via string) facilities.Actor {
	return facilities.Actor{Person: facilities.Person{ID: "system", Name: "Marke", System: true, State: facilities.PersonActive, Language: "nl"}, Via: via}
}

// withOffice opens the database, runs f with an office on it and closes it again.
func (d database) withOffice(ctx context.Context, c *console, f func(*useroffice.Office) error) error {
	st, err := d.open(ctx, c.log, false)
	if err != nil {
		return err
	}
	defer st.Close()
	return f(useroffice.New(st, useroffice.Config{Log: c.log}))
}

// actAs is a person as the actor of the command line; NotFound when there is none.
func actAs(ctx context.Context, o *useroffice.Office, now time.Time, id facilities.PersonID, via string) (facilities.Actor, error) {
	if _, err := o.Person(ctx, system(via), now, id); err != nil {
		return facilities.Actor{}, err
	}
	actor, err := o.ActorOf(ctx, now, id)
	actor.Via = via
	return actor, err
}
