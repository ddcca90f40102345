package web

import (
	"net/http"

	"marke/facilities"
	"marke/facilities/useroffice"
	"marke/web/form"
)

// accessView is the form with which somebody from outside asks to book.
type accessView struct {
	Page
	Form       *form.Form
	Facilities []option
}

func (v *visit) accessForm() error { return v.showAccess(http.StatusOK, v.query()) }

func (v *visit) showAccess(status int, f *form.Form) error {
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	return v.render(status, "access", accessView{v.page("web.access.title"), f, facilityOptions(cat, "")})
}

// askAccess passes a guest's request on to the facility's managers.
func (v *visit) askAccess() error {
	f, err := v.form()
	if err != nil {
		return err
	}
	request := useroffice.GuestRequest{
		Name: f.Needed("name"), Email: f.Email("email"), Organisation: f.Needed("organisation"),
		Facility: facilities.FacilityID(f.ID("facility")), Why: f.Note("why"), Language: v.lang,
	}
	if f.OK() {
		err = v.office.AskAccess(v.ctx(), v.now, request, v.ClientIP())
	}
	if f.Take(err, nil) || !f.OK() {
		return v.showAccess(http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	return v.to("/login", "access_asked")
}

// accessRequestsView lists the guests who wait for an answer.
type accessRequestsView struct {
	Page
	Requests []accessRequest
}

type accessRequest struct {
	useroffice.AccessRequest
	FacilityName string
}

func (v *visit) accessRequests() error {
	requests, err := v.office.AccessRequests(v.ctx(), v.actor, v.now)
	if err != nil {
		return err
	}
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	view := accessRequestsView{Page: v.page("web.access_requests.title")}
	view.Section = "people"
	for _, r := range requests {
		f, _ := cat.Facility(r.Facility)
		view.Requests = append(view.Requests, accessRequest{r, f.Name})
	}
	return v.render(http.StatusOK, "access_requests", view)
}

func (v *visit) admit() error {
	f, err := v.form()
	if err != nil {
		return err
	}
	if _, err := v.office.Admit(v.ctx(), v.actor, v.now, facilities.PersonID(v.Param("id")), f.Version(), f.Note("reason")); err != nil {
		return err
	}
	return v.to("/access/requests", "admitted")
}

func (v *visit) refuse() error {
	f, err := v.form()
	if err != nil {
		return err
	}
	if err := v.office.Refuse(v.ctx(), v.actor, v.now, facilities.PersonID(v.Param("id")), f.Version(), f.Note("reason")); err != nil {
		return err
	}
	return v.to("/access/requests", "refused")
}
