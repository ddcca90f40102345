package useroffice

import (
	"errors"
	"maps"
	"slices"
	"strings"

	"marke/facilities"
)

// tradeWords knows what the ledger of hours, which goes by ids, refuses of a trade by.
type tradeWords struct {
	catalogue *facilities.Catalogue
	// gives and takes are where the verb is told what the two sides give.
	gives, takes string
	// places are the resources of what they give, by the ledger's ids of it.
	places map[string]facilities.ResourceID
}

// of puts a refusal of the ledger where the verb was given what is wrong, and names the partners and the places in it.
func (w tradeWords) of(err error) error {
	var e *facilities.Error
	if !errors.As(err, &e) || e.Code != facilities.Invalid {
		return err
	}
	named := *e
	named.Fields = slices.Clone(e.Fields)
	for i := range named.Fields {
		f := &named.Fields[i]
		f.Location, f.Params = w.location(f.Location), maps.Clone(f.Params)
		if id, ok := f.Params["partner"].(string); ok {
			if p, known := w.catalogue.Partner(facilities.PartnerID(id)); known {
				f.Params["partner"] = p.Name
			}
		}
		if id, ok := f.Params["row"].(string); ok {
			if r, known := w.catalogue.Resource(w.places[id]); known {
				f.Params["row"] = r.Name
			}
		}
	}
	return &named
}

// location is the place in the verb's input of one in the ledger's.
func (w tradeWords) location(at string) string {
	side, what, _ := strings.Cut(at, ".")
	switch {
	case side == "partner":
		return "body.to"
	case what == "hours":
		return "body.minutes"
	case side == "one":
		return w.gives
	}
	return w.takes
}
