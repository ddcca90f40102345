package calendar

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// toBeRead is a feed over a change of the clocks with all that readers disagree
// about, and what they should see: summary, start and end. The summaries name
// the events, because khal shows no UID.
func toBeRead(t *testing.T) (feed Feed, want []string) {
	t.Helper()
	feed = Feed{Name: "Leesproef", Zone: amsterdam, Refresh: 15 * time.Minute}
	seen := func(summary string, startsAndEnds ...string) {
		for i := 0; i < len(startsAndEnds); i += 2 {
			want = append(want, summary+"|"+startsAndEnds[i]+"|"+startsAndEnds[i+1])
		}
	}
	add := func(e Event, summary string, startsAndEnds ...string) {
		e.UID, e.Summary = strings.ReplaceAll(summary, " ", "-")+"@marke.example", summary
		feed.Events = append(feed.Events, e)
		seen(summary, startsAndEnds...)
	}
	series := func(start, end, rule string) Event {
		e := booking(t, "", start, end)
		e.Rule = rule
		return e
	}

	add(booking(t, "", "2026-10-25T01:30:00+02:00", "2026-10-25T03:30:00+01:00"), "over de wisseling", "2026-10-24T23:30:00Z", "2026-10-25T02:30:00Z")
	add(booking(t, "", "2026-10-25T02:30:00+02:00", "2026-10-25T02:45:00+02:00"), "eerste half drie", "2026-10-25T00:30:00Z", "2026-10-25T00:45:00Z")
	add(booking(t, "", "2026-10-25T02:30:00+01:00", "2026-10-25T02:45:00+01:00"), "tweede half drie", "2026-10-25T01:30:00Z", "2026-10-25T01:45:00Z")
	add(booking(t, "", "2026-10-23T09:00:00+02:00", "2026-10-23T10:00:00+02:00"),
		`Proef; heet, 400 °C "漢字" 😀 met een staart die de regel over vijfenzeventig octetten brengt`, "2026-10-23T07:00:00Z", "2026-10-23T08:00:00Z")
	cancelled := booking(t, "", "2026-10-26T15:00:00+01:00", "2026-10-26T16:00:00+01:00")
	cancelled.Status = Cancelled
	add(cancelled, "Geannuleerd", "2026-10-26T14:00:00Z", "2026-10-26T15:00:00Z")

	// Five Mondays: the third has moved, the fourth is off.
	weekly := series("2026-10-12T09:00:00+02:00", "2026-10-12T10:30:00+02:00", "FREQ=WEEKLY;BYDAY=MO;COUNT=5")
	weekly.Except = []time.Time{at(t, "2026-11-02T09:00:00+01:00")}
	add(weekly, "wekelijks", "2026-10-12T07:00:00Z", "2026-10-12T08:30:00Z", "2026-10-19T07:00:00Z", "2026-10-19T08:30:00Z", "2026-11-09T08:00:00Z", "2026-11-09T09:30:00Z")
	moved := booking(t, "wekelijks@marke.example", "2026-10-27T13:00:00+01:00", "2026-10-27T14:30:00+01:00")
	original := at(t, "2026-10-26T09:00:00+01:00")
	moved.RecurrenceID, moved.Sequence, moved.Summary = &original, 1, "verplaatst"
	feed.Events = append(feed.Events, moved)
	seen("verplaatst", "2026-10-27T12:00:00Z", "2026-10-27T13:30:00Z")

	// Moved into the hour that occurs twice, from that hour, and taken out of it.
	daily := series("2026-10-23T02:30:00+02:00", "2026-10-23T03:00:00+02:00", "FREQ=DAILY;UNTIL=20261027")
	add(daily, "nachtproef", "2026-10-23T00:30:00Z", "2026-10-23T01:00:00Z", "2026-10-24T00:30:00Z", "2026-10-24T01:00:00Z",
		"2026-10-25T00:30:00Z", "2026-10-25T01:00:00Z", "2026-10-27T01:30:00Z", "2026-10-27T02:00:00Z")
	into := booking(t, "nachtproef@marke.example", "2026-10-25T02:15:00+01:00", "2026-10-25T02:45:00+01:00")
	intoOriginal := at(t, "2026-10-26T02:30:00+01:00")
	into.RecurrenceID, into.Summary = &intoOriginal, "het tweede uur in"
	feed.Events = append(feed.Events, into)
	seen("het tweede uur in", "2026-10-25T01:15:00Z", "2026-10-25T01:45:00Z")
	without := series("2026-10-24T02:30:00+02:00", "2026-10-24T03:00:00+02:00", "FREQ=DAILY;COUNT=3")
	without.Except = []time.Time{at(t, "2026-10-25T02:30:00+02:00")}
	add(without, "zonder de nacht", "2026-10-24T00:30:00Z", "2026-10-24T01:00:00Z", "2026-10-26T01:30:00Z", "2026-10-26T02:00:00Z")

	add(series("2026-10-25T02:30:00+01:00", "2026-10-25T03:00:00+01:00", "FREQ=DAILY;COUNT=3"), "vanaf het tweede half drie",
		"2026-10-25T01:30:00Z", "2026-10-25T02:00:00Z", "2026-10-26T01:30:00Z", "2026-10-26T02:00:00Z", "2026-10-27T01:30:00Z", "2026-10-27T02:00:00Z")
	add(series("2026-10-17T22:00:00+02:00", "2026-10-18T06:00:00+02:00", "FREQ=WEEKLY;COUNT=3"), "acht uur nacht",
		"2026-10-17T20:00:00Z", "2026-10-18T04:00:00Z", "2026-10-24T20:00:00Z", "2026-10-25T04:00:00Z", "2026-10-31T21:00:00Z", "2026-11-01T05:00:00Z")
	add(series("2026-10-24T22:00:00+02:00", "2026-10-25T06:00:00+01:00", "FREQ=WEEKLY;COUNT=2"), "negen uur nacht",
		"2026-10-24T20:00:00Z", "2026-10-25T05:00:00Z", "2026-10-31T21:00:00Z", "2026-11-01T06:00:00Z")

	// In March: half past two is skipped; the last but one is taken out.
	march := series("2027-03-26T02:30:00+01:00", "2027-03-26T03:30:00+01:00", "FREQ=DAILY;COUNT=5")
	march.Except = []time.Time{at(t, "2027-03-29T02:30:00+02:00")}
	add(march, "maart", "2027-03-26T01:30:00Z", "2027-03-26T02:30:00Z", "2027-03-27T01:30:00Z", "2027-03-27T02:30:00Z",
		"2027-03-28T01:30:00Z", "2027-03-28T02:30:00Z", "2027-03-30T00:30:00Z", "2027-03-30T01:30:00Z")
	skipped := series("2027-03-27T02:30:00+01:00", "2027-03-27T03:30:00+01:00", "FREQ=DAILY;COUNT=3")
	skipped.Except = []time.Time{at(t, "2027-03-28T03:30:00+02:00")}
	add(skipped, "zonder het gat", "2027-03-27T01:30:00Z", "2027-03-27T02:30:00Z", "2027-03-29T00:30:00Z", "2027-03-29T01:30:00Z")

	slices.Sort(want)
	return feed, want
}

const readFrom, readTo = "2026-10-01T00:00:00Z", "2027-05-01T00:00:00Z"

// TestReadersWeDidNotWriteSeeTheSame gives one feed to khal, through vdirsyncer,
// and to ical.js.
func TestReadersWeDidNotWriteSeeTheSame(t *testing.T) {
	feed, want := toBeRead(t)
	file := encoded(t, feed)

	t.Run("this package", func(t *testing.T) {
		calendar := decoded(t, string(file), nil)
		var got []string
		for i := range calendar.Entries {
			found, err := Expand(&calendar.Entries[i], at(t, readFrom), at(t, readTo), 100)
			if err != nil {
				t.Fatal(err)
			}
			for _, o := range found {
				got = append(got, o.Entry.Summary+"|"+o.Start.UTC().Format(time.RFC3339)+"|"+o.End.UTC().Format(time.RFC3339))
			}
		}
		if entries := len(calendar.Entries); entries == 0 || len(calendar.Refused) > 0 {
			t.Fatal(calendar.Refused)
		}
		compareReading(t, got, cancelledLeftOut(want))
	})
	t.Run("ical.js", func(t *testing.T) {
		needProgram(t, "node", "apt-get install nodejs npm")
		if _, err := os.Stat("testdata/readers/node_modules/ical.js"); err != nil {
			t.Fatal("ical.js is missing; install it with: npm ci --prefix facilities/calendar/testdata/readers")
		}
		path := filepath.Join(t.TempDir(), "feed.ics")
		write(t, path, string(file))
		compareReading(t, run(t, "", "node", "testdata/readers/read.mjs", path, readFrom, readTo), want)
	})
	t.Run("khal", func(t *testing.T) {
		needProgram(t, "khal", "apt-get install khal vdirsyncer")
		needProgram(t, "vdirsyncer", "apt-get install khal vdirsyncer")
		home := t.TempDir()
		synchronise(t, home, file)
		for _, zone := range []string{"UTC", amsterdam} {
			location := zoneNamed(t, zone)
			var shown []string
			for _, line := range want {
				parts := strings.Split(line, "|")
				for i := 1; i <= 2; i++ {
					parts[i] = at(t, parts[i]).In(location).Format("2006-01-02T15:04")
				}
				shown = append(shown, strings.Join(parts, "|"))
			}
			slices.Sort(shown)
			compareReading(t, khalList(t, home, zone), shown)
		}
	})
}

// cancelledLeftOut: Expand gives what takes place.
func cancelledLeftOut(want []string) []string {
	return slices.DeleteFunc(slices.Clone(want), func(line string) bool { return strings.HasPrefix(line, "Geannuleerd|") })
}

// synchronise lets vdirsyncer fetch the feed from a server on the loopback.
func synchronise(t *testing.T, home string, file []byte) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
		w.Write(file)
	}))
	defer server.Close()
	config := filepath.Join(home, "vdirsyncer.conf")
	write(t, config, `[general]
status_path = "`+home+`/status"
[pair feed]
a = "remote"
b = "local"
collections = null
[storage remote]
type = "http"
url = "`+server.URL+`/feed.ics"
[storage local]
type = "filesystem"
path = "`+home+`/events"
fileext = ".ics"
`)
	if err := os.Mkdir(filepath.Join(home, "events"), 0o700); err != nil {
		t.Fatal(err)
	}
	run(t, home, "vdirsyncer", "-c", config, "discover")
	run(t, home, "vdirsyncer", "-c", config, "sync")
}

// khalList shows what khal makes of it by the clocks of a zone, each event once.
func khalList(t *testing.T, home, zone string) []string {
	t.Helper()
	name := strings.ReplaceAll(zone, "/", "-")
	config := filepath.Join(home, "khal-"+name+".conf")
	write(t, config, `[calendars]
[[feed]]
path = `+home+`/events
[sqlite]
path = `+home+`/khal-`+name+`.db
[locale]
local_timezone = `+zone+`
default_timezone = `+zone+`
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%dT%H:%M
longdatetimeformat = %Y-%m-%dT%H:%M
`)
	lines := run(t, home, "khal", "-c", config, "list", "--format", "{title}|{start-long}|{end-long}", "--day-format", "", readFrom[:10], readTo[:10])
	slices.Sort(lines)
	return slices.Compact(lines) // an event of two days is listed under both
}

func compareReading(t *testing.T, got, want []string) {
	t.Helper()
	slices.Sort(got)
	if slices.Equal(got, want) {
		return
	}
	for _, line := range got {
		if !slices.Contains(want, line) {
			t.Errorf("sees %s", line)
		}
	}
	for _, line := range want {
		if !slices.Contains(got, line) {
			t.Errorf("does not see %s", line)
		}
	}
	if !t.Failed() {
		t.Errorf("sees some of them twice: %d instead of %d", len(got), len(want))
	}
}

func needProgram(t *testing.T, name, install string) {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		t.Fatalf("%s is missing; install it with: %s", name, install)
	}
}

// run gives the lines that a program prints.
func run(t *testing.T, home, name string, args ...string) []string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, name, args...)
	command.Env = append(os.Environ(), "LC_ALL=C.UTF-8", "TZ=UTC")
	if home != "" {
		command.Env = append(command.Env, "HOME="+home)
	}
	var complaints strings.Builder
	command.Stderr = &complaints
	out, err := command.Output()
	if err != nil || strings.Contains(complaints.String(), "warning") {
		t.Fatalf("%s: %v\n%s%s", name, err, out, complaints.String())
	}
	var lines []string
	for line := range strings.Lines(string(out)) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
