package web

import (
	"errors"
	"io"
	"net/http"
	"strings"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/useroffice"
	"marke/web/form"
)

// upload reads a posted form that may carry a file; data is nil when none was chosen.
func (v *visit) upload(field string) (f *form.Form, name string, data []byte, err error) {
	err = v.Request.ParseMultipartForm(bodyMax)
	if errors.Is(err, http.ErrNotMultipart) {
		f, err = v.form()
		return f, "", nil, err
	}
	if err != nil {
		if f, err = v.form(); err == nil {
			err = facilities.Errorf(facilities.Invalid, "form_broken")
		}
		return f, "", nil, err
	}
	f = form.New(v.Request.MultipartForm.Value)
	file, header, err := v.Request.FormFile(field)
	if errors.Is(err, http.ErrMissingFile) {
		return f, "", nil, nil
	}
	if err != nil {
		return f, "", nil, facilities.Errorf(facilities.Invalid, "form_broken")
	}
	defer file.Close()
	data, err = io.ReadAll(file)
	return f, header.Filename, data, err
}

// costTyped reads the form of a cost.
func costTyped(f *form.Form, id facilities.FacilityID) ledger.Cost {
	c := ledger.Cost{Facility: id, Day: f.Day("day"), Currency: f.Needed("currency"), Kind: ledger.CostKind(f.Text("kind")), Category: f.Needed("category"),
		Capital: f.Is("capital", "yes"), Fixed: f.Is("fixed", "yes"), Margin: f.Amount("margin"), Estimate: f.Is("estimate", "yes"), Note: f.Note("note"), Evidence: f.Text("evidence")}
	if c.Day.IsZero() {
		f.Wrong("day", "required")
	}
	if c.Kind == ledger.CostInKind {
		k := ledger.InKind{By: facilities.PartnerID(f.ID("partner")), Method: ledger.Valuation(f.Text("method")), Rate: f.NeededAmount("rate")}
		if quantity := f.Number("quantity"); quantity != nil && *quantity > 0 && *quantity < 1e9 {
			k.Quantity = int64(*quantity*1000 + 0.5)
		} else {
			f.Wrong("quantity", "form_decimal")
		}
		if k.By == "" {
			f.Wrong("partner", "required")
		}
		if f.OK() {
			c.Amount = k.Value()
		}
		c.InKind = &k
		return c
	}
	c.Amount = f.NeededAmount("amount")
	if p := facilities.PartnerID(f.ID("partner")); p != "" && c.Kind == ledger.CostActual {
		c.Paid = []ledger.Part{{Partner: p, Amount: c.Amount}}
	}
	return c
}

// addCost enters a cost with its evidence.
func (v *visit) addCost() error {
	id := facilities.FacilityID(v.Param("id"))
	if err := v.controls(id); err != nil {
		return err
	}
	f, name, data, err := v.upload("file")
	if err != nil {
		return err
	}
	c := costTyped(f, id)
	var file *useroffice.Attachment
	if len(data) > 0 {
		kind, _, _ := strings.Cut(http.DetectContentType(data), ";")
		file = &useroffice.Attachment{Name: name, Type: kind, Content: data}
	}
	if f.OK() {
		_, err = v.office.AddCost(v.ctx(), v.actor, v.now, c, file)
	}
	if f.Take(err, map[string]string{"file.type": "file", "file.name": "file", "file.content": "file"}) || !f.OK() {
		return v.showCosts(http.StatusUnprocessableEntity, f, form.New(nil))
	}
	if err != nil {
		return err
	}
	return v.to("/facilities/"+string(id)+"/costs?month="+ledger.MonthOf(c.Day).String(), "saved")
}

// withdrawCost takes a cost back, with the reason.
func (v *visit) withdrawCost() error {
	id := facilities.FacilityID(v.Param("id"))
	if err := v.controls(id); err != nil {
		return err
	}
	f, err := v.form()
	if err != nil {
		return err
	}
	c, err := v.office.WithdrawCost(v.ctx(), v.actor, v.now, ledger.CostID(v.Param("cost")), f.Note("reason"))
	if err != nil {
		return err
	}
	return v.to("/facilities/"+string(id)+"/costs?month="+ledger.MonthOf(c.Day).String(), "saved")
}

// saveBudget sets what a facility expects of a category in a year; an amount of zero takes it out.
func (v *visit) saveBudget() error {
	id := facilities.FacilityID(v.Param("id"))
	if err := v.controls(id); err != nil {
		return err
	}
	f, err := v.form()
	if err != nil {
		return err
	}
	b := ledger.Budget{Facility: id, Year: int(f.Int("budget_year", 2000, 2199)), Category: f.Needed("budget_category"), Amount: f.NeededAmount("budget_amount"),
		Capital: f.Is("budget_capital", "yes"), Fixed: f.Is("budget_fixed", "yes")}
	if f.OK() {
		_, err = v.office.SaveBudget(v.ctx(), v.actor, v.now, b)
	}
	if f.Take(err, map[string]string{"category": "budget_category", "amount": "budget_amount", "year": "budget_year"}) || !f.OK() {
		return v.showCosts(http.StatusUnprocessableEntity, v.newCostForm(), f)
	}
	if err != nil {
		return err
	}
	return v.to("/facilities/"+string(id)+"/costs", "saved")
}
