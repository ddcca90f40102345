package store

import (
	"cmp"
	"context"
	"strconv"
	"time"

	"gorm.io/gorm"

	"marke/facilities"
)

type roundRow struct {
	ID          string `gorm:"primaryKey"`
	FacilityID  string
	Name        string
	Pools       structured[[]string]
	Start       instant
	End         instant
	GridMinutes int64
	Deadline    instant
	State       string
	Objective   string
	Seed        int64
	Steps       int64
	Seconds     int64
	AgreementID ref
	Rolling     bool
	Days        int64
	OfID        ref
	Plan        int64
	Offered     int64
	Pins        structured[[]placementRow]
	Note        string
	ByID        ref
	Created     instant
	Solving     instant
	Published   instant
	Version     int64
}

func (roundRow) TableName() string { return "rounds" }

// RoundFilter says which rounds to list. Zero fields do not narrow.
type RoundFilter struct {
	Facility facilities.FacilityID
	States   []facilities.RoundState
	Rolling  *bool
	Of       facilities.RoundID
	Cursor   string // where the page before ended
	Limit    int    // 0: no limit
}

// SaveRound inserts or, with a version, updates a round, and returns it as it is stored. A round that
// reserves time, or did, makes every catalogue old.
func (tx *Tx) SaveRound(ctx context.Context, r facilities.Round) (facilities.Round, error) {
	build := func(version int64) roundRow {
		return roundRow{string(r.ID), string(r.Facility), r.Name, structured[[]string]{texts(r.Pools)}, instant(cut(r.Period.Start)), instant(cut(r.Period.End)),
			int64(r.GridMinutes), instant(cut(r.Deadline)), string(r.State), string(r.Objective), int64(r.Seed), r.Steps, int64(r.Seconds),
			ref(r.Agreement), r.Rolling, int64(r.Days), ref(r.Of), int64(r.Plan), int64(r.Offered), structured[[]placementRow]{each(r.Pins, fromPlacement)}, r.Note,
			ref(r.By), instant(cut(r.Created)), instant(cut(r.Solving)), instant(cut(r.Published)), version}
	}
	version, err := saveRow(ctx, tx, "rounds", string(r.ID), r.Version, build)
	if err != nil {
		return facilities.Round{}, err
	}
	return build(version).toRound(), tx.bumpCatalogue(ctx)
}

// Round finds a round.
func (tx *Tx) Round(ctx context.Context, id facilities.RoundID) (facilities.Round, error) {
	rows, err := findRows[roundRow](ctx, tx, "id", where("id = ?", string(id)))
	if err != nil {
		return facilities.Round{}, err
	}
	if len(rows) == 0 {
		return facilities.Round{}, facilities.Missing()
	}
	return rows[0].toRound(), nil
}

// Rounds lists rounds, latest period first. next is the cursor of the page that follows, empty after the last.
func (tx *Tx) Rounds(ctx context.Context, f RoundFilter) (rounds []facilities.Round, next string, err error) {
	var after, id string
	if f.Cursor != "" {
		if after, id, err = decodeCursor(f.Cursor); err != nil {
			return nil, "", err
		}
	}
	second, err := strconv.ParseInt(cmp.Or(after, "0"), 10, 64)
	if err != nil {
		return nil, "", facilities.BadField("query.cursor", "cursor")
	}
	start := instant(time.Unix(second, 0))
	rows, err := findRows[roundRow](ctx, tx, "start DESC, id DESC", func(db *gorm.DB) *gorm.DB {
		if f.Facility != "" {
			db = db.Where("facility_id = ?", string(f.Facility))
		}
		if len(f.States) > 0 {
			db = db.Where("state IN ?", texts(f.States))
		}
		if f.Rolling != nil {
			db = db.Where("rolling = ?", *f.Rolling)
		}
		if f.Of != "" {
			db = db.Where("of_id = ?", string(f.Of))
		}
		if f.Cursor != "" {
			db = db.Where("(start < ? OR start = ? AND id < ?)", start, start, id)
		}
		if f.Limit > 0 {
			db = db.Limit(f.Limit + 1)
		}
		return db
	})
	if err != nil {
		return nil, "", err
	}
	rounds = each(rows, roundRow.toRound)
	if f.Limit > 0 && len(rounds) > f.Limit {
		rounds = rounds[:f.Limit]
		last := rounds[f.Limit-1]
		next = encodeCursor(strconv.FormatInt(last.Period.Start.Unix(), 10), string(last.ID))
	}
	return rounds, next, nil
}

// RoundsStanding lists the rounds that have not ended, by deadline.
func (tx *Tx) RoundsStanding(ctx context.Context) ([]facilities.Round, error) {
	rows, err := findRows[roundRow](ctx, tx, "deadline, id", where("state IN ('call', 'closed', 'solving', 'draft')"))
	return each(rows, roundRow.toRound), err
}

// AddPublication notes that a round is published. Of two publishers one gets Conflict "taken".
func (tx *Tx) AddPublication(ctx context.Context, id facilities.RoundID, plan int, by facilities.PersonID, now time.Time) error {
	_, err := tx.exec(ctx, "INSERT INTO round_publications (round_id, number, by_id, at) VALUES (?, ?, ?, ?)", string(id), plan, ref(by), now)
	return err
}

func (r roundRow) toRound() facilities.Round {
	return facilities.Round{ID: facilities.RoundID(r.ID), Facility: facilities.FacilityID(r.FacilityID), Name: r.Name,
		Pools:       each(r.Pools.value, func(id string) facilities.PoolID { return facilities.PoolID(id) }),
		Period:      facilities.Span{Start: time.Time(r.Start), End: time.Time(r.End)},
		GridMinutes: int(r.GridMinutes), Deadline: time.Time(r.Deadline), State: facilities.RoundState(r.State), Objective: facilities.RoundObjective(r.Objective),
		Seed: uint64(r.Seed), Steps: r.Steps, Seconds: int(r.Seconds), Agreement: facilities.AgreementID(r.AgreementID), Rolling: r.Rolling, Days: int(r.Days),
		Of: facilities.RoundID(r.OfID), Plan: int(r.Plan), Offered: int(r.Offered), Pins: each(r.Pins.value, placementRow.toPlacement), Note: r.Note, By: facilities.PersonID(r.ByID),
		Created: time.Time(r.Created), Solving: time.Time(r.Solving), Published: time.Time(r.Published), Version: r.Version}
}

// texts are ids as plain strings.
func texts[T ~string](ids []T) []string {
	return each(ids, func(id T) string { return string(id) })
}

type roundPolicyRow struct {
	FacilityID       string `gorm:"primaryKey"`
	PublishRolling   bool
	TradeFreely      bool
	TradeGifts       bool
	TradeSeconds     int64
	OverdraftSeconds int64
	ImminentSeconds  int64
	Version          int64
}

func (roundPolicyRow) TableName() string { return "round_policies" }

// RoundPolicy is a facility's; the default when none was set.
func (tx *Tx) RoundPolicy(ctx context.Context, id facilities.FacilityID) (facilities.RoundPolicy, error) {
	rows, err := findRows[roundPolicyRow](ctx, tx, "facility_id", where("facility_id = ?", string(id)))
	if err != nil || len(rows) == 0 {
		return facilities.DefaultRoundPolicy(id), err
	}
	return rows[0].toPolicy(), nil
}

// SaveRoundPolicy inserts or, with a version, updates it.
func (tx *Tx) SaveRoundPolicy(ctx context.Context, p facilities.RoundPolicy) (facilities.RoundPolicy, error) {
	row := roundPolicyRow{string(p.Facility), p.PublishRolling, p.TradeFreely, p.TradeGifts, seconds(p.TradeMost), seconds(p.Overdraft), seconds(p.Imminent), p.Version + 1}
	if p.Version == 0 {
		return row.toPolicy(), insertRow(ctx, tx, row)
	}
	count, err := tx.changed(ctx, `UPDATE round_policies SET publish_rolling = ?, trade_freely = ?, trade_gifts = ?, trade_seconds = ?, overdraft_seconds = ?,
		imminent_seconds = ?, version = ? WHERE facility_id = ? AND version = ?`, row.PublishRolling, row.TradeFreely, row.TradeGifts, row.TradeSeconds, row.OverdraftSeconds, row.ImminentSeconds, row.Version, row.FacilityID, p.Version)
	if err == nil && count == 0 {
		err = facilities.Errorf(facilities.Stale, "stale")
	}
	return row.toPolicy(), err
}

func (r roundPolicyRow) toPolicy() facilities.RoundPolicy {
	return facilities.RoundPolicy{Facility: facilities.FacilityID(r.FacilityID), PublishRolling: r.PublishRolling, TradeFreely: r.TradeFreely,
		TradeGifts: r.TradeGifts, TradeMost: duration(r.TradeSeconds), Overdraft: duration(r.OverdraftSeconds),
		Imminent: duration(r.ImminentSeconds), Version: r.Version}
}
