package web

import (
	"net/http"

	"marke/facilities/useroffice"
	"marke/web/form"
)

// profileView is what people say about themselves.
type profileView struct {
	Page
	Form           *form.Form
	Password       *form.Form
	Languages      []option
	Partner        string
	Roles          []string
	Qualifications []qualificationLine
	Faults         []fault
}

func (v *visit) profile() error {
	f := form.New(nil)
	f.Set("name", v.actor.Person.Name)
	f.Set("language", v.actor.Person.Language)
	return v.showProfile(http.StatusOK, f, form.New(nil))
}

func (v *visit) showProfile(status int, f, password *form.Form) error {
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	v.here = "/profile"
	line := v.personLine(v.actor.Person, cat)
	view := profileView{Page: v.page("web.profile.title"), Form: f, Password: password, Languages: v.languages(), Partner: line.Partner, Roles: line.Roles, Faults: append(v.faults(f), v.faults(password)...)}
	found, err := v.office.Qualifications(v.ctx(), v.actor, v.now, useroffice.QualificationQuery{Person: v.actor.Person.ID})
	if err != nil {
		return err
	}
	for _, q := range found {
		view.Qualifications = append(view.Qualifications, v.qualificationLine(q, nil, cat))
	}
	return v.render(status, "profile", view)
}

func (v *visit) saveProfile() error {
	f, err := v.form()
	if err != nil {
		return err
	}
	p := useroffice.Profile{Name: f.Needed("name"), Language: f.Text("language")}
	if f.OK() {
		_, err = v.office.UpdateProfile(v.ctx(), v.actor, v.now, p)
	}
	if f.Take(err, nil) || !f.OK() {
		return v.showProfile(http.StatusUnprocessableEntity, f, form.New(nil))
	}
	if err != nil {
		return err
	}
	if p.Language == "nl" || p.Language == "en" {
		v.lang = p.Language
	}
	return v.to("/profile", "profile")
}

// changePassword replaces the password. All other sessions end; this one goes on under a new token.
func (v *visit) changePassword() error {
	f, err := v.form()
	if err != nil {
		return err
	}
	old, password := f.Secret("old"), v.newPassword(f)
	if f.OK() {
		err = v.office.ChangePassword(v.ctx(), v.actor, v.now, old, password)
	}
	if f.Take(err, nil) || !f.OK() {
		own := form.New(nil)
		own.Set("name", v.actor.Person.Name)
		own.Set("language", v.actor.Person.Language)
		return v.showProfile(http.StatusUnprocessableEntity, own, f)
	}
	if err != nil {
		return err
	}
	if err := v.begin(v.actor.Person.ID); err != nil {
		return err
	}
	return v.to("/profile", "password")
}

// exportOwn is everything that is kept about the reader, as a file.
func (v *visit) exportOwn() error {
	body, err := v.office.ExportPerson(v.ctx(), v.actor, v.now, v.actor.Person.ID)
	if err != nil {
		return err
	}
	v.Header("Content-Disposition", `attachment; filename="marke-`+string(v.actor.Person.ID)+`.json"`)
	v.Header("Cache-Control", "no-store")
	v.Data(http.StatusOK, "application/json", body)
	return nil
}
