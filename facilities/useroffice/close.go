package useroffice

import (
	"context"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/store"
)

// Closing is a month of a facility as it was closed, or as it would be.
type Closing struct {
	ledger.Closing
	Currency string
	// Already says that the month was closed before, at At by By; then New is empty and all the rest is as it was then.
	Already bool
	At      time.Time
	By      facilities.PersonID
	DryRun  bool
	// Catalogue has the names, tariffs and times by which it was reckoned.
	Catalogue *facilities.Catalogue
}

// Findings that the close of a month has besides those of package ledger.
const (
	FindNoPartner   = "no_partner"   // a use of somebody who belongs to no partner: nobody can be charged
	FindNoAgreement = "no_agreement" // a use before the first agreement: it is not in these books
)

// CloseMonth closes a month of a facility, by one of its controllers: what was used and what it cost becomes charges, shares and
// entries, the month is sealed, and every partner is told of its statement, all of it in one transaction. A dry run reckons the same and writes nothing.
//
// Closing a month that is closed does nothing and answers with what was closed, the same to the byte. Of two at once one closes and
// the other is answered so. Months are closed in order, and when they are over, else Invalid; so is whatever cannot be charged,
// with the row named.
func (o *Office) CloseMonth(ctx context.Context, actor facilities.Actor, now time.Time, f facilities.FacilityID, m ledger.Month, dryRun bool) (Closing, error) {
	if err := needLogin(actor); err != nil {
		return Closing{}, err
	}
	if !dryRun && !actor.MayWrite() {
		return Closing{}, facilities.Errorf(facilities.Forbidden, "read_only")
	}
	if !seesBook(actor, f) {
		return Closing{}, facilities.Missing()
	}
	r, err := o.reckon(ctx, f, m)
	if err != nil || r.Already {
		return r.Closing, err
	}
	if r.DryRun = dryRun; dryRun {
		return r.Closing, nil
	}
	if err := isOver(r.Catalogue, now, f, m); err != nil {
		return Closing{}, err
	}
	return o.seal(ctx, actor, now, r)
}

// MayClose reckons a month as CloseMonth would and says what is in the way of it; nil when nothing is. It writes nothing.
func (o *Office) MayClose(ctx context.Context, actor facilities.Actor, now time.Time, f facilities.FacilityID, m ledger.Month, dryRun bool) error {
	closing, err := o.CloseMonth(ctx, actor, now, f, m, true)
	if err != nil || closing.Already || dryRun {
		return err
	}
	return isOver(closing.Catalogue, now, f, m)
}

// isOver refuses a month that has not ended in the facility's zone.
func isOver(c *facilities.Catalogue, now time.Time, f facilities.FacilityID, m ledger.Month) error {
	if now.Before(m.Next().First().In(c.Zone(f))) {
		return facilities.BadField("month", "close_not_over", "row", m.String(), "day", m.Next().First().String())
	}
	return nil
}

// reckoned is a close that is not posted yet, with what it depends on.
type reckoned struct {
	Closing
	kept  kept
	basis closeBasis
}

// reckon closes a month without writing, by one snapshot of the database. The caller has authorised it.
func (o *Office) reckon(ctx context.Context, f facilities.FacilityID, m ledger.Month) (r reckoned, err error) {
	var in ledger.Input
	var done store.Close
	err = o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		c, err := tx.Catalogue(ctx)
		if err != nil {
			return err
		}
		if _, known := c.Facility(f); !known {
			return facilities.Missing()
		}
		in, done, err = readMonth(ctx, tx, f, m, &r)
		return err
	})
	if err != nil {
		return r, err
	}
	return r, r.close(in, done)
}

// readMonth reads what the close of a month depends on; done is the zero Close when the month is open.
func readMonth(ctx context.Context, tx *store.Tx, f facilities.FacilityID, m ledger.Month, r *reckoned) (in ledger.Input, done store.Close, err error) {
	if done, err = tx.CloseOf(ctx, f, m); err == nil {
		in, r.kept, err = readClosed(ctx, tx, done)
		return in, done, err
	}
	if facilities.CodeOf(err) != facilities.NotFound {
		return in, done, err
	}
	if r.basis, err = basisOf(ctx, tx, f, m); err != nil {
		return in, done, err
	}
	in, r.kept, err = readOpen(ctx, tx, f, m)
	return in, store.Close{}, err
}

// close runs the pure close on what was read.
func (r *reckoned) close(in ledger.Input, done store.Close) error {
	pure, err := ledger.Close(in)
	if err != nil {
		return err
	}
	r.Closing = Closing{Closing: pure, Currency: in.Currency, Already: !done.At.IsZero(), At: done.At, By: done.By, Catalogue: in.Catalogue}
	if r.Already {
		r.Findings = r.kept.Findings // what there was to be found then
		return nil
	}
	r.Findings = append(r.Findings, r.kept.Findings...)
	slices.SortStableFunc(r.Findings, func(a, b ledger.Finding) int { return findingRank(a.Code) - findingRank(b.Code) })
	r.kept.Findings, r.kept.Standings = r.Findings, standingsOf(r.Statements)
	return nil
}

// findingRank puts what nobody can explain before what only has to be known.
func findingRank(code string) int {
	return slices.Index([]string{FindNoPartner, FindNoAgreement, ledger.FindUnsettled, ledger.FindTaxed, ledger.FindLate, ledger.FindDiffers, ledger.FindFree}, code)
}

// seal posts a reckoned close and closes the month. When the books have moved since it was reckoned it is reckoned again, inside the
// transaction; reckoning outside leaves the writer of SQLite to bookings meanwhile.
func (o *Office) seal(ctx context.Context, actor facilities.Actor, now time.Time, before reckoned) (Closing, error) {
	a := act{actor, now, "close_month"}
	return write(ctx, o, a, aClose(before.Facility, before.Month), func(ctx context.Context, tx *store.Tx) (Closing, error) {
		f, m := before.Facility, before.Month
		if err := tx.LockBook(ctx, f); err != nil {
			return Closing{}, err
		}
		r := before
		basis, err := basisOf(ctx, tx, f, m)
		if err != nil {
			return Closing{}, err
		}
		if !basis.same(before.basis) {
			if r, err = reckonIn(ctx, tx, f, m); err != nil || r.Already {
				return r.Closing, err
			}
		}
		if err := sealIn(ctx, tx, actor, now, r); err != nil {
			return Closing{}, err
		}
		out := r.Closing
		out.At, out.By = now, actor.Person.ID
		return out, tellOfStatements(ctx, tx, a, out)
	})
}

// aClose is a closed month, as a repeated idempotency key finds it again.
func aClose(f facilities.FacilityID, m ledger.Month) subject[Closing] {
	return subject[Closing]{kind: "close", id: func(k Closing) string { return string(k.Facility) + "/" + k.Month.String() },
		load: func(ctx context.Context, tx *store.Tx, _ string) (Closing, error) {
			r, err := reckonIn(ctx, tx, f, m)
			return r.Closing, err
		}}
}

// reckonIn closes a month without writing, as a transaction sees it.
func reckonIn(ctx context.Context, tx *store.Tx, f facilities.FacilityID, m ledger.Month) (r reckoned, err error) {
	in, done, err := readMonth(ctx, tx, f, m, &r)
	if err != nil {
		return r, err
	}
	return r, r.close(in, done)
}

// sealIn writes a close.
func sealIn(ctx context.Context, tx *store.Tx, actor facilities.Actor, now time.Time, r reckoned) error {
	if err := tx.PostEntries(ctx, actor.Person.ID, now, r.New...); err != nil {
		return err
	}
	facts, err := r.kept.json()
	if err != nil {
		return err
	}
	if err := tx.AddClose(ctx, store.Close{Facility: r.Facility, Month: r.Month, At: now, By: actor.Person.ID, Entries: len(r.Entries), Kept: facts}); err != nil {
		return err
	}
	sealed := map[string]any{"month": r.Month.String(), "entries": len(r.Entries), "statements": len(r.Statements)}
	return note(ctx, tx, actor, now, entry{verb: "close_month", kind: "facility", subject: string(r.Facility), after: sealed})
}
