package notice

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

var now = time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)

// office is a database with one booking and the people that it concerns.
func office(t *testing.T) *store.Store {
	t.Helper()
	ctx := t.Context()
	st, err := store.Open(ctx, "sqlite:"+filepath.Join(t.TempDir(), "marke.db"), store.Options{Migrate: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	err = st.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if _, err := tx.SavePartner(ctx, facilities.Partner{ID: "vezel", Name: "Vezel BV", Kind: facilities.SME}); err != nil {
			return err
		}
		if _, err := tx.SaveFacility(ctx, facilities.Facility{ID: "tprc", Name: "ThermoPlastic Research Center", Zone: "Europe/Amsterdam"}); err != nil {
			return err
		}
		if _, err := tx.SaveResource(ctx, facilities.Resource{ID: "press", Facility: "tprc", Kind: facilities.Instrument, Name: "Pers 400 °C", Capacity: 1, Approval: facilities.ApprovalAuto}); err != nil {
			return err
		}
		for _, p := range []facilities.Person{
			{ID: "nl", Name: "Sanne de Vries", Email: "sanne@vezel.example", Partner: "vezel", Language: "nl", State: facilities.PersonActive, Created: now},
			{ID: "en", Name: "Tom Baker", Email: "tom@vezel.example", Partner: "vezel", Language: "en", State: facilities.PersonActive, Created: now},
		} {
			if _, err := tx.SavePerson(ctx, p); err != nil {
				return err
			}
		}
		start := time.Date(2026, 11, 24, 13, 30, 0, 0, time.UTC)
		use := facilities.NewSpan(start, start.Add(2*time.Hour))
		_, err := tx.InsertBooking(ctx, facilities.Booking{ID: "b1", State: facilities.StateApproved, Facility: "tprc", Resource: "press", Use: use,
			Claims: []facilities.Claim{{Resource: "press", Units: 1, Span: use}}, Person: "nl", By: "nl", Partner: "vezel", Title: "Proef\r\nBcc: x@y.example",
			Quote: facilities.Quote{Total: 12345, Currency: "EUR"}, Created: now, Updated: now})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return st
}

func put(t *testing.T, st *store.Store, mails ...facilities.Mail) {
	t.Helper()
	err := st.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		for _, m := range mails {
			m.Created, m.Due = now, now
			if err := tx.AddMail(ctx, m); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// pigeonhole keeps what is delivered, and can refuse.
type pigeonhole struct {
	letters []Letter
	refuse  error
}

func (p *pigeonhole) Deliver(_ context.Context, l Letter) error {
	if p.refuse != nil {
		return p.refuse
	}
	p.letters = append(p.letters, l)
	return nil
}

func TestMailIsWordedInTheReadersLanguage(t *testing.T) {
	st, hole := office(t), &pigeonhole{}
	put(t, st, facilities.Mail{Key: "a", Person: "nl", Kind: "booking_approved", Booking: "b1"},
		facilities.Mail{Key: "b", Person: "en", Kind: "booking_approved", Booking: "b1", Params: map[string]string{"reason": "Fine by me"}})
	if n, err := New(st, hole, "https://marke.example", slog.New(slog.DiscardHandler)).Send(t.Context(), now); err != nil || n != 2 {
		t.Fatalf("sent %d, %v", n, err)
	}
	for i, want := range [][]string{
		{"Akkoord: Pers 400 °C, di 24 nov 14:30–16:30", "Beste Sanne de Vries,", "Wat: Pers 400 °C (ThermoPlastic Research Center)", "Prijs: € 123,45", "https://marke.example/nl/bookings/b1"},
		{"Approved: Pers 400 °C, Tue 24 Nov 14:30–16:30", "Dear Tom Baker,", "Price: €123.45", "Reason: Fine by me", "https://marke.example/en/bookings/b1"},
	} {
		whole := hole.letters[i].Subject + "\n" + hole.letters[i].Text
		for _, part := range want {
			if !strings.Contains(whole, part) {
				t.Errorf("letter %d lacks %q:\n%s", i, part, whole)
			}
		}
		if strings.Contains(whole, "{{") || strings.Contains(whole, "<no value>") || strings.Contains(whole, "mail.") {
			t.Errorf("letter %d has a hole:\n%s", i, whole)
		}
	}
}

func TestEveryKindOfMailHasWordsWithoutHoles(t *testing.T) {
	st, hole := office(t), &pigeonhole{}
	kinds := []string{"booking_requested", "booking_approved", "booking_declined", "booking_cancelled", "booking_expired", "booking_moved", "booking_displaced",
		"booking_missed", "booking_reminder", "booking_at_risk", "booking_overrun", "quote_open", "invite", "reset", "access_asked", "access_admitted",
		"access_refused", "qualification_granted", "qualification_revoked", "fault_reported", "downtime_opened"}
	for _, kind := range kinds {
		m := facilities.Mail{Key: kind, Person: "nl", Kind: kind, Params: map[string]string{"resource": "press", "start": "2026-11-24T13:30:00Z", "path": "/x/secret"}}
		if strings.HasPrefix(kind, "booking_") || kind == "quote_open" {
			m.Booking, m.Params = "b1", map[string]string{"alternatives": `[{"resource":"press","start":"2026-11-25T08:00:00Z","end":"2026-11-25T10:00:00Z"}]`}
		}
		put(t, st, m)
	}
	n, err := New(st, hole, "https://marke.example", slog.New(slog.DiscardHandler)).Send(t.Context(), now)
	if err != nil || n != len(kinds) {
		t.Fatalf("sent %d of %d, %v", n, len(kinds), err)
	}
	for _, l := range hole.letters {
		whole := l.Subject + "\n" + l.Text
		if strings.Contains(whole, "{{") || strings.Contains(whole, "<no value>") || strings.Contains(whole, "mail.") || strings.HasSuffix(l.Subject, ": ") {
			t.Errorf("%s has a hole:\n%s", l.ID, whole)
		}
		if l.ID == "booking_displaced" && !strings.Contains(whole, "- Pers 400 °C: wo 25 nov 09:00–11:00") {
			t.Errorf("the displaced are offered nothing:\n%s", whole)
		}
	}
}

func TestAMailThatFailsIsTriedAgainLaterAndThenNotDoubled(t *testing.T) {
	st, hole := office(t), &pigeonhole{refuse: errors.New("450 later")}
	post := New(st, hole, "https://marke.example", slog.New(slog.DiscardHandler))
	put(t, st, facilities.Mail{Key: "a", Person: "nl", Kind: "booking_approved", Booking: "b1"})
	if n, err := post.Send(t.Context(), now); err != nil || n != 0 {
		t.Fatalf("sent %d, %v", n, err)
	}
	hole.refuse = nil
	if n, _ := post.Send(t.Context(), now.Add(10*time.Second)); n != 0 {
		t.Error("tried again without a pause")
	}
	for i, want := range []int{1, 0} {
		if n, err := post.Send(t.Context(), now.Add(time.Hour+time.Duration(i)*time.Hour)); err != nil || n != want {
			t.Errorf("round %d: sent %d, %v; want %d", i, n, err, want)
		}
	}
	if len(hole.letters) != 1 {
		t.Errorf("%d letters", len(hole.letters))
	}
}

func TestFileKeepsTheWholeMessageAndNoInjectedHeader(t *testing.T) {
	st := office(t)
	file := &File{Path: filepath.Join(t.TempDir(), "mail.mbox"), From: "Marke <marke@marke.example>"}
	put(t, st, facilities.Mail{Key: "a", Person: "nl", Kind: "booking_approved", Booking: "b1"})
	if n, err := New(st, file, "https://marke.example", slog.New(slog.DiscardHandler)).Send(t.Context(), now); err != nil || n != 1 {
		t.Fatalf("sent %d, %v", n, err)
	}
	raw, err := os.ReadFile(file.Path)
	if err != nil {
		t.Fatal(err)
	}
	head, _, _ := strings.Cut(string(raw), "\r\n\r\n")
	for _, want := range []string{"To: \"Sanne de Vries\" <sanne@vezel.example>", "Message-ID: <", "Auto-Submitted: auto-generated", "From: \"Marke\" <marke@marke.example>"} {
		if !strings.Contains(head, want) {
			t.Errorf("the head lacks %q:\n%s", want, head)
		}
	}
	if strings.Contains(head, "Bcc") {
		t.Errorf("a header was injected:\n%s", head)
	}
}

func TestSMTPDeliversOnceToARealServer(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	got := make(chan string, 1)
	go answerSMTP(listener, got)
	smtp, err := NewSMTP("smtp://"+listener.Addr().String(), "marke@marke.example")
	if err != nil {
		t.Fatal(err)
	}
	if err := smtp.Deliver(t.Context(), Letter{ID: "a", To: "sanne@vezel.example", Name: "Sanne", Subject: "Akkoord", Text: "Beste Sanne\n"}); err != nil {
		t.Fatal(err)
	}
	select {
	case message := <-got:
		if !strings.Contains(message, "Subject: Akkoord") || !strings.Contains(message, "Beste Sanne") {
			t.Errorf("the server got:\n%s", message)
		}
	case <-time.After(5 * time.Second):
		t.Error("the server got nothing")
	}
}

// answerSMTP speaks as much of RFC 5321 as one delivery needs.
func answerSMTP(listener net.Listener, got chan<- string) {
	conn, err := listener.Accept()
	if err != nil {
		return
	}
	defer conn.Close()
	say := func(s string) { conn.Write([]byte(s + "\r\n")) }
	say("220 here")
	buffer, pending, message := make([]byte, 4096), "", ""
	data := false
	for {
		n, err := conn.Read(buffer)
		if err != nil {
			return
		}
		pending += string(buffer[:n])
		for {
			line, rest, found := strings.Cut(pending, "\r\n")
			if !found {
				break
			}
			pending = rest
			switch {
			case data && line == ".":
				data = false
				got <- message
				say("250 kept")
			case data:
				message += line + "\n"
			case strings.HasPrefix(line, "DATA"):
				data = true
				say("354 go on")
			case strings.HasPrefix(line, "QUIT"):
				say("221 bye")
				return
			default:
				say("250 fine")
			}
		}
	}
}

func TestNewSMTPRefusesWhatIsNoAddressAndHidesThePassword(t *testing.T) {
	for _, address := range []string{"", "mail.example:25", "http://mail.example", "smtp://", "smtp://user:geheim@"} {
		_, err := NewSMTP(address, "marke@marke.example")
		if err == nil || strings.Contains(err.Error(), "geheim") {
			t.Errorf("%q: %v", address, err)
		}
	}
}
