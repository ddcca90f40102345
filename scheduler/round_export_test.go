package scheduler

// What the tests of files in testdata need, which read them by roundfile.
var (
	CheckRefusals = checkRefusals
	CheckProposal = checkProposal
	Campaign      = campaign
)

// SampleRound draws a plain round for satisfaction.
func SampleRound(seed uint64, instruments, requests, weeks int) *RoundProblem {
	return sampleRound(seed, sampleShape{instruments, requests, weeks, Satisfaction, false})
}

// ReplanFigures is what a proposal comes to.
type ReplanFigures = replanFigures

// Figures gives what CheckProposal counted.
func (f replanFigures) Figures() (hit, dropped, movedHit, movedOther int, worthDropped, shift int64, otherMode int) {
	return f.hit, f.dropped, f.movedHit, f.movedOther, f.worthDropped, f.shift, f.otherMode
}
