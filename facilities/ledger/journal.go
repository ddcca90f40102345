package ledger

import (
	"iter"
	"slices"

	"marke/facilities"
)

// Journal is an append-only list of valid entries in one currency. The zero Journal is not ready; see NewJournal.
type Journal struct {
	currency string
	entries  []Entry
	byID     map[EntryID]int
	reversed map[EntryID]bool
	sealed   map[facilities.FacilityID]Month
}

// NewJournal starts an empty journal in a currency, "EUR".
func NewJournal(currency string) *Journal {
	return &Journal{currency: currency, byID: map[EntryID]int{}, reversed: map[EntryID]bool{}, sealed: map[facilities.FacilityID]Month{}}
}

// Seal closes a facility's months up to and including one: nothing is posted in them any more.
func (j *Journal) Seal(f facilities.FacilityID, through Month) {
	if j.sealed[f].Before(through) {
		j.sealed[f] = through
	}
}

// Append adds all the entries or none. Each is checked first (Entry.Check); one in another currency, with an id that is there
// already, in a sealed month, or a reversal of what is not there, has been reversed or differs, is refused with an Invalid
// error that names it.
func (j *Journal) Append(entries ...Entry) error {
	before := len(j.entries)
	for _, e := range entries {
		if err := j.admits(e); err != nil {
			for _, added := range j.entries[before:] {
				delete(j.byID, added.ID)
				delete(j.reversed, added.Reverses)
			}
			j.entries = j.entries[:before]
			return err
		}
		j.byID[e.ID] = len(j.entries)
		if e.Reverses != "" {
			j.reversed[e.Reverses] = true
		}
		j.entries = append(j.entries, e)
	}
	return nil
}

func (j *Journal) admits(e Entry) error {
	if err := e.Check(); err != nil {
		return err
	}
	location, row := "entries["+string(e.ID)+"]", string(e.ID)
	if e.Currency != j.currency {
		return facilities.BadField(location, "ledger_currency", "row", row, "currency", e.Currency, "book", j.currency)
	}
	if _, there := j.byID[e.ID]; there {
		return facilities.BadField(location, "ledger_twice", "row", row)
	}
	for _, p := range e.Postings {
		if through := j.sealed[p.Account.Facility]; !through.IsZero() && !through.Before(MonthOf(e.Posted)) {
			return facilities.BadField(location, "ledger_sealed", "row", row, "month", MonthOf(e.Posted).String())
		}
	}
	if (e.Kind == EntryReversal) != (e.Reverses != "") {
		return facilities.BadField(location, "ledger_reversal", "row", row)
	}
	if e.Reverses == "" {
		return nil
	}
	i, there := j.byID[e.Reverses]
	if !there || j.reversed[e.Reverses] || !slices.Equal(e.Postings, j.entries[i].Reversal(e.Posted).Postings) {
		return facilities.BadField(location, "ledger_reversal", "row", row)
	}
	return nil
}

// Entries walks through the journal in the order of posting days, then ids.
func (j *Journal) Entries() iter.Seq[Entry] {
	sorted := slices.SortedFunc(slices.Values(j.entries), compareEntries)
	return slices.Values(sorted)
}
