package scheduler

import (
	"cmp"
	"slices"
	"sort"

	"marke/scheduler/interval"
)

// World is a snapshot made ready for questions: sorted, looked up by number, and with the free units of every resource
// swept together. It never changes, so any number of goroutines may ask it.
type World struct {
	now         int64
	facilities  []facility   // by ID
	resources   []resource   // by ID
	people      []person     // by ID
	quotas      []quota      // by ID
	held        []Held       // by resource, then use, then booking
	resourceIDs []ResourceID // as in resources, to search in
	personIDs   []PersonID   // as in people
	rules       ruleBook
}

type facility struct {
	id     FacilityID
	clock  clock
	office interval.Set
	prime  interval.Set
}

type resource struct {
	Resource
	facility *facility
	down     [ByRound + 1]interval.Set // by DowntimeKind
	held     []Held                    // a part of World.held
	uses     profile                   // free units when only the uses themselves count
	occupied profile                   // free units when buffers count too
	room     interval.Set              // open, not down, and with a unit free
}

type person struct {
	Person
	attends []attendance // by Use.From; operators' claims included
	longest int64        // of attends
}

type attendance struct {
	Attendance
	operates ResourceID // the operator resource whose claim this is, if it is one
}

func (w *World) facility(id FacilityID) *facility {
	i, ok := slices.BinarySearchFunc(w.facilities, id, func(f facility, id FacilityID) int { return cmp.Compare(f.id, id) })
	if !ok {
		return &facility{}
	}
	return &w.facilities[i]
}

var noUnits = profile{{interval.Min, 0}}

// resource gives the resource of that number. One that the snapshot does not have is never open and has no units.
func (w *World) resource(id ResourceID) *resource {
	i, ok := slices.BinarySearch(w.resourceIDs, id)
	if !ok {
		return &resource{Resource: Resource{ID: id}, facility: &facility{}, uses: noUnits, occupied: noUnits}
	}
	return &w.resources[i]
}

// person gives the person of that number. One that the snapshot does not have holds nothing and attends nothing.
func (w *World) person(id PersonID) *person {
	i, ok := slices.BinarySearch(w.personIDs, id)
	if !ok {
		return &person{Person: Person{ID: id}}
	}
	return &w.people[i]
}

// busy gives the first time that the person spends elsewhere and that overlaps the span: neither with the booking that
// moves nor by way of the operator resource that is asked for.
func (p *person) busy(within interval.Span, moving BookingID, operates ResourceID) (attendance, bool) {
	i := sort.Search(len(p.attends), func(i int) bool { return p.attends[i].Use.From > within.From-p.longest })
	for ; i < len(p.attends) && p.attends[i].Use.From < within.To; i++ {
		a := p.attends[i]
		mine := moving != 0 && a.Booking == moving || operates != 0 && a.operates == operates
		if !mine && a.Use.Overlaps(within) {
			return a, true
		}
	}
	return attendance{}, false
}

// qualified reports whether the person may use the resource during all of a use. Valid is then the qualification, which
// holds at the start of the use; so it is when it merely ends too early. With none at the start, valid is empty. The
// excluded starts are those of uses as long that are refused likewise.
func (p *person) qualified(id ResourceID, use interval.Span) (valid, excluded interval.Span, ok bool) {
	excluded = interval.Always
	for _, q := range p.Qualifications { // none adjoins the next: Prepare has joined them
		if q.Resource != id {
			continue
		}
		switch {
		case q.Valid.Contains(use.From):
			late := interval.Span{From: max(q.Valid.From, q.Valid.To-use.Length()+1), To: q.Valid.To}
			return q.Valid, late, q.Valid.Covers(use)
		case q.Valid.To <= use.From:
			excluded.From = max(excluded.From, q.Valid.To)
		default:
			excluded.To = min(excluded.To, q.Valid.From)
		}
	}
	return interval.Span{}, excluded, false
}
