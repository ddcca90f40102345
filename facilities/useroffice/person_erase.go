package useroffice

import (
	"context"
	"slices"
	"strings"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// erasedName stands where a name was, for readers of both languages.
const erasedName = "(verwijderd / erased)"

// ErasePerson forgets who somebody was, by an admin: name, address, password, sessions, tokens and the words of mails go, in the
// audit too; bookings and audit entries stay under the bare id. Coming bookings are cancelled, and the
// person no longer goes along with those of others.
func (o *Office) ErasePerson(ctx context.Context, actor facilities.Actor, now time.Time, person facilities.PersonID, reason string) error {
	a := act{actor, now, "erase_person"}
	var f faults
	if f.prose("body.reason", reason, ReasonMax); len(f) > 0 {
		return f.err()
	}
	if err := needAdmin(actor); err != nil {
		return err
	}
	admins, err := o.admins(ctx)
	if err != nil {
		return err
	}
	_, err = write(ctx, o, a, aPerson, func(ctx context.Context, tx *store.Tx) (facilities.Person, error) {
		was, err := tx.Person(ctx, person)
		if err != nil {
			return was, err
		}
		bookings, err := lockTheirs(ctx, tx, now, person, admins)
		if err != nil {
			return was, err
		}
		if was.System || was.State == facilities.PersonErased {
			return was, facilities.Errorf(facilities.Conflict, "person_state")
		}
		gone := was
		gone.State, gone.Roles = facilities.PersonErased, nil
		if err := guardLastAdmin(ctx, tx, was, gone); err != nil {
			return was, err
		}
		if err := leaveBookings(ctx, tx, a, person, bookings); err != nil {
			return was, err
		}
		if err := tx.ErasePerson(ctx, person, erasedName); err != nil {
			return was, err
		}
		// What was typed as the reason may name the person too.
		reason := strings.NewReplacer(was.Name, "…", was.Email, "…").Replace(reason)
		return gone, note(ctx, tx, actor, now, entry{verb: a.verb, kind: "person", subject: string(person), reason: reason})
	})
	o.feeds.forget()
	return err
}

// lockTheirs takes the rows of a person, of the admins, and of all that the person's coming bookings hold; it answers
// with those bookings and with what calendars still show.
func lockTheirs(ctx context.Context, tx *store.Tx, now time.Time, person facilities.PersonID, admins []facilities.PersonID) ([]facilities.Booking, error) {
	list := func() ([]facilities.Booking, error) {
		bookings, _, err := tx.Bookings(ctx, store.BookingFilter{Person: person, From: now.Add(-feedPast)})
		return bookings, err
	}
	bookings, err := list()
	if err != nil {
		return nil, err
	}
	locks := store.Locks{People: append(slices.Clone(admins), person)}
	for _, b := range bookings {
		locks.People = append(locks.People, involved(b)...)
		for _, c := range b.Claims {
			locks.Resources = append(locks.Resources, c.Resource)
		}
	}
	if err := tx.Lock(ctx, locks); err != nil {
		return nil, err
	}
	return list()
}

// leaveBookings cancels the coming bookings for a person, takes the person out of those of
// others, and makes calendars write the name anew where they show it.
func leaveBookings(ctx context.Context, tx *store.Tx, a act, person facilities.PersonID, bookings []facilities.Booking) error {
	for _, b := range bookings {
		_, open := b.State.Next(facilities.ActCancel)
		open = open && b.Use.End.After(a.now)
		var err error
		switch {
		case b.Person == person && open:
			_, err = step(ctx, tx, a, b, facilities.ActCancel, "", nil)
		case b.With(person) && open:
			was := b
			b.Updated, b.Companions = a.now, slices.Clone(b.Companions)
			for i := range b.Companions {
				if b.Companions[i].Person == person {
					b.Companions[i].Withdrawn = true
				}
			}
			_, err = atRisk(ctx, tx, a, was, b, "")
		default:
			err = tx.RecordChange(ctx, b, a.verb)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
