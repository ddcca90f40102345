package facilities

import "time"

// ResourceKind says what sort of thing has limited time.
type ResourceKind string

// The five kinds of resource.
const (
	Instrument ResourceKind = "instrument"
	Area       ResourceKind = "area"      // a room; capacity in people
	Operator   ResourceKind = "operator"  // a skilled person
	Utility    ResourceKind = "utility"   // a shared supply, cumulative capacity
	Accessory  ResourceKind = "accessory" // goes with an instrument
)

// ResourceKinds lists them in the order in which they are shown.
var ResourceKinds = []ResourceKind{Instrument, Area, Operator, Utility, Accessory}

// Approval says who decides on a booking of a resource.
type Approval string

// Approval policies.
const (
	ApprovalAuto    Approval = "auto"    // approved at once for members who may use it
	ApprovalManager Approval = "manager" // a manager decides
)

// Resource is anything whose time is limited.
type Resource struct {
	ID           ResourceID
	Facility     FacilityID
	Kind         ResourceKind
	Name         string
	Description  Words
	Location     string // room
	Capacity     int64  // units that can be held at once; at least 1
	Capabilities []Capability
	Approval     Approval
	// Operated: the facility's staff run it as a service. Such a booking is approved
	// only when its quote has been accepted.
	Operated bool
	// Person is the human being behind an operator.
	Person PersonID
	// Hours opens the resource at its own times; empty: the facility's.
	Hours []Hours
	Rules BookingRules
	// Qualification is the least level that a user must hold; empty: none is needed.
	Qualification Level
	Dangerous     bool // nobody may override the qualification
	Attended      bool // the person must be there: nobody is in two attended places at once
	TwoPersons    bool // never alone outside office hours
	Needs         []Need
	Pool          PoolID
	Changeover    Changeover
	Contamination Contamination
	Access        Access
	Intake        []IntakeField
	// CancelFree is how long before the start a booking can be cancelled or moved without a manager.
	CancelFree time.Duration
	Version    int64
	Archived   bool
}

// BookingRules bound a single booking. Zero means: no such rule.
type BookingRules struct {
	Shortest, Longest time.Duration
	Grid              time.Duration // starts and ends lie on it, from local midnight
	Notice            time.Duration // book at least so long before
	Horizon           time.Duration // book at most so long before
	Setup, Cleanup    time.Duration // claimed around the use, not shown as use
}

// ClaimLongest is the greatest length of a claim, buffers included. It bounds
// the query for overlaps.
const ClaimLongest = 62 * 24 * time.Hour

// Need is something that a booking of a resource must also claim.
type Need struct {
	Kind ResourceKind
	// Resource names the one thing, or Capability any resource of the facility and kind that has that tag.
	Resource   ResourceID
	Capability string
	Units      int64 // at least 1
}

// Changeover is the buffer that depends on the process before: Minutes[before][after].
// A booking without a class changes nothing.
type Changeover struct {
	Classes []string
	Minutes [][]int
}

// Contamination guards what goes into a machine. A sample that has touched a
// refused material may not enter; what the resource adds stays with the sample.
type Contamination struct{ Adds, Refuses []string }

// Access narrows who may book at all. Empty lists admit everyone.
type Access struct {
	Phases   []Phase
	Partners []PartnerID
	NoGuests bool
}

// IntakeField is a question that the resource's manager asks of every booking.
type IntakeField struct {
	Key      string
	Label    Words
	Required bool
	Choices  []string // empty: free text
}
