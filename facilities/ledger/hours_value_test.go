package ledger

import (
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestValuesFollowRankAndLength(t *testing.T) {
	for _, c := range []struct {
		name   string
		total  int64
		wishes []RequestWish
		want   [][]int64
	}{
		{"three of one length: 5, 3 and 1 of 9", 900, []RequestWish{{Length: 10}, {Length: 10}, {Length: 10}}, [][]int64{{500}, {300}, {100}}},
		{"one takes all", 77, []RequestWish{{Length: 4}}, [][]int64{{77}}},
		{"twice as long", 900, []RequestWish{{Length: 20}, {Length: 10}}, [][]int64{{800}, {100}}},
		{"windows keep what they are worth beside each other", 1000, []RequestWish{{10, []int64{4, 2, 1}}}, [][]int64{{1000, 500, 250}}},
		{"nothing due", 0, []RequestWish{{Length: 4}, {Length: 4}}, [][]int64{{0}, {0}}},
		{"nothing asked", 50, nil, [][]int64{}},
	} {
		got, err := RequestValues(c.total, c.wishes)
		if err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %v, %v; want %v", c.name, got, err, c.want)
		}
	}
}

func drawWishes(t *rapid.T) []RequestWish {
	var out []RequestWish
	for range rapid.IntRange(1, 10).Draw(t, "wishes") {
		out = append(out, RequestWish{Length: rapid.Int64Range(1, 500).Draw(t, "length")})
	}
	return out
}

// firsts is what the best windows are worth.
func firsts(t *rapid.T, total int64, wishes []RequestWish) (out []int64, sum int64) {
	values, err := RequestValues(total, wishes)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range values {
		out, sum = append(out, v[0]), sum+v[0]
	}
	return out, sum
}

func TestShoutingIsWorthNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		wishes, total := drawWishes(t), rapid.Int64Range(0, 100_000).Draw(t, "total")
		values, sum := firsts(t, total, wishes)
		if sum != total {
			t.Fatalf("values add up to %d, not %d", sum, total)
		}
		for i := 1; i < len(values); i++ { // a minute is worth no more than one that is wanted more
			if values[i]*wishes[i-1].Length > (values[i-1]+1)*wishes[i].Length+wishes[i-1].Length {
				t.Fatalf("wish %d is worth more a minute than the one before: %v of %v", i, values, wishes)
			}
		}
		more, sum := firsts(t, total, append(slices.Clone(wishes), drawWishes(t)...))
		if sum != total {
			t.Fatalf("with more wishes %d, not %d", sum, total)
		}
		var before, after int64
		for i := range wishes { // those wanted most are worth no more together, however far one looks
			before, after = before+values[i], after+more[i]
			if after > before+int64(i)+1 {
				t.Fatalf("more wishes at the end raise the first %d from %d to %d", i+1, before, after)
			}
		}
	})
}

func TestCuttingARequestUpIsWorthNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		wishes, total := drawWishes(t), rapid.Int64Range(0, 100_000).Draw(t, "total")
		cut := rapid.IntRange(0, len(wishes)-1).Draw(t, "cut")
		first := rapid.Int64Range(0, wishes[cut].Length).Draw(t, "first")
		pieces := slices.Insert(slices.Clone(wishes), cut, RequestWish{Length: first})
		pieces[cut+1].Length -= first
		whole, _ := firsts(t, total, wishes)
		parts, _ := firsts(t, total, pieces)
		if d := parts[cut] + parts[cut+1] - whole[cut]; d < -2 || d > 2 {
			t.Fatalf("whole it is worth %d, cut %d and %d", whole[cut], parts[cut], parts[cut+1])
		}
	})
}

func TestValuesOfVeryLongWishesDoNotOverflow(t *testing.T) {
	got, err := RequestValues(1000, []RequestWish{{Length: minutesMax}, {Length: minutesMax}})
	if err != nil || got[0][0] != 750 || got[1][0] != 250 {
		t.Errorf("%v, %v", got, err)
	}
}

func TestValuesRefuseWhatMakesNoSense(t *testing.T) {
	_, err := RequestValues(1, []RequestWish{{Length: -1}})
	refused(t, err, "ledger_hours", "requests")
	_, err = RequestValues(-1, nil)
	refused(t, err, "ledger_hours", "total")
	_, err = RequestValues(1, []RequestWish{{1, []int64{1, 0}}})
	refused(t, err, "ledger_hours", "windows")
}
