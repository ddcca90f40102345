package useroffice

import (
	"context"
	"slices"
	"strconv"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// QualificationQuery asks for one person's qualifications or for one resource's.
type QualificationQuery struct {
	Person   facilities.PersonID
	Resource facilities.ResourceID
}

// Grant qualifies a person on a resource: by a trainer or manager of its facility. An
// empty ID makes a new qualification; with one and its version the term or level of one that stands is changed. A
// zero From means now.
func (o *Office) Grant(ctx context.Context, actor facilities.Actor, now time.Time, q facilities.Qualification) (facilities.Qualification, error) {
	a := act{actor, now, "grant"}
	return write(ctx, o, a, aQualification, func(ctx context.Context, tx *store.Tx) (facilities.Qualification, error) {
		r, person, err := trained(ctx, tx, actor, q.Resource, q.Person)
		if err != nil {
			return q, err
		}
		if err := lockFacility(ctx, tx, r.Facility, person.ID); err != nil {
			return q, err
		}
		granted, was, err := grantedOf(ctx, tx, actor, now, q)
		if err != nil {
			return q, err
		}
		bookings, err := theirs(ctx, tx, now, r, person.ID)
		if err != nil {
			return q, err
		}
		_, err = endanger(ctx, tx, a, bookings, q.Reason, func() error {
			if granted, err = tx.SaveQualification(ctx, granted); err != nil {
				return err
			}
			return note(ctx, tx, actor, now, entry{a.verb, "qualification", string(granted.ID), was, granted, q.Reason})
		})
		if err != nil {
			return q, err
		}
		return granted, tellQualification(ctx, tx, a, "qualification_granted", granted, q.Reason)
	})
}

// trained finds the resource and the person of a qualification that the actor may grant or revoke.
func trained(ctx context.Context, tx *store.Tx, actor facilities.Actor, resource facilities.ResourceID, person facilities.PersonID) (facilities.Resource, facilities.Person, error) {
	c, err := tx.Catalogue(ctx)
	if err != nil {
		return facilities.Resource{}, facilities.Person{}, err
	}
	r, known := c.Resource(resource)
	if !known {
		return r, facilities.Person{}, facilities.BadField("body.resource", "unknown_resource", "id", shown(string(resource)))
	}
	if !actor.Trains(r.Facility) {
		return r, facilities.Person{}, forbidden()
	}
	p, err := tx.Person(ctx, person)
	if facilities.CodeOf(err) == facilities.NotFound || err == nil && (p.System || p.State == facilities.PersonErased) {
		return r, p, facilities.BadField("body.person", "unknown_person", "id", shown(string(person)))
	}
	return r, p, err
}

// grantedOf is the qualification to be stored, and what it was before (nil: nothing).
func grantedOf(ctx context.Context, tx *store.Tx, actor facilities.Actor, now time.Time, q facilities.Qualification) (facilities.Qualification, any, error) {
	var wrong faults
	oneOf(&wrong, "body.level", q.Level, facilities.LevelBasic, facilities.LevelExpert, facilities.LevelTrainer)
	wrong.prose("body.reason", q.Reason, ReasonMax)
	if q.From.IsZero() {
		q.From = now.UTC().Truncate(time.Minute)
	}
	wrong.check(q.Until.IsZero() || q.From.Before(q.Until), "body.until", "end_before_start")
	wrong.check(q.Until.IsZero() || q.Until.After(now), "body.until", "in_past")
	if err := wrong.err(); err != nil {
		return q, nil, err
	}
	q.Granter, q.Revoked = actor.Person.ID, time.Time{}
	if q.ID == "" {
		q.ID, q.Version = facilities.QualificationID(facilities.NewID(now)), 0
		return q, nil, nil
	}
	was, err := tx.Qualification(ctx, q.ID)
	if err == nil && (was.Person != q.Person || was.Resource != q.Resource || !was.Revoked.IsZero()) {
		err = facilities.Missing()
	}
	if err == nil && q.Version != 0 && q.Version != was.Version {
		err = stale()
	}
	q.Version = was.Version
	return q, was, err
}

// Revoke ends a qualification now. The person's coming bookings that needed it stay, are
// marked at risk and named in the answer.
func (o *Office) Revoke(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.QualificationID, version int64, reason string) ([]facilities.HitBooking, error) {
	a := act{actor, now, "revoke"}
	revoked, err := write(ctx, o, a, hitting(aQualification), func(ctx context.Context, tx *store.Tx) (out withHits[facilities.Qualification], err error) {
		was, r, err := trainedQualification(ctx, tx, actor, id)
		if err != nil {
			return out, err
		}
		var f faults
		if f.prose("body.reason", reason, ReasonMax); len(f) > 0 {
			return out, f.err()
		}
		if err := lockFacility(ctx, tx, r.Facility, was.Person); err != nil {
			return out, err
		}
		if was, err = tx.Qualification(ctx, id); err != nil {
			return out, err
		}
		if version != 0 && version != was.Version {
			return out, stale()
		}
		if !was.Revoked.IsZero() {
			return out, facilities.Errorf(facilities.Conflict, "revoked_before")
		}
		bookings, err := theirs(ctx, tx, now, r, was.Person)
		if err != nil {
			return out, err
		}
		hit, err := endanger(ctx, tx, a, bookings, reason, func() error {
			q := was
			q.Revoked, q.Reason = now.UTC(), reason
			if out.noun, err = tx.SaveQualification(ctx, q); err != nil {
				return err
			}
			return note(ctx, tx, actor, now, entry{a.verb, "qualification", string(id), was, out.noun, reason})
		})
		if err != nil {
			return out, err
		}
		out.hits = unanswered(hit)
		return out, tellQualification(ctx, tx, a, "qualification_revoked", out.noun, reason)
	})
	return hitsShown(actor, revoked.hits), err
}

// theirs lists the coming bookings on a resource for or with a person, or run by an operator who is that person.
func theirs(ctx context.Context, tx *store.Tx, now time.Time, r facilities.Resource, person facilities.PersonID) ([]facilities.Booking, error) {
	c, err := tx.Catalogue(ctx)
	if err != nil {
		return nil, err
	}
	bookings, err := coming(ctx, tx, now, []facilities.ResourceID{r.ID})
	return slices.DeleteFunc(bookings, func(b facilities.Booking) bool {
		if b.Person == person || b.With(person) {
			return false
		}
		return !slices.ContainsFunc(b.Claims, func(claim facilities.Claim) bool {
			operator, _ := c.Resource(claim.Resource)
			return operator.Person == person
		})
	}), err
}

func tellQualification(ctx context.Context, tx *store.Tx, a act, kind string, q facilities.Qualification, reason string) error {
	m := facilities.Mail{Kind: kind, Person: q.Person, Key: kind + "/" + string(q.ID) + "/" + strconv.FormatInt(q.Version, 10),
		Params: map[string]string{"resource": string(q.Resource)}, Created: a.now, Due: a.now}
	if reason != "" {
		m.Params["reason"] = reason
	}
	return tx.AddMail(ctx, m)
}

// trainedQualification finds a qualification with its resource for those who train its users; others know of none.
func trainedQualification(ctx context.Context, tx *store.Tx, actor facilities.Actor, id facilities.QualificationID) (facilities.Qualification, facilities.Resource, error) {
	q, err := tx.Qualification(ctx, id)
	if err != nil {
		return q, facilities.Resource{}, err
	}
	c, err := tx.Catalogue(ctx)
	if err != nil {
		return q, facilities.Resource{}, err
	}
	r, _ := c.Resource(q.Resource)
	if !actor.Trains(r.Facility) {
		return facilities.Qualification{}, facilities.Resource{}, facilities.Missing()
	}
	return q, r, nil
}

// Qualification finds a qualification, for trainers and managers of its resource.
func (o *Office) Qualification(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.QualificationID) (facilities.Qualification, error) {
	if err := needLogin(actor); err != nil {
		return facilities.Qualification{}, err
	}
	var found facilities.Qualification
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		found, _, err = trainedQualification(ctx, tx, actor, id)
		return err
	})
	return found, err
}

// Qualifications lists a person's (own, or of somebody the actor may know) or a resource's (for its trainers and
// managers), revoked and expired ones too, newest first.
func (o *Office) Qualifications(ctx context.Context, actor facilities.Actor, now time.Time, q QualificationQuery) ([]facilities.Qualification, error) {
	if err := needLogin(actor); err != nil {
		return nil, err
	}
	if (q.Person == "") == (q.Resource == "") {
		return nil, facilities.BadField("query.person", "person_or_resource")
	}
	var list []facilities.Qualification
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		var err error
		if q.Person != "" {
			if _, err := knownPerson(ctx, tx, actor, q.Person); err != nil {
				return err
			}
			list, err = tx.Qualifications(ctx, q.Person)
			return err
		}
		c, err := tx.Catalogue(ctx)
		if err != nil {
			return err
		}
		r, known := c.Resource(q.Resource)
		if !known {
			return facilities.Missing()
		}
		if !actor.Trains(r.Facility) {
			return forbidden()
		}
		list, err = tx.QualificationsOf(ctx, r.ID)
		return err
	})
	slices.SortFunc(list, func(a, b facilities.Qualification) int { return b.From.Compare(a.From) })
	return list, err
}
