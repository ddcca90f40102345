package useroffice

import (
	"context"
	"io"
	"time"

	"marke/facilities"
)

// CalendarImport says where the events of a foreign calendar go.
type CalendarImport struct {
	Resource facilities.ResourceID
	Project  facilities.ProjectID
	For      facilities.PersonID // whose bookings they become; empty: the acting person
	Until    time.Time           // recurring events are expanded until then; zero: the resource's horizon, or a year
}

// ImportICS brings the coming events of another calendar over as bookings of one resource, recurring ones as
// their occurrences, by the same rules as Book. All or nothing, as ImportCSV. For managers of the facility.
func (o *Office) ImportICS(ctx context.Context, actor facilities.Actor, now time.Time, into CalendarImport, r io.Reader, dryRun bool) (ImportReport, error) {
	return ImportReport{}, notYet()
}
