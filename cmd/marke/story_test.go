package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/money"
	"marke/facilities/store"
	"marke/facilities/texts"
	"marke/facilities/useroffice"
)

// storyDay is the day on which the stories of testdata/script play.
var storyDay = time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)

// storyDatabase is where the stories' database stands, in the script's own folder.
const storyDatabase = "story.db"

// storyCommands let a script tell of losses and loans, which people report on pages, as one line each. Every line calls the verb that the page calls.
var storyCommands = map[string]func(ts *testscript.TestScript, neg bool, args []string){
	"consortium": story(0, func(s *teller, _ []string) error { return s.consortium() }),
	"incident":   story(3, func(s *teller, args []string) error { return s.incident(args[0], args[1], args[2]) }),
	"reserve":    story(1, func(s *teller, args []string) error { return s.reserve(args[0]) }),
	"decide":     story(3, func(s *teller, args []string) error { return s.decide(args[0], args[1], args[2]) }),
	"fund":       story(1, func(s *teller, args []string) error { return s.fund(args[0]) }),
	"lend":       story(2, func(s *teller, args []string) error { return s.lend(args[0], args[1]) }),
	"draw":       story(2, func(s *teller, args []string) error { return s.draw(args[0], args[1]) }),
}

// teller acts in a story: the controller, on the story's day.
type teller struct {
	ctx    context.Context
	ts     *testscript.TestScript
	store  *store.Store
	office *useroffice.Office
	words  *texts.Texts
}

// story makes a command of a number of arguments; what it is told goes to standard output, a refusal to standard error.
func story(arguments int, tell func(s *teller, args []string) error) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, neg bool, args []string) {
		if len(args) != arguments {
			ts.Fatalf("want %d arguments", arguments)
		}
		ctx := context.Background()
		st, err := store.Open(ctx, "sqlite:"+ts.MkAbs(storyDatabase), store.Options{Migrate: true})
		ts.Check(err)
		defer st.Close()
		s := &teller{ctx, ts, st, useroffice.New(st, useroffice.Config{}), texts.For("en")}
		err = tell(s, args)
		switch {
		case err != nil && neg:
			fmt.Fprintln(ts.Stderr(), s.refusal(err))
		case err != nil:
			ts.Fatalf("%s", s.refusal(err))
		case neg:
			ts.Fatalf("it was not refused")
		}
	}
}

// refusal is an error as a page says it.
func (s *teller) refusal(err error) string {
	message, _ := (&console{lang: "en"}).explain(err)
	return message
}

func (s *teller) say(format string, args ...any) { fmt.Fprintf(s.ts.Stdout(), format+"\n", args...) }

func (s *teller) euro(c money.Cents) string { return s.words.Money(c, "EUR") }

func (s *teller) as(role facilities.RoleKind, partner facilities.PartnerID) facilities.Actor {
	return facilities.Actor{Via: "web", Person: facilities.Person{ID: "system", Name: "Story", State: facilities.PersonActive,
		Roles: []facilities.Role{{Kind: role, Partner: partner}}}}
}

// consortium sets up four partners with risk keys 40/25/20/15 and a facility whose agreement has a deductible of 2,500, a partners' layer of
// 20,000 above it in which D carries no more than 1,000, an insurer's layer of 250,000 above that, and a reserve of at most 10,000.
func (s *teller) consortium() error {
	key := []facilities.Share{{Partner: "a", Units: 40}, {Partner: "b", Units: 25}, {Partner: "c", Units: 20}, {Partner: "d", Units: 15}}
	err := s.store.InTx(s.ctx, func(ctx context.Context, tx *store.Tx) error {
		if _, err := tx.SaveFacility(ctx, facilities.Facility{ID: "lab", Name: "Lab", Zone: "Europe/Amsterdam"}); err != nil {
			return err
		}
		for _, share := range key {
			name := strings.ToUpper(string(share.Partner))
			if _, err := tx.SavePartner(ctx, facilities.Partner{ID: share.Partner, Name: name, Kind: facilities.SME}); err != nil {
				return err
			}
		}
		_, err := tx.SaveProject(ctx, facilities.Project{ID: "wing", Name: "Wing", Partners: []facilities.Share{{Partner: "a", Units: 1}}, Phase: facilities.PhaseMarket, Reason: "research"})
		return err
	})
	if err != nil {
		return err
	}
	terms, err := s.office.ProposeAgreement(s.ctx, s.as(facilities.RoleController, ""), storyDay, ledger.Terms{
		Agreement: facilities.Agreement{Facility: "lab", From: facilities.Date{Year: 2026, Month: 1, Day: 1}, Issuer: "a", AidRegime: "gber",
			Capacity: key, Cost: key, Risk: key, YearEnd: useroffice.YearEndCarried},
		Currency: "EUR", Income: ledger.IncomeToPool, Result: ledger.ResultCarried, SetOff: ledger.SetOffMonthly, Usage: ledger.UsageTerms{Basis: ledger.BasisReserved},
		Layers: []ledger.Layer{{Kind: ledger.LayerUser, Limit: 2_500_00},
			{Kind: ledger.LayerPartners, Limit: 20_000_00, Excess: 2_500_00, Caps: []ledger.Part{{Partner: "d", Amount: 1_000_00}}},
			{Kind: ledger.LayerInsurer, Limit: 250_000_00, Excess: 22_500_00}, {Kind: ledger.LayerReserve, Limit: 10_000_00}}})
	for _, share := range key {
		if err == nil {
			_, err = s.office.AcceptAgreement(s.ctx, s.as(facilities.RoleRepresentative, share.Partner), storyDay, terms.Agreement.ID, share.Partner)
		}
	}
	return err
}

// incident reports a loss that A caused, settles it, and tells what each layer paid.
func (s *teller) incident(name, amount, fault string) error {
	cents, ok := ledger.ParseAmount(amount)
	if !ok {
		s.ts.Fatalf("%s is no amount", amount)
	}
	controller := s.as(facilities.RoleController, "")
	i, err := s.office.ReportIncident(s.ctx, controller, storyDay, ledger.Incident{Facility: "lab", Day: facilities.Date{Year: 2026, Month: 11, Day: 18}, Cause: ledger.CauseDamage,
		Fault: ledger.Fault(fault), User: "a", Amount: cents, Note: name, Evidence: "report"})
	if err != nil {
		return err
	}
	loss, err := s.office.SettleIncident(s.ctx, controller, storyDay, i.ID)
	if err != nil {
		return err
	}
	for _, part := range loss.Parts {
		s.say("%s pays %s", part.Kind, s.euro(part.Amount))
		for _, p := range part.Partners {
			s.say("  %s carries %s", p.Partner, s.euro(p.Amount))
		}
		if part.Capped > 0 {
			s.say("  cut off by a cap: %s", s.euro(part.Capped))
		}
	}
	s.say("uncovered: %s", s.euro(loss.Uncovered))
	return nil
}

// reserve puts the partners' money aside.
func (s *teller) reserve(amount string) error {
	cents, _ := ledger.ParseAmount(amount)
	day := facilities.Date{Year: 2026, Month: 11, Day: 2}
	return s.store.InTx(s.ctx, func(ctx context.Context, tx *store.Tx) error {
		return tx.PostEntries(ctx, "system", storyDay, ledger.Entry{ID: "lab/reserve", Kind: ledger.EntryAdjustment, Posted: day, Currency: "EUR", Origin: ledger.Origin{Service: day, Note: "reserve"},
			Postings: []ledger.Posting{{Account: ledger.Account{Kind: ledger.Bank, Facility: "lab"}, Amount: cents}, {Account: ledger.Account{Kind: ledger.Reserve, Facility: "lab"}, Amount: -cents}}})
	})
}

// decide lets the committee put an uncovered rest on a partner.
func (s *teller) decide(name, partner, amount string) error {
	cents, _ := ledger.ParseAmount(amount)
	controller := s.as(facilities.RoleController, "")
	list, err := s.office.Committee(s.ctx, controller, "lab")
	if err != nil {
		return err
	}
	for _, v := range list {
		if v.Incident.Note == name {
			if _, err := s.office.DecideUncovered(s.ctx, controller, storyDay, v.Incident.ID, []ledger.Part{{Partner: facilities.PartnerID(partner), Amount: cents}}, "minutes"); err != nil {
				return err
			}
		}
	}
	if list, err = s.office.Committee(s.ctx, controller, "lab"); err != nil {
		return err
	}
	for _, v := range list {
		s.say("on the list: %s, %s", v.Incident.Note, s.euro(v.Open))
	}
	s.say("%d on the list", len(list))
	return nil
}

func (s *teller) fund(amount string) error {
	cents, _ := ledger.ParseAmount(amount)
	controller := s.as(facilities.RoleController, "")
	if _, err := s.office.SaveFund(s.ctx, controller, storyDay, store.Fund{ID: "fund", Name: "Fund", Currency: "EUR"}); err != nil {
		return err
	}
	_, err := s.office.DepositFund(s.ctx, controller, storyDay, "fund", cents, "bank")
	return err
}

func (s *teller) lend(project, amount string) error {
	cents, _ := ledger.ParseAmount(amount)
	_, err := s.office.DecideLoan(s.ctx, s.as(facilities.RoleController, ""), storyDay, ledger.Decision{Fund: "fund", Project: facilities.ProjectID(project),
		Day: facilities.Date{Year: 2026, Month: 11, Day: 2}, Amount: cents, Terms: 7, First: facilities.Date{Year: 2027, Month: 1, Day: 31}, Evidence: "minutes"})
	return err
}

func (s *teller) draw(project, amount string) error {
	cents, _ := ledger.ParseAmount(amount)
	controller := s.as(facilities.RoleController, "")
	funds, err := s.office.Funds(s.ctx, controller, storyDay)
	if err != nil {
		return err
	}
	for _, loan := range funds[0].Loans {
		if loan.Project == facilities.ProjectID(project) {
			if _, err := s.office.DrawLoan(s.ctx, controller, storyDay, loan.ID, cents, "contract"); err != nil {
				return err
			}
		}
	}
	if funds, err = s.office.Funds(s.ctx, controller, storyDay); err != nil {
		return err
	}
	s.say("the fund has %s, and lent %s", s.euro(funds[0].Available), s.euro(funds[0].Lent))
	for _, term := range funds[0].Loans[0].Schedule {
		s.say("  %s: %s", term.Due, s.euro(term.Amount))
	}
	return nil
}
