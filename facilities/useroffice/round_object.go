package useroffice

import (
	"context"
	"strings"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

var anObjection = subject[facilities.Objection]{"objection",
	func(o facilities.Objection) string { return string(o.ID) },
	func(ctx context.Context, tx *store.Tx, id string) (facilities.Objection, error) {
		return tx.Objection(ctx, facilities.ObjectionID(id))
	}}

// Object puts an objection to the outcome of a request before the facility's managers, by who may change the request, after publication.
func (o *Office) Object(ctx context.Context, actor facilities.Actor, now time.Time, request facilities.RoundRequestID, text string) (facilities.Objection, error) {
	a := act{actor, now, "object"}
	text = strings.TrimSpace(text)
	return write(ctx, o, a, anObjection, func(ctx context.Context, tx *store.Tx) (facilities.Objection, error) {
		none := facilities.Objection{}
		r, err := loadRequest(ctx, tx, a, request, 0)
		if err != nil {
			return none, err
		}
		var f faults
		f.check(text != "", "body.text", "required")
		f.prose("body.text", text, ReasonMax)
		round, err := tx.Round(ctx, r.Round)
		switch {
		case err != nil:
			return none, err
		case len(f) > 0:
			return none, f.err()
		case !changesRequest(actor, r, ""):
			return none, forbidden()
		case !objectsNow(round, r):
			return none, facilities.Errorf(facilities.Conflict, "round_no_outcome")
		}
		made, err := tx.SaveObjection(ctx, facilities.Objection{ID: facilities.ObjectionID(facilities.NewID(now)), Round: round.ID, Request: r.ID,
			Person: actor.Person.ID, Text: text, Created: now})
		if facilities.CodeOf(err) == facilities.Conflict {
			err = facilities.Errorf(facilities.Conflict, "round_objected")
		}
		if err != nil {
			return none, err
		}
		if err := note(ctx, tx, actor, now, entry{verb: a.verb, kind: "round_request", subject: string(r.ID), after: made, reason: text}); err != nil {
			return none, err
		}
		mail := roundMail("round_objection", round, map[string]string{"title": r.Title, "reason": text, "person": actor.Person.Name})
		mail.Key = "round_objection/" + string(made.ID)
		return made, tellManagers(ctx, tx, a, round.Facility, mail)
	})
}

// objectsNow reports that a request has an outcome that can be objected to.
func objectsNow(round facilities.Round, r facilities.RoundRequest) bool {
	return round.State == facilities.RoundPublished && (r.State == facilities.RequestPlaced || r.State == facilities.RequestRefused)
}

// AnswerObjection is the manager's answer; whoever objected is told. upheld alone changes no booking: the manager books what is right.
func (o *Office) AnswerObjection(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.ObjectionID, version int64, upheld bool, answer string) (facilities.Objection, error) {
	a := act{actor, now, "answer_objection"}
	answer = strings.TrimSpace(answer)
	return write(ctx, o, a, anObjection, func(ctx context.Context, tx *store.Tx) (facilities.Objection, error) {
		was, round, err := managedObjection(ctx, tx, a, id)
		var f faults
		f.check(answer != "", "body.answer", "required")
		f.prose("body.answer", answer, ReasonMax)
		switch {
		case err != nil:
			return was, err
		case len(f) > 0:
			return was, f.err()
		case version != 0 && version != was.Version:
			return was, stale()
		case !was.Answered.IsZero():
			return was, facilities.Errorf(facilities.Conflict, "round_answered")
		}
		r, err := tx.RoundRequest(ctx, was.Request)
		if err != nil {
			return was, err
		}
		said := was
		said.Upheld, said.Answer, said.Answered, said.AnsweredBy = upheld, answer, now, actor.Person.ID
		if said, err = tx.SaveObjection(ctx, said); err != nil {
			return was, err
		}
		if err := note(ctx, tx, actor, now, entry{a.verb, "round_request", string(r.ID), was, said, answer}); err != nil {
			return was, err
		}
		kind := "round_objection_rejected"
		if upheld {
			kind = "round_objection_upheld"
		}
		r.By = was.Person // who objected reads it too
		return said, tellRequest(ctx, tx, a, kind, round, r, because(answer))
	})
}

// managedObjection finds an objection with its round for the managers of the facility; others know of none.
func managedObjection(ctx context.Context, tx *store.Tx, a act, id facilities.ObjectionID) (facilities.Objection, facilities.Round, error) {
	if !facilities.ValidID(string(id)) {
		return facilities.Objection{}, facilities.Round{}, facilities.Missing()
	}
	objection, err := tx.Objection(ctx, id)
	if err != nil {
		return facilities.Objection{}, facilities.Round{}, err
	}
	round, err := tx.Round(ctx, objection.Round)
	if err == nil && !a.Manages(round.Facility) {
		err = facilities.Missing()
	}
	return objection, round, err
}

// Objection finds an objection, for managers of its facility.
func (o *Office) Objection(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.ObjectionID) (facilities.Objection, error) {
	if err := needLogin(actor); err != nil {
		return facilities.Objection{}, err
	}
	var found facilities.Objection
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		found, _, err = managedObjection(ctx, tx, act{Actor: actor, now: now}, id)
		return err
	})
	return found, err
}

// SeenObjection is an objection with the request and its explanation beside it.
type SeenObjection struct {
	facilities.Objection
	PersonName string
	Request    SeenRequest
}

// Objections lists those of a round, oldest first: all for managers and controllers, the own partner's for others.
func (o *Office) Objections(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.RoundID) ([]SeenObjection, error) {
	if err := needLogin(actor); err != nil {
		return nil, err
	}
	var out []SeenObjection
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		out = nil
		round, err := loadRound(ctx, tx, id, 0)
		if err != nil {
			return err
		}
		list, err := tx.Objections(ctx, id)
		if err != nil {
			return err
		}
		var people []facilities.PersonID
		for _, objection := range list {
			r, err := tx.RoundRequest(ctx, objection.Request)
			if err != nil {
				return err
			}
			if !seesRequest(actor, r, round.Facility) {
				continue
			}
			seen, err := seenRequests(ctx, tx, actor, now, map[facilities.RoundID]facilities.Round{id: round}, []facilities.RoundRequest{r})
			if err != nil {
				return err
			}
			people = append(people, objection.Person)
			out = append(out, SeenObjection{Objection: objection, Request: seen[0]})
		}
		named, err := tx.PeopleByID(ctx, people)
		for i := range out {
			out[i].PersonName = named[out[i].Person].Name
		}
		return err
	})
	return out, err
}
