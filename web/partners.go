package web

import (
	"net/http"
	"strconv"

	"marke/facilities"
	"marke/web/form"
)

// partnersView lists the organisations of the consortium.
type partnersView struct {
	Page
	Partners []partnerLine
}

type partnerLine struct {
	Partner facilities.Partner
	Kind    string
}

func (v *visit) partners() error {
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	if !rightsOf(v.actor).Admin {
		return facilities.Errorf(facilities.Forbidden, "forbidden")
	}
	view := partnersView{Page: v.page("web.partners.title")}
	for _, p := range cat.Partners {
		view.Partners = append(view.Partners, partnerLine{p, v.texts.Say("web.partner_kind." + string(p.Kind))})
	}
	return v.render(http.StatusOK, "partners", view)
}

// partnerFormView is the form of one organisation.
type partnerFormView struct {
	Page
	Form    *form.Form
	Partner facilities.Partner // zero for a new one
	Kinds   []option
	Faults  []fault
}

// onePartner is the organisation of the address; zero at "new".
func (v *visit) onePartner() (facilities.Partner, error) {
	cat, err := v.catalogue()
	if err != nil || v.Param("id") == "" {
		return facilities.Partner{}, err
	}
	p, ok := cat.Partner(facilities.PartnerID(v.Param("id")))
	if !ok {
		return p, facilities.Missing()
	}
	return p, nil
}

func (v *visit) partnerForm() error {
	if !rightsOf(v.actor).Admin {
		return facilities.Errorf(facilities.Forbidden, "forbidden")
	}
	p, err := v.onePartner()
	if err != nil {
		return err
	}
	f := form.New(nil)
	f.Set("name", p.Name)
	f.Set("kind", string(p.Kind))
	if p.Guest {
		f.Set("guest", "yes")
	}
	if p.Archived {
		f.Set("archived", "yes")
	}
	f.Set("version", strconv.FormatInt(p.Version, 10))
	return v.showPartner(http.StatusOK, p, f)
}

func (v *visit) showPartner(status int, p facilities.Partner, f *form.Form) error {
	var kinds []string
	for _, k := range facilities.PartnerKinds {
		kinds = append(kinds, string(k))
	}
	return v.render(status, "partner_form", partnerFormView{v.page("web.partner_form.title"), f, p, v.choicesOf("web.partner_kind", kinds...), v.faults(f)})
}

func (v *visit) savePartner() error {
	p, err := v.onePartner()
	if err != nil {
		return err
	}
	f, err := v.form()
	if err != nil {
		return err
	}
	changed := p
	if p.ID == "" {
		changed.ID = facilities.PartnerID(f.ID("id"))
	}
	changed.Name, changed.Kind = f.Needed("name"), facilities.PartnerKind(f.Text("kind"))
	changed.Guest, changed.Archived, changed.Version = f.Is("guest", "yes"), f.Is("archived", "yes"), f.Version()
	if f.OK() {
		_, err = v.office.SavePartner(v.ctx(), v.actor, v.now, changed)
	}
	if f.Take(err, nil) || !f.OK() {
		return v.showPartner(http.StatusUnprocessableEntity, p, f)
	}
	if err != nil {
		return err
	}
	return v.to("/partners", "saved")
}
