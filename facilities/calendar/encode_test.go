package calendar

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/emersion/go-ical"
)

var update = flag.Bool("update", false, "write the golden files anew")

const amsterdam = "Europe/Amsterdam"

// at reads an instant in RFC 3339.
func at(t testing.TB, text string) time.Time {
	t.Helper()
	instant, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return instant
}

func zoneNamed(t testing.TB, name string) *time.Location {
	t.Helper()
	zone, err := loadZone(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// booking is an event that nothing is wrong with.
func booking(t testing.TB, uid, start, end string) Event {
	t.Helper()
	return Event{
		UID: uid, Status: Confirmed, Summary: "Pers 3", Start: at(t, start), End: at(t, end),
		Modified: at(t, "2026-10-01T08:00:00Z"),
	}
}

func feed(events ...Event) Feed {
	return Feed{Name: "Mijn boekingen", Zone: amsterdam, Refresh: 15 * time.Minute, Events: events}
}

func encoded(t testing.TB, f Feed) []byte {
	t.Helper()
	file, err := Encode(f)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func compareGolden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs:\n%s", name, got)
	}
}

func TestEncodeGoldens(t *testing.T) {
	moved := at(t, "2026-10-26T09:00:00+01:00")
	full := booking(t, "b1@marke.example", "2026-10-24T09:00:00+02:00", "2026-10-24T11:30:00+02:00")
	full.Sequence, full.Status, full.Transparent = 3, Tentative, true
	full.Summary = "Pers 3; proef, \"heet\" (400 °C)"
	full.Description = "Regel één\r\nRegel twee: C:\\data\nmet een lange staart die over de grens van vijfenzeventig octetten heen gaat, é en 漢字 incluis"
	full.Location, full.URL = "Hal 2, Enschede", "https://marke.example/nl/boekingen/1?a=b,c;d"
	full.Categories = []string{"Pers", "proef, heet"}
	full.Created = at(t, "2026-09-30T12:00:00Z")

	series := booking(t, "s1@marke.example", "2026-10-19T09:00:00+02:00", "2026-10-19T10:00:00+02:00")
	series.Rule = "FREQ=WEEKLY;BYDAY=MO,TH;UNTIL=20261112"
	series.Except = []time.Time{at(t, "2026-10-29T09:00:00+01:00")}
	override := booking(t, "s1@marke.example", "2026-10-27T13:00:00+01:00", "2026-10-27T14:00:00+01:00")
	override.RecurrenceID, override.Sequence = &moved, 1

	cancelled := booking(t, "b2@marke.example", "2026-10-25T02:30:00+01:00", "2026-10-25T03:30:00+01:00")
	cancelled.Status, cancelled.Summary = Cancelled, "Geannuleerd: Pers 3"

	invitation := booking(t, "b3@marke.example", "2026-11-02T09:00:00+01:00", "2026-11-02T10:00:00+01:00")
	invitation.Organizer = &Person{Name: `Marke "High Tech" Factory, Enschede`, Email: "marke@example.org"}
	invitation.Attendees = []Attendee{{Person: Person{Name: "Jan;X=1:evil\r\nATTENDEE:mailto:x@y", Email: "jan@example.org"}, Answer: Accepted}}
	withdrawn := invitation
	withdrawn.Status, withdrawn.Sequence = Cancelled, 1

	described := feed(full, cancelled)
	described.Description = "Alles wat u boekte"
	cases := []struct {
		golden string
		feed   Feed
	}{
		{"empty.ics", feed()},
		{"empty_utc.ics", Feed{Zone: "UTC"}},
		{"bookings.ics", described},
		{"series.ics", feed(override, series)},
		{"request.ics", Feed{Zone: amsterdam, Method: Request, Events: []Event{invitation}}},
		{"cancel.ics", Feed{Zone: amsterdam, Method: Cancel, Events: []Event{withdrawn}}},
	}
	for _, c := range cases {
		t.Run(c.golden, func(t *testing.T) {
			file := encoded(t, c.feed)
			compareGolden(t, c.golden, file)
			checkLines(t, file)
		})
	}
}

// checkLines holds a file to what every reader may count on.
func checkLines(t *testing.T, file []byte) {
	t.Helper()
	if !bytes.HasSuffix(file, []byte("END:VCALENDAR\r\n")) {
		t.Error("the file does not end with its calendar")
	}
	for i, line := range strings.Split(strings.TrimSuffix(string(file), "\r\n"), "\r\n") {
		if len(line) > lineOctets || !utf8.ValidString(line) || strings.ContainsAny(line, "\r\n") || line == "" || line == " " {
			t.Errorf("line %d is no content line: %q", i+1, line)
		}
		for _, r := range line {
			if r < ' ' && r != '\t' || r == 0x7f {
				t.Errorf("line %d has control character %q", i+1, r)
			}
		}
	}
}

// lines gives the unfolded content lines of a file.
func lines(file []byte) []string {
	return strings.Split(strings.ReplaceAll(string(file), "\r\n ", ""), "\r\n")
}

func TestHostileTextStaysInItsProperty(t *testing.T) {
	hostile := []string{
		"a\r\nATTACH:http://evil.example/", "a\nEND:VEVENT\nEND:VCALENDAR", "a\rDTSTART:20200101T000000Z",
		"a\u2028BEGIN:VALARM", "a\u2029X", "a\u0085X", "a\x0bX", "a\x0cX", "\x00\x01\x1b[31m", "\xff\xfe", "\\", "\\n", "a\\", ";,:\"'", "a\tb",
		strings.Repeat("\\", 200), strings.Repeat("€", 100), strings.Repeat("x", 75), strings.Repeat("😀", 74),
	}
	clean := booking(t, "u", "2026-10-24T09:00:00Z", "2026-10-24T10:00:00Z")
	clean.Summary, clean.Description, clean.Location = "s", "d", "l"
	clean.Categories = []string{"c"}
	clean.Organizer = &Person{"o", "o@example.org"}
	clean.Attendees = []Attendee{{Person: Person{"a", "a@example.org"}}}
	plain := feed(clean)
	plain.Description = "fd"
	want := len(lines(encoded(t, plain)))
	for _, text := range hostile {
		e := clean
		e.Summary, e.Description, e.Location = "s"+text, "d"+text, "l"+text
		e.Categories = []string{"c" + text}
		e.Organizer = &Person{"o" + text, "o@example.org"}
		e.Attendees = []Attendee{{Person: Person{"a" + text, "a@example.org"}}}
		f := feed(e)
		f.Name, f.Description = "n"+text, "d"+text
		file := encoded(t, f)
		checkLines(t, file)
		if got := len(lines(file)); got != want {
			t.Errorf("%q made %d lines out of %d", text, got, want)
		}
		read, err := Decode(bytes.NewReader(file), Limits{})
		if err != nil || len(read.Entries) != 1 {
			t.Fatalf("%q: %v %v", text, read.Refused, err)
		}
		if got := read.Entries[0]; got.Description != cleanText("d"+text) || got.Summary != cleanLine("s"+text) {
			t.Errorf("%q came back as %q and %q", text, got.Description, got.Summary)
		}
	}
}

func TestFoldKeepsCharactersAndEscapesWhole(t *testing.T) {
	for length := 60; length < 90; length++ {
		for _, tail := range []string{"€€€€", "😀😀", `\n\n\n`, `\\\\`, `\,\,`, "a\u0301a\u0301"} {
			line := strings.Repeat("x", length) + tail + strings.Repeat(tail, 40)
			var out bytes.Buffer
			fold(&out, []byte(line+"\r\n"))
			if back := strings.ReplaceAll(out.String(), "\r\n ", ""); back != line+"\r\n" {
				t.Fatalf("unfolded to %q", back)
			}
			for part := range strings.SplitSeq(strings.TrimSuffix(out.String(), "\r\n"), "\r\n") {
				part = strings.TrimPrefix(part, " ")
				if len(part) > lineOctets || !utf8.ValidString(part) || trailingBackslashes([]byte(part))%2 == 1 {
					t.Fatalf("cut to %q", part)
				}
			}
		}
	}
}

func TestTheSameEventsGiveTheSameBytesInAnyOrder(t *testing.T) {
	a := booking(t, "a", "2026-10-24T09:00:00Z", "2026-10-24T10:00:00Z")
	b := booking(t, "b", "2026-10-24T09:00:00Z", "2026-10-24T10:00:00Z")
	c := booking(t, "c", "2026-10-23T09:00:00Z", "2026-10-24T10:00:00Z")
	want := encoded(t, feed(a, b, c))
	var starts []string
	for _, line := range lines(want) {
		if uid, ok := strings.CutPrefix(line, "UID:"); ok {
			starts = append(starts, uid)
		}
	}
	if strings.Join(starts, "") != "cab" {
		t.Errorf("ordered %v", starts)
	}
	local := b
	local.Start, local.End = b.Start.In(zoneNamed(t, "Asia/Tokyo")), b.End.In(zoneNamed(t, "America/New_York"))
	for _, events := range [][]Event{{c, b, a}, {b, a, c}, {a, c, local}} {
		if !bytes.Equal(encoded(t, feed(events...)), want) {
			t.Error("the bytes depend on the order or on the zone of a time.Time")
		}
	}
	fragments := make([]Fragment, 0, 3)
	for _, e := range []Event{b, c, a} {
		fragment, err := EncodeEvent(e, amsterdam)
		if err != nil {
			t.Fatal(err)
		}
		fragments = append(fragments, fragment)
	}
	assembled, err := Assemble(feed(), fragments)
	if err != nil || !bytes.Equal(assembled, want) {
		t.Errorf("Assemble differs from Encode: %v", err)
	}
	if fragments[0].key.uid != "b" {
		t.Error("Assemble reordered the caller's fragments")
	}
}

func TestAFeedOfSeveralZonesDefinesEach(t *testing.T) {
	london := booking(t, "l", "2026-10-24T09:00:00+01:00", "2026-10-24T10:00:00+01:00")
	london.Rule = "FREQ=DAILY;COUNT=2"
	single := booking(t, "a", "2026-10-24T09:00:00+02:00", "2026-10-24T10:00:00+02:00")
	var fragments []Fragment
	for zone, e := range map[string]Event{"Europe/London": london, amsterdam: single} {
		fragment, err := EncodeEvent(e, zone)
		if err != nil {
			t.Fatal(err)
		}
		fragments = append(fragments, fragment)
	}
	file, err := Assemble(Feed{Zone: "Europe/Lisbon"}, fragments)
	if err != nil {
		t.Fatal(err)
	}
	for _, zone := range []string{"Europe/Lisbon", "Europe/London", amsterdam} {
		if bytes.Count(file, []byte("\r\nTZID:"+zone+"\r\n")) != 1 {
			t.Errorf("%s is not defined once", zone)
		}
	}
}

func TestEncodeRefuses(t *testing.T) {
	good := booking(t, "u", "2026-10-24T09:00:00Z", "2026-10-24T10:00:00Z")
	cases := []struct {
		name   string
		change func(*Event)
		want   Code
	}{
		{"no uid", func(e *Event) { e.UID = "" }, CodeMissing},
		{"a uid of two lines", func(e *Event) { e.UID = "a\r\nSUMMARY:x" }, CodeValue},
		{"no start", func(e *Event) { e.Start = time.Time{} }, CodeMissing},
		{"no end", func(e *Event) { e.End = time.Time{} }, CodeMissing},
		{"year 10000", func(e *Event) { e.End = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) }, CodeValue},
		{"end before start", func(e *Event) { e.End = e.Start.Add(-time.Minute) }, CodeBackwards},
		{"never modified", func(e *Event) { e.Modified = time.Time{} }, CodeMissing},
		{"negative sequence", func(e *Event) { e.Sequence = -1 }, CodeValue},
		{"no status", func(e *Event) { e.Status = "" }, CodeValue},
		{"a link that runs", func(e *Event) { e.URL = "javascript:alert(1)" }, CodeValue},
		{"a link of two lines", func(e *Event) { e.URL = "https://a.example/\r\nX:1" }, CodeValue},
		{"an organizer without address", func(e *Event) { e.Organizer = &Person{Name: "x"} }, CodeValue},
		{"an attendee with two addresses", func(e *Event) { e.Attendees = []Attendee{{Person: Person{Email: "a@b,c@d"}}} }, CodeValue},
		{"an address of two lines", func(e *Event) { e.Attendees = []Attendee{{Person: Person{Email: "a@b\r\nX:1"}}} }, CodeValue},
		{"an unknown answer", func(e *Event) { e.Attendees = []Attendee{{Person: Person{Email: "a@b"}, Answer: "X:"}} }, CodeValue},
		{"a broken rule", func(e *Event) { e.Rule = "FREQ=WEEKLY\r\nX:1" }, CodeRule},
		{"a rule by the hour", func(e *Event) { e.Rule = "FREQ=HOURLY" }, CodeTooOften},
		{"a start outside the rule", func(e *Event) { e.Rule = "FREQ=WEEKLY;BYDAY=MO" }, CodeStartOutside},
		{"a rule on a moved occurrence", func(e *Event) { e.Rule, e.RecurrenceID = "FREQ=DAILY", &e.Start }, CodeUnsupported},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			e := good
			c.change(&e)
			_, err := Encode(feed(e))
			wantCode(t, err, c.want)
		})
	}
	_, err := Encode(feed(good, good))
	wantCode(t, err, CodeDuplicate)
	for _, zone := range []string{"", "Local", "Europe/Atlantis", "../../etc/passwd", "Europe/Amsterdam\r\nX:1"} {
		_, err := Encode(Feed{Zone: zone})
		wantCode(t, err, CodeZone)
	}
}

func TestAnInvitationNeedsWhatRFC5546Asks(t *testing.T) {
	good := booking(t, "u", "2026-10-24T09:00:00Z", "2026-10-24T10:00:00Z")
	good.Organizer, good.Attendees = &Person{Email: "o@example.org"}, []Attendee{{Person: Person{Email: "a@example.org"}}}
	other := good
	other.UID = "v"
	noOrganizer, alone := good, good
	noOrganizer.Organizer, alone.Attendees = nil, nil
	cases := []struct {
		method Method
		events []Event
		want   Code
	}{
		{Request, nil, CodeMissing},
		{Request, []Event{noOrganizer}, CodeMissing},
		{Request, []Event{alone}, CodeMissing},
		{Request, []Event{good, other}, CodeRepeated},
		{Cancel, []Event{good}, CodeValue},
		{"PUBLISH\r\nX:1", []Event{good}, CodeValue},
	}
	for _, c := range cases {
		_, err := Encode(Feed{Zone: amsterdam, Method: c.method, Events: c.events})
		wantCode(t, err, c.want)
	}
}

func wantCode(t *testing.T, err error, want Code) {
	t.Helper()
	var known *Error
	if !errors.As(err, &known) || known.Code != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// TestASeriesFromTheSecondHalfPastTwo writes a series that a TZID cannot point
// at: by the rule its first occurrence would be an hour early.
func TestASeriesFromTheSecondHalfPastTwo(t *testing.T) {
	series := booking(t, "s", "2026-10-25T02:30:00+01:00", "2026-10-25T03:30:00+01:00")
	series.Rule = "FREQ=WEEKLY;COUNT=3"
	read, err := Decode(bytes.NewReader(encoded(t, feed(series))), Limits{})
	if err != nil || len(read.Entries) != 1 {
		t.Fatal(read.Refused, err)
	}
	got, err := Expand(&read.Entries[0], at(t, "2026-01-01T00:00:00Z"), at(t, "2027-01-01T00:00:00Z"), 10)
	want := []string{"2026-10-25T01:30:00Z", "2026-11-01T01:30:00Z", "2026-11-08T01:30:00Z"}
	if err != nil || len(got) != len(want) {
		t.Fatal(got, err)
	}
	for i, o := range got {
		if !o.Start.Equal(at(t, want[i])) || o.End.Sub(o.Start) != time.Hour {
			t.Errorf("occurrence %d: %v to %v", i, o.Start, o.End)
		}
	}
	// Taken out, or moved by a fragment of its own, it is not written a second time.
	series.Except = []time.Time{series.Start}
	if file := encoded(t, feed(series)); bytes.Contains(file, []byte("RECURRENCE-ID")) {
		t.Errorf("an occurrence that was taken out is back:\n%s", file)
	}
	series.Except = nil
	moved := booking(t, "s", "2026-10-25T08:00:00Z", "2026-10-25T09:00:00Z")
	moved.RecurrenceID = &series.Start
	if file := encoded(t, feed(series, moved)); bytes.Count(file, []byte("RECURRENCE-ID")) != 1 {
		t.Errorf("the first occurrence stands there twice:\n%s", file)
	}
}

func TestRefreshIsWrittenAsReadersKnowIt(t *testing.T) {
	for every, want := range map[time.Duration]string{
		15 * time.Minute: "PT15M", time.Hour: "PT1H", 24 * time.Hour: "P1D", 90 * time.Minute: "PT90M", time.Second: "PT1M",
	} {
		file := encoded(t, Feed{Zone: amsterdam, Refresh: every})
		for _, line := range []string{"REFRESH-INTERVAL;VALUE=DURATION:" + want, "X-PUBLISHED-TTL:" + want} {
			if !bytes.Contains(file, []byte("\r\n"+line+"\r\n")) {
				t.Errorf("%v: no %s", every, line)
			}
		}
	}
}

// FuzzEncodeRoundTrip: whatever the texts are, go-ical and Decode read back what
// was meant.
func FuzzEncodeRoundTrip(f *testing.F) {
	f.Add("uid", "Pers 3", "a\r\nb;c,d\\e", "x,y", int64(1792888200), int64(3600), "O'Neil \"x\"")
	f.Add("u\x00", "\xff", "\\", "", int64(-62135596800), int64(-1), ";:,")
	f.Fuzz(func(t *testing.T, uid, summary, description, category string, start, seconds int64, name string) {
		e := Event{
			UID: uid, Status: Confirmed, Summary: summary, Description: description, Categories: []string{category},
			Start: time.Unix(start, 0), End: time.Unix(start, 0).Add(time.Duration(seconds) * time.Second),
			Modified: time.Unix(1792888200, 0), Organizer: &Person{Name: name, Email: "o@example.org"},
		}
		file, err := Encode(feed(e))
		if err != nil {
			var known *Error
			if !errors.As(err, &known) || known.Code == CodeBroken {
				t.Fatal(err)
			}
			return
		}
		checkLines(t, file)
		theirs, err := ical.NewDecoder(bytes.NewReader(file)).Decode()
		if err != nil || len(theirs.Events()) != 1 {
			t.Fatalf("go-ical: %v\n%s", err, file)
		}
		props := theirs.Events()[0].Props
		for property, want := range map[string]string{ical.PropUID: uid, ical.PropSummary: cleanLine(summary), ical.PropDescription: cleanText(description)} {
			if got, err := props.Text(property); err != nil || got != want {
				t.Errorf("go-ical read %s as %q, want %q (%v)", property, got, want, err)
			}
		}
		if got, err := props.DateTime(ical.PropDateTimeStart, nil); err != nil || !got.Equal(e.Start) {
			t.Errorf("go-ical read the start as %v, want %v (%v)", got, e.Start, err)
		}
		ours, err := Decode(bytes.NewReader(file), Limits{LineBytes: 1 << 20})
		if err != nil || len(ours.Entries) != 1 {
			t.Fatalf("Decode: %v %v", ours.Refused, err)
		}
		got := ours.Entries[0]
		if got.UID != uid || got.Summary != cleanLine(summary) || got.Description != cleanText(description) ||
			!got.Start.Equal(e.Start) || !got.End.Equal(e.End) || got.Organizer.Name != cleanParameter(name) {
			t.Errorf("came back as %+v", got)
		}
	})
}
