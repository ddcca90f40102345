package scheduler

import "marke/scheduler/interval"

// A rule is one constraint, in a file of its own. There are two kinds. A claimRule judges each claim of a wish by itself,
// and each option of a need: most of these forbid spans of a resource. A wishRule judges the wish as a whole.
//
// A rule reports what it finds to the trial, and with it the starts that it refuses for the same cause, so that what
// Check says of one start is all that Suggest needs to leap over the rest.
type claimRule interface {
	judgeClaim(t *trial, c *claim)
}

type wishRule interface {
	judgeWish(t *trial)
}

// ruleBook is the rules that hold in a world.
type ruleBook struct {
	beforeClaims []wishRule // cheap, or refusing much at once
	perClaim     []claimRule
	afterClaims  []wishRule // those that need to know what was chosen, or cost more
}

var allRules = ruleBook{
	beforeClaims: []wishRule{lengthRule{}, pastRule{}, noticeRule{}, horizonRule{}, accessRule{}, suspensionRule{}, gridRule{}, qualificationRule{}},
	perClaim: []claimRule{
		contaminationRule{}, hoursRule{},
		downRule{ByClosure, Closed}, downRule{ByMaintenance, Maintenance}, downRule{ByOutage, Outage}, openRounds,
		capacityRule{}, bufferRule{}, changeoverRule{}, operatorElsewhereRule{},
	},
	afterClaims: []wishRule{needsRule{}, personBusyRule{}, twoPersonsRule{}, quotaRule{}},
}

// forbid reports a span in which a claim's window [use.From−before, use.To+after) may not lie, and excludes every start at
// which it would.
func (t *trial) forbid(v Violation, hit interval.Span, before, after int64) {
	window := t.use.Widen(before, after)
	v.Span = hit.Intersect(window)
	t.report(v, hit.Dilate(before, t.use.Length()+after))
}
