package scheduler

// explain gives each request without a place its reasons.
func (c *round) explain(spots []roundSpot) []RoundRefusal {
	var refused []RoundRefusal
	for r, spot := range spots {
		if spot.mode >= 0 {
			continue
		}
		reason := RoundReason{Code: "crowded-out", Message: "what would have to go for it is worth more"}
		if len(c.req[r].modes) == 0 {
			reason = RoundReason{Code: "never-fits", Message: "no window holds it where what it claims is open"}
		}
		refused = append(refused, RoundRefusal{c.req[r].id, []RoundReason{reason}})
	}
	return refused
}
