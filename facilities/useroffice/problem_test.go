package useroffice

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"marke/facilities"
	"marke/facilities/texts"
	"marke/scheduler"
)

// paper is a snapshot that was never in a database: one facility in Amsterdam, open from 8 to 18 on every day of the
// week, with presses, an operator and a utility. A test changes what it is about, then asks.
type paper struct {
	snapshot
	facility  facilities.Facility
	resources map[facilities.ResourceID]*facilities.Resource
	quotas    []facilities.Quota
	downtimes []facilities.Downtime
}

func onPaper(now time.Time) *paper {
	p := &paper{facility: facilities.Facility{ID: "hall", Zone: "Europe/Amsterdam"}, resources: map[facilities.ResourceID]*facilities.Resource{}}
	for day := time.Sunday; day <= time.Saturday; day++ {
		p.facility.Hours = append(p.facility.Hours, facilities.Hours{Weekday: day, From: 8 * 60, Until: 18 * 60})
	}
	for id, kind := range map[facilities.ResourceID]facilities.ResourceKind{"press": facilities.Instrument, "press-2": facilities.Instrument,
		"ada": facilities.Operator, "bob": facilities.Operator, "steam": facilities.Utility} {
		p.resources[id] = &facilities.Resource{ID: id, Facility: "hall", Kind: kind, Name: string(id), Capacity: 1}
	}
	p.resources["ada"].Person, p.resources["bob"].Person = "p-ada", "p-bob"
	p.snapshot = snapshot{now: now, person: facilities.Person{ID: "eva", Partner: "acme"}, partner: facilities.Partner{ID: "acme"}}
	return p
}

// laid puts the paper together for uses within a span.
func (p *paper) laid(within facilities.Span) *snapshot {
	parts := facilities.Catalogue{Facilities: []facilities.Facility{p.facility}, Quotas: p.quotas, Downtimes: p.downtimes}
	p.snapshot.resources = nil
	for _, id := range []facilities.ResourceID{"ada", "bob", "press", "press-2", "steam"} {
		parts.Resources = append(parts.Resources, *p.resources[id])
		p.snapshot.resources = append(p.snapshot.resources, *p.resources[id])
	}
	p.catalogue, p.span = facilities.NewCatalogue(parts), within
	return &p.snapshot
}

// judged holds a use of the press against the rules.
func (p *paper) judged(t *testing.T, use facilities.Span) judgement {
	t.Helper()
	j, err := p.laid(use).judge(facilities.Wish{Resource: "press", Use: use}, "")
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func (j judgement) codes() (out []string) {
	for _, v := range j.violations {
		out = append(out, v.Code)
	}
	return slices.Compact(out)
}

// local is a moment on the facility's wall clock.
func local(t testing.TB, text string) time.Time {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", text, zone)
	if err != nil {
		t.Fatal(err)
	}
	return at.UTC()
}

// between is a span by the facility's wall clock on one day.
func between(t testing.TB, day, from, until string) facilities.Span {
	t.Helper()
	return facilities.NewSpan(local(t, day+" "+from), local(t, day+" "+until))
}

func TestTicksCoverWhatTheyStandFor(t *testing.T) {
	second := func(s int64) time.Time { return time.Unix(s, 0).UTC() }
	for _, c := range []struct {
		start, end time.Time
		from, to   int64
	}{
		{second(60), second(120), 1, 2},
		{second(61), second(121), 1, 3},
		{second(-1), second(0), -1, 0},
		{second(-60), second(-1), -1, 0},
		{second(-61), second(-60), -2, -1},
	} {
		got := ticksOf(facilities.Span{Start: c.start, End: c.end})
		if got.From != c.from || got.To != c.to {
			t.Errorf("%v to %v: got %v, want [%d, %d)", c.start, c.end, got, c.from, c.to)
		}
	}
	if got := ticksOf(facilities.Span{Start: second(60)}); got.To < 1<<60 {
		t.Errorf("a span without end ends at %d", got.To)
	}
	whole := facilities.Span{Start: second(600), End: second(1200)}
	if got := spanOf(ticksOf(whole), whole); got != whole {
		t.Errorf("%v came back as %v", whole, got)
	}
}

// Every 15-minute start on the days of 23 and 25 hours of 2024–2035: open when the wall clock says so for all of
// the use, and on the grid of 30 minutes when it shows :00 or :30.
func TestHoursAndGridFollowTheWallClockOnDaysOf23And25Hours(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	p := onPaper(time.Date(2023, 12, 1, 0, 0, 0, 0, time.UTC))
	p.facility.Hours = nil
	for day := time.Sunday; day <= time.Saturday; day++ { // closed from 1:30 until 4:15, around the jump
		p.facility.Hours = append(p.facility.Hours, facilities.Hours{Weekday: day, From: 0, Until: 90}, facilities.Hours{Weekday: day, From: 255, Until: 1440})
	}
	p.resources["press"].Rules.Grid = 30 * time.Minute
	open := func(at time.Time) bool {
		minute := at.In(zone).Hour()*60 + at.In(zone).Minute()
		return minute < 90 || minute >= 255
	}
	days := 0
	for day := (facilities.Date{Year: 2024, Month: 1, Day: 1}); day.Year <= 2035; day = day.Next() {
		whole := facilities.Span{Start: day.In(zone), End: day.Next().In(zone)}
		if whole.Duration() == 24*time.Hour {
			continue
		}
		days++
		for start := whole.Start; start.Before(whole.End); start = start.Add(15 * time.Minute) {
			use := facilities.NewSpan(start, start.Add(45*time.Minute))
			var want []string
			if start.In(zone).Minute()%30 != 0 || use.End.In(zone).Minute()%30 != 0 {
				want = append(want, "off_grid")
			}
			for at := start; at.Before(use.End); at = at.Add(15 * time.Minute) {
				if !open(at) {
					want = append(want, "outside_hours")
					break
				}
			}
			if got := p.judged(t, use).codes(); !slices.Equal(got, want) {
				t.Fatalf("%v: got %v, want %v", start.In(zone), got, want)
			}
		}
	}
	if days != 24 {
		t.Errorf("%d such days, want 24", days)
	}
}

func TestPlacesAreClosedWhenTheirTablesSay(t *testing.T) {
	morning := between(t, "2026-04-27", "09:00", "12:00") // King's Day, a Monday
	for _, c := range []struct {
		name string
		set  func(p *paper)
		use  facilities.Span
		want []string
	}{
		{"open", func(*paper) {}, morning, nil},
		{"before opening", func(*paper) {}, between(t, "2026-04-28", "07:30", "09:00"), []string{"outside_hours"}},
		{"setup before opening", func(p *paper) { p.resources["press"].Rules.Setup = time.Hour }, between(t, "2026-04-28", "08:30", "09:00"), []string{"outside_hours"}},
		{"a public holiday that the facility keeps", func(p *paper) { p.facility.ClosedOnHolidays = true }, morning, []string{"closed"}},
		{"the day after it", func(p *paper) { p.facility.ClosedOnHolidays = true }, between(t, "2026-04-28", "09:00", "12:00"), nil},
		{"a holiday on which it opens all the same", func(p *paper) {
			p.facility.ClosedOnHolidays = true
			p.facility.HolidayExceptions = []facilities.Date{{Year: 2026, Month: 4, Day: 27}}
		}, morning, nil},
		{"an ordinary day on which it closes", func(p *paper) {
			p.facility.HolidayExceptions = []facilities.Date{{Year: 2026, Month: 4, Day: 28}}
		}, between(t, "2026-04-28", "09:00", "12:00"), []string{"closed"}},
		{"the resource's own hours", func(p *paper) {
			p.resources["press"].Hours = []facilities.Hours{{Weekday: time.Monday, From: 600, Until: 1440}}
		}, morning, []string{"outside_hours"}},
		{"a week around the clock", func(p *paper) {
			p.facility.Hours = nil
			for day := time.Sunday; day <= time.Saturday; day++ {
				p.facility.Hours = append(p.facility.Hours, facilities.Hours{Weekday: day, From: 0, Until: 1440})
			}
		}, facilities.NewSpan(local(t, "2026-10-20 03:00"), local(t, "2026-10-27 03:00")), nil},
		{"an outage without end", func(p *paper) {
			p.downtimes = []facilities.Downtime{{Kind: facilities.Outage, Facility: "hall", Resource: "press", Start: local(t, "2026-04-01 00:00")}}
		}, morning, []string{"outage"}},
		{"an outage of another resource", func(p *paper) {
			p.downtimes = []facilities.Downtime{{Kind: facilities.Outage, Facility: "hall", Resource: "press-2", Start: local(t, "2026-04-01 00:00")}}
		}, morning, nil},
		{"maintenance", func(p *paper) {
			p.downtimes = []facilities.Downtime{{Kind: facilities.Maintenance, Facility: "hall", Resource: "press", Start: local(t, "2026-04-27 11:00"), End: local(t, "2026-04-27 13:00")}}
		}, morning, []string{"maintenance"}},
		{"a closure of the whole facility", func(p *paper) {
			p.downtimes = []facilities.Downtime{{Kind: facilities.Closure, Facility: "hall", Start: local(t, "2026-04-27 00:00"), End: local(t, "2026-04-28 00:00")}}
		}, morning, []string{"closed"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := onPaper(local(t, "2026-04-01 09:00"))
			c.set(p)
			if got := p.judged(t, c.use).codes(); !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

// vectors.md: at most 4 prime-time hours a day: 12–14 and 14–16 are legal, then 16–18 is refused.
func TestPrimeTimeQuotaIsSummedOverBookings(t *testing.T) {
	day := "2026-04-28"
	p := onPaper(local(t, "2026-04-01 09:00"))
	for weekday := time.Sunday; weekday <= time.Saturday; weekday++ {
		p.facility.Prime = append(p.facility.Prime, facilities.Prime{Weekday: weekday, From: 9 * 60, Until: 18 * 60, Percent: 150})
	}
	quota := facilities.Quota{ID: "q", Facility: "hall", Scope: facilities.PerPerson, Period: facilities.PerDay, Max: 4 * time.Hour, PrimeOnly: true}
	p.quotas = []facilities.Quota{quota}
	var booked []facilities.Span
	asked := func(use facilities.Span) judgement {
		p.quotaUses = nil
		for _, period := range periodsOf(quota.Period, use, p.laid(use).catalogue.Zone("hall")) {
			p.quotaUses = append(p.quotaUses, quotaUse{Quota: quota, Period: period, Uses: booked})
		}
		return p.judged(t, use)
	}
	for _, hours := range [][2]string{{"12:00", "14:00"}, {"14:00", "16:00"}} {
		use := between(t, day, hours[0], hours[1])
		if got := asked(use).codes(); len(got) > 0 {
			t.Fatalf("%v is refused: %v", hours, got)
		}
		booked = append(booked, use)
	}
	j := asked(between(t, day, "16:00", "18:00"))
	want := map[string]any{"max": 4 * time.Hour, "used": 6 * time.Hour, "scope": "person", "period": "day", "prime": true}
	if len(j.violations) != 1 || j.violations[0].Code != "quota" || !reflect.DeepEqual(j.violations[0].Params, want) {
		t.Fatalf("16–18: %+v", j.violations)
	}
	if got, want := j.violations[0].Span, facilities.NewSpan(local(t, day+" 00:00"), local(t, "2026-04-29 00:00")); got != want {
		t.Errorf("it concerns %v, want the local day %v", got, want)
	}
	if got := asked(between(t, day, "08:00", "09:00")).codes(); len(got) > 0 {
		t.Errorf("outside prime time: %v", got)
	}
}

func TestNeedsAreMetByWhoIsSkilledAndPreferred(t *testing.T) {
	use := between(t, "2026-04-28", "09:00", "12:00")
	for _, c := range []struct {
		name   string
		set    func(p *paper)
		chosen []facilities.ResourceID
		codes  []string
	}{
		{"the first by id", func(*paper) {}, []facilities.ResourceID{"ada"}, nil},
		{"who is there already", func(p *paper) { p.preferred = []facilities.ResourceID{"bob"} }, []facilities.ResourceID{"bob"}, nil},
		{"who is free", func(p *paper) {
			p.held = []facilities.HeldClaim{{Claim: facilities.Claim{Resource: "ada", Units: 1, Span: use, Active: true}, Booking: "b1", Use: use}}
		}, []facilities.ResourceID{"bob"}, nil},
		{"who attends nothing else", func(p *paper) {
			p.attendances = []facilities.Attendance{{Person: "p-ada", Booking: "b1", Resource: "press-2", Use: use}}
		}, []facilities.ResourceID{"bob"}, nil},
		{"who is qualified until the end", func(p *paper) {
			p.resources["press"].Qualification = facilities.LevelExpert
			p.qualifications = []facilities.Qualification{
				{Person: "eva", Resource: "press", Level: facilities.LevelExpert, From: local(t, "2026-01-01 00:00")},
				{Person: "p-ada", Resource: "press", Level: facilities.LevelExpert, From: local(t, "2026-01-01 00:00"), Until: local(t, "2026-04-28 11:00")},
				{Person: "p-bob", Resource: "press", Level: facilities.LevelTrainer, From: local(t, "2026-01-01 00:00")},
			}
		}, []facilities.ResourceID{"bob"}, nil},
		{"a level too low is none", func(p *paper) {
			p.resources["press"].Qualification = facilities.LevelExpert
			p.qualifications = []facilities.Qualification{
				{Person: "eva", Resource: "press", Level: facilities.LevelBasic, From: local(t, "2026-01-01 00:00")},
				{Person: "p-ada", Resource: "press", Level: facilities.LevelExpert, From: local(t, "2026-01-01 00:00")},
			}
		}, []facilities.ResourceID{"ada"}, []string{"unqualified"}},
		{"a revoked one ends when it was revoked", func(p *paper) {
			p.resources["press"].Qualification = facilities.LevelBasic
			p.qualifications = []facilities.Qualification{
				{Person: "eva", Resource: "press", Level: facilities.LevelBasic, From: local(t, "2026-01-01 00:00"), Revoked: local(t, "2026-04-28 10:00")},
				{Person: "p-ada", Resource: "press", Level: facilities.LevelExpert, From: local(t, "2026-01-01 00:00")},
			}
		}, []facilities.ResourceID{"ada"}, []string{"qualification_expires"}},
		{"where staff operate the person needs none", func(p *paper) {
			p.resources["press"].Qualification, p.resources["press"].Operated = facilities.LevelBasic, true
			p.qualifications = []facilities.Qualification{{Person: "p-ada", Resource: "press", Level: facilities.LevelExpert, From: local(t, "2026-01-01 00:00")}}
		}, []facilities.ResourceID{"ada"}, nil},
		{"nobody at all", func(p *paper) { p.resources["press"].Needs[0].Capability = "welder" }, nil, []string{"operator_missing"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := onPaper(local(t, "2026-04-01 09:00"))
			for _, id := range []facilities.ResourceID{"ada", "bob"} {
				p.resources[id].Capabilities = []facilities.Capability{{Tag: "pressing"}}
			}
			p.resources["press"].Needs = []facilities.Need{{Kind: facilities.Operator, Capability: "pressing", Units: 1}}
			c.set(p)
			j := p.judged(t, use)
			if !slices.Equal(j.chosen, c.chosen) || !slices.Equal(j.codes(), c.codes) {
				t.Errorf("chose %v with %v, want %v with %v", j.chosen, j.codes(), c.chosen, c.codes)
			}
		})
	}
}

// What is stored of a claim includes its changeover; the rules see it without, and give what it becomes beside the wish.
func TestChangeoversAreTakenOffAndPutOnAgain(t *testing.T) {
	day := "2026-04-28"
	p := onPaper(local(t, "2026-04-01 09:00"))
	press := p.resources["press"]
	press.Changeover = facilities.Changeover{Classes: []string{"clean", "gold"}, Minutes: [][]int{{0, 20}, {60, 0}}}
	press.Rules.Setup, press.Rules.Cleanup = 10*time.Minute, 5*time.Minute
	hold := func(id facilities.BookingID, process, from, use, until string) facilities.HeldClaim {
		return facilities.HeldClaim{Booking: id, Use: between(t, day, use, until), Process: process,
			Claim: facilities.Claim{Resource: "press", Units: 1, Span: facilities.Span{Start: local(t, day+" "+from), End: local(t, day+" "+until).Add(5 * time.Minute)}}}
	}
	// The afternoon's gold run was stored with the hour that a run before it needed.
	p.held = []facilities.HeldClaim{hold("morning", "gold", "08:10", "08:20", "09:00"), hold("afternoon", "gold", "13:00", "14:00", "15:00")}
	wished := func(process, from, until string) judgement {
		use := between(t, day, from, until)
		s := p.laid(use)
		j, err := s.judge(facilities.Wish{Resource: "press", Use: use, Process: process}, "")
		if err != nil {
			t.Fatal(err)
		}
		return j
	}
	j := wished("clean", "10:00", "13:30")
	if len(j.violations) > 0 {
		t.Fatalf("it fits, got %+v", j.violations)
	}
	if got, want := j.claims[0].Span, (facilities.Span{Start: local(t, day+" 09:05"), End: local(t, day+" 13:35")}); got != want {
		t.Errorf("claims %v, want %v: an hour of changeover, but for the cleanup before", got, want)
	}
	want := []neighbour{{"afternoon", "press", facilities.Span{Start: local(t, day+" 13:40"), End: local(t, day+" 15:05")}}}
	if !reflect.DeepEqual(j.next, want) {
		t.Errorf("next %v, want %v", j.next, want)
	}
	j = wished("clean", "09:30", "10:00")
	if !slices.Equal(j.codes(), []string{"changeover"}) || !reflect.DeepEqual(j.violations[0].Params, map[string]any{"limit": time.Hour, "actual": 30 * time.Minute}) {
		t.Errorf("half an hour after gold: %+v", j.violations)
	}
}

func TestRulesAboutPersonsDoNotHoldForNobody(t *testing.T) {
	use := between(t, "2026-04-28", "09:00", "12:00")
	p := onPaper(local(t, "2026-04-01 09:00"))
	p.resources["press"].Qualification, p.resources["press"].Access.NoGuests = facilities.LevelBasic, true
	p.resources["press"].Access.Partners = []facilities.PartnerID{"other"}
	if got := p.judged(t, use).codes(); !slices.Equal(got, []string{"access", "unqualified"}) {
		t.Errorf("for a person: %v", got)
	}
	p.person, p.partner = facilities.Person{}, facilities.Partner{}
	if got := p.judged(t, use).codes(); len(got) > 0 {
		t.Errorf("for nobody: %v", got)
	}
}

func TestAlternativesComeNearestFirstAndSayWhatIsMissing(t *testing.T) {
	day := "2026-04-28"
	use := between(t, day, "09:00", "12:00")
	p := onPaper(local(t, "2026-04-01 09:00"))
	for _, id := range []facilities.ResourceID{"press", "press-2"} {
		p.resources[id].Rules.Grid = time.Hour
		p.resources[id].Qualification = facilities.LevelBasic
	}
	p.resources["press-2"].Operated = true
	p.held = []facilities.HeldClaim{{Claim: facilities.Claim{Resource: "press-2", Units: 1, Span: use}, Booking: "b1", Use: use}}
	within := between(t, day, "00:00", "23:00")
	found := func(tolerated ...scheduler.Code) (out []string) {
		s := p.laid(within)
		candidates := []facilities.Resource{*p.resources["press"], *p.resources["press-2"]}
		slots, err := s.suggest(facilities.Wish{Resource: "press", Use: use}, candidates, within, 3, tolerated, "")
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range slots {
			out = append(out, fmt.Sprintf("%s +%v %v", a.Resource, a.Use.Start.Sub(use.Start), a.Missing))
		}
		return out
	}
	// On the operated one nobody asks for a qualification.
	if got, want := found(), []string{"press-2 +3h0m0s []", "press-2 +4h0m0s []", "press-2 +5h0m0s []"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := found(scheduler.Unqualified), []string{"press +0s [unqualified]", "press +-1h0m0s [unqualified]", "press +1h0m0s [unqualified]"}; !slices.Equal(got, want) {
		t.Errorf("with tolerance: got %q, want %q", got, want)
	}
}

func TestEveryRuleHasWordsInBothLanguages(t *testing.T) {
	for _, lang := range []string{"nl", "en"} {
		for _, rule := range scheduler.Codes {
			if key := "violation." + string(rule.Code); !texts.For(lang).Has(key) {
				t.Errorf("%s: %s has no words", lang, key)
			}
		}
	}
}

// BenchmarkJudge is a wish held against the rules without a database: translation, check and translation back.
func BenchmarkJudge(b *testing.B) {
	p := onPaper(local(b, "2026-04-01 09:00"))
	p.facility.ClosedOnHolidays = true
	p.resources["ada"].Capabilities = []facilities.Capability{{Tag: "pressing"}}
	p.resources["press"].Needs = []facilities.Need{{Kind: facilities.Operator, Capability: "pressing", Units: 1}}
	use := between(b, "2026-04-28", "09:00", "12:00")
	for hour := range 40 {
		start := use.Start.Add(time.Duration(hour-60) * time.Hour)
		held := facilities.NewSpan(start, start.Add(time.Hour))
		p.held = append(p.held, facilities.HeldClaim{Claim: facilities.Claim{Resource: "press", Units: 1, Span: held}, Booking: "b1", Use: held})
	}
	s := p.laid(use)
	b.ReportAllocs()
	for b.Loop() {
		if j, err := s.judge(facilities.Wish{Resource: "press", Use: use}, ""); err != nil || len(j.violations) > 0 {
			b.Fatal(err, j.violations)
		}
	}
}
