package scheduler

import (
	"cmp"
	"slices"
	"sort"

	"marke/scheduler/interval"
)

// Suggest gives the best slots for a wish, at most Limit, ordered by distance from the wished start, then price, then
// resource, then start. Starts lie on the grid of the resource. It is exact: every slot passes Check but for the rules that
// are tolerated, and no better slot is left out.
//
// Around the wished start it walks outward on each resource, leaping over the starts that a rule has refused at once, and
// leaves a resource as soon as the slots found are all nearer than what could still come.
func Suggest(w *World, q Query) []Slot {
	within, wished := bounded(q.Range), bounded(q.Wish.Use)
	length := wished.Length()
	starts := interval.Span{From: within.From, To: within.To - length + 1}
	if q.Limit <= 0 || length == 0 || starts.Empty() {
		return nil
	}
	s := search{t: newTrial(w, &q.Wish), q: &q, starts: starts, length: length, best: make([]found, 0, min(q.Limit, 64))}
	s.wished = wished.From
	s.t.brief = true
	s.t.tolerate = slices.DeleteFunc(slices.Clone(q.Tolerate), collision)
	s.anywhere = s.t.tolerates(Closed) || s.t.tolerates(OutsideHours) || s.t.tolerates(Maintenance) || s.t.tolerates(RoundOpen)
	for _, id := range distinct(q.Resources) {
		s.around(w.resource(id))
	}
	return s.slots(w)
}

// collision reports whether a rule is one that cannot be tolerated.
func collision(code Code) bool {
	return slices.Contains([]Code{TooShort, InPast, Outage, Capacity, SetupCleanup, Changeover}, code)
}

func distinct(ids []ResourceID) []ResourceID {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	return slices.Compact(ids)
}

// search is one Suggest at work.
type search struct {
	t      *trial
	q      *Query
	starts interval.Span // where a start may be
	wished int64
	length int64
	best   []found // in order

	anywhere bool         // rules about a resource's own time are tolerated
	room     interval.Set // of the resource that is being looked at
}

// found is a slot that will do.
type found struct {
	distance, price int64
	resource        ResourceID
	start           int64
}

func (a found) compare(b found) int {
	return cmp.Or(cmp.Compare(a.distance, b.distance), cmp.Compare(a.price, b.price), cmp.Compare(a.resource, b.resource), cmp.Compare(a.start, b.start))
}

// around looks at the starts on one resource from the wished one outward.
func (s *search) around(r *resource) {
	s.room = s.roomOf(r)
	late := s.notBefore(r, s.wished)
	early := s.notAfter(r, s.wished-1)
	if late >= s.starts.To && early < s.starts.From {
		return
	}
	s.t.choose(r)
	for {
		lateLeft, earlyLeft := late < s.starts.To, early >= s.starts.From
		switch {
		case lateLeft && (!earlyLeft || late-s.wished <= s.wished-early):
			if s.beyond(late - s.wished) {
				return
			}
			late = s.notBefore(r, max(s.visit(r, late).To, late+1))
		case earlyLeft:
			if s.beyond(s.wished - early) {
				return
			}
			early = s.notAfter(r, min(s.visit(r, early).From, early)-1)
		default:
			return
		}
	}
}

// notBefore gives the first start on the grid, from tick t on, at which the resource by itself has room; it lies past the
// range when there is none that matters.
func (s *search) notBefore(r *resource, t int64) int64 {
	limit := s.starts.To
	if len(s.best) == s.q.Limit {
		limit = min(limit, s.wished+s.best[len(s.best)-1].distance+1)
	}
	t = max(t, s.starts.From)
	clock, before, after := &r.facility.clock, r.Setup, s.length+r.Cleanup
	for i := s.room.Search(t - before); i < len(s.room); i++ {
		first, last := max(t, s.room[i].From+before), min(s.room[i].To-after, limit-1)
		if first >= limit {
			break
		}
		if first > last {
			continue
		}
		if start := clock.gridFrom(first, r.Grid); start <= last {
			return start
		}
	}
	return s.starts.To
}

// notAfter gives the last such start up to tick t; it lies before the range when there is none that matters.
func (s *search) notAfter(r *resource, t int64) int64 {
	limit := s.starts.From
	if len(s.best) == s.q.Limit {
		limit = max(limit, s.wished-s.best[len(s.best)-1].distance)
	}
	t = min(t, s.starts.To-1)
	clock, before, after := &r.facility.clock, r.Setup, s.length+r.Cleanup
	for i := min(s.room.Search(t-before), len(s.room)-1); i >= 0; i-- {
		first, last := max(s.room[i].From+before, limit), min(t, s.room[i].To-after)
		if s.room[i].To-after < limit {
			break
		}
		if first > last {
			continue
		}
		if start := clock.gridUntil(last, r.Grid); start >= first {
			return start
		}
	}
	return s.starts.From - 1
}

// everywhere is room without bounds.
var everywhere = interval.Set{interval.Always}

// roomOf gives the time outside of which no start on the resource can do, so that the walk need not look there. Where the
// booking that moves holds some of it, or where a rule about the resource's own time is tolerated, that is all time.
func (s *search) roomOf(r *resource) interval.Set {
	if s.anywhere || slices.ContainsFunc(s.t.own, func(h Held) bool { return h.Resource == r.ID }) {
		return everywhere
	}
	return r.room
}

// beyond reports that nothing so far away can be among the best any more.
func (s *search) beyond(distance int64) bool {
	return len(s.best) == s.q.Limit && distance > s.best[len(s.best)-1].distance
}

// visit judges one start, keeps it if it is good enough, and gives the starts that need not be tried.
func (s *search) visit(r *resource, start int64) interval.Span {
	use := interval.Span{From: start, To: start + s.length}
	s.t.place(use)
	if s.t.judge(); s.t.refused {
		return s.t.excluded
	}
	f := found{distance: max(start-s.wished, s.wished-start), resource: r.ID, start: start}
	if s.q.Price != nil {
		f.price = s.q.Price(r.ID, use)
	}
	at := sort.Search(len(s.best), func(i int) bool { return s.best[i].compare(f) > 0 })
	if len(s.best) == s.q.Limit {
		if at == len(s.best) {
			return s.t.here()
		}
		s.best = s.best[:len(s.best)-1]
	}
	s.best = slices.Insert(s.best, at, f)
	return s.t.here()
}

// slots writes out what was found, with the claims that each takes.
func (s *search) slots(w *World) []Slot {
	out := make([]Slot, len(s.best))
	for i, f := range s.best {
		s.t.choose(w.resource(f.resource))
		s.t.place(interval.Span{From: f.start, To: f.start + s.length})
		s.t.judge()
		missing := slices.Clone(s.t.violations)
		sortViolations(missing)
		out[i] = Slot{Resource: f.resource, Use: s.t.use, Price: f.price, Distance: f.distance, Claims: s.t.taken(), Missing: missing}
	}
	return out
}
