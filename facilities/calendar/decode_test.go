package calendar

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"
)

// file writes a calendar around the lines of its components.
func file(lines ...string) string {
	all := append([]string{"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Other//Calendar//EN"}, lines...)
	return strings.Join(append(all, "END:VCALENDAR", ""), "\r\n")
}

// vevent writes one event with a UID and these lines.
func vevent(lines ...string) string {
	return file(append(append([]string{"BEGIN:VEVENT", "UID:u@example.org", "DTSTAMP:20260101T000000Z"}, lines...), "END:VEVENT")...)
}

func decoded(t testing.TB, text string, floating *time.Location) Calendar {
	t.Helper()
	calendar, err := Decode(strings.NewReader(text), Limits{Floating: floating})
	if err != nil {
		t.Fatal(err)
	}
	return calendar
}

// times expands every entry between 2026 and 2028 as "start/end" in UTC, minutes only.
func times(t testing.TB, calendar Calendar) []string {
	t.Helper()
	var out []string
	for i := range calendar.Entries {
		found, err := Expand(&calendar.Entries[i], at(t, "2026-01-01T00:00:00Z"), at(t, "2028-01-01T00:00:00Z"), 20)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range found {
			out = append(out, o.Start.UTC().Format("01-02T15:04")+"/"+o.End.UTC().Format("01-02T15:04"))
		}
	}
	return out
}

const (
	october = "DTSTART;TZID=Europe/Amsterdam:20261019T090000"
	anHour  = "DURATION:PT1H"
)

func TestDecodeReadsTimes(t *testing.T) {
	outlook := []string{
		"BEGIN:VTIMEZONE", "TZID:Fabriek", "BEGIN:STANDARD", "DTSTART:16010101T030000", "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100",
		"RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10", "END:STANDARD", "BEGIN:DAYLIGHT", "DTSTART:16010101T020000",
		"TZOFFSETFROM:+0100", "TZOFFSETTO:+0200", "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3", "END:DAYLIGHT", "END:VTIMEZONE",
	}
	own := func(zone []string, lines ...string) string {
		all := append(slices.Clone(zone), "BEGIN:VEVENT", "UID:u", "DTSTAMP:20260101T000000Z")
		return file(append(append(all, lines...), "END:VEVENT")...)
	}
	cases := []struct {
		name, file string
		want       []string
	}{
		{"in UTC", vevent("DTSTART:20261024T070000Z", "DTEND:20261024T080000Z"), []string{"10-24T07:00/10-24T08:00"}},
		{"in a zone", vevent("DTSTART;TZID=Europe/Amsterdam:20261024T090000", "DTEND;TZID=America/New_York:20261024T040000"), []string{"10-24T07:00/10-24T08:00"}},
		{"in a quoted zone", vevent(`DTSTART;TZID="Europe/Amsterdam":20261024T090000`, anHour), []string{"10-24T07:00/10-24T08:00"}},
		{"in a zone of Windows", vevent("DTSTART;TZID=W. Europe Standard Time:20261024T090000", anHour), []string{"10-24T07:00/10-24T08:00"}},
		{"in a zone as Outlook shows it", vevent(`DTSTART;TZID="(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna":20261024T090000`, anHour), []string{"10-24T07:00/10-24T08:00"}},
		{"in a zone with a path", vevent("DTSTART;TZID=/freeassociation.sourceforge.net/Europe/Amsterdam:20261024T090000", anHour), []string{"10-24T07:00/10-24T08:00"}},
		{"in a zone of its own", own(outlook, "DTSTART;TZID=Fabriek:20261024T090000", anHour, "RRULE:FREQ=DAILY;COUNT=2"),
			[]string{"10-24T07:00/10-24T08:00", "10-25T08:00/10-25T09:00"}},
		{"in a zone of its own, in July and twice in October", own(outlook, "DTSTART;TZID=Fabriek:20260701T023000", anHour, "RDATE;TZID=Fabriek:20261025T023000"),
			[]string{"07-01T00:30/07-01T01:30", "10-25T00:30/10-25T01:30"}},
		{"in a zone of one offset", own([]string{"BEGIN:VTIMEZONE", "TZID:GMT+0530", "BEGIN:STANDARD", "DTSTART:19700101T000000", "TZOFFSETFROM:+0530", "TZOFFSETTO:+0530", "END:STANDARD", "END:VTIMEZONE"},
			"DTSTART;TZID=GMT+0530:20261024T090000", anHour), []string{"10-24T03:30/10-24T04:30"}},
		{"in a zone that says where it lies", own([]string{"BEGIN:VTIMEZONE", "TZID:x", "X-LIC-LOCATION:Europe/Amsterdam", "END:VTIMEZONE"},
			"DTSTART;TZID=x:20261024T090000", anHour), []string{"10-24T07:00/10-24T08:00"}},
		{"floating", vevent("DTSTART:20261024T090000", "DTEND:20261024T100000"), []string{"10-24T07:00/10-24T08:00"}},
		{"a day", vevent("DTSTART;VALUE=DATE:20261025"), []string{"10-24T22:00/10-25T23:00"}},
		{"a day that forgot to say so", vevent("DTSTART:20261025"), []string{"10-24T22:00/10-25T23:00"}},
		{"two days", vevent("DTSTART;VALUE=DATE:20261025", "DTEND;VALUE=DATE:20261027"), []string{"10-24T22:00/10-26T23:00"}},
		{"a week", vevent("DTSTART;VALUE=DATE:20261025", "DURATION:P1W"), []string{"10-24T22:00/10-31T23:00"}},
		{"no length", vevent("DTSTART:20261024T070000Z"), []string{"10-24T07:00/10-24T07:00"}},
		{"a day's length over the change", vevent("DTSTART;TZID=Europe/Amsterdam:20261024T090000", "DURATION:P1D"), []string{"10-24T07:00/10-25T08:00"}},
		{"24 hours over the change", vevent("DTSTART;TZID=Europe/Amsterdam:20261024T090000", "DURATION:PT24H"), []string{"10-24T07:00/10-25T07:00"}},
		{"skipped in March", vevent("DTSTART;TZID=Europe/Amsterdam:20270328T023000", anHour), []string{"03-28T01:30/03-28T02:30"}},
		{"twice in October", vevent("DTSTART;TZID=Europe/Amsterdam:20261025T023000", anHour), []string{"10-25T00:30/10-25T01:30"}},
		{"folded in the middle of everything", strings.ReplaceAll(vevent("DTSTART:20261024T070000Z", anHour), "T07", "T\r\n 0\r\n\t7"), []string{"10-24T07:00/10-24T08:00"}},
		{"lines of Unix and a byte order mark", "\uFEFF" + strings.ReplaceAll(vevent("DTSTART:20261024T070000Z", anHour), "\r\n", "\n\n"), []string{"10-24T07:00/10-24T08:00"}},
		{"two calendars in a file", vevent("DTSTART:20261024T070000Z", anHour) + vevent("DTSTART:20261025T070000Z", anHour),
			[]string{"10-24T07:00/10-24T08:00", "10-25T07:00/10-25T08:00"}},
		{"in small letters", strings.ToLower(vevent("DTSTART:20261024T070000Z", anHour)), []string{"10-24T07:00/10-24T08:00"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			calendar := decoded(t, c.file, zoneNamed(t, amsterdam))
			if got := times(t, calendar); !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v; refused %v", got, c.want, calendar.Refused)
			}
		})
	}
}

func TestDecodeReadsSeries(t *testing.T) {
	series := []string{"BEGIN:VEVENT", "UID:s", "SUMMARY:reeks", october, anHour, "RRULE:FREQ=WEEKLY;COUNT=4", "END:VEVENT"}
	change := func(lines ...string) string {
		all := append(slices.Clone(series), "BEGIN:VEVENT", "UID:s")
		return file(append(append(all, lines...), "END:VEVENT")...)
	}
	all := []string{"10-19T07:00/10-19T08:00", "10-26T08:00/10-26T09:00", "11-02T08:00/11-02T09:00", "11-09T08:00/11-09T09:00"}
	second := "RECURRENCE-ID;TZID=Europe/Amsterdam:20261026T090000"
	cases := []struct {
		name, file string
		want       []string
	}{
		{"weekly over October", file(series...), all},
		{"one taken out", vevent(october, anHour, "RRULE:FREQ=WEEKLY;COUNT=4", "EXDATE;TZID=Europe/Amsterdam:20261026T090000,20261109T090000"), []string{all[0], all[2]}},
		{"one taken out by its instant", vevent(october, anHour, "RRULE:FREQ=WEEKLY;COUNT=4", "EXDATE:20261026T080000Z"), []string{all[0], all[2], all[3]}},
		{"one taken out by its day", vevent(october, anHour, "RRULE:FREQ=WEEKLY;COUNT=4", "EXDATE;VALUE=DATE:20261026"), []string{all[0], all[2], all[3]}},
		{"the first taken out counts", vevent(october, anHour, "RRULE:FREQ=WEEKLY;COUNT=2", "EXDATE;TZID=Europe/Amsterdam:20261019T090000"), []string{all[1]}},
		{"more by date, one of them twice", vevent(october, anHour, "RRULE:FREQ=WEEKLY;COUNT=1", "RDATE:20261026T080000Z,20261019T070000Z", "RDATE;TZID=Europe/Amsterdam:20261102T090000"), all[:3]},
		{"a start outside its rule is the first", vevent(october, anHour, "RRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=2"), []string{all[0], "10-20T07:00/10-20T08:00"}},
		{"moved within the day", change(second, "DTSTART;TZID=Europe/Amsterdam:20261026T130000", anHour), []string{all[0], "10-26T12:00/10-26T13:00", all[2], all[3]}},
		{"moved past the next", change(second, "DTSTART:20261103T080000Z", anHour), []string{all[0], all[2], "11-03T08:00/11-03T09:00", all[3]}},
		{"named by its instant", change("RECURRENCE-ID:20261026T080000Z", "DTSTART:20261026T100000Z", anHour), []string{all[0], "10-26T10:00/10-26T11:00", all[2], all[3]}},
		{"one cancelled", change(second, october, anHour, "STATUS:CANCELLED"), []string{all[0], all[2], all[3]}},
		{"all cancelled", vevent(october, anHour, "RRULE:FREQ=WEEKLY;COUNT=4", "STATUS:CANCELLED"), nil},
		{"the later change counts", file(append(slices.Clone(series),
			"BEGIN:VEVENT", "UID:s", "SEQUENCE:2", second, "DTSTART:20261026T100000Z", anHour, "END:VEVENT",
			"BEGIN:VEVENT", "UID:s", "SEQUENCE:1", second, "DTSTART:20261026T200000Z", anHour, "END:VEVENT")...),
			[]string{all[0], "10-26T10:00/10-26T11:00", all[2], all[3]}},
		{"a change before its series", file(append([]string{"BEGIN:VEVENT", "UID:s", second, "DTSTART:20261026T100000Z", anHour, "END:VEVENT"}, series...)...),
			[]string{all[0], "10-26T10:00/10-26T11:00", all[2], all[3]}},
		{"a change without its series", file("BEGIN:VEVENT", "UID:s", second, "DTSTART:20261026T100000Z", anHour, "END:VEVENT"), []string{"10-26T10:00/10-26T11:00"}},
		{"days over the change", vevent("DTSTART;VALUE=DATE:20261024", "RRULE:FREQ=DAILY;UNTIL=20261026"),
			[]string{"10-23T22:00/10-24T22:00", "10-24T22:00/10-25T23:00", "10-25T23:00/10-26T23:00"}},
		{"days with one taken out", vevent("DTSTART;VALUE=DATE:20261024", "RRULE:FREQ=DAILY;COUNT=3", "EXDATE;VALUE=DATE:20261025"),
			[]string{"10-23T22:00/10-24T22:00", "10-25T23:00/10-26T23:00"}},
		{"begun long ago", vevent("DTSTART;TZID=Europe/Amsterdam:19990104T090000", anHour, "RRULE:FREQ=YEARLY"), []string{"01-04T08:00/01-04T09:00", "01-04T08:00/01-04T09:00"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			calendar := decoded(t, c.file, zoneNamed(t, amsterdam))
			if got := times(t, calendar); !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v; refused %v", got, c.want, calendar.Refused)
			}
		})
	}
}

func TestExpandKeepsToItsWindowAndItsMost(t *testing.T) {
	entry := decoded(t, vevent("DTSTART:20260101T220000Z", "DURATION:PT4H", "RRULE:FREQ=DAILY", "EXDATE:20260603T220000Z"), nil).Entries[0]
	got, err := Expand(&entry, at(t, "2026-06-02T01:00:00Z"), at(t, "2026-06-04T22:00:00Z"), 10)
	if err != nil || len(got) != 2 || !got[0].Start.Equal(at(t, "2026-06-01T22:00:00Z")) || !got[1].Start.Equal(at(t, "2026-06-02T22:00:00Z")) {
		t.Errorf("%v %v", got, err)
	}
	got, err = Expand(&entry, at(t, "2026-06-02T02:00:00Z"), at(t, "2026-07-01T00:00:00Z"), 3)
	wantCode(t, err, CodeManyOccurrences)
	if len(got) != 3 || !got[0].Start.Equal(at(t, "2026-06-02T22:00:00Z")) || !got[2].Start.Equal(at(t, "2026-06-05T22:00:00Z")) {
		t.Errorf("beside the error: %v", got)
	}
	long := decoded(t, vevent("DTSTART:20260101T000000Z", "DURATION:P300D", "RRULE:FREQ=DAILY"), nil).Entries[0]
	got, err = Expand(&long, at(t, "2026-09-01T00:00:00Z"), at(t, "2026-09-01T00:00:01Z"), 1000)
	if err != nil || len(got) != 31+28+31+30+31+30+31+31+1 {
		t.Errorf("long ones that overlap: %d %v", len(got), err)
	}
}

func TestDecodeReadsWhatAnEventSays(t *testing.T) {
	calendar := decoded(t, file("X-WR-CALNAME:Pers\\, hal 2", "METHOD:request",
		"BEGIN:VTODO", "UID:t", "END:VTODO", "BEGIN:VEVENT", "UID:u", "DTSTART:20261024T070000Z", anHour,
		`SUMMARY:Proef\, heet, en \"droog\" \x`, `DESCRIPTION:een\ntwee\Ndrie\\n`, "LOCATION:Hal\u20282", "URL:https://example.org/a?b=c,d",
		`CATEGORIES:Pers,a\,b,,c\`, "CATEGORIES:d", "TRANSP:transparent", "STATUS:tentative", "SEQUENCE:7", "CREATED:20260101T000000Z", "LAST-MODIFIED:gisteren",
		`ORGANIZER;CN="Jansen, Jan":MAILTO:jan%40x@example.org`, "ATTENDEE;CN=Piet;PARTSTAT=DECLINED;RSVP=TRUE:mailto:piet@example.org",
		"BEGIN:VALARM", "ACTION:DISPLAY", "SUMMARY:niet deze", "END:VALARM", "END:VEVENT"), nil)
	if calendar.Name != "Pers, hal 2" || calendar.Method != Request || calendar.Ignored != 1 || len(calendar.Entries) != 1 {
		t.Fatalf("%+v", calendar)
	}
	e := calendar.Entries[0]
	got := fmt.Sprintf("%q %q %q %q %q %v %s %d %v %v %q %v", e.Summary, e.Description, e.Location, e.URL, e.Categories, e.Transparent, e.Status, e.Sequence,
		e.Created.Unix(), e.Modified.IsZero(), *e.Organizer, e.Attendees)
	want := `"Proef, heet, en \\\"droog\\\" \\x" "een\ntwee\ndrie\\n" "Hal 2" "https://example.org/a?b=c,d" ["Pers" "a,b" "c\\" "d"] true TENTATIVE 7 1767225600 true ` +
		`{"Jansen, Jan" "jan@x@example.org"} [{{Piet piet@example.org} DECLINED true}]`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// TestDecodeRefusesTheEventAndKeepsTheOthers: what cannot be understood is
// reported with its line, and the next event is there.
func TestDecodeRefusesTheEventAndKeepsTheOthers(t *testing.T) {
	cases := []struct {
		name   string
		lines  []string
		want   Code
		line   int // of the file: the event begins at 4
		detail string
	}{
		{"no uid", []string{"DTSTART:20261024T070000Z"}, CodeMissing, 4, "UID"},
		{"an empty uid", []string{"UID: ", "DTSTART:20261024T070000Z"}, CodeMissing, 5, "UID"},
		{"no start", []string{"UID:a"}, CodeMissing, 4, "DTSTART"},
		{"two starts", []string{"UID:a", "DTSTART:20261024T070000Z", "DTSTART:20261025T070000Z"}, CodeRepeated, 7, "DTSTART"},
		{"two rules", []string{"UID:a", october, "RRULE:FREQ=DAILY", "RRULE:FREQ=WEEKLY"}, CodeRepeated, 8, "RRULE"},
		{"a list of starts", []string{"UID:a", "DTSTART:20261024T070000Z,20261025T070000Z"}, CodeValue, 6, "DTSTART 20261024T070000Z,20261025T070000Z"},
		{"a 31st of February", []string{"UID:a", "DTSTART:20260231T070000Z"}, CodeValue, 6, "DTSTART 20260231T070000Z"},
		{"a 25th hour", []string{"UID:a", "DTSTART:20260228T250000Z"}, CodeValue, 6, "DTSTART 20260228T250000Z"},
		{"a fraction of a second", []string{"UID:a", "DTSTART:20260228T2500.5"}, CodeValue, 6, "DTSTART 20260228T2500.5"},
		{"the year nought", []string{"UID:a", "DTSTART:00000101T000000Z"}, CodeValue, 6, "DTSTART 00000101T000000Z"},
		{"a word", []string{"UID:a", "DTSTART:morgen"}, CodeValue, 6, "DTSTART MORGEN"},
		{"a day and a time", []string{"UID:a", "DTSTART;VALUE=DATE:20261024T070000Z"}, CodeValue, 6, "DTSTART 20261024T070000Z"},
		{"from a time to a day", []string{"UID:a", "DTSTART:20261024T070000Z", "DTEND;VALUE=DATE:20261025"}, CodeValue, 7, "DTEND 20261025"},
		{"backwards", []string{"UID:a", "DTSTART:20261024T070000Z", "DTEND:20261024T060000Z"}, CodeBackwards, 7, ""},
		{"a length and an end", []string{"UID:a", "DTSTART:20261024T070000Z", "DTEND:20261024T080000Z", anHour}, CodeRepeated, 8, "DTEND, DURATION"},
		{"a negative length", []string{"UID:a", "DTSTART:20261024T070000Z", "DURATION:-PT1H"}, CodeValue, 7, "DURATION -PT1H"},
		{"a length that overflows", []string{"UID:a", "DTSTART:20261024T070000Z", "DURATION:PT99999999999999H"}, CodeValue, 7, "DURATION PT99999999999999H"},
		{"an empty length", []string{"UID:a", "DTSTART:20261024T070000Z", "DURATION:PT"}, CodeValue, 7, "DURATION PT"},
		{"a day of an hour", []string{"UID:a", "DTSTART;VALUE=DATE:20261024", anHour}, CodeValue, 7, "DURATION PT1H"},
		{"an unknown zone", []string{"UID:a", "DTSTART;TZID=Europe/Atlantis:20261024T070000"}, CodeZone, 6, "Europe/Atlantis"},
		{"the server's zone", []string{"UID:a", "DTSTART;TZID=Local:20261024T070000"}, CodeZone, 6, "Local"},
		{"a zone that is a path", []string{"UID:a", "DTSTART;TZID=../../../etc/passwd:20261024T070000"}, CodeZone, 6, "../../../etc/passwd"},
		{"a zone that cannot be read", []string{"UID:a", "DTSTART;TZID=Kapot:20261024T070000"}, CodeZone, 6, "Kapot"},
		{"a status of a task", []string{"UID:a", october, "STATUS:COMPLETED"}, CodeValue, 7, "STATUS COMPLETED"},
		{"a negative sequence", []string{"UID:a", october, "SEQUENCE:-1"}, CodeValue, 7, "SEQUENCE -1"},
		{"an hourly rule", []string{"UID:a", october, "RRULE:FREQ=HOURLY"}, CodeTooOften, 7, "FREQ=HOURLY"},
		{"a broken rule", []string{"UID:a", october, "RRULE:FREQ=WEEKLY;BYDAY=XX"}, CodeRule, 7, "BYDAY=XX"},
		{"a rule that excludes", []string{"UID:a", october, "RRULE:FREQ=DAILY", "EXRULE:FREQ=WEEKLY"}, CodeUnsupported, 8, "EXRULE"},
		{"a change of all that follow", []string{"UID:a", "RECURRENCE-ID;RANGE=THISANDFUTURE:20261026T080000Z", october}, CodeUnsupported, 6, "RECURRENCE-ID;RANGE=THISANDFUTURE"},
		{"a date with a period", []string{"UID:a", october, "RDATE;VALUE=PERIOD:20261026T080000Z/PT1H"}, CodeUnsupported, 7, "RDATE;VALUE=PERIOD"},
		{"a day among times", []string{"UID:a", october, "RDATE;VALUE=DATE:20261026"}, CodeValue, 7, "RDATE 20261026"},
		{"a broken exception in the second line", []string{"UID:a", october, "EXDATE:20261026T080000Z", "EXDATE:x"}, CodeValue, 8, "EXDATE X"},
		{"a uid seen before", []string{"UID:first", october}, CodeDuplicate, 5, "first"},
	}
	broken := []string{"BEGIN:VTIMEZONE", "TZID:Kapot", "BEGIN:STANDARD", "DTSTART:19700101T000000", "TZOFFSETFROM:+9900", "TZOFFSETTO:+0100", "END:STANDARD", "END:VTIMEZONE"}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			lines := append([]string{"BEGIN:VEVENT"}, append(c.lines, "END:VEVENT",
				"BEGIN:VEVENT", "UID:other", october, anHour, "END:VEVENT")...)
			if c.want == CodeDuplicate {
				lines = append(lines[:len(lines):len(lines)], "BEGIN:VEVENT", "UID:first", october, "END:VEVENT")
				c.line = 5 + len(c.lines) + 7
			}
			calendar := decoded(t, file(append(lines, broken...)...), nil)
			if len(calendar.Refused) != 1 {
				t.Fatalf("refused %v of %v", calendar.Refused, calendar.Entries)
			}
			got := calendar.Refused[0]
			if got.Code != c.want || got.Line != c.line || got.Detail != c.detail {
				t.Errorf("got %s at %d: %q, want %s at %d: %q", got.Code, got.Line, got.Detail, c.want, c.line, c.detail)
			}
			if !slices.ContainsFunc(calendar.Entries, func(e Entry) bool { return e.UID == "other" }) {
				t.Error("the other event is gone too")
			}
		})
	}
}

func TestDecodeRefusesTheFile(t *testing.T) {
	deep := "BEGIN:VCALENDAR\n" + strings.Repeat("BEGIN:A\n", 4) + strings.Repeat("END:A\n", 4) + "END:VCALENDAR\n"
	cases := []struct {
		name, file string
		want       Code
		line       int
	}{
		{"empty", "", CodeNotCalendar, 0},
		{"nothing but lines", "\r\n\r\n", CodeNotCalendar, 0},
		{"a web page", "<!DOCTYPE html>\n<html>", CodeLineSyntax, 1},
		{"a picture", "\x89PNG\r\n\x1a\n", CodeEncoding, 1},
		{"Latin-1", vevent("DTSTART:20261024T070000Z", "SUMMARY:caf\xe9"), CodeEncoding, 8},
		{"an event without calendar", "BEGIN:VEVENT\nEND:VEVENT\n", CodeNotCalendar, 1},
		{"a property before", "VERSION:2.0\nBEGIN:VCALENDAR\nEND:VCALENDAR", CodeNotCalendar, 1},
		{"a property after", "BEGIN:VCALENDAR\nEND:VCALENDAR\nX:1", CodeNotCalendar, 3},
		{"cut off", strings.TrimSuffix(vevent(october), "END:VCALENDAR\r\n"), CodeUnbalanced, 1},
		{"cut off in an event", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a", CodeUnbalanced, 2},
		{"crossed", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\nEND:VEVENT", CodeUnbalanced, 3},
		{"an end alone", "END:VCALENDAR", CodeUnbalanced, 1},
		{"too deep", deep, CodeTooDeep, 5},
		{"a bomb of depth", strings.Repeat("BEGIN:VCALENDAR\n", 60_000), CodeTooDeep, 5},
		{"a bomb of parts", "BEGIN:VCALENDAR\n" + strings.Repeat("BEGIN:A\nEND:A\n", 10_000) + "END:VCALENDAR", CodeTooMany, 20_000},
		{"a long line", vevent("SUMMARY:" + strings.Repeat("x", 8<<10)), CodeLineTooLong, 7},
		{"a long folded line", vevent("SUMMARY:x" + strings.Repeat("\r\n y", 8<<10)), CodeLineTooLong, 7},
		{"a large file", vevent() + strings.Repeat("\r\n", 1<<19), CodeTooLarge, 0},
		{"vCalendar 1.0", strings.Replace(vevent(october), "2.0", "1.0", 1), CodeVersion, 2},
		{"no colon", vevent("DTSTART"), CodeLineSyntax, 7},
		{"no name", vevent(":x"), CodeLineSyntax, 7},
		{"a parameter without colon", vevent(`DTSTART;TZID="x"`), CodeLineSyntax, 7},
		{"a parameter without value", vevent("DTSTART;TZID:x"), CodeLineSyntax, 7},
		{"a parameter without name", vevent("DTSTART;=x:y"), CodeLineSyntax, 7},
		{"an open quote", vevent(`DTSTART;TZID="x:20261024T070000Z`), CodeLineSyntax, 7},
		{"more after a quote", vevent(`DTSTART;TZID="x"y:20261024T070000Z`), CodeLineSyntax, 7},
		{"a quote in the middle", vevent(`DTSTART;TZID=x"y":20261024T070000Z`), CodeLineSyntax, 7},
		{"a control character in a parameter", vevent("DTSTART;TZID=x\x01:20261024T070000Z"), CodeLineSyntax, 7},
		{"a control character in a name", vevent("DT\x00START:20261024T070000Z"), CodeLineSyntax, 7},
		{"a name with a space", vevent("DTSTART :20261024T070000Z"), CodeLineSyntax, 7},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			calendar, err := Decode(strings.NewReader(c.file), Limits{})
			var known *Error
			if !errors.As(err, &known) || known.Code != c.want || known.Line != c.line {
				t.Errorf("got %v, want %s at %d", err, c.want, c.line)
			}
			if len(calendar.Entries)+len(calendar.Refused) != 0 {
				t.Error("and yet there are entries")
			}
		})
	}
	_, err := Decode(io.MultiReader(strings.NewReader("BEGIN:"), brokenReader{}), Limits{})
	wantCode(t, err, CodeUnreadable)
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("the cause is gone: %v", err)
	}
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// FuzzDecode: any bytes give an Error or a calendar whose entries expand within
// their bounds; the guard leaves nothing for go-ical to refuse.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(vevent(october, anHour, "RRULE:FREQ=WEEKLY;BYDAY=MO,TH;UNTIL=20261112", "EXDATE;TZID=Europe/Amsterdam:20261026T090000")))
	f.Add([]byte(vevent("DTSTART;VALUE=DATE:20261024", "RDATE;VALUE=DATE:20261026,20261027", `ATTENDEE;CN="a;b",c;X=:mailto:x@y`)))
	f.Add([]byte(file("BEGIN:VTIMEZONE", "TZID:x", "BEGIN:DAYLIGHT", "DTSTART:16010101T020000", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200",
		"RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3", "RDATE:20260101T000000", "END:DAYLIGHT", "END:VTIMEZONE", "BEGIN:VEVENT", "UID:u", "DTSTART;TZID=x:20261024T090000", "END:VEVENT")))
	f.Add([]byte(`BEGIN:VCALENDAR` + "\nX;A=\"b\"\nEND:VCALENDAR"))
	f.Fuzz(func(t *testing.T, data []byte) {
		calendar, err := Decode(strings.NewReader(string(data)), Limits{})
		if err != nil {
			var known *Error
			if !errors.As(err, &known) || known.Code == CodeBroken {
				t.Fatal(err)
			}
			return
		}
		for i := range calendar.Entries {
			e := &calendar.Entries[i]
			found, err := Expand(e, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC), 30)
			if len(found) > 30 || err != nil && len(found) != 30 {
				t.Errorf("%d occurrences and %v", len(found), err)
			}
			for _, o := range found {
				if o.End.Before(o.Start) || o.Entry == nil {
					t.Errorf("%+v", o)
				}
			}
		}
	})
}
