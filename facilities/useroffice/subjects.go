package useroffice

import (
	"context"

	"marke/facilities"
	"marke/facilities/store"
)

// What the verbs about people and facilities answer with. Those whose answer holds a secret have no
// idempotency key: the secret cannot be told again.
var (
	aPerson = subject[facilities.Person]{"person",
		func(p facilities.Person) string { return string(p.ID) },
		func(ctx context.Context, tx *store.Tx, id string) (facilities.Person, error) {
			return tx.Person(ctx, facilities.PersonID(id))
		}}
	aQualification = subject[facilities.Qualification]{"qualification",
		func(q facilities.Qualification) string { return string(q.ID) },
		func(ctx context.Context, tx *store.Tx, id string) (facilities.Qualification, error) {
			return tx.Qualification(ctx, facilities.QualificationID(id))
		}}
	aProject = subject[facilities.Project]{"project",
		func(p facilities.Project) string { return string(p.ID) },
		func(ctx context.Context, tx *store.Tx, id string) (facilities.Project, error) {
			return tx.Project(ctx, facilities.ProjectID(id))
		}}
	aSample = subject[facilities.Sample]{"sample",
		func(s facilities.Sample) string { return string(s.ID) },
		func(ctx context.Context, tx *store.Tx, id string) (facilities.Sample, error) {
			return tx.Sample(ctx, facilities.SampleID(id))
		}}
	aFacility = fromCatalogue("facility", func(f facilities.Facility) facilities.FacilityID { return f.ID }, (*facilities.Catalogue).Facility)
	aResource = fromCatalogue("resource", func(r facilities.Resource) facilities.ResourceID { return r.ID }, (*facilities.Catalogue).Resource)
	aPartner  = fromCatalogue("partner", func(p facilities.Partner) facilities.PartnerID { return p.ID }, (*facilities.Catalogue).Partner)
	aToken    = subject[facilities.Token]{"token",
		func(t facilities.Token) string { return string(t.ID) },
		func(ctx context.Context, tx *store.Tx, id string) (facilities.Token, error) {
			return tx.Token(ctx, facilities.TokenID(id))
		}}
	aDowntime = subject[facilities.Downtime]{"downtime",
		func(d facilities.Downtime) string { return string(d.ID) },
		func(ctx context.Context, tx *store.Tx, id string) (facilities.Downtime, error) {
			return tx.Downtime(ctx, facilities.DowntimeID(id))
		}}
)

// fromCatalogue is the subject of a noun that the catalogue holds.
func fromCatalogue[T any, ID ~string](kind string, id func(T) ID, find func(*facilities.Catalogue, ID) (T, bool)) subject[T] {
	return subject[T]{kind, func(noun T) string { return string(id(noun)) },
		func(ctx context.Context, tx *store.Tx, id string) (T, error) {
			var none T
			c, err := tx.Catalogue(ctx)
			if err != nil {
				return none, err
			}
			noun, ok := find(c, ID(id))
			if !ok {
				return none, facilities.Missing()
			}
			return noun, nil
		}}
}

// withHits is a noun together with the bookings that its change hit. A repeated
// idempotency key answers the noun alone.
type withHits[T any] struct {
	noun T
	hits []facilities.HitBooking
}

func hitting[T any](s subject[T]) subject[withHits[T]] {
	return subject[withHits[T]]{s.kind, func(w withHits[T]) string { return s.id(w.noun) },
		func(ctx context.Context, tx *store.Tx, id string) (withHits[T], error) {
			noun, err := s.load(ctx, tx, id)
			return withHits[T]{noun: noun}, err
		}}
}
