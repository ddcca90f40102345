package scheduler

import (
	"slices"

	"marke/scheduler/interval"
)

// contaminationRule keeps a sample that has touched a material out of every resource that refuses it: what has been in gold
// does not enter the clean line.
type contaminationRule struct{}

func (contaminationRule) judgeClaim(t *trial, c *claim) {
	var worst MaterialID
	for _, m := range t.wish.Materials {
		if slices.Contains(c.r.Refuses, m) && (worst == 0 || m < worst) {
			worst = m
		}
	}
	if worst != 0 {
		t.report(Violation{Code: Contamination, Resource: c.r.ID, Material: worst}, interval.Always)
	}
}
