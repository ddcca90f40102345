package useroffice

import (
	"context"
	"time"

	"marke/facilities"
)

// Board is a facility's timetable: a row for each of its resources, in id order.
type Board struct {
	Facility facilities.Facility
	Span     facilities.Span
	Rows     []BoardRow
}

// BoardRow is one resource's part of a board.
type BoardRow struct {
	Resource facilities.Resource
	Open     []facilities.Span
	Down     []facilities.Downtime
	Entries  []Seen // by start; held time, and requests that the actor may know of
}

// Board shows who has what when, as far as the actor may see it. A span longer
// than ClaimLongest is Invalid.
func (o *Office) Board(ctx context.Context, actor facilities.Actor, now time.Time, facility facilities.FacilityID, span facilities.Span) (Board, error) {
	return Board{}, errUnwritten
}
