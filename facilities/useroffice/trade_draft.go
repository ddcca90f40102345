package useroffice

import (
	"context"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/store"
	"marke/scheduler"
)

// draftSwap is a trade in the draft that a round offers, with everything that it moves.
type draftSwap struct {
	act
	trade        facilities.Trade
	policy       facilities.RoundPolicy
	round        facilities.Round
	saved        *savedDraft
	gives, takes *facilities.RoundRequest
	owners       map[facilities.RoundRequestID][]facilities.PartnerID
	balances     []ledger.HourPart
	traded       map[string]bool // steps that trades which the draft keeps have put where they are
	takesAt      string          // where the verb was told what is taken
}

// proposeInDraft proposes a trade of placements.
func proposeInDraft(ctx context.Context, tx *store.Tx, a act, t facilities.Trade) (facilities.Trade, error) {
	var f faults
	f.check(t.Gives == "" && t.Takes == "", "body.gives", "trade_either")
	f.check(t.GivesRequest != "", "body.gives_request", "required")
	if len(f) > 0 {
		return t, f.err()
	}
	if err := mayKnowOffer(ctx, tx, a.Actor, t); err != nil {
		return t, err
	}
	t.TakesRequest, t.TakesStep = "", 0 // is found where it stands
	s, err := readDraftSwap(ctx, tx, a, &t, takesPlace)
	if err != nil {
		return t, err
	}
	if !speaksFor(a.Actor, t.From, s.gives.Person, t.Minutes) {
		return t, forbidden()
	}
	if err := s.lock(ctx, tx, nil); err != nil {
		return t, err
	}
	if err := notOpenYet(ctx, tx, s.trade); err != nil {
		return t, err
	}
	if _, err := s.check(); err != nil {
		return t, err
	}
	t = s.trade
	t.Plan, t.TakesResource, t.TakesStart = s.round.Offered, "", time.Time{}
	saved, err := saveTrade(ctx, tx, a, facilities.Trade{}, t)
	if err != nil {
		return t, err
	}
	return saved, tellTrade(ctx, tx, a, "trade_proposed", saved, t.To)
}

// mayKnowOffer is NotFound for those who may not know whether a round offers a draft (Round says who may), and Forbidden for who is not of the partner that gives.
func mayKnowOffer(ctx context.Context, tx *store.Tx, actor facilities.Actor, t facilities.Trade) error {
	r, err := loadRound(ctx, tx, t.Round, 0)
	if err != nil {
		return err
	}
	requests, _, err := tx.RoundRequests(ctx, store.RequestFilter{Round: r.ID})
	switch {
	case err != nil:
		return err
	case !actor.Manages(r.Facility) && !actor.Controls(r.Facility) && !asksIn(actor, requests):
		return facilities.Missing()
	case actor.Person.Partner != t.From && !actor.Represents(t.From):
		return forbidden()
	}
	return nil
}

// readDraftSwap reads what a trade in a draft names and checks that it can be traded at all. It fills in the trade's facility, the request whose
// place is taken, and the pool. A round that changed meanwhile is Stale, whatever else was found.
func readDraftSwap(ctx context.Context, tx *store.Tx, a act, t *facilities.Trade, takesAt string) (*draftSwap, error) {
	s := &draftSwap{act: a, takesAt: takesAt, owners: map[facilities.RoundRequestID][]facilities.PartnerID{}, traded: map[string]bool{}}
	var err error
	if s.round, err = loadRound(ctx, tx, t.Round, 0); err != nil {
		return nil, err
	}
	if err = s.read(ctx, tx, t); err != nil {
		if moved := s.stands(ctx, tx); moved != nil {
			err = moved
		}
	}
	return s, err
}

// stands is Stale when the round has changed since it was read.
func (s *draftSwap) stands(ctx context.Context, tx *store.Tx) error {
	_, err := loadRound(ctx, tx, s.round.ID, s.round.Version)
	return err
}

func (s *draftSwap) read(ctx context.Context, tx *store.Tx, t *facilities.Trade) (err error) {
	if t.Facility != "" && t.Facility != s.round.Facility {
		return facilities.BadField("body.facility", "trade_other_facility")
	}
	t.Facility = s.round.Facility
	if s.round.Offered == 0 {
		return facilities.Errorf(facilities.Conflict, "round_not_offered")
	}
	if s.gives, err = s.request(ctx, tx, "body.gives_request", t.GivesRequest, t.From, t.GivesStep); err != nil {
		return err
	}
	if s.saved, err = readDraft(ctx, tx, s.act, s.round, s.round.Offered); err != nil {
		return err
	}
	var f faults
	if checkPartners(&f, s.saved.catalogue, t); len(f) > 0 {
		return f.err()
	}
	if t.TakesRequest == "" && t.TakesResource != "" {
		if err := s.findPlace(ctx, tx, t); err != nil {
			return err
		}
	}
	if t.TakesRequest != "" {
		if s.takes, err = s.request(ctx, tx, s.takesAt, t.TakesRequest, t.To, t.TakesStep); err != nil {
			return err
		}
	}
	for _, r := range []*facilities.RoundRequest{s.gives, s.takes} {
		if r == nil {
			continue
		}
		if s.owners[r.ID], err = ownersOf(ctx, tx, r.Partner, r.Project); err != nil {
			return err
		}
	}
	if s.policy, err = tx.RoundPolicy(ctx, t.Facility); err != nil {
		return err
	}
	if err := s.readTraded(ctx, tx); err != nil {
		return err
	}
	if s.trade = *t; t.Pool == "" {
		t.Pool = s.pool()
		s.trade.Pool = t.Pool
	}
	return checkSides(s.saved.catalogue, t)
}

// request finds one side's request; what the partner does not ask for in the round does not exist.
func (s *draftSwap) request(ctx context.Context, tx *store.Tx, location string, id facilities.RoundRequestID, partner facilities.PartnerID, step int) (*facilities.RoundRequest, error) {
	notTheirs := facilities.BadField(location, "trade_not_asked")
	if !facilities.ValidID(string(id)) {
		return nil, notTheirs
	}
	r, err := tx.RoundRequest(ctx, id)
	switch {
	case facilities.CodeOf(err) == facilities.NotFound:
		return nil, notTheirs
	case err != nil:
		return nil, err
	case r.Round != s.round.ID || r.Partner != partner || r.State != facilities.RequestOpen || step < 0 || step >= len(r.Steps):
		return nil, notTheirs
	}
	return &r, nil
}

// findPlace finds the other partner's request by the place where it stands, if a calendar would show that it is this partner's.
func (s *draftSwap) findPlace(ctx context.Context, tx *store.Tx, t *facilities.Trade) error {
	requests, err := requestsByID(ctx, tx, s.round.ID)
	if err != nil {
		return err
	}
	for _, p := range s.saved.draft.Placements {
		r, open := requests[p.Request]
		if open && r.Partner == t.To && p.Resource == t.TakesResource && p.Use.Start.Equal(t.TakesStart) && sightOf(s.Actor, s.round.Facility, r, p) >= facilities.SeePartner {
			t.TakesRequest, t.TakesStep = p.Request, p.Step
			return nil
		}
	}
	return facilities.BadField(s.takesAt, "trade_not_placed")
}

// readTraded reads what trades that the draft keeps have moved.
func (s *draftSwap) readTraded(ctx context.Context, tx *store.Tx) error {
	if len(s.saved.draft.Trades) == 0 {
		return nil
	}
	trades, err := tx.RoundTrades(ctx, s.round.ID)
	for _, t := range trades {
		if slices.Contains(s.saved.draft.Trades, t.ID) {
			s.traded[stepID(t.GivesRequest, t.GivesStep)], s.traded[stepID(t.TakesRequest, t.TakesStep)] = true, true
		}
	}
	return err
}

// given and taken are the two steps in the problem; taken is empty while nobody has named it.
func (s *draftSwap) given() string { return stepID(s.trade.GivesRequest, s.trade.GivesStep) }

func (s *draftSwap) taken() string {
	if s.takes == nil {
		return ""
	}
	return stepID(s.trade.TakesRequest, s.trade.TakesStep)
}

// sides are From's side and To's, with where their steps stand.
func (s *draftSwap) sides() [2]draftSide {
	out := [2]draftSide{{request: s.gives, step: s.trade.GivesStep}, {request: s.takes, step: s.trade.TakesStep}}
	for i, side := range out {
		if side.request != nil {
			out[i].place, out[i].placed = s.saved.draft.Placement(side.request.ID, side.step)
		}
	}
	return out
}

type draftSide struct {
	request *facilities.RoundRequest
	step    int
	place   facilities.RoundPlacement
	placed  bool
}

// pool is that of the first place that changes hands.
func (s *draftSwap) pool() facilities.PoolID {
	for _, side := range s.sides() {
		if r, known := s.saved.catalogue.Resource(side.place.Resource); side.placed && known {
			return r.Pool
		}
	}
	return ""
}

// lock takes the rows of both sides, and with placements those of everything that they concern, once and in the one order, and the round's: whatever ends the offer
// comes before or after. Then it reads the balances.
func (s *draftSwap) lock(ctx context.Context, tx *store.Tx, placements []facilities.RoundPlacement) error {
	var l store.Locks
	if placements != nil {
		requests, err := requestsByID(ctx, tx, s.round.ID)
		if err != nil {
			return err
		}
		l = placementLocks(s.saved.catalogue, s.round, placements, requests)
	}
	l.People = append(l.People, s.Person.ID, s.trade.By)
	l.Partners = append(l.Partners, s.trade.From, s.trade.To)
	l.Rounds = []facilities.RoundID{s.round.ID}
	if err := tx.Lock(ctx, l); err != nil {
		return err
	}
	if err := s.stands(ctx, tx); err != nil {
		return err
	}
	balances, err := poolBalances(ctx, tx, s.trade.Facility)
	s.balances = balances[s.trade.Pool]
	return err
}

// check holds the trade against the manager's rules and the round's own, and gives the placements as they would be.
func (s *draftSwap) check() ([]scheduler.RoundPlacement, error) {
	if _, err := s.lines(); err != nil {
		return nil, err
	}
	return s.exchange()
}

// lines are what the ledger of hours says of the trade; it also holds it against the manager's rules.
func (s *draftSwap) lines() ([]ledger.TradeLine, error) {
	one, other := ledger.TradeSide{Partner: s.trade.From, Hours: max(0, s.trade.Minutes)}, ledger.TradeSide{Partner: s.trade.To, Hours: max(0, -s.trade.Minutes)}
	words := tradeWords{s.saved.catalogue, "body.gives_request", s.takesAt, map[string]facilities.ResourceID{}}
	for i, side := range s.sides() {
		if !side.placed {
			continue
		}
		words.places[stepID(side.request.ID, side.step)] = side.place.Resource
		into := []*ledger.TradeSide{&one, &other}[i]
		into.Pieces = append(into.Pieces, ledger.TradePiece{Kind: ledger.TradePlacement, ID: stepID(side.request.ID, side.step), Owners: s.owners[side.request.ID],
			Minutes: int64(side.place.Use.Duration() / time.Minute), Begun: !side.place.Use.Start.After(s.now)})
	}
	lines, err := ledger.TradeLines(ledger.Trade{ID: string(s.trade.ID), One: one, Other: other}, tradeRules(s.policy), s.balances)
	return lines, words.of(err)
}

// tradedRequests are those that a trade in a draft names.
func tradedRequests(ctx context.Context, tx *store.Tx, t facilities.Trade) (gives, takes *facilities.RoundRequest, err error) {
	for _, side := range []struct {
		id   facilities.RoundRequestID
		into **facilities.RoundRequest
	}{{t.GivesRequest, &gives}, {t.TakesRequest, &takes}} {
		if side.id == "" {
			continue
		}
		r, err := tx.RoundRequest(ctx, side.id)
		if err != nil {
			return nil, nil, err
		}
		*side.into = &r
	}
	return gives, takes, nil
}
