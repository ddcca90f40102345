package web

import (
	"net/http"
	"strconv"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/useroffice"
	"marke/web/form"
)

// tariffsView are a facility's published prices and, for those who keep its books, the tariff at which the year comes out even.
type tariffsView struct {
	bookFrame
	Tariffs     []tariffLine
	Consumables []ledger.Consumable
	Form        *form.Form
	Faults      []fault
	ItemForm    *form.Form
	ItemFaults  []fault
	Resources   []option
	Kinds       []option
	Phases      []option
	Keeps       bool // the reader keeps the books
	Even        useroffice.BreakEven
	EvenHours   string
	EvenTotal   string
	EvenProblem string
	EvenForm    *form.Form
}

func (v *visit) tariffs() error {
	return v.showTariffs(http.StatusOK, newPrice(), newPrice())
}

// newPrice is an empty form of a price.
func newPrice() *form.Form {
	f := form.New(nil)
	f.Set("currency", "EUR")
	f.Set("item_currency", "EUR")
	return f
}

// showTariffs shows the page with the form of a tariff and that of a consumable.
func (v *visit) showTariffs(status int, f, item *form.Form) error {
	view := tariffsView{Form: f, Faults: v.faults(f), ItemForm: item, ItemFaults: v.faults(item), EvenForm: v.query()}
	var cat *facilities.Catalogue
	var err error
	if view.bookFrame, cat, err = v.bookFrame("tariffs", "money.tariffs.title"); err != nil {
		return err
	}
	id := view.Facility.ID
	for _, r := range cat.ResourcesOf(id) {
		view.Tariffs = append(view.Tariffs, v.tariffsOf(cat, r)...)
		view.Resources = append(view.Resources, option{Value: string(r.ID), Text: r.Name})
	}
	view.Phases = withEmpty(v.texts.Say("money.tariffs.any_phase"), v.choicesOf("web.phase", stringsOf(phases)...))
	view.Kinds = append(withEmpty(v.texts.Say("web.tariff.everybody"), v.choicesOf("web.partner_kind", stringsOf(facilities.PartnerKinds)...)), option{Value: "guest", Text: v.texts.Say("web.tariff.guests")})
	if view.Keeps = v.actor.Controls(id); view.Keeps {
		if view.Consumables, err = v.office.Consumables(v.ctx(), v.actor, v.now, id); err != nil {
			return err
		}
		if err := v.fillBreakEven(&view, id); err != nil {
			return err
		}
	}
	return v.render(status, "tariffs", view)
}

// fillBreakEven computes the tariff for the year and the hours of the address; without hours, those of the year before.
func (v *visit) fillBreakEven(view *tariffsView, id facilities.FacilityID) error {
	q := view.EvenForm
	year := v.now.Year()
	if q.Typed("year") != "" {
		year = int(q.Int("year", 2000, 2199))
	}
	q.Set("year", strconv.Itoa(year))
	hours := q.Int("hours", 0, 1_000_000)
	if !q.OK() {
		view.EvenProblem = v.texts.Say("money.tariffs.even_asks")
		return nil
	}
	even, err := v.office.BreakEven(v.ctx(), v.actor, v.now, id, year, hours*60)
	if failed := problemOf(err); failed != nil {
		view.EvenProblem = v.texts.Say("money.tariffs.even_asks")
		for _, fault := range failed.Fields {
			if q.Typed("hours") != "" {
				view.EvenProblem = v.texts.Field(fault)
			}
		}
		view.Even.Year = year
		return nil
	}
	if err != nil {
		return err
	}
	view.Even, view.EvenHours = even, v.hoursOf(even.Minutes)
	view.EvenTotal = v.texts.Money(even.Cost+even.Deficit, even.Currency)
	return nil
}

// saveTariff publishes a price.
func (v *visit) saveTariff() error {
	id := facilities.FacilityID(v.Param("id"))
	if err := v.controls(id); err != nil {
		return err
	}
	f, err := v.form()
	if err != nil {
		return err
	}
	t := facilities.Tariff{Resource: facilities.ResourceID(f.ID("resource")), Phase: facilities.Phase(f.Text("phase")), From: f.Day("from"), Until: f.Day("until"), Currency: f.Needed("currency"),
		Peak: f.NeededAmount("peak"), OffPeak: f.NeededAmount("off_peak"), Setup: f.Amount("setup"), Operator: f.Amount("operator"), Minimum: f.Amount("minimum")}
	if kind := f.Text("kind"); kind == "guest" {
		t.Guest = true
	} else {
		t.Kind = facilities.PartnerKind(kind)
	}
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	if r, known := cat.Resource(t.Resource); !known || r.Facility != id {
		f.Wrong("resource", "form_id")
	}
	if f.OK() {
		_, err = v.office.SaveTariff(v.ctx(), v.actor, v.now, t)
	}
	if f.Take(err, nil) || !f.OK() {
		return v.showTariffs(http.StatusUnprocessableEntity, f, newPrice())
	}
	if err != nil {
		return err
	}
	return v.to("/facilities/"+string(id)+"/tariffs", "saved")
}

// saveConsumable publishes the price of something that uses consume.
func (v *visit) saveConsumable() error {
	id := facilities.FacilityID(v.Param("id"))
	if err := v.controls(id); err != nil {
		return err
	}
	f, err := v.form()
	if err != nil {
		return err
	}
	item := ledger.Consumable{ID: ledger.ConsumableID(f.Needed("item")), Name: facilities.Words{NL: f.Needed("name_nl"), EN: f.Needed("name_en")}, Price: f.NeededAmount("price"),
		Currency: f.Needed("item_currency"), From: f.Day("item_from"), Until: f.Day("item_until")}
	if f.OK() {
		_, err = v.office.SaveConsumable(v.ctx(), v.actor, v.now, id, item)
	}
	if f.Take(err, map[string]string{"body.id": "item", "body.name.nl": "name_nl", "body.name.en": "name_en", "body.currency": "item_currency", "body.from": "item_from", "body.until": "item_until"}) || !f.OK() {
		return v.showTariffs(http.StatusUnprocessableEntity, newPrice(), f)
	}
	if err != nil {
		return err
	}
	return v.to("/facilities/"+string(id)+"/tariffs", "saved")
}
