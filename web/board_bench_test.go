package web

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// BenchmarkBoard is the week of a facility of 300 resources with 5,000 bookings, from the request to the last byte of
// the page (a page is written at once, so that is also the first byte).
func BenchmarkBoard(b *testing.B) {
	const resources, bookings = 300, 5000
	w := newWorld(b)
	w.in(func(ctx context.Context, tx *store.Tx) error {
		for i := range resources {
			r := facilities.Resource{ID: facilities.ResourceID(fmt.Sprintf("machine-%03d", i)), Facility: "works", Name: fmt.Sprintf("Machine %03d", i), Kind: facilities.Instrument, Approval: facilities.ApprovalAuto, Capacity: 1}
			if _, err := tx.SaveResource(ctx, r); err != nil {
				return err
			}
		}
		for i := range bookings {
			r := facilities.ResourceID(fmt.Sprintf("machine-%03d", i%resources))
			n := i / resources // the how-manieth of this resource
			start := monday.Add(-90*time.Minute + time.Duration(n/3)*24*time.Hour + time.Duration(n%3)*4*time.Hour)
			use := facilities.NewSpan(start, start.Add(3*time.Hour))
			person := []facilities.PersonID{"anna", "bert", "dora"}[i%3]
			partner := []facilities.PartnerID{"weavers", "weavers", "dyers"}[i%3]
			_, err := tx.InsertBooking(ctx, facilities.Booking{ID: facilities.BookingID(fmt.Sprintf("b%05d", i)), State: facilities.StateApproved, Facility: "works", Resource: r, Use: use,
				Claims: []facilities.Claim{{Resource: r, Units: 1, Span: use, Active: true}}, Person: person, By: person, Partner: partner, Title: fmt.Sprintf("Proef %d", i), Created: monday, Updated: monday})
			if err != nil {
				return err
			}
		}
		return nil
	})
	cookie := w.as("anna").cookie
	handler := w.site.handler()
	for name, path := range map[string]string{"day": "/nl/facilities/works/board?view=day", "week": "/nl/facilities/works/board?view=week"} {
		b.Run(name, func(b *testing.B) {
			size := 0
			for b.Loop() {
				r := httptest.NewRequest(http.MethodGet, path, nil)
				r.AddCookie(cookie)
				answer := httptest.NewRecorder()
				handler.ServeHTTP(answer, r)
				if answer.Code != http.StatusOK {
					b.Fatalf("status %d", answer.Code)
				}
				size = answer.Body.Len()
			}
			b.ReportMetric(float64(size)/1e6, "MB")
		})
	}
}
