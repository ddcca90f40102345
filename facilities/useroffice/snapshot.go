package useroffice

import (
	"cmp"
	"context"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// snapshot is everything that the rules must know to judge a wish, read in one
// transaction. problem.go turns it into the scheduler's numbers.
type snapshot struct {
	now       time.Time
	span      facilities.Span // held, attendances and quotaUses are complete for uses within it
	catalogue *facilities.Catalogue

	// resources are those concerned, in id order: every candidate, what goes with it,
	// and every option for their needs.
	resources []facilities.Resource
	// preferred are tried first where a need has several options: what the booking that moves holds already.
	preferred []facilities.ResourceID

	person         facilities.Person   // who the booking is for; zero: nobody, and then no rule about persons applies
	partner        facilities.Partner  // the person's
	companions     []facilities.Person // those who have not withdrawn
	qualifications []facilities.Qualification
	suspensions    []facilities.Suspension // of the person
	project        *facilities.Project
	sample         *facilities.Sample

	// held are the active claims on the resources, without those of the booking that
	// is being changed; neither is it in attendances and quotaUses.
	held        []facilities.HeldClaim
	attendances []facilities.Attendance // of the person, the companions and the operators' people
	quotaUses   []quotaUse

	// round is the one that places what is judged: its own time does not stand in its way. Empty: nobody's round.
	round facilities.RoundID
}

// quotaUse is what already counts against one quota in one of its periods.
type quotaUse struct {
	Quota     facilities.Quota
	Resources []facilities.ResourceID // whose bookings count; nil: all of the quota's facility
	Period    facilities.Span         // the local day, week or month
	Uses      []facilities.Span       // of the bookings that count; they may reach over the period's ends
}

// look reads a snapshot for uses within a span, by those who ask, on the
// candidates and all that may go with them. moving is left out.
func look(ctx context.Context, tx *store.Tx, now time.Time, q *asked, candidates []facilities.Resource, within facilities.Span, moving facilities.BookingID) (*snapshot, error) {
	s := &snapshot{now: now, span: within, catalogue: q.catalogue, person: q.person, partner: q.partner, companions: q.companions,
		project: q.project, sample: q.sample, suspensions: q.suspensions}
	s.resources = concerned(q.catalogue, candidates, q.wish.With)
	ids := make([]facilities.ResourceID, len(s.resources))
	for i, r := range s.resources {
		ids[i] = r.ID
	}
	var err error
	margin := reach(s.resources)
	if s.held, err = tx.HeldClaims(ctx, ids, within.Grow(margin, margin), moving); err != nil {
		return nil, err
	}
	away := bookingSet{}
	if q.shuffle != nil {
		away = q.shuffle.away
		s.held = append(s.held, q.shuffle.comingTo(ids)...)
	}
	if people := attending(q, s.resources); len(people) > 0 {
		if s.qualifications, err = tx.Qualified(ctx, people, ids); err != nil {
			return nil, err
		}
		if whereaboutsMatter(s.resources) {
			if s.attendances, err = tx.Attendances(ctx, people, within, moving); err != nil {
				return nil, err
			}
			s.attendances = slices.DeleteFunc(s.attendances, func(a facilities.Attendance) bool { return away[a.Booking] })
		}
	}
	return s, s.readQuotas(ctx, tx, candidates, away.with(moving))
}

// whereaboutsMatter reports that somebody must be there: the person, or one behind an operator.
func whereaboutsMatter(resources []facilities.Resource) bool {
	return slices.ContainsFunc(resources, func(r facilities.Resource) bool { return r.Attended || r.Person != "" })
}

// attending are the people whose whereabouts and skills matter, in id order.
func attending(q *asked, resources []facilities.Resource) []facilities.PersonID {
	var people []facilities.PersonID
	if q.person.ID != "" {
		people = append(people, q.person.ID)
	}
	for _, c := range q.companions {
		people = append(people, c.ID)
	}
	for _, r := range resources {
		if r.Person != "" {
			people = append(people, r.Person)
		}
	}
	slices.Sort(people)
	return slices.Compact(people)
}

// idle is how long a machine can stand idle between two uses for the second to need
// a changeover from the first.
const idle = 7 * 24 * time.Hour

// reach is how far from a use a claim of another booking can matter: buffers, and
// where processes differ the uses before and after.
func reach(resources []facilities.Resource) time.Duration {
	var longest time.Duration
	for _, r := range resources {
		near := r.Rules.Setup + r.Rules.Cleanup
		if len(r.Changeover.Classes) > 0 {
			near += idle
		}
		longest = max(longest, near)
	}
	return longest
}

// concerned are the candidates, what is asked for beside them, and the options for
// all their needs, in id order.
func concerned(c *facilities.Catalogue, candidates []facilities.Resource, with []facilities.WishClaim) []facilities.Resource {
	primary := slices.Clone(candidates)
	for _, w := range with {
		if r, ok := c.Resource(w.Resource); ok {
			primary = append(primary, r)
		}
	}
	all := primary
	for _, r := range primary {
		for _, n := range r.Needs {
			all = append(all, optionsFor(c, r, n)...)
		}
	}
	slices.SortFunc(all, func(a, b facilities.Resource) int { return cmp.Compare(a.ID, b.ID) })
	return slices.CompactFunc(all, func(a, b facilities.Resource) bool { return a.ID == b.ID })
}

// optionsFor are the resources that can meet a need of r, in id order.
func optionsFor(c *facilities.Catalogue, r facilities.Resource, n facilities.Need) []facilities.Resource {
	if n.Resource != "" {
		if option, ok := c.Resource(n.Resource); ok && !option.Archived {
			return []facilities.Resource{option}
		}
		return nil
	}
	var options []facilities.Resource
	for _, option := range c.Resources {
		if option.Facility == r.Facility && option.Kind == n.Kind && option.ID != r.ID && !option.Archived &&
			option.Can([]facilities.CapabilityWish{{Tag: n.Capability}}) {
			options = append(options, option)
		}
	}
	return options
}
