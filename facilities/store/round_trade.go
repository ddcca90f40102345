package store

import (
	"context"
	"time"

	"gorm.io/gorm"

	"marke/facilities"
)

type tradeRow struct {
	ID             string `gorm:"primaryKey"`
	FacilityID     string
	State          string
	FromID         string
	ToID           string
	GivesID        ref
	TakesID        ref
	RoundID        ref
	Plan           int64
	GivesRequestID ref
	GivesStep      int64
	TakesRequestID ref
	TakesStep      int64
	PoolID         ref
	Minutes        int64
	Note           string
	ByID           string
	Created        instant
	Agreed         instant
	AgreedByID     ref
	Decided        instant
	DecidedByID    ref
	Reason         string
	Version        int64
}

func (tradeRow) TableName() string { return "trades" }

// SaveTrade inserts or, with a version, updates a trade, and returns it as it is stored.
func (tx *Tx) SaveTrade(ctx context.Context, t facilities.Trade) (facilities.Trade, error) {
	build := func(version int64) tradeRow {
		return tradeRow{string(t.ID), string(t.Facility), string(t.State), string(t.From), string(t.To), ref(t.Gives), ref(t.Takes),
			ref(t.Round), int64(t.Plan), ref(t.GivesRequest), int64(t.GivesStep), ref(t.TakesRequest), int64(t.TakesStep), ref(t.Pool), t.Minutes, t.Note, string(t.By), instant(cut(t.Created)), instant(cut(t.Agreed)), ref(t.AgreedBy), instant(cut(t.Decided)), ref(t.DecidedBy), t.Reason, version}
	}
	version, err := saveRow(ctx, tx, "trades", string(t.ID), t.Version, build)
	if err != nil {
		return facilities.Trade{}, err
	}
	return build(version).toTrade(), nil
}

// Trade finds a trade.
func (tx *Tx) Trade(ctx context.Context, id facilities.TradeID) (facilities.Trade, error) {
	rows, err := findRows[tradeRow](ctx, tx, "id", where("id = ?", string(id)))
	if err != nil {
		return facilities.Trade{}, err
	}
	if len(rows) == 0 {
		return facilities.Trade{}, facilities.Missing()
	}
	return rows[0].toTrade(), nil
}

// Trades lists the trades of a facility (empty: of all), latest first, at most limit.
func (tx *Tx) Trades(ctx context.Context, facility facilities.FacilityID, limit int) ([]facilities.Trade, error) {
	rows, err := findRows[tradeRow](ctx, tx, "id DESC", func(db *gorm.DB) *gorm.DB {
		if facility != "" {
			db = db.Where("facility_id = ?", string(facility))
		}
		return db.Limit(limit)
	})
	return each(rows, tradeRow.toTrade), err
}

// OpenTrades lists the trades of a facility to which somebody may still say yes or no, oldest first.
func (tx *Tx) OpenTrades(ctx context.Context, facility facilities.FacilityID) ([]facilities.Trade, error) {
	rows, err := findRows[tradeRow](ctx, tx, "id", where("facility_id = ? AND state IN (?, ?)", string(facility), string(facilities.TradeProposed), string(facilities.TradeAgreed)))
	return each(rows, tradeRow.toTrade), err
}

// RoundTrades lists the trades in a round's drafts, oldest first.
func (tx *Tx) RoundTrades(ctx context.Context, round facilities.RoundID) ([]facilities.Trade, error) {
	rows, err := findRows[tradeRow](ctx, tx, "id", where("round_id = ?", string(round)))
	return each(rows, tradeRow.toTrade), err
}

func (r tradeRow) toTrade() facilities.Trade {
	return facilities.Trade{ID: facilities.TradeID(r.ID), Facility: facilities.FacilityID(r.FacilityID), State: facilities.TradeState(r.State),
		From: facilities.PartnerID(r.FromID), To: facilities.PartnerID(r.ToID), Gives: facilities.BookingID(r.GivesID), Takes: facilities.BookingID(r.TakesID),
		Round: facilities.RoundID(r.RoundID), Plan: int(r.Plan), GivesRequest: facilities.RoundRequestID(r.GivesRequestID), GivesStep: int(r.GivesStep),
		TakesRequest: facilities.RoundRequestID(r.TakesRequestID), TakesStep: int(r.TakesStep), Pool: facilities.PoolID(r.PoolID), Minutes: r.Minutes, Note: r.Note, By: facilities.PersonID(r.ByID), Created: time.Time(r.Created),
		Agreed: time.Time(r.Agreed), AgreedBy: facilities.PersonID(r.AgreedByID), Decided: time.Time(r.Decided), DecidedBy: facilities.PersonID(r.DecidedByID),
		Reason: r.Reason, Version: r.Version}
}
