package useroffice

import (
	"context"
	"slices"
	"strconv"
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/store"
)

// ProposedOrder is an order of a partner's open requests of a round in which its projects take turns by their shares.
type ProposedOrder struct {
	Requests []SeenRequest // in the proposed order
	Projects []ProjectTurn // in the order in which they deserve it now
	// Unnamed are the projects that ask and that the tree does not name, by id.
	Unnamed []ProjectTurn
	Shares  facilities.ProjectShares // that the partner has set
	Kept    bool                     // the order follows them
	Keeps   bool                     // the reader may set them
	// Moves: the order is another than the one that stands.
	Moves bool
	// Applies: the reader may put it in force, by OrderRequests.
	Applies bool
}

// ProjectTurn is a project that takes part: its share among its siblings, and the weighted minutes that it has used this
// year up to the round's period and that its open requests ask for.
type ProjectTurn struct {
	Project     facilities.ProjectID
	Name        string
	Units       int64
	Used, Asked int64
}

// treeMost bounds the projects and groups of a partner's tree, and treeDeep how far groups are nested.
const (
	treeMost = 500
	treeDeep = 8
)

// ProposeOrder orders a partner's open requests of a round by its tree of projects, and changes nothing. It is the turn of the project that ledger.FairTree puts
// first; its request that the partner itself ranks highest takes the next place and counts as used from there on, as it would when it is placed. Requests of
// projects that the tree does not name come last, in the order that they had.
//
// The tree gives each project its units among its siblings; what was used is read here. Without a tree it is the one that the partner has set (SaveProjectShares), and when it has set
// none the projects that ask stand side by side and weigh alike. Those who see
// all of the partner's requests may ask for it, while the call is open: its people, its representative, and those who run the facility.
func (o *Office) ProposeOrder(ctx context.Context, actor facilities.Actor, now time.Time, round facilities.RoundID, partner facilities.PartnerID, tree []ledger.ProjectShare) (ProposedOrder, error) {
	var out ProposedOrder
	a := act{actor, now, "propose_order"}
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		out = ProposedOrder{}
		r, err := openCall(ctx, tx, a, round)
		if err != nil {
			return err
		}
		rules := actor.Represents(partner) || actor.Manages(r.Facility)
		if partner == "" || !rules && actor.Person.Partner != partner && !actor.Controls(r.Facility) {
			return facilities.Missing()
		}
		requests, err := openRequests(ctx, tx, round, partner)
		if err != nil {
			return err
		}
		p := projectTurns{asks: requests}
		if out.Shares, err = tx.ProjectShares(ctx, partner); err != nil {
			return err
		}
		if p.tree = tree; len(p.tree) == 0 {
			if p.tree, err = keptTree(ctx, tx, out.Shares); err != nil {
				return err
			}
			out.Kept = len(p.tree) > 0
		}
		if len(p.tree) == 0 {
			p.tree = projectsAsking(requests)
		}
		if err := p.checkTree(ctx, tx, partner); err != nil {
			return err
		}
		used, err := projectUse(ctx, tx, a, r, partner)
		if err != nil {
			return err
		}
		p.use(used)
		if out.Projects, err = p.turns(); err != nil {
			return err
		}
		if out.Unnamed, err = p.unnamed(ctx, tx, used); err != nil {
			return err
		}
		ordered, err := p.order()
		if err != nil {
			return err
		}
		out.Applies, out.Keeps = actor.MayWrite(), actor.MayWrite() && actor.Represents(partner)
		for i := range ordered {
			if ordered[i].ID != requests[i].ID {
				out.Moves = true
				out.Applies = out.Applies && (rules || changesRequest(actor, ordered[i], "") && changesRequest(actor, requests[i], ""))
			}
		}
		out.Requests, err = seenRequests(ctx, tx, actor, now, map[facilities.RoundID]facilities.Round{r.ID: r}, ordered)
		return err
	})
	return out, err
}

// projectTurns is a partner's tree with what it is to be applied to.
type projectTurns struct {
	asks  []facilities.RoundRequest // in the order that stands
	tree  []ledger.ProjectShare
	names map[facilities.ProjectID]string
}

// projectsAsking gives each project that asks for something one unit.
func projectsAsking(requests []facilities.RoundRequest) []ledger.ProjectShare {
	var ids []facilities.ProjectID
	for _, r := range requests {
		if r.Project != "" {
			ids = append(ids, r.Project)
		}
	}
	slices.Sort(ids)
	var out []ledger.ProjectShare
	for _, id := range slices.Compact(ids) {
		out = append(out, ledger.ProjectShare{Project: id, Units: 1})
	}
	return out
}

// checkTree refuses a tree that is too large, that names a project twice or one that is not the partner's, or that holds groups without projects. It
// takes a copy, since use writes into the tree.
func (p *projectTurns) checkTree(ctx context.Context, tx *store.Tx, partner facilities.PartnerID) error {
	p.names = map[facilities.ProjectID]string{}
	count := 0
	var check func(location string, level []ledger.ProjectShare, depth int) ([]ledger.ProjectShare, error)
	check = func(location string, level []ledger.ProjectShare, depth int) ([]ledger.ProjectShare, error) {
		level = slices.Clone(level)
		for i := range level {
			node, at := &level[i], location+"["+strconv.Itoa(i)+"]"
			count++
			if count > treeMost || depth > treeDeep {
				return nil, facilities.BadField(at, "order_tree_large", "most", treeMost)
			}
			if node.Units < 0 || node.Units > unitsMost {
				return nil, facilities.BadField(at+".units", "round_number", "min", 0, "max", unitsMost)
			}
			node.Used = 0
			if (node.Project == "") == (len(node.Children) == 0) {
				return nil, facilities.BadField(at, "order_tree_node")
			}
			if node.Project == "" {
				var err error
				if node.Children, err = check(at+".children", node.Children, depth+1); err != nil {
					return nil, err
				}
				continue
			}
			project, err := tx.Project(ctx, node.Project)
			if err != nil && facilities.CodeOf(err) != facilities.NotFound {
				return nil, err
			}
			if _, twice := p.names[node.Project]; twice || err != nil || !project.Of(partner) {
				return nil, facilities.BadField(at+".project", "order_tree_project", "id", shown(string(node.Project)))
			}
			p.names[node.Project] = project.Name
		}
		return level, nil
	}
	var err error
	p.tree, err = check("body.tree", p.tree, 1)
	return err
}

// use writes what was used into the tree: a group's is the sum of what is below it.
func (p *projectTurns) use(used map[facilities.ProjectID]int64) {
	var fill func([]ledger.ProjectShare) int64
	fill = func(level []ledger.ProjectShare) int64 {
		var sum int64
		for i := range level {
			if level[i].Used = used[level[i].Project]; level[i].Project == "" {
				level[i].Used = fill(level[i].Children)
			}
			sum += level[i].Used
		}
		return sum
	}
	fill(p.tree)
}

// addUse adds to what a project used, and to its groups.
func addUse(level []ledger.ProjectShare, project facilities.ProjectID, minutes int64) bool {
	for i := range level {
		if level[i].Project == project || addUse(level[i].Children, project, minutes) {
			level[i].Used += minutes
			return true
		}
	}
	return false
}

// turns lists the projects of the tree, the most deserving first, before any request is counted.
func (p *projectTurns) turns() ([]ProjectTurn, error) {
	fair, err := ledger.FairTree(p.tree)
	if err != nil {
		return nil, err
	}
	asked := p.asked()
	var out []ProjectTurn
	for _, id := range fair {
		leaf := leafOf(p.tree, id)
		out = append(out, ProjectTurn{Project: id, Name: p.names[id], Units: leaf.Units, Used: leaf.Used, Asked: asked[id]})
	}
	return out, nil
}

// asked sums what the open requests of each project ask for.
func (p *projectTurns) asked() map[facilities.ProjectID]int64 {
	asked := map[facilities.ProjectID]int64{}
	for _, r := range p.asks {
		asked[r.Project] += wants(r)
	}
	return asked
}

// unnamed lists the projects that ask and have no place in the tree.
func (p *projectTurns) unnamed(ctx context.Context, tx *store.Tx, used map[facilities.ProjectID]int64) ([]ProjectTurn, error) {
	asked := p.asked()
	var out []ProjectTurn
	for _, share := range projectsAsking(p.asks) {
		if _, named := p.names[share.Project]; named {
			continue
		}
		project, err := tx.Project(ctx, share.Project)
		if err != nil {
			return nil, err
		}
		out = append(out, ProjectTurn{Project: share.Project, Name: project.Name, Used: used[share.Project], Asked: asked[share.Project]})
	}
	return out, nil
}

func leafOf(level []ledger.ProjectShare, project facilities.ProjectID) ledger.ProjectShare {
	for _, node := range level {
		if node.Project == project {
			return node
		}
		if found := leafOf(node.Children, project); found.Project == project {
			return found
		}
	}
	return ledger.ProjectShare{}
}

// order lets the projects take turns.
func (p *projectTurns) order() ([]facilities.RoundRequest, error) {
	waiting := map[facilities.ProjectID][]facilities.RoundRequest{}
	var out, last []facilities.RoundRequest
	for _, r := range p.asks {
		if _, named := p.names[r.Project]; named {
			waiting[r.Project] = append(waiting[r.Project], r)
		} else {
			last = append(last, r)
		}
	}
	for range len(p.asks) - len(last) {
		fair, err := ledger.FairTree(p.tree)
		if err != nil {
			return nil, err
		}
		at := slices.IndexFunc(fair, func(id facilities.ProjectID) bool { return len(waiting[id]) > 0 })
		next := waiting[fair[at]]
		waiting[fair[at]] = next[1:]
		out = append(out, next[0])
		addUse(p.tree, fair[at], wants(next[0]))
	}
	return append(out, last...), nil
}

// wants is what a request asks for in minutes of use; unlike what is used it is not weighted by prime time, since nobody knows yet when it will be.
func wants(r facilities.RoundRequest) int64 { return int64(r.Duration() / time.Minute) }

// projectUse sums what a partner's projects have used of a round's pools, in weighted minutes, from the beginning of the year to the round's period, counted as balances count
// it: the larger of booked and used, less what was released in time and taken by another.
func projectUse(ctx context.Context, tx *store.Tx, a act, r facilities.Round, partner facilities.PartnerID) (map[facilities.ProjectID]int64, error) {
	catalogue, err := tx.Catalogue(ctx)
	if err != nil {
		return nil, err
	}
	zone := catalogue.Zone(r.Facility)
	year := facilities.Date{Year: facilities.DateOf(a.now.In(zone)).Year, Month: time.January, Day: 1}.In(zone).UTC()
	r.Period, r.GridMinutes = facilities.Span{Start: year, End: laterOf(r.Period.Start, a.now)}, 5
	c, err := caseOf(ctx, tx, a, r)
	if err != nil {
		return nil, err
	}
	var resources []facilities.ResourceID
	for _, resource := range catalogue.ResourcesOf(r.Facility) {
		if r.Covers(resource) {
			resources = append(resources, resource.ID)
		}
	}
	bookings, _, err := tx.Bookings(ctx, store.BookingFilter{Facility: r.Facility, Resources: resources, From: r.Period.Start, To: r.Period.End, Ascending: true})
	if err != nil {
		return nil, err
	}
	fellOut, err := c.readDisplaced(ctx, tx, bookings)
	if err != nil {
		return nil, err
	}
	of := map[facilities.ProjectID]*usage{}
	for _, b := range bookings {
		if primary, _ := catalogue.Resource(b.Resource); b.Partner != partner || b.Project == "" || !r.Covers(primary) {
			continue
		}
		if of[b.Project] == nil {
			of[b.Project] = &usage{}
		}
		c.countBooking(of[b.Project], b, bookings, fellOut)
	}
	used := map[facilities.ProjectID]int64{}
	for id, u := range of {
		used[id] = u.Counted
	}
	return used, nil
}
