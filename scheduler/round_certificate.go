package scheduler

// RoundCertificate holds the multipliers from which anyone can recompute the
// bound in integers.
type RoundCertificate struct{}
