package money

import (
	"errors"
	"math"
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestSplitGivesTheWorkedExamples(t *testing.T) {
	for _, c := range []struct {
		name   string
		total  Cents
		shares []int64
		want   []Cents
	}{
		{"four partners", 123457, []int64{40, 25, 20, 15}, []Cents{49383, 30864, 24691, 18519}},
		{"a negative total is the mirror", -123457, []int64{40, 25, 20, 15}, []Cents{-49383, -30864, -24691, -18519}},
		{"thirds", 10000, []int64{1, 1, 1}, []Cents{3334, 3333, 3333}},
		{"zero share gets zero", 101, []int64{0, 1, 1}, []Cents{0, 51, 50}},
		{"nothing to split", 0, []int64{3, 4}, []Cents{0, 0}},
		{"nobody and nothing", 0, nil, []Cents{}},
		{"the largest amounts", math.MaxInt64, []int64{1, 1}, []Cents{math.MaxInt64/2 + 1, math.MaxInt64 / 2}},
		{"the smallest amount", math.MinInt64, []int64{1}, []Cents{math.MinInt64}},
	} {
		got, err := Split(c.total, c.shares)
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s: Split(%d, %v) = %v, %v; want %v", c.name, c.total, c.shares, got, err, c.want)
		}
	}
}

func TestSplitRefusesWhatHasNoAnswer(t *testing.T) {
	if _, err := Split(1, []int64{0, 0}); !errors.Is(err, ErrNoShares) {
		t.Errorf("nobody carries it: %v", err)
	}
	if _, err := Split(1, []int64{1, -1}); !errors.Is(err, ErrShare) {
		t.Errorf("negative share: %v", err)
	}
	if _, err := Split(1, []int64{math.MaxInt64, 1}); !errors.Is(err, ErrShare) {
		t.Errorf("overflowing shares: %v", err)
	}
}

func TestSplitIsExactFairAndSymmetric(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		total := Cents(rapid.Int64().Draw(t, "total"))
		shares := rapid.SliceOfN(rapid.Int64Range(0, 1<<40), 1, 12).Draw(t, "shares")
		var sum int64
		for _, s := range shares {
			sum += s
		}
		parts, err := Split(total, shares)
		if sum == 0 {
			if total != 0 && !errors.Is(err, ErrNoShares) {
				t.Fatalf("want ErrNoShares, got %v", err)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		back := new(big.Int)
		for i, p := range parts {
			back.Add(back, big.NewInt(int64(p)))
			if shares[i] == 0 && p != 0 {
				t.Fatalf("share %d is zero and got %d", i, p)
			}
			// |part·sum − total·share| < sum: no part is a whole cent away from its quota
			off := new(big.Int).Mul(big.NewInt(int64(p)), big.NewInt(sum))
			off.Sub(off, new(big.Int).Mul(big.NewInt(int64(total)), big.NewInt(shares[i])))
			if off.CmpAbs(big.NewInt(sum)) >= 0 {
				t.Fatalf("part %d is a cent or more from its quota", i)
			}
		}
		if back.Cmp(big.NewInt(int64(total))) != 0 {
			t.Fatalf("parts sum to %v, not %d", back, total)
		}
		if total != math.MinInt64 {
			mirror, err := Split(-total, shares)
			if err != nil {
				t.Fatal(err)
			}
			for i := range parts {
				if mirror[i] != -parts[i] {
					t.Fatalf("Split(%d) is not the mirror of Split(%d)", -total, total)
				}
			}
		}
	})
}

func TestDecimalWritesTwoDigits(t *testing.T) {
	for c, want := range map[Cents]string{0: "0.00", 5: "0.05", -5: "-0.05", 123457: "1234.57", math.MinInt64: "-92233720368547758.08"} {
		if got := Decimal(c); got != want {
			t.Errorf("%d: %q, want %q", c, got, want)
		}
	}
}
