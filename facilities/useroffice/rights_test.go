package useroffice

import (
	"testing"
	"time"

	"marke/facilities"
)

// everybody is one person of each role, at the booking's own partner and facility and elsewhere.
var everybody = []facilities.PersonID{"erik", "eva", "lex", "rita", "mia", "tom", "cor", "ada", "bob", "bea", "gus", "max"}

// TestWhoMayDoWhat holds every verb on a booking of erik's (alfa, at lab, on project p1 of lex's, with eva) against every role.
// What is not listed must be refused: as Forbidden to those who see the booking, as NotFound to the others.
func TestWhoMayDoWhat(t *testing.T) {
	sees := those("erik", "eva", "lex", "rita", "mia", "cor", "ada")
	approved := func(d *desk) facilities.Booking {
		return d.books("mia", facilities.Wish{Resource: "press", Use: at(10, 11), For: "erik", Project: "p1", Companions: []facilities.PersonID{"eva"}, Intake: peek})
	}
	request := func(d *desk) facilities.Booking {
		return d.books("erik", facilities.Wish{Resource: "press", Use: at(10, 11), Project: "p1", Companions: []facilities.PersonID{"eva"}, Intake: peek})
	}
	quoted := func(d *desk) facilities.Booking {
		return d.books("erik", facilities.Wish{Resource: "service", Use: at(10, 11), Project: "p1", Companions: []facilities.PersonID{"eva"}})
	}
	inUse := func(d *desk) facilities.Booking {
		b := approved(d)
		b, err := d.CheckIn(d.t.Context(), d.as("erik"), b.Use.Start, b.ID, 0)
		if err != nil {
			d.t.Fatal(err)
		}
		return b
	}
	for _, c := range []struct {
		verb    string
		given   func(d *desk) facilities.Booking
		allowed map[facilities.PersonID]bool
		do      func(d *desk, actor facilities.Actor, b facilities.Booking) error
	}{
		{"show", approved, sees, func(d *desk, actor facilities.Actor, b facilities.Booking) error {
			_, err := d.Booking(d.t.Context(), actor, now, b.ID)
			return err
		}},
		{"rename", approved, those("erik", "rita", "mia", "ada"), func(d *desk, actor facilities.Actor, b facilities.Booking) error {
			_, err := d.Change(d.t.Context(), actor, now, b.ID, 0, Change{Title: ref("x")})
			return err
		}},
		{"move", request, those("erik", "rita", "mia", "ada"), func(d *desk, actor facilities.Actor, b facilities.Booking) error {
			_, err := d.Change(d.t.Context(), actor, now, b.ID, 0, Change{Use: to(at(11, 12))})
			return err
		}},
		{"cancel", approved, those("erik", "rita", "mia", "ada"), func(d *desk, actor facilities.Actor, b facilities.Booking) error {
			_, err := d.Cancel(d.t.Context(), actor, now, b.ID, 0, "")
			return err
		}},
		{"cancel after the start", approved, those("mia", "ada"), func(d *desk, actor facilities.Actor, b facilities.Booking) error {
			_, err := d.Cancel(d.t.Context(), actor, b.Use.Start.Add(time.Minute), b.ID, 0, "")
			if facilities.CodeOf(err) == facilities.Conflict {
				return facilities.Errorf(facilities.Forbidden, "forbidden")
			}
			return err
		}},
		{"approve", request, those("mia", "ada"), func(d *desk, actor facilities.Actor, b facilities.Booking) error {
			_, err := d.Approve(d.t.Context(), actor, now, b.ID, 0, Decision{})
			return err
		}},
		{"decline", request, those("mia", "ada"), func(d *desk, actor facilities.Actor, b facilities.Booking) error {
			_, err := d.Decline(d.t.Context(), actor, now, b.ID, 0, Decision{Reason: "no"})
			return err
		}},
		{"accept the quote", quoted, those("erik", "rita", "ada"), func(d *desk, actor facilities.Actor, b facilities.Booking) error {
			_, err := d.AcceptQuote(d.t.Context(), actor, now, b.ID, 0, b.Quote.Total, "PO")
			return err
		}},
		{"withdraw", approved, those("eva"), func(d *desk, actor facilities.Actor, b facilities.Booking) error {
			_, err := d.Withdraw(d.t.Context(), actor, now, b.ID, 0, "")
			return err
		}},
		{"check in", approved, those("erik", "eva", "mia", "ada"), func(d *desk, actor facilities.Actor, b facilities.Booking) error {
			_, err := d.CheckIn(d.t.Context(), actor, b.Use.Start, b.ID, 0)
			return err
		}},
		{"check out", inUse, those("erik", "eva", "mia", "ada"), func(d *desk, actor facilities.Actor, b facilities.Booking) error {
			_, err := d.CheckOut(d.t.Context(), actor, b.Use.Start.Add(time.Minute), b.ID, 0)
			return err
		}},
	} {
		t.Run(c.verb, func(t *testing.T) {
			t.Parallel()
			d := onSQLite(t, storeOptions)
			for _, who := range everybody {
				b := c.given(d)
				err := c.do(d, d.as(who), b)
				want := facilities.NotFound
				switch {
				case c.allowed[who]:
					want = ""
				case sees[who]:
					want = facilities.Forbidden
				}
				if got := facilities.CodeOf(err); got != want || want == "" && err != nil {
					t.Errorf("%s: %v, want %q", who, err, want)
				}
				if got := facilities.CodeOf(c.do(d, facilities.Nobody, b)); got != facilities.Unauthenticated && got != facilities.NotFound {
					t.Errorf("nobody: %q", got)
				}
				d.clear(b.ID)
			}
		})
	}
}

// clear gets a booking out of the way, whatever became of it.
func (d *desk) clear(id facilities.BookingID) {
	d.t.Helper()
	b := d.booking(id)
	switch b.State {
	case facilities.StateInUse:
		if _, err := d.CheckOut(d.t.Context(), d.as("ada"), b.Use.End, id, 0); err != nil {
			d.t.Fatal(err)
		}
	case facilities.StateRequested, facilities.StateApproved:
		if _, err := d.Cancel(d.t.Context(), d.as("ada"), now, id, 0, ""); err != nil {
			d.t.Fatal(err)
		}
	}
}

func those(ids ...facilities.PersonID) map[facilities.PersonID]bool {
	out := map[facilities.PersonID]bool{}
	for _, id := range ids {
		out[id] = true
	}
	return out
}

// TestWhoMayBookForWhom holds everybody against booking the microscope for eva of alfa.
func TestWhoMayBookForWhom(t *testing.T) {
	d := onSQLite(t, storeOptions)
	for _, c := range []struct {
		who     facilities.PersonID
		project facilities.ProjectID
		want    facilities.Code
	}{
		{"eva", "", ""}, {"rita", "", ""}, {"mia", "", ""}, {"ada", "", ""},
		{"lex", "p1", ""},                    // leads the project
		{"lex", "", facilities.Forbidden},    // but nobody's time besides
		{"erik", "p1", facilities.Forbidden}, // a colleague
		{"bob", "", facilities.Invalid},      // does not know that she exists
		{"bea", "", facilities.Invalid}, {"max", "", facilities.Invalid}, {"cor", "", facilities.Invalid}, {"gus", "", facilities.Invalid},
	} {
		b, err := d.Book(t.Context(), d.as(c.who), now, facilities.Wish{Resource: "sem", Use: at(10, 11), For: "eva", Project: c.project})
		if facilities.CodeOf(err) != c.want || c.want == "" && err != nil {
			t.Errorf("%s: %v, want %q", c.who, err, c.want)
		}
		if err == nil {
			if b.Person != "eva" || b.By != c.who || b.Partner != "alfa" {
				t.Errorf("%s: %+v", c.who, b)
			}
			d.clear(b.ID)
		}
	}
	_, err := d.Book(t.Context(), d.as("mia"), now, facilities.Wish{Resource: "sem", Use: at(10, 11), For: "bart"})
	wantError(t, err, facilities.Conflict, "person_inactive")
}

func TestTheInboxIsTheManagers(t *testing.T) {
	d := onSQLite(t, storeOptions)
	first := d.books("erik", facilities.Wish{Resource: "press", Use: at(10, 11), Intake: peek})
	second := d.books("eva", facilities.Wish{Resource: "press", Use: at(10.5, 12), Intake: peek})
	apart := d.books("erik", facilities.Wish{Resource: "press", Use: at(15, 16), Intake: peek})
	for who, want := range map[facilities.PersonID]facilities.Code{"erik": facilities.Forbidden, "cor": facilities.Forbidden, "tom": facilities.Forbidden, "max": facilities.Forbidden, "mia": "", "ada": ""} {
		_, err := d.Inbox(t.Context(), d.as(who), now, "lab")
		if facilities.CodeOf(err) != want {
			t.Errorf("%s: %v, want %q", who, err, want)
		}
	}
	groups, err := d.Inbox(t.Context(), d.as("mia"), now, "")
	if err != nil || len(groups) != 2 || len(groups[0].Requests) != 2 || groups[0].Requests[0].Booking.ID != first.ID || groups[1].Requests[0].Booking.ID != apart.ID {
		t.Fatalf("%+v %v", groups, err)
	}
	if r := groups[0].Requests[0]; !r.Possible || r.PersonName != "Name erik" || r.PartnerName != "Alfa" {
		t.Errorf("%+v", r)
	}
	if _, err := d.Approve(t.Context(), d.as("mia"), now, second.ID, 0, Decision{}); err != nil {
		t.Fatal(err)
	}
	groups, err = d.Inbox(t.Context(), d.as("mia"), now, "lab")
	if err != nil || len(groups) != 2 || groups[0].Requests[0].Possible || groups[0].Requests[0].Violations[0].Code != "capacity" {
		t.Fatalf("what competes with it is no longer possible: %+v %v", groups, err)
	}
}
