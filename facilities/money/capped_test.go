package money

import (
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestSplitCappedGivesTheWorkedExamples(t *testing.T) {
	shares := []int64{40, 25, 20, 15}
	for _, c := range []struct {
		name      string
		total     Cents
		caps      []Cents
		want      []Cents
		uncovered Cents
	}{
		{"one at its cap", 100_000_00, []Cents{Uncapped, Uncapped, 12_000_00, Uncapped}, []Cents{44_000_00, 27_500_00, 12_000_00, 16_500_00}, 0},
		{"two at their caps", 100_000_00, []Cents{25_000_00, Uncapped, 12_000_00, Uncapped}, []Cents{25_000_00, 39_375_00, 12_000_00, 23_625_00}, 0},
		{"all at their caps", 100_000_00, []Cents{25_000_00, 20_000_00, 12_000_00, 15_000_00}, []Cents{25_000_00, 20_000_00, 12_000_00, 15_000_00}, 28_000_00},
		{"a credit is the mirror", -100_000_00, []Cents{25_000_00, 20_000_00, 12_000_00, 15_000_00}, []Cents{-25_000_00, -20_000_00, -12_000_00, -15_000_00}, -28_000_00},
		{"a cap of nothing", 100, []Cents{0, Uncapped, Uncapped, 0}, []Cents{0, 56, 44, 0}, 0},
		{"nothing to split", 0, []Cents{0, 0, 0, 0}, []Cents{0, 0, 0, 0}, 0},
	} {
		got, uncovered, err := SplitCapped(c.total, shares, c.caps)
		if err != nil || !slices.Equal(got, c.want) || uncovered != c.uncovered {
			t.Errorf("%s: %v, %d uncovered, %v; want %v, %d", c.name, got, uncovered, err, c.want, c.uncovered)
		}
	}
}

func TestSplitCappedRefusesWhatHasNoAnswer(t *testing.T) {
	for name, c := range map[string]struct {
		shares []int64
		caps   []Cents
		want   error
	}{
		"a cap too few":  {[]int64{1, 1}, []Cents{1}, ErrShare},
		"a negative cap": {[]int64{1}, []Cents{-1}, ErrShare},
		"nobody":         {[]int64{0}, []Cents{1}, ErrNoShares},
	} {
		if _, _, err := SplitCapped(5, c.shares, c.caps); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func TestSplitCappedIsExactAndLevel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 8).Draw(t, "n")
		shares := rapid.SliceOfN(rapid.Int64Range(0, 50), n, n).Draw(t, "shares")
		shares[0]++
		caps := rapid.SliceOfN(rapid.Map(rapid.Int64Range(0, 5000), func(c int64) Cents { return Cents(c) }), n, n).Draw(t, "caps")
		total := Cents(rapid.Int64Range(0, 20_000).Draw(t, "total"))
		parts, uncovered, err := SplitCapped(total, shares, caps)
		if err != nil {
			t.Fatal(err)
		}
		sum := uncovered
		for i, p := range parts {
			sum += p
			if p > caps[i] || p < 0 || shares[i] == 0 && p != 0 {
				t.Fatalf("part %d is %d, cap %d, share %d", i, p, caps[i], shares[i])
			}
			if uncovered > 0 && shares[i] > 0 && p != caps[i] {
				t.Fatalf("%d uncovered while part %d is below its cap", uncovered, i)
			}
			// The water is level: whoever is a cent or more below its cap carries, per share, no less than any other but for one cent.
			for j, q := range parts {
				if shares[i] > 0 && shares[j] > 0 && p < caps[i] && int64(p+1)*shares[j] < int64(q-1)*shares[i] {
					t.Fatalf("part %d (%d of share %d) is below part %d (%d of share %d)", i, p, shares[i], j, q, shares[j])
				}
			}
		}
		if sum != total {
			t.Fatalf("parts and rest sum to %d, not %d", sum, total)
		}
	})
}
