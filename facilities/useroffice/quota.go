package useroffice

import (
	"context"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// readQuotas adds what already counts against the quotas that hold for a booking of one
// of the candidates, without some bookings.
func (s *snapshot) readQuotas(ctx context.Context, tx *store.Tx, candidates []facilities.Resource, without []facilities.BookingID) error {
	for _, q := range s.catalogue.Quotas {
		who := s.quotaSubject(q)
		if q.Archived || who == "" || !slices.ContainsFunc(candidates, func(r facilities.Resource) bool { return quotaHolds(q, r) }) {
			continue
		}
		periods := periodsOf(q.Period, s.span, s.catalogue.Zone(q.Facility))
		counted := quotaResources(s.catalogue, q)
		uses, err := tx.BookedUses(ctx, store.Use{Scope: q.Scope, ID: who, Facility: q.Facility, Resources: counted,
			Span: facilities.Span{Start: periods[0].Start, End: periods[len(periods)-1].End}, Except: without})
		if err != nil {
			return err
		}
		for _, period := range periods {
			use := quotaUse{Quota: q, Resources: counted, Period: period}
			for _, u := range uses {
				if u.Overlaps(period) {
					use.Uses = append(use.Uses, u)
				}
			}
			s.quotaUses = append(s.quotaUses, use)
		}
	}
	return nil
}

// quotaSubject is whose bookings a quota sums for this wish; empty: the quota does not concern it.
func (s *snapshot) quotaSubject(q facilities.Quota) string {
	switch {
	case q.Scope == facilities.PerPerson:
		return string(s.person.ID)
	case q.Scope == facilities.PerPartner:
		return string(s.partner.ID)
	case q.Scope == facilities.PerProject && s.project != nil:
		return string(s.project.ID)
	}
	return ""
}

// quotaHolds reports that a booking of r counts for the quota.
func quotaHolds(q facilities.Quota, r facilities.Resource) bool {
	return q.Facility == r.Facility && (q.Resource == "" || q.Resource == r.ID) && (q.Pool == "" || q.Pool == r.Pool)
}

// quotaResources are the resources whose bookings count; nil: all of the facility.
func quotaResources(c *facilities.Catalogue, q facilities.Quota) []facilities.ResourceID {
	if q.Resource == "" && q.Pool == "" {
		return nil
	}
	var ids []facilities.ResourceID
	for _, r := range c.Resources {
		if quotaHolds(q, r) {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

// periodsOf lists the local days, weeks or months that a span touches; there is at least one.
func periodsOf(p facilities.QuotaPeriod, span facilities.Span, zone *time.Location) []facilities.Span {
	day := facilities.DateOf(span.Start.In(zone))
	switch p {
	case facilities.PerWeek:
		for day.In(time.UTC).Weekday() != time.Monday {
			day = facilities.DateOf(day.In(time.UTC).AddDate(0, 0, -1))
		}
	case facilities.PerMonth:
		day.Day = 1
	}
	var periods []facilities.Span
	for {
		next := day.Next()
		switch p {
		case facilities.PerWeek:
			next = facilities.DateOf(day.In(time.UTC).AddDate(0, 0, 7))
		case facilities.PerMonth:
			next = facilities.DateOf(day.In(time.UTC).AddDate(0, 1, 0))
		}
		period := facilities.Span{Start: day.In(zone).UTC(), End: next.In(zone).UTC()}
		periods = append(periods, period)
		if !period.End.Before(span.End) {
			return periods
		}
		day = next
	}
}
