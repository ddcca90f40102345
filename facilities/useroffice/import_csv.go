package useroffice

import (
	"cmp"
	"context"
	"io"
	"time"

	"marke/facilities"
)

// ImportCSV brings facilities, resources, people or bookings in from a table; its header tells which. name is the
// file's name, for the audit. Everything is checked first; then all is applied in one transaction, or nothing.
// Admins import anything, a manager what the own facility holds. A row changes what it says of a thing that is
// there, and leaves the rest.
func (o *Office) ImportCSV(ctx context.Context, actor facilities.Actor, now time.Time, name string, r io.Reader, dryRun bool) (ImportReport, error) {
	if err := needWrite(actor); err != nil {
		return ImportReport{}, err
	}
	t, err := readTable(r)
	if err != nil {
		return ImportReport{}, err
	}
	if t.kind != "bookings" && !actor.IsAdmin() && !(t.kind == "resources" && manages(actor)) {
		return ImportReport{}, forbidden()
	}
	c, err := o.Catalogue(ctx)
	if err != nil {
		return ImportReport{}, err
	}
	report := ImportReport{Kind: t.kind, DryRun: dryRun, Rows: len(t.rows)}
	var rows []importRow
	for i := range t.rows {
		in := &t.rows[i]
		made := importRow{line: in.line, what: in.label()}
		switch t.kind {
		case "facilities":
			made.apply = in.facility()
		case "resources":
			made.apply = in.resource()
		case "people":
			made.apply = in.person()
		case "bookings":
			made.apply, made.locks = in.booking(c)
		}
		if wrong := in.err(); wrong != nil {
			report.Refused = append(report.Refused, RefusedRow{in.line, made.what, wrong})
			continue
		}
		rows = append(rows, made)
	}
	if len(report.Refused) > 0 {
		rows = nil // what cannot be read is told first; the rest is checked when all can be
	}
	return o.runImport(ctx, asImport(actor, now), report, rows, name)
}

// manages reports that the actor is a manager of any facility.
func manages(actor facilities.Actor) bool {
	for _, r := range actor.Person.Roles {
		if r.Kind == facilities.RoleManager {
			return true
		}
	}
	return actor.IsAdmin()
}

// label is what the report calls a row.
func (r *row) label() string {
	return shown(cmp.Or(r.text("id"), r.text("email"), r.text("title"), r.text("name"), r.text("resource")))
}
