package useroffice

import (
	"context"
	"time"

	"marke/facilities"
)

// AddRequest hands in a request, until the deadline: an engineer for himself, a representative for the partner's people, the
// leader of a project for its people, a manager for anybody. It comes last in its partner's order. Only what is impossible whatever else is
// asked is refused: a Conflict whose Violations are a minimal set of rules that leave it no start (see CheckRequest).
func (o *Office) AddRequest(ctx context.Context, actor facilities.Actor, now time.Time, r facilities.RoundRequest) (facilities.RoundRequest, error) {
	return r, facilities.Missing()
}

// ChangeRequest changes an open request until the deadline; partner, round and rank stay. r.Version is compared (0: not).
func (o *Office) ChangeRequest(ctx context.Context, actor facilities.Actor, now time.Time, r facilities.RoundRequest) (facilities.RoundRequest, error) {
	return r, facilities.Missing()
}

// WithdrawRequest takes an open request back, until the deadline; a manager also later, before the round is published.
func (o *Office) WithdrawRequest(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.RoundRequestID, version int64, reason string) (facilities.RoundRequest, error) {
	return facilities.RoundRequest{}, facilities.Missing()
}

// OrderRequests puts a partner's open requests of a round in its own order, best first, until the deadline. Those that are
// not named come behind, in the order that they had. Any of the partner's people may move his own; the whole order is the representative's.
func (o *Office) OrderRequests(ctx context.Context, actor facilities.Actor, now time.Time, round facilities.RoundID, partner facilities.PartnerID, order []facilities.RoundRequestID) ([]facilities.RoundRequest, error) {
	return nil, facilities.Missing()
}

// Possible says whether a request could be placed were it alone in its round.
type Possible struct {
	// Starts counts the starts that are left, over all instruments that will do, of the step that has the fewest.
	Starts int
	// Violations are a minimal set of rules that together leave it none; empty when there are some.
	Violations []facilities.Violation
	// First is the earliest place of each step, when there is one.
	First []facilities.RoundPlacement
}

// CheckRequest says live whether a request is possible at all, and writes nothing. One that makes no sense is Invalid.
func (o *Office) CheckRequest(ctx context.Context, actor facilities.Actor, now time.Time, r facilities.RoundRequest) (Possible, error) {
	return Possible{}, facilities.Missing()
}

// RequestImport is what a table of requests came to. When Faults is not empty nothing was written.
type RequestImport struct {
	Requests []facilities.RoundRequest
	Faults   []RowFault
}

// RowFault is what is wrong in one line of a table.
type RowFault struct {
	Line int // from 1, the heading included
	Err  error
}

// ImportRequests hands in a table of requests (CSV; see RequestColumns), all or none. dry only judges it.
func (o *Office) ImportRequests(ctx context.Context, actor facilities.Actor, now time.Time, round facilities.RoundID, table []byte, dry bool) (RequestImport, error) {
	return RequestImport{}, facilities.Missing()
}

// RequestColumns are the columns of a table of requests, the required ones first.
var RequestColumns = []string{"title", "instrument", "minutes", "for", "project", "from", "to", "preference", "capability", "with", "companions", "process",
	"sample", "together", "confidential", "order_number"}
