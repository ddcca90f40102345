package facilities

import "time"

// Person uses Marke. A person belongs to one partner (or guest organisation).
type Person struct {
	ID       PersonID
	Name     string
	Email    string // lower case, unique
	Partner  PartnerID
	Language string // "nl" or "en"
	State    PersonState
	Roles    []Role
	// Operator is the name that cron, the command line and rounds act under; such a
	// person cannot log in.
	System  bool
	Created time.Time
	Version int64
}

// PersonState says whether a person may act.
type PersonState string

// The states of a person.
const (
	PersonAsked   PersonState = "asked"   // a guest asks for access; a manager admits
	PersonInvited PersonState = "invited" // has not chosen a password yet
	PersonActive  PersonState = "active"
	PersonBlocked PersonState = "blocked"
	PersonErased  PersonState = "erased" // the name is gone, bookings and audit stay
)

// RoleKind names a right beyond that of every member, who may book.
type RoleKind string

// The roles.
const (
	RoleManager        RoleKind = "manager"        // of a facility: approves, settings, outages, overrides
	RoleTrainer        RoleKind = "trainer"        // of a facility: grants and revokes qualifications
	RoleController     RoleKind = "controller"     // of a facility, or of all: reads every booking, tariffs, agreements
	RoleRepresentative RoleKind = "representative" // of a partner: its people and projects
	RoleAdmin          RoleKind = "admin"          // of the installation
)

// Role is a right of a person at one facility or partner; both empty: everywhere.
type Role struct {
	Kind     RoleKind
	Facility FacilityID
	Partner  PartnerID
}

// Level orders qualifications: a higher one includes the lower.
type Level string

// The levels of a qualification.
const (
	LevelNone    Level = ""
	LevelBasic   Level = "basic"   // may use it
	LevelExpert  Level = "expert"  // may use it outside the standard recipes
	LevelTrainer Level = "trainer" // may train others on it
)

// Reaches reports that level l is at least want.
func (l Level) Reaches(want Level) bool { return l.rank() >= want.rank() }

func (l Level) rank() int {
	switch l {
	case LevelBasic:
		return 1
	case LevelExpert:
		return 2
	case LevelTrainer:
		return 3
	}
	return 0
}

// Qualification lets a person use a resource from From until Until (zero: no
// end). A revoked one keeps its row, with the moment of revocation.
type Qualification struct {
	ID       QualificationID
	Person   PersonID
	Resource ResourceID
	Level    Level
	From     time.Time
	Until    time.Time // zero: does not expire
	Revoked  time.Time // zero: still stands
	Granter  PersonID
	Reason   string
	Version  int64
}

// Valid is the span in which the qualification stands; a zero End means without end.
func (q Qualification) Valid() Span {
	end := q.Until
	if !q.Revoked.IsZero() && (end.IsZero() || q.Revoked.Before(end)) {
		end = q.Revoked
	}
	return Span{q.From, end}
}

// Suspension keeps a person from booking at a facility for a while, after no-shows.
type Suspension struct {
	Person   PersonID
	Facility FacilityID
	Span     Span
	Reason   string
}
