package web

import (
	"net/http"

	"marke/facilities"
	"marke/facilities/money"
	"marke/facilities/useroffice"
)

// partnerMoneyView is how a partner stands: entitled and used, owed and carried over, per facility and in all.
type partnerMoneyView struct {
	Page
	Steps      yearSteps
	Currency   string
	Facilities []partnerMoneyLine
	Sum        partnerMoneyLine
	Picture    useBars
	Months     []statementLink
	Invoices   []invoiceLine
}

// partnerMoneyLine is how a partner stands with one facility, or with all.
type partnerMoneyLine struct {
	Name           string
	Entitled, Used string
	Share          string // used of entitled
	Invoiced       money.Cents
	NotInvoiced    money.Cents
	Owed           money.Cents
	CarriedOver    money.Cents
	Agreement      string
}

// statementLink leads to one statement.
type statementLink struct {
	Facility, Month, URL string
	Final                bool
}

// partnerMoney shows a partner's page about money.
func (v *visit) partnerMoney() error {
	year, err := v.year()
	if err != nil {
		return err
	}
	p := facilities.PartnerID(v.Param("id"))
	stands, err := v.office.PartnerMoney(v.ctx(), v.actor, v.now, p, year)
	if err != nil {
		return err
	}
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	view := partnerMoneyView{Page: v.page("money.partner.title", "partner", stands.Partner.Name), Steps: v.yearSteps(year), Currency: stands.Currency}
	view.Section = "books"
	var entitled, used int64
	for _, m := range stands.Facilities {
		f, _ := cat.Facility(m.Facility)
		view.Facilities = append(view.Facilities, v.partnerMoneyLine(f.Name, m))
		view.Picture.add(f.Name, m.Entitled, m.Used)
		entitled, used = entitled+m.Entitled, used+m.Used
		view.Sum.add(m)
		if !m.Open.IsZero() && m.Open.Year == year && m.Open.First().In(cat.Zone(f.ID)).Before(v.now) {
			view.Months = append(view.Months, statementLink{f.Name, v.monthName(m.Open), v.statementPath(f.ID, m.Open, p), false})
		}
		for _, closed := range m.Closed {
			view.Months = append(view.Months, statementLink{f.Name, v.monthName(closed), v.statementPath(f.ID, closed, p), true})
		}
		invoices, err := v.office.Invoices(v.ctx(), v.actor, f.ID, p)
		if err != nil {
			return err
		}
		for _, i := range invoices {
			if i.Day.Year == year {
				view.Invoices = append(view.Invoices, v.invoiceLine(i, cat))
			}
		}
	}
	view.Sum.Name = v.texts.Say("money.partner.all")
	view.Sum.Entitled, view.Sum.Used, view.Sum.Share = v.hoursOf(entitled), v.hoursOf(used), v.shareOf(used, entitled)
	view.Picture.scale(v)
	return v.render(http.StatusOK, "partner_money", view)
}

func (v *visit) partnerMoneyLine(name string, m useroffice.FacilityMoney) partnerMoneyLine {
	line := partnerMoneyLine{Name: name, Entitled: v.hoursOf(m.Entitled), Used: v.hoursOf(m.Used), Share: v.shareOf(m.Used, m.Entitled), Agreement: v.facilityPath(m.Facility, "agreement")}
	line.add(m)
	return line
}

func (l *partnerMoneyLine) add(m useroffice.FacilityMoney) {
	l.Invoiced += m.Owed.Invoiced
	l.NotInvoiced += m.Owed.NotInvoiced
	l.Owed = l.Invoiced + l.NotInvoiced
	l.CarriedOver += m.CarriedOver
}
