package store

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"gorm.io/gorm"

	"marke/facilities"
)

type roundRequestRow struct {
	ID        string `gorm:"primaryKey"`
	RoundID   string
	PartnerID string
	ProjectID ref
	PersonID  string
	ByID      string
	Title     string
	Rank      int64
	State     string
	SampleID  ref
	Together  string
	Wish      structured[requestWishRow]
	Outcome   structured[requestOutcomeRow]
	Created   instant
	Updated   instant
	Version   int64
}

func (roundRequestRow) TableName() string { return "round_requests" }

// requestWishRow and requestOutcomeRow are the JSON of two columns.
type (
	requestWishRow struct {
		Confidential bool        `json:"confidential,omitempty"`
		Companions   []string    `json:"companions,omitempty"`
		Steps        []stepRow   `json:"steps"`
		Windows      []windowRow `json:"windows,omitempty"`
		OrderNumber  string      `json:"order_number,omitempty"`
		AcceptTariff bool        `json:"accept_tariff,omitempty"`
	}
	stepRow struct {
		Resources  []string          `json:"resources,omitempty"`
		Capability string            `json:"capability,omitempty"`
		Units      int64             `json:"units,omitempty"`
		With       []withRow         `json:"with,omitempty"`
		Duration   int64             `json:"duration"`
		GapMin     int64             `json:"gap_min,omitempty"`
		GapMax     int64             `json:"gap_max,omitempty"`
		Process    string            `json:"process,omitempty"`
		Intake     map[string]string `json:"intake,omitempty"`
	}
	windowRow struct {
		spanRow
		Preference int `json:"preference"`
	}
	requestOutcomeRow struct {
		Refused      []reasonRow    `json:"refused,omitempty"`
		Violations   []violationRow `json:"violations,omitempty"`
		Alternatives []slotRow      `json:"alternatives,omitempty"`
	}
)

// RequestFilter says which requests to list. Zero fields do not narrow.
type RequestFilter struct {
	Round    facilities.RoundID
	Partner  facilities.PartnerID
	Partners []facilities.PartnerID // of any of these
	Person   facilities.PersonID
	States   []facilities.RequestState
	Cursor   string // where the page before ended
	Limit    int    // 0: no limit
}

// SaveRoundRequest inserts or, with a version, updates a request, and returns it as it is stored, without Placed.
func (tx *Tx) SaveRoundRequest(ctx context.Context, r facilities.RoundRequest) (facilities.RoundRequest, error) {
	build := func(version int64) roundRequestRow { return fromRequest(r, version) }
	version, err := saveRow(ctx, tx, "round_requests", string(r.ID), r.Version, build)
	if err != nil {
		return facilities.RoundRequest{}, err
	}
	saved := build(version).toRequest()
	saved.Placed = r.Placed
	return saved, nil
}

// RoundRequest finds a request.
func (tx *Tx) RoundRequest(ctx context.Context, id facilities.RoundRequestID) (facilities.RoundRequest, error) {
	found, err := tx.requests(ctx, "id", where("id = ?", string(id)))
	if err != nil {
		return facilities.RoundRequest{}, err
	}
	if len(found) == 0 {
		return facilities.RoundRequest{}, facilities.Missing()
	}
	return found[0], nil
}

// RoundRequests lists requests: those of one round by partner and rank, others by id, which is
// the order in which they came. next is the cursor of the page that follows.
func (tx *Tx) RoundRequests(ctx context.Context, f RequestFilter) (list []facilities.RoundRequest, next string, err error) {
	offset := 0
	if f.Cursor != "" {
		_, at, err := decodeCursor(f.Cursor)
		if err == nil {
			offset, err = strconv.Atoi(at)
		}
		if err != nil || offset < 0 {
			return nil, "", facilities.BadField("query.cursor", "cursor")
		}
	}
	order := "id"
	if f.Round != "" {
		order = "partner_id, rank, id"
	}
	list, err = tx.requests(ctx, order, func(db *gorm.DB) *gorm.DB {
		for _, narrow := range []struct{ column, id string }{{"round_id", string(f.Round)}, {"partner_id", string(f.Partner)}, {"person_id", string(f.Person)}} {
			if narrow.id != "" {
				db = db.Where(narrow.column+" = ?", narrow.id)
			}
		}
		if len(f.Partners) > 0 {
			db = db.Where("partner_id IN ?", texts(f.Partners))
		}
		if len(f.States) > 0 {
			db = db.Where("state IN ?", texts(f.States))
		}
		if f.Limit > 0 {
			db = db.Offset(offset).Limit(f.Limit + 1)
		}
		return db
	})
	if err != nil {
		return nil, "", err
	}
	if f.Limit > 0 && len(list) > f.Limit {
		list = list[:f.Limit]
		next = encodeCursor("requests", strconv.Itoa(offset+f.Limit))
	}
	return list, next, nil
}

func (tx *Tx) requests(ctx context.Context, order string, narrow func(*gorm.DB) *gorm.DB) ([]facilities.RoundRequest, error) {
	rows, err := findRows[roundRequestRow](ctx, tx, order, narrow)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	list := each(rows, roundRequestRow.toRequest)
	return list, tx.addPlaced(ctx, list)
}

// addPlaced fills in the bookings that requests became.
func (tx *Tx) addPlaced(ctx context.Context, list []facilities.RoundRequest) error {
	index := map[facilities.RoundRequestID]*facilities.RoundRequest{}
	var ids []facilities.RoundRequestID
	for i := range list {
		if list[i].State == facilities.RequestPlaced {
			index[list[i].ID] = &list[i]
			ids = append(ids, list[i].ID)
		}
	}
	for ids := range slices.Chunk(ids, chunk) {
		err := tx.all(ctx, "SELECT request_id, step, booking_id FROM round_bookings WHERE request_id IN ("+marks(len(ids))+") ORDER BY request_id, step",
			nameList(ids), func(scan func(...any) error) error {
				var id facilities.RoundRequestID
				var p facilities.RoundPlaced
				if err := scan(&id, &p.Step, &p.Booking); err != nil {
					return err
				}
				index[id].Placed = append(index[id].Placed, p)
				return nil
			})
		if err != nil {
			return err
		}
	}
	return nil
}

func nameList[T ~string](ids []T) []any { return list(nil, ids) }

// AddRoundBooking notes the booking that a step of a request became. A step that has one already is Conflict "taken".
func (tx *Tx) AddRoundBooking(ctx context.Context, id facilities.RoundRequestID, p facilities.RoundPlaced) error {
	_, err := tx.exec(ctx, "INSERT INTO round_bookings (request_id, step, booking_id) VALUES (?, ?, ?)", string(id), p.Step, string(p.Booking))
	return err
}

// RequestOf is the request that a booking was made for, NotFound for others.
func (tx *Tx) RequestOf(ctx context.Context, id facilities.BookingID) (facilities.RoundRequest, error) {
	var request facilities.RoundRequestID
	if err := tx.one(ctx, "SELECT request_id FROM round_bookings WHERE booking_id = ?", []any{string(id)}, &request); err != nil {
		return facilities.RoundRequest{}, err
	}
	return tx.RoundRequest(ctx, request)
}

// RequestsOf are the requests that some bookings were made for, by id.
func (tx *Tx) RequestsOf(ctx context.Context, ids []facilities.BookingID) ([]facilities.RoundRequest, error) {
	var requests []facilities.RoundRequest
	for ids := range slices.Chunk(ids, chunk) {
		found, err := tx.requests(ctx, "id", func(db *gorm.DB) *gorm.DB {
			return db.Where("id IN (SELECT request_id FROM round_bookings WHERE booking_id IN ?)", texts(ids))
		})
		if err != nil {
			return nil, err
		}
		requests = append(requests, found...)
	}
	slices.SortFunc(requests, func(a, b facilities.RoundRequest) int { return cmp.Compare(a.ID, b.ID) })
	return slices.CompactFunc(requests, func(a, b facilities.RoundRequest) bool { return a.ID == b.ID }), nil
}

// MoveRoundBooking lets another booking stand for a step of a request, in the place of one that is no more. One that stands for none changes nothing.
func (tx *Tx) MoveRoundBooking(ctx context.Context, from, to facilities.BookingID) error {
	_, err := tx.exec(ctx, "UPDATE round_bookings SET booking_id = ? WHERE booking_id = ?", string(to), string(from))
	return err
}

// LastRank is the greatest rank of a partner's requests in a round, 0 when there are none.
func (tx *Tx) LastRank(ctx context.Context, round facilities.RoundID, partner facilities.PartnerID) (int, error) {
	var rank int
	err := tx.one(ctx, "SELECT COALESCE(MAX(rank), 0) FROM round_requests WHERE round_id = ? AND partner_id = ?", []any{string(round), string(partner)}, &rank)
	return rank, err
}

func fromRequest(r facilities.RoundRequest, version int64) roundRequestRow {
	wish := requestWishRow{r.Confidential, texts(r.Companions), each(r.Steps, func(s facilities.RoundStep) stepRow {
		return stepRow{texts(s.Resources), s.Capability, s.Units, each(s.With, fromWith), seconds(s.Duration), seconds(s.GapMin), seconds(s.GapMax), s.Process, s.Intake}
	}), each(r.Windows, func(w facilities.RoundWindow) windowRow { return windowRow{fromSpan(w.Span), w.Preference} }), r.OrderNumber, r.AcceptTariff}
	outcome := requestOutcomeRow{each(r.Refused, fromReason), each(r.Violations, fromViolation), each(r.Alternatives, fromSlot)}
	return roundRequestRow{string(r.ID), string(r.Round), string(r.Partner), ref(r.Project), string(r.Person), string(r.By), r.Title, int64(r.Rank), string(r.State),
		ref(r.Sample), r.Together, structured[requestWishRow]{wish}, structured[requestOutcomeRow]{outcome},
		instant(cut(r.Created)), instant(cut(r.Updated)), version}
}

func (r roundRequestRow) toRequest() facilities.RoundRequest {
	w, o := r.Wish.value, r.Outcome.value
	return facilities.RoundRequest{ID: facilities.RoundRequestID(r.ID), Round: facilities.RoundID(r.RoundID), Partner: facilities.PartnerID(r.PartnerID),
		Project: facilities.ProjectID(r.ProjectID), Person: facilities.PersonID(r.PersonID), By: facilities.PersonID(r.ByID), Title: r.Title, Rank: int(r.Rank),
		State: facilities.RequestState(r.State), Confidential: w.Confidential,
		Companions: each(w.Companions, func(id string) facilities.PersonID { return facilities.PersonID(id) }),
		Steps: each(w.Steps, func(s stepRow) facilities.RoundStep {
			return facilities.RoundStep{Resources: each(s.Resources, func(id string) facilities.ResourceID { return facilities.ResourceID(id) }), Capability: s.Capability,
				Units: s.Units, With: each(s.With, withRow.toWith), Duration: duration(s.Duration), GapMin: duration(s.GapMin), GapMax: duration(s.GapMax),
				Process: s.Process, Intake: s.Intake}
		}),
		Windows: each(w.Windows, func(w windowRow) facilities.RoundWindow {
			return facilities.RoundWindow{Span: w.toSpan(), Preference: w.Preference}
		}),
		Together: r.Together, Sample: facilities.SampleID(r.SampleID), OrderNumber: w.OrderNumber, AcceptTariff: w.AcceptTariff,
		Refused: each(o.Refused, reasonRow.toReason), Violations: each(o.Violations, violationRow.toViolation), Alternatives: each(o.Alternatives, slotRow.toSlot),
		Created: time.Time(r.Created), Updated: time.Time(r.Updated), Version: r.Version}
}
