package web

import (
	"net/http"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/money"
	"marke/facilities/useroffice"
	"marke/web/form"
)

// publicMoneyView is what the rules on state aid say of a facility's year. Each result names its rules; a person decides.
type publicMoneyView struct {
	bookFrame
	Steps      yearSteps
	Public     useroffice.PublicMoney
	Regime     string
	Economic   *economicView
	Access     []accessLine
	ClawBack   *ledger.ClawBack
	Yearly     money.Cents
	Benefits   []benefitLine
	BenefitSum money.Cents
	BenefitAll int
	Headroom   []headroomLine
	Supports   []supportLine

	Form        *form.Form
	Faults      []fault
	Keeps       bool // the reader may write facts down
	Partners    []option
	Resources   []option
	Projects    []option
	Phases      []option
	Instruments []option
	Records     []option
}

// economicView is economic use against capacity, with the bookings that make it up.
type economicView struct {
	Share    string
	Used     string
	Capacity string
	Warning  string
	Limit    string
	Over     bool
	Bookings []economicLine
	More     int
	Picture  gauge
}

// economicLine is one booking's economic time.
type economicLine struct{ ID, URL, Hours string }

// accessLine is one partner's preferential access.
type accessLine struct {
	Partner                     string
	Financed, Allowed, Reserved string
	Over                        bool
}

// benefitLine is use below the market's price.
type benefitLine struct {
	useroffice.BenefitRow
	PartnerName, ResourceName, URL string
}

// headroomLine is what an undertaking may still get.
type headroomLine struct {
	Name string
	ledger.Headroom
}

// supportLine is what a project gets, with what about it does not fit.
type supportLine struct {
	useroffice.SupportView
	Misfits []string
}

// bookingsNamed bounds the lists of bookings; the longest, or those that gain most, come first.
const bookingsNamed = 50

func (v *visit) publicMoney() error { return v.showPublicMoney(http.StatusOK, form.New(nil)) }

func (v *visit) showPublicMoney(status int, f *form.Form) error {
	year, err := v.year()
	if err != nil {
		return err
	}
	view := publicMoneyView{Steps: v.yearSteps(year), Form: f, Faults: v.faults(f)}
	var cat *facilities.Catalogue
	if view.bookFrame, cat, err = v.bookFrame("public-money", "money.public.title"); err != nil {
		return err
	}
	p, err := v.office.PublicMoney(v.ctx(), v.actor, v.now, view.Facility.ID, year)
	if err != nil {
		return err
	}
	view.Public, view.ClawBack = p, p.ClawBack
	if p.ClawBack != nil && len(p.ClawBack.Yearly) > 0 {
		view.Yearly = p.ClawBack.Yearly[0]
	}
	view.Regime = sayOrSame(v.texts, "money.regime."+p.Regime, p.Regime)
	if p.Economic != nil {
		view.Economic = v.economicView(*p.Economic, *p.Rules)
	}
	for _, a := range p.Access {
		view.Access = append(view.Access, accessLine{partnerName(cat, a.Partner), v.percentOf(a.FinancedPPM), v.percentOf(a.AllowedPPM), v.percentOf(a.ReservedPPM), a.Over})
	}
	view.BenefitAll = len(p.Benefits)
	for i, b := range p.Benefits {
		view.BenefitSum += b.Benefit
		if i >= bookingsNamed {
			continue
		}
		r, _ := cat.Resource(b.Resource)
		view.Benefits = append(view.Benefits, benefitLine{b, partnerName(cat, b.Partner), r.Name, "/" + v.lang + "/bookings/" + string(b.Booking)})
	}
	for _, h := range p.Headroom {
		view.Headroom = append(view.Headroom, headroomLine{partnerName(cat, facilities.PartnerID(h.Undertaking)), h})
	}
	for _, s := range p.Supports {
		line := supportLine{SupportView: s}
		for _, m := range s.Misfits {
			line.Misfits = append(line.Misfits, v.texts.Say("money.misfit."+m.Code, "what", m.What))
		}
		view.Supports = append(view.Supports, line)
	}
	if view.Keeps = v.actor.MayWrite() && v.actor.Controls(view.Facility.ID); view.Keeps {
		if err := v.fillPublicChoices(&view, cat); err != nil {
			return err
		}
	}
	return v.render(status, "public_money", view)
}

// fillPublicChoices lists what can be chosen when a fact is written down.
func (v *visit) fillPublicChoices(view *publicMoneyView, cat *facilities.Catalogue) error {
	for _, r := range cat.ResourcesOf(view.Facility.ID) {
		if r.Kind == facilities.Instrument {
			view.Resources = append(view.Resources, option{Value: string(r.ID), Text: r.Name})
		}
	}
	projects, err := v.office.Projects(v.ctx(), v.actor, v.now)
	if err != nil {
		return err
	}
	for _, p := range projects {
		view.Projects = append(view.Projects, option{Value: string(p.ID), Text: p.Name})
	}
	view.Partners = partnerOptions(cat)
	view.Phases = v.choicesOf("web.phase", stringsOf(phases)...)
	view.Instruments = v.choicesOf("money.instrument", stringsOf(instruments)...)
	view.Records = v.choicesOf("money.record", stringsOf(records)...)
	return nil
}

func (v *visit) economicView(e ledger.EconomicShare, rules ledger.AidRules) *economicView {
	out := &economicView{Share: v.percentOf(e.PPM), Used: v.hoursOf(e.Economic), Capacity: v.hoursOf(e.Capacity), Over: e.Over, Limit: v.percentOf(rules.EconomicMaxPPM)}
	if e.Warning > 0 {
		out.Warning = v.percentOf(e.Warning)
	}
	out.Picture = gauge{Value: e.PPM, Marks: rules.WarnPPM, Top: max(2*rules.EconomicMaxPPM, e.PPM), Over: e.Over, Warn: e.Warning > 0, Says: v.texts.Say("money.public.gauge", "share", out.Share)}
	for i, b := range e.Bookings {
		if b.Minutes == 0 {
			break
		}
		if i == bookingsNamed {
			out.More = len(e.Bookings) - i
			break
		}
		out.Bookings = append(out.Bookings, economicLine{string(b.Booking), "/" + v.lang + "/bookings/" + string(b.Booking), v.hoursOf(b.Minutes)})
	}
	return out
}
