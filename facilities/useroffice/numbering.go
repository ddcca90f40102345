package useroffice

import (
	"cmp"
	"slices"

	"marke/facilities"
)

// numbering gives names the numbers by which the scheduler knows them: their places
// in order, from 1, so that ties break by name. Zero means none.
type numbering[K cmp.Ordered] []K

func numbered[K cmp.Ordered](names []K) numbering[K] {
	var none K
	names = slices.DeleteFunc(slices.Clone(names), func(k K) bool { return k == none })
	slices.Sort(names)
	return slices.Compact(names)
}

// number is 0 for a name that the numbering does not have.
func (n numbering[K]) number(name K) int64 {
	if i, ok := slices.BinarySearch(n, name); ok {
		return int64(i + 1)
	}
	return 0
}

// name is the zero name for 0.
func (n numbering[K]) name(number int64) K {
	if number < 1 || number > int64(len(n)) {
		var none K
		return none
	}
	return n[number-1]
}

// numbers are those of everything in a snapshot.
type numbers struct {
	facilities numbering[facilities.FacilityID]
	resources  numbering[facilities.ResourceID]
	people     numbering[facilities.PersonID]
	partners   numbering[facilities.PartnerID]
	projects   numbering[facilities.ProjectID]
	bookings   numbering[facilities.BookingID]
	quotas     numbering[facilities.QuotaID]
	classes    numbering[string]
	materials  numbering[string]
	phases     numbering[facilities.Phase]
}

// numbersOf numbers what the snapshot names. moving is the booking that changes, if any.
func numbersOf(s *snapshot, moving facilities.BookingID) *numbers {
	var (
		places    []facilities.FacilityID
		resources []facilities.ResourceID
		people    = []facilities.PersonID{s.person.ID}
		partners  = []facilities.PartnerID{s.partner.ID}
		projects  []facilities.ProjectID
		bookings  = []facilities.BookingID{moving}
		quotas    []facilities.QuotaID
		classes   []string
		materials []string
	)
	for _, r := range s.resources {
		places, resources = append(places, r.Facility), append(resources, r.ID)
		people, partners = append(people, r.Person), append(partners, r.Access.Partners...)
		classes, materials = append(classes, r.Changeover.Classes...), append(materials, r.Contamination.Refuses...)
	}
	for _, p := range s.companions {
		people = append(people, p.ID)
	}
	if s.project != nil {
		projects = append(projects, s.project.ID)
	}
	for _, h := range s.held {
		bookings = append(bookings, h.Booking)
	}
	for _, a := range s.attendances {
		people, bookings = append(people, a.Person), append(bookings, a.Booking)
	}
	for _, u := range s.quotaUses {
		quotas = append(quotas, u.Quota.ID)
	}
	return &numbers{numbered(places), numbered(resources), numbered(people), numbered(partners), numbered(projects), numbered(bookings),
		numbered(quotas), numbered(classes), numbered(materials),
		numbered([]facilities.Phase{facilities.PhaseStart, facilities.PhaseInnovation, facilities.PhaseMarket})}
}
