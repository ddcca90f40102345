package ledger_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"

	"marke/facilities"
)

var update = flag.Bool("update", false, "write the tables and the picture of docs/fairness.md anew; takes MARKE_CAMPAIGN=full")

// fairnessPage is what the campaign's figures are told in.
const fairnessPage = "../../docs/fairness.md"

// campaign is how much is simulated: one press, where a request is a large part of what the small partners have. Without MARKE_CAMPAIGN=full there
// are fewer half-years and fewer steps, so that only gross unfairness and a gross gain are seen.
type campaign struct {
	shares     simFacility // where shares are looked at, and strategies that gain or lose little
	years      int
	strategies simFacility // where the others are tried
	tries      int         // of each of them
	surely     float64     // by how many standard errors one that gains or loses little must be above the limit before it is held to be so
}

// fewSurely is for a dozen half-years or fewer: by chance alone a mean is four of its standard errors off in one of some hundred cases (Student, 5 to 11 degrees of
// freedom). What a small change of a rule does, they cannot show.
const fewSurely = 4

// gainPercent is the most that a strategy may gain on average.
const gainPercent = 1

func theCampaign() campaign {
	if os.Getenv("MARKE_CAMPAIGN") == "full" {
		return campaign{simFacility{1, 12_000, 0}, 200, simFacility{1, 1000, 0}, 200, 0}
	}
	return campaign{simFacility{1, 800, 0}, 12, simFacility{1, 800, 0}, 2, fewSurely}
}

// run simulates one half-year for each seed, two at a time. The strategy is that of the partner whose turn it is.
func (f simFacility) run(t *testing.T, seeds int, strategy simStrategy) []map[facilities.PartnerID]*simPartner {
	t.Helper()
	out := make([]map[facilities.PartnerID]*simPartner, seeds)
	errs := make([]error, seeds)
	var wait sync.WaitGroup
	for half := range 2 {
		wait.Go(func() {
			for i := half; i < seeds; i += 2 {
				out[i], errs[i] = f.simulate(uint64(i+1), cheatOf(i), strategy)
			}
		})
	}
	wait.Wait()
	for i, err := range errs {
		if err != nil {
			t.Fatalf("seed %d: %v", i+1, err)
		}
	}
	return out
}

// cheatOf is whose turn it is to follow a strategy.
func cheatOf(seed int) facilities.PartnerID { return simKey[seed%len(simKey)].Partner }

func TestFairnessOverHalfAYear(t *testing.T) {
	c := theCampaign()
	fair := c.shares.run(t, c.years, honest)
	picture := fairnessPicture(fair[0])
	shares := sharesTable(t, fair)
	t.Log("\n" + shares)
	gains := c.gainsTable(t, fair)
	if *update {
		theWholeCampaign(t, c.years)
		writeBetween(t, fairnessPage, "shares", shares)
		writeBetween(t, fairnessPage, "gains", gains)
		if err := os.WriteFile("../../docs/fairness.svg", picture, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// within is how far from its share of contested time a partner may be: two per cent of it, or one request.
func (p *simPartner) within() int64 { return max(p.longest, p.share/50) }

// sharesTable checks and tells how close the partners came to their shares of contested time.
func sharesTable(t *testing.T, years []map[facilities.PartnerID]*simPartner) string {
	var b strings.Builder
	b.WriteString("| partner | share | asked, of its entitlement | half-years counted | share of contested time | used of it | off, mean | off, worst | allowed there | off at the end of week 26, mean | worst |\n|---|---|---|---|---|---|---|---|---|---|---|\n")
	for _, s := range simKey {
		var n, asked, entitled, share, used, off, worst, allowed, end, endWorst int64
		for i, year := range years {
			p := year[s.Partner]
			if !p.ok || p.asked < p.entitled {
				continue // it asked for less than its share
			}
			last := p.balance()
			n, asked, entitled, share, used = n+1, asked+p.asked, entitled+p.entitled, share+p.share, used+p.used
			off, end, endWorst = off+distance(p.measured), end+distance(last), max(endWorst, distance(last))
			if d := distance(p.measured); d > worst {
				worst, allowed = d, p.within()
			}
			if distance(p.measured) > p.within() {
				t.Errorf("seed %d: %s is %d hours off its share of %d contested hours, more than %d", i+1, s.Partner, -p.measured, p.share, p.within())
			}
		}
		if n == 0 {
			t.Errorf("%s never asked for its share", s.Partner)
			continue
		}
		mean := func(sum int64) float64 { return float64(sum) / float64(n) }
		fmt.Fprintf(&b, "| %s%s | %d %% | %.0f %% | %d of %d | %.0f h | %.0f h | %.1f h | %d h | %d h | %.1f h | %d h |\n", s.Partner, map[bool]string{true: ", every fourth week"}[simDemand[s.Partner].every > 1],
			s.Units, 100*float64(asked)/float64(entitled), n, len(years), mean(share), mean(used), mean(off), worst, allowed, mean(end), endWorst)
	}
	return b.String()
}

func distance(d int64) int64 { return max(d, -d) }

// theWholeCampaign refuses to write figures of less.
func theWholeCampaign(t *testing.T, years int) {
	t.Helper()
	if years < 200 {
		t.Fatal("-update needs MARKE_CAMPAIGN=full: the page tells of the whole campaign")
	}
}

// writeBetween replaces what stands between two marks of a page.
func writeBetween(t *testing.T, path, mark, text string) {
	t.Helper()
	page, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(page), "<!-- "+mark+" -->\n")
	_, after, closed := strings.Cut(rest, "<!-- end "+mark+" -->")
	if !found || !closed {
		t.Fatalf("%s has no place for %s", path, mark)
	}
	if err := os.WriteFile(path, []byte(before+"<!-- "+mark+" -->\n\n"+text+"\n<!-- end "+mark+" -->"+after), 0o644); err != nil {
		t.Fatal(err)
	}
}
