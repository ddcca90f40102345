package web

import (
	"net/http"
	"strings"

	"marke/facilities"
	"marke/web/form"
)

// calendarsView is the reader's calendar subscriptions, and the address of one that was made just now.
type calendarsView struct {
	Page
	Form    *form.Form
	Feeds   []feedLine
	Of      []option
	Address string // shown this once
	Webcal  string
	Faults  []fault
}

// feedLine is one subscription in words.
type feedLine struct {
	Token         facilities.Token
	Of            string
	Created, Used string
}

func (v *visit) calendars() error { return v.showCalendars(http.StatusOK, form.New(nil), "") }

// showCalendars lists the subscriptions. A secret is shown in the answer to the request that made it
// and nowhere else: only its hash is kept, so that there is no page to be sent to.
func (v *visit) showCalendars(status int, f *form.Form, secret string) error {
	feeds, err := v.office.Feeds(v.ctx(), v.actor, v.now)
	if err != nil {
		return err
	}
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	v.here = "/calendars"
	view := calendarsView{Page: v.page("web.calendars.title"), Form: f, Of: v.feedOptions(cat), Faults: v.faults(f)}
	if secret != "" {
		view.Address = v.origin() + "/feeds/" + secret + ".ics"
		_, rest, _ := strings.Cut(view.Address, "://")
		view.Webcal = "webcal://" + rest
	}
	zone := homeZone(cat)
	for _, t := range feeds {
		line := feedLine{Token: t, Of: v.feedSays(t.Feed, cat), Created: v.texts.Day(t.Created, zone)}
		if !t.Used.IsZero() {
			line.Used = v.texts.Day(t.Used, zone)
		}
		view.Feeds = append(view.Feeds, line)
	}
	return v.render(status, "calendars", view)
}

// origin is the public address of this site.
func (v *visit) origin() string {
	if v.site.cfg.Origin != "" {
		return strings.TrimSuffix(v.site.cfg.Origin, "/")
	}
	return "http://" + v.Request.Host
}

// feedSays says which bookings a subscription shows.
func (v *visit) feedSays(of facilities.FeedOf, cat *facilities.Catalogue) string {
	says := v.texts.Say("web.feed." + string(of.Kind))
	switch of.Kind {
	case facilities.FeedPartner:
		if p, ok := cat.Partner(facilities.PartnerID(of.ID)); ok {
			return says + " · " + p.Name
		}
	case facilities.FeedFacility:
		if f, ok := cat.Facility(facilities.FacilityID(of.ID)); ok {
			return says + " · " + f.Name
		}
	case facilities.FeedResource:
		if r, ok := cat.Resource(facilities.ResourceID(of.ID)); ok {
			return says + " · " + r.Name
		}
	}
	return says
}

// feedOptions are the subscriptions that make sense for the reader, as "<kind>|<id>".
func (v *visit) feedOptions(cat *facilities.Catalogue) []option {
	out := []option{{Value: "mine|", Text: v.texts.Say("web.feed.mine")}}
	add := func(kind facilities.FeedKind, id, name, group string) {
		out = append(out, option{Value: string(kind) + "|" + id, Text: name, Group: group})
	}
	if p, ok := cat.Partner(v.actor.Person.Partner); ok {
		add(facilities.FeedPartner, string(p.ID), v.texts.Say("web.feed.partner")+" · "+p.Name, "")
	}
	for _, f := range openFacilities(cat) {
		add(facilities.FeedFacility, string(f.ID), f.Name, v.texts.Say("web.feed.facility"))
	}
	for _, f := range openFacilities(cat) {
		for _, r := range cat.ResourcesOf(f.ID) {
			if bookable(r) {
				add(facilities.FeedResource, string(r.ID), r.Name, v.texts.Say("web.feed.resource")+" · "+f.Name)
			}
		}
	}
	return out
}

// subscribe makes a private calendar address and shows it once.
func (v *visit) subscribe() error {
	f, err := v.form()
	if err != nil {
		return err
	}
	kind, id, _ := strings.Cut(f.Typed("of"), "|")
	of := facilities.FeedOf{Kind: facilities.FeedKind(kind), ID: id}
	name := f.Text("name")
	if cat, err := v.catalogue(); err == nil && name == "" {
		name = v.feedSays(of, cat)
	}
	secret := ""
	if f.OK() {
		_, secret, err = v.office.Subscribe(v.ctx(), v.actor, v.now, name, of)
	}
	if f.Take(err, map[string]string{"kind": "of", "feed.kind": "of", "feed.id": "of"}) || !f.OK() {
		return v.showCalendars(http.StatusUnprocessableEntity, f, "")
	}
	if err != nil {
		return err
	}
	return v.showCalendars(http.StatusOK, form.New(nil), secret)
}

// rotateFeed gives a subscription a new address and shows it once.
func (v *visit) rotateFeed() error {
	_, secret, err := v.office.RotateFeed(v.ctx(), v.actor, v.now, facilities.TokenID(v.Param("id")))
	if err != nil {
		return err
	}
	return v.showCalendars(http.StatusOK, form.New(nil), secret)
}

func (v *visit) revokeFeed() error {
	if err := v.office.RevokeFeed(v.ctx(), v.actor, v.now, facilities.TokenID(v.Param("id"))); err != nil {
		return err
	}
	return v.to("/calendars", "feed_revoked")
}
