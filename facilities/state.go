package facilities

// State is where a booking stands.
type State string

// The states of a booking. docs/booking-states.md draws them.
const (
	StateHold      State = "hold"
	StateRequested State = "requested"
	StateApproved  State = "approved"
	StateInUse     State = "in_use"
	StateCompleted State = "completed"
	StateAborted   State = "aborted"
	StateDeclined  State = "declined"
	StateExpired   State = "expired"
	StateCancelled State = "cancelled"
	StateMissed    State = "missed"
	StateDisplaced State = "displaced"
)

// States lists them in the order of a booking's life.
var States = []State{StateHold, StateRequested, StateApproved, StateInUse, StateCompleted, StateAborted,
	StateDeclined, StateExpired, StateCancelled, StateMissed, StateDisplaced}

// Action is something that happens to a booking.
type Action string

// The actions that change a booking's state, and move, which does not.
const (
	ActRequest  Action = "request" // a hold becomes a request
	ActApprove  Action = "approve"
	ActDecline  Action = "decline"
	ActCancel   Action = "cancel"
	ActExpire   Action = "expire"
	ActMiss     Action = "miss"
	ActDisplace Action = "displace"
	ActCheckIn  Action = "check_in"
	ActCheckOut Action = "check_out"
	ActAbort    Action = "abort" // the use ends early because of a fault
	ActMove     Action = "move"  // another span or resource, same state
)

// Actions lists them all.
var Actions = []Action{ActRequest, ActApprove, ActDecline, ActCancel, ActExpire, ActMiss, ActDisplace, ActCheckIn, ActCheckOut, ActAbort, ActMove}

var moves = map[State]map[Action]State{
	StateHold: {ActRequest: StateRequested, ActApprove: StateApproved, ActCancel: StateCancelled, ActExpire: StateExpired, ActMove: StateHold},
	StateRequested: {ActApprove: StateApproved, ActDecline: StateDeclined, ActExpire: StateExpired, ActCancel: StateCancelled,
		ActMove: StateRequested},
	StateApproved: {ActCancel: StateCancelled, ActMiss: StateMissed, ActDisplace: StateDisplaced, ActCheckIn: StateInUse, ActMove: StateApproved},
	StateInUse:    {ActCheckOut: StateCompleted, ActAbort: StateAborted},
}

// Next is the one place that knows the legal moves: the state after an action,
// or false when the action is not possible from there.
func (s State) Next(a Action) (State, bool) {
	next, ok := moves[s][a]
	return next, ok
}

// Consumes reports that a booking in this state takes capacity. A request does
// not, so that competing requests can stand side by side.
func (s State) Consumes() bool {
	return s == StateHold || s == StateApproved || s == StateInUse
}

// Ended reports that no action is possible any more.
func (s State) Ended() bool { return len(moves[s]) == 0 }

// Valid reports that s is one of the states.
func (s State) Valid() bool {
	for _, known := range States {
		if s == known {
			return true
		}
	}
	return false
}
