package web

import (
	"net/http"

	"marke/facilities"
	"marke/facilities/useroffice"
	"marke/web/form"
)

// replanView is a proposal for what to do about a downtime, with the effect per person.
type replanView struct {
	Page
	Replan   facilities.Replan
	Facility facilities.Facility
	Down     downtimeLine
	HasDown  bool
	State    string
	Made     string
	Moved    []replanLine // that were hit and have another place
	Dropped  []replanLine
	Shifted  []replanLine // that make room
	Pending  bool
	Parts    bool // groups of all or none are taken apart
	MayPart  bool // they may be: something goes only because another of its group has no place
}

// replanLine is the effect on one booking.
type replanLine struct {
	URL, Title, Person, Partner string
	From, To                    string
	Along                       string // what it goes with, of one that is dropped
}

// replansView lists the proposals of a facility.
type replansView struct {
	Page
	Facility  facilities.Facility
	Lines     []replanHead
	Downtimes []downtimeLine
}

// replanHead is one proposal in the list.
type replanHead struct {
	URL, What, Made, State string
	Moves, Dropped         int
}

// replans lists the proposals of a facility, and the downtimes for which one can be made.
func (v *visit) replans() error {
	facility, err := v.managed(facilities.FacilityID(v.Param("id")))
	if err != nil {
		return err
	}
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	list, err := v.office.Replans(v.ctx(), v.actor, v.now, facility.ID)
	if err != nil {
		return err
	}
	downtimes, err := v.office.Downtimes(v.ctx(), v.actor, v.now, facility.ID)
	if err != nil {
		return err
	}
	view := replansView{Page: v.page("web.replans.title", "facility", facility.Name), Facility: facility}
	view.Section = "rounds"
	zone := cat.Zone(facility.ID)
	for _, d := range downtimes {
		view.Downtimes = append(view.Downtimes, v.downtimeLine(d, facility, cat, zone))
	}
	for _, r := range list {
		head := replanHead{URL: "/" + v.lang + "/replans/" + string(r.ID), Made: moment(v.texts, r.Created, zone), State: v.texts.Say("web.replan_state." + string(r.State)), What: v.downtimeOfReplan(r, facility, cat)}
		for _, m := range r.Moves {
			if m.Dropped {
				head.Dropped++
			} else {
				head.Moves++
			}
		}
		view.Lines = append(view.Lines, head)
	}
	return v.render(http.StatusOK, "replans", view)
}

// downtimeOfReplan names what is out of use.
func (v *visit) downtimeOfReplan(r facilities.Replan, facility facilities.Facility, cat *facilities.Catalogue) string {
	for _, d := range cat.Downtimes {
		if d.ID == r.Downtime {
			line := v.downtimeLine(d, facility, cat, cat.Zone(facility.ID))
			return line.What + " · " + line.When
		}
	}
	return facility.Name
}

// proposeReplan works out what to do about a downtime, when asked to with groups of all or none taken apart.
func (v *visit) proposeReplan() error {
	if _, err := v.managed(facilities.FacilityID(v.Param("id"))); err != nil {
		return err
	}
	f, err := v.form()
	if err != nil {
		return err
	}
	r, err := v.office.ProposeReplan(v.ctx(), v.actor, v.now, facilities.DowntimeID(v.Param("downtime")), useroffice.ReplanSettings{Apart: f.Is("apart", "yes")})
	if err != nil {
		return err
	}
	return v.to("/replans/"+string(r.ID), "")
}

// replan shows one proposal.
func (v *visit) replan() error {
	r, err := v.office.Replan(v.ctx(), v.actor, v.now, facilities.ReplanID(v.Param("id")))
	if err != nil {
		return err
	}
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	facility, _ := cat.Facility(r.Facility)
	zone := cat.Zone(r.Facility)
	view := replanView{Page: v.page("web.replan.title"), Replan: r, Facility: facility, State: v.texts.Say("web.replan_state." + string(r.State)), Made: moment(v.texts, r.Created, zone),
		Pending: r.State == facilities.ReplanProposed && v.actor.Manages(r.Facility) && v.actor.MayWrite()}
	for _, d := range cat.Downtimes {
		if d.ID == r.Downtime {
			view.Down, view.HasDown = v.downtimeLine(d, facility, cat, zone), true
		}
	}
	for _, m := range r.Moves {
		line, err := v.replanLine(m, cat)
		if err != nil {
			return err
		}
		line.Along = v.alongSay(m)
		view.Parts = view.Parts || m.Apart
		view.MayPart = view.MayPart || view.Pending && m.Dropped && m.Group != "" && !m.Apart
		switch {
		case m.Dropped:
			view.Dropped = append(view.Dropped, line)
		case m.Hit:
			view.Moved = append(view.Moved, line)
		default:
			view.Shifted = append(view.Shifted, line)
		}
	}
	return v.render(http.StatusOK, "replan", view)
}

func (v *visit) replanLine(m facilities.ReplanMove, cat *facilities.Catalogue) (replanLine, error) {
	was, _ := cat.Resource(m.Was)
	partner, _ := cat.Partner(m.Partner)
	zone := cat.Zone(was.Facility)
	line := replanLine{URL: "/" + v.lang + "/bookings/" + string(m.Booking), Partner: partner.Name, From: was.Name + ", " + v.texts.Span(m.From, zone)}
	b, err := v.office.Booking(v.ctx(), v.actor, v.now, m.Booking)
	switch {
	case facilities.CodeOf(err) == facilities.NotFound:
		line.URL = ""
	case err != nil:
		return line, err
	default:
		line.Title, line.Person = b.Booking.Title, b.Names[string(m.Person)]
	}
	if !m.Dropped {
		to, _ := cat.Resource(m.Resource)
		line.To = to.Name + ", " + v.texts.Span(m.To, zone)
	}
	return line, nil
}

// alongSay says with what a booking is dropped: the rest of its group or its route; empty for one that goes by itself, and for one that does not go.
func (v *visit) alongSay(m facilities.ReplanMove) string {
	switch together := m.Group != "" && !m.Apart; {
	case !m.Dropped:
		return ""
	case together && m.Hit:
		return v.texts.Say("web.replan.group", "group", m.Group)
	case together:
		return v.texts.Say("web.replan.along_group", "group", m.Group)
	case !m.Hit:
		return v.texts.Say("web.replan.along_route")
	}
	return ""
}

// applyReplan makes all moves in one step.
func (v *visit) applyReplan() error {
	return v.decideReplan("replan_applied", func(id facilities.ReplanID, f *form.Form) (facilities.Replan, error) {
		return v.office.ApplyReplan(v.ctx(), v.actor, v.now, id, f.Version())
	})
}

// rejectReplan puts a proposal away.
func (v *visit) rejectReplan() error {
	return v.decideReplan("replan_rejected", func(id facilities.ReplanID, f *form.Form) (facilities.Replan, error) {
		return v.office.RejectReplan(v.ctx(), v.actor, v.now, id, f.Version())
	})
}

func (v *visit) decideReplan(done string, decide func(facilities.ReplanID, *form.Form) (facilities.Replan, error)) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	id := facilities.ReplanID(v.Param("id"))
	if _, err := decide(id, f); err != nil {
		return err
	}
	return v.to("/replans/"+string(id), done)
}
