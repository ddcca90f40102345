package useroffice

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// unitsMost bounds the share units of one partner in one key.
const unitsMost = 1_000_000_000

// SaveProject adds (Version 0) or changes a project: by an admin, or by a representative of a partner that it
// belongs to, before and after. A project's leader may change its name and phase.
func (o *Office) SaveProject(ctx context.Context, actor facilities.Actor, now time.Time, p facilities.Project) (facilities.Project, error) {
	return write(ctx, o, act{actor, now, "save_project"}, aProject, func(ctx context.Context, tx *store.Tx) (facilities.Project, error) {
		was, err := tx.Project(ctx, p.ID)
		known := err == nil
		if err != nil && facilities.CodeOf(err) != facilities.NotFound {
			return p, err
		}
		if known && !knowsProject(actor, was) {
			if p.Version == 0 && knowsProject(actor, p) { // adding one under an id that is taken
				return p, facilities.Errorf(facilities.Conflict, "id_taken", "id", string(p.ID))
			}
			return p, facilities.Missing()
		}
		if err := sameVersion(known, was.Version, p.Version, string(p.ID)); err != nil {
			return p, err
		}
		if !maySaveProject(actor, known, was, p) {
			return p, forbidden()
		}
		wrong, err := checkProject(ctx, tx, p)
		if err != nil {
			return p, err
		}
		if err := wrong.err(); err != nil {
			return p, err
		}
		saved, err := tx.SaveProject(ctx, p)
		if err != nil {
			return p, err
		}
		return saved, note(ctx, tx, actor, now, entry{verb: "save_project", kind: "project", subject: string(p.ID), before: given(known, was), after: saved})
	})
}

func maySaveProject(actor facilities.Actor, known bool, was, p facilities.Project) bool {
	represents := func(p facilities.Project) bool {
		return slices.ContainsFunc(p.Partners, func(s facilities.Share) bool { return actor.Represents(s.Partner) })
	}
	if actor.IsAdmin() || represents(p) && (!known || represents(was)) {
		return true
	}
	if !known || was.Leader != actor.Person.ID {
		return false
	}
	return slices.Equal(p.Partners, was.Partners) && p.Leader == was.Leader && p.Economic == was.Economic &&
		p.Reason == was.Reason && p.Archived == was.Archived
}

func checkProject(ctx context.Context, tx *store.Tx, p facilities.Project) (faults, error) {
	c, err := tx.Catalogue(ctx)
	if err != nil {
		return nil, err
	}
	var wrong faults
	wrong.id("body.id", string(p.ID))
	wrong.line("body.name", p.Name)
	oneOf(&wrong, "body.phase", p.Phase, facilities.PhaseStart, facilities.PhaseInnovation, facilities.PhaseMarket)
	wrong.check(strings.TrimSpace(p.Reason) != "", "body.reason", "required")
	wrong.prose("body.reason", p.Reason, ReasonMax)
	wrong.key("body.partners", p.Partners, c, true)
	if p.Leader == "" {
		return wrong, nil
	}
	leader, err := tx.Person(ctx, p.Leader)
	if err != nil && facilities.CodeOf(err) != facilities.NotFound {
		return nil, err
	}
	wrong.check(err == nil && p.Of(leader.Partner), "body.leader", "leader")
	return wrong, nil
}

// key checks a key of shares: partners that exist, each once, whole units, together more than none.
func (f *faults) key(location string, shares []facilities.Share, c *facilities.Catalogue, guests bool) {
	total := int64(0)
	for i, s := range shares {
		at := fmt.Sprintf("%s[%d]", location, i)
		p, known := c.Partner(s.Partner)
		f.check(known && (guests || !p.Guest), at+".partner", "partner")
		f.check(!slices.ContainsFunc(shares[:i], func(o facilities.Share) bool { return o.Partner == s.Partner }), at+".partner", "twice")
		f.check(s.Units >= 0 && s.Units <= unitsMost, at+".units", "range", "min", 0, "max", unitsMost)
		total += max(0, min(s.Units, unitsMost))
	}
	f.check(total > 0 && len(shares) <= 1000, location, "key")
}

// Projects lists the projects that the actor may know: those of the actor's own partner and of
// partners that the actor represents; who works for a facility sees all. Archived ones are left out. Sorted by id.
func (o *Office) Projects(ctx context.Context, actor facilities.Actor, now time.Time) ([]facilities.Project, error) {
	if err := needLogin(actor); err != nil {
		return nil, err
	}
	var projects []facilities.Project
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		all, err := tx.Projects(ctx, store.ProjectFilter{})
		projects = slices.DeleteFunc(all, func(p facilities.Project) bool { return !knowsProject(actor, p) })
		return err
	})
	slices.SortFunc(projects, func(a, b facilities.Project) int { return strings.Compare(string(a.ID), string(b.ID)) })
	return projects, err
}
