package web

import (
	"net/http"
	"strconv"

	"marke/facilities"
	"marke/facilities/useroffice"
	"marke/web/form"
)

// usersView is who may use a resource, for its trainers.
type usersView struct {
	Page
	Form     *form.Form
	Resource facilities.Resource
	Current  []qualificationLine
	Ended    []qualificationLine
	People   []option
	Levels   []option
	Faults   []fault
	Hits     []hitLine
}

// qualificationLine is one qualification in words.
type qualificationLine struct {
	Qualification facilities.Qualification
	Person        string
	Resource      string
	Level         string
	From, Until   string
	Granter       string
	Reason        string
	Version       string
}

func (v *visit) users() error {
	f := form.New(nil)
	f.Set("level", string(facilities.LevelBasic))
	return v.showUsers(http.StatusOK, f, nil)
}

func (v *visit) showUsers(status int, f *form.Form, hits []facilities.HitBooking) error {
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	r, ok := cat.Resource(facilities.ResourceID(v.Param("id")))
	if !ok {
		return facilities.Missing()
	}
	if !v.actor.Trains(r.Facility) {
		return facilities.Errorf(facilities.Forbidden, "forbidden")
	}
	found, err := v.office.Qualifications(v.ctx(), v.actor, v.now, useroffice.QualificationQuery{Resource: r.ID})
	if err != nil {
		return err
	}
	people, err := v.colleagues()
	if err != nil {
		return err
	}
	v.here = "/resources/" + string(r.ID) + "/users"
	view := usersView{Page: v.page("web.users.title", "resource", r.Name), Form: f, Resource: r, People: withEmpty(v.texts.Say("web.choose"), people),
		Levels: v.choicesOf("web.level", "basic", "expert", "trainer"), Faults: v.faults(f), Hits: v.hitLines(hits, cat)}
	names := namesOf(people)
	for _, q := range found {
		line := v.qualificationLine(q, names, cat)
		if q.Revoked.IsZero() && (q.Until.IsZero() || q.Until.After(v.now)) {
			view.Current = append(view.Current, line)
		} else {
			view.Ended = append(view.Ended, line)
		}
	}
	return v.render(status, "users", view)
}

func namesOf(people []option) map[string]string {
	names := map[string]string{}
	for _, p := range people {
		names[p.Value] = p.Text
	}
	return names
}

func (v *visit) qualificationLine(q facilities.Qualification, names map[string]string, cat *facilities.Catalogue) qualificationLine {
	r, _ := cat.Resource(q.Resource)
	zone := cat.Zone(r.Facility)
	named := func(id facilities.PersonID) string {
		if name := names[string(id)]; name != "" {
			return name
		}
		return string(id)
	}
	line := qualificationLine{Qualification: q, Person: named(q.Person), Resource: r.Name, Level: v.texts.Say("web.level." + string(q.Level)), From: v.texts.Day(q.From, zone),
		Granter: named(q.Granter), Reason: q.Reason, Version: strconv.FormatInt(q.Version, 10)}
	switch {
	case !q.Revoked.IsZero():
		line.Until = v.texts.Say("web.users.revoked", "when", v.texts.Day(q.Revoked, zone))
	case !q.Until.IsZero():
		line.Until = v.texts.Day(q.Until, zone)
	}
	return line
}

// grant qualifies somebody on the resource.
func (v *visit) grant() error {
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	f, err := v.form()
	if err != nil {
		return err
	}
	r, ok := cat.Resource(facilities.ResourceID(v.Param("id")))
	if !ok {
		return facilities.Missing()
	}
	q := facilities.Qualification{Person: facilities.PersonID(f.ID("person")), Resource: r.ID, Level: facilities.Level(f.Text("level")), From: v.now, Reason: f.Note("reason")}
	if q.Person == "" {
		f.Wrong("person", "required")
	}
	if last := f.Day("until"); !last.IsZero() {
		q.Until = last.Next().In(cat.Zone(r.Facility)).UTC()
	}
	if f.OK() {
		_, err = v.office.Grant(v.ctx(), v.actor, v.now, q)
	}
	if f.Take(err, nil) || !f.OK() {
		return v.showUsers(http.StatusUnprocessableEntity, f, nil)
	}
	if err != nil {
		return err
	}
	return v.to("/resources/"+string(r.ID)+"/users", "granted")
}

// revoke ends a qualification and shows the bookings that are at risk by it.
func (v *visit) revoke() error {
	f, err := v.form()
	if err != nil {
		return err
	}
	hits, err := v.office.Revoke(v.ctx(), v.actor, v.now, facilities.QualificationID(v.Param("qualification")), f.Version(), f.Note("reason"))
	if err != nil {
		return err
	}
	if len(hits) > 0 {
		return v.showUsers(http.StatusOK, form.New(nil), hits)
	}
	return v.to("/resources/"+v.Param("id")+"/users", "revoked")
}
