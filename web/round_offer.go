package web

import (
	"strconv"

	"marke/facilities"
	"marke/facilities/useroffice"
	"marke/web/form"
)

// offerView is the draft that a round offers: to those who asked with what they would get, to the managers with what they may do about it.
type offerView struct {
	Number   int
	RoundURL string
	Version  int64
	PlanURL  string
	Trade    string // where a trade is proposed
	Placed   []offeredLine
	Refused  []requestLine
	Own      bool     // the reader's partner asked for something
	Drafts   []option // drafts that the reader may offer
	Ends     bool     // the reader may end the offer
}

// offeredLine is one own placement in it.
type offeredLine struct {
	Title, Resource, When, URL string
	Trade                      string // where it is traded; empty for readers who may not
}

// offeredPlace is one request in the draft that is offered: where it lies, or why it has no place.
type offeredPlace struct {
	PlanURL string
	Placed  []string // in the order of its steps
	Reasons []string
	Trade   string // where its place, or one for it, is traded; empty for readers who may not
}

// offeredPlace says what the offered draft does with a request; nil when none is offered to the reader, and when the draft knows nothing of the request.
func (v *visit) offeredPlace(r useroffice.SeenRound, request useroffice.SeenRequest, cat *facilities.Catalogue) (*offeredPlace, error) {
	if r.Offered == 0 {
		return nil, nil
	}
	board, err := v.office.RoundBoard(v.ctx(), v.actor, v.now, r.ID, r.Offered)
	if err != nil {
		return nil, err
	}
	out := &offeredPlace{PlanURL: "/" + v.lang + "/rounds/" + string(r.ID) + "/plans/" + strconv.Itoa(r.Offered)}
	for step := range request.Steps {
		if p, placed := board.Plan.Placement(request.ID, step); placed {
			out.Placed = append(out.Placed, placeSays(v.texts, p, r.Facility, cat))
		}
	}
	refused := false
	for _, refusal := range board.Plan.Refused {
		if refusal.Request == request.ID {
			refused, out.Reasons = true, v.reasons(r.Round, refusal.Reasons, cat)
		}
	}
	if len(out.Placed) == 0 && !refused {
		return nil, nil
	}
	if v.tradesRequest(request) && (!refused || len(request.Steps) == 1) {
		out.Trade = withQuery("/"+v.lang+"/trades", "gives", placeValue(r.ID, request.ID, 0))
	}
	return out, nil
}

// addOffer fills in what a round's page says of an offered draft; nothing when none is offered and the reader could offer none.
func (v *visit) addOffer(view *roundView, cat *facilities.Catalogue) error {
	r := view.Round
	offer := &offerView{Number: r.Offered, RoundURL: "/" + v.lang + "/rounds/" + string(r.ID), Version: r.Version, Trade: "/" + v.lang + "/trades"}
	offer.PlanURL = offer.RoundURL + "/plans/" + strconv.Itoa(r.Offered)
	if r.Manages && r.State == facilities.RoundDraft {
		offer.Ends = r.Offered > 0
		for i := range view.Plans {
			if number := view.Plans[len(view.Plans)-1-i].Plan.Number; number != r.Offered {
				offer.Drafts = append(offer.Drafts, option{Value: strconv.Itoa(number), Text: v.texts.Say("web.plan.draft", "number", number)})
			}
		}
	}
	if r.Offered == 0 && len(offer.Drafts) == 0 {
		return nil
	}
	view.Offer = offer
	if r.Offered == 0 {
		return nil
	}
	board, err := v.office.RoundBoard(v.ctx(), v.actor, v.now, r.ID, r.Offered)
	if err != nil {
		return err
	}
	requests := map[facilities.RoundRequestID]useroffice.SeenRequest{}
	for _, request := range board.Requests {
		if v.ownRequest(request) {
			requests[request.ID], offer.Own = request, true
		}
	}
	for _, p := range board.Plan.Placements {
		if request, own := requests[p.Request]; own {
			resource, _ := cat.Resource(p.Resource)
			line := offeredLine{Title: request.Title, Resource: resource.Name, When: v.texts.Span(p.Use, view.Zone), URL: "/" + v.lang + "/requests/" + string(p.Request)}
			if v.tradesRequest(request) {
				line.Trade = withQuery(offer.Trade, "gives", placeValue(r.ID, p.Request, p.Step))
			}
			offer.Placed = append(offer.Placed, line)
		}
	}
	for _, refusal := range board.Plan.Refused {
		if request, own := requests[refusal.Request]; own {
			request.Refused = refusal.Reasons
			offer.Refused = append(offer.Refused, v.requestLine(r.Round, request, cat))
		}
	}
	return nil
}

// ownRequest reports that the reader's partner, or one that he speaks for, asks for it.
func (v *visit) ownRequest(r useroffice.SeenRequest) bool {
	return r.Partner == v.actor.Person.Partner || v.actor.Represents(r.Partner)
}

// tradesRequest reports that the reader may offer the place of a request in a draft: its person, and whoever speaks for its partner.
func (v *visit) tradesRequest(r useroffice.SeenRequest) bool {
	return v.actor.MayWrite() && (v.actor.Represents(r.Partner) || r.Person == v.actor.Person.ID && r.Partner == v.actor.Person.Partner)
}

// offerDraft shows a draft to the partners.
func (v *visit) offerDraft() error {
	return v.actOnRound("round_offered", func(id facilities.RoundID, f *form.Form) error {
		_, err := v.office.OfferDraft(v.ctx(), v.actor, v.now, id, f.Version(), int(f.Int("plan", 1, 1<<30)))
		return err
	})
}

// withdrawOffer ends that.
func (v *visit) withdrawOffer() error {
	return v.actOnRound("offer_withdrawn", func(id facilities.RoundID, f *form.Form) error {
		_, err := v.office.WithdrawOffer(v.ctx(), v.actor, v.now, id, f.Version())
		return err
	})
}
