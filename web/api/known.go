package api

import (
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"marke/facilities"
)

// nouns say, by the first part of a path or by all of it, whether the asker may know of the thing that its id names: nil, or NotFound. A noun that is not
// here has no path with an id.
var nouns = map[string]func(c *call, id string) error{
	"bookings": func(c *call, id string) error {
		_, err := c.office.Booking(c, c.actor, c.now, facilities.BookingID(id))
		return err
	},
	"downtimes": func(c *call, id string) error {
		_, err := c.office.Downtime(c, c.actor, c.now, facilities.DowntimeID(id))
		return err
	},
	"facilities": func(c *call, id string) error {
		catalogue, err := c.catalogue()
		if err != nil {
			return err
		}
		return there(slices.ContainsFunc(catalogue.Facilities, func(f facilities.Facility) bool { return string(f.ID) == id }))
	},
	"facilities/{id}/close": func(c *call, id string) error { // the books, which are for fewer than the facility
		_, err := c.office.MonthStatus(c, c.actor, c.now, facilities.FacilityID(id))
		return err
	},
	"feeds": func(c *call, id string) error {
		feeds, err := c.office.Feeds(c, c.actor, c.now)
		return ownToken(feeds, id, err)
	},
	"objections": func(c *call, id string) error {
		_, err := c.office.Objection(c, c.actor, c.now, facilities.ObjectionID(id))
		return err
	},
	"partners": func(c *call, id string) error {
		catalogue, err := c.catalogue()
		if err != nil {
			return err
		}
		return there(slices.ContainsFunc(catalogue.Partners, func(p facilities.Partner) bool { return string(p.ID) == id }))
	},
	"partners/{id}/project-shares": func(c *call, id string) error { // for the partner's own people
		_, err := c.office.ProjectShares(c, c.actor, c.now, facilities.PartnerID(id))
		return err
	},
	"qualifications": func(c *call, id string) error {
		_, err := c.office.Qualification(c, c.actor, c.now, facilities.QualificationID(id))
		return err
	},
	"replans": func(c *call, id string) error {
		_, err := c.office.Replan(c, c.actor, c.now, facilities.ReplanID(id))
		return err
	},
	"requests": func(c *call, id string) error {
		_, err := c.office.RoundRequest(c, c.actor, c.now, facilities.RoundRequestID(id))
		return err
	},
	"resources": func(c *call, id string) error {
		_, err := c.resource(id)
		return err
	},
	"rounds": func(c *call, id string) error {
		_, err := c.office.Round(c, c.actor, c.now, facilities.RoundID(id))
		return err
	},
	"tokens": func(c *call, id string) error {
		tokens, err := c.office.Tokens(c, c.actor, c.now)
		return ownToken(tokens, id, err)
	},
	"trades": func(c *call, id string) error {
		_, err := c.office.Trade(c, c.actor, c.now, facilities.TradeID(id))
		return err
	},
}

func there(known bool) error {
	if !known {
		return facilities.Missing()
	}
	return nil
}

func ownToken(tokens []facilities.Token, id string, err error) error {
	if err != nil {
		return err
	}
	return there(slices.ContainsFunc(tokens, func(t facilities.Token) bool { return string(t.ID) == id }))
}

// unknown is NotFound when a path names a thing of which the asker may not know. It is asked when something else is wrong with a request, for
// what is wrong with a request about nothing is that it is about nothing.
func (c *call) unknown(op *huma.Operation) error {
	path := strings.TrimPrefix(op.Path, "/")
	noun, rest, _ := strings.Cut(path, "/")
	if !strings.HasPrefix(rest, "{id}") {
		return nil
	}
	knows, has := nouns[path]
	if !has {
		knows = nouns[noun]
	}
	if err := knows(c, c.gin.Param("id")); facilities.CodeOf(err) == facilities.NotFound {
		return err
	}
	return nil
}
