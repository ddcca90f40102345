package scheduler

import "marke/scheduler/interval"

// Query asks Suggest for slots.
type Query struct {
	// Wish is what shall be booked. Its Use says how long and, best of all, when; its Resource is not read.
	Wish Wish
	// Resources are those that would all do.
	Resources []ResourceID
	// Range is where the use must lie.
	Range interval.Span
	Limit int
	// Price of a use; nil: all the same. It must be pure: Suggest calls it as often as it likes.
	Price func(ResourceID, interval.Span) int64
	// Tolerate are rules that a slot may break; it says so in Missing. Rules about collisions cannot be tolerated:
	// too_short, in_past, outage, capacity, setup_cleanup and changeover are passed over here.
	Tolerate []Code
}

// Slot is a place in time that breaks no rule but those tolerated.
type Slot struct {
	Resource ResourceID
	Use      interval.Span
	Price    int64
	Distance int64   // ticks between its start and the wished one
	Claims   []Taken // as in Verdict
	Missing  []Violation
}
