package web

import (
	"net/http"

	"marke/facilities"
	"marke/facilities/useroffice"
)

// objectionsView is the objections to the outcome of a round, each with the explanation beside it.
type objectionsView struct {
	Page
	Round useroffice.SeenRound
	Lines []objectionLine
}

// objectionLine is one objection in words.
type objectionLine struct {
	Objection useroffice.SeenObjection
	Request   requestLine
	When      string
	Answered  string // when; empty while it waits
	MayAnswer bool
	Typed     string // an answer that was not taken
}

// objections lists those that the reader may see: all for those who run the facility.
func (v *visit) objections() error {
	return v.showObjections(http.StatusOK, facilities.RoundID(v.Param("id")))
}

func (v *visit) showObjections(status int, id facilities.RoundID) error {
	r, err := v.office.Round(v.ctx(), v.actor, v.now, id)
	if err != nil {
		return err
	}
	list, err := v.office.Objections(v.ctx(), v.actor, v.now, id)
	if err != nil {
		return err
	}
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	view := objectionsView{Page: v.page("web.objections.title", "name", r.Name), Round: r}
	for _, o := range list {
		line := v.objectionLine(r, o, cat)
		if v.posted != nil && string(o.Objection.ID) == v.Param("id") {
			line.Typed = v.posted.Typed("answer")
		}
		view.Lines = append(view.Lines, line)
	}
	return v.render(status, "round_objections", view)
}

func (v *visit) objectionLine(r useroffice.SeenRound, o useroffice.SeenObjection, cat *facilities.Catalogue) objectionLine {
	zone := cat.Zone(r.Facility)
	line := objectionLine{Objection: o, Request: v.requestLine(r.Round, o.Request, cat), When: moment(v.texts, o.Created, zone), MayAnswer: r.Manages && o.Answered.IsZero()}
	line.Request.Placed = v.placedSay(o.Request, cat)
	if !o.Answered.IsZero() {
		line.Answered = moment(v.texts, o.Answered, zone)
	}
	return line
}

// answerObjection is the manager's answer.
func (v *visit) answerObjection() error {
	f, err := v.form()
	if err != nil {
		return err
	}
	o, err := v.office.AnswerObjection(v.ctx(), v.actor, v.now, facilities.ObjectionID(v.Param("id")), f.Version(), f.Is("upheld", "yes"), f.Note("answer"))
	if round := facilities.RoundID(f.ID("round")); err != nil && round != "" {
		labels := map[string]string{"body.answer": "web.objections.answer"}
		return v.again(err, f, "/rounds/"+string(round)+"/objections", labels, func(status int) error { return v.showObjections(status, round) })
	}
	if err != nil {
		return err
	}
	return v.to("/rounds/"+string(o.Round)+"/objections", "objection_answered")
}
