package scheduler

// RoundReason is one reason for a refusal: a code, words for those who read the
// file, and the facts behind it.
type RoundReason struct {
	Code     string
	Message  string
	Resource string           // the scarce resource, if there is one
	Span     RoundSpan        // and when
	Displace []RoundPlacement // what would have to go
	Price    int64            // what that is worth, in parts of ten thousand
}
