package useroffice

import (
	"context"
	"errors"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/store"
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

// outcome is what became of one row.
type outcome int

const (
	created outcome = iota
	changed
	unchanged
)

// importRow is one thing to bring in: what it says is understood, whether it can be is still to be seen.
type importRow struct {
	line  int
	what  string
	apply applying
	// locks adds the rows that apply will lock. All are locked before the first row is applied, in the one order
	// that keeps an import and the bookings of others from waiting for each other. nil: nothing.
	locks func(ctx context.Context, tx *store.Tx, a act, l *store.Locks) error
}

// applying brings a row in.
type applying = func(ctx context.Context, tx *store.Tx, a act) (outcome, error)

// errUndo rolls an import back that was only tried, or of which a row was refused.
var errUndo = errors.New("useroffice: the import is undone")

// runImport brings all rows in, or none. Each row is applied behind a savepoint, with the earlier ones in place, so
// that the report names every row that is refused and not only the first.
func (o *Office) runImport(ctx context.Context, a act, report ImportReport, rows []importRow, name string) (ImportReport, error) {
	out := report
	if len(out.Refused) > 0 && len(rows) == 0 {
		return out, nil
	}
	err := o.store.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		out = report
		out.Refused = slices.Clone(report.Refused)
		var locks store.Locks
		for _, r := range rows {
			if r.locks == nil {
				continue
			}
			if err := r.locks(ctx, tx, a, &locks); err != nil {
				return err
			}
		}
		if err := tx.Lock(ctx, locks); err != nil {
			return err
		}
		for _, r := range rows {
			var result outcome
			err := tx.Try(ctx, func(ctx context.Context) error {
				var err error
				result, err = r.apply(ctx, tx, a)
				return err
			})
			var refusal *facilities.Error
			switch {
			case errors.As(err, &refusal) && refusal.Code != facilities.Unavailable:
				out.Refused = append(out.Refused, RefusedRow{r.line, r.what, refusal})
			case err != nil:
				return err
			case result == created:
				out.Created++
			case result == changed:
				out.Changed++
			default:
				out.Unchanged++
			}
		}
		if out.DryRun || len(out.Refused) > 0 {
			return errUndo
		}
		return note(ctx, tx, a.Actor, a.now, entry{verb: "import", kind: "import", subject: shown(name), after: out})
	})
	if err != nil && !errors.Is(err, errUndo) {
		return ImportReport{}, err
	}
	if len(out.Refused) > 0 {
		out.Created, out.Changed, out.Unchanged = 0, 0, 0
	}
	return out, nil
}

// bookingLocks adds what a booking will lock: its people and those behind the operators, the partner, the project, and
// the resources that may go along.
func bookingLocks(w facilities.Wish) func(context.Context, *store.Tx, act, *store.Locks) error {
	return func(ctx context.Context, tx *store.Tx, a act, l *store.Locks) error {
		c, err := tx.Catalogue(ctx)
		if err != nil {
			return err
		}
		people := append(slices.Clone(w.Companions), w.For)
		known, err := tx.PeopleByID(ctx, people)
		if err != nil {
			return err
		}
		primary, _ := c.Resource(w.Resource)
		l.People = append(l.People, people...)
		l.Projects = append(l.Projects, w.Project)
		l.Partners = append(l.Partners, known[w.For].Partner)
		for _, r := range concerned(c, []facilities.Resource{primary}, w.With) {
			l.Resources = append(l.Resources, r.ID)
			l.People = append(l.People, r.Person)
		}
		return nil
	}
}

// importBooking makes one booking by the rules of Book. One that is there already, for the same
// person at the same time on the same resource, stays.
func importBooking(w facilities.Wish) applying {
	return func(ctx context.Context, tx *store.Tx, a act) (outcome, error) {
		span := facilities.NewSpan(w.Use.Start, w.Use.End)
		if !span.Empty() {
			there, _, err := tx.Bookings(ctx, store.BookingFilter{From: span.Start, To: span.End, Resources: []facilities.ResourceID{w.Resource}, Person: w.For})
			if err != nil {
				return created, err
			}
			for _, b := range there {
				if b.Use == span && b.Resource == w.Resource && b.Person == w.For && (b.State.Consumes() || b.State == facilities.StateRequested) {
					return unchanged, nil
				}
			}
		}
		_, err := place(ctx, tx, placing{act: a, purpose: toBook, wish: w})
		return created, err
	}
}

// asImport is the actor's act of importing.
func asImport(actor facilities.Actor, now time.Time) act {
	actor.Via = "import"
	return act{actor, now, "import"}
}
