package useroffice

import (
	"cmp"
	"context"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/money"
	"marke/facilities/store"
)

// Committee lists the losses of a facility of which a part is uncovered and not decided about, for those who run it.
func (o *Office) Committee(ctx context.Context, actor facilities.Actor, f facilities.FacilityID) ([]IncidentView, error) {
	if !actor.Manages(f) && !actor.Controls(f) {
		return nil, facilities.Missing()
	}
	views, err := o.Incidents(ctx, actor, f)
	return slices.DeleteFunc(views, func(v IncidentView) bool { return v.Open == 0 }), err
}

// DecideUncovered books what the committee decided about the uncovered rest of a loss: which partners carry how much, with
// the minutes, by a controller. What is not decided about stays on the list; more than is open is refused.
func (o *Office) DecideUncovered(ctx context.Context, actor facilities.Actor, now time.Time, id ledger.IncidentID, parts []ledger.Part, evidence string) (store.LossDecision, error) {
	d := store.LossDecision{ID: facilities.NewID(now), Incident: id, Parts: slices.Clone(parts), Evidence: evidence}
	a := act{actor, now, "decide_uncovered"}
	return write(ctx, o, a, aLossDecision, func(ctx context.Context, tx *store.Tx) (store.LossDecision, error) {
		i, err := seenIncident(ctx, tx, actor, id)
		if err != nil {
			return d, err
		}
		if !actor.Controls(i.Facility) {
			return d, forbidden()
		}
		if err := tx.LockBook(ctx, i.Facility); err != nil {
			return d, err
		}
		if err := checkLossDecision(ctx, tx, i, d); err != nil {
			return d, err
		}
		if d.Day, err = openDay(ctx, tx, i.Facility, now); err != nil {
			return d, err
		}
		if err := tx.AddLossDecision(ctx, d, actor.Person.ID, now); err != nil {
			return d, err
		}
		booked, err := lossDecisionEntry(i, d)
		if err != nil {
			return d, err
		}
		if err := postEntries(ctx, tx, actor, now, booked); err != nil {
			return d, err
		}
		return d, note(ctx, tx, actor, now, entry{verb: a.verb, kind: "incident", subject: string(id), after: d})
	})
}

var aLossDecision = subject[store.LossDecision]{"loss_decision", func(d store.LossDecision) string { return d.ID },
	func(ctx context.Context, tx *store.Tx, id string) (store.LossDecision, error) {
		return tx.LossDecision(ctx, id)
	}}

func checkLossDecision(ctx context.Context, tx *store.Tx, i ledger.Incident, d store.LossDecision) error {
	c, err := tx.Catalogue(ctx)
	if err != nil {
		return err
	}
	losses, err := tx.LossesOf(ctx, i.Facility)
	if err != nil {
		return err
	}
	decisions, err := tx.LossDecisionsOf(ctx, i.Facility)
	if err != nil {
		return err
	}
	var open money.Cents
	for _, v := range incidentViews([]ledger.Incident{i}, of(losses, func(l ledger.Loss) bool { return l.Incident.ID == i.ID }),
		of(decisions, func(e store.LossDecision) bool { return e.Incident == i.ID })) {
		open = v.Open
	}
	var wrong faults
	wrong.line("body.evidence", d.Evidence)
	var sum money.Cents
	seen := map[facilities.PartnerID]bool{}
	for _, p := range d.Parts {
		_, known := c.Partner(p.Partner)
		wrong.check(known && !seen[p.Partner], "body.parts", "partner")
		wrong.check(p.Amount > 0 && p.Amount <= open, "body.parts", "uncovered_open", "open", open)
		seen[p.Partner] = true
		sum += min(p.Amount, open+1)
	}
	wrong.check(sum > 0 && sum <= open, "body.parts", "uncovered_open", "open", open)
	return wrong.err()
}

// lossDecisionEntry moves what was decided from the uncovered losses to the partners who carry it.
func lossDecisionEntry(i ledger.Incident, d store.LossDecision) (ledger.Entry, error) {
	e := ledger.Entry{ID: ledger.EntryID(string(i.Facility) + "/uncovered/" + d.ID), Kind: ledger.EntryLoss, Posted: d.Day, Currency: i.Currency,
		Origin: ledger.Origin{Service: i.Day, Booking: i.Booking, Incident: i.ID, Note: d.Evidence}}
	var sum money.Cents
	for _, p := range slices.SortedFunc(slices.Values(d.Parts), func(a, b ledger.Part) int { return cmp.Compare(a.Partner, b.Partner) }) {
		e.Postings = append(e.Postings, ledger.Posting{Account: ledger.Account{Kind: ledger.Unbilled, Facility: i.Facility, Partner: p.Partner}, Amount: p.Amount})
		sum += p.Amount
	}
	e.Postings = append(e.Postings, ledger.Posting{Account: ledger.Account{Kind: ledger.Uncovered, Facility: i.Facility}, Amount: -sum})
	return e, e.Check()
}

// of keeps what a list has of a sort, and leaves the list as it is.
func of[T any](list []T, keep func(T) bool) (out []T) {
	for _, v := range list {
		if keep(v) {
			out = append(out, v)
		}
	}
	return out
}
