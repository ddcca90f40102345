package ledger

// Figure is a number of a report, or why there is none: what nobody can compute is unknown, and never 0.
type Figure struct {
	State FigureState
	Value int64 // cents, minutes, a count or parts per million, as the unit says
}

// FigureState says whether a figure can be shown.
type FigureState string

// The states of a figure.
const (
	FigureKnown      FigureState = "known"
	FigureUnknown    FigureState = "unknown"
	FigureSuppressed FigureState = "suppressed" // of fewer than FirmsMin firms, or needed to hide one that is
)

// Unit says what a figure counts.
type Unit string

// The units of figures.
const (
	UnitMoney   Unit = "money"   // cents
	UnitMinutes Unit = "minutes" //
	UnitCount   Unit = "count"   //
	UnitPPM     Unit = "ppm"     // parts per million
)

func known(value int64) Figure { return Figure{FigureKnown, value} }

var unknown = Figure{State: FigureUnknown}

// ratio is part/whole in parts per million, rounded down; unknown when there is no whole.
func ratio(part, whole int64) Figure {
	if whole <= 0 || part < 0 {
		return unknown
	}
	return known(ppm(part, whole))
}
