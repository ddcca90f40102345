package useroffice

import (
	"context"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/store"
)

// Report is the accountability report of a year over all facilities, with the names that it needs. It hides what would tell about single firms, so
// whoever runs a facility, keeps its books or speaks for a partner may read it; others get Forbidden.
func (o *Office) Report(ctx context.Context, actor facilities.Actor, now time.Time, year int) (ledger.Report, *facilities.Catalogue, error) {
	if err := needLogin(actor); err != nil {
		return ledger.Report{}, nil, err
	}
	if !readsReports(actor) {
		return ledger.Report{}, nil, forbidden()
	}
	in := ledger.ReportInput{Year: year, AsOf: facilities.DateOf(now.UTC()), Currency: bookCurrency(nil)}
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		return gatherReport(ctx, tx, &in)
	})
	if err != nil {
		return ledger.Report{}, nil, err
	}
	report, err := ledger.MakeReport(in)
	return report, in.Catalogue, err
}

// readsReports reports a role that has to do with money or with running a facility, anywhere.
func readsReports(actor facilities.Actor) bool {
	return actor.IsAdmin() || slices.ContainsFunc(actor.Person.Roles, func(r facilities.Role) bool {
		return r.Kind == facilities.RoleController || r.Kind == facilities.RoleManager || r.Kind == facilities.RoleRepresentative
	})
}

// gatherReport reads everything that a report is computed from, in one snapshot.
func gatherReport(ctx context.Context, tx *store.Tx, in *ledger.ReportInput) (err error) {
	in.Costs, in.Losses, in.Uses = nil, nil, nil
	in.Closed, in.Public = map[facilities.FacilityID]ledger.Month{}, map[facilities.FacilityID]ledger.PublicMoney{}
	if in.Catalogue, err = tx.Catalogue(ctx); err != nil {
		return err
	}
	entries, err := tx.Entries(ctx, store.EntryFilter{Until: facilities.Date{Year: in.Year, Month: time.December, Day: 31}})
	if err != nil {
		return err
	}
	in.Entries = slices.Values(entries)
	if in.Projects, err = tx.Projects(ctx, store.ProjectFilter{}); err != nil {
		return err
	}
	for _, f := range in.Catalogue.Facilities {
		costs, err := tx.Costs(ctx, store.CostFilter{Facility: f.ID})
		if err != nil {
			return err
		}
		for _, c := range costs {
			in.Costs = append(in.Costs, c.Cost)
		}
		losses, err := tx.LossesOf(ctx, f.ID)
		if err != nil {
			return err
		}
		in.Losses = append(in.Losses, losses...)
		if in.Closed[f.ID], err = tx.Closed(ctx, f.ID); err != nil {
			return err
		}
		if in.Public[f.ID], err = publicFacts(ctx, tx, in.Catalogue, f.ID, in.Year, in.AsOf); err != nil {
			return err
		}
	}
	return gatherUses(ctx, tx, in)
}

// gatherUses lists all bookings that took place or that somebody decided about, and since when there are any.
func gatherUses(ctx context.Context, tx *store.Tx, in *ledger.ReportInput) error {
	bookings, _, err := tx.Bookings(ctx, store.BookingFilter{Ascending: true, States: []facilities.State{facilities.StateApproved, facilities.StateInUse,
		facilities.StateCompleted, facilities.StateAborted, facilities.StateDeclined, facilities.StateCancelled, facilities.StateMissed, facilities.StateDisplaced}})
	for _, b := range bookings {
		u := ledger.ReportedUse{Booking: b.ID, Facility: b.Facility, Partner: b.Partner, Project: b.Project, Asked: b.Created,
			Day: facilities.DateOf(b.Use.Start.In(in.Catalogue.Zone(b.Facility)))}
		if b.DecidedBy != "" { // by a person; what is approved by rule waits for nobody
			u.Decided = b.Decided
		}
		if b.State == facilities.StateInUse || b.State == facilities.StateCompleted || b.State == facilities.StateAborted {
			u.Minutes = minutes(b.Use.Duration()) * unitsOf(b)
			if in.Since.IsZero() || u.Day.Before(in.Since) {
				in.Since = u.Day
			}
		}
		in.Uses = append(in.Uses, u)
	}
	return err
}

// publicFacts are what PublicMoney flags of a facility's year, as far as there are facts for it.
func publicFacts(ctx context.Context, tx *store.Tx, c *facilities.Catalogue, f facilities.FacilityID, year int, today facilities.Date) (ledger.PublicMoney, error) {
	found := PublicMoney{Facility: f, Year: year}
	l := aidLook{tx: tx, catalogue: c, out: &found}
	if err := l.all(ctx, today); err != nil {
		return ledger.PublicMoney{}, err
	}
	out := ledger.PublicMoney{Economic: found.Economic, Access: found.Access, ClawBack: found.ClawBack}
	prices, err := tx.MarketPrices(ctx, f)
	if err != nil || len(prices) == 0 || found.Rules == nil {
		return out, err // without the market's prices nobody knows
	}
	out.Benefit = &ledger.Cell{}
	for _, b := range found.Benefits {
		out.Benefit.Value += int64(b.Benefit)
		if !slices.Contains(out.Benefit.Firms, b.Partner) {
			out.Benefit.Firms = append(out.Benefit.Firms, b.Partner)
		}
	}
	return out, nil
}
