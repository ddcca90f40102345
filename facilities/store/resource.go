package store

import (
	"context"

	"marke/facilities"
)

type resourceRow struct {
	ID                string `gorm:"primaryKey"`
	FacilityID        string
	Kind              string
	Name              string
	DescriptionNL     string `gorm:"column:description_nl"`
	DescriptionEN     string `gorm:"column:description_en"`
	Location          string
	Capacity          int64
	Capabilities      structured[[]capabilityRow]
	Approval          string
	Operated          bool
	PersonID          ref
	Hours             structured[[]hoursRow]
	Rules             structured[rulesRow]
	Qualification     string
	Dangerous         bool
	Attended          bool
	TwoPersons        bool
	Needs             structured[[]needRow]
	PoolID            ref
	Changeover        structured[changeoverRow]
	Contamination     structured[contaminationRow]
	Access            structured[accessRow]
	Intake            structured[[]intakeRow]
	CancelFreeSeconds int64
	Archived          bool
	Version           int64
}

func (resourceRow) TableName() string { return "resources" }

type capabilityRow struct {
	Tag  string   `json:"tag"`
	Min  *float64 `json:"min,omitempty"`
	Max  *float64 `json:"max,omitempty"`
	Unit string   `json:"unit,omitempty"`
}

type rulesRow struct {
	Shortest int64 `json:"shortest_seconds,omitempty"`
	Longest  int64 `json:"longest_seconds,omitempty"`
	Grid     int64 `json:"grid_seconds,omitempty"`
	Notice   int64 `json:"notice_seconds,omitempty"`
	Horizon  int64 `json:"horizon_seconds,omitempty"`
	Setup    int64 `json:"setup_seconds,omitempty"`
	Cleanup  int64 `json:"cleanup_seconds,omitempty"`
}

type needRow struct {
	Kind       string `json:"kind,omitempty"`
	Resource   string `json:"resource,omitempty"`
	Capability string `json:"capability,omitempty"`
	Units      int64  `json:"units"`
}

type changeoverRow struct {
	Classes []string `json:"classes,omitempty"`
	Minutes [][]int  `json:"minutes,omitempty"`
}

type contaminationRow struct {
	Adds    []string `json:"adds,omitempty"`
	Refuses []string `json:"refuses,omitempty"`
}

type accessRow struct {
	Phases   []facilities.Phase     `json:"phases,omitempty"`
	Partners []facilities.PartnerID `json:"partners,omitempty"`
	NoGuests bool                   `json:"no_guests,omitempty"`
}

type intakeRow struct {
	Key      string   `json:"key"`
	LabelNL  string   `json:"label_nl,omitempty"`
	LabelEN  string   `json:"label_en,omitempty"`
	Required bool     `json:"required,omitempty"`
	Choices  []string `json:"choices,omitempty"`
}

// SaveResource inserts or, with a version, updates a resource, and returns it as it is
// stored. Claims that a smaller capacity no longer covers stay as they are; new
// ones are refused while it is exceeded.
func (tx *Tx) SaveResource(ctx context.Context, r facilities.Resource) (facilities.Resource, error) {
	version, err := saveRow(ctx, tx, "resources", string(r.ID), r.Version, func(version int64) resourceRow { return fromResource(r, version) })
	if err != nil {
		return facilities.Resource{}, err
	}
	if r.Version > 0 {
		if err := tx.markExclusive(ctx, r); err != nil {
			return facilities.Resource{}, err
		}
	}
	return fromResource(r, version).toResource(), tx.bumpCatalogue(ctx)
}

// markExclusive keeps right which claims fall under PostgreSQL's exclusion constraint:
// those on a resource of capacity 1. Claims that overlapped when the capacity was
// larger cannot; the summing guard covers them.
func (tx *Tx) markExclusive(ctx context.Context, r facilities.Resource) error {
	if r.Capacity > 1 {
		_, err := tx.exec(ctx, "UPDATE claims SET exclusive = ? WHERE resource_id = ? AND exclusive", false, string(r.ID))
		return err
	}
	_, err := tx.exec(ctx, `UPDATE claims SET exclusive = ? WHERE resource_id = ? AND NOT exclusive AND NOT EXISTS (
		SELECT 1 FROM claims o
		WHERE o.resource_id = claims.resource_id AND o.active AND o."end" > claims.start AND o.start < claims."end"
			AND NOT (o.booking_id = claims.booking_id AND o.position = claims.position))`, true, string(r.ID))
	return err
}

func fromResource(r facilities.Resource, version int64) resourceRow {
	return resourceRow{
		ID: string(r.ID), FacilityID: string(r.Facility), Kind: string(r.Kind), Name: r.Name,
		DescriptionNL: r.Description.NL, DescriptionEN: r.Description.EN, Location: r.Location, Capacity: r.Capacity,
		Capabilities: structured[[]capabilityRow]{each(r.Capabilities, func(c facilities.Capability) capabilityRow {
			return capabilityRow{c.Tag, c.Min, c.Max, c.Unit}
		})},
		Approval: string(r.Approval), Operated: r.Operated, PersonID: ref(r.Person), Hours: fromHours(r.Hours),
		Rules: structured[rulesRow]{rulesRow{seconds(r.Rules.Shortest), seconds(r.Rules.Longest), seconds(r.Rules.Grid), seconds(r.Rules.Notice),
			seconds(r.Rules.Horizon), seconds(r.Rules.Setup), seconds(r.Rules.Cleanup)}},
		Qualification: string(r.Qualification), Dangerous: r.Dangerous, Attended: r.Attended, TwoPersons: r.TwoPersons,
		Needs: structured[[]needRow]{each(r.Needs, func(n facilities.Need) needRow {
			return needRow{string(n.Kind), string(n.Resource), n.Capability, n.Units}
		})},
		PoolID: ref(r.Pool), Changeover: structured[changeoverRow]{changeoverRow(r.Changeover)},
		Contamination: structured[contaminationRow]{contaminationRow(r.Contamination)}, Access: structured[accessRow]{accessRow(r.Access)},
		Intake: structured[[]intakeRow]{each(r.Intake, func(f facilities.IntakeField) intakeRow {
			return intakeRow{f.Key, f.Label.NL, f.Label.EN, f.Required, f.Choices}
		})},
		CancelFreeSeconds: seconds(r.CancelFree), Archived: r.Archived, Version: version,
	}
}

func (r resourceRow) toResource() facilities.Resource {
	rules := r.Rules.value
	return facilities.Resource{
		ID: facilities.ResourceID(r.ID), Facility: facilities.FacilityID(r.FacilityID), Kind: facilities.ResourceKind(r.Kind), Name: r.Name,
		Description: facilities.Words{NL: r.DescriptionNL, EN: r.DescriptionEN}, Location: r.Location, Capacity: r.Capacity,
		Capabilities: each(r.Capabilities.value, func(c capabilityRow) facilities.Capability {
			return facilities.Capability{Tag: c.Tag, Min: c.Min, Max: c.Max, Unit: c.Unit}
		}),
		Approval: facilities.Approval(r.Approval), Operated: r.Operated, Person: facilities.PersonID(r.PersonID), Hours: toHours(r.Hours),
		Rules: facilities.BookingRules{Shortest: duration(rules.Shortest), Longest: duration(rules.Longest), Grid: duration(rules.Grid),
			Notice: duration(rules.Notice), Horizon: duration(rules.Horizon), Setup: duration(rules.Setup), Cleanup: duration(rules.Cleanup)},
		Qualification: facilities.Level(r.Qualification), Dangerous: r.Dangerous, Attended: r.Attended, TwoPersons: r.TwoPersons,
		Needs: each(r.Needs.value, func(n needRow) facilities.Need {
			return facilities.Need{Kind: facilities.ResourceKind(n.Kind), Resource: facilities.ResourceID(n.Resource), Capability: n.Capability, Units: n.Units}
		}),
		Pool: facilities.PoolID(r.PoolID), Changeover: facilities.Changeover(r.Changeover.value),
		Contamination: facilities.Contamination(r.Contamination.value), Access: facilities.Access(r.Access.value),
		Intake: each(r.Intake.value, func(f intakeRow) facilities.IntakeField {
			return facilities.IntakeField{Key: f.Key, Label: facilities.Words{NL: f.LabelNL, EN: f.LabelEN}, Required: f.Required, Choices: f.Choices}
		}),
		CancelFree: duration(r.CancelFreeSeconds), Archived: r.Archived, Version: r.Version,
	}
}
