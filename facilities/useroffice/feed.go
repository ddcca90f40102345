package useroffice

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// FeedAnswer is a calendar subscription's answer. Body and Gzip are called only when
// the reader does not have this ETag yet. ETag comes with its quotes.
type FeedAnswer struct {
	ETag     string
	Modified time.Time              // to the second
	Body     func() ([]byte, error) // not to be changed: it is shared
	Gzip     func() ([]byte, error) // the same, compressed
}

// feedPast is how far a subscription reaches back; ahead it shows all.
const feedPast = 365 * oneDay

// Feed answers for the secret of a subscription, with the rights that its owner has now; NotFound when
// the subscription is unknown or revoked or the owner lost the right.
//
// The ETag changes with the bookings shown, with the catalogue, with the owner's rights and language, and
// with the UTC day, on which what is past or called off leaves the calendar. A new name of a person
// shows on the next day at the latest.
func (o *Office) Feed(ctx context.Context, now time.Time, secret string) (FeedAnswer, error) {
	var f feed
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		token, err := tx.TokenByHash(ctx, secretHash(secret))
		if err == nil && (token.Kind != facilities.TokenFeed || !stands(token, now)) {
			err = facilities.Missing()
		}
		if err != nil {
			return err
		}
		f, err = openFeed(ctx, tx, now, token)
		return err
	})
	if err != nil {
		return FeedAnswer{}, err
	}
	if err := o.markUsed(ctx, now, f.token); err != nil {
		return FeedAnswer{}, err
	}
	return FeedAnswer{ETag: f.etag, Modified: f.modified,
		Body: func() ([]byte, error) {
			w, err := o.written(ctx, f)
			return w.plain, err
		},
		Gzip: func() ([]byte, error) {
			w, err := o.written(ctx, f)
			if err != nil {
				return nil, err
			}
			return w.gzip()
		},
	}, nil
}

// feed is a subscription as it stands at a moment.
type feed struct {
	token     facilities.Token
	owner     facilities.Actor
	catalogue *facilities.Catalogue
	subject   feedSubject
	day       time.Time // midnight UTC
	etag      string
	modified  time.Time
}

func openFeed(ctx context.Context, tx *store.Tx, now time.Time, token facilities.Token) (feed, error) {
	f := feed{token: token, day: now.UTC().Truncate(oneDay)}
	person, err := tx.Person(ctx, token.Person)
	if err != nil {
		return f, err
	}
	if person.State != facilities.PersonActive || person.System {
		return f, facilities.Missing()
	}
	if f.owner, err = actorFor(ctx, tx, person, "feed"); err != nil {
		return f, err
	}
	if f.catalogue, err = tx.Catalogue(ctx); err != nil {
		return f, err
	}
	if f.subject, err = feedSubjectOf(f.owner, token.Feed, f.catalogue); err != nil {
		return f, err
	}
	return f, f.stamp(ctx, tx)
}

// stamp sets what tells one state of the calendar from the next.
func (f *feed) stamp(ctx context.Context, tx *store.Tx) error {
	count, latest, err := tx.Counter(ctx, f.subject.scopes...)
	if err != nil {
		return err
	}
	p := f.owner.Person
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %s %d %d %d %s %s %d", f.token.Feed.Kind, f.token.Feed.ID, count, latest.UnixNano(),
		f.catalogue.Version, f.day.Format(time.DateOnly), p.ID, p.Version))
	f.etag = `"` + base64.RawURLEncoding.EncodeToString(sum[:16]) + `"`
	f.modified = f.day
	if latest.After(f.modified) {
		f.modified = latest.UTC().Truncate(time.Second)
	}
	return nil
}

// feedSubject is what a subscription shows: the counters that follow it, the
// bookings, its zone, and the key and name of its title.
type feedSubject struct {
	scopes []store.Scope
	filter store.BookingFilter
	zone   string
	title  string
	name   string
}

// feedZone is the zone of calendars that belong to no facility. It only tells
// readers how to show them; the instants are the same in every zone.
const feedZone = "Europe/Amsterdam"

// feedSubjectOf decides whether a person may follow a thing: the own bookings always, a partner for its people and
// representatives, facilities and resources for everybody who is known. NotFound otherwise.
func feedSubjectOf(actor facilities.Actor, of facilities.FeedOf, c *facilities.Catalogue) (feedSubject, error) {
	s := feedSubject{zone: feedZone, title: "feed.title." + string(of.Kind)}
	switch of.Kind {
	case facilities.FeedMine:
		s.scopes = []store.Scope{{Kind: "person", ID: string(actor.Person.ID)}}
		s.filter.Person = actor.Person.ID
		return s, nil
	case facilities.FeedPartner:
		p, known := c.Partner(facilities.PartnerID(of.ID))
		if known && (p.ID == actor.Person.Partner || actor.Represents(p.ID)) {
			s.scopes, s.name = []store.Scope{{Kind: "partner", ID: of.ID}}, p.Name
			s.filter.Partner = p.ID
			return s, nil
		}
	case facilities.FeedFacility:
		f, known := c.Facility(facilities.FacilityID(of.ID))
		if known && !f.Archived {
			s.zone, s.name, s.filter.Facility = f.Zone, f.Name, f.ID
			for _, r := range c.Resources {
				if r.Facility == f.ID {
					s.scopes = append(s.scopes, store.Scope{Kind: "resource", ID: string(r.ID)})
				}
			}
			return s, nil
		}
	case facilities.FeedResource:
		r, known := c.Resource(facilities.ResourceID(of.ID))
		if known && !r.Archived {
			f, _ := c.Facility(r.Facility)
			s.zone, s.name, s.filter.Resources = f.Zone, r.Name, []facilities.ResourceID{r.ID}
			s.scopes = []store.Scope{{Kind: "resource", ID: of.ID}}
			return s, nil
		}
	}
	return s, facilities.Missing()
}
