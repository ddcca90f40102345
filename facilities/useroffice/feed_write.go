package useroffice

import (
	"bytes"
	"compress/gzip"
	"context"
	"sync"
	"time"

	"marke/facilities"
	"marke/facilities/calendar"
	"marke/facilities/store"
	"marke/facilities/texts"
)

// feedRefresh is how often calendars are asked to look again.
const feedRefresh = 15 * time.Minute

// writtenFeed is a calendar's bytes, as they are and compressed. They are compressed once,
// when somebody first asks.
type writtenFeed struct {
	plain []byte
	gzip  func() ([]byte, error)
}

// feedCache keeps what was written, so that a calendar that did not change costs
// nothing, and one in which little changed only what did.
type feedCache struct {
	bodies *cache[string, writtenFeed] // by ETag
	events *cache[feedRow, calendar.Fragment]
}

// Bounds of the cache, in bytes.
const (
	feedBodiesMax = 64 << 20
	feedEventsMax = 64 << 20
)

func newFeedCache() *feedCache {
	return &feedCache{newCache[string, writtenFeed](feedBodiesMax), newCache[feedRow, calendar.Fragment](feedEventsMax)}
}

// forget lets go of everything, and of every name that is in it.
func (f *feedCache) forget() {
	f.bodies.clear()
	f.events.clear()
}

// written gives a calendar's bytes.
func (o *Office) written(ctx context.Context, f feed) (writtenFeed, error) {
	if w, ok := o.feeds.bodies.get(f.etag); ok {
		return w, nil
	}
	var fragments []calendar.Fragment
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		// The calendar may have changed since its ETag was made. Then these bytes are kept under
		// the new one; a reader who gets them with the old one will come again.
		if err := f.stamp(ctx, tx); err != nil {
			return err
		}
		var err error
		fragments, err = o.fragments(ctx, tx, f)
		return err
	})
	if err != nil {
		return writtenFeed{}, err
	}
	t := texts.For(f.owner.Person.Language)
	plain, err := calendar.Assemble(calendar.Feed{Name: t.Say(f.subject.title, "name", f.subject.name), Zone: f.subject.zone, Refresh: feedRefresh}, fragments)
	if err != nil {
		return writtenFeed{}, err
	}
	w := writtenFeed{plain, sync.OnceValues(func() ([]byte, error) { return compress(plain) })}
	o.feeds.bodies.put(f.etag, w, len(plain)+len(plain)/packing)
	return w, nil
}

// packing is how much smaller a calendar is compressed, at the least; the cache counts with it.
const packing = 4

func compress(plain []byte) ([]byte, error) {
	var packed bytes.Buffer
	writer, err := gzip.NewWriterLevel(&packed, gzip.BestSpeed)
	if err != nil {
		return nil, err
	}
	if _, err := writer.Write(plain); err != nil {
		return nil, err
	}
	if err := writer.Close(); err != nil {
		return nil, err
	}
	return bytes.Clone(packed.Bytes()), nil
}

// fragments reads the bookings of a calendar and makes events of those that are not in the cache.
func (o *Office) fragments(ctx context.Context, tx *store.Tx, f feed) ([]calendar.Fragment, error) {
	filter := f.subject.filter
	filter.From, filter.Ascending = f.day.Add(-feedPast), true
	bookings, _, err := tx.Bookings(ctx, filter)
	if err != nil {
		return nil, err
	}
	people, projects, err := feedNames(ctx, tx, f, bookings)
	if err != nil {
		return nil, err
	}
	fragments := make([]calendar.Fragment, 0, len(bookings))
	for _, b := range bookings {
		row := feedRow{booking: b.ID, version: b.Version, sight: f.owner.Sees(b), lang: f.owner.Person.Language,
			zone: f.subject.zone, origin: o.origin, settings: f.catalogue.Version}
		if !feedShows(b, row.sight, f.day) {
			continue
		}
		if row.sight == facilities.SeeAll {
			row.person, row.project = people[b.Person].Name, projects[b.Project]
		}
		fragment, ok := o.feeds.events.get(row)
		if !ok {
			if fragment, err = calendar.EncodeEvent(feedEvent(b, row, f.catalogue), f.subject.zone); err != nil {
				return nil, err
			}
			o.feeds.events.put(row, fragment, fragment.Size())
		}
		fragments = append(fragments, fragment)
	}
	return fragments, nil
}

// feedNames finds the names of the people and projects in the bookings.
func feedNames(ctx context.Context, tx *store.Tx, f feed, bookings []facilities.Booking) (map[facilities.PersonID]facilities.Person, map[facilities.ProjectID]string, error) {
	seen := map[facilities.PersonID]bool{}
	var ids []facilities.PersonID
	for _, b := range bookings {
		if !seen[b.Person] && f.owner.Sees(b) == facilities.SeeAll {
			seen[b.Person] = true
			ids = append(ids, b.Person)
		}
	}
	people, err := tx.PeopleByID(ctx, ids)
	if err != nil {
		return nil, nil, err
	}
	all, err := tx.Projects(ctx, store.ProjectFilter{Archived: true})
	projects := make(map[facilities.ProjectID]string, len(all))
	for _, p := range all {
		projects[p.ID] = p.Name
	}
	return people, projects, err
}
