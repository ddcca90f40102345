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
	Hours      []facilityHours
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
	Hours          string // carried over in time, over the pools; empty when there is none
	Agreement      string
}

// facilityHours is how a partner stands in hours in a facility's pools.
type facilityHours struct {
	Facility, URL string
	Pools         []poolStanding
}

// poolStanding is how a partner stands in hours in one pool.
type poolStanding struct {
	Name, CarriedOver, Change, Balance string
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
	var entitled, used, hours int64
	for _, m := range stands.Facilities {
		f, _ := cat.Facility(m.Facility)
		view.Facilities = append(view.Facilities, v.partnerMoneyLine(f.Name, m))
		view.Picture.add(f.Name, m.Entitled, m.Used)
		entitled, used = entitled+m.Entitled, used+m.Used
		view.Sum.add(m)
		hours += hoursCarried(m)
		if m.SeesHours {
			view.Hours = append(view.Hours, v.facilityHours(f.Name, m))
		}
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
	view.Sum.Hours = v.hoursCarriedSay(hours)
	view.Picture.scale(v)
	return v.render(http.StatusOK, "partner_money", view)
}

func (v *visit) partnerMoneyLine(name string, m useroffice.FacilityMoney) partnerMoneyLine {
	line := partnerMoneyLine{Name: name, Entitled: v.hoursOf(m.Entitled), Used: v.hoursOf(m.Used), Share: v.shareOf(m.Used, m.Entitled), Hours: v.hoursCarriedSay(hoursCarried(m)), Agreement: v.facilityPath(m.Facility, "agreement")}
	line.add(m)
	return line
}

func (l *partnerMoneyLine) add(m useroffice.FacilityMoney) {
	l.Invoiced += m.Owed.Invoiced
	l.NotInvoiced += m.Owed.NotInvoiced
	l.Owed = l.Invoiced + l.NotInvoiced
	l.CarriedOver += m.CarriedOver
}

func (v *visit) facilityHours(name string, m useroffice.FacilityMoney) facilityHours {
	out := facilityHours{Facility: name, URL: v.hoursURL(m.Facility)}
	for _, p := range m.Hours {
		out.Pools = append(out.Pools, poolStanding{poolName(v.texts, p.Pool), v.signedHours(p.CarriedOver), v.signedHours(p.Balance - p.CarriedOver), v.signedHours(p.Balance)})
	}
	return out
}

// hoursCarried sums the hours with which a year began over a facility's pools.
func hoursCarried(m useroffice.FacilityMoney) (minutes int64) {
	for _, p := range m.Hours {
		minutes += p.CarriedOver
	}
	return minutes
}

// hoursCarriedSay puts hours that were carried over into words; empty when there are none.
func (v *visit) hoursCarriedSay(minutes int64) string {
	switch {
	case minutes > 0:
		return v.texts.Say("money.partner.hours_to_get", "hours", v.hoursSay(minutes))
	case minutes < 0:
		return v.texts.Say("money.partner.hours_to_give", "hours", v.hoursSay(-minutes))
	}
	return ""
}
