package scheduler

import "slices"

// ChangeKind says what about a request would be changed.
type ChangeKind string

// The changes of a request's own that would give it a place.
const (
	ChangeWindow   ChangeKind = "window"   // Window, From, To; Earlier and Later say by how much
	ChangeResource ChangeKind = "resource" // Mode, Claim, Resource: another of the same pool
	ChangeDuration ChangeKind = "duration" // Mode, Duration; Shorter says by how much
	ChangeUnits    ChangeKind = "units"    // Mode, Claim, Resource, Units
)

// ChangeKinds lists every kind.
var ChangeKinds = []ChangeKind{ChangeWindow, ChangeResource, ChangeDuration, ChangeUnits}

// RoundChange is one change to a request. Mode, Window and Claim are numbers in its
// lists; times are slots. The fields that its kind does not name are zero, but for
// Mode and Start: where it would stand then.
type RoundChange struct {
	Kind           ChangeKind
	Mode           int
	Start          int64
	Window         int
	From, To       int64 // the window as it would be
	Earlier, Later int64
	Claim          int
	Resource       string
	Units          int64
	Duration       int64
	Shorter        int64
	// Touches is how much of the request it changes, by which changes are compared:
	// the slots that a window gains or a use loses, or all slots of a use, for each
	// unit, that goes to another instrument or with fewer units.
	Touches int64
}

// Apply gives the request as it would be. The request itself is left as it is.
func (x *RoundChange) Apply(r RoundRequest) RoundRequest {
	switch x.Kind {
	case ChangeWindow:
		r.Windows = slices.Clone(r.Windows)
		r.Windows[x.Window].From, r.Windows[x.Window].To = x.From, x.To
		return r
	default:
		r.Modes = slices.Clone(r.Modes)
		m := &r.Modes[x.Mode]
		if x.Kind == ChangeDuration {
			m.Duration = x.Duration
			return r
		}
		m.Claims = slices.Clone(m.Claims)
		if x.Kind == ChangeResource {
			m.Claims[x.Claim].Resource = x.Resource
		} else {
			m.Claims[x.Claim].Units = x.Units
		}
		return r
	}
}
