package facilities

import (
	"time"

	"marke/facilities/money"
)

// Booking is one or more claims that stand or fall together.
type Booking struct {
	ID       BookingID
	Version  int64 // rises with every change; the ETag of the API
	Sequence int   // iCalendar SEQUENCE: rises on a move and on a cancellation
	State    State
	Facility FacilityID
	Resource ResourceID // the primary resource: what is booked, the rest goes with it
	Use      Span       // what is shown; claims may be longer by their buffers
	Claims   []Claim

	Person     PersonID // who it is for
	Companions []Companion
	By         PersonID // who made it
	Partner    PartnerID
	Project    ProjectID
	Title      string
	// Confidential: to other partners it is only "busy".
	Confidential bool
	Economic     bool // copied from the project when booked, with its reason
	Reason       string
	Process      string // changeover class
	Sample       SampleID
	Intake       map[string]string
	Override     *Override

	Quote       Quote
	OrderNumber string
	// QuoteAccepted is when the person accepted the quote of an operated service.
	QuoteAccepted time.Time

	Series     SeriesID
	Occurrence time.Time // the start that the series gave it, before any move
	// Replaces is the approved booking whose slot is kept until this request is decided.
	Replaces BookingID
	// AtRisk says that a condition fell away after approval (a companion cancelled,
	// a qualification was revoked): code as in violations, empty when all is well.
	AtRisk string

	HoldUntil  time.Time // a hold ends by itself
	DecideBy   time.Time // an unanswered request expires
	Reminded   time.Time
	Created    time.Time
	Updated    time.Time
	CheckedIn  time.Time // usage: what really happened
	CheckedOut time.Time
	Decided    time.Time
	DecidedBy  PersonID
	Note       string // the reason given with the last decision or cancellation
}

// Companion goes along with a booking. One who withdrew stays listed.
type Companion struct {
	Person    PersonID
	Withdrawn bool
}

// Claim is units of one resource over one occupied span (buffers included).
// Only active claims count; see State.Consumes.
type Claim struct {
	Resource ResourceID
	Units    int64
	Span     Span
	Active   bool
}

// Override is a manager's word that overridable rules shall not hold here.
type Override struct {
	Codes  []string
	Reason string
	By     PersonID
	At     time.Time
}

// Wish is what somebody would like to book.
type Wish struct {
	Resource     ResourceID
	Use          Span
	With         []WishClaim // further resources and units; what the resource needs is added by itself
	Units        int64       // of the resource; 0 means 1
	For          PersonID    // empty: the acting person
	Companions   []PersonID
	Project      ProjectID
	Title        string
	Confidential bool
	Process      string
	Sample       SampleID
	Intake       map[string]string
	OrderNumber  string
	// AcceptQuote accepts the quoted price of an operated service: the total in cents as it was shown.
	AcceptQuote *money.Cents
	Override    []string // codes that a manager overrides …
	Reason      string   // … and why
	Repeat      *Repeat
}

// WishClaim asks for units of a further resource.
type WishClaim struct {
	Resource ResourceID
	Units    int64
}

// Repeat makes a wish a series. Rule is an RFC 5545 RRULE, run in the facility's
// wall-clock time from the wish's start; Except are starts that are left out.
type Repeat struct {
	Rule   string
	Except []time.Time
	Mode   RepeatMode
}

// RepeatMode says what happens when some occurrences break a rule.
type RepeatMode string

// The modes of a series.
const (
	RepeatAll RepeatMode = "all" // all occurrences or none
	RepeatFit RepeatMode = "fit" // those that fit; the others are reported
)

// SeriesMax bounds the occurrences of one series.
const SeriesMax = 366

// Series is a recurring booking; its occurrences are bookings of their own.
type Series struct {
	ID       SeriesID
	Facility FacilityID
	Resource ResourceID
	Rule     string
	Except   []time.Time
	First    Span
	Person   PersonID
	Partner  PartnerID
	Created  time.Time
	Version  int64
}

// Hold is the time that a draft keeps its slot.
const Hold = 10 * time.Minute

// HeldClaim is an active claim together with what the rules must know of its booking.
type HeldClaim struct {
	Claim
	Booking BookingID
	Use     Span
	Process string
	State   State
	Primary bool // the claim is on its booking's primary resource
}

// Attendance is time that a person must spend in an attended place.
type Attendance struct {
	Person   PersonID
	Booking  BookingID
	Resource ResourceID
	Use      Span
}
