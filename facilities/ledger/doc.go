// Package ledger keeps the books of shared facilities: it turns usage, costs, agreements and losses into
// balanced, append-only entries in whole cents, and into statements in which every cent can be followed to a
// booking or a cost, an agreement version and a tariff.
//
// It is pure. It knows no clock, no database, no screen and no file: whoever calls it passes the month, the days and the
// journal so far, and stores what comes back. Amounts are money.Cents; nothing here is a float but the decay of past use,
// which is no money. The same input gives the same output, byte for byte, in whatever order its lists come.
//
// Start at Close. Two kinds of charge are never mixed: costs passed on by the cost key (a cost pool), and prices for use by
// published tariffs. The risk key governs losses (Absorb) and lost hours (HoursAfterOutage).
//
// What tax or aid law makes of the sums is for a person to decide: the package shows the sum, the rule set that it used
// and what it found, and decides nothing.
package ledger
