package useroffice

import (
	"context"
	"errors"
	"io"
	"time"

	"marke/facilities"
	"marke/facilities/calendar"
)

// CalendarImport says where the events of a foreign calendar go.
type CalendarImport struct {
	Resource facilities.ResourceID
	Project  facilities.ProjectID
	For      facilities.PersonID // whose bookings they become; empty: the acting person
	Until    time.Time           // recurring events are expanded until then; zero: the resource's horizon, or a year
}

// ImportICS brings the coming events of another calendar over as bookings of one resource, recurring ones as
// their occurrences, by the same rules as Book. What is cancelled there, or does not make its owner busy, is left
// out. All or nothing, as ImportCSV. For managers of the facility.
func (o *Office) ImportICS(ctx context.Context, actor facilities.Actor, now time.Time, into CalendarImport, r io.Reader, dryRun bool) (ImportReport, error) {
	if err := needWrite(actor); err != nil {
		return ImportReport{}, err
	}
	c, err := o.Catalogue(ctx)
	if err != nil {
		return ImportReport{}, err
	}
	resource, known := c.Resource(into.Resource)
	switch {
	case !known || resource.Archived:
		return ImportReport{}, facilities.BadField("resource", "unknown_resource", "id", shown(string(into.Resource)))
	case !actor.Manages(resource.Facility):
		return ImportReport{}, forbidden()
	case into.For == "" && actor.Person.System:
		return ImportReport{}, facilities.BadField("for", "required")
	}
	if into.For == "" {
		into.For = actor.Person.ID
	}
	if into.Until.IsZero() {
		into.Until = now.Add(max(resource.Rules.Horizon, 366*oneDay))
	}
	file, err := calendar.Decode(r, calendar.Limits{Floating: c.Zone(resource.Facility)})
	if err != nil {
		return ImportReport{}, calendarError(err, "file")
	}
	report := ImportReport{Kind: "calendar", DryRun: dryRun, Rows: len(file.Entries) + len(file.Refused)}
	for _, fault := range file.Refused {
		report.Refused = append(report.Refused, RefusedRow{fault.Line, shown(fault.UID), calendarError(fault, "event")})
	}
	rows, refused := calendarRows(file.Entries, into, now)
	report.Refused = append(report.Refused, refused...)
	if len(report.Refused) > 0 {
		rows = nil
	}
	return o.runImport(ctx, asImport(actor, now), report, rows, file.Name)
}

// calendarRows turns the coming occurrences of events into bookings.
func calendarRows(entries []calendar.Entry, into CalendarImport, now time.Time) (rows []importRow, refused []RefusedRow) {
	for i := range entries {
		entry := &entries[i]
		if entry.Transparent {
			continue
		}
		occurrences, err := calendar.Expand(entry, now, into.Until, facilities.SeriesMax)
		if err != nil {
			refused = append(refused, RefusedRow{entry.Line, shown(entry.UID), calendarError(err, "event")})
			continue
		}
		for _, occurrence := range occurrences {
			if occurrence.Start.Before(now) || occurrence.Entry.Transparent { // what has begun cannot be booked any more
				continue
			}
			w := facilities.Wish{Resource: into.Resource, Project: into.Project, For: into.For, Title: title(occurrence.Entry.Summary),
				Use: facilities.NewSpan(occurrence.Start, occurrence.End)}
			rows = append(rows, importRow{line: occurrence.Entry.Line, what: shown(entry.UID), apply: importBooking(w), locks: bookingLocks(w)})
		}
	}
	if len(rows) > importRowsMax {
		return nil, append(refused, RefusedRow{Error: facilities.BadField("file", "import_rows", "max", importRowsMax)})
	}
	return rows, refused
}

// title cuts a foreign title to what a booking can hold.
func title(summary string) string {
	if letters := []rune(summary); len(letters) > TitleMax {
		return string(letters[:TitleMax-1]) + "…"
	}
	return summary
}

// calendarError gives what the calendar reader found as an error about a value. The
// words are the reader's own.
func calendarError(err error, location string) *facilities.Error {
	var fault *calendar.Error
	if !errors.As(err, &fault) {
		return facilities.BadField(location, "import_unreadable")
	}
	words := "calendar." + string(fault.Code)
	return facilities.BadField(location, words, "line", fault.Line, "detail", fault.Detail)
}
