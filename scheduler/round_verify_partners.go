package scheduler

import "fmt"

// partners compares what the plan says of each partner with what it is. A plan need
// not say it of all.
func (v *roundVerifier) partners() error {
	targets := map[verifiedAccount]int64{}
	known := map[string]bool{}
	for i := range v.p.Partners {
		q := &v.p.Partners[i]
		known[q.ID] = true
		for _, t := range q.Targets {
			targets[verifiedAccount{q.ID, t.Pool}] = t.Slots
		}
	}
	said := map[verifiedAccount]bool{}
	for _, q := range v.plan.Partners {
		if !known[q.ID] {
			return fmt.Errorf("there is no partner %s", q.ID)
		}
		for _, pool := range q.Pools {
			at := verifiedAccount{q.ID, pool.Pool}
			if said[at] {
				return fmt.Errorf("partner %s is there twice in pool %s", q.ID, pool.Pool)
			}
			said[at] = true
			if pool.Target != targets[at] || pool.PlacedHundredths != v.counted[at] {
				return fmt.Errorf("the plan says that partner %s has %d hundredths of slots of a target of %d in pool %s; it has %d of %d",
					q.ID, pool.PlacedHundredths, pool.Target, pool.Pool, v.counted[at], targets[at])
			}
		}
	}
	return nil
}
