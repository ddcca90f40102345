package web

import (
	"cmp"
	"errors"
	"net/http"
	"slices"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/money"
	"marke/facilities/useroffice"
)

// closeView is one month of a facility: what somebody should look at, what it comes to for each partner, and the button that closes it.
type closeView struct {
	bookFrame
	Month    ledger.Month
	Name     string
	State    string // "closed", "ready", "open", "later"
	When     string
	Next     ledger.Month // that has to be closed first, for "later"
	Currency string
	Findings []findingLine
	Classes  []string
	Compared []comparedLine
	Before   string // the month that it is compared with
	Entries  int
	Sum      money.Cents // charged by this close
	Problem  string      // why it cannot be reckoned
	Problems []string
}

// findingLine is something that a controller should look at.
type findingLine struct {
	What, Row, URL string
	Amount         money.Cents
	Grave          bool // nobody can explain it yet
}

// comparedLine is what the month charges one partner, by class, beside the month before.
type comparedLine struct {
	Partner string
	URL     string
	Cells   []comparedCell // by class, the last one is the sum
}

// comparedCell is an amount and how much more it is than the month before.
type comparedCell struct{ Now, More money.Cents }

// chargedClasses are the columns of the comparison: use, classes of costs, credits.
var chargedClasses = []string{"usage", "pool", "taxed", "subsidy", "income", "result", "reserve", "credit"}

// charged sums what a statement charges by class.
func charged(s ledger.Statement) map[string]money.Cents {
	sums := map[string]money.Cents{}
	for _, l := range s.Usage {
		sums["usage"] += l.Amount
	}
	for _, l := range s.Shares {
		sums[string(l.Class)] += l.Amount
	}
	for _, l := range s.Credits {
		sums["credit"] -= l.Amount
	}
	return sums
}

// closePage shows a month, reckoned as if it were closed now when it is still open.
func (v *visit) closePage() error { return v.showClose(http.StatusOK, nil) }

func (v *visit) showClose(status int, failed *facilities.Error) error {
	view := closeView{}
	m, err := v.month()
	if err != nil {
		return err
	}
	var cat *facilities.Catalogue
	if view.bookFrame, cat, err = v.bookFrame("books", "money.close.title", "month", v.monthName(m)); err != nil {
		return err
	}
	f := view.Facility.ID
	view.Here = "/facilities/" + string(f) + "/books/" + m.String()
	view.Switch = "/" + view.Other + view.Here
	months, err := v.office.MonthStatus(v.ctx(), v.actor, v.now, f)
	if err != nil {
		return err
	}
	view.Month, view.Name, view.Before = m, v.monthName(m), v.monthName(monthBefore(m))
	view.State = monthState(m, months)
	view.Next = months.Next
	if failed == nil && view.State != "later" {
		closing, err := v.office.CloseMonth(v.ctx(), v.actor, v.now, f, m, true)
		if failed = problemOf(err); failed == nil && err != nil {
			return err
		}
		if err == nil {
			if err := v.fillClose(&view, closing, cat); err != nil {
				return err
			}
		}
	}
	if failed != nil {
		view.Problem = v.texts.Error(failed)
		for _, fault := range failed.Fields {
			view.Problems = append(view.Problems, v.texts.Field(fault))
		}
	}
	return v.render(status, "close", view)
}

// problemOf is an error that belongs on the page itself: what keeps the month from being reckoned.
func problemOf(err error) *facilities.Error {
	var e *facilities.Error
	if errors.As(err, &e) && (e.Code == facilities.Invalid || e.Code == facilities.Conflict) {
		return e
	}
	return nil
}

func monthState(m ledger.Month, months useroffice.Months) string {
	switch {
	case slices.ContainsFunc(months.Closed, func(c useroffice.MonthClosed) bool { return c.Month == m }):
		return "closed"
	case m != months.Next:
		return "later"
	case months.Over:
		return "ready"
	}
	return "open"
}

// fillClose lays a reckoned month out.
func (v *visit) fillClose(view *closeView, closing useroffice.Closing, cat *facilities.Catalogue) error {
	view.Currency, view.Entries = closing.Currency, len(closing.Entries)
	if closing.Already {
		view.When = moment(v.texts, closing.At, cat.Zone(closing.Facility))
	}
	for _, found := range closing.Findings {
		view.Findings = append(view.Findings, v.findingLine(found, closing))
	}
	before := map[facilities.PartnerID]map[string]money.Cents{}
	earlier, err := v.office.Statements(v.ctx(), v.actor, v.now, closing.Facility, monthBefore(closing.Month), "")
	if err != nil && problemOf(err) == nil && facilities.CodeOf(err) != facilities.NotFound {
		return err
	}
	if err == nil && earlier.Already {
		for _, s := range earlier.Statements {
			before[s.Partner] = charged(s)
		}
	}
	used := usedClasses(closing.Statements, before)
	view.Classes = used
	for _, s := range closing.Statements {
		line := comparedLine{Partner: partnerName(cat, s.Partner), URL: v.statementPath(s.Facility, s.Month, s.Partner)}
		now, was := charged(s), before[s.Partner]
		var sum comparedCell
		for _, class := range used {
			c := comparedCell{now[class], now[class] - was[class]}
			line.Cells = append(line.Cells, c)
			sum.Now, sum.More = sum.Now+c.Now, sum.More+c.More
		}
		line.Cells = append(line.Cells, sum)
		view.Sum += sum.Now
		view.Compared = append(view.Compared, line)
	}
	return nil
}

// usedClasses are the classes in which there is anything, now or before.
func usedClasses(statements []ledger.Statement, before map[facilities.PartnerID]map[string]money.Cents) []string {
	some := map[string]bool{}
	note := func(sums map[string]money.Cents) {
		for class, amount := range sums {
			some[class] = some[class] || amount != 0
		}
	}
	for _, s := range statements {
		note(charged(s))
	}
	for _, sums := range before {
		note(sums)
	}
	return slices.DeleteFunc(slices.Clone(chargedClasses), func(class string) bool { return !some[class] })
}

// findingLine says what was found and leads to where it can be looked at.
func (v *visit) findingLine(found ledger.Finding, closing useroffice.Closing) findingLine {
	line := findingLine{What: sayOr(v.texts, "money.finding.", found.Code), Row: found.Row, Amount: found.Amount}
	line.Grave = found.Code == ledger.FindUnsettled || found.Code == useroffice.FindNoPartner
	isCost := slices.ContainsFunc(closing.Entries, func(e ledger.Entry) bool { return string(e.Origin.Cost) == found.Row })
	if isCost {
		line.URL = v.facilityPath(closing.Facility, "costs?month="+closing.Month.String()+"#cost-"+found.Row)
	} else {
		line.URL = "/" + v.lang + "/bookings/" + found.Row
	}
	return line
}

func partnerName(cat *facilities.Catalogue, id facilities.PartnerID) string {
	p, _ := cat.Partner(id)
	return cmp.Or(p.Name, string(id))
}

// closeMonth closes the month of the address for good.
func (v *visit) closeMonth() error {
	m, err := v.month()
	if err != nil {
		return err
	}
	f := facilities.FacilityID(v.Param("id"))
	if err := v.controls(f); err != nil {
		return err
	}
	_, err = v.office.CloseMonth(v.ctx(), v.actor, v.now, f, m, false)
	if failed := problemOf(err); failed != nil {
		return v.showClose(http.StatusConflict, failed)
	}
	if err != nil {
		return err
	}
	return v.to("/facilities/"+string(f)+"/books/"+m.String(), "month_closed")
}
