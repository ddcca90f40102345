package web

import (
	"net/http"
	"strconv"
	"time"

	"marke/facilities"
	"marke/web/form"
)

// closeRound ends a call before its deadline.
func (v *visit) closeRound() error {
	return v.actOnRound("round_closed", func(id facilities.RoundID, f *form.Form) error {
		_, err := v.office.CloseRound(v.ctx(), v.actor, v.now, id, f.Version())
		return err
	})
}

// reopenRound takes requests again, until a later deadline.
func (v *visit) reopenRound() error {
	r, err := v.managedRound()
	if err != nil {
		return err
	}
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	return v.actOnRound("round_reopened", func(id facilities.RoundID, f *form.Form) error {
		deadline := momentOr(f, "deadline_day", "deadline_time", cat.Zone(r.Facility), time.Time{})
		if !f.OK() || deadline.IsZero() {
			return facilities.BadField("deadline", "required")
		}
		_, err := v.office.ReopenRound(v.ctx(), v.actor, v.now, id, f.Version(), deadline)
		return err
	})
}

// cancelRound calls a round off.
func (v *visit) cancelRound() error {
	return v.actOnRound("round_cancelled", func(id facilities.RoundID, f *form.Form) error {
		_, err := v.office.CancelRound(v.ctx(), v.actor, v.now, id, f.Version(), f.Note("reason"))
		return err
	})
}

// actOnRound does something to the round of the address and shows it again.
func (v *visit) actOnRound(done string, act func(facilities.RoundID, *form.Form) error) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	id := facilities.RoundID(v.Param("id"))
	if err := act(id, f); err != nil {
		return v.again(err, f, "/rounds/"+string(id), roundLabels, func(status int) error { return v.showRound(status, id) })
	}
	return v.to("/rounds/"+string(id), done)
}

// roundLabels are the labels of what a manager fills in on a round's page.
var roundLabels = map[string]string{"deadline": "web.round.deadline", "reason": "web.round.cancel_reason", "body.deadline": "web.round.deadline", "body.reason": "web.round.cancel_reason", "seconds": "web.solve.seconds"}

// pin keeps a placement where a draft put it, in every solve from now on.
func (v *visit) pin() error { return v.setPin(true) }

// unpin lets the solver move it again.
func (v *visit) unpin() error { return v.setPin(false) }

func (v *visit) setPin(stays bool) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	id, request := facilities.RoundID(v.Param("id")), facilities.RoundRequestID(f.ID("request"))
	plan, step := int(f.Int("plan", 0, 1<<31)), int(f.Int("step", 0, 1000))
	done := "unpinned"
	if stays {
		done = "pinned"
		_, err = v.office.PinPlacement(v.ctx(), v.actor, v.now, id, f.Version(), plan, request, step)
	} else {
		_, err = v.office.UnpinPlacement(v.ctx(), v.actor, v.now, id, f.Version(), request, step)
	}
	if err != nil {
		return v.again(err, f, "/rounds/"+string(id), roundLabels, func(status int) error { return v.showRound(status, id) })
	}
	path := "/rounds/" + string(id) + "/plans/" + strconv.Itoa(plan)
	if day := f.Day("day"); !day.IsZero() {
		path = withQuery(path, "day", day.String())
	}
	return v.to(path, done)
}

// publishView asks whether a draft is to become bookings, and says what that means.
type publishView struct {
	Page
	Board   boardHead
	Refused int
	Doubts  []requestLine
}

// publishForm is the confirmation.
func (v *visit) publishForm() error {
	number, err := v.planNumber()
	if err != nil {
		return err
	}
	board, err := v.office.RoundBoard(v.ctx(), v.actor, v.now, facilities.RoundID(v.Param("id")), number)
	if err != nil {
		return err
	}
	if _, legal := board.Round.State.Next(facilities.RoundPublish); !legal || !board.Round.Manages {
		return facilities.Missing()
	}
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	view := publishView{Page: v.page("web.publish.title", "name", board.Round.Name), Board: v.boardHead(board, cat), Refused: len(board.Plan.Refused)}
	for _, doubt := range board.Plan.Doubts {
		for _, r := range board.Requests {
			if r.ID == doubt.Request {
				r.Violations = doubt.Violations
				view.Doubts = append(view.Doubts, v.requestLine(board.Round.Round, r, cat))
			}
		}
	}
	return v.render(http.StatusOK, "round_publish", view)
}

// publish makes the placements bookings. What did not pass is on the round's page, with what stood in the way.
func (v *visit) publish() error {
	return v.actOnRound("round_published", func(id facilities.RoundID, f *form.Form) error {
		_, err := v.office.PublishRound(v.ctx(), v.actor, v.now, id, f.Version(), int(f.Int("plan", 1, 1<<31)))
		return err
	})
}

// planNumber is the draft that an address names.
func (v *visit) planNumber() (int, error) {
	n, err := strconv.Atoi(v.Param("number"))
	if err != nil || n < 1 || n > 1<<30 {
		return 0, facilities.Missing()
	}
	return n, nil
}
