//go:build unix

package scheduler

import (
	"syscall"
	"testing"
)

// processSeconds is the time that processors have spent on this process. What is
// measured in it does not depend on what else the machine does.
func processSeconds(tb testing.TB) float64 {
	tb.Helper()
	var use syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &use); err != nil {
		tb.Fatal(err)
	}
	return float64(use.Utime.Nano()+use.Stime.Nano()) / 1e9
}
