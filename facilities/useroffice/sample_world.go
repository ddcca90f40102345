package useroffice

import (
	"context"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// sampleWorld is everything of the sample consortium but its bookings.
type sampleWorld struct {
	partners       []facilities.Partner
	facilities     []facilities.Facility
	people         []facilities.Person
	resources      []facilities.Resource
	projects       []facilities.Project
	samples        []facilities.Sample
	qualifications []facilities.Qualification
	quotas         []facilities.Quota
	tariffs        []facilities.Tariff
	agreements     []facilities.Agreement
	books          sampleBooks
	downtimes      []facilities.Downtime // planned or past
	outage         facilities.Downtime   // that came unforeseen and goes on

	catalogue *facilities.Catalogue // of all that but the outage
}

// sampleZone is where the sample consortium lives.
func sampleZone() *time.Location {
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		panic(err) // the program carries its own zones
	}
	return zone
}

func newSampleWorld(day facilities.Date) sampleWorld {
	zone := sampleZone()
	today := day.In(zone)
	since := today.AddDate(0, 0, -250).UTC()
	w := sampleWorld{partners: samplePartners(), facilities: sampleFacilities(), people: samplePeople(since), resources: sampleResources(),
		projects: sampleProjects(), samples: sampleSamples(), quotas: sampleQuotas()}
	w.qualifications = sampleQualifications(w.people, w.resources, today.UTC(), since)
	w.tariffs = sampleTariffs(w.resources, facilities.Date{Year: day.Year - 1, Month: time.January, Day: 1})
	w.agreements = sampleAgreements(w.facilities, day, since)
	w.books = newSampleBooks(w.agreements, w.people, day)
	at := &samplePlan{day: day, zone: zone}
	down := func(id string, kind facilities.DowntimeKind, f facilities.FacilityID, r facilities.ResourceID, span facilities.Span, reason string) facilities.Downtime {
		return facilities.Downtime{ID: facilities.DowntimeID(id), Kind: kind, Facility: f, Resource: r, Start: span.Start, End: span.End, Reason: reason,
			By: demoManager, Created: at.at(-10, 9, 0)}
	}
	w.downtimes = []facilities.Downtime{
		down("sample-maintenance-ebeam", facilities.Maintenance, "htf", "htf-ebeam", at.between(5, 7, 0, 13, 0), "Jaarlijks onderhoud van de kolom"),
		down("sample-maintenance-ct", facilities.Maintenance, "cmi", "cmi-ct", at.between(2, 8, 0, 12, 0), "Röntgenbuis vervangen"),
		down("sample-closure-water", facilities.Closure, "waterfabriek", "", at.between(9, 12, 0, 19, 0), "Open dag"),
		down("sample-outage-press", facilities.Outage, "tprc", "tprc-press-300", at.between(-9, 9, 0, 15, 0), "Lekkage in de hydrauliek"),
	}
	w.outage = down("sample-outage-dicer", facilities.Outage, "htf", "htf-dicer", facilities.Span{Start: at.at(-1, 15, 0)}, "Spindel loopt warm")
	w.outage.Created = w.outage.Start
	w.catalogue = facilities.NewCatalogue(facilities.Catalogue{Facilities: w.facilities, Resources: w.resources, Partners: w.partners,
		Tariffs: w.tariffs, Agreements: w.agreements, Downtimes: w.downtimes})
	return w
}

// sampleTx is a transaction with its context, for the many writes of the sample.
type sampleTx struct {
	ctx context.Context
	*store.Tx
}

// each stores every noun of a list.
func each[T any](ctx context.Context, list []T, save func(context.Context, T) (T, error)) error {
	for _, noun := range list {
		if _, err := save(ctx, noun); err != nil {
			return err
		}
	}
	return nil
}

// write stores the world. hash is of everybody's password.
func (w sampleWorld) write(tx sampleTx, hash string) error {
	if err := each(tx.ctx, w.partners, tx.SavePartner); err != nil {
		return err
	}
	if err := each(tx.ctx, w.facilities, tx.SaveFacility); err != nil {
		return err
	}
	if err := each(tx.ctx, w.people, tx.SavePerson); err != nil {
		return err
	}
	for _, p := range w.people {
		if err := tx.SetCredential(tx.ctx, p.ID, hash); err != nil {
			return err
		}
	}
	if err := each(tx.ctx, w.resources, tx.SaveResource); err != nil {
		return err
	}
	if err := each(tx.ctx, w.projects, tx.SaveProject); err != nil {
		return err
	}
	if err := each(tx.ctx, w.samples, tx.SaveSample); err != nil {
		return err
	}
	if err := each(tx.ctx, w.qualifications, tx.SaveQualification); err != nil {
		return err
	}
	if err := each(tx.ctx, w.quotas, tx.SaveQuota); err != nil {
		return err
	}
	for _, t := range w.tariffs {
		if err := tx.SaveTariff(tx.ctx, t); err != nil {
			return err
		}
	}
	if err := w.books.write(tx); err != nil {
		return err
	}
	if err := each(tx.ctx, w.downtimes, tx.SaveDowntime); err != nil {
		return err
	}
	_, err := tx.SaveDowntime(tx.ctx, w.outage)
	return err
}

// remind puts the reminder of the engineer's next booking in the outbox.
func (p *samplePlan) remind(ctx context.Context, tx *store.Tx) error {
	for _, b := range p.bookings {
		if b.Person == demoEngineer && b.State == facilities.StateApproved && b.Title == "Breukvlak van huiddeel 3" {
			return tell(ctx, tx, act{now: p.now}, "booking_reminder", b, []facilities.PersonID{demoEngineer}, nil)
		}
	}
	return nil
}
