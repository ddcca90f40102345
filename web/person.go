package web

import (
	"net/http"
	"strconv"
	"strings"

	"marke/facilities"
	"marke/facilities/useroffice"
	"marke/web/form"
)

// personView is one person with roles and qualifications.
type personView struct {
	Page
	Form           *form.Form
	Person         facilities.Person
	Line           personLine
	Partners       []option
	Languages      []option
	Roles          []option
	Qualifications []qualificationLine
	MaySave        bool
	MayRoles       bool
	MayBlock       bool
	Faults         []fault
}

func (v *visit) person() error {
	p, err := v.somebody()
	if err != nil {
		return err
	}
	f := form.New(nil)
	f.Set("name", p.Name)
	f.Set("email", p.Email)
	f.Set("partner", string(p.Partner))
	f.Set("language", p.Language)
	f.Set("version", strconv.FormatInt(p.Version, 10))
	return v.showPerson(http.StatusOK, p, f)
}

// somebody is the person of the address.
func (v *visit) somebody() (facilities.Person, error) {
	return v.office.Person(v.ctx(), v.actor, v.now, facilities.PersonID(v.Param("id")))
}

func (v *visit) showPerson(status int, p facilities.Person, f *form.Form) error {
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	v.here = "/people/" + string(p.ID)
	view := personView{Page: v.page("web.person.title", "name", p.Name), Form: f, Person: p, Line: v.personLine(p, cat), Partners: partnerOptions(cat), Languages: v.languages(), Faults: v.faults(f)}
	view.MaySave = view.Rights.Admin || v.actor.Represents(p.Partner)
	view.MayRoles = view.Rights.Admin
	view.MayBlock = view.Rights.Admin && p.ID != v.actor.Person.ID
	view.Roles = v.roleOptions(p, cat)
	found, err := v.office.Qualifications(v.ctx(), v.actor, v.now, useroffice.QualificationQuery{Person: p.ID})
	if err != nil && facilities.CodeOf(err) == "" {
		return err
	}
	for _, q := range found {
		view.Qualifications = append(view.Qualifications, v.qualificationLine(q, map[string]string{string(p.ID): p.Name}, cat))
	}
	return v.render(status, "person", view)
}

// savePerson changes who somebody is.
func (v *visit) savePerson() error {
	p, err := v.somebody()
	if err != nil {
		return err
	}
	f, err := v.form()
	if err != nil {
		return err
	}
	changed := p
	changed.Name, changed.Language, changed.Version = f.Needed("name"), f.Text("language"), f.Version()
	if rightsOf(v.actor).Admin {
		changed.Email, changed.Partner = f.Email("email"), facilities.PartnerID(f.ID("partner"))
	}
	if f.OK() {
		_, err = v.office.SavePerson(v.ctx(), v.actor, v.now, changed)
	}
	if facilities.CodeOf(err) == facilities.Conflict {
		f.Wrong("email", "form_taken")
	}
	if f.Take(err, nil) || !f.OK() {
		return v.showPerson(http.StatusUnprocessableEntity, p, f)
	}
	if err != nil {
		return err
	}
	return v.to("/people/"+string(p.ID), "saved")
}

// roleOptions are every role that can be given, as check boxes: "manager|tprc|".
func (v *visit) roleOptions(p facilities.Person, cat *facilities.Catalogue) []option {
	var all []facilities.Role
	all = append(all, facilities.Role{Kind: facilities.RoleAdmin}, facilities.Role{Kind: facilities.RoleController})
	for _, f := range openFacilities(cat) {
		for _, kind := range []facilities.RoleKind{facilities.RoleManager, facilities.RoleTrainer, facilities.RoleController} {
			all = append(all, facilities.Role{Kind: kind, Facility: f.ID})
		}
	}
	if p.Partner != "" {
		all = append(all, facilities.Role{Kind: facilities.RoleRepresentative, Partner: p.Partner})
	}
	var out []option
	for _, r := range all {
		o := option{Value: roleValue(r), Text: v.roleSays(r, cat)}
		for _, has := range p.Roles {
			o.Chosen = o.Chosen || has == r
		}
		out = append(out, o)
	}
	return out
}

func roleValue(r facilities.Role) string {
	return string(r.Kind) + "|" + string(r.Facility) + "|" + string(r.Partner)
}

// setRoles replaces the person's roles by those that are ticked.
func (v *visit) setRoles() error {
	f, err := v.form()
	if err != nil {
		return err
	}
	var roles []facilities.Role
	for _, value := range f.All("role") {
		parts := strings.Split(value, "|")
		if len(parts) != 3 {
			return facilities.BadField("body.role", "form_choice")
		}
		roles = append(roles, facilities.Role{Kind: facilities.RoleKind(parts[0]), Facility: facilities.FacilityID(parts[1]), Partner: facilities.PartnerID(parts[2])})
	}
	id := v.Param("id")
	if _, err := v.office.SetRoles(v.ctx(), v.actor, v.now, facilities.PersonID(id), f.Version(), roles, f.Note("reason")); err != nil {
		return err
	}
	return v.to("/people/"+id, "roles")
}

func (v *visit) block() error {
	f, err := v.form()
	if err != nil {
		return err
	}
	id := v.Param("id")
	if _, err := v.office.Block(v.ctx(), v.actor, v.now, facilities.PersonID(id), f.Version(), f.Note("reason")); err != nil {
		return err
	}
	return v.to("/people/"+id, "blocked")
}

func (v *visit) unblock() error {
	f, err := v.form()
	if err != nil {
		return err
	}
	id := v.Param("id")
	if _, err := v.office.Unblock(v.ctx(), v.actor, v.now, facilities.PersonID(id), f.Version(), f.Note("reason")); err != nil {
		return err
	}
	return v.to("/people/"+id, "unblocked")
}

func (v *visit) inviteAgain() error {
	id := v.Param("id")
	if err := v.office.InviteAgain(v.ctx(), v.actor, v.now, facilities.PersonID(id)); err != nil {
		return err
	}
	return v.to("/people/"+id, "invited_again")
}

// erase forgets who somebody was. The name has to be typed, because nothing brings it back.
func (v *visit) erase() error {
	p, err := v.somebody()
	if err != nil {
		return err
	}
	if !rightsOf(v.actor).Admin {
		return facilities.Errorf(facilities.Forbidden, "forbidden")
	}
	f, err := v.form()
	if err != nil {
		return err
	}
	if f.Text("typed_name") != p.Name {
		return facilities.BadField("body.typed_name", "form_name")
	}
	if err := v.office.ErasePerson(v.ctx(), v.actor, v.now, p.ID, f.Note("reason")); err != nil {
		return err
	}
	return v.to("/people", "erased")
}
