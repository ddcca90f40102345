package useroffice

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/store"
)

// swap is a trade with everything that it moves.
type swap struct {
	act
	trade        facilities.Trade
	catalogue    *facilities.Catalogue
	policy       facilities.RoundPolicy
	gives, takes *facilities.Booking
	owners       map[facilities.BookingID][]facilities.PartnerID
	balances     []ledger.HourPart
	takesAt      string // where the verb was told what is taken
}

// readSwap reads and locks what a trade names and checks that it can be traded at all. It fills in the trade's facility, pool and the booking that is taken.
func readSwap(ctx context.Context, tx *store.Tx, a act, t *facilities.Trade) (*swap, error) {
	s := &swap{act: a, owners: map[facilities.BookingID][]facilities.PartnerID{}, takesAt: "body.takes"}
	if t.Takes == "" && t.TakesResource != "" {
		s.takesAt = takesPlace
	}
	var err error
	if s.catalogue, err = tx.Catalogue(ctx); err != nil {
		return nil, err
	}
	var f faults
	if checkPartners(&f, s.catalogue, t); len(f) > 0 {
		return nil, f.err()
	}
	if t.Takes == "" && t.TakesResource != "" {
		if t.Takes, err = standingAt(ctx, tx, *t); err != nil {
			return nil, err
		}
	}
	if s.gives, s.takes, err = tradedBookings(ctx, tx, *t); err != nil {
		return nil, err
	}
	for _, side := range []struct {
		location string
		b        *facilities.Booking
		partner  facilities.PartnerID
	}{{"body.gives", s.gives, t.From}, {s.takesAt, s.takes, t.To}} {
		if side.b == nil {
			continue
		}
		if side.b.Partner != side.partner {
			return nil, facilities.BadField(side.location, "trade_not_theirs")
		}
		if t.Facility == "" {
			t.Facility = side.b.Facility
		}
		r, _ := s.catalogue.Resource(side.b.Resource)
		if t.Pool == "" {
			t.Pool = r.Pool
		}
		if side.b.Facility != t.Facility {
			return nil, facilities.BadField(side.location, "trade_other_facility")
		}
		if s.owners[side.b.ID], err = ownersOf(ctx, tx, side.b.Partner, side.b.Project); err != nil {
			return nil, err
		}
	}
	if err := checkSides(s.catalogue, t); err != nil {
		return nil, err
	}
	if err := s.lock(ctx, tx, *t); err != nil {
		return nil, err
	}
	if s.gives, s.takes, err = tradedBookings(ctx, tx, *t); err != nil { // as they are under the locks
		return nil, err
	}
	if s.policy, err = tx.RoundPolicy(ctx, t.Facility); err != nil {
		return nil, err
	}
	balances, err := poolBalances(ctx, tx, t.Facility)
	s.balances, s.trade = balances[t.Pool], *t
	return s, err
}

// takesPlace is where a verb is told the place that is taken, by what stands there.
const takesPlace = "body.takes_resource"

// checkPlace checks that a place is named whole, or not at all.
func checkPlace(f *faults, t facilities.Trade) {
	f.check(t.TakesResource != "" || t.TakesStart.IsZero(), takesPlace, "required")
	f.check(t.TakesResource == "" || !t.TakesStart.IsZero(), "body.takes_start", "required")
}

// checkSides checks the partners, the facility and the pool of a trade.
func checkSides(c *facilities.Catalogue, t *facilities.Trade) error {
	if t.Facility == "" { // neither a booking nor a round says which
		return facilities.BadField("body.facility", "required")
	}
	var f faults
	_, known := c.Facility(t.Facility)
	f.check(known, "body.facility", "facility")
	checkPartners(&f, c, t)
	if known && t.Minutes != 0 {
		f.check(slices.Contains(poolsOf(c, t.Facility), t.Pool), "body.pool", "unknown_pool", "id", shown(string(t.Pool)))
	}
	return f.err()
}

// checkPartners checks that a trade has two partners.
func checkPartners(f *faults, c *facilities.Catalogue, t *facilities.Trade) {
	for _, side := range []struct {
		location string
		id       facilities.PartnerID
	}{{"body.from", t.From}, {"body.to", t.To}} {
		partner, known := c.Partner(side.id)
		f.check(known && !partner.Archived, side.location, "partner")
	}
	f.check(t.From != t.To, "body.to", "trade_same")
}

// standingAt finds the other partner's booking at a place that everybody sees as taken by it. What cannot be seen there does not exist.
func standingAt(ctx context.Context, tx *store.Tx, t facilities.Trade) (facilities.BookingID, error) {
	found, _, err := tx.Bookings(ctx, store.BookingFilter{Resources: []facilities.ResourceID{t.TakesResource}, From: t.TakesStart, To: t.TakesStart.Add(time.Minute),
		States: []facilities.State{facilities.StateApproved}})
	if err != nil {
		return "", err
	}
	for _, b := range found {
		if b.Resource == t.TakesResource && b.Use.Start.Equal(t.TakesStart) && b.Partner == t.To && !b.Confidential {
			return b.ID, nil
		}
	}
	return "", facilities.BadField(takesPlace, "trade_not_theirs")
}

// tradedBookings are those that a trade names.
func tradedBookings(ctx context.Context, tx *store.Tx, t facilities.Trade) (gives, takes *facilities.Booking, err error) {
	for _, side := range []struct {
		id   facilities.BookingID
		into **facilities.Booking
	}{{t.Gives, &gives}, {t.Takes, &takes}} {
		if side.id == "" {
			continue
		}
		if !facilities.ValidID(string(side.id)) {
			return nil, nil, facilities.Missing()
		}
		b, err := tx.Booking(ctx, side.id)
		if err != nil {
			return nil, nil, err
		}
		*side.into = &b
	}
	return gives, takes, nil
}

// ownersOf are the partners whose a booking or request is: those of its project, or its own.
func ownersOf(ctx context.Context, tx *store.Tx, own facilities.PartnerID, project facilities.ProjectID) ([]facilities.PartnerID, error) {
	if project == "" {
		return []facilities.PartnerID{own}, nil
	}
	p, err := tx.Project(ctx, project)
	var owners []facilities.PartnerID
	for _, share := range p.Partners {
		owners = append(owners, share.Partner)
	}
	slices.Sort(owners)
	return owners, err
}

// lock takes the rows of both sides, once and in the one order.
func (s *swap) lock(ctx context.Context, tx *store.Tx, t facilities.Trade) error {
	l := store.Locks{People: []facilities.PersonID{s.Person.ID, t.By}, Partners: []facilities.PartnerID{t.From, t.To}}
	for _, b := range []*facilities.Booking{s.gives, s.takes} {
		if b == nil {
			continue
		}
		l.People, l.Projects = append(l.People, involved(*b)...), append(l.Projects, b.Project)
		primary, _ := s.catalogue.Resource(b.Resource)
		var with []facilities.WishClaim
		for _, claim := range b.Claims {
			with = append(with, facilities.WishClaim{Resource: claim.Resource, Units: claim.Units})
		}
		for _, r := range concerned(s.catalogue, []facilities.Resource{primary}, with) {
			l.Resources, l.People = append(l.Resources, r.ID), append(l.People, r.Person)
		}
	}
	return tx.Lock(ctx, l)
}

// lines are what the ledger of hours says of the trade; it also holds it against the manager's rules.
func (s *swap) lines() ([]ledger.TradeLine, error) {
	one, other := ledger.TradeSide{Partner: s.trade.From, Hours: max(0, s.trade.Minutes)}, ledger.TradeSide{Partner: s.trade.To, Hours: max(0, -s.trade.Minutes)}
	words := tradeWords{s.catalogue, "body.gives", s.takesAt, map[string]facilities.ResourceID{}}
	for _, side := range []struct {
		b    *facilities.Booking
		into *ledger.TradeSide
	}{{s.gives, &one}, {s.takes, &other}} {
		if side.b == nil {
			continue
		}
		words.places[string(side.b.ID)] = side.b.Resource
		side.into.Pieces = append(side.into.Pieces, ledger.TradePiece{Kind: ledger.TradeBooking, ID: string(side.b.ID), Owners: s.owners[side.b.ID],
			Minutes: int64(side.b.Use.Duration() / time.Minute), Begun: side.b.State != facilities.StateApproved || !side.b.Use.Start.After(s.now)})
	}
	lines, err := ledger.TradeLines(ledger.Trade{ID: string(s.trade.ID), One: one, Other: other}, tradeRules(s.policy), s.balances)
	return lines, words.of(err)
}

// tradeRules are a facility's rules as the ledger reads them.
func tradeRules(p facilities.RoundPolicy) ledger.TradeRules {
	return ledger.TradeRules{Gifts: p.TradeGifts, HoursMax: int64(p.TradeMost / time.Minute), OverdraftMax: int64(p.Overdraft / time.Minute)}
}

// try does the moves and takes them back.
func (s *swap) try(ctx context.Context, tx *store.Tx) error {
	err := tx.Try(ctx, func(ctx context.Context) error {
		if err := s.move(ctx, tx); err != nil {
			return err
		}
		return errTried
	})
	if errors.Is(err, errTried) {
		return nil
	}
	return err
}

// do makes the moves and writes the lines.
func (s *swap) do(ctx context.Context, tx *store.Tx) error {
	lines, err := s.lines()
	if err != nil {
		return err
	}
	if err := s.move(ctx, tx); err != nil {
		return err
	}
	return tx.AddHours(ctx, hourLines(s.trade, "trade/"+string(s.trade.ID), ledger.HourMoves(lines), s.now))
}

// hourLines are the lines of an entry that moves balance for a trade: one for each partner, and they sum to zero.
func hourLines(t facilities.Trade, entry string, moves []ledger.HourMove, now time.Time) []facilities.HourLine {
	sums := map[facilities.PartnerID]int64{}
	for _, m := range moves {
		sums[m.From] -= m.Minutes
		sums[m.To] += m.Minutes
	}
	var out []facilities.HourLine
	for _, p := range slices.Sorted(maps.Keys(sums)) {
		out = append(out, facilities.HourLine{Entry: entry, Kind: facilities.HoursTraded, Facility: t.Facility, Pool: t.Pool, Partner: p, Minutes: sums[p], Created: now})
	}
	return out
}

// move lets the bookings change places in one step, or hands the one over: releases first, then each through the rules.
func (s *swap) move(ctx context.Context, tx *store.Tx) error {
	if s.gives != nil && s.takes != nil {
		return s.exchange(ctx, tx)
	}
	if s.gives != nil {
		return s.handOver(ctx, tx, *s.gives, s.trade.AgreedBy)
	}
	if s.takes != nil {
		return s.handOver(ctx, tx, *s.takes, s.trade.By)
	}
	return nil
}

// exchange lets the two bookings change places.
func (s *swap) exchange(ctx context.Context, tx *store.Tx) error {
	both := []facilities.Booking{*s.gives, *s.takes}
	step, err := beginShuffle(ctx, tx, s.act, s.catalogue, both)
	if err != nil {
		return err
	}
	var wishes [2]*asked
	for i, b := range both {
		if wishes[i], err = s.wish(ctx, tx, b, both[1-i]); err != nil {
			return err
		}
		step.goes(b.ID, wishes[i].wish, wishes[i].wish.Process)
	}
	if err := step.makeRoom(ctx, tx); err != nil {
		return err
	}
	for i, b := range both {
		p := placing{act: s.act, purpose: toMove, wish: wishes[i].wish, was: &b, reason: s.trade.Note}
		if _, err := step.comes(ctx, tx, b.ID, p, wishes[i]); err != nil {
			return err
		}
	}
	return step.end(ctx, tx)
}

// wish is a booking's, for the place where another one was.
func (s *swap) wish(ctx context.Context, tx *store.Tx, b, place facilities.Booking) (*asked, error) {
	resource, _ := s.catalogue.Resource(place.Resource)
	w := wishOfBooking(s.catalogue, b)
	w.Resource, w.Use, w.Units, w.With = place.Resource, place.Use, unitsOn(place, place.Resource), nil
	w.Intake = answersTo(resource, w.Intake)
	q, err := ask(ctx, tx, s.act, w, manner{settled: true, was: &b})
	if err != nil {
		return nil, err
	}
	q.wish.Process = processFor(resource, b.Process, q.sample)
	return q, nil
}

// handOver gives up a booking and makes one for somebody else in its place.
func (s *swap) handOver(ctx context.Context, tx *store.Tx, b facilities.Booking, to facilities.PersonID) error {
	if _, err := step(ctx, tx, s.act, b, facilities.ActCancel, s.trade.Note, noted(s.trade.Note)); err != nil {
		return err
	}
	if to == "" { // nobody has said yes: who that will be is judged then
		return nil
	}
	w := facilities.Wish{Resource: b.Resource, Use: b.Use, Units: unitsOn(b, b.Resource), For: to, Title: b.Title}
	q, err := ask(ctx, tx, s.act, w, manner{settled: true})
	if err != nil {
		return err
	}
	_, err = placing{act: s.act, purpose: toPublish, wish: q.wish, by: to, agreed: !b.QuoteAccepted.IsZero(), reason: s.trade.Note}.at(ctx, tx, q)
	return err
}
