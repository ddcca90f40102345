package web

import (
	"net/http"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/money"
	"marke/facilities/useroffice"
	"marke/web/form"
)

// incidentsView are the losses of a facility, with what waits for the committee before all others.
type incidentsView struct {
	bookFrame
	Form      *form.Form
	Faults    []fault
	Reports   bool // the reader may report one
	Committee []incidentLine
	Incidents []incidentLine
	Resources []option
	Partners  []option
	Causes    []option
	Blames    []option
}

// incidentLine is one loss in a list.
type incidentLine struct {
	ID, URL, What, Day, Who string
	Amount, Open            money.Cents
	Currency                string
	Settled                 bool
}

func (v *visit) incidents() error { return v.showIncidents(http.StatusOK, form.New(nil)) }

func (v *visit) showIncidents(status int, f *form.Form) error {
	view := incidentsView{Form: f, Faults: v.faults(f)}
	var cat *facilities.Catalogue
	var err error
	if view.bookFrame, cat, err = v.bookFrame("incidents", "money.incidents.title"); err != nil {
		return err
	}
	id := view.Facility.ID
	all, err := v.office.Incidents(v.ctx(), v.actor, id)
	if err != nil {
		return err
	}
	view.Reports = v.actor.MayWrite() && (v.actor.Controls(id) || v.actor.Manages(id))
	for _, i := range all {
		line := v.incidentLine(i, cat)
		if i.Open > 0 && view.Reports {
			view.Committee = append(view.Committee, line)
		}
		view.Incidents = append(view.Incidents, line)
	}
	view.Resources = withEmpty("–", nil)
	for _, r := range cat.ResourcesOf(id) {
		view.Resources = append(view.Resources, option{Value: string(r.ID), Text: r.Name})
	}
	view.Partners = withEmpty(v.texts.Say("money.incidents.nobody"), partnerOptions(cat))
	view.Causes = v.choicesOf("money.cause", string(ledger.CauseDamage), string(ledger.CauseScrap), string(ledger.CauseDowntime))
	view.Blames = v.choicesOf("money.fault", string(ledger.FaultNone), string(ledger.FaultSlight), string(ledger.FaultGross), string(ledger.FaultIntent))
	return v.render(status, "incidents", view)
}

func (v *visit) incidentLine(i useroffice.IncidentView, cat *facilities.Catalogue) incidentLine {
	in := i.Incident
	line := incidentLine{ID: string(in.ID), URL: "/" + v.lang + "/incidents/" + string(in.ID), What: v.texts.Say("money.cause." + string(in.Cause)), Day: in.Day.String(),
		Amount: in.Amount, Open: i.Open, Currency: in.Currency, Settled: i.Loss != nil}
	if r, known := cat.Resource(in.Resource); known {
		line.What += ", " + r.Name
	}
	if in.User != "" {
		line.Who = partnerName(cat, in.User)
	}
	return line
}

// reportIncident writes a loss down.
func (v *visit) reportIncident() error {
	id := facilities.FacilityID(v.Param("id"))
	if !v.actor.Controls(id) && !v.actor.Manages(id) {
		return facilities.Missing()
	}
	f, err := v.form()
	if err != nil {
		return err
	}
	i := ledger.Incident{Facility: id, Resource: facilities.ResourceID(f.ID("resource")), Booking: facilities.BookingID(f.ID("booking")), Day: f.Day("day"), Cause: ledger.Cause(f.Text("cause")),
		Fault: ledger.Fault(f.Text("fault")), User: facilities.PartnerID(f.ID("user")), Claimant: facilities.PartnerID(f.ID("claimant")), Amount: f.NeededAmount("amount"), Note: f.Note("note"), Evidence: f.Needed("evidence")}
	if i.Day.IsZero() {
		f.Wrong("day", "required")
	}
	var made ledger.Incident
	if f.OK() {
		made, err = v.office.ReportIncident(v.ctx(), v.actor, v.now, i)
	}
	if f.Take(err, nil) || !f.OK() {
		return v.showIncidents(http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	return v.to("/incidents/"+string(made.ID), "saved")
}
