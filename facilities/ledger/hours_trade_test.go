package ledger

import (
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"marke/facilities"
)

func piece(kind TradeKind, id string, minutes int64, owners ...facilities.PartnerID) TradePiece {
	return TradePiece{Kind: kind, ID: id, Owners: owners, Minutes: minutes}
}

func TestATradeHasALineOnBothSides(t *testing.T) {
	lines, err := TradeLines(Trade{"t1", TradeSide{Partner: "a", Pieces: []TradePiece{piece(TradeBooking, "b1", 360, "a")}},
		TradeSide{"b", []TradePiece{piece(TradePlacement, "p1", 240, "b")}, 120}}, TradeRules{HoursMax: 600}, []HourPart{{"b", 120}})
	want := []TradeLine{{"t1", TradeBooking, "b1", "a", "b", -360}, {"t1", TradeBooking, "b1", "b", "a", 360},
		{"t1", TradePlacement, "p1", "b", "a", -240}, {"t1", TradePlacement, "p1", "a", "b", 240},
		{"t1", TradeHours, "", "b", "a", -120}, {"t1", TradeHours, "", "a", "b", 120}}
	if err != nil || !slices.Equal(lines, want) {
		t.Fatalf("%v, %v", lines, err)
	}
	if moves := HourMoves(lines); !slices.Equal(moves, []HourMove{{"b", "a", 120}}) {
		t.Error(moves)
	}
}

func TestTradesAgainstTheRulesAreRefused(t *testing.T) {
	rules := TradeRules{HoursMax: 300, OverdraftMax: 60}
	mine := TradeSide{Partner: "a", Pieces: []TradePiece{piece(TradeBooking, "b1", 60, "a")}}
	hours := func(p facilities.PartnerID, m int64) TradeSide { return TradeSide{Partner: p, Hours: m} }
	begun := piece(TradeBooking, "b2", 60, "b")
	begun.Begun = true
	for _, c := range []struct {
		name  string
		trade Trade
		rules TradeRules
		wrong []string
	}{
		{"with itself", Trade{"t", mine, TradeSide{Partner: "a", Pieces: []TradePiece{piece(TradeBooking, "b9", 60, "a")}}}, rules, []string{"partner trade_same"}},
		{"with nobody", Trade{"t", mine, hours("", 30)}, rules, []string{"partner trade_same"}},
		{"for nothing", Trade{"t", mine, hours("b", 0)}, rules, []string{"other.pieces trade_empty"}},
		{"nothing at all, though gifts are allowed", Trade{"t", hours("a", 0), hours("b", 0)}, TradeRules{Gifts: true}, []string{"one.pieces trade_empty", "other.pieces trade_empty"}},
		{"what is a third party's", Trade{"t", mine, TradeSide{Partner: "b", Pieces: []TradePiece{piece(TradeBooking, "b3", 60, "c")}}}, rules, []string{"other.pieces trade_third"}},
		{"what is a third party's too", Trade{"t", mine, TradeSide{Partner: "b", Pieces: []TradePiece{piece(TradeBooking, "b3", 60, "b", "c")}}}, rules, []string{"other.pieces trade_third"}},
		{"what has begun", Trade{"t", mine, TradeSide{Partner: "b", Pieces: []TradePiece{begun}}}, rules, []string{"other.pieces trade_begun"}},
		{"the same twice", Trade{"t", mine, TradeSide{Partner: "b", Pieces: []TradePiece{piece(TradeBooking, "b4", 60, "b"), piece(TradeBooking, "b4", 60, "b")}}}, rules, []string{"other.pieces trade_twice"}},
		{"what is no piece", Trade{"t", mine, TradeSide{Partner: "b", Pieces: []TradePiece{piece(TradeHours, "b4", 60, "b")}}}, rules, []string{"other.pieces ledger_hours"}},
		{"too many hours", Trade{"t", mine, hours("b", 301)}, rules, []string{"other.hours trade_hours"}},
		{"hours below none", Trade{"t", mine, hours("b", -1)}, rules, []string{"other.hours trade_hours"}},
		{"too far below zero", Trade{"t", mine, hours("b", 161)}, rules, []string{"other.hours trade_overdraft"}},
		{"several at once", Trade{"t", TradeSide{Partner: "a", Pieces: []TradePiece{piece(TradeBooking, "b3", 60, "c")}}, hours("b", 999)}, rules, []string{"one.pieces trade_third", "other.hours trade_hours"}},
	} {
		_, err := TradeLines(c.trade, c.rules, []HourPart{{"b", 100}, {"a", -100}})
		var e *facilities.Error
		if !errors.As(err, &e) {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		var wrong []string
		for _, f := range e.Fields {
			wrong = append(wrong, f.Location+" "+f.Key)
		}
		if !slices.Equal(wrong, c.wrong) {
			t.Errorf("%s: %v, want %v", c.name, wrong, c.wrong)
		}
	}
	if _, err := TradeLines(Trade{"t", mine, hours("b", 160)}, rules, []HourPart{{"b", 100}}); err != nil {
		t.Errorf("to the limit: %v", err)
	}
	if _, err := TradeLines(Trade{"t", mine, hours("b", 0)}, TradeRules{Gifts: true}, nil); err != nil {
		t.Errorf("a gift: %v", err)
	}
}

func TestNothingOfAThirdPartyMoves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		contest := Contest{Agreement: "v1", Capacity: fourKey}
		for _, s := range fourKey {
			contest.Used = append(contest.Used, HourPart{s.Partner, rapid.Int64Range(0, 900).Draw(t, "used")})
		}
		before, err := Balances(nil, []Contest{contest}, nil)
		if err != nil {
			t.Fatal(err)
		}
		trade := Trade{"t", TradeSide{Partner: "b", Hours: rapid.Int64Range(1, 500).Draw(t, "b")}, TradeSide{Partner: "d", Hours: rapid.Int64Range(1, 500).Draw(t, "d")}}
		lines, err := TradeLines(trade, TradeRules{HoursMax: 500, OverdraftMax: 10_000}, nil)
		if err != nil {
			t.Fatal(err)
		}
		var sum int64
		for _, l := range lines {
			sum += l.Minutes
		}
		after, err := Balances(nil, []Contest{contest}, HourMoves(lines))
		if err != nil {
			t.Fatal(err)
		}
		if sum != 0 || after[0] != before[0] || after[2] != before[2] || after[1].Balance-before[1].Balance != trade.Other.Hours-trade.One.Hours || after[3].Balance-before[3].Balance != trade.One.Hours-trade.Other.Hours {
			t.Fatalf("%v, then %v; lines sum to %d", before, after, sum)
		}
	})
}
