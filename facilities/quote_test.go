package facilities

import (
	"testing"
	"time"

	"marke/facilities/money"
)

func TestQuoteCutsAtPrimeTimeOfTheWallClock(t *testing.T) {
	// 100.00 an hour from 08:00 to 18:00 on weekdays, and on Sundays from 01:00 to 04:00, over the clock change; 60.00 otherwise.
	office := Facility{ID: "f", Zone: "Europe/Amsterdam", Prime: []Prime{{Weekday: time.Sunday, From: 60, Until: 240, Percent: 150}}}
	for day := time.Monday; day <= time.Friday; day++ {
		office.Prime = append(office.Prime, Prime{Weekday: day, From: 480, Until: 1080, Percent: 150}, Prime{Weekday: day, From: 0, Until: 480, Percent: 50})
	}
	catalogue := NewCatalogue(Catalogue{
		Facilities: []Facility{office},
		Tariffs:    []Tariff{{ID: "t", Resource: "r", Peak: 100_00, OffPeak: 60_00, Currency: "EUR"}},
	})
	zone := catalogue.Zone("f")
	at := func(s string) time.Time {
		when, err := time.ParseInLocation("2006-01-02 15:04", s, zone)
		if err != nil {
			t.Fatal(err)
		}
		return when
	}
	for _, c := range []struct {
		name          string
		from          time.Time
		hours         time.Duration
		offPeak, peak int64 // minutes
		total         money.Cents
	}{
		{"all prime", at("2026-11-23 09:00"), 2, 0, 120, 200_00},
		{"none prime", at("2026-11-23 18:00"), 2, 120, 0, 120_00},
		{"across both borders", at("2026-11-23 07:00"), 12, 120, 600, 1120_00},
		{"over two days", at("2026-11-23 17:00"), 16, 840, 120, 840_00 + 200_00},
		{"Saturday has none", at("2026-11-21 09:00"), 2, 120, 0, 120_00},
		{"the night of 25 hours: 01:00 to 04:00 lasts four", at("2026-10-25 00:00"), 6, 120, 240, 120_00 + 400_00},
		{"the night of 23 hours: 01:00 to 04:00 lasts two", at("2026-03-29 00:00"), 6, 240, 120, 240_00 + 200_00},
		{"a week over the clock change", at("2026-10-23 00:00"), 7*24 + 1, 7*1440 + 60 - 5*600 - 240, 5*600 + 240, 0},
	} {
		q := catalogue.QuoteFor(Resource{ID: "r", Facility: "f"}, Span{c.from.UTC(), c.from.UTC().Add(c.hours * time.Hour)}, 1, 0, Partner{}, "")
		var offPeak, peak int64
		for _, line := range q.Lines {
			switch line.Kind {
			case "use":
				offPeak = line.Minutes
			case "use_peak":
				peak = line.Minutes
			}
		}
		if offPeak != c.offPeak || peak != c.peak {
			t.Errorf("%s: %d ordinary and %d prime minutes, want %d and %d", c.name, offPeak, peak, c.offPeak, c.peak)
		}
		if c.total != 0 && q.Total != c.total {
			t.Errorf("%s: total %d, want %d", c.name, q.Total, c.total)
		}
	}
}

func TestQuoteRoundsEachLineHalfUpOnce(t *testing.T) {
	for _, c := range []struct {
		minutes      int64
		rate, amount money.Cents
	}{
		{60, 100, 100}, {1, 1, 0}, {1, 29, 0}, {1, 30, 1}, {1, 31, 1}, {90, 33, 50}, {45, 100, 75}, {15, 50_01, 12_50}, {15, 50_02, 12_51}, {60, 0, 0},
	} {
		catalogue := NewCatalogue(Catalogue{Tariffs: []Tariff{{Resource: "r", OffPeak: c.rate}}})
		start := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
		use := Span{start, start.Add(time.Duration(c.minutes) * time.Minute)}
		if q := catalogue.QuoteFor(Resource{ID: "r"}, use, 1, 0, Partner{}, ""); q.Total != c.amount || q.Lines[0].Amount != c.amount {
			t.Errorf("%d minutes at %d: %d, want %d", c.minutes, c.rate, q.Total, c.amount)
		}
	}
}

func TestQuoteAddsSetupOperatorAndMinimum(t *testing.T) {
	catalogue := NewCatalogue(Catalogue{Tariffs: []Tariff{{ID: "t", Resource: "r", OffPeak: 40_00, Setup: 25_00, Operator: 80_00, Minimum: 150_00, Currency: "EUR"}}})
	start := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name             string
		units, operators int64
		hours            time.Duration
		lines            []QuoteLine
		total            money.Cents
	}{
		{"below the minimum", 1, 0, 2, []QuoteLine{{"use", 120, 40_00, 80_00}, {"setup", 0, 0, 25_00}, {"minimum", 0, 0, 45_00}}, 150_00},
		{"an operator", 1, 1, 2, []QuoteLine{{"use", 120, 40_00, 80_00}, {"operator", 120, 80_00, 160_00}, {"setup", 0, 0, 25_00}}, 265_00},
		{"two units, two operators", 2, 2, 1, []QuoteLine{{"use", 120, 40_00, 80_00}, {"operator", 120, 80_00, 160_00}, {"setup", 0, 0, 25_00}}, 265_00},
	} {
		q := catalogue.QuoteFor(Resource{ID: "r"}, Span{start, start.Add(c.hours * time.Hour)}, c.units, c.operators, Partner{}, "")
		if q.Total != c.total || len(q.Lines) != len(c.lines) {
			t.Fatalf("%s: %+v, want total %d", c.name, q, c.total)
		}
		var sum money.Cents
		for i, line := range q.Lines {
			sum += line.Amount
			if line != c.lines[i] {
				t.Errorf("%s: line %+v, want %+v", c.name, line, c.lines[i])
			}
		}
		if sum != q.Total {
			t.Errorf("%s: the lines add up to %d, the total is %d", c.name, sum, q.Total)
		}
	}
}

func TestTheMostParticularTariffApplies(t *testing.T) {
	first, later := Date{2026, 1, 1}, Date{2026, 7, 1}
	catalogue := NewCatalogue(Catalogue{Tariffs: []Tariff{
		{ID: "any", Resource: "r", From: first},
		{ID: "any-later", Resource: "r", From: later},
		{ID: "market", Resource: "r", Phase: PhaseMarket, From: first},
		{ID: "sme", Resource: "r", Kind: SME, From: first, Until: Date{2026, 12, 1}},
		{ID: "sme-start", Resource: "r", Kind: SME, Phase: PhaseStart, From: first},
		{ID: "guest", Resource: "r", Guest: true, From: first},
		{ID: "other", Resource: "s", Kind: Large, From: first},
	}})
	sme, large, guest := Partner{Kind: SME}, Partner{Kind: Large}, Partner{Kind: SME, Guest: true}
	for _, c := range []struct {
		partner Partner
		phase   Phase
		day     Date
		want    TariffID
	}{
		{large, PhaseStart, Date{2026, 6, 30}, "any"},
		{large, PhaseStart, Date{2026, 7, 1}, "any-later"},
		{large, PhaseMarket, Date{2026, 8, 1}, "market"},
		{sme, PhaseMarket, Date{2026, 8, 1}, "sme"},
		{sme, PhaseMarket, Date{2026, 12, 1}, "market"},
		{sme, PhaseStart, Date{2026, 12, 1}, "sme-start"},
		{guest, PhaseStart, Date{2026, 8, 1}, "guest"},
		{large, PhaseStart, Date{2025, 12, 31}, ""},
		{guest, PhaseStart, Date{2025, 12, 31}, ""},
	} {
		got, found := catalogue.TariffOf("r", c.day, c.partner, c.phase)
		if got.ID != c.want || found != (c.want != "") {
			t.Errorf("%+v in %q on %v: %q, want %q", c.partner, c.phase, c.day, got.ID, c.want)
		}
	}
}

func TestTheLocalDayOfTheStartPicksTheTariff(t *testing.T) {
	catalogue := NewCatalogue(Catalogue{
		Facilities: []Facility{{ID: "f", Zone: "Europe/Amsterdam"}},
		Tariffs:    []Tariff{{ID: "old", Resource: "r", Until: Date{2026, 7, 1}}, {ID: "new", Resource: "r", From: Date{2026, 7, 1}}},
	})
	for start, want := range map[string]TariffID{"2026-06-30T21:59:00Z": "old", "2026-06-30T22:00:00Z": "new"} {
		from, _ := time.Parse(time.RFC3339, start)
		if q := catalogue.QuoteFor(Resource{ID: "r", Facility: "f"}, Span{from, from.Add(4 * time.Hour)}, 1, 0, Partner{}, ""); q.Tariff != want {
			t.Errorf("a use from %s is priced by %q, want %q", start, q.Tariff, want)
		}
	}
}

func TestWithoutATariffAUseIsUnpriced(t *testing.T) {
	start := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	q := NewCatalogue(Catalogue{}).QuoteFor(Resource{ID: "r"}, Span{start, start.Add(time.Hour)}, 1, 0, Partner{}, "")
	if !q.Unpriced || q.Total != 0 || len(q.Lines) != 0 {
		t.Errorf("%+v", q)
	}
}
