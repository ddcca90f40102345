package useroffice

import (
	"context"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/money"
	"marke/facilities/store"
)

// IncidentView is an incident with what became of it.
type IncidentView struct {
	Incident ledger.Incident
	// Loss is how it was led through the layers; nil until it is settled.
	Loss *ledger.Loss
	// Decided is what the committee decided about the uncovered rest so far.
	Decided []store.LossDecision
	// Open is the uncovered rest that nobody decided about: it stays on the committee's list.
	Open money.Cents
}

// ReportIncident notes a loss at a facility, with its evidence, by a manager or controller. ID and Currency are set here; it is never changed
// afterwards. Who is liable and to what degree stands in User and Fault.
func (o *Office) ReportIncident(ctx context.Context, actor facilities.Actor, now time.Time, i ledger.Incident) (ledger.Incident, error) {
	if err := needWrite(actor); err != nil {
		return i, err
	}
	if !actor.Manages(i.Facility) && !actor.Controls(i.Facility) {
		return i, forbidden()
	}
	i.ID = ledger.IncidentID(facilities.NewID(now))
	a := act{actor, now, "report_incident"}
	return write(ctx, o, a, anIncident, func(ctx context.Context, tx *store.Tx) (ledger.Incident, error) {
		return reportIncident(ctx, tx, a, i)
	})
}

var anIncident = subject[ledger.Incident]{"incident", func(i ledger.Incident) string { return string(i.ID) },
	func(ctx context.Context, tx *store.Tx, id string) (ledger.Incident, error) {
		return tx.Incident(ctx, ledger.IncidentID(id))
	}}

// reportIncident stores an incident in a transaction that has decided that the actor may.
func reportIncident(ctx context.Context, tx *store.Tx, a act, i ledger.Incident) (ledger.Incident, error) {
	c, err := tx.Catalogue(ctx)
	if err != nil {
		return i, err
	}
	terms, err := tx.Terms(ctx, i.Facility)
	if err != nil {
		return i, err
	}
	inForce, found := ledger.TermsOn(terms, i.Day)
	if !found {
		return i, facilities.BadField("body.day", "ledger_no_agreement", "row", string(i.Facility), "day", i.Day.String())
	}
	i.Currency = inForce.Currency
	if err := checkIncident(ctx, tx, a, c, i); err != nil {
		return i, err
	}
	if err := tx.AddIncident(ctx, i, a.Person.ID, a.now); err != nil {
		return i, err
	}
	return i, note(ctx, tx, a.Actor, a.now, entry{verb: a.verb, kind: "incident", subject: string(i.ID), after: i})
}

func checkIncident(ctx context.Context, tx *store.Tx, a act, c *facilities.Catalogue, i ledger.Incident) error {
	var wrong faults
	wrong.check(!facilities.DateOf(a.now.In(c.Zone(i.Facility))).Before(i.Day), "body.day", "in_future")
	wrong.check(i.Amount > 0 && i.Amount <= bookAmountMost, "body.amount", "book_amount", "max", bookAmountMost)
	wrong.line("body.evidence", i.Evidence)
	wrong.check(i.Note != "", "body.note", "required")
	wrong.prose("body.note", i.Note, ReasonMax)
	oneOf(&wrong, "body.cause", i.Cause, ledger.CauseDamage, ledger.CauseScrap, ledger.CauseDowntime, ledger.CauseDefault)
	oneOf(&wrong, "body.fault", i.Fault, ledger.FaultNone, ledger.FaultSlight, ledger.FaultGross, ledger.FaultIntent)
	wrong.check(i.User != "" || i.Fault == ledger.FaultNone, "body.user", "required")
	for _, p := range []struct {
		location string
		id       facilities.PartnerID
	}{{"body.user", i.User}, {"body.claimant", i.Claimant}} {
		_, known := c.Partner(p.id)
		wrong.check(p.id == "" || known, p.location, "partner")
	}
	r, known := c.Resource(i.Resource)
	wrong.check(i.Resource == "" || known && r.Facility == i.Facility, "body.resource", "unknown_resource", "id", shown(string(i.Resource)))
	if i.Booking != "" {
		b, err := tx.Booking(ctx, i.Booking)
		if err != nil && facilities.CodeOf(err) != facilities.NotFound {
			return err
		}
		wrong.check(err == nil && b.Facility == i.Facility, "body.booking", "unknown_booking")
	}
	return wrong.err()
}

// AssessIncident shows what the layers would pay if the incident were settled now; it writes nothing.
func (o *Office) AssessIncident(ctx context.Context, actor facilities.Actor, id ledger.IncidentID) (ledger.Loss, error) {
	var loss ledger.Loss
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		i, err := seenIncident(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		loss, err = absorb(ctx, tx, i)
		return err
	})
	return loss, err
}

// SettleIncident leads an incident through the layers of the agreement of its day and books what each pays, by a controller. What no
// layer takes is booked as uncovered and goes on the committee's list. Conflict when it was settled before.
func (o *Office) SettleIncident(ctx context.Context, actor facilities.Actor, now time.Time, id ledger.IncidentID) (ledger.Loss, error) {
	a := act{actor, now, "settle_incident"}
	return write(ctx, o, a, aLoss, func(ctx context.Context, tx *store.Tx) (ledger.Loss, error) {
		i, err := seenIncident(ctx, tx, actor, id)
		if err != nil {
			return ledger.Loss{}, err
		}
		if !actor.Controls(i.Facility) {
			return ledger.Loss{}, forbidden()
		}
		return settleIncident(ctx, tx, a, i)
	})
}

var aLoss = subject[ledger.Loss]{"loss", func(l ledger.Loss) string { return string(l.Incident.ID) },
	func(ctx context.Context, tx *store.Tx, id string) (ledger.Loss, error) {
		i, err := tx.Incident(ctx, ledger.IncidentID(id))
		if err != nil {
			return ledger.Loss{}, err
		}
		losses, err := tx.LossesOf(ctx, i.Facility)
		if err != nil {
			return ledger.Loss{}, err
		}
		at := slices.IndexFunc(losses, func(l ledger.Loss) bool { return l.Incident.ID == i.ID })
		if at < 0 {
			return ledger.Loss{}, facilities.Missing()
		}
		return losses[at], nil
	}}

func settleIncident(ctx context.Context, tx *store.Tx, a act, i ledger.Incident) (ledger.Loss, error) {
	if err := tx.LockBook(ctx, i.Facility); err != nil {
		return ledger.Loss{}, err
	}
	settled, err := tx.LossesOf(ctx, i.Facility)
	if err != nil {
		return ledger.Loss{}, err
	}
	if slices.ContainsFunc(settled, func(l ledger.Loss) bool { return l.Incident.ID == i.ID }) {
		return ledger.Loss{}, facilities.Errorf(facilities.Conflict, "incident_settled")
	}
	given, err := givenBackInHours(ctx, tx, i)
	if err != nil {
		return ledger.Loss{}, err
	}
	if given {
		return ledger.Loss{}, facilities.Errorf(facilities.Conflict, "incident_hours")
	}
	loss, err := absorb(ctx, tx, i)
	if err != nil {
		return loss, err
	}
	if err := tx.AddLoss(ctx, loss, a.Person.ID, a.now); err != nil {
		return loss, err
	}
	day, err := openDay(ctx, tx, i.Facility, a.now)
	if err != nil {
		return loss, err
	}
	booked, moves, err := loss.Entry(day)
	if err != nil {
		return loss, err
	}
	if moves {
		if err := postEntries(ctx, tx, a.Actor, a.now, booked); err != nil {
			return loss, err
		}
	}
	return loss, note(ctx, tx, a.Actor, a.now, entry{verb: a.verb, kind: "incident", subject: string(i.ID), after: loss})
}

// givenBackInHours reports that the time that an incident is about was counted as lost when its week was settled: money is not paid for the same hours.
func givenBackInHours(ctx context.Context, tx *store.Tx, i ledger.Incident) (bool, error) {
	if i.Cause != ledger.CauseDowntime || i.Booking == "" {
		return false, nil
	}
	b, err := tx.Booking(ctx, i.Booking)
	if err != nil {
		return false, err
	}
	by, err := tx.Displacements(ctx, []facilities.BookingID{b.ID})
	if err != nil || by[b.ID] == "" {
		return false, err
	}
	c, err := tx.Catalogue(ctx)
	if err != nil {
		return false, err
	}
	r, _ := c.Resource(b.Resource)
	lines, err := tx.HourLines(ctx, i.Facility, r.Pool)
	return slices.ContainsFunc(lines, func(l facilities.HourLine) bool {
		return l.Kind == facilities.HoursSettled && l.Pool == r.Pool && l.Period.Holds(b.Use.Start)
	}), err
}

// absorb leads an incident through the layers, after the losses settled before it and with what the reserve holds.
func absorb(ctx context.Context, tx *store.Tx, i ledger.Incident) (ledger.Loss, error) {
	terms, err := tx.Terms(ctx, i.Facility)
	if err != nil {
		return ledger.Loss{}, err
	}
	earlier, err := tx.LossesOf(ctx, i.Facility)
	if err != nil {
		return ledger.Loss{}, err
	}
	earlier = slices.DeleteFunc(earlier, func(l ledger.Loss) bool { return l.Incident.ID == i.ID })
	balances, err := tx.Balances(ctx, store.BalanceFilter{Facility: i.Facility})
	if err != nil {
		return ledger.Loss{}, err
	}
	var held money.Cents
	for _, b := range balances {
		if b.Account.Kind == ledger.Reserve {
			held -= b.Amount
		}
	}
	return ledger.Absorb(i, terms, earlier, held)
}

// seenIncident finds an incident for one who may know of it: who runs the facility, and the liable or damaged partner's representative.
func seenIncident(ctx context.Context, tx *store.Tx, actor facilities.Actor, id ledger.IncidentID) (ledger.Incident, error) {
	if err := needLogin(actor); err != nil {
		return ledger.Incident{}, err
	}
	i, err := tx.Incident(ctx, id)
	if err != nil {
		return i, err
	}
	if !seesIncident(actor, i) {
		return ledger.Incident{}, facilities.Missing()
	}
	return i, nil
}

func seesIncident(actor facilities.Actor, i ledger.Incident) bool {
	return actor.Manages(i.Facility) || actor.Controls(i.Facility) || actor.Represents(i.User) || actor.Represents(i.Claimant)
}

// Incidents lists the incidents of a facility that the actor may know of, the latest first.
func (o *Office) Incidents(ctx context.Context, actor facilities.Actor, f facilities.FacilityID) ([]IncidentView, error) {
	if err := needLogin(actor); err != nil {
		return nil, err
	}
	var out []IncidentView
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		incidents, err := tx.IncidentsOf(ctx, f)
		if err != nil {
			return err
		}
		losses, err := tx.LossesOf(ctx, f)
		if err != nil {
			return err
		}
		decisions, err := tx.LossDecisionsOf(ctx, f)
		if err != nil {
			return err
		}
		out = incidentViews(incidents, losses, decisions)
		out = slices.DeleteFunc(out, func(v IncidentView) bool { return !seesIncident(actor, v.Incident) })
		slices.Reverse(out)
		return nil
	})
	return out, err
}

// Incident is one incident with what became of it.
func (o *Office) Incident(ctx context.Context, actor facilities.Actor, id ledger.IncidentID) (IncidentView, error) {
	var facility facilities.FacilityID
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		i, err := seenIncident(ctx, tx, actor, id)
		facility = i.Facility
		return err
	})
	if err != nil {
		return IncidentView{}, err
	}
	views, err := o.Incidents(ctx, actor, facility)
	if err != nil {
		return IncidentView{}, err
	}
	at := slices.IndexFunc(views, func(v IncidentView) bool { return v.Incident.ID == id })
	if at < 0 {
		return IncidentView{}, facilities.Missing()
	}
	return views[at], nil
}

func incidentViews(incidents []ledger.Incident, losses []ledger.Loss, decisions []store.LossDecision) []IncidentView {
	out := make([]IncidentView, len(incidents))
	at := map[ledger.IncidentID]int{}
	for n, i := range incidents {
		out[n].Incident = i
		at[i.ID] = n
	}
	for n := range losses {
		v := &out[at[losses[n].Incident.ID]]
		v.Loss, v.Open = &losses[n], losses[n].Uncovered
	}
	for _, d := range decisions {
		v := &out[at[d.Incident]]
		v.Decided = append(v.Decided, d)
		for _, p := range d.Parts {
			v.Open -= p.Amount
		}
	}
	return out
}
