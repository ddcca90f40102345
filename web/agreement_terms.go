package web

import (
	"net/http"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/money"
	"marke/facilities/useroffice"
)

// termsView are the versions of a facility's agreement.
type termsView struct {
	bookFrame
	Versions []versionLine
	Proposes bool // the reader may propose the next one
}

// versionLine is one version with all that it says.
type versionLine struct {
	agreementLine
	useroffice.TermsVersion
	Accepted []acceptedLine
	Missing  []string
	Mine     []option // partners for whom the reader may accept
	Facts    []fact
	Layers   []layerLine
	Caps     []capLine
	Phases   []phaseLine
}

// acceptedLine is who accepted for a partner, and when.
type acceptedLine struct{ Partner, On string }

// layerLine is one loss layer.
type layerLine struct {
	Kind          ledger.LayerKind
	Limit, Excess money.Cents
	Annual        money.Cents
	Redistribute  bool
}

// capLine is the most that one partner carries of one loss.
type capLine struct {
	Partner string
	Amount  money.Cents
}

// phaseLine is what fits projects of a phase.
type phaseLine struct {
	Phase       facilities.Phase
	Instruments []string
	Cash        string // the least part in money; empty: none
	Records     []string
}

// terms shows the versions, the latest first.
func (v *visit) terms() error {
	view := termsView{}
	var cat *facilities.Catalogue
	var err error
	if view.bookFrame, cat, err = v.bookFrame("agreement", "money.terms.title"); err != nil {
		return err
	}
	versions, err := v.office.AgreementTerms(v.ctx(), v.actor, v.now, view.Facility.ID)
	if err != nil {
		return err
	}
	for _, version := range versions {
		view.Versions = append(view.Versions, v.versionLine(version, cat))
	}
	view.Proposes = v.actor.MayWrite() && v.actor.Controls(view.Facility.ID)
	return v.render(http.StatusOK, "terms", view)
}

func (v *visit) versionLine(t useroffice.TermsVersion, cat *facilities.Catalogue) versionLine {
	line := versionLine{agreementLine: agreementOf(t.Agreement, t.State == useroffice.TermsInForce, cat), TermsVersion: t, Facts: v.termsFacts(t.Terms)}
	for _, a := range t.Accepted {
		line.Accepted = append(line.Accepted, acceptedLine{partnerName(cat, a.Partner), a.On.String()})
	}
	for _, p := range t.Missing {
		line.Missing = append(line.Missing, partnerName(cat, p))
	}
	for _, p := range t.MayAccept {
		line.Mine = append(line.Mine, option{Value: string(p), Text: partnerName(cat, p)})
	}
	for _, l := range t.Layers {
		line.Layers = append(line.Layers, layerLine{l.Kind, l.Limit, l.Excess, l.Annual, l.Redistribute})
		for _, c := range l.Caps {
			line.Caps = append(line.Caps, capLine{partnerName(cat, c.Partner), c.Amount})
		}
	}
	for _, p := range t.Phases {
		phase := phaseLine{Phase: p.Phase}
		if p.CashMinPPM > 0 {
			phase.Cash = v.percentOf(p.CashMinPPM)
		}
		for _, i := range p.Instruments {
			phase.Instruments = append(phase.Instruments, v.texts.Say("money.instrument."+string(i)))
		}
		for _, r := range p.Records {
			phase.Records = append(phase.Records, v.texts.Say("money.record."+string(r)))
		}
		line.Phases = append(line.Phases, phase)
	}
	return line
}

// termsFacts says what a version says in single words and amounts.
func (v *visit) termsFacts(t ledger.Terms) []fact {
	say := func(key, value string) fact { return fact{v.texts.Say("money.terms." + key), value} }
	choice := func(key, value string) fact { return say(key, v.texts.Say("money."+key+"."+value)) }
	facts := []fact{choice("income", string(t.Income)), choice("result", string(t.Result)), choice("set_off", string(t.SetOff)), choice("basis", string(t.Usage.Basis)),
		say("late", v.texts.Number(t.Usage.LatePercent)+" %"), say("no_show", v.texts.Number(t.Usage.NoShowPercent)+" %"), choice("year_end", t.Agreement.YearEnd)}
	if t.Agreement.DeductibleMinutes > 0 {
		facts = append(facts, say("deductible", v.hoursSay(t.Agreement.DeductibleMinutes)))
	}
	for _, category := range t.TariffCosts {
		facts = append(facts, say("tariff_cost", category))
	}
	if t.Reserve.Target > 0 {
		facts = append(facts, say("reserve_target", v.texts.Money(t.Reserve.Target, t.Currency)), say("reserve_monthly", v.texts.Money(t.Reserve.Monthly, t.Currency)))
	}
	return facts
}

// percentOf writes parts per million as a percentage with one decimal, cut off.
func (v *visit) percentOf(ppm int64) string {
	return v.point(v.texts.Number(ppm/10_000)+"."+string(rune('0'+ppm%10_000/1_000))) + " %"
}

// acceptTerms is a representative's word for a partner.
func (v *visit) acceptTerms() error {
	f, err := v.form()
	if err != nil {
		return err
	}
	if _, err := v.office.AcceptAgreement(v.ctx(), v.actor, v.now, facilities.AgreementID(v.Param("version")), facilities.PartnerID(f.ID("partner"))); err != nil {
		return err
	}
	return v.to("/facilities/"+v.Param("id")+"/agreement", "accepted")
}
