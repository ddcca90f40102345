package scheduler

// Code names a rule that a wish breaks. Its words are made where they are shown.
type Code string

// The rules. What Violation.Limit and Violation.Actual hold is said with each; ticks and units as in Snapshot.
const (
	TooShort             Code = "too_short"             // Limit: the shortest use in ticks. Actual: the length asked
	TooLong              Code = "too_long"              // Limit: the longest use in ticks. Actual: the length asked
	OffGrid              Code = "off_grid"              // Limit: the grid in ticks. Span: the ends that lie off it are in Actual: 1 start, 2 end, 3 both
	InPast               Code = "in_past"               // Limit: now
	Notice               Code = "notice"                // Limit: ticks that must lie between now and the start. Actual: those that do
	Horizon              Code = "horizon"               // Limit: ticks that may at most. Actual: those that do
	Access               Code = "access"                // Reason: phase, partner or guest
	Suspended            Code = "suspended"             // Span: the suspension. Person
	Unqualified          Code = "unqualified"           // Person
	QualificationExpires Code = "qualification_expires" // Person. Span: the part of the use after it has ended
	TwoPersons           Code = "two_persons"           // Limit: 2. Actual: the qualified people there. Span: the part outside office hours
	Contamination        Code = "contamination"         // Material: the first that the resource refuses
	Closed               Code = "closed"                // Span: the part of the occupied span that is closed
	OutsideHours         Code = "outside_hours"         // Span: the part of the occupied span outside the opening hours
	Maintenance          Code = "maintenance"           // Span: the part that maintenance takes
	Outage               Code = "outage"                // Span: the part that the outage takes
	Capacity             Code = "capacity"              // Span: where uses meet. Limit: units asked. Actual: units free there
	SetupCleanup         Code = "setup_cleanup"         // Span: where buffers meet. Limit: units asked. Actual: units free there
	Changeover           Code = "changeover"            // Span: between the two uses. Limit: ticks needed. Actual: ticks there. Booking: the neighbour
	OperatorMissing      Code = "operator_missing"      // Limit: units needed. Actual: the most that any option has free
	AccessoryMissing     Code = "accessory_missing"     // as operator_missing
	UtilityShort         Code = "utility_short"         // as operator_missing
	PersonBusy           Code = "person_busy"           // Person. Booking: the other one. Span: the time in common
	OverQuota            Code = "quota"                 // Quota. Span: the period. Limit: ticks allowed. Actual: ticks with this booking
)

// Override says whether a manager may let a wish through that breaks a rule.
type Override uint8

// The kinds of override.
const (
	Never           Override = iota
	UnlessDangerous          // yes, but never on a dangerous resource
	Always
)

// Rule is what is known of a code beforehand.
type Rule struct {
	Code     Code
	Override Override
}

// Codes lists every rule, in the order in which a verdict reports them.
var Codes = []Rule{
	{TooShort, Always}, {TooLong, Always}, {OffGrid, Always},
	{InPast, Never}, {Notice, Always}, {Horizon, Always},
	{Access, Always}, {Suspended, Always},
	{Unqualified, UnlessDangerous}, {QualificationExpires, UnlessDangerous}, {TwoPersons, Never}, {Contamination, Never},
	{Closed, Always}, {OutsideHours, Always}, {Maintenance, Always}, {RoundOpen, Always}, {Outage, Never},
	{Capacity, Never}, {SetupCleanup, Never}, {Changeover, Never},
	{OperatorMissing, Always}, {AccessoryMissing, Always}, {UtilityShort, Never},
	{PersonBusy, Never}, {OverQuota, Always},
}

// rank is a code's place in Codes.
func (c Code) rank() int {
	for i, rule := range Codes {
		if rule.Code == c {
			return i
		}
	}
	return len(Codes)
}

// overridable reports whether a manager may override the code on a resource.
func (c Code) overridable(dangerous bool) bool {
	i := c.rank()
	if i == len(Codes) {
		return false
	}
	switch Codes[i].Override {
	case Always:
		return true
	case UnlessDangerous:
		return !dangerous
	default:
		return false
	}
}
