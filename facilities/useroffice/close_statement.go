package useroffice

import (
	"context"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
)

// Statements are what a facility tells a partner about a month, or with no partner named what it tells each of them: as it was closed, or,
// for the month that is next, as it would be closed now. A partner's representatives see theirs, the facility's controllers all, with
// charges, entries and findings; others get NotFound.
func (o *Office) Statements(ctx context.Context, actor facilities.Actor, now time.Time, f facilities.FacilityID, m ledger.Month, p facilities.PartnerID) (Closing, error) {
	if err := needLogin(actor); err != nil {
		return Closing{}, err
	}
	if !seesStatement(actor, f, p) {
		return Closing{}, facilities.Missing()
	}
	r, err := o.reckon(ctx, f, m)
	if err != nil {
		return Closing{}, err
	}
	out := r.Closing
	out.DryRun = !out.Already
	if p != "" {
		out.Statements = slices.DeleteFunc(out.Statements, func(s ledger.Statement) bool { return s.Partner != p })
		if len(out.Statements) == 0 {
			return Closing{}, facilities.Missing()
		}
	}
	if !seesBook(actor, f) { // what the others did is not theirs to see
		out.Charges, out.Entries, out.New, out.Findings = nil, nil, nil, nil
	}
	return out, nil
}
