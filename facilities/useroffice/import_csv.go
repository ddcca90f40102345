package useroffice

import (
	"context"
	"io"
	"time"

	"marke/facilities"
)

// ImportReport says what an import did, or with DryRun would do. When Refused is
// not empty nothing was written.
type ImportReport struct {
	Kind      string // "facilities", "resources", "people", "bookings", "calendar"
	DryRun    bool
	Rows      int // read, without the header
	Created   int
	Changed   int
	Unchanged int
	Refused   []RefusedRow
}

// RefusedRow is a row that cannot be imported, and why.
type RefusedRow struct {
	Line  int    // of the file, the header is 1; 0 when unknown
	What  string // the row's id, title or UID
	Error *facilities.Error
}

// ImportCSV brings facilities, resources, people or bookings in from a table; its header tells which. name is the
// file's name, for the audit. Everything is checked first; then all is applied in one transaction, or nothing.
// Admins import anything, a manager resources and bookings of the own facility.
func (o *Office) ImportCSV(ctx context.Context, actor facilities.Actor, now time.Time, name string, r io.Reader, dryRun bool) (ImportReport, error) {
	return ImportReport{}, notYet()
}
