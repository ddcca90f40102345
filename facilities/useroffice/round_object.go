package useroffice

import (
	"context"
	"time"

	"marke/facilities"
)

// Object puts an objection to the outcome of a request before the facility's managers, by who may change the request, after publication.
func (o *Office) Object(ctx context.Context, actor facilities.Actor, now time.Time, request facilities.RoundRequestID, text string) (facilities.Objection, error) {
	return facilities.Objection{}, facilities.Missing()
}

// AnswerObjection is the manager's answer; whoever objected is told. upheld alone changes no booking: the manager books what is right.
func (o *Office) AnswerObjection(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.ObjectionID, version int64, upheld bool, answer string) (facilities.Objection, error) {
	return facilities.Objection{}, facilities.Missing()
}

// SeenObjection is an objection with the request and its explanation beside it.
type SeenObjection struct {
	facilities.Objection
	PersonName string
	Request    SeenRequest
}

// Objections lists those of a round, oldest first: all for managers, the own partner's for others.
func (o *Office) Objections(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.RoundID) ([]SeenObjection, error) {
	return nil, facilities.Missing()
}
