package ledger

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"marke/facilities"
	"marke/facilities/money"
)

// busyMonth is a month of so many bookings by 50 partners on 300 resources, with 300 costs.
func busyMonth(bookings int) Input {
	var key []facilities.Share
	c := facilities.Catalogue{Facilities: []facilities.Facility{{ID: "lab", Zone: "Europe/Amsterdam"}}}
	for d := time.Monday; d <= time.Friday; d++ {
		c.Facilities[0].Prime = append(c.Facilities[0].Prime, facilities.Prime{Weekday: d, From: 480, Until: 1080, Percent: 150})
	}
	for i := range 50 {
		p := facilities.PartnerID(fmt.Sprintf("partner-%02d", i))
		key = append(key, facilities.Share{Partner: p, Units: int64(i + 1)})
		c.Partners = append(c.Partners, facilities.Partner{ID: p})
	}
	for i := range 300 {
		r := facilities.ResourceID(fmt.Sprintf("press-%03d", i))
		c.Resources = append(c.Resources, facilities.Resource{ID: r, Facility: "lab", Kind: facilities.Instrument, Capacity: 1})
		for k := range 4 {
			c.Tariffs = append(c.Tariffs, facilities.Tariff{ID: facilities.TariffID(fmt.Sprintf("t-%d-%d", i, k)), Resource: r, From: day("2025-01-01"), Peak: money.Cents(100_00 + i), OffPeak: money.Cents(50_01 + k), Setup: 10_00, Currency: "EUR"})
		}
	}
	in := Input{Facility: "lab", Month: month("2026-03"), Currency: "EUR", Catalogue: facilities.NewCatalogue(c), Terms: []Terms{termsFrom("v1", 1, "2026-01-01", key)}, Rates: Published().VAT}
	for i := range 300 {
		in.Costs = append(in.Costs, Cost{ID: CostID(fmt.Sprintf("c%d", i)), Facility: "lab", Day: day("2026-03-05"), Currency: "EUR", Kind: CostActual, Category: "rent", Amount: money.Cents(1_000_01 + i)})
	}
	start := at("2026-03-01 00:00")
	in.Uses = make([]Use, bookings)
	for i := range in.Uses {
		from := start.Add(time.Duration(i%700) * time.Hour)
		r := facilities.ResourceID(fmt.Sprintf("press-%03d", i%300))
		b := facilities.Booking{ID: facilities.BookingID(fmt.Sprintf("b%07d", i)), Facility: "lab", Resource: r, Partner: key[i%50].Partner, State: facilities.StateCompleted,
			Use: facilities.Span{Start: from, End: from.Add(time.Duration(1+i%9) * 30 * time.Minute)}, Claims: []facilities.Claim{{Resource: r, Units: 1}}}
		b.CheckedIn, b.CheckedOut = b.Use.Start, b.Use.End
		in.Uses[i] = Use{Booking: b}
	}
	in.Past = Read(slices.Values([]Entry(nil)), "lab", in.Month)
	return in
}

func BenchmarkClose(b *testing.B) {
	for _, bookings := range []int{10_000, 100_000, 1_000_000} {
		b.Run(fmt.Sprint(bookings), func(b *testing.B) {
			in := busyMonth(bookings)
			b.ReportAllocs()
			for b.Loop() {
				c, err := Close(in)
				if err != nil || len(c.Charges) != bookings || len(c.Statements) != 50 {
					b.Fatal(err, len(c.Charges))
				}
			}
		})
	}
}

func BenchmarkRead(b *testing.B) {
	c, err := Close(busyMonth(100_000))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if p := Read(slices.Values(c.Entries), "lab", month("2026-04")); len(p.charged) != 100_000 {
			b.Fatal(len(p.charged))
		}
	}
}
