package useroffice

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/money"
	"marke/facilities/store"
)

// PublicMoney is what a facility's year looks like under the rules on public money. Every result names the rule set that it rests on; it is
// no legal advice: Marke flags and shows the sum, a person decides.
type PublicMoney struct {
	Facility facilities.FacilityID
	Year     int
	// Regime is the aid regime of the agreement in force, and Rules its rule set; nil when no rule set holds on Day, and then nobody can
	// say what the law allows: all but Supports is empty.
	Regime string
	Day    facilities.Date // the last day of the year, or today
	Rules  *ledger.AidRules
	// Economic is economic use of the year's capacity.
	Economic *ledger.EconomicShare
	Access   []ledger.Access
	ClawBack *ledger.ClawBack
	Benefits []BenefitRow
	Small    *ledger.AidRules // the rule set of de minimis aid
	Headroom []ledger.Headroom
	Supports []SupportView
	// Invested and Financed sum the investments so far.
	Invested money.Cents
	Financed []ledger.Part
	Currency string
}

// BenefitRow is economic use that an undertaking paid less for than the market asks.
type BenefitRow struct {
	Booking  facilities.BookingID
	Partner  facilities.PartnerID
	Resource facilities.ResourceID
	Price    money.Cents // as quoted
	Market   money.Cents
	Benefit  money.Cents
	Source   string // of the market price
}

// SupportView is a support with what about it the agreement of its day does not allow.
type SupportView struct {
	store.Support
	Name    string // of the project
	Misfits []ledger.Misfit
}

// smallAidRegime is the rule set of de minimis aid.
const smallAidRegime = "de_minimis"

// PublicMoney flags what of a year needs a person's look, for who runs the facility or keeps its books.
func (o *Office) PublicMoney(ctx context.Context, actor facilities.Actor, now time.Time, f facilities.FacilityID, year int) (PublicMoney, error) {
	out := PublicMoney{Facility: f, Year: year}
	if err := needLogin(actor); err != nil {
		return out, err
	}
	if !actor.Manages(f) && !actor.Controls(f) {
		return out, facilities.Missing()
	}
	if year < yearFirst || year >= yearLast {
		return out, facilities.BadField("query.year", "year", "first", yearFirst, "last", yearLast)
	}
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		c, err := tx.Catalogue(ctx)
		if err != nil {
			return err
		}
		l := aidLook{tx: tx, catalogue: c, out: &out}
		return l.all(ctx, facilities.DateOf(now.In(c.Zone(f))))
	})
	return out, err
}

// aidLook gathers what PublicMoney tells.
type aidLook struct {
	tx        *store.Tx
	catalogue *facilities.Catalogue
	out       *PublicMoney
	terms     []ledger.Terms
	uses      []facilities.Booking // of the year, that took place or stand
	minutes   int64                // capacity
}

func (l *aidLook) all(ctx context.Context, today facilities.Date) error {
	l.out.Day = facilities.Date{Year: l.out.Year, Month: time.December, Day: 31}
	if today.Before(l.out.Day) {
		l.out.Day = today
	}
	var err error
	if l.terms, err = l.tx.Terms(ctx, l.out.Facility); err != nil {
		return err
	}
	l.out.Currency = bookCurrency(l.terms)
	if err := l.supports(ctx); err != nil {
		return err
	}
	inForce, found := ledger.TermsOn(l.terms, l.out.Day)
	if !found {
		return nil
	}
	l.out.Regime = inForce.Agreement.AidRegime
	rules, found := ledger.Published().AidRulesOn(l.out.Regime, l.out.Day)
	if !found {
		return nil
	}
	l.out.Rules = &rules
	for _, step := range []func(context.Context, ledger.Terms) error{l.economic, l.access, l.benefits, l.headroom} {
		if err := step(ctx, inForce); err != nil {
			return err
		}
	}
	return nil
}

// year is the span of the year where the facility is.
func (l *aidLook) year() facilities.Span {
	zone := l.catalogue.Zone(l.out.Facility)
	return facilities.Span{Start: time.Date(l.out.Year, 1, 1, 0, 0, 0, 0, zone).UTC(), End: time.Date(l.out.Year+1, 1, 1, 0, 0, 0, 0, zone).UTC()}
}

// instruments are what a facility's capacity is counted in.
func (l *aidLook) instruments() []facilities.Resource {
	return of(l.catalogue.ResourcesOf(l.out.Facility), func(r facilities.Resource) bool { return r.Kind == facilities.Instrument })
}

// economic compares economic use of instruments with their open hours in the whole year; capacity, not the hours used.
func (l *aidLook) economic(ctx context.Context, _ ledger.Terms) error {
	year := l.year()
	instruments := l.instruments()
	counted := map[facilities.ResourceID]bool{}
	for _, r := range instruments {
		counted[r.ID] = true
		for _, open := range openSpans(l.catalogue, r, year) {
			l.minutes += minutes(open.Duration()) * r.Capacity
		}
	}
	bookings, _, err := l.tx.Bookings(ctx, store.BookingFilter{Facility: l.out.Facility, From: year.Start, To: year.End, Ascending: true,
		States: []facilities.State{facilities.StateApproved, facilities.StateInUse, facilities.StateCompleted, facilities.StateAborted}})
	if err != nil {
		return err
	}
	l.uses = of(bookings, func(b facilities.Booking) bool { return b.Economic && counted[b.Resource] })
	uses := make([]ledger.EconomicUse, len(l.uses))
	for n, b := range l.uses {
		within := facilities.Span{Start: theLater(b.Use.Start, year.Start), End: theEarlier(b.Use.End, year.End)}
		uses[n] = ledger.EconomicUse{Booking: b.ID, Minutes: minutes(within.Duration()) * unitsOf(b)}
	}
	if l.minutes == 0 {
		return nil
	}
	share, err := ledger.Economic(*l.out.Rules, l.minutes, uses)
	l.out.Economic = &share
	return err
}

// unitsOf is how much of its primary resource a booking takes.
func unitsOf(b facilities.Booking) int64 {
	for _, c := range b.Claims {
		if c.Resource == b.Resource {
			return c.Units
		}
	}
	return 1
}

func theLater(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

func theEarlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// access compares the capacity key with who financed what, and forecasts what would be claimed back.
func (l *aidLook) access(ctx context.Context, inForce ledger.Terms) error {
	investments, err := l.tx.Investments(ctx, l.out.Facility)
	if err != nil {
		return err
	}
	paid := map[facilities.PartnerID]money.Cents{}
	var planned money.Cents // invested × planned share, to weigh the shares of several investments
	for _, i := range investments {
		if l.out.Day.Before(i.Day) {
			continue
		}
		l.out.Invested += i.Amount
		planned += i.Amount / 1_000_000 * money.Cents(i.PlannedPPM)
		planned += i.Amount % 1_000_000 * money.Cents(i.PlannedPPM) / 1_000_000
		for _, p := range i.Financed {
			paid[p.Partner] += p.Amount
		}
	}
	if l.out.Invested == 0 {
		return nil
	}
	for _, p := range slices.Sorted(maps.Keys(paid)) {
		l.out.Financed = append(l.out.Financed, ledger.Part{Partner: p, Amount: paid[p]})
	}
	if l.out.Access, err = ledger.PreferentialAccess(*l.out.Rules, l.out.Invested, l.out.Financed, inForce.Agreement.Capacity); err != nil {
		return err
	}
	if l.out.Economic == nil {
		return nil
	}
	used, err := l.usedMinutes(ctx)
	if err != nil || used == 0 {
		return err
	}
	real := min(l.out.Economic.Economic*1_000_000/used, 1_000_000)
	back, err := ledger.ForecastClawBack(*l.out.Rules, l.out.Invested, int64(planned)*1_000_000/int64(l.out.Invested), real)
	l.out.ClawBack = &back
	return err
}

// usedMinutes are all minutes of instruments that were used or stand approved in the year.
func (l *aidLook) usedMinutes(ctx context.Context) (sum int64, err error) {
	year := l.year()
	instruments := map[facilities.ResourceID]bool{}
	for _, r := range l.instruments() {
		instruments[r.ID] = true
	}
	bookings, _, err := l.tx.Bookings(ctx, store.BookingFilter{Facility: l.out.Facility, From: year.Start, To: year.End, Ascending: true,
		States: []facilities.State{facilities.StateApproved, facilities.StateInUse, facilities.StateCompleted, facilities.StateAborted}})
	for _, b := range bookings {
		if instruments[b.Resource] {
			sum += minutes(facilities.Span{Start: theLater(b.Use.Start, year.Start), End: theEarlier(b.Use.End, year.End)}.Duration()) * unitsOf(b)
		}
	}
	return sum, err
}

// benefits lists economic use below the market's price.
func (l *aidLook) benefits(ctx context.Context, _ ledger.Terms) error {
	prices, err := l.tx.MarketPrices(ctx, l.out.Facility)
	if err != nil {
		return err
	}
	zone := l.catalogue.Zone(l.out.Facility)
	for _, b := range l.uses {
		day := facilities.DateOf(b.Use.Start.In(zone))
		var price *store.MarketPrice // the latest that holds; the list is by day
		for n, p := range prices {
			if p.Resource == b.Resource && !day.Before(p.Day) {
				price = &prices[n]
			}
		}
		if price == nil || b.Quote.Unpriced {
			continue
		}
		market := money.Cents(minutes(b.Use.Duration())) * price.Hour / 60
		if gain := ledger.Benefit(b.Quote.Total, market); gain > 0 {
			l.out.Benefits = append(l.out.Benefits, BenefitRow{b.ID, b.Partner, b.Resource, b.Quote.Total, market, gain, price.Source})
		}
	}
	slices.SortStableFunc(l.out.Benefits, func(a, b BenefitRow) int { return cmp.Compare(b.Benefit, a.Benefit) })
	return nil
}

// headroom is what each undertaking that got de minimis aid, or paid below market, may still get.
func (l *aidLook) headroom(ctx context.Context, _ ledger.Terms) error {
	rules, found := ledger.Published().AidRulesOn(smallAidRegime, l.out.Day)
	if !found {
		return nil
	}
	l.out.Small = &rules
	aid, err := l.tx.SmallAid(ctx)
	if err != nil {
		return err
	}
	groups, err := l.tx.Undertakings(ctx)
	if err != nil {
		return err
	}
	names := map[ledger.UndertakingID]bool{}
	for _, a := range aid {
		names[a.Undertaking] = true
	}
	for _, b := range l.out.Benefits {
		names[undertakingOf(groups, b.Partner)] = true
	}
	for _, u := range slices.Sorted(maps.Keys(names)) {
		room, err := ledger.DeMinimis(rules, aid, u, l.out.Day)
		if err != nil {
			return err
		}
		l.out.Headroom = append(l.out.Headroom, room)
	}
	return nil
}

// undertakingOf is the group of a partner, or the partner itself.
func undertakingOf(groups map[facilities.PartnerID]ledger.UndertakingID, p facilities.PartnerID) ledger.UndertakingID {
	if u, grouped := groups[p]; grouped {
		return u
	}
	return ledger.UndertakingID(p)
}

// supports lists what projects got in the year, with what does not fit.
func (l *aidLook) supports(ctx context.Context) error {
	all, err := l.tx.Supports(ctx, l.out.Facility)
	if err != nil {
		return err
	}
	for _, s := range all {
		if s.Day.Year != l.out.Year {
			continue
		}
		v, err := viewSupport(ctx, l.tx, l.terms, s)
		if err != nil {
			return err
		}
		l.out.Supports = append(l.out.Supports, v)
	}
	return nil
}

func viewSupport(ctx context.Context, tx *store.Tx, terms []ledger.Terms, s store.Support) (SupportView, error) {
	v := SupportView{Support: s}
	project, err := tx.Project(ctx, s.Project)
	if err != nil {
		return v, err
	}
	v.Name = project.Name
	if t, found := ledger.TermsOn(terms, s.Day); found {
		v.Misfits = t.Misfits(s.Support)
	} else {
		v.Misfits = []ledger.Misfit{{Code: ledger.MisfitPhase, What: string(s.Phase)}}
	}
	return v, nil
}
