package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"marke/facilities"
	"marke/facilities/texts"
	"marke/facilities/useroffice"
)

// importLargest bounds a file to import, in bytes; a calendar may be smaller still.
const importLargest = 4 << 20

type importCommand struct {
	database
	File     string                `arg:"" help:"A .csv file with facilities, resources, people or bookings (its header tells), or an .ics calendar."`
	DryRun   bool                  `help:"Check everything and write nothing."`
	Resource facilities.ResourceID `help:"For a calendar: the resource whose bookings these are."`
	Project  facilities.ProjectID  `help:"For a calendar: the project that they are for."`
	For      facilities.PersonID   `help:"For a calendar: the person whose bookings they become."`
	As       facilities.PersonID   `help:"The acting person; the system itself when left out."`
	JSON     bool                  `help:"The report as JSON."`
}

func (i importCommand) Run(ctx context.Context, c *console) error {
	content, err := readFile(i.File)
	if err != nil {
		return err
	}
	kind := strings.ToLower(filepath.Ext(i.File))
	switch {
	case kind != ".csv" && kind != ".ics":
		return badInputf("%s: Marke imports .csv and .ics files", i.File)
	case kind == ".ics" && i.Resource == "":
		return badInputf("a calendar needs --resource: whose bookings are these?")
	}
	return i.withOffice(ctx, c, func(o *useroffice.Office) error {
		now := time.Now()
		actor := system("import")
		if i.As != "" {
			if actor, err = actAs(ctx, o, now, i.As, "import"); err != nil {
				return err
			}
		}
		var report useroffice.ImportReport
		if kind == ".ics" {
			into := useroffice.CalendarImport{Resource: i.Resource, Project: i.Project, For: i.For}
			report, err = o.ImportICS(ctx, actor, now, into, bytes.NewReader(content), i.DryRun)
		} else {
			report, err = o.ImportCSV(ctx, actor, now, filepath.Base(i.File), bytes.NewReader(content), i.DryRun)
		}
		if err != nil {
			return err
		}
		catalogue, err := o.Catalogue(ctx)
		if err != nil {
			return err
		}
		return c.report(report, catalogue, i.JSON)
	})
}

// openFile opens a file to read, or says why it cannot be.
func openFile(name string) (*os.File, error) {
	there, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, badInputf("there is no file %s", name)
	case err == nil && there.IsDir():
		return nil, badInputf("%s is a folder", name)
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, badInputf("%v", err)
	}
	return f, nil
}

func readFile(name string) ([]byte, error) {
	f, err := openFile(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, importLargest+1))
	if err != nil {
		return nil, err
	}
	if len(content) > importLargest {
		return nil, badInputf("%s is larger than %d MiB; split it", name, importLargest>>20)
	}
	return content, nil
}

// report prints what an import did; refused rows make it bad input.
func (c *console) report(r useroffice.ImportReport, catalogue *facilities.Catalogue, asJSON bool) error {
	t := texts.For(c.lang)
	var reasons []string
	for _, row := range r.Refused {
		reasons = append(reasons, fmt.Sprintf("line %d, %s: %s", row.Line, row.What, whole(t, catalogue, row.Error)))
	}
	if asJSON {
		answer := map[string]any{"kind": r.Kind, "dry_run": r.DryRun, "rows": r.Rows, "created": r.Created, "changed": r.Changed,
			"unchanged": r.Unchanged, "refused": reasons}
		if err := json.NewEncoder(c.out).Encode(answer); err != nil {
			return err
		}
	} else {
		for _, reason := range reasons {
			fmt.Fprintln(c.out, reason)
		}
		fmt.Fprintf(c.out, "%s: %d rows, %d new, %d changed, %d unchanged, %d refused\n", r.Kind, r.Rows, r.Created, r.Changed, r.Unchanged, len(r.Refused))
	}
	if len(r.Refused) > 0 {
		return badInputf("%d rows were refused; nothing was written", len(r.Refused))
	}
	if r.DryRun && !asJSON {
		fmt.Fprintln(c.out, "dry run: nothing was written")
	}
	return nil
}

// whole words an error with everything that it holds, on one line.
func whole(t *texts.Texts, catalogue *facilities.Catalogue, e *facilities.Error) string {
	parts := []string{}
	for _, f := range e.Fields {
		parts = append(parts, f.Location+": "+t.Field(f))
	}
	for _, v := range e.Violations {
		parts = append(parts, t.Violation(v, catalogue))
	}
	if len(parts) == 0 {
		parts = append(parts, t.Error(e))
	}
	return oneLine(strings.Join(parts, " "))
}
