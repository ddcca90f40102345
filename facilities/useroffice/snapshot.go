package useroffice

import (
	"time"

	"marke/facilities"
)

// snapshot is everything that the rules must know to judge a wish, read in one
// transaction. problem.go turns it into the scheduler's numbers.
type snapshot struct {
	now       time.Time
	catalogue *facilities.Catalogue

	person         facilities.Person   // who the booking is for; zero: nobody, and then no rule about persons applies
	companions     []facilities.Person // those who have not withdrawn
	qualifications []facilities.Qualification
	suspensions    []facilities.Suspension // of the person
	project        *facilities.Project
	sample         *facilities.Sample

	// held are the active claims on every resource concerned that overlap the span
	// looked at, without those of the booking that is being changed.
	held        []facilities.HeldClaim
	attendances []facilities.Attendance // of the person, the companions and the operators' people
	quotaUses   []quotaUse
}

// quotaUse is what already counts against one quota in one of its periods.
type quotaUse struct {
	Quota  facilities.Quota
	Period facilities.Span   // the local day, week or month
	Uses   []facilities.Span // of the bookings that count; they may reach over the period's ends
}
