package ledger_test

import (
	"cmp"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"marke/facilities"
)

// gainsTable checks and tells what each strategy gains: the useful hours of who follows it, beside those of the same partner in the same year asking
// honestly. Of a gain, a part may be owed: at the end its balance is lower by as much as it has used of contested time beyond what it had a right to, and
// the balance is made good in hours.
func (c campaign) gainsTable(t *testing.T, closely []map[facilities.PartnerID]*simPartner) string {
	var b strings.Builder
	b.WriteString("| strategy | half-years | mean gain | standard error | least and most by partner | of it owed at the end | gain when that is settled | standard error |\n|---|---|---|---|---|---|---|---|\n")
	quickly := closely
	if c.strategies != c.shares {
		quickly = c.strategies.run(t, c.tries, honest)
	}
	for _, s := range simStrategies {
		f, fair, tries := c.strategies, quickly, c.tries
		if s.closely {
			f, fair, tries = c.shares, closely, c.years
		}
		var all, owed, settled []float64
		by := map[facilities.PartnerID][]float64{}
		for i, year := range f.run(t, tries, s.ask) {
			p := cheatOf(i)
			mine, was := year[p], fair[i][p]
			part := func(hours int64) float64 { return 100 * float64(hours) / float64(was.useful) }
			gain, debt := part(mine.useful-was.useful), part(was.balance()-mine.balance())
			all, owed, settled, by[p] = append(all, gain), append(owed, debt), append(settled, gain-debt), append(by[p], gain)
		}
		mean, off := meanAndError(all)
		debt, _ := meanAndError(owed)
		rest, restOff := meanAndError(settled)
		sure := mean
		if s.closely {
			sure -= c.surely * off
		}
		if sure > gainPercent {
			t.Errorf("%s gains %.2f %% on average, more than %d %%", s.name, mean, gainPercent)
		}
		var parts []string
		for _, k := range simKey {
			if len(by[k.Partner]) > 0 {
				m, _ := meanAndError(by[k.Partner])
				parts = append(parts, fmt.Sprintf("%+9.1f %% (%s)", m, k.Partner))
			}
		}
		slices.SortFunc(parts, func(a, b string) int { return cmp.Compare(number(a), number(b)) })
		row := fmt.Sprintf("| %s | %d | %+.1f %% | %.1f | %s, %s | %+.1f %% | %+.1f %% | %.1f |\n", s.name, len(all), mean, off, strings.TrimSpace(parts[0]), strings.TrimSpace(parts[len(parts)-1]), debt, rest, restOff)
		t.Log(strings.TrimSpace(row)) // the full campaign takes a while
		b.WriteString(row)
	}
	return b.String()
}

// settlingWeeks are enough for a debt of some requests to be worked off.
const settlingWeeks = 10

// What of a gain is owed is taken back in hours: after some weeks in which everyone asks honestly again, the debt of who asked in small pieces is gone, and so
// is most of what it gained.
func TestFairnessTakesBackWhatIsOwed(t *testing.T) {
	f, years, surely := simFacility{1, 800, settlingWeeks}, len(simKey), float64(fewSurely)
	if os.Getenv("MARKE_CAMPAIGN") == "full" {
		f.steps, years, surely = 1000, 200, 0
	}
	fair, cut := f.run(t, years, honest), f.run(t, years, pieces)
	var gains, owed [2][]float64 // at the half-year's end, and when it is settled
	for i := range cut {
		was, mine := fair[i][cheatOf(i)], cut[i][cheatOf(i)]
		part := func(hours int64) float64 { return 100 * float64(hours) / float64(was.inHalf) }
		gains[0] = append(gains[0], part(mine.inHalf-was.inHalf))
		gains[1] = append(gains[1], part(mine.useful-was.useful))
		owed[0] = append(owed[0], part(was.balances[simWeeks-1]-mine.balances[simWeeks-1]))
		owed[1] = append(owed[1], part(was.balance()-mine.balance()))
	}
	b := "| after | gain in useful hours | standard error | owed | standard error |\n|---|---|---|---|---|\n"
	for i, when := range []string{"the half-year", fmt.Sprintf("another %d weeks, all honest", settlingWeeks)} {
		gain, gainOff := meanAndError(gains[i])
		debt, debtOff := meanAndError(owed[i])
		b += fmt.Sprintf("| %s | %+.1f %% | %.1f | %+.1f %% | %.1f |\n", when, gain, gainOff, debt, debtOff)
	}
	t.Log("\n" + b)
	if gain, off := meanAndError(gains[1]); gain-surely*off > gainPercent {
		t.Errorf("when all is settled it gains %.2f %%, more than %d %%", gain, gainPercent)
	}
	before, _ := meanAndError(owed[0])
	if after, off := meanAndError(owed[1]); after-max(surely, 2)*off > max(before, gainPercent)/2 {
		t.Errorf("it owed %.2f %% of its hours, and after %d weeks still %.2f %%", before, settlingWeeks, after)
	}
	if *update {
		theWholeCampaign(t, years)
		writeBetween(t, fairnessPage, "settled", b)
	}
}

func number(s string) (f float64) {
	fmt.Sscan(s, &f)
	return f
}

// meanAndError is a sample's mean and that mean's standard error.
func meanAndError(sample []float64) (mean, off float64) {
	var sum, squares float64
	for _, x := range sample {
		sum += x
		squares += x * x
	}
	n := float64(len(sample))
	mean = sum / n
	return mean, math.Sqrt(max(0, squares/n-mean*mean) / max(1, n-1))
}
