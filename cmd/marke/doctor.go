package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"marke/facilities/store"
	"marke/facilities/useroffice"
)

type doctorCommand struct {
	database
	JSON bool `help:"As JSON, one finding a line."`
}

// finding is one thing that doctor looked at.
type finding struct {
	What   string `json:"what"`
	OK     bool   `json:"ok"`
	Detail string `json:"detail"`
}

// Run looks at everything, even after a fault, and fails when one was found.
func (d doctorCommand) Run(ctx context.Context, c *console) error {
	findings := d.examine(ctx, c)
	ill := 0
	for _, f := range findings {
		if !f.OK {
			ill++
		}
		if d.JSON {
			if err := json.NewEncoder(c.out).Encode(f); err != nil {
				return err
			}
			continue
		}
		mark := "ok   "
		if !f.OK {
			mark = "FAULT"
		}
		fmt.Fprintf(c.out, "%s  %-22s %s\n", mark, f.What, f.Detail)
	}
	if ill > 0 {
		return fmt.Errorf("%d of %d checks found a fault", ill, len(findings))
	}
	return nil
}

func (d doctorCommand) examine(ctx context.Context, c *console) []finding {
	var out []finding
	note := func(what string, err error, detail string) bool {
		if err != nil {
			detail = oneLine(err.Error())
		}
		out = append(out, finding{what, err == nil, detail})
		return err == nil
	}
	_, err := time.LoadLocation("Europe/Amsterdam")
	note("time zones", err, "Europe/Amsterdam is known")
	if strings.HasPrefix(d.Database, "sqlite:") {
		file, _, _ := strings.Cut(strings.TrimPrefix(d.Database, "sqlite:"), "?")
		if _, err := os.Stat(file); !note("database file", err, file) {
			return out // opening would create it
		}
	} else {
		path, err := exec.LookPath("pg_dump")
		note("pg_dump", err, path+" (marke backup uses it)")
	}
	st, err := d.open(ctx, c.log, false)
	if errors.Is(err, store.ErrPending) {
		err = fmt.Errorf("migrations are pending: run marke migrate --database %s", redactURL(d.Database))
	}
	if !note("database", err, "opens, no migrations pending") {
		return out
	}
	defer st.Close()
	note("connection", st.Ping(ctx), st.Engine())
	note("integrity", st.Examine(ctx), "no overlap, no orphan, no broken page")
	office := useroffice.New(st, useroffice.Config{Log: c.log})
	catalogue, err := office.Catalogue(ctx)
	detail := ""
	if err == nil {
		detail = fmt.Sprintf("%d facilities, %d resources, %d partners", len(catalogue.Facilities), len(catalogue.Resources), len(catalogue.Partners))
		for _, f := range catalogue.Facilities {
			if _, zoneErr := time.LoadLocation(f.Zone); zoneErr != nil {
				err = fmt.Errorf("facility %s: zone %q is not known here", f.ID, f.Zone)
			}
		}
	}
	note("catalogue", err, detail)
	return out
}

// redactURL keeps a password out of what is printed.
func redactURL(database string) string {
	at := strings.LastIndex(database, "@")
	scheme := strings.Index(database, "://")
	if at < 0 || scheme < 0 {
		return database
	}
	user, _, hasPassword := strings.Cut(database[scheme+3:at], ":")
	if !hasPassword {
		return database
	}
	return database[:scheme+3] + user + ":…" + database[at:]
}
