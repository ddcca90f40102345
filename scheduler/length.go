package scheduler

import "marke/scheduler/interval"

// lengthRule keeps the use between the shortest and the longest that the primary resource allows. A use that holds no tick
// is always too short.
type lengthRule struct{}

func (lengthRule) judgeWish(t *trial) {
	r, length := t.primary(), t.use.Length()
	if shortest := max(r.Shortest, 1); length < shortest {
		t.report(Violation{Code: TooShort, Resource: r.ID, Limit: shortest, Actual: length}, interval.Always)
	}
	if r.Longest > 0 && length > r.Longest && !t.done() {
		t.report(Violation{Code: TooLong, Resource: r.ID, Limit: r.Longest, Actual: length}, interval.Always)
	}
}
