package useroffice

import (
	"context"
	"time"

	"marke/facilities"
)

// SaveSample adds (Version 0) or changes a sample of a project that the actor works on. Its
// material history can grow by this verb, but only a manager takes a material away.
func (o *Office) SaveSample(ctx context.Context, actor facilities.Actor, now time.Time, s facilities.Sample) (facilities.Sample, error) {
	return facilities.Sample{}, notYet()
}

// Samples lists a project's samples; NotFound when the actor may not know the project.
func (o *Office) Samples(ctx context.Context, actor facilities.Actor, now time.Time, project facilities.ProjectID) ([]facilities.Sample, error) {
	return nil, notYet()
}
