package ledger

import (
	"slices"
	"time"

	"marke/facilities"
)

// TradeKind says what changes hands.
type TradeKind string

// The kinds of what is traded.
const (
	TradeHours     TradeKind = "hours"     // of entitlement: balance
	TradePlacement TradeKind = "placement" // of a round's draft
	TradeBooking   TradeKind = "booking"
)

// TradePiece is a placement or a booking that is given away.
type TradePiece struct {
	Kind TradeKind
	ID   string
	// Owners are the partners whose it is; a project's booking may have several.
	Owners []facilities.PartnerID
	// Minutes are its weighted minutes in the pool.
	Minutes int64
	// Begun says that it is in use or past.
	Begun bool
}

// TradeSide is one partner of a trade and what it gives.
type TradeSide struct {
	Partner facilities.PartnerID
	Pieces  []TradePiece
	Hours   int64 // of its balance, in weighted minutes
}

// Trade is a swap between two partners in one pool.
type Trade struct {
	ID         string
	One, Other TradeSide
}

// TradeRules are what the facility's manager allows.
type TradeRules struct {
	// Gifts says that a side may give without getting.
	Gifts bool
	// HoursMax is the most weighted minutes of balance in one trade; 0: none may be traded.
	HoursMax int64
	// OverdraftMax is how far below zero a trade may bring a balance, in weighted minutes.
	OverdraftMax int64
}

// TradeLine is one side's line of what changed hands: Minutes above zero came to Partner from With, below zero went. The lines of a trade come in
// pairs and sum to zero.
type TradeLine struct {
	Trade   string
	Kind    TradeKind
	Piece   string // its id; empty for hours
	Partner facilities.PartnerID
	With    facilities.PartnerID
	Minutes int64
}

// TradeLines checks a trade and gives its lines: for each thing that changes hands one for who gives it and one for who gets it, the first side's
// things first. Only hours move balances; a placement or booking counts for whoever then uses it, as all use does.
//
// All that is wrong is told at once, as fields of one error: the same partner twice (trade_same); a side that gives nothing while gifts are not
// allowed (trade_empty); what is not the giver's alone (trade_third): nothing of a third party moves; what has begun (trade_begun); the
// same thing twice (trade_twice); more hours than a trade may have (trade_hours); a balance below the limit (trade_overdraft). Locations are "partner", and
// "pieces" and "hours" after the side that they are about: "one.pieces", "other.hours". The parameters "partner" and "row" are ids, of that side's partner and of a piece.
func TradeLines(t Trade, rules TradeRules, balances []HourPart) ([]TradeLine, error) {
	var wrong []facilities.Field
	refuse := func(at, key string, params ...any) {
		wrong = append(wrong, facilities.BadField(at, key, params...).Fields...)
	}
	if t.One.Partner == t.Other.Partner || t.One.Partner == "" || t.Other.Partner == "" {
		refuse("partner", "trade_same")
	}
	var lines []TradeLine
	seen := map[[2]string]bool{}
	for i, pair := range [2][2]TradeSide{{t.One, t.Other}, {t.Other, t.One}} {
		gives, gets := pair[0], pair[1]
		side := [2]string{"one", "other"}[i]
		move := func(kind TradeKind, piece string, minutes int64) {
			lines = append(lines, TradeLine{t.ID, kind, piece, gives.Partner, gets.Partner, -minutes},
				TradeLine{t.ID, kind, piece, gets.Partner, gives.Partner, minutes})
		}
		who := string(gives.Partner)
		if len(gives.Pieces) == 0 && gives.Hours == 0 && (!rules.Gifts || len(gets.Pieces) == 0 && gets.Hours == 0) {
			refuse(side+".pieces", "trade_empty", "partner", who)
		}
		for _, p := range gives.Pieces {
			if !slices.Equal(p.Owners, []facilities.PartnerID{gives.Partner}) {
				refuse(side+".pieces", "trade_third", "row", p.ID, "partner", who)
			}
			if p.Begun {
				refuse(side+".pieces", "trade_begun", "row", p.ID, "partner", who)
			}
			if key := [2]string{string(p.Kind), p.ID}; seen[key] {
				refuse(side+".pieces", "trade_twice", "row", p.ID)
			} else {
				seen[key] = true
			}
			if p.Minutes < 0 || p.Minutes > minutesMax || p.Kind != TradePlacement && p.Kind != TradeBooking {
				refuse(side+".pieces", "ledger_hours", "row", p.ID)
			}
			move(p.Kind, p.ID, p.Minutes)
		}
		if gives.Hours < 0 || gives.Hours > rules.HoursMax {
			refuse(side+".hours", "trade_hours", "partner", who, "most", time.Duration(rules.HoursMax)*time.Minute)
		} else if gives.Hours > 0 {
			if balanceIn(balances, gives.Partner)-gives.Hours+gets.Hours < -rules.OverdraftMax {
				refuse(side+".hours", "trade_overdraft", "partner", who, "most", time.Duration(rules.OverdraftMax)*time.Minute)
			}
			move(TradeHours, "", gives.Hours)
		}
	}
	if len(wrong) > 0 {
		err := facilities.BadField("", "")
		err.Fields = wrong
		return nil, err
	}
	return lines, nil
}

func balanceIn(balances []HourPart, p facilities.PartnerID) int64 {
	var sum int64
	for _, b := range balances {
		if b.Partner == p {
			sum += b.Minutes
		}
	}
	return sum
}

// HourMoves are the moves of balance among the lines of trades, for Balances.
func HourMoves(lines []TradeLine) []HourMove {
	var out []HourMove
	for _, l := range lines {
		if l.Kind == TradeHours && l.Minutes > 0 {
			out = append(out, HourMove{From: l.With, To: l.Partner, Minutes: l.Minutes})
		}
	}
	return out
}
