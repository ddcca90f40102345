package calendar

import (
	"bytes"
	"cmp"
	"slices"
	"time"

	"github.com/emersion/go-ical"
)

// The way out. go-ical writes the content lines; around it this file folds
// them, cleans what they hold, writes what go-ical has no words for and puts a
// feed together from fragments, because go-ical refuses an empty calendar and a
// feed of ten thousand events should not be written again for one that changed.

const (
	product   = "-//Marke//Marke//EN"
	dateForm  = "20060102"
	localForm = "20060102T150405"
	utcForm   = "20060102T150405Z"
)

// Fragment is an event as it stands in a file, ready to be put into a feed. It
// does not change and may be kept and shared.
type Fragment struct {
	zone  string // whose definition the feed must have
	key   fragmentKey
	start time.Time
	text  []byte
	// corrections are the occurrences of a series that stand beside it; see
	// series.go. Each gives way to a fragment of its own.
	corrections []correction
}

type correction struct {
	key  fragmentKey
	text []byte
}

// fragmentKey is what may be in a calendar once.
type fragmentKey struct {
	uid        string
	recurrence int64 // Unix seconds; −1<<63 for an event that is no moved occurrence
}

const noRecurrence = -1 << 63

// Size is the fragment's length in bytes, for a cache that counts them.
func (f Fragment) Size() int {
	size := len(f.text)
	for _, c := range f.corrections {
		size += len(c.text)
	}
	return size
}

// Encode writes a calendar: the feed's heading, the definition of its zone and
// its events, ordered by start, UID and recurrence. The same feed gives the same
// bytes. A feed without events is a valid calendar.
//
// It fails with CodeZone for an unknown zone, with CodeMissing, CodeValue,
// CodeBackwards, CodeRule, CodeTooOften or CodeStartOutside for an event that cannot be written, and with
// CodeDuplicate for an event that is there twice.
func Encode(f Feed) ([]byte, error) {
	if err := checkInvitation(f); err != nil {
		return nil, err
	}
	fragments := make([]Fragment, len(f.Events))
	for i, event := range f.Events {
		fragment, err := EncodeEvent(event, f.Zone)
		if err != nil {
			return nil, err
		}
		fragments[i] = fragment
	}
	return Assemble(f, fragments)
}

// Assemble puts a feed together from fragments that EncodeEvent made; f.Events
// is not looked at. The result is what Encode gives for the same events, whatever
// the order of the fragments. Fragments of several zones may stand together, as
// in the feed of a person who books in more than one: each zone is defined.
func Assemble(f Feed, fragments []Fragment) ([]byte, error) {
	head, err := heading(f, zonesOf(f, fragments))
	if err != nil {
		return nil, err
	}
	if !slices.IsSortedFunc(fragments, compareFragments) {
		fragments = slices.Clone(fragments)
		slices.SortFunc(fragments, compareFragments)
	}
	size := len(head)
	seen := make(map[fragmentKey]struct{}, len(fragments))
	for i := range fragments {
		fragment := &fragments[i]
		if _, twice := seen[fragment.key]; twice {
			return nil, &Error{Code: CodeDuplicate, UID: fragment.key.uid, Detail: excerpt(fragment.key.uid)}
		}
		seen[fragment.key] = struct{}{}
		size += fragment.Size()
	}
	const tail = "END:VCALENDAR\r\n"
	out := make([]byte, 0, size+len(tail))
	out = append(out, head...)
	for i := range fragments {
		fragment := &fragments[i]
		out = append(out, fragment.text...)
		for _, c := range fragment.corrections {
			if _, moved := seen[c.key]; !moved {
				out = append(out, c.text...)
			}
		}
	}
	return append(out, tail...), nil
}

// zonesOf lists the zones that a feed has to define, each once, in order.
func zonesOf(f Feed, fragments []Fragment) []string {
	zones := []string{f.Zone}
	last := f.Zone
	for i := range fragments {
		if zone := fragments[i].zone; zone != last && !slices.Contains(zones, zone) {
			zones = append(zones, zone)
		}
		last = fragments[i].zone
	}
	slices.Sort(zones)
	return zones
}

func compareFragments(a, b Fragment) int {
	return cmp.Or(a.start.Compare(b.start), cmp.Compare(a.key.uid, b.key.uid), cmp.Compare(a.key.recurrence, b.key.recurrence))
}

// EncodeEvent writes one event by the wall clock of a zone. It depends on nothing but
// its arguments, so that the result can be kept for as long as the booking, the
// reader's language and what he may see stay the same. It fails as Encode does.
func EncodeEvent(e Event, zone string) (Fragment, error) {
	location, err := loadZone(zone)
	if err != nil {
		return Fragment{}, err
	}
	writer, err := newEventWriter(e, location)
	if err != nil {
		return Fragment{}, err
	}
	fragment := Fragment{zone: zone, key: keyOf(e), start: e.Start.UTC().Truncate(time.Second)}
	if fragment.text, err = render(writer.component()); err != nil {
		return Fragment{}, err
	}
	for _, other := range writer.corrections() {
		text, err := render(other.component())
		if err != nil {
			return Fragment{}, err
		}
		fragment.corrections = append(fragment.corrections, correction{keyOf(other.event), text})
	}
	return fragment, nil
}

func keyOf(e Event) fragmentKey {
	if e.RecurrenceID == nil {
		return fragmentKey{e.UID, noRecurrence}
	}
	return fragmentKey{e.UID, e.RecurrenceID.Unix()}
}

// render lets go-ical write a component and folds its lines.
func render(component *ical.Component) ([]byte, error) {
	var lines, out bytes.Buffer
	if err := ical.NewEncoder(&lines).Encode(&ical.Calendar{Component: component}); err != nil {
		return nil, &Error{Code: CodeBroken, Cause: err}
	}
	out.Grow(lines.Len() + lines.Len()/lineOctets*3 + 3)
	fold(&out, lines.Bytes())
	return slices.Clip(out.Bytes()), nil
}
