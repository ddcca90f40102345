package facilities

import "time"

// ProjectShares is how a partner divides its own time among its projects. The order that is proposed for its requests follows it.
type ProjectShares struct {
	Partner  PartnerID
	Projects []ProjectUnits
	Groups   []GroupUnits // each with projects of its own
	By       PersonID
	Updated  time.Time
	// Version is 1 as long as nothing was set: then the projects that ask weigh alike.
	Version int64
}

// ProjectUnits is a project's share among its siblings: the projects of its group, or else the groups and the projects without one.
type ProjectUnits struct {
	Project ProjectID
	Units   int64
	Group   string // empty: none
}

// GroupUnits is a group's share beside the other groups and the projects without one.
type GroupUnits struct {
	Name  string
	Units int64
}
