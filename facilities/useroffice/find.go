package useroffice

import (
	"context"
	"time"

	"marke/facilities"
)

// FindQuery asks for free slots: on one Resource, or on whatever has the
// Capability ("press, temperature>=380") or is of the Kind, at one Facility or at any.
type FindQuery struct {
	Resource   facilities.ResourceID
	Capability string
	Kind       facilities.ResourceKind
	Facility   facilities.FacilityID
	Duration   time.Duration
	From, To   time.Time
	Near       *time.Time // the wished start; nil: as early as can be
	Project    facilities.ProjectID
	Limit      int // 0 means 5; at most 50
}

// Find lists the slots that suit best, nearest first. Those that break only a rule
// about the person (a qualification, access) are listed with its code in Missing.
func (o *Office) Find(ctx context.Context, actor facilities.Actor, now time.Time, query FindQuery) ([]facilities.Alternative, error) {
	return nil, errUnwritten
}
