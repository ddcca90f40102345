package useroffice

import (
	"fmt"
	"time"

	"marke/facilities"
	"marke/facilities/money"
)

// sampleTariffs prices what can be booked: one price for members, a lower one for start-ups in their first phase, and
// one for guests.
func sampleTariffs(resources []facilities.Resource, from facilities.Date) []facilities.Tariff {
	var list []facilities.Tariff
	for _, r := range resources {
		peak := samplePrice(r)
		if peak == 0 {
			continue
		}
		member := facilities.Tariff{ID: facilities.TariffID("t-" + string(r.ID)), Resource: r.ID, From: from, Peak: peak, OffPeak: peak * 7 / 10,
			Setup: peak / 4, Minimum: peak / 2, Currency: "EUR"}
		if r.Operated {
			member.Operator = 65_00
		}
		start := member
		start.ID, start.Kind, start.Phase = member.ID+"-startup", facilities.Startup, facilities.PhaseStart
		start.Peak, start.OffPeak = peak/2, peak*35/100
		guest := member
		guest.ID, guest.Guest, guest.Peak, guest.OffPeak = member.ID+"-guest", true, peak*14/10, peak
		list = append(list, member, start, guest)
	}
	return list
}

// samplePrice is an hour of a resource in prime time; 0 for what has no price of its own.
func samplePrice(r facilities.Resource) money.Cents {
	prices := map[facilities.ResourceID]money.Cents{
		"htf-ebeam": 185_00, "htf-evaporator": 95_00, "htf-aligner": 110_00, "htf-sem": 62_00, "htf-sem-2": 74_00, "tprc-press-400": 140_00,
		"tprc-press-300": 85_00, "tprc-autoclave": 120_00, "cmi-mri": 310_00, "cmi-ct": 145_00, "rmc-metal-printer": 98_00, "leo-arm": 70_00,
		"ccc-gpu": 6_40, "ccc-fpga": 3_20, "db-climate": 4_80, "bio-digester": 5_50, "tel-sensor-kit": 1_25, "tx-session": 190_00,
	}
	switch {
	case prices[r.ID] != 0:
		return prices[r.ID]
	case r.Kind == facilities.Instrument:
		return 45_00
	case r.Kind == facilities.Area:
		return 12_50
	}
	return 0
}

// sampleKeys are the partners of each facility with their waardelen of capacity, cost and risk. The first is the issuer.
var sampleKeys = map[facilities.FacilityID][]struct {
	partner              facilities.PartnerID
	capacity, cost, risk int64
}{
	"htf":            {{"instituut-lonneker", 30, 30, 40}, {"dinkel-optics", 25, 25, 20}, {"vechtsensor", 20, 20, 20}, {"hogeschool-hulsbeek", 15, 10, 10}, {"grafeenwerk", 5, 5, 5}, {"tubantia-composites", 5, 10, 5}},
	"tprc":           {{"regge-aerospace", 40, 40, 40}, {"tubantia-composites", 25, 25, 25}, {"instituut-lonneker", 20, 20, 20}, {"hogeschool-hulsbeek", 15, 15, 15}},
	"txchange":       {{"gemeente-oelerbeek", 1, 1, 1}, {"hogeschool-hulsbeek", 1, 1, 1}, {"instituut-lonneker", 1, 1, 1}},
	"cmi":            {{"instituut-lonneker", 35, 40, 40}, {"noabermed", 45, 45, 45}, {"mobizorg", 20, 15, 15}},
	"ccc":            {{"instituut-lonneker", 40, 40, 40}, {"hogeschool-hulsbeek", 20, 20, 20}, {"regge-aerospace", 20, 20, 20}, {"noabermed", 10, 10, 10}, {"tubantia-composites", 10, 10, 10}},
	"telelab":        {{"noabermed", 50, 50, 60}, {"mobizorg", 30, 30, 20}, {"gemeente-oelerbeek", 20, 20, 20}},
	"leo":            {{"hogeschool-hulsbeek", 50, 40, 40}, {"instituut-lonneker", 30, 40, 40}, {"vechtsensor", 20, 20, 20}},
	"rmc":            {{"regge-aerospace", 35, 35, 40}, {"tubantia-composites", 25, 25, 25}, {"instituut-lonneker", 20, 20, 15}, {"hogeschool-hulsbeek", 20, 20, 20}},
	"bioenergie":     {{"algenkracht", 40, 30, 30}, {"waterschap-dinkeldal", 30, 35, 35}, {"gemeente-oelerbeek", 30, 35, 35}},
	"waterfabriek":   {{"waterschap-dinkeldal", 60, 60, 60}, {"algenkracht", 20, 20, 20}, {"instituut-lonneker", 20, 20, 20}},
	"duurzaambouwen": {{"gemeente-oelerbeek", 45, 45, 45}, {"hogeschool-hulsbeek", 35, 30, 30}, {"instituut-lonneker", 20, 25, 25}},
}

// sampleAgreements are one for each facility, in force since the year before the sample's day; the two
// busiest have a second version since this year.
func sampleAgreements(places []facilities.Facility, day facilities.Date, created time.Time) []facilities.Agreement {
	var list []facilities.Agreement
	for _, f := range places {
		keys := sampleKeys[f.ID]
		a := facilities.Agreement{ID: facilities.AgreementID(fmt.Sprintf("a-%s-1", f.ID)), Facility: f.ID, Number: 1,
			From: facilities.Date{Year: day.Year - 1, Month: time.January, Day: 1}, Issuer: keys[0].partner, AidRegime: "gber",
			YearEnd: YearEndCarried, DeductibleMinutes: 8 * 60, Note: "Voorbeeldgegevens / sample data", Created: created}
		for _, k := range keys {
			a.Capacity = append(a.Capacity, facilities.Share{Partner: k.partner, Units: k.capacity})
			a.Cost = append(a.Cost, facilities.Share{Partner: k.partner, Units: k.cost})
			a.Risk = append(a.Risk, facilities.Share{Partner: k.partner, Units: k.risk})
		}
		list = append(list, a)
		if f.ID == "htf" || f.ID == "tprc" {
			a.ID, a.Number, a.YearEnd = facilities.AgreementID(fmt.Sprintf("a-%s-2", f.ID)), 2, YearEndHalved
			a.From.Year = day.Year
			list = append(list, a)
		}
	}
	return list
}

// sampleQuotas bound some use, loosely enough for what the sample books.
func sampleQuotas() []facilities.Quota {
	return []facilities.Quota{
		{ID: "quota-microscopy", Facility: "htf", Pool: "microscopy", Scope: facilities.PerPerson, Period: facilities.PerWeek, Max: 30 * time.Hour, PrimeOnly: true},
		{ID: "quota-presses", Facility: "tprc", Pool: "presses", Scope: facilities.PerPartner, Period: facilities.PerWeek, Max: 60 * time.Hour},
		{ID: "quota-gpu", Facility: "ccc", Resource: "ccc-gpu", Scope: facilities.PerProject, Period: facilities.PerMonth, Max: 700 * time.Hour},
	}
}
