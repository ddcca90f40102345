package scheduler

import "testing"

func TestWorthsAreSaidInUnits(t *testing.T) {
	for parts, want := range map[int64]string{0: "0", 10_000: "1", 1_200_000: "120", -5_000: "-0.5", 12_345: "1.2345", 100_100: "10.01", -1: "-0.0001"} {
		if got := inUnits(parts); got != want {
			t.Errorf("%d ten-thousandths are said as %q, not %q", parts, got, want)
		}
	}
}
