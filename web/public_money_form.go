package web

import (
	"net/http"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/useroffice"
	"marke/web/form"
)

// notePublicMoney writes down one of the facts on which the rules on public money are applied: an investment, a market price, de minimis aid, or what a
// project gets. Which, the address says.
func (v *visit) notePublicMoney() error {
	id := facilities.FacilityID(v.Param("id"))
	if !v.actor.Controls(id) && !v.actor.Manages(id) {
		return facilities.Missing()
	}
	f, err := v.form()
	if err != nil {
		return err
	}
	write, known := map[string]func(facilities.FacilityID, *form.Form) error{
		"investment": v.noteInvestment, "price": v.notePrice, "small-aid": v.noteSmallAid, "support": v.noteSupport,
	}[v.Param("what")]
	if !known {
		return facilities.Missing()
	}
	err = write(id, f)
	if f.Take(err, nil) || !f.OK() {
		return v.showPublicMoney(http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	return v.to("/facilities/"+string(id)+"/public-money", "saved")
}

func (v *visit) noteInvestment(id facilities.FacilityID, f *form.Form) error {
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	i := useroffice.Investment{Facility: id, Day: f.Day("day"), Amount: f.NeededAmount("amount"), PlannedPPM: f.Int("planned", 0, 100) * 10_000, Evidence: f.Needed("evidence")}
	for _, p := range cat.Partners {
		if amount := f.Amount("financed." + string(p.ID)); amount != 0 {
			i.Financed = append(i.Financed, ledger.Part{Partner: p.ID, Amount: amount})
		}
	}
	if !f.OK() {
		return nil
	}
	_, err = v.office.AddInvestment(v.ctx(), v.actor, v.now, i)
	return err
}

func (v *visit) notePrice(id facilities.FacilityID, f *form.Form) error {
	p := useroffice.MarketPrice{Resource: facilities.ResourceID(f.ID("resource")), Day: f.Day("day"), Hour: f.NeededAmount("amount"), Source: f.Needed("evidence")}
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	if r, known := cat.Resource(p.Resource); !known || r.Facility != id {
		f.Wrong("resource", "form_id")
	}
	if !f.OK() {
		return nil
	}
	_, err = v.office.AddMarketPrice(v.ctx(), v.actor, v.now, p)
	return err
}

func (v *visit) noteSmallAid(_ facilities.FacilityID, f *form.Form) error {
	partner, aid := facilities.PartnerID(f.ID("partner")), ledger.SmallAid{Day: f.Day("day"), Amount: f.NeededAmount("amount"), Source: f.Needed("evidence")}
	if !f.OK() {
		return nil
	}
	_, err := v.office.AddSmallAid(v.ctx(), v.actor, v.now, partner, aid)
	return err
}

func (v *visit) noteSupport(id facilities.FacilityID, f *form.Form) error {
	s := useroffice.Support{Facility: id, Project: facilities.ProjectID(f.ID("project")), Day: f.Day("day"), Evidence: f.Text("evidence")}
	s.Phase, s.Instrument = facilities.Phase(f.Text("phase")), ledger.Instrument(f.Text("instrument"))
	s.Cash, s.InKind, s.Records = f.Amount("cash"), f.Amount("in_kind"), typedOf[ledger.Record](f.All("records"))
	if !f.OK() {
		return nil
	}
	_, err := v.office.AddSupport(v.ctx(), v.actor, v.now, s)
	return err
}
