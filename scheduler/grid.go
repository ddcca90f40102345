package scheduler

// gridRule keeps both ends of the use on the primary resource's grid, counted on the facility's wall clock from local
// midnight: on a day of 23 or 25 hours the hands of the clock decide, not the ticks gone by.
type gridRule struct{}

// What OffGrid says in Violation.Actual.
const (
	StartOffGrid = 1
	EndOffGrid   = 2
)

func (gridRule) judgeWish(t *trial) {
	r := t.primary()
	if r.Grid <= 1 {
		return
	}
	var off int64
	if !r.facility.clock.onGrid(t.use.From, r.Grid) {
		off |= StartOffGrid
	}
	if !r.facility.clock.onGrid(t.use.To, r.Grid) {
		off |= EndOffGrid
	}
	if off != 0 {
		t.report(Violation{Code: OffGrid, Resource: r.ID, Limit: r.Grid, Actual: off}, t.here())
	}
}
