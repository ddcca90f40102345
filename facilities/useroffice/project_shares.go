package useroffice

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/store"
)

// ProjectShares are how a partner divides its time among its projects, for its own people; others know of none.
func (o *Office) ProjectShares(ctx context.Context, actor facilities.Actor, now time.Time, partner facilities.PartnerID) (facilities.ProjectShares, error) {
	if err := needLogin(actor); err != nil {
		return facilities.ProjectShares{}, err
	}
	if !ofPartner(actor, partner) {
		return facilities.ProjectShares{}, facilities.Missing()
	}
	var s facilities.ProjectShares
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		s, err = tx.ProjectShares(ctx, partner)
		return err
	})
	return s, err
}

// SaveProjectShares sets them, by the partner's representative, in the place of what was; without projects they weigh alike again. s.Version is compared, unless it is 0.
func (o *Office) SaveProjectShares(ctx context.Context, actor facilities.Actor, now time.Time, s facilities.ProjectShares) (facilities.ProjectShares, error) {
	a := act{actor, now, "save_project_shares"}
	aShare := subject[facilities.ProjectShares]{"project_shares",
		func(s facilities.ProjectShares) string { return string(s.Partner) },
		func(ctx context.Context, tx *store.Tx, id string) (facilities.ProjectShares, error) {
			return tx.ProjectShares(ctx, facilities.PartnerID(id))
		}}
	return write(ctx, o, a, aShare, func(ctx context.Context, tx *store.Tx) (facilities.ProjectShares, error) {
		switch {
		case !ofPartner(actor, s.Partner):
			return s, facilities.Missing()
		case !actor.Represents(s.Partner):
			return s, forbidden()
		}
		if err := tx.Lock(ctx, store.Locks{Partners: []facilities.PartnerID{s.Partner}}); err != nil {
			return s, err
		}
		was, err := tx.ProjectShares(ctx, s.Partner)
		if err != nil {
			return s, err
		}
		if s.Version != 0 && s.Version != was.Version {
			return s, stale()
		}
		if err := checkShares(ctx, tx, s); err != nil {
			return s, err
		}
		next := s
		next.By, next.Updated, next.Version = actor.Person.ID, now, was.Version
		saved, err := tx.SaveProjectShares(ctx, next)
		if err != nil {
			return s, err
		}
		return saved, note(ctx, tx, actor, now, entry{a.verb, "partner", string(s.Partner), was, saved, ""})
	})
}

// ofPartner reports that somebody may know how a partner divides its own time.
func ofPartner(actor facilities.Actor, partner facilities.PartnerID) bool {
	return partner != "" && (actor.Person.Partner == partner || actor.Represents(partner))
}

// checkShares refuses shares that make no tree, and projects that are not the partner's.
func checkShares(ctx context.Context, tx *store.Tx, s facilities.ProjectShares) error {
	if len(s.Projects)+len(s.Groups) > treeMost {
		return facilities.BadField("body.projects", "order_tree_large", "most", treeMost)
	}
	if _, err := ProjectTree(s.Projects, s.Groups); err != nil {
		return err
	}
	var f faults
	for i, g := range s.Groups {
		at := "body.groups[" + strconv.Itoa(i) + "]"
		f.line(at+".name", g.Name)
		f.shareUnits(at, g.Units)
	}
	for i, p := range s.Projects {
		at := "body.projects[" + strconv.Itoa(i) + "]"
		f.shareUnits(at, p.Units)
		project, err := tx.Project(ctx, p.Project)
		if err != nil && facilities.CodeOf(err) != facilities.NotFound {
			return err
		}
		twice := slices.ContainsFunc(s.Projects[:i], func(other facilities.ProjectUnits) bool { return other.Project == p.Project })
		f.check(err == nil && project.Of(s.Partner) && !twice, at+".project", "order_tree_project", "id", shown(string(p.Project)))
	}
	return f.err()
}

// shareUnits checks a share.
func (f *faults) shareUnits(at string, units int64) {
	f.check(units >= 0 && units <= unitsMost, at+".units", "round_number", "min", 0, "max", unitsMost)
}

// ProjectTree puts projects below the groups that they name. A group that is named twice or by no project, and one that is not listed, is refused at its place.
func ProjectTree(projects []facilities.ProjectUnits, groups []facilities.GroupUnits) ([]ledger.ProjectShare, error) {
	var tree []ledger.ProjectShare
	place := map[string]int{}
	for i, g := range groups {
		named := slices.ContainsFunc(projects, func(p facilities.ProjectUnits) bool { return p.Group == g.Name })
		if _, twice := place[g.Name]; twice || !named || g.Name == "" {
			return nil, facilities.BadField("body.groups["+strconv.Itoa(i)+"].name", "order_group", "name", g.Name)
		}
		place[g.Name] = len(tree)
		tree = append(tree, ledger.ProjectShare{Units: g.Units})
	}
	for i, p := range projects {
		leaf := ledger.ProjectShare{Project: p.Project, Units: p.Units}
		if p.Group == "" {
			tree = append(tree, leaf)
			continue
		}
		at, listed := place[p.Group]
		if !listed {
			return nil, facilities.BadField("body.projects["+strconv.Itoa(i)+"].group", "order_group", "name", p.Group)
		}
		tree[at].Children = append(tree[at].Children, leaf)
	}
	return tree, nil
}

// AtProjects names the faults of a tree of projects that ProjectTree made by the fields that it was made of.
func AtProjects(err error, projects []facilities.ProjectUnits, groups []facilities.GroupUnits) error {
	var e *facilities.Error
	if !errors.As(err, &e) || len(e.Fields) == 0 {
		return err
	}
	place := map[string]string{} // by the node of the tree
	next, children := len(groups), map[string]int{}
	for i, p := range projects {
		node := "body.tree[" + strconv.Itoa(next) + "]"
		if at := slices.IndexFunc(groups, func(g facilities.GroupUnits) bool { return g.Name == p.Group }); p.Group != "" && at >= 0 {
			node = "body.tree[" + strconv.Itoa(at) + "].children[" + strconv.Itoa(children[p.Group]) + "]"
			children[p.Group]++
		} else {
			next++
		}
		place[node] = "body.projects[" + strconv.Itoa(i) + "]"
	}
	for i := range groups {
		place["body.tree["+strconv.Itoa(i)+"]"] = "body.groups[" + strconv.Itoa(i) + "]"
	}
	named := *e
	named.Fields = slices.Clone(e.Fields)
	for i, f := range named.Fields {
		node := f.Location
		for node != "" && place[node] == "" {
			node = node[:max(0, strings.LastIndex(node, "."))]
		}
		named.Fields[i].Location = place[node] + strings.TrimPrefix(f.Location, node)
	}
	return &named
}

// keptTree is the tree that a partner has set, without projects that are no longer its own; empty when none is left.
func keptTree(ctx context.Context, tx *store.Tx, s facilities.ProjectShares) ([]ledger.ProjectShare, error) {
	var projects []facilities.ProjectUnits
	for _, p := range s.Projects {
		project, err := tx.Project(ctx, p.Project)
		switch {
		case facilities.CodeOf(err) == facilities.NotFound:
		case err != nil:
			return nil, err
		case project.Of(s.Partner):
			projects = append(projects, p)
		}
	}
	return ProjectTree(projects, GroupsOf(projects, s.Groups))
}

// GroupsOf are the groups that some of the projects stand in.
func GroupsOf(projects []facilities.ProjectUnits, groups []facilities.GroupUnits) []facilities.GroupUnits {
	return slices.DeleteFunc(slices.Clone(groups), func(g facilities.GroupUnits) bool {
		return !slices.ContainsFunc(projects, func(p facilities.ProjectUnits) bool { return p.Group == g.Name })
	})
}
