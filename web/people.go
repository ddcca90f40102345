package web

import (
	"net/http"

	"marke/facilities"
	"marke/facilities/useroffice"
	"marke/web/form"
)

// peopleView is the people whom the reader may know.
type peopleView struct {
	Page
	Form     *form.Form
	Partners []option
	People   []personLine
	Next     string
	Waiting  int // guests who ask for access
	Invites  bool
}

// personLine is one person in a list.
type personLine struct {
	Person  facilities.Person
	Partner string
	State   string
	Roles   []string
}

func (v *visit) people() error {
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	f := v.query()
	q := useroffice.PeopleQuery{Text: f.Text("q"), Partner: facilities.PartnerID(f.ID("partner")), Cursor: f.Typed("cursor"), Limit: 50}
	found, next, err := v.office.People(v.ctx(), v.actor, v.now, q)
	if err != nil {
		return err
	}
	view := peopleView{Page: v.page("web.people.title"), Form: f, Partners: withEmpty(v.texts.Say("web.people.all_partners"), partnerOptions(cat))}
	view.Invites = view.Rights.Admin || view.Rights.Represents
	for _, p := range found {
		if !p.System {
			view.People = append(view.People, v.personLine(p, cat))
		}
	}
	if next != "" {
		view.Next = "/" + v.lang + withQuery(withoutQuery(v.here, "cursor"), "cursor", next)
	}
	if view.Rights.Manages {
		waiting, err := v.office.AccessRequests(v.ctx(), v.actor, v.now)
		if err != nil {
			return err
		}
		view.Waiting = len(waiting)
	}
	return v.render(http.StatusOK, "people", view)
}

func (v *visit) personLine(p facilities.Person, cat *facilities.Catalogue) personLine {
	partner, _ := cat.Partner(p.Partner)
	line := personLine{Person: p, Partner: partner.Name, State: v.texts.Say("web.person_state." + string(p.State))}
	for _, r := range p.Roles {
		line.Roles = append(line.Roles, v.roleSays(r, cat))
	}
	return line
}

// roleSays is a role with the place where it holds.
func (v *visit) roleSays(r facilities.Role, cat *facilities.Catalogue) string {
	says := v.texts.Say("web.role." + string(r.Kind))
	if f, ok := cat.Facility(r.Facility); ok {
		return says + " · " + f.Name
	}
	if p, ok := cat.Partner(r.Partner); ok {
		return says + " · " + p.Name
	}
	return says
}

// inviteView is the form that invites somebody.
type inviteView struct {
	Page
	Form      *form.Form
	Partners  []option
	Languages []option
	Faults    []fault
}

func (v *visit) inviteSomebody() error { return v.showInvite(http.StatusOK, form.New(nil)) }

func (v *visit) showInvite(status int, f *form.Form) error {
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	if r := rightsOf(v.actor); !r.Admin && !r.Represents {
		return facilities.Errorf(facilities.Forbidden, "forbidden")
	}
	view := inviteView{Page: v.page("web.invite_form.title"), Form: f, Languages: v.languages(), Faults: v.faults(f)}
	for _, o := range partnerOptions(cat) {
		if v.actor.Represents(facilities.PartnerID(o.Value)) {
			view.Partners = append(view.Partners, o)
		}
	}
	return v.render(status, "invite_form", view)
}

func (v *visit) languages() []option {
	return []option{{Value: "nl", Text: "Nederlands"}, {Value: "en", Text: "English"}}
}

func (v *visit) invite() error {
	f, err := v.form()
	if err != nil {
		return err
	}
	p := useroffice.NewPerson{Name: f.Needed("name"), Email: f.Email("email"), Partner: facilities.PartnerID(f.ID("partner")), Language: f.Text("language")}
	if f.OK() {
		_, err = v.office.Invite(v.ctx(), v.actor, v.now, p)
	}
	if facilities.CodeOf(err) == facilities.Conflict {
		f.Wrong("email", "form_taken")
	}
	if f.Take(err, nil) || !f.OK() {
		return v.showInvite(http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	return v.to("/people", "invited")
}
