package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/ledger/export"
	"marke/facilities/money"
	"marke/facilities/texts"
	"marke/facilities/useroffice"
)

type closeCommand struct {
	database
	Facility facilities.FacilityID `help:"The facility, or all." required:"" placeholder:"ID"`
	Month    string                `help:"The month, as 2026-10." required:"" placeholder:"YYYY-MM"`
	DryRun   bool                  `help:"Show what the close would come to and write nothing; of a closed month, what it came to."`
	JSON     bool                  `help:"The result as JSON."`
}

func (k closeCommand) Run(ctx context.Context, c *console) error {
	month, ok := ledger.ParseMonth(k.Month)
	if !ok {
		return badInputf("--month takes a month such as 2026-10, not %q", k.Month)
	}
	return k.withOffice(ctx, c, func(o *useroffice.Office) error {
		now := time.Now()
		places, err := k.places(ctx, o, now)
		if err != nil {
			return err
		}
		// Of several, none is closed when one cannot be.
		if len(places) > 1 {
			if err := c.rehearse(ctx, o, now, places, month, k.DryRun); err != nil {
				return err
			}
		}
		var closings []useroffice.Closing
		for _, f := range places {
			closing, err := o.CloseMonth(ctx, system("command"), now, f, month, k.DryRun)
			if err != nil {
				return err
			}
			closings = append(closings, closing)
		}
		if k.JSON {
			return c.closingsJSON(closings)
		}
		return c.closings(closings)
	})
}

// places are the facilities to close: the one that was named, or all that have an agreement about money.
func (k closeCommand) places(ctx context.Context, o *useroffice.Office, now time.Time) ([]facilities.FacilityID, error) {
	catalogue, err := o.Catalogue(ctx)
	if err != nil {
		return nil, err
	}
	if k.Facility != "all" {
		if _, known := catalogue.Facility(k.Facility); !known {
			return nil, badInputf("there is no facility %q", k.Facility)
		}
		return []facilities.FacilityID{k.Facility}, nil
	}
	var places []facilities.FacilityID
	for _, f := range catalogue.Facilities {
		months, err := o.MonthStatus(ctx, system("command"), now, f.ID)
		if err != nil {
			return nil, err
		}
		if !months.Next.IsZero() {
			places = append(places, f.ID)
		}
	}
	if len(places) == 0 {
		return nil, badInputf("no facility has an accepted agreement")
	}
	return places, nil
}

// rehearse refuses with all that is in the way, at every facility; what is in the way of several is said once.
func (c *console) rehearse(ctx context.Context, o *useroffice.Office, now time.Time, places []facilities.FacilityID, m ledger.Month, dryRun bool) error {
	var reasons []string // in the order in which they came up
	refused := map[string][]string{}
	for _, f := range places {
		err := o.MayClose(ctx, system("command"), now, f, m, dryRun)
		if err == nil {
			continue
		}
		reason, code := c.refusal(err)
		if code != 2 {
			return err
		}
		if refused[reason] == nil {
			reasons = append(reasons, reason)
		}
		refused[reason] = append(refused[reason], string(f))
	}
	if len(reasons) == 0 {
		return nil
	}
	var said []string
	for _, reason := range reasons {
		if len(refused[reason]) == len(places) {
			said = append(said, reason)
		} else {
			said = append(said, strings.Join(refused[reason], ", ")+": "+reason)
		}
	}
	return badInputf("%s; nothing was closed", strings.Join(said, "; "))
}

// refusal words what is in the way of a close as part of a sentence. Its faults name the month or the row themselves.
func (c *console) refusal(err error) (string, int) {
	message, code := c.explain(err)
	var known *facilities.Error
	if errors.As(err, &known) && len(known.Fields) > 0 {
		var faults []string
		for _, f := range known.Fields {
			faults = append(faults, texts.For(c.lang).Field(f))
		}
		message = oneLine(strings.Join(faults, " "))
	}
	return strings.TrimSuffix(message, "."), code
}

// closings prints closes for a person: what has to be looked at first, then every statement.
func (c *console) closings(closings []useroffice.Closing) error {
	t := texts.For(c.lang)
	var out bytes.Buffer
	for i, k := range closings {
		if i > 0 {
			fmt.Fprintln(&out)
		}
		if err := writeClosing(&out, k, t); err != nil {
			return err
		}
	}
	_, err := c.out.Write(out.Bytes())
	return err
}

// writeClosing says what became of the month on the first line; all that follows is the same whether the month is
// being closed, was closed, or is only tried.
func writeClosing(w io.Writer, k useroffice.Closing, t *texts.Texts) error {
	place, _ := k.Catalogue.Facility(k.Facility)
	params := []any{"facility", place.Name, "month", k.Month.String(), "entries", t.Number(int64(len(k.Entries))), "at", t.Day(k.At, k.Catalogue.Zone(k.Facility))}
	said := "close.closed"
	switch {
	case k.Already:
		said = "close.already"
	case k.DryRun:
		said = "close.dry_run"
	}
	fmt.Fprintln(w, t.Say(said, params...))
	if len(k.Findings) > 0 {
		fmt.Fprintf(w, "\n%s\n", t.Say("close.findings"))
	}
	for _, f := range k.Findings {
		fmt.Fprintf(w, "  %s\n", t.Say("finding."+f.Code, "row", f.Row, "amount", t.Money(f.Amount, k.Currency)))
	}
	for _, s := range k.Statements {
		fmt.Fprintln(w)
		if err := export.WriteStatement(w, s, t, k.Catalogue); err != nil {
			return err
		}
	}
	return nil
}

// closingJSON is a close for a program. Amounts are cents.
type closingJSON struct {
	Facility   string          `json:"facility"`
	Month      string          `json:"month"`
	Currency   string          `json:"currency"`
	DryRun     bool            `json:"dry_run"`
	Already    bool            `json:"already_closed"`
	Entries    int             `json:"entries"`
	New        int             `json:"new_entries"`
	Findings   []findingJSON   `json:"findings"`
	Statements []statementJSON `json:"statements"`
}

type findingJSON struct {
	Code   string      `json:"code"`
	Row    string      `json:"row"`
	Amount money.Cents `json:"amount_cents"`
}

type statementJSON struct {
	Partner    string      `json:"partner"`
	Opening    money.Cents `json:"opening_cents"`
	Usage      money.Cents `json:"usage_cents"`
	Shares     money.Cents `json:"shares_cents"`
	Credits    money.Cents `json:"credits_cents"`
	Movements  money.Cents `json:"movements_cents"`
	Closing    money.Cents `json:"closing_cents"`
	Receivable money.Cents `json:"receivable_cents"`
	Unbilled   money.Cents `json:"unbilled_cents"`
	Advance    money.Cents `json:"advance_cents"`
	VAT        money.Cents `json:"vat_cents"`
}

func (c *console) closingsJSON(closings []useroffice.Closing) error {
	answer := []closingJSON{}
	for _, k := range closings {
		one := closingJSON{Facility: string(k.Facility), Month: k.Month.String(), Currency: k.Currency, DryRun: k.DryRun, Already: k.Already,
			Entries: len(k.Entries), New: len(k.New), Findings: []findingJSON{}, Statements: []statementJSON{}}
		for _, f := range k.Findings {
			one.Findings = append(one.Findings, findingJSON{f.Code, f.Row, f.Amount})
		}
		for _, s := range k.Statements {
			one.Statements = append(one.Statements, statementSums(s))
		}
		answer = append(answer, one)
	}
	encoder := json.NewEncoder(c.out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(answer)
}

// statementSums adds a statement's lines up: opening + usage + shares + credits + movements = closing.
func statementSums(s ledger.Statement) statementJSON {
	owed := func(s ledger.Standing) money.Cents { return s.Receivable + s.Unbilled - s.Advance }
	sums := statementJSON{Partner: string(s.Partner), Opening: owed(s.Opening), Closing: owed(s.Closing), Receivable: s.Closing.Receivable,
		Unbilled: s.Closing.Unbilled, Advance: s.Closing.Advance}
	for _, l := range s.Usage {
		sums.Usage += l.Amount
	}
	for _, l := range s.Shares {
		sums.Shares += l.Amount
	}
	for _, l := range s.Credits {
		sums.Credits -= l.Amount
	}
	for _, m := range s.Movements {
		sums.Movements += m.Amount
	}
	for _, v := range s.VAT {
		sums.VAT += v.VAT
	}
	return sums
}
