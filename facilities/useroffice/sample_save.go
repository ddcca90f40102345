package useroffice

import (
	"context"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// SaveSample adds (Version 0) or changes a sample of a project that the actor may know. Its
// material history can grow by this verb, but only who runs a facility takes a material away. An empty ID makes a new one.
func (o *Office) SaveSample(ctx context.Context, actor facilities.Actor, now time.Time, s facilities.Sample) (facilities.Sample, error) {
	if s.ID == "" {
		s.ID = facilities.SampleID(facilities.NewID(now))
	}
	return write(ctx, o, act{actor, now, "save_sample"}, aSample, func(ctx context.Context, tx *store.Tx) (facilities.Sample, error) {
		if err := mayKnowProject(ctx, tx, actor, s.Project); err != nil {
			return s, err
		}
		var wrong faults
		wrong.id("body.id", string(s.ID))
		wrong.line("body.name", s.Name)
		wrong.tags("body.materials", s.Materials)
		if err := wrong.err(); err != nil {
			return s, err
		}
		was, err := tx.Sample(ctx, s.ID)
		known := err == nil
		if err != nil && facilities.CodeOf(err) != facilities.NotFound {
			return s, err
		}
		if known && was.Project != s.Project {
			return s, facilities.Missing()
		}
		if err := sameVersion(known, was.Version, s.Version, string(s.ID)); err != nil {
			return s, err
		}
		lost := slices.ContainsFunc(was.Materials, func(m string) bool { return !slices.Contains(s.Materials, m) })
		if lost && !knowsEverybody(actor) {
			return s, facilities.BadField("body.materials", "materials_lost")
		}
		saved, err := tx.SaveSample(ctx, s)
		if err != nil {
			return s, err
		}
		return saved, note(ctx, tx, actor, now, entry{verb: "save_sample", kind: "sample", subject: string(s.ID), before: given(known, was), after: saved})
	})
}

// Samples lists a project's samples; NotFound when the actor may not know the project.
func (o *Office) Samples(ctx context.Context, actor facilities.Actor, now time.Time, project facilities.ProjectID) ([]facilities.Sample, error) {
	if err := needLogin(actor); err != nil {
		return nil, err
	}
	var samples []facilities.Sample
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := mayKnowProject(ctx, tx, actor, project); err != nil {
			return err
		}
		var err error
		samples, err = tx.Samples(ctx, project)
		return err
	})
	return samples, err
}

func mayKnowProject(ctx context.Context, tx *store.Tx, actor facilities.Actor, id facilities.ProjectID) error {
	p, err := tx.Project(ctx, id)
	if err == nil && !knowsProject(actor, p) {
		err = facilities.Missing()
	}
	return err
}
