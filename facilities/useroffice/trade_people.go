package useroffice

import (
	"context"
	"maps"
	"slices"

	"marke/facilities"
	"marke/facilities/store"
)

// tradedBy are the people whose bookings or requests a trade is about: From's and To's, each empty when the side has none.
func tradedBy(ctx context.Context, tx *store.Tx, t facilities.Trade) (gives, takes facilities.PersonID, err error) {
	if t.Round != "" {
		given, taken, err := tradedRequests(ctx, tx, t)
		if given != nil {
			gives = given.Person
		}
		if taken != nil {
			takes = taken.Person
		}
		return gives, takes, err
	}
	given, taken, err := tradedBookings(ctx, tx, t)
	if given != nil {
		gives = given.Person
	}
	if taken != nil {
		takes = taken.Person
	}
	return gives, takes, err
}

// tellTrade mails the representatives of partners of a trade, and the people whose bookings or requests it is about.
func tellTrade(ctx context.Context, tx *store.Tx, a act, kind string, t facilities.Trade, partners ...facilities.PartnerID) error {
	gives, takes, err := tradedBy(ctx, tx, t)
	if err != nil {
		return err
	}
	to, err := representatives(ctx, tx, partners...)
	if err != nil {
		return err
	}
	for person, partner := range map[facilities.PersonID]facilities.PartnerID{gives: t.From, takes: t.To} {
		if person != "" && slices.Contains(partners, partner) {
			to = append(to, person)
		}
	}
	readers, err := tx.PeopleByID(ctx, others(a, to))
	if err != nil {
		return err
	}
	params, err := tradeParams(ctx, tx, t)
	if err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(readers)) {
		if reader := readers[id]; reader.System || reader.State != facilities.PersonActive {
			continue
		}
		if err := tx.AddMail(ctx, facilities.Mail{Key: kind + "/" + string(t.ID) + "/" + string(id), Person: id, Kind: kind, Params: params, Created: a.now}); err != nil {
			return err
		}
	}
	return nil
}

// representatives are the active people who speak for any of some partners.
func representatives(ctx context.Context, tx *store.Tx, partners ...facilities.PartnerID) ([]facilities.PersonID, error) {
	var out []facilities.PersonID
	for _, p := range partners {
		people, _, err := tx.People(ctx, store.PersonFilter{Role: facilities.RoleRepresentative, Partner: p, State: facilities.PersonActive, Limit: managersTold})
		if err != nil {
			return nil, err
		}
		for _, person := range people {
			out = append(out, person.ID)
		}
	}
	return out, nil
}

// tradeParams are what a mail says of a trade: while it waits for a yes with the words that it was proposed with, afterwards with why it ended.
func tradeParams(ctx context.Context, tx *store.Tx, t facilities.Trade) (map[string]string, error) {
	c, err := tx.Catalogue(ctx)
	if err != nil {
		return nil, err
	}
	from, _ := c.Partner(t.From)
	to, _ := c.Partner(t.To)
	params := map[string]string{"facility": string(t.Facility), "path": "/trades", "from": from.Name, "to": to.Name}
	why := t.Note
	if !t.State.Open() {
		why = t.Reason
	}
	maps.Copy(params, because(why))
	if t.Round != "" {
		round, err := tx.Round(ctx, t.Round)
		if err != nil {
			return nil, err
		}
		params["round"] = round.Name
	}
	return params, nil
}
