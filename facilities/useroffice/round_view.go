package useroffice

import (
	"context"
	"time"

	"marke/facilities"
)

// RoundFilter narrows a list of rounds; empty fields do not.
type RoundFilter struct {
	Facility facilities.FacilityID
	States   []facilities.RoundState
	Rolling  *bool
	Limit    int // 50 when zero, at most 200
	Cursor   string
}

// SeenRound is a round with what its reader may do and know.
type SeenRound struct {
	facilities.Round
	FacilityName string
	// Manages: the reader may solve, pin, publish and cancel.
	Manages bool
	// MayAsk: the reader may hand in requests now.
	MayAsk bool
	// Totals are what is asked for, by pool, over all partners; ByPartner the same by partner: all of them for managers and controllers, the own for others.
	Totals    []RoundTotal
	ByPartner []RoundTotal
	// Plans are the drafts' numbers and figures, without placements: for managers and controllers; for others the published one alone.
	Plans []facilities.RoundPlan
}

// RoundTotal counts requests that are not withdrawn and the time that they ask for, in minutes.
type RoundTotal struct {
	Partner  facilities.PartnerID // empty: all together
	Pool     facilities.PoolID    // empty: outside the covered pools
	Requests int
	Minutes  int64
	Partners int // how many partners ask
}

// Rounds lists rounds, latest period first, for members.
func (o *Office) Rounds(ctx context.Context, actor facilities.Actor, now time.Time, f RoundFilter) (list []SeenRound, next string, err error) {
	return nil, "", facilities.Missing()
}

// Round finds one.
func (o *Office) Round(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.RoundID) (SeenRound, error) {
	return SeenRound{}, facilities.Missing()
}

// RequestFilter narrows a list of requests; empty fields do not.
type RequestFilter struct {
	Round   facilities.RoundID
	Partner facilities.PartnerID
	Person  facilities.PersonID
	States  []facilities.RequestState
	Limit   int // 100 when zero, at most 500
	Cursor  string
}

// SeenRequest is a request that its reader may see wholly: people of its partner, its representative, the facility's
// managers and controllers. In what it was refused for only managers find whose placements would have to go.
type SeenRequest struct {
	facilities.RoundRequest
	PersonName, PartnerName, ProjectName string
	// Changes: the reader may change or withdraw it now.
	Changes bool
	// Objects: the reader may object to its outcome now.
	Objects bool
}

// RoundRequests lists the requests that the reader may see, by partner and rank.
func (o *Office) RoundRequests(ctx context.Context, actor facilities.Actor, now time.Time, f RequestFilter) (list []SeenRequest, next string, err error) {
	return nil, "", facilities.Missing()
}

// RoundRequest finds one; what the reader may not see is NotFound.
func (o *Office) RoundRequest(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.RoundRequestID) (SeenRequest, error) {
	return SeenRequest{}, facilities.Missing()
}

// RoundBoard is one draft as the managers look at it, or the published plan as a partner may.
type RoundBoard struct {
	Round    SeenRound
	Plan     facilities.RoundPlan // its placements, refusals and doubts only as far as the reader may see the requests
	Requests []SeenRequest        // those of the placements and refusals
	// Resources are those of the covered pools and of the placements, in id order.
	Resources []facilities.Resource
	// Pinned are the placements that stay in the next solve; managers only.
	Pinned []facilities.RoundPlacement
}

// RoundBoard shows a draft: for managers and controllers any (number 0: the latest, or the published one), for others the published one with
// their own requests and outcomes.
func (o *Office) RoundBoard(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.RoundID, number int) (RoundBoard, error) {
	return RoundBoard{}, facilities.Missing()
}

// RoundProblem is the saved marke.problem/1 of a draft, for managers and controllers. Solving it with the draft's seed and steps gives
// RoundPlanFile again. Partners and requests are in it by id.
func (o *Office) RoundProblem(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.RoundID, number int) ([]byte, error) {
	return nil, facilities.Missing()
}

// RoundPlanFile is the saved marke.plan/1 of a draft, for managers and controllers.
func (o *Office) RoundPlanFile(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.RoundID, number int) ([]byte, error) {
	return nil, facilities.Missing()
}
