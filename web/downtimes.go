package web

import (
	"net/http"
	"slices"
	"strconv"

	"marke/facilities"
	"marke/facilities/useroffice"
	"marke/web/form"
)

// downtimesView lists what was out of use at a facility in the last year, and what will be.
type downtimesView struct {
	Page
	Facility facilities.Facility
	Lines    []downtimeLine
}

// downtimePageView is one outage, maintenance or closure: who caused it, and what that came to in hours.
type downtimePageView struct {
	Page
	Facility facilities.Facility
	Down     downtimeLine
	Facts    []fact
	Lines    []hourLine
	Names    bool // the reader may say who caused it
	Form     *form.Form
	Faults   []fault
	Partners []option
	Manages  bool
	Replans  bool // bookings that it hits can still be moved
}

// downtimes lists a facility's downtimes.
func (v *visit) downtimes() error {
	id := facilities.FacilityID(v.Param("id"))
	list, err := v.office.DowntimeLog(v.ctx(), v.actor, v.now, id)
	if err != nil {
		return err
	}
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	facility, _ := cat.Facility(id)
	view := downtimesView{Page: v.page("web.downtimes.title", "facility", facility.Name), Facility: facility}
	view.Section = "rounds"
	for _, d := range list {
		view.Lines = append(view.Lines, v.downtimeLine(d, facility, cat, cat.Zone(id)))
	}
	return v.render(http.StatusOK, "downtimes", view)
}

// downtime shows one.
func (v *visit) downtime() error {
	seen, err := v.office.Downtime(v.ctx(), v.actor, v.now, facilities.DowntimeID(v.Param("id")))
	if err != nil {
		return err
	}
	f := form.New(nil)
	f.Set("caused_by", string(seen.CausedBy))
	f.Set("cause", seen.Cause)
	f.Set("version", strconv.FormatInt(seen.Version, 10))
	return v.showDowntime(http.StatusOK, seen, f)
}

func (v *visit) showDowntime(status int, seen useroffice.SeenDowntime, f *form.Form) error {
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	facility, _ := cat.Facility(seen.Facility)
	zone := cat.Zone(seen.Facility)
	v.here = "/downtimes/" + string(seen.ID)
	down := v.downtimeLine(seen.Downtime, facility, cat, zone)
	view := downtimePageView{Page: v.page("web.downtimes.one", "what", down.What), Facility: facility, Down: down, Names: seen.Names, Form: f, Faults: v.faults(f),
		Partners: []option{{Text: v.texts.Say("web.downtimes.nobody")}}, Manages: v.actor.Manages(seen.Facility)}
	view.Section = "rounds"
	view.Replans = view.Manages && v.actor.MayWrite() && (seen.End.IsZero() || seen.End.After(v.now))
	say := func(key, value string) {
		view.Facts = append(view.Facts, fact{v.texts.Say("web.downtimes." + key), value})
	}
	say("when", down.When)
	say("reason", seen.Reason)
	say("hit", v.texts.Number(int64(seen.Hit)))
	if seen.Kind != facilities.Maintenance {
		caused := v.texts.Say("web.downtimes.nobody")
		if partner, known := cat.Partner(seen.CausedBy); known {
			caused = partner.Name
		}
		say("caused_by", caused)
		if seen.Cause != "" {
			say("cause", seen.Cause)
		}
		if seen.CausedBy != "" {
			say("deductible", v.hoursSay(seen.Deductible))
		}
	}
	for _, l := range slices.Backward(seen.Lines) {
		view.Lines = append(view.Lines, v.hourLine(l, cat))
	}
	for _, p := range cat.Partners {
		if !p.Guest && !p.Archived || p.ID == seen.CausedBy {
			view.Partners = append(view.Partners, option{Value: string(p.ID), Text: p.Name})
		}
	}
	return v.render(status, "downtime", view)
}

// nameCause says who caused an outage, or that nobody did after all.
func (v *visit) nameCause() error {
	id := facilities.DowntimeID(v.Param("id"))
	seen, err := v.office.Downtime(v.ctx(), v.actor, v.now, id)
	if err != nil {
		return err
	}
	f, err := v.form()
	if err != nil {
		return err
	}
	partner, cause := facilities.PartnerID(f.ID("caused_by")), f.Note("cause")
	if partner == "" {
		cause = "" // what was typed about a partner goes with it
	}
	if f.OK() {
		_, err = v.office.NameCause(v.ctx(), v.actor, v.now, id, f.Version(), partner, cause)
	}
	if f.Take(err, nil) || !f.OK() {
		return v.showDowntime(http.StatusUnprocessableEntity, seen, f)
	}
	if err != nil {
		return err
	}
	return v.to("/downtimes/"+string(id), "cause_named")
}
