package useroffice

import (
	"context"
	"maps"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/store"
)

// tellPartners puts one mail in the outbox for each representative of each partner, and the same news only once. of names
// what the news is about.
func tellPartners(ctx context.Context, tx *store.Tx, a act, kind, of string, partners []facilities.PartnerID, params func(facilities.PartnerID) map[string]string) error {
	for _, p := range partners {
		people, _, err := tx.People(ctx, store.PersonFilter{Role: facilities.RoleRepresentative, Partner: p, State: facilities.PersonActive, Limit: managersTold})
		if err != nil {
			return err
		}
		for _, person := range people {
			if !(facilities.Actor{Person: person}).Represents(p) || person.ID == a.Person.ID {
				continue
			}
			err := tx.AddMail(ctx, facilities.Mail{Key: kind + "/" + of + "/" + string(p) + "/" + string(person.ID), Person: person.ID, Kind: kind, Params: params(p), Created: a.now, Due: a.now})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// tellOfTerms mails the partners of an agreement version.
func tellOfTerms(ctx context.Context, tx *store.Tx, a act, c *facilities.Catalogue, kind string, t ledger.Terms) error {
	f, _ := c.Facility(t.Agreement.Facility)
	params := map[string]string{"place": f.Name, "version": string(t.Agreement.ID), "from": t.Agreement.From.String(), "path": "/facilities/" + string(f.ID) + "/agreement"}
	return tellPartners(ctx, tx, a, kind, string(t.Agreement.ID), bound(t), func(facilities.PartnerID) map[string]string { return params })
}

// tellOfStatements mails the partners that a month was closed, each with its own statement.
func tellOfStatements(ctx context.Context, tx *store.Tx, a act, k Closing) error {
	f, _ := k.Catalogue.Facility(k.Facility)
	month := k.Month.String()
	var partners []facilities.PartnerID
	for _, s := range k.Statements {
		partners = append(partners, s.Partner)
	}
	common := map[string]string{"place": f.Name, "month": month}
	return tellPartners(ctx, tx, a, "statement_ready", string(k.Facility)+"/"+month, partners, func(p facilities.PartnerID) map[string]string {
		params := maps.Clone(common)
		params["path"] = "/facilities/" + string(k.Facility) + "/statements/" + month + "/" + string(p)
		return params
	})
}
