package useroffice

import (
	"context"
	"time"

	"marke/facilities"
)

// SaveProject adds (Version 0) or changes a project: by an admin, or by a representative of a partner that it
// belongs to, before and after. A project's leader may change its name and phase.
func (o *Office) SaveProject(ctx context.Context, actor facilities.Actor, now time.Time, p facilities.Project) (facilities.Project, error) {
	return facilities.Project{}, notYet()
}

// Projects lists the projects that the actor may know: those of the actor's own partner and of
// partners that the actor represents; admins, managers and controllers see all. Sorted by id.
func (o *Office) Projects(ctx context.Context, actor facilities.Actor, now time.Time) ([]facilities.Project, error) {
	return nil, notYet()
}
