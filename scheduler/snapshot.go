// Package scheduler decides about time, and only about time: Check says which rules a wish breaks, Suggest finds the best
// slots that break none. Every rule is written once, in a file of its own, and serves both.
//
// It is pure. It knows no database, no HTTP, no clock, no chance and no words: now is a field of its input, time is whole
// ticks from an origin in its input, names are numbers, and what it answers are codes and numbers. The same input
// gives the same answer, whatever the order in which its parts are listed.
package scheduler

import "marke/scheduler/interval"

// Numbers that stand for what the caller calls by name. Zero means: none. Where two things are otherwise equal the smaller
// number comes first, so a caller that wants ties by name numbers its names in order.
type (
	FacilityID int64
	ResourceID int64
	PersonID   int64
	PartnerID  int64
	ProjectID  int64
	BookingID  int64
	QuotaID    int64
	ClassID    int64 // a process class, for changeovers
	MaterialID int64 // what a sample has touched
	PhaseID    int64 // of a project
)

// TicksPerDay and TicksPerHour say that a tick is a minute where a rule speaks of days and clocks: grids, quota periods.
// All other rules hold for ticks of any length.
const (
	TicksPerHour = 60
	TicksPerDay  = 24 * TicksPerHour
)

// Snapshot is what must be known to judge wishes: the input of Prepare. Spans and instants are ticks from the origin.
type Snapshot struct {
	Now int64
	// Origin is the instant of tick 0, in ticks from 1970-01-01T00:00Z. Calendar days depend on it, nothing else.
	Origin     int64
	Facilities []Facility
	Resources  []Resource
	People     []Person
	Quotas     []Quota
	Held       []Held
}

// Facility is a place with its wall clock.
type Facility struct {
	ID FacilityID
	// Clock is the local time's distance from UTC, from each tick on, ascending; before the first the first holds. None
	// means UTC.
	Clock  []Offset
	Office interval.Set // office hours: outside them nobody works alone on a two-person resource
	Prime  interval.Set // hours that prime-time quotas count
}

// Offset says that from tick From on the local clock shows UTC plus Ticks.
type Offset struct {
	From, Ticks int64
}

// Resource is anything whose time is limited. Zero in Shortest, Longest, Grid, Notice and Horizon means: no such rule.
type Resource struct {
	ID       ResourceID
	Facility FacilityID
	Capacity int64   // units that can be held at once
	Levels   []Level // other capacities for a while; they do not overlap
	// Open is when it can be used, buffers included; spans that touch are one. Nil: never.
	Open interval.Set
	Down []Downtime

	Setup, Cleanup  int64 // ticks claimed before and after the use
	Shortest        int64 // ticks of use
	Longest         int64
	Grid            int64 // starts and ends lie on multiples of it from local midnight
	Notice, Horizon int64 // ticks between now and the start: at least, at most
	Changeover      Table
	Refuses         []MaterialID
	Access          AccessRule
	Needs           []Need   // what a booking of it must also claim
	Person          PersonID // who an operator is
	NeedsQualified  bool     // the person must hold a qualification for it
	Dangerous       bool     // nobody may override that
	Attended        bool     // the person must be there
	TwoPersons      bool     // never alone outside office hours
	// Operated: when it is the primary resource staff do the work; the person needs no qualification and need not be there.
	Operated bool
}

// Level is another capacity for a while.
type Level struct {
	Span  interval.Span
	Units int64
}

// DowntimeKind is why something cannot be used.
type DowntimeKind uint8

// The kinds of downtime.
const (
	ByClosure     DowntimeKind = iota // the facility is closed
	ByMaintenance                     // planned
	ByOutage                          // unplanned
)

// Downtime takes a resource out of use.
type Downtime struct {
	Kind DowntimeKind
	Span interval.Span
}

// Table is the changeover of a resource: Ticks[before][after] lie at least between the end of a use and the start of the
// next, by their places in Classes. Uses of no class, or of one that is not listed, ask for none. The zero Table asks for
// none at all.
type Table struct {
	Classes []ClassID
	Ticks   [][]int64
}

// AccessRule says who may book. Empty lists admit everyone.
type AccessRule struct {
	Phases   []PhaseID
	Partners []PartnerID
	NoGuests bool
}

// Person is somebody who books or comes along.
type Person struct {
	ID             PersonID
	Qualifications []Qualification
	Attends        []Attendance
	Suspensions    []Suspension
}

// Qualification lets a person use a resource during a span.
type Qualification struct {
	Resource ResourceID
	Valid    interval.Span
}

// Attendance is time that a person spends in an attended place.
type Attendance struct {
	Booking BookingID
	Use     interval.Span
}

// Suspension keeps a person from making bookings at a facility while now lies in Span.
type Suspension struct {
	Facility FacilityID
	Span     interval.Span
}

// Period is a local calendar period. Weeks start on Monday.
type Period uint8

// The periods.
const (
	Day Period = iota
	Week
	Month
)

// Quota bounds the ticks of use that one person, project or partner (exactly one is named) books in a period, summed over
// bookings by their primary resources. A rule "for each person" is one Quota for every person concerned.
type Quota struct {
	ID        QuotaID
	Facility  FacilityID // whose calendar and prime hours count
	Resources []ResourceID
	Person    PersonID
	Project   ProjectID
	Partner   PartnerID
	Period    Period
	PrimeOnly bool
	Max       int64
	Counted   []Count
}

// Count is ticks already counted in the period that holds tick At. A Booking may be named: its count is left out when that
// booking is the one that moves.
type Count struct {
	At, Ticks int64
	Booking   BookingID
}

// Held is a claim that takes capacity now. Before and After are its buffers without any changeover, which follows from
// Use, Class and the neighbours.
type Held struct {
	Booking       BookingID
	Resource      ResourceID
	Units         int64
	Use           interval.Span
	Before, After int64
	Class         ClassID
}

// Occupied is the use with its buffers, without any changeover.
func (h Held) Occupied() interval.Span { return h.Use.Widen(h.Before, h.After) }
