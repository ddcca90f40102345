package useroffice

import (
	"context"
	"time"

	"marke/facilities"
)

// ProposeReplan works out what to do about a downtime, by a manager: what runs or is imminent stays, what was hit moves with least disturbance, and
// bookings that were not hit move only to make room for one that would be dropped. It is stored as a proposal and changes no booking.
func (o *Office) ProposeReplan(ctx context.Context, actor facilities.Actor, now time.Time, downtime facilities.DowntimeID) (facilities.Replan, error) {
	return facilities.Replan{}, facilities.Missing()
}

// ApplyReplan makes all moves of a proposal in one transaction, releases first, each through the rules of booking, and tells everyone. When
// anything changed since it was proposed nothing is done and it is Stale.
func (o *Office) ApplyReplan(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.ReplanID, version int64) (facilities.Replan, error) {
	return facilities.Replan{}, facilities.Missing()
}

// RejectReplan puts a proposal away.
func (o *Office) RejectReplan(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.ReplanID, version int64) (facilities.Replan, error) {
	return facilities.Replan{}, facilities.Missing()
}

// Replan finds a proposal, for managers of its facility.
func (o *Office) Replan(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.ReplanID) (facilities.Replan, error) {
	return facilities.Replan{}, facilities.Missing()
}

// Replans lists a facility's proposals, latest first, for its managers.
func (o *Office) Replans(ctx context.Context, actor facilities.Actor, now time.Time, facility facilities.FacilityID) ([]facilities.Replan, error) {
	return nil, facilities.Missing()
}
