package useroffice

import (
	"context"
	"strconv"
	"strings"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// GuestRequest is somebody from outside the consortium who asks to book at a facility.
type GuestRequest struct {
	Name         string
	Email        string
	Organisation string
	Facility     facilities.FacilityID
	Why          string
	Language     string
}

// AccessRequest is a GuestRequest that waits for a manager.
type AccessRequest struct {
	Person       facilities.Person // state asked
	Organisation string
	Facility     facilities.FacilityID
	Why          string
	Asked        time.Time
}

// asksFrom is how many guests can ask from one address within loginWindow.
const asksFrom = 5

// AskAccess records a guest's request and tells the facility's managers. The answer is the
// same when the address already has an account; TooMany when from asks too often.
func (o *Office) AskAccess(ctx context.Context, now time.Time, r GuestRequest, from string) error {
	r.Email = plainEmail(r.Email)
	if r.Language == "" {
		r.Language = "nl"
	}
	return o.store.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		catalogue, err := tx.Catalogue(ctx)
		if err != nil {
			return err
		}
		if err := checkGuest(r, catalogue).err(); err != nil {
			return err
		}
		if err := countAttempt(ctx, tx, now, loginWindow, attempts{attemptKey("access", from), asksFrom, true}); err != nil {
			return err
		}
		p, err := askingPerson(ctx, tx, now, r)
		if err != nil || p.ID == "" {
			return err
		}
		request := store.AccessRequest{Person: p.ID, Facility: r.Facility, Organisation: r.Organisation, Why: r.Why, Asked: now}
		if err := tx.SaveAccessRequest(ctx, request); err != nil {
			return err
		}
		self := facilities.Actor{Person: p, Via: "web"}
		if err := note(ctx, tx, self, now, entry{verb: "ask_access", kind: "person", subject: string(p.ID), after: request}); err != nil {
			return err
		}
		params := map[string]string{"person": r.Name, "organisation": r.Organisation, "reason": r.Why, "facility": string(r.Facility)}
		return tellManagers(ctx, tx, act{self, now, "ask_access"}, r.Facility, facilities.Mail{Kind: "access_asked", Params: params,
			Key: "access_asked/" + string(p.ID) + "/" + strconv.FormatInt(p.Version, 10)})
	})
}

func checkGuest(r GuestRequest, catalogue *facilities.Catalogue) faults {
	var wrong faults
	wrong.line("body.name", r.Name)
	wrong.email("body.email", r.Email)
	wrong.line("body.organisation", r.Organisation)
	wrong.check(strings.TrimSpace(r.Why) != "", "body.why", "required")
	wrong.prose("body.why", r.Why, ReasonMax)
	wrong.language("body.language", r.Language)
	f, known := catalogue.Facility(r.Facility)
	wrong.check(known && !f.Archived, "body.facility", "facility")
	return wrong
}

// askingPerson adds the person who asks, or asks anew for one who was refused before. No id means that the
// address is in use and nothing is to be done.
func askingPerson(ctx context.Context, tx *store.Tx, now time.Time, r GuestRequest) (facilities.Person, error) {
	p, err := tx.PersonByEmail(ctx, r.Email)
	switch {
	case facilities.CodeOf(err) == facilities.NotFound:
		p = facilities.Person{Name: r.Name, Email: r.Email, Language: r.Language, State: facilities.PersonAsked, Created: now}
		if p.ID, err = freePersonID(ctx, tx, p); err != nil {
			return p, err
		}
		return tx.SavePerson(ctx, p)
	case err != nil:
		return p, err
	}
	earlier, err := tx.AccessRequest(ctx, p.ID)
	if facilities.CodeOf(err) == facilities.NotFound {
		return facilities.Person{}, nil
	}
	if err != nil || earlier.Admitted || p.State != facilities.PersonBlocked {
		return facilities.Person{}, err
	}
	p.State = facilities.PersonAsked
	return tx.SavePerson(ctx, p)
}

// tellManagers puts a mail to each manager of a facility but the one who acts in the outbox, or to
// the admins when it has none. The mail's key is made unique for each of them.
func tellManagers(ctx context.Context, tx *store.Tx, a act, facility facilities.FacilityID, m facilities.Mail) error {
	people, err := managers(ctx, tx, facility)
	if err == nil && len(people) == 0 {
		people, err = activeAdmins(ctx, tx)
	}
	if err != nil {
		return err
	}
	for _, id := range others(a, people) {
		each := m
		each.Person, each.Key, each.Created, each.Due = id, m.Key+"/"+string(id), a.now, a.now
		if err := tx.AddMail(ctx, each); err != nil {
			return err
		}
	}
	return nil
}

// AccessRequests lists the requests that the actor may decide on, oldest first.
func (o *Office) AccessRequests(ctx context.Context, actor facilities.Actor, now time.Time) ([]AccessRequest, error) {
	if err := needLogin(actor); err != nil {
		return nil, err
	}
	var out []AccessRequest
	err := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		out = nil
		open, err := tx.AccessRequests(ctx, "")
		if err != nil {
			return err
		}
		for _, r := range open {
			if !actor.Manages(r.Facility) {
				continue
			}
			p, err := tx.Person(ctx, r.Person)
			if err != nil {
				return err
			}
			out = append(out, AccessRequest{p, r.Organisation, r.Facility, r.Why, r.Asked})
		}
		return nil
	})
	return out, err
}

// Admit gives a guest an account under a guest organisation and mails the link to choose a password.
// version 0 does not compare.
func (o *Office) Admit(ctx context.Context, actor facilities.Actor, now time.Time, person facilities.PersonID, version int64, reason string) (facilities.Person, error) {
	return o.decideAccess(ctx, actor, now, person, version, reason, true)
}

// Refuse turns a guest's request down, with a reason that the guest reads. The person stays
// blocked, and can ask again.
func (o *Office) Refuse(ctx context.Context, actor facilities.Actor, now time.Time, person facilities.PersonID, version int64, reason string) error {
	_, err := o.decideAccess(ctx, actor, now, person, version, reason, false)
	return err
}

func (o *Office) decideAccess(ctx context.Context, actor facilities.Actor, now time.Time, person facilities.PersonID, version int64, reason string, admit bool) (facilities.Person, error) {
	verb := "refuse_access"
	if admit {
		verb = "admit"
	}
	return write(ctx, o, act{actor, now, verb}, aPerson, func(ctx context.Context, tx *store.Tx) (facilities.Person, error) {
		if err := tx.Lock(ctx, store.Locks{People: []facilities.PersonID{person}}); err != nil {
			return facilities.Person{}, err
		}
		request, err := tx.AccessRequest(ctx, person)
		if err != nil {
			return facilities.Person{}, err
		}
		if !actor.Manages(request.Facility) {
			return facilities.Person{}, facilities.Missing()
		}
		was, err := tx.Person(ctx, person)
		if err != nil {
			return was, err
		}
		if version != 0 && version != was.Version || was.State != facilities.PersonAsked {
			return was, stale()
		}
		p := was
		if admit {
			p.State = facilities.PersonInvited
			if p.Partner, err = guestOrganisation(ctx, tx, actor, now, request.Organisation); err != nil {
				return was, err
			}
		} else {
			p.State = facilities.PersonBlocked
		}
		if p, err = tx.SavePerson(ctx, p); err != nil {
			return was, err
		}
		request.Decided, request.DecidedBy, request.Admitted = now, actor.Person.ID, admit
		if err := tx.SaveAccessRequest(ctx, request); err != nil {
			return was, err
		}
		if err := note(ctx, tx, actor, now, entry{verb, "person", string(p.ID), was, p, reason}); err != nil {
			return was, err
		}
		return p, o.tellGuest(ctx, tx, now, p, request, reason)
	})
}

// tellGuest mails what was decided; with the link to choose a password if that is good.
func (o *Office) tellGuest(ctx context.Context, tx *store.Tx, now time.Time, p facilities.Person, r store.AccessRequest, reason string) error {
	m := facilities.Mail{Kind: "access_refused", Params: map[string]string{"facility": string(r.Facility)}}
	if r.Admitted {
		m.Kind = "access_admitted"
	}
	if reason != "" {
		m.Params["reason"] = reason
	}
	m.Key = m.Kind + "/" + string(p.ID) + "/" + strconv.FormatInt(p.Version, 10)
	if r.Admitted {
		return mailLink(ctx, tx, now, facilities.TokenInvite, p, m)
	}
	m.Person, m.Created, m.Due = p.ID, now, now
	return tx.AddMail(ctx, m)
}

// guestOrganisation finds the guest organisation of a name or adds it.
func guestOrganisation(ctx context.Context, tx *store.Tx, actor facilities.Actor, now time.Time, name string) (facilities.PartnerID, error) {
	catalogue, err := tx.Catalogue(ctx)
	if err != nil {
		return "", err
	}
	base := facilities.PartnerID("guest-" + slug(name))
	id := base
	for n := 2; ; n++ {
		other, taken := catalogue.Partner(id)
		if taken && other.Guest && !other.Archived && strings.EqualFold(other.Name, name) {
			return id, nil
		}
		if !taken {
			break
		}
		id = base + facilities.PartnerID("-"+strconv.Itoa(n))
	}
	p, err := tx.SavePartner(ctx, facilities.Partner{ID: id, Name: name, Kind: facilities.SME, Guest: true})
	if err != nil {
		return "", err
	}
	return p.ID, note(ctx, tx, actor, now, entry{verb: "save_partner", kind: "partner", subject: string(p.ID), after: p})
}
