package web

import (
	"net/http"
	"slices"
	"strings"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/money"
	"marke/facilities/useroffice"
	"marke/web/form"
)

// incidentView is one loss with the layers that bear it.
type incidentView struct {
	Page
	Incident  ledger.Incident
	Facility  facilities.Facility
	Title     string
	Facts     []fact
	Settled   bool
	Layers    []layerPart
	Picture   layerBars
	Uncovered money.Cents
	Open      money.Cents
	Agreement origin
	Decided   []decidedLine
	Settles   bool // the reader may book it
	Decides   bool // and may write down what the committee decided
	Form      *form.Form
	Faults    []fault
	Sharers   []option
	Problem   string
}

// layerPart is what one layer bears.
type layerPart struct {
	Kind           ledger.LayerKind
	Amount         money.Cents
	Capped, Annual money.Cents
	Partners       []partLine
}

// partLine is one partner's part.
type partLine struct {
	Partner string
	Amount  money.Cents
}

// decidedLine is what the committee decided.
type decidedLine struct {
	Day, Evidence string
	Parts         []partLine
}

func (v *visit) incident() error { return v.showIncident(http.StatusOK, form.New(nil), nil) }

func (v *visit) showIncident(status int, f *form.Form, failed *facilities.Error) error {
	seen, err := v.office.Incident(v.ctx(), v.actor, ledger.IncidentID(v.Param("id")))
	if err != nil {
		return err
	}
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	in := seen.Incident
	view := incidentView{Incident: in, Settled: seen.Loss != nil, Open: seen.Open, Form: f, Faults: v.faults(f)}
	view.Facility, _ = cat.Facility(in.Facility)
	view.Title = v.incidentLine(seen, cat).What
	view.Page = v.page("money.incident.title", "what", view.Title, "day", in.Day.String())
	view.Here = "/incidents/" + string(in.ID)
	view.Switch, view.Section = "/"+view.Other+view.Here, "books"
	keeps := v.actor.MayWrite() && v.actor.Controls(in.Facility)
	view.Settles, view.Decides = keeps && !view.Settled, keeps && seen.Open > 0
	view.Facts = v.incidentFacts(in, cat)
	loss := seen.Loss
	if loss == nil && (v.actor.Controls(in.Facility) || v.actor.Manages(in.Facility)) {
		assessed, err := v.office.AssessIncident(v.ctx(), v.actor, in.ID)
		if failed == nil {
			failed = problemOf(err)
		}
		if err != nil && problemOf(err) == nil {
			return err
		}
		if err == nil {
			loss = &assessed
		}
	}
	if loss != nil {
		v.fillLayers(&view, *loss, cat)
	}
	if failed != nil {
		view.Problem = v.texts.Error(failed)
		for _, fault := range failed.Fields {
			view.Problem = v.texts.Field(fault)
		}
	}
	v.fillDecisions(&view, seen, cat)
	return v.render(status, "incident", view)
}

// incidentFacts are what somebody wrote down.
func (v *visit) incidentFacts(in ledger.Incident, cat *facilities.Catalogue) []fact {
	facts := []fact{{v.texts.Say("money.incidents.amount"), v.texts.Money(in.Amount, in.Currency)}, {v.texts.Say("money.incidents.day"), in.Day.String()},
		{v.texts.Say("money.incidents.fault"), v.texts.Say("money.fault." + string(in.Fault))}}
	add := func(key, value string) {
		if value != "" {
			facts = append(facts, fact{v.texts.Say("money.incidents." + key), value})
		}
	}
	if in.User != "" {
		add("user", partnerName(cat, in.User))
	}
	if in.Claimant != "" {
		add("claimant", partnerName(cat, in.Claimant))
	}
	add("note", in.Note)
	add("evidence", in.Evidence)
	return facts
}

func (v *visit) fillLayers(view *incidentView, loss ledger.Loss, cat *facilities.Catalogue) {
	view.Uncovered = loss.Uncovered
	view.Agreement = v.agreementOrigin(loss.Incident.Facility, loss.Agreement)
	for _, p := range loss.Parts {
		part := layerPart{Kind: p.Kind, Amount: p.Amount, Capped: p.Capped, Annual: p.Annual, Partners: partLines(p.Partners, cat)}
		view.Layers = append(view.Layers, part)
		view.Picture.add(string(p.Kind), v.texts.Say("money.layer."+string(p.Kind))+": "+v.texts.Money(p.Amount, loss.Incident.Currency), p.Amount)
	}
	view.Picture.add("uncovered", v.texts.Say("money.layer.uncovered")+": "+v.texts.Money(loss.Uncovered, loss.Incident.Currency), loss.Uncovered)
	view.Picture.says = v.texts.Say("money.incident.picture")
}

func partLines(parts []ledger.Part, cat *facilities.Catalogue) []partLine {
	var out []partLine
	for _, p := range parts {
		if p.Amount != 0 {
			out = append(out, partLine{partnerName(cat, p.Partner), p.Amount})
		}
	}
	return out
}

// fillDecisions lists what was decided, and the partners among whom the rest can be shared.
func (v *visit) fillDecisions(view *incidentView, seen useroffice.IncidentView, cat *facilities.Catalogue) {
	for _, d := range seen.Decided {
		view.Decided = append(view.Decided, decidedLine{d.Day.String(), d.Evidence, partLines(d.Parts, cat)})
	}
	agreement, _ := cat.AgreementOf(seen.Incident.Facility, seen.Incident.Day)
	for _, s := range agreement.Risk {
		view.Sharers = append(view.Sharers, option{Value: "part." + string(s.Partner), Text: partnerName(cat, s.Partner)})
	}
	slices.SortFunc(view.Sharers, func(a, b option) int { return strings.Compare(a.Text, b.Text) })
}

// settleIncident books what each layer bears.
func (v *visit) settleIncident() error {
	seen, err := v.office.Incident(v.ctx(), v.actor, ledger.IncidentID(v.Param("id")))
	if err != nil {
		return err
	}
	_, err = v.office.SettleIncident(v.ctx(), v.actor, v.now, seen.Incident.ID)
	if failed := problemOf(err); failed != nil {
		return v.showIncident(http.StatusConflict, form.New(nil), failed)
	}
	if err != nil {
		return err
	}
	return v.to("/incidents/"+string(seen.Incident.ID), "settled")
}

// decideUncovered books what the committee decided about the uncovered rest.
func (v *visit) decideUncovered() error {
	seen, err := v.office.Incident(v.ctx(), v.actor, ledger.IncidentID(v.Param("id")))
	if err != nil {
		return err
	}
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	f, err := v.form()
	if err != nil {
		return err
	}
	var parts []ledger.Part
	for _, p := range cat.Partners {
		if amount := f.Amount("part." + string(p.ID)); amount != 0 {
			parts = append(parts, ledger.Part{Partner: p.ID, Amount: amount})
		}
	}
	evidence := f.Needed("evidence")
	if f.OK() {
		_, err = v.office.DecideUncovered(v.ctx(), v.actor, v.now, seen.Incident.ID, parts, evidence)
	}
	if f.Take(err, nil) || !f.OK() {
		return v.showIncident(http.StatusUnprocessableEntity, f, nil)
	}
	if err != nil {
		return err
	}
	return v.to("/incidents/"+string(seen.Incident.ID), "decided")
}
