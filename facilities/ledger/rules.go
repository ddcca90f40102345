package ledger

import (
	_ "embed"
	"fmt"
	"strings"

	"github.com/BurntSushi/toml"

	"marke/facilities"
	"marke/facilities/money"
)

//go:embed rules.toml
var published []byte

// Rules are what law says in numbers: dated, each with its source. They are data, because they change: see rules.toml.
type Rules struct {
	VAT []VATRate
	Aid []AidRules
}

// AidRules is one set of state-aid rules with the days on which it holds. Shares are in parts per million.
type AidRules struct {
	ID     string
	Source string
	From   facilities.Date
	Until  facilities.Date // first day on which it no longer holds; zero: open
	// EconomicMaxPPM is the share of the annual capacity up to which economic use counts as ancillary; WarnPPM are the
	// shares at which to warn, ascending.
	EconomicMaxPPM int64
	WarnPPM        []int64
	// FinancierMinPPM is the part of the investment from which a financier may get preferential access.
	FinancierMinPPM int64
	// AidRatePPM is the greatest aid intensity on investment for economic use.
	AidRatePPM int64
	// DeMinimis is the ceiling per undertaking over DeMinimisYears rolling years.
	DeMinimis      money.Cents
	DeMinimisYears int
	// ClawBackYears is the time over which too much aid is claimed back.
	ClawBackYears int
}

// Published are the rules that come with the program.
func Published() Rules {
	rules, err := ParseRules(published)
	if err != nil {
		panic(err) // embedded: cannot happen after a build that passed its tests
	}
	return rules
}

// ParseRules reads rules from TOML of the form of rules.toml. Unknown fields, bad days and values that make no sense are refused.
func ParseRules(data []byte) (Rules, error) {
	var file struct {
		VAT []struct {
			Category    VATCategory
			From, Until string
			BasisPoints int64 `toml:"basis_points"`
			Source      string
		}
		Aid []struct {
			ID, Source, From, Until string
			EconomicMaxPPM          int64   `toml:"economic_max_ppm"`
			WarnPPM                 []int64 `toml:"warn_ppm"`
			FinancierMinPPM         int64   `toml:"financier_min_ppm"`
			AidRatePPM              int64   `toml:"aid_rate_ppm"`
			DeMinimisCents          int64   `toml:"de_minimis_cents"`
			DeMinimisYears          int     `toml:"de_minimis_years"`
			ClawBackYears           int     `toml:"claw_back_years"`
		}
	}
	meta, err := toml.NewDecoder(strings.NewReader(string(data))).Decode(&file)
	if err != nil {
		return Rules{}, err
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		return Rules{}, fmt.Errorf("rules: %s is not known", unknown[0])
	}
	var rules Rules
	for _, r := range file.VAT {
		from, until, err := days(r.From, r.Until)
		if err != nil || r.BasisPoints < 0 || r.BasisPoints > 10_000 || r.Source == "" || r.Category == "" {
			return Rules{}, fmt.Errorf("rules: VAT rate of %s from %q is not right", r.Category, r.From)
		}
		rules.VAT = append(rules.VAT, VATRate{r.Category, from, until, r.BasisPoints, r.Source})
	}
	for _, r := range file.Aid {
		from, until, err := days(r.From, r.Until)
		if err != nil || r.ID == "" || r.Source == "" || r.EconomicMaxPPM < 0 || r.FinancierMinPPM < 0 || r.AidRatePPM < 0 ||
			r.AidRatePPM > million || r.DeMinimisCents < 0 || r.DeMinimisYears < 0 || r.ClawBackYears < 0 {
			return Rules{}, fmt.Errorf("rules: aid rules %q are not right", r.ID)
		}
		rules.Aid = append(rules.Aid, AidRules{r.ID, r.Source, from, until, r.EconomicMaxPPM, r.WarnPPM, r.FinancierMinPPM, r.AidRatePPM,
			money.Cents(r.DeMinimisCents), r.DeMinimisYears, r.ClawBackYears})
	}
	return rules, nil
}

const million = 1_000_000

// days reads the first day and the day after the last; an empty until is open.
func days(from, until string) (first, end facilities.Date, err error) {
	first, ok := facilities.ParseDate(from)
	if ok && until != "" {
		end, ok = facilities.ParseDate(until)
	}
	if !ok || !end.IsZero() && !first.Before(end) {
		return first, end, fmt.Errorf("rules: %q to %q are no days", from, until)
	}
	return first, end, nil
}

// AidRulesOn finds the aid rules that hold on a day, by their id; false when none do, and then nobody can say whether the law allows something.
func (r Rules) AidRulesOn(id string, day facilities.Date) (AidRules, bool) {
	for _, set := range r.Aid {
		if set.ID == id && !day.Before(set.From) && (set.Until.IsZero() || day.Before(set.Until)) {
			return set, true
		}
	}
	return AidRules{}, false
}
