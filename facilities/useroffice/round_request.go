package useroffice

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// Bounds of a request.
const (
	RoundStepsMax     = 10
	RoundWindowsMax   = 60
	RoundResourcesMax = 50 // named for one step
)

var aRequest = subject[facilities.RoundRequest]{"round_request",
	func(r facilities.RoundRequest) string { return string(r.ID) },
	func(ctx context.Context, tx *store.Tx, id string) (facilities.RoundRequest, error) {
		return tx.RoundRequest(ctx, facilities.RoundRequestID(id))
	}}

// AddRequest hands in a request, until the deadline: an engineer for himself, a representative for the partner's people, the
// leader of a project for its people, a manager for anybody. It comes last in its partner's order. Only what is impossible whatever else is
// asked is refused: a Conflict whose Violations are a minimal set of rules that leave it no start (see CheckRequest).
func (o *Office) AddRequest(ctx context.Context, actor facilities.Actor, now time.Time, r facilities.RoundRequest) (facilities.RoundRequest, error) {
	a := act{actor, now, "add_request"}
	return write(ctx, o, a, aRequest, func(ctx context.Context, tx *store.Tx) (facilities.RoundRequest, error) {
		r.ID = "" // Marke makes it
		return addRequest(ctx, tx, a, r)
	})
}

func addRequest(ctx context.Context, tx *store.Tx, a act, r facilities.RoundRequest) (facilities.RoundRequest, error) {
	round, err := openCall(ctx, tx, a, r.Round)
	if err != nil {
		return r, err
	}
	r.ID = cmp.Or(r.ID, facilities.RoundRequestID(facilities.NewID(a.now)))
	r.By, r.State, r.Created, r.Updated, r.Version = a.Person.ID, facilities.RequestOpen, a.now, a.now, 0
	r.Placed, r.Refused, r.Violations, r.Alternatives = nil, nil, nil, nil
	judged, possible, err := judgeRequest(ctx, tx, a, round, r, true)
	if err != nil {
		return r, err
	}
	if len(possible.Violations) > 0 {
		return r, &facilities.Error{Code: facilities.Conflict, Key: "round_impossible", Violations: possible.Violations}
	}
	last, err := tx.LastRank(ctx, round.ID, judged.Partner)
	if err != nil {
		return r, err
	}
	judged.Rank = last + 1
	return saveRequest(ctx, tx, a, facilities.RoundRequest{}, judged, "")
}

// openCall finds a round that takes requests now.
func openCall(ctx context.Context, tx *store.Tx, a act, id facilities.RoundID) (facilities.Round, error) {
	if err := needLogin(a.Actor); err != nil {
		return facilities.Round{}, err
	}
	r, err := loadRound(ctx, tx, id, 0)
	switch {
	case err != nil:
		return r, err
	case r.State != facilities.RoundCall, !r.Rolling && !a.now.Before(r.Deadline):
		return r, facilities.Errorf(facilities.Conflict, "round_call_over")
	}
	return r, nil
}

// saveRequest stores a request with its audit entry.
func saveRequest(ctx context.Context, tx *store.Tx, a act, was, r facilities.RoundRequest, reason string) (facilities.RoundRequest, error) {
	saved, err := tx.SaveRoundRequest(ctx, r)
	if err != nil {
		return r, err
	}
	e := entry{verb: a.verb, kind: "round_request", subject: string(r.ID), after: saved, reason: reason}
	if was.Version != 0 {
		e.before = was
	}
	return saved, note(ctx, tx, a.Actor, a.now, e)
}

// judgeRequest decides whether a request makes sense and the actor may make it, fills in what it leaves out, and says whether it
// could be placed alone. lock keeps its people, project, partner and instruments from changing.
func judgeRequest(ctx context.Context, tx *store.Tx, a act, round facilities.Round, r facilities.RoundRequest, lock bool) (facilities.RoundRequest, Possible, error) {
	if round.Rolling { // judged against the nights to come
		c, err := tx.Catalogue(ctx)
		if err != nil {
			return r, Possible{}, err
		}
		round.Period = nightPeriod(c, a.now, round)
	}
	c, err := caseOf(ctx, tx, a, round)
	if err != nil {
		return r, Possible{}, err
	}
	if r, err = c.sensible(r); err != nil {
		return r, Possible{}, err
	}
	for i, step := range r.Steps {
		for k, candidate := range c.candidates(step) {
			q, err := ask(ctx, tx, a, c.wish(r, i, candidate, nil, c.windows(r)[0].Start), manner{lock: lock && i == 0 && k == 0})
			if err != nil {
				return r, Possible{}, atStep(err, i)
			}
			r.Person, r.Partner = q.person.ID, q.person.Partner
		}
	}
	if r.Partner == "" {
		return r, Possible{}, facilities.BadField("body.for", "no_partner")
	}
	asked, err := c.ask(ctx, tx, r, manner{settled: true})
	if err != nil {
		return r, Possible{}, err
	}
	return r, asked.possible(c), nil
}

// sensible checks what can be said of a request by itself, the round and the catalogue.
func (c *roundCase) sensible(r facilities.RoundRequest) (facilities.RoundRequest, error) {
	var f faults
	r.Title, r.Together = strings.TrimSpace(r.Title), strings.TrimSpace(r.Together)
	f.line("body.title", r.Title)
	f.text("body.together", r.Together, facilities.IDLengthMax)
	f.check(len(r.Steps) > 0, "body.steps", "required")
	f.check(len(r.Steps) <= RoundStepsMax, "body.steps", "too_many", "max", RoundStepsMax)
	f.check(len(r.Windows) <= RoundWindowsMax, "body.windows", "too_many", "max", RoundWindowsMax)
	if r.Person == "" {
		r.Person = c.Person.ID
	}
	if len(f) > 0 {
		return r, f.err()
	}
	r.Steps, r.Windows = slices.Clone(r.Steps), slices.Clone(r.Windows)
	covered := false
	for i := range r.Steps {
		covered = c.sensibleStep(&f, &r, i) || covered
	}
	if len(f) == 0 {
		f.check(covered, "body.steps", "round_not_covered")
	}
	for i := range r.Windows {
		w, at := &r.Windows[i], "body.windows["+strconv.Itoa(i)+"]"
		if w.Preference == 0 {
			w.Preference = 100
		}
		w.Span = facilities.NewSpan(w.Start, w.End)
		f.span(at+".from", at+".to", w.Span)
		f.check(w.Overlaps(c.round.Period) || c.round.Rolling, at+".from", "round_outside")
		f.check(w.Preference >= 1 && w.Preference <= 100, at+".preference", "round_number", "min", 1, "max", 100)
	}
	return r, f.err()
}

// sensibleStep checks one step, and reports whether an instrument of it is in a covered pool.
func (c *roundCase) sensibleStep(f *faults, r *facilities.RoundRequest, i int) (covered bool) {
	s, at := &r.Steps[i], "body.steps["+strconv.Itoa(i)+"]"
	s.Units = max(s.Units, 1)
	f.check(s.Duration > 0 && s.Duration <= facilities.ClaimLongest, at+".duration_minutes", "round_number", "min", c.round.GridMinutes, "max", int(facilities.ClaimLongest/time.Minute))
	f.check(s.Duration%c.round.Grid() == 0, at+".duration_minutes", "round_off_grid", "grid", c.round.GridMinutes)
	f.check(s.GapMin >= 0 && s.GapMin <= c.round.Period.Duration(), at+".gap_min_minutes", "round_number", "min", 0, "max", int(c.round.Period.Duration()/time.Minute))
	f.check(s.GapMax == 0 || s.GapMax >= s.GapMin, at+".gap_max_minutes", "round_gap")
	f.check(len(s.Resources) <= RoundResourcesMax, at+".resources", "too_many", "max", RoundResourcesMax)
	switch {
	case len(s.Resources) == 0 && s.Capability == "":
		f.add(at+".resources", "required")
	case len(s.Resources) > 0 && s.Capability != "":
		f.add(at+".capability", "round_either")
	case s.Capability != "":
		if _, err := facilities.ParseCapabilityWishes(s.Capability); err != nil {
			f.add(at+".capability", "capability", "text", shown(s.Capability))
		}
	}
	for k, id := range s.Resources {
		res, known := c.catalogue.Resource(id)
		f.check(known && !res.Archived && res.Facility == c.round.Facility, at+".resources["+strconv.Itoa(k)+"]", "unknown_resource", "id", shown(string(id)))
	}
	candidates := c.candidates(*s)
	if len(candidates) == 0 && s.Capability != "" {
		f.add(at+".capability", "round_nothing_can", "text", shown(s.Capability))
	}
	knows := s.Process == ""
	for _, res := range candidates {
		covered = covered || c.round.Covers(res)
		knows = knows || slices.Contains(res.Changeover.Classes, s.Process)
		f.check(!res.Operated || r.AcceptTariff, "body.accept_tariff", "round_accept_tariff", "resource", res.Name)
	}
	f.check(knows, at+".process", "round_unknown_process")
	return covered
}

// atStep tells at which step a value is wrong: what is wrong with the whole request stays where it is.
func atStep(err error, step int) error {
	e, is := err.(*facilities.Error)
	if !is || e.Code != facilities.Invalid {
		return err
	}
	moved := *e
	moved.Fields = slices.Clone(e.Fields)
	for i, field := range moved.Fields {
		for _, own := range []string{"body.with", "body.intake", "body.units", "body.process", "body.resource"} {
			if strings.HasPrefix(field.Location, own) {
				moved.Fields[i].Location = "body.steps[" + strconv.Itoa(step) + "]" + strings.TrimPrefix(field.Location, "body")
			}
		}
	}
	return &moved
}

// ChangeRequest changes an open request until the deadline; partner, round and rank stay. r.Version is compared (0: not).
func (o *Office) ChangeRequest(ctx context.Context, actor facilities.Actor, now time.Time, r facilities.RoundRequest) (facilities.RoundRequest, error) {
	a := act{actor, now, "change_request"}
	return write(ctx, o, a, aRequest, func(ctx context.Context, tx *store.Tx) (facilities.RoundRequest, error) {
		was, err := loadRequest(ctx, tx, a, r.ID, r.Version)
		if err != nil {
			return r, err
		}
		if !changesRequest(a.Actor, was, "") {
			return r, forbidden()
		}
		round, err := openCall(ctx, tx, a, was.Round)
		if err != nil {
			return r, err
		}
		if was.State != facilities.RequestOpen {
			return r, facilities.Errorf(facilities.Conflict, "round_request_not_open")
		}
		changed := r
		changed.Round, changed.Partner, changed.Rank, changed.State, changed.By, changed.Created, changed.Version = was.Round, was.Partner, was.Rank, was.State, was.By, was.Created, was.Version
		changed.Placed, changed.Refused, changed.Violations, changed.Alternatives = nil, nil, nil, nil
		changed.Updated = now
		judged, possible, err := judgeRequest(ctx, tx, a, round, changed, true)
		switch {
		case err != nil:
			return r, err
		case judged.Partner != was.Partner:
			return r, facilities.BadField("body.for", "round_other_partner")
		case len(possible.Violations) > 0:
			return r, &facilities.Error{Code: facilities.Conflict, Key: "round_impossible", Violations: possible.Violations}
		}
		return saveRequest(ctx, tx, a, was, judged, "")
	})
}

// loadRequest finds a request that the actor may see wholly, at the version that he saw.
func loadRequest(ctx context.Context, tx *store.Tx, a act, id facilities.RoundRequestID, version int64) (facilities.RoundRequest, error) {
	if !facilities.ValidID(string(id)) {
		return facilities.RoundRequest{}, facilities.Missing()
	}
	r, err := tx.RoundRequest(ctx, id)
	if err != nil {
		return r, err
	}
	round, err := tx.Round(ctx, r.Round)
	if err != nil {
		return r, err
	}
	if !seesRequest(a.Actor, r, round.Facility) {
		return facilities.RoundRequest{}, facilities.Missing()
	}
	if version != 0 && version != r.Version {
		return r, stale()
	}
	return r, nil
}

// seesRequest reports that somebody may see the whole of a request.
func seesRequest(a facilities.Actor, r facilities.RoundRequest, f facilities.FacilityID) bool {
	return a.Known() && (a.Person.ID == r.Person || a.Person.ID == r.By || a.Person.Partner == r.Partner || a.Represents(r.Partner) || a.Manages(f) || a.Controls(f))
}

// changesRequest reports that somebody may change a request: whom it is for and by, the partner's representative, and with a
// facility its managers.
func changesRequest(a facilities.Actor, r facilities.RoundRequest, f facilities.FacilityID) bool {
	return a.MayWrite() && (a.Person.ID == r.Person || a.Person.ID == r.By || a.Represents(r.Partner) || f != "" && a.Manages(f))
}

// WithdrawRequest takes an open request back, until the deadline; a manager also later, before the round is published.
func (o *Office) WithdrawRequest(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.RoundRequestID, version int64, reason string) (facilities.RoundRequest, error) {
	a := act{actor, now, "withdraw_request"}
	return write(ctx, o, a, aRequest, func(ctx context.Context, tx *store.Tx) (facilities.RoundRequest, error) {
		was, err := loadRequest(ctx, tx, a, id, version)
		if err != nil {
			return was, err
		}
		var f faults
		if f.prose("body.reason", reason, ReasonMax); len(f) > 0 {
			return was, f.err()
		}
		round, err := tx.Round(ctx, was.Round)
		if err != nil {
			return was, err
		}
		if !changesRequest(actor, was, round.Facility) {
			return was, forbidden()
		}
		if was.State != facilities.RequestOpen {
			return was, facilities.Errorf(facilities.Conflict, "round_request_not_open")
		}
		if !actor.Manages(round.Facility) {
			if _, err := openCall(ctx, tx, a, round.ID); err != nil {
				return was, err
			}
		}
		r := was
		r.State, r.Updated = facilities.RequestWithdrawn, now
		if r, err = saveRequest(ctx, tx, a, was, r, reason); err != nil {
			return r, err
		}
		names := func(t facilities.Trade) bool { return t.GivesRequest == id || t.TakesRequest == id }
		if err := lapseTrades(ctx, tx, a, round.ID, "", names); err != nil || actor.Person.ID == r.Person {
			return r, err
		}
		return r, tellRequest(ctx, tx, a, "round_withdrawn", round, r, because(reason))
	})
}
