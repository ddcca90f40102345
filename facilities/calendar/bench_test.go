package calendar

import (
	"bytes"
	"fmt"
	"testing"
	"time"
)

// tenThousand is a year of bookings of a large facility.
func tenThousand(b *testing.B) Feed {
	b.Helper()
	f := Feed{Name: "High Tech Factory", Zone: amsterdam, Refresh: 15 * time.Minute}
	first := at(b, "2026-01-05T07:00:00Z")
	for i := range 10_000 {
		start := first.Add(time.Duration(i) * 45 * time.Minute)
		f.Events = append(f.Events, Event{
			UID: fmt.Sprintf("booking-%05d@marke.example", i), Sequence: i % 3, Status: Confirmed,
			Start: start, End: start.Add(90 * time.Minute), Summary: fmt.Sprintf("Pers %d; proef, heet", i%40),
			Description: "Monster 12\nProject: Lichtgewicht vliegtuigdelen\nAangevraagd door Jan Jansen", Location: "Hal 2, Enschede",
			URL: fmt.Sprintf("https://marke.example/nl/boekingen/%d", i), Categories: []string{"Pers"}, Created: first, Modified: start,
		})
	}
	return f
}

// BenchmarkEncodeCold writes a feed of 10,000 events from nothing.
func BenchmarkEncodeCold(b *testing.B) {
	f := tenThousand(b)
	b.ReportAllocs()
	for b.Loop() {
		file, err := Encode(f)
		if err != nil {
			b.Fatal(err)
		}
		b.SetBytes(int64(len(file)))
	}
}

// BenchmarkAssembleWarm writes the same feed from fragments that were kept.
func BenchmarkAssembleWarm(b *testing.B) {
	f := tenThousand(b)
	fragments := make([]Fragment, len(f.Events))
	for i, e := range f.Events {
		var err error
		if fragments[i], err = EncodeEvent(e, f.Zone); err != nil {
			b.Fatal(err)
		}
	}
	f.Events = nil
	b.ReportAllocs()
	for b.Loop() {
		file, err := Assemble(f, fragments)
		if err != nil {
			b.Fatal(err)
		}
		b.SetBytes(int64(len(file)))
	}
}

// BenchmarkDecode reads a file of close to the limit of 1 MiB.
func BenchmarkDecode(b *testing.B) {
	f := tenThousand(b)
	f.Events = f.Events[:2000]
	file := encoded(b, f)
	b.SetBytes(int64(len(file)))
	for b.Loop() {
		if calendar, err := Decode(bytes.NewReader(file), Limits{}); err != nil || len(calendar.Entries) != 2000 {
			b.Fatal(err)
		}
	}
}

// BenchmarkOccurrences lists a year of Mondays and Thursdays.
func BenchmarkOccurrences(b *testing.B) {
	zone, start := zoneNamed(b, amsterdam), at(b, "2026-01-05T09:00:00+01:00")
	for b.Loop() {
		if starts, err := Occurrences("FREQ=WEEKLY;BYDAY=MO,TH;COUNT=104", start, zone, nil, time.Time{}, 200); err != nil || len(starts) != 104 {
			b.Fatal(err)
		}
	}
}
