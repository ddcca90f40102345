package store

import (
	"context"
	"time"

	"marke/facilities"
)

type facilityRow struct {
	ID                   string `gorm:"primaryKey"`
	Name                 string
	DescriptionNL        string `gorm:"column:description_nl"`
	DescriptionEN        string `gorm:"column:description_en"`
	Place                string
	Zone                 string
	Hours                structured[[]hoursRow]
	OfficeHours          structured[[]hoursRow]
	Prime                structured[[]primeRow]
	ClosedOnHolidays     bool
	HolidayExceptions    structured[[]string]
	DecideWithinSeconds  int64
	NoShowGraceSeconds   int64
	NoShowStrikes        int64
	NoShowWithinSeconds  int64
	NoShowSuspendSeconds int64
	Archived             bool
	Version              int64
}

func (facilityRow) TableName() string { return "facilities" }

// hoursRow and primeRow are JSON: day 0 is Sunday, times are minutes from local midnight.
type hoursRow struct {
	Day   int `json:"day"`
	From  int `json:"from"`
	Until int `json:"until"`
}

type primeRow struct {
	Day     int `json:"day"`
	From    int `json:"from"`
	Until   int `json:"until"`
	Percent int `json:"percent"`
}

// SaveFacility inserts or, with a version, updates a facility, and returns it as it is stored.
func (tx *Tx) SaveFacility(ctx context.Context, f facilities.Facility) (facilities.Facility, error) {
	version, err := saveRow(ctx, tx, "facilities", string(f.ID), f.Version, func(version int64) facilityRow { return fromFacility(f, version) })
	if err != nil {
		return facilities.Facility{}, err
	}
	return fromFacility(f, version).toFacility(), tx.bumpCatalogue(ctx)
}

func fromFacility(f facilities.Facility, version int64) facilityRow {
	return facilityRow{
		ID: string(f.ID), Name: f.Name, DescriptionNL: f.Description.NL, DescriptionEN: f.Description.EN, Place: f.Place, Zone: f.Zone,
		Hours: fromHours(f.Hours), OfficeHours: fromHours(f.OfficeHours),
		Prime: structured[[]primeRow]{each(f.Prime, func(p facilities.Prime) primeRow {
			return primeRow{int(p.Weekday), p.From, p.Until, p.Percent}
		})},
		ClosedOnHolidays: f.ClosedOnHolidays, HolidayExceptions: structured[[]string]{each(f.HolidayExceptions, facilities.Date.String)},
		DecideWithinSeconds: seconds(f.DecideWithin), NoShowGraceSeconds: seconds(f.NoShow.Grace), NoShowStrikes: int64(f.NoShow.Strikes),
		NoShowWithinSeconds: seconds(f.NoShow.Within), NoShowSuspendSeconds: seconds(f.NoShow.Suspend),
		Archived: f.Archived, Version: version,
	}
}

func (r facilityRow) toFacility() facilities.Facility {
	return facilities.Facility{
		ID: facilities.FacilityID(r.ID), Name: r.Name, Description: facilities.Words{NL: r.DescriptionNL, EN: r.DescriptionEN}, Place: r.Place, Zone: r.Zone,
		Hours: toHours(r.Hours), OfficeHours: toHours(r.OfficeHours),
		Prime: each(r.Prime.value, func(p primeRow) facilities.Prime {
			return facilities.Prime{Weekday: time.Weekday(p.Day), From: p.From, Until: p.Until, Percent: p.Percent}
		}),
		ClosedOnHolidays: r.ClosedOnHolidays, HolidayExceptions: each(r.HolidayExceptions.value, toDate),
		DecideWithin: duration(r.DecideWithinSeconds),
		NoShow: facilities.NoShow{Grace: duration(r.NoShowGraceSeconds), Strikes: int(r.NoShowStrikes),
			Within: duration(r.NoShowWithinSeconds), Suspend: duration(r.NoShowSuspendSeconds)},
		Archived: r.Archived, Version: r.Version,
	}
}

func fromHours(hours []facilities.Hours) structured[[]hoursRow] {
	return structured[[]hoursRow]{each(hours, func(h facilities.Hours) hoursRow { return hoursRow{int(h.Weekday), h.From, h.Until} })}
}

func toHours(rows structured[[]hoursRow]) []facilities.Hours {
	return each(rows.value, func(r hoursRow) facilities.Hours {
		return facilities.Hours{Weekday: time.Weekday(r.Day), From: r.From, Until: r.Until}
	})
}

// fromDate and toDate keep a day as YYYY-MM-DD; no day is the empty text.
func fromDate(d facilities.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

func toDate(s string) facilities.Date {
	d, _ := facilities.ParseDate(s) // the columns hold days or nothing
	return d
}
