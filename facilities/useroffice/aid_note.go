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

// AddSupport writes down what a project gets at a facility, with what is on file, by a controller or manager. What the agreement's phases do not allow comes
// back as misfits: it is flagged, and a person decides. ID, Day and Phase are set here: the phase is the project's.
func (o *Office) AddSupport(ctx context.Context, actor facilities.Actor, now time.Time, s store.Support) (SupportView, error) {
	if err := needWrite(actor); err != nil {
		return SupportView{}, err
	}
	if !actor.Controls(s.Facility) && !actor.Manages(s.Facility) {
		return SupportView{}, forbidden()
	}
	s.ID = facilities.NewID(now)
	return write(ctx, o, act{actor, now, "add_support"}, aSupport(s.Facility), func(ctx context.Context, tx *store.Tx) (SupportView, error) {
		var err error
		if s.Day, err = openDay(ctx, tx, s.Facility, now); err != nil {
			return SupportView{}, err
		}
		project, err := tx.Project(ctx, s.Project)
		if err != nil && facilities.CodeOf(err) != facilities.NotFound {
			return SupportView{}, err
		}
		s.Phase = project.Phase
		if err := checkSupport(s, err == nil); err != nil {
			return SupportView{}, err
		}
		terms, err := tx.Terms(ctx, s.Facility)
		if err != nil {
			return SupportView{}, err
		}
		if err := tx.AddSupport(ctx, s, actor.Person.ID, now); err != nil {
			return SupportView{}, err
		}
		if err := note(ctx, tx, actor, now, entry{verb: "add_support", kind: "support", subject: s.ID, after: s}); err != nil {
			return SupportView{}, err
		}
		return viewSupport(ctx, tx, terms, s)
	})
}

func aSupport(f facilities.FacilityID) subject[SupportView] {
	return subject[SupportView]{"support", func(s SupportView) string { return s.ID },
		func(ctx context.Context, tx *store.Tx, id string) (SupportView, error) {
			all, err := tx.Supports(ctx, f)
			at := slices.IndexFunc(all, func(s store.Support) bool { return s.ID == id })
			if err != nil || at < 0 {
				return SupportView{}, notFoundUnless(err)
			}
			terms, err := tx.Terms(ctx, f)
			if err != nil {
				return SupportView{}, err
			}
			return viewSupport(ctx, tx, terms, all[at])
		}}
}

func checkSupport(s store.Support, known bool) error {
	var wrong faults
	wrong.check(known, "body.project", "project")
	oneOf(&wrong, "body.instrument", s.Instrument, ledger.InstrumentContribution, ledger.InstrumentContract, ledger.InstrumentLoan,
		ledger.InstrumentGuarantee, ledger.InstrumentParticipation, ledger.InstrumentLaunch)
	for _, amount := range []struct {
		location string
		cents    money.Cents
	}{{"body.cash", s.Cash}, {"body.in_kind", s.InKind}} {
		wrong.check(amount.cents >= 0 && amount.cents <= bookAmountMost, amount.location, "amount", "max", bookAmountMost)
	}
	wrong.check(s.Cash+s.InKind > 0, "body.cash", "required")
	for _, r := range s.Records {
		oneOf(&wrong, "body.records", r, ledger.RecordDecision, ledger.RecordCase, ledger.RecordReview, ledger.RecordContract)
	}
	wrong.line("body.evidence", s.Evidence)
	return wrong.err()
}

// AddSmallAid writes down de minimis aid that a partner's undertaking was granted, by whomever; by a controller.
func (o *Office) AddSmallAid(ctx context.Context, actor facilities.Actor, now time.Time, p facilities.PartnerID, a ledger.SmallAid) (ledger.SmallAid, error) {
	if err := needLender(actor); err != nil {
		return a, err
	}
	id := facilities.NewID(now)
	return write(ctx, o, act{actor, now, "add_small_aid"}, answered(a), func(ctx context.Context, tx *store.Tx) (ledger.SmallAid, error) {
		c, err := tx.Catalogue(ctx)
		if err != nil {
			return a, err
		}
		var wrong faults
		_, known := c.Partner(p)
		wrong.check(known, "body.partner", "partner")
		wrong.check(!a.Day.IsZero() && !fundDay(now).Before(a.Day), "body.day", "in_future")
		wrong.check(a.Amount > 0 && a.Amount <= bookAmountMost, "body.amount", "book_amount", "max", bookAmountMost)
		wrong.line("body.source", a.Source)
		if err := wrong.err(); err != nil {
			return a, err
		}
		groups, err := tx.Undertakings(ctx)
		if err != nil {
			return a, err
		}
		a.Undertaking = undertakingOf(groups, p)
		if err := tx.AddSmallAid(ctx, id, a, actor.Person.ID, now); err != nil {
			return a, err
		}
		return a, note(ctx, tx, actor, now, entry{verb: "add_small_aid", kind: "small_aid", subject: id, after: a})
	})
}

// answered answers a repeat under the same key with what was asked: the noun has nothing that is set here.
func answered[T any](noun T) subject[T] {
	return subject[T]{"noted", func(T) string { return "" }, func(context.Context, *store.Tx, string) (T, error) { return noun, nil }}
}

// SaveUndertaking says to which group a partner belongs, by a controller: all companies of one group are one undertaking.
func (o *Office) SaveUndertaking(ctx context.Context, actor facilities.Actor, now time.Time, p facilities.PartnerID, u ledger.UndertakingID) error {
	if err := needLender(actor); err != nil {
		return err
	}
	_, err := write(ctx, o, act{actor, now, "save_undertaking"}, answered(u), func(ctx context.Context, tx *store.Tx) (ledger.UndertakingID, error) {
		c, err := tx.Catalogue(ctx)
		if err != nil {
			return u, err
		}
		var wrong faults
		_, known := c.Partner(p)
		wrong.check(known, "body.partner", "partner")
		wrong.line("body.undertaking", string(u))
		if err := wrong.err(); err != nil {
			return u, err
		}
		if err := tx.SaveUndertaking(ctx, p, u); err != nil {
			return u, err
		}
		return u, note(ctx, tx, actor, now, entry{verb: "save_undertaking", kind: "partner", subject: string(p), after: u})
	})
	return err
}

// AddInvestment writes down what was invested in a facility, who financed it, and the economic use on which aid was granted; by a controller.
func (o *Office) AddInvestment(ctx context.Context, actor facilities.Actor, now time.Time, i store.Investment) (store.Investment, error) {
	if err := needController(actor, i.Facility); err != nil {
		return i, err
	}
	i.ID = facilities.NewID(now)
	return write(ctx, o, act{actor, now, "add_investment"}, answered(i), func(ctx context.Context, tx *store.Tx) (store.Investment, error) {
		c, err := tx.Catalogue(ctx)
		if err != nil {
			return i, err
		}
		var wrong faults
		wrong.check(!i.Day.IsZero() && i.Day.Year >= yearFirst, "body.day", "required")
		wrong.check(i.Amount > 0 && i.Amount <= bookAmountMost, "body.amount", "book_amount", "max", bookAmountMost)
		wrong.check(i.PlannedPPM >= 0 && i.PlannedPPM <= 1_000_000, "body.planned", "percent")
		wrong.line("body.evidence", i.Evidence)
		left := i.Amount
		for _, p := range i.Financed {
			_, known := c.Partner(p.Partner)
			wrong.check(known && p.Amount > 0 && p.Amount <= left, "body.financed", "financed")
			left -= max(0, min(p.Amount, left))
		}
		if err := wrong.err(); err != nil {
			return i, err
		}
		if err := tx.AddInvestment(ctx, i, actor.Person.ID, now); err != nil {
			return i, err
		}
		return i, note(ctx, tx, actor, now, entry{verb: "add_investment", kind: "investment", subject: i.ID, after: i})
	})
}

// AddMarketPrice writes down what an hour of a resource costs on the market from a day on, with the source; by a controller.
func (o *Office) AddMarketPrice(ctx context.Context, actor facilities.Actor, now time.Time, p store.MarketPrice) (store.MarketPrice, error) {
	id := facilities.NewID(now)
	return write(ctx, o, act{actor, now, "add_market_price"}, answered(p), func(ctx context.Context, tx *store.Tx) (store.MarketPrice, error) {
		c, err := tx.Catalogue(ctx)
		if err != nil {
			return p, err
		}
		r, known := c.Resource(p.Resource)
		if !known {
			return p, facilities.BadField("body.resource", "unknown_resource", "id", shown(string(p.Resource)))
		}
		if !actor.Controls(r.Facility) {
			return p, forbidden()
		}
		var wrong faults
		wrong.check(!p.Day.IsZero() && p.Day.Year >= yearFirst, "body.day", "required")
		wrong.check(p.Hour > 0 && p.Hour <= amountMost, "body.hour", "amount", "max", amountMost)
		wrong.line("body.source", p.Source)
		if err := wrong.err(); err != nil {
			return p, err
		}
		if err := tx.AddMarketPrice(ctx, id, p, actor.Person.ID, now); err != nil {
			return p, err
		}
		return p, note(ctx, tx, actor, now, entry{verb: "add_market_price", kind: "resource", subject: string(p.Resource), after: p})
	})
}
