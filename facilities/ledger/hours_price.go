package ledger

// PriceOfFairness is what a fair plan is worth less than the one that is best by value alone, in parts per million of the latter (Bertsimas, Farias
// and Trichakis 2011); 0 when the best is worth nothing. Both are the values of what was placed, without any cost of shortfall.
func PriceOfFairness(fair, best int64) int64 {
	if best <= 0 || fair >= best {
		return 0
	}
	return ppm(best-max(0, fair), best)
}
