package ledger

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"marke/facilities"
	"marke/facilities/money"
)

// charged closes March with one use and gives its charge.
func (l *lab) charged(u Use) Charge {
	l.t.Helper()
	l.input.Uses = []Use{u}
	c, err := l.dryRun("2026-03")
	if err != nil {
		l.t.Fatal(err)
	}
	if len(c.Charges) == 0 {
		return Charge{}
	}
	charge := c.Charges[0]
	var lines, parts, differences money.Cents
	for _, line := range charge.Lines {
		lines += line.Amount
	}
	for _, p := range charge.Parts {
		parts += p.Amount
	}
	for _, d := range charge.Differences {
		differences += d.Amount
	}
	if lines != charge.Total || parts != charge.Total || charge.Quoted+differences != charge.Total {
		l.t.Fatalf("lines %d, parts %d, quoted %d + differences %d, total %d", lines, parts, charge.Quoted, differences, charge.Total)
	}
	return charge
}

func TestAUseIsChargedAsTheTermsAndWhatHappenedSay(t *testing.T) {
	l := newLab(t)
	l.tariffs[0].Setup, l.tariffs[0].Minimum = 25_00, 250_00
	monday := func(from, until string) Use { return l.completed("b1", "b", "2026-03-02 "+from, "2026-03-02 "+until) }
	down := func(from, until string) []facilities.Downtime {
		return []facilities.Downtime{{ID: "d", Kind: facilities.Outage, Facility: "lab", Resource: "press", Start: at("2026-03-02 " + from), End: at("2026-03-02 " + until)}}
	}
	for _, c := range []struct {
		name    string
		basis   Basis
		use     Use
		change  func(*Use)
		downs   []facilities.Downtime
		total   money.Cents
		because string // code of the only difference, empty when charge and quote agree
	}{
		{"as quoted, cut where prime time begins", BasisReserved, monday("06:00", "10:00"), nil, nil, 2*100_00 + 2*150_00 + 25_00, ""},
		{"the minimum", BasisReserved, monday("09:00", "10:00"), nil, nil, 250_00, ""},
		{"reserved counts though used shorter", BasisReserved, monday("08:00", "12:00"), func(u *Use) { u.Booking.CheckedOut = at("2026-03-02 10:00") }, nil, 625_00, ""},
		{"used counts", BasisUsed, monday("08:00", "12:00"), func(u *Use) { u.Booking.CheckedOut = at("2026-03-02 10:00") }, nil, 325_00, DiffUsed},
		{"the larger is the reserved", BasisLarger, monday("08:00", "12:00"), func(u *Use) { u.Booking.CheckedOut = at("2026-03-02 10:00") }, nil, 625_00, ""},
		{"the larger is the used", BasisLarger, monday("08:00", "12:00"), func(u *Use) { u.Booking.CheckedOut = at("2026-03-02 13:00") }, nil, 775_00, DiffUsed},
		{"an outage is not charged", BasisReserved, monday("08:00", "12:00"), nil, down("09:00", "10:30"), 625_00 - 225_00, DiffOutage},
		{"an outage throughout leaves the setup", BasisReserved, monday("08:00", "12:00"), nil, down("07:00", "13:00"), 25_00, DiffOutage},
		{"a fault ended it", BasisReserved, monday("08:00", "12:00"), func(u *Use) {
			u.Booking.State, u.Booking.CheckedOut = facilities.StateAborted, at("2026-03-02 09:00")
		}, nil, 150_00, DiffAborted},
		{"cancelled in time", BasisReserved, monday("08:00", "12:00"), func(u *Use) { u.Booking.State = facilities.StateCancelled }, nil, 0, ""},
		{"cancelled late", BasisReserved, monday("08:00", "12:00"), func(u *Use) { u.Booking.State, u.Late = facilities.StateCancelled, true }, nil, 312_50, DiffLate},
		{"cancelled late, half of it taken by another", BasisReserved, monday("08:00", "12:00"), func(u *Use) {
			u.Booking.State, u.Late = facilities.StateCancelled, true
			u.Taken = []facilities.Span{{Start: at("2026-03-02 10:00"), End: at("2026-03-02 14:00")}, {Start: at("2026-03-02 11:00"), End: at("2026-03-02 12:00")}}
		}, nil, 162_50, DiffLate},
		{"nobody came", BasisReserved, monday("08:00", "12:00"), func(u *Use) { u.Booking.State = facilities.StateMissed }, nil, 625_00, ""},
		{"nobody came, and it was down", BasisReserved, monday("08:00", "12:00"), func(u *Use) { u.Booking.State = facilities.StateMissed }, down("07:30", "08:30"), 0, ""},
		{"displaced by an outage", BasisReserved, monday("08:00", "12:00"), func(u *Use) { u.Booking.State = facilities.StateDisplaced }, nil, 0, ""},
		{"a guest pays the guest tariff", BasisReserved, l.completed("b1", "g", "2026-03-02 08:00", "2026-03-02 12:00"), nil, nil, 1_200_00, ""},
		{"quoted before there was a tariff", BasisReserved, monday("08:00", "12:00"), func(u *Use) { u.Booking.Quote = facilities.Quote{Unpriced: true} }, nil, 625_00, DiffUnpriced},
		{"quoted by another tariff", BasisReserved, monday("08:00", "12:00"), func(u *Use) { u.Booking.Quote.Total = 600_00 }, nil, 625_00, DiffTariff},
	} {
		l.input.Terms[0].Usage.Basis, l.downs = c.basis, c.downs
		if c.change != nil {
			c.change(&c.use)
		}
		got := l.charged(c.use)
		if got.Total != c.total {
			t.Errorf("%s: %d, want %d (%+v)", c.name, got.Total, c.total, got.Lines)
		}
		if len(got.Differences) > 1 || (c.because != "") != (len(got.Differences) == 1) || c.because != "" && got.Differences[0].Code != c.because {
			t.Errorf("%s: differences %+v, want %q", c.name, got.Differences, c.because)
		}
	}
}

func TestConsumablesAndOperatorsAreCharged(t *testing.T) {
	l := newLab(t)
	l.input.Consumables = []Consumable{{ID: "wafer", Price: 12_35, Currency: "EUR", From: day("2026-01-01")}, {ID: "wafer", Price: 99_99, Currency: "EUR", From: day("2026-04-01")}}
	u := l.completed("b1", "b", "2026-03-02 08:00", "2026-03-02 10:00")
	u.Booking.Claims = append(u.Booking.Claims, facilities.Claim{Resource: "anna", Units: 1})
	u.Booking.Quote.Total += 160_00
	u.Consumed = []Consumed{{"wafer", 2_500}}
	l.input.Consumables = append(l.input.Consumables, Consumable{ID: "wafer", Price: 1, Currency: "EUR", From: day("2025-01-01")}) // an older price
	got := l.charged(u)
	if got.Total != 300_00+160_00+30_88 || len(got.Differences) != 1 || got.Differences[0] != (Difference{DiffConsumables, 30_88}) {
		t.Errorf("%+v", got)
	}
}

func TestTheLocalDayOfTheStartPicksTariffAndMonth(t *testing.T) {
	l := newLab(t)
	l.tariffs[0].Until = day("2026-04-01")
	l.tariffs = append(l.tariffs, facilities.Tariff{ID: "t2", Resource: "press", From: day("2026-04-01"), Peak: 1_00, OffPeak: 1_00, Currency: "EUR"})
	u := l.completed("b1", "b", "2026-03-31 23:30", "2026-04-01 01:30") // 21:30 UTC
	u.Booking.CheckedIn = at("2026-04-01 00:05")
	l.input.Terms[0].Usage.Basis = BasisUsed
	got := l.charged(u)
	if got.Tariff != "t1" || got.Service != day("2026-03-31") || got.Total != 141_67 {
		t.Errorf("%+v", got)
	}
}

func TestTheProjectsPhasePicksItsTariff(t *testing.T) {
	l := newLab(t)
	l.tariffs = append(l.tariffs, facilities.Tariff{ID: "market", Resource: "press", Phase: facilities.PhaseMarket, Peak: 400_00, OffPeak: 400_00, Currency: "EUR"})
	l.input.Projects = []facilities.Project{{ID: "p", Phase: facilities.PhaseMarket, Partners: []facilities.Share{{Partner: "b", Units: 1}}}}
	u := l.completed("b1", "b", "2026-03-02 08:00", "2026-03-02 10:00")
	u.Booking.Project = "p"
	if got := l.charged(u); got.Tariff != "market" || got.Total != 800_00 {
		t.Errorf("%+v", got)
	}
}

func TestOutagesNeverTakeOffMoreThanWasCharged(t *testing.T) {
	l := newLab(t)
	l.tariffs[0].OffPeak = 1 // a cent an hour: each half hour alone rounds up to a cent
	for _, from := range []string{"10:00", "10:40", "11:20"} {
		start := at("2026-03-07 " + from)
		l.downs = append(l.downs, facilities.Downtime{Kind: facilities.Outage, Facility: "lab", Start: start, End: start.Add(30 * time.Minute)})
	}
	l.input.Consumables = []Consumable{{ID: "wafer", Price: 5, Currency: "EUR"}}
	u := l.completed("b1", "b", "2026-03-07 10:00", "2026-03-07 12:00")
	u.Consumed = []Consumed{{"wafer", 1000}}
	if got := l.charged(u); got.Total != 5 {
		t.Errorf("%+v", got)
	}
}

func TestClockChangeDaysAreChargedByTheirRealHours(t *testing.T) {
	l := newLab(t)
	if got := l.charged(l.completed("b1", "b", "2026-03-29 00:00", "2026-03-29 04:00")); got.Total != 300_00 {
		t.Errorf("the night of 23 hours: %d", got.Total)
	}
	l.input.Uses = []Use{l.completed("b1", "b", "2026-10-25 00:00", "2026-10-25 04:00")}
	if c, err := l.dryRun("2026-10"); err != nil || c.Charges[0].Total != 500_00 {
		t.Errorf("the night of 25 hours: %+v, %v", c.Charges, err)
	}
}

func TestResourcesWithoutAnyTariffAreFree(t *testing.T) {
	l := newLab(t)
	u := l.completed("b1", "b", "2026-03-02 08:00", "2026-03-02 10:00")
	u.Booking.Resource, u.Booking.Quote = "bench", facilities.Quote{Unpriced: true}
	l.use(u)
	c, err := l.dryRun("2026-03")
	if err != nil || len(c.Charges) != 0 || c.Findings[0] != (Finding{FindFree, "b1", 0}) {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestWhatIsNotSettledWaitsAndIsNamed(t *testing.T) {
	l := newLab(t)
	u := l.completed("b1", "b", "2026-03-02 08:00", "2026-03-02 10:00")
	u.Booking.State = facilities.StateInUse
	l.use(u)
	c := l.close("2026-03")
	if len(c.Charges) != 0 || c.Findings[0] != (Finding{FindUnsettled, "b1", 300_00}) {
		t.Errorf("March: %+v", c.Findings)
	}
	l.input.Uses[0].Booking.State = facilities.StateCompleted
	if c = l.close("2026-04"); len(c.Charges) != 1 || c.Findings[0].Code != FindLate {
		t.Errorf("April: %+v", c)
	}
}

// A use that went as booked costs what its quote said, wherever it lies against prime time and clock changes.
func TestChargeAndQuoteAgreeForEveryUseThatWentAsBooked(t *testing.T) {
	l := newLab(t)
	rapid.Check(t, func(t *rapid.T) {
		start := at("2026-03-01 00:00").Add(time.Duration(rapid.IntRange(0, 30*24*12).Draw(t, "start")) * 5 * time.Minute)
		length := time.Duration(rapid.IntRange(1, 600).Draw(t, "length")) * 5 * time.Minute
		l.tariffs[0].Setup = money.Cents(rapid.IntRange(0, 100_00).Draw(t, "setup"))
		l.tariffs[0].Minimum = money.Cents(rapid.IntRange(0, 500_00).Draw(t, "minimum"))
		l.tariffs[0].Peak = money.Cents(rapid.IntRange(1, 300_00).Draw(t, "peak"))
		l.input.Terms[0].Usage.Basis = rapid.SampledFrom([]Basis{BasisReserved, BasisUsed, BasisLarger}).Draw(t, "basis")
		u := l.completed("b1", "b", "2026-03-02 08:00", "2026-03-02 10:00")
		u.Booking.Use = facilities.Span{Start: start, End: start.Add(length)}
		u.Booking.CheckedIn, u.Booking.CheckedOut = start, start.Add(length)
		c := l.catalogue()
		r, _ := c.Resource("press")
		p, _ := c.Partner("b")
		u.Booking.Quote = c.QuoteFor(r, u.Booking.Use, 1, 0, p, "")
		if got := l.charged(u); got.Total != u.Booking.Quote.Total || len(got.Differences) != 0 {
			t.Fatalf("quoted %d, charged %d: %+v", u.Booking.Quote.Total, got.Total, got.Differences)
		}
	})
}
