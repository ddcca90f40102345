package api

import (
	"strconv"
	"time"

	"marke/facilities"
)

func offerDraft(c *call, in *publishInput) (*roundAnswer, error) {
	r, err := c.office.OfferDraft(c, c.actor, c.now, facilities.RoundID(in.ID), c.version, in.Body.Plan)
	if err != nil {
		return nil, err
	}
	return c.round(r.ID)
}

func withdrawOffer(c *call, in *roundActionInput) (*roundAnswer, error) {
	r, err := c.office.WithdrawOffer(c, c.actor, c.now, facilities.RoundID(in.ID), c.version)
	if err != nil {
		return nil, err
	}
	return c.round(r.ID)
}

// OfferedPlace is a place of another partner in the draft that a round offers.
type OfferedPlace struct {
	Partner  string    `json:"partner" doc:"api.doc.offered_partner"`
	Resource string    `json:"resource" doc:"api.doc.resource"`
	Start    time.Time `json:"start" doc:"api.doc.start"`
	End      time.Time `json:"end" doc:"api.doc.end"`
}

type offeredInput struct {
	ByID
	Page
}

func listOfferedPlaces(c *call, in *offeredInput) (*listed[OfferedPlace], error) {
	found, err := c.office.OfferedPlaces(c, c.actor, c.now, facilities.RoundID(in.ID))
	if err != nil {
		return nil, err
	}
	numbers := make([]int, len(found)) // places have no id, and two may look alike
	for n := range numbers {
		numbers[n] = n
	}
	shown, next, err := page("offered", numbers, strconv.Itoa, in.Page)
	var items []OfferedPlace
	for _, n := range shown {
		p := found[n]
		items = append(items, OfferedPlace{string(p.Partner), string(p.Resource), p.Use.Start.UTC(), p.Use.End.UTC()})
	}
	return list(items, next), err
}
