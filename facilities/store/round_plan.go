package store

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"

	"marke/facilities"
)

// planSummaryRow and planContentRow are the JSON of two columns: figures, and what is as long as the round.
type (
	planSummaryRow struct {
		Objective     string       `json:"objective"`
		Seed          uint64       `json:"seed"`
		Steps         int64        `json:"steps"`
		Agreement     string       `json:"agreement,omitempty"`
		By            string       `json:"by"`
		Value         int64        `json:"value"`
		Bound         int64        `json:"bound"`
		Fairness      []int64      `json:"fairness,omitempty"`
		FairnessBound int64        `json:"fairness_bound,omitempty"`
		Fairest       bool         `json:"fairest,omitempty"`
		Outcomes      []outcomeRow `json:"outcomes,omitempty"`
		Of            int          `json:"of,omitempty"`
		Trades        []string     `json:"trades,omitempty"`
	}
	outcomeRow struct {
		Partner  string `json:"partner"`
		Pool     string `json:"pool"`
		Entitled int64  `json:"entitled"`
		Balance  int64  `json:"balance"`
		Target   int64  `json:"target"`
		Asked    int64  `json:"asked"`
		Placed   int64  `json:"placed"`
		Price    int64  `json:"price"`
	}
	planContentRow struct {
		Placements []placementRow `json:"placements,omitempty"`
		Refused    []refusalRow   `json:"refused,omitempty"`
		Doubts     []doubtRow     `json:"doubts,omitempty"`
	}
	refusalRow struct {
		Request string      `json:"request"`
		Reasons []reasonRow `json:"reasons"`
	}
	doubtRow struct {
		Request    string         `json:"request"`
		Violations []violationRow `json:"violations"`
	}
)

// AddRoundPlan stores a draft with its files; Conflict "taken" when the round has one of that number.
func (tx *Tx) AddRoundPlan(ctx context.Context, p facilities.RoundPlan, problem, plan []byte) error {
	summary := planSummaryRow{string(p.Objective), p.Seed, p.Steps, string(p.Agreement), string(p.By), p.Value, p.Bound, p.Fairness, p.FairnessBound, p.Fairest,
		each(p.Outcomes, func(o facilities.RoundOutcome) outcomeRow {
			return outcomeRow{string(o.Partner), string(o.Pool), o.Entitled, o.Balance, o.Target, o.Asked, o.Placed, o.Price}
		}), p.Of, texts(p.Trades)}
	content := planContentRow{each(p.Placements, fromPlacement),
		each(p.Refused, func(r facilities.RoundRefusal) refusalRow {
			return refusalRow{string(r.Request), each(r.Reasons, fromReason)}
		}),
		each(p.Doubts, func(d facilities.RoundDoubt) doubtRow {
			return doubtRow{string(d.Request), each(d.Violations, fromViolation)}
		})}
	packedProblem, err := pack(problem)
	if err != nil {
		return err
	}
	packedPlan, err := pack(plan)
	if err != nil {
		return err
	}
	_, err = tx.exec(ctx, "INSERT INTO round_plans (round_id, number, summary, content, problem, plan, created) VALUES (?, ?, ?, ?, ?, ?, ?)",
		string(p.Round), p.Number, text(summary), text(content), packedProblem, packedPlan, p.Created)
	return err
}

// RoundPlan finds a draft, whole.
func (tx *Tx) RoundPlan(ctx context.Context, id facilities.RoundID, number int) (facilities.RoundPlan, error) {
	p := facilities.RoundPlan{Round: id, Number: number}
	var summary structured[planSummaryRow]
	var content structured[planContentRow]
	err := tx.one(ctx, "SELECT summary, content, created FROM round_plans WHERE round_id = ? AND number = ?", []any{string(id), number}, &summary, &content, at(&p.Created))
	if err != nil {
		return facilities.RoundPlan{}, err
	}
	summary.value.fill(&p)
	p.Placements = each(content.value.Placements, placementRow.toPlacement)
	p.Refused = each(content.value.Refused, func(r refusalRow) facilities.RoundRefusal {
		return facilities.RoundRefusal{Request: facilities.RoundRequestID(r.Request), Reasons: each(r.Reasons, reasonRow.toReason)}
	})
	p.Doubts = each(content.value.Doubts, func(d doubtRow) facilities.RoundDoubt {
		return facilities.RoundDoubt{Request: facilities.RoundRequestID(d.Request), Violations: each(d.Violations, violationRow.toViolation)}
	})
	return p, nil
}

// RoundPlans lists a round's drafts by number, without placements, refusals and doubts.
func (tx *Tx) RoundPlans(ctx context.Context, id facilities.RoundID) ([]facilities.RoundPlan, error) {
	var plans []facilities.RoundPlan
	err := tx.all(ctx, "SELECT number, summary, created FROM round_plans WHERE round_id = ? ORDER BY number", []any{string(id)}, func(scan func(...any) error) error {
		p := facilities.RoundPlan{Round: id}
		var summary structured[planSummaryRow]
		err := scan(&p.Number, &summary, at(&p.Created))
		summary.value.fill(&p)
		plans = append(plans, p)
		return err
	})
	return plans, err
}

func (r planSummaryRow) fill(p *facilities.RoundPlan) {
	p.Objective, p.Seed, p.Steps, p.Agreement, p.By = facilities.RoundObjective(r.Objective), r.Seed, r.Steps, facilities.AgreementID(r.Agreement), facilities.PersonID(r.By)
	p.Value, p.Bound, p.Fairness, p.FairnessBound, p.Fairest = r.Value, r.Bound, r.Fairness, r.FairnessBound, r.Fairest
	p.Outcomes = each(r.Outcomes, func(o outcomeRow) facilities.RoundOutcome {
		return facilities.RoundOutcome{Partner: facilities.PartnerID(o.Partner), Pool: facilities.PoolID(o.Pool), Entitled: o.Entitled, Balance: o.Balance,
			Target: o.Target, Asked: o.Asked, Placed: o.Placed, Price: o.Price}
	})
	p.Of, p.Trades = r.Of, each(r.Trades, func(id string) facilities.TradeID { return facilities.TradeID(id) })
}

// RoundFiles gives the problem and the plan of a draft as they were saved, byte for byte.
func (tx *Tx) RoundFiles(ctx context.Context, id facilities.RoundID, number int) (problem, plan []byte, err error) {
	var packedProblem, packedPlan []byte
	err = tx.one(ctx, "SELECT problem, plan FROM round_plans WHERE round_id = ? AND number = ?", []any{string(id), number}, &packedProblem, &packedPlan)
	if err != nil {
		return nil, nil, err
	}
	if problem, err = unpack(packedProblem); err != nil {
		return nil, nil, err
	}
	plan, err = unpack(packedPlan)
	return problem, plan, err
}

func pack(content []byte) ([]byte, error) {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(content); err != nil {
		return nil, err
	}
	err := w.Close()
	return out.Bytes(), err
}

func unpack(packed []byte) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}
