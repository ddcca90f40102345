package web

import (
	"net/http"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/useroffice"
)

// booksView is where a controller begins: the facilities whose books are kept, and where each stands.
type booksView struct {
	Page
	Facilities []bookLine
}

// bookLine is one facility's books.
type bookLine struct {
	Facility facilities.Facility
	Closed   string // the last closed month; empty: none
	NextName string // of the month to be closed next; empty: there is no agreement
	Over     bool   // and it can be closed now
}

// money leads to the page about money that fits the reader: the own partner's, or the books.
func (v *visit) money() error {
	for _, r := range v.actor.Person.Roles {
		if r.Kind == facilities.RoleRepresentative && r.Partner != "" {
			return v.to("/partners/"+string(r.Partner)+"/money", "")
		}
	}
	if rightsOf(v.actor).Controls {
		return v.to("/books", "")
	}
	return facilities.Errorf(facilities.Forbidden, "forbidden")
}

// books lists the facilities whose books the reader keeps.
func (v *visit) books() error {
	if !rightsOf(v.actor).Controls {
		return facilities.Errorf(facilities.Forbidden, "forbidden")
	}
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	view := booksView{Page: v.page("money.books.title")}
	for _, f := range openFacilities(cat) {
		if !v.actor.Controls(f.ID) {
			continue
		}
		months, err := v.office.MonthStatus(v.ctx(), v.actor, v.now, f.ID)
		if err != nil {
			return err
		}
		line := bookLine{Facility: f, Over: months.Over}
		if len(months.Closed) > 0 {
			line.Closed = v.monthName(months.Closed[0].Month)
		}
		if !months.Next.IsZero() {
			line.NextName = v.monthName(months.Next)
		}
		view.Facilities = append(view.Facilities, line)
	}
	return v.render(http.StatusOK, "books", view)
}

// monthsView are a facility's months with their status.
type monthsView struct {
	bookFrame
	Months []monthLine
}

// monthLine is one month: closed, ready to be closed, or still running.
type monthLine struct {
	Name    string
	URL     string
	State   string // "closed", "ready", "open"
	When    string // it was closed
	Entries int
}

// facilityBooks lists the months of a facility, the latest first.
func (v *visit) facilityBooks() error {
	view := monthsView{}
	var cat *facilities.Catalogue
	var err error
	if view.bookFrame, cat, err = v.bookFrame("books", "money.months.title"); err != nil {
		return err
	}
	months, err := v.office.MonthStatus(v.ctx(), v.actor, v.now, view.Facility.ID)
	if err != nil {
		return err
	}
	view.Months = v.monthLines(view.Facility.ID, months, cat)
	return v.render(http.StatusOK, "months", view)
}

// monthLines puts the open months before the closed ones. After the next one to be closed come those up to the present.
func (v *visit) monthLines(f facilities.FacilityID, months useroffice.Months, cat *facilities.Catalogue) []monthLine {
	var out []monthLine
	line := func(m ledger.Month, state string) monthLine {
		return monthLine{Name: v.monthName(m), URL: v.facilityPath(f, "books/"+m.String()), State: state}
	}
	if !months.Next.IsZero() {
		present := ledger.MonthOf(v.today(cat, f))
		var open []monthLine
		for m := months.Next; !present.Before(m); m = m.Next() {
			state := "open"
			if m == months.Next && months.Over {
				state = "ready"
			}
			open = append(open, line(m, state))
		}
		for i := range open {
			out = append(out, open[len(open)-1-i])
		}
	}
	for _, done := range months.Closed {
		l := line(done.Month, "closed")
		l.When, l.Entries = moment(v.texts, done.At, cat.Zone(f)), done.Entries
		out = append(out, l)
	}
	return out
}
