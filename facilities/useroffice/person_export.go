package useroffice

import (
	"context"
	"encoding/json"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// personExport is all that is kept about one person. Passwords and secrets are kept as hashes only and are not in it.
type personExport struct {
	Exported       time.Time
	Person         facilities.Person
	Partner        facilities.Partner
	Qualifications []facilities.Qualification
	Suspensions    []facilities.Suspension
	Bookings       []facilities.Booking      // for, by or with the person, latest first
	Requests       []facilities.RoundRequest // in allocation rounds, for the person
	VainWishes     []facilities.VainWish     // bookings that were refused at once
	Projects       []facilities.Project      // that the person leads
	Tokens         []facilities.Token
	AccessRequest  *store.AccessRequest
	Mails          []facilities.Mail
	AuditAbout     []facilities.Audit // what happened to the person
	AuditBy        []facilities.Audit // what the person did; without the contents, which are about others
}

// auditExported bounds the entries of what a person did; the latest are given.
const auditExported = 100_000

// ExportPerson gives all that is kept about one person as JSON: for the person and for admins. That it was
// given stands in the audit.
func (o *Office) ExportPerson(ctx context.Context, actor facilities.Actor, now time.Time, person facilities.PersonID) ([]byte, error) {
	if err := needLogin(actor); err != nil {
		return nil, err
	}
	if actor.Person.ID != person && !actor.IsAdmin() {
		return nil, facilities.Missing()
	}
	var out personExport
	err := o.store.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		var err error
		if out, err = exportOf(ctx, tx, now, person); err != nil {
			return err
		}
		return note(ctx, tx, actor, now, entry{verb: "export_person", kind: "person", subject: string(person)})
	})
	if err != nil {
		return nil, err
	}
	return json.MarshalIndent(out, "", "  ")
}

func exportOf(ctx context.Context, tx *store.Tx, now time.Time, person facilities.PersonID) (out personExport, err error) {
	out.Exported = now.UTC()
	if out.Person, err = tx.Person(ctx, person); err != nil {
		return out, err
	}
	c, err := tx.Catalogue(ctx)
	if err != nil {
		return out, err
	}
	out.Partner, _ = c.Partner(out.Person.Partner)
	if out.Qualifications, err = tx.Qualifications(ctx, person); err != nil {
		return out, err
	}
	if out.Suspensions, err = tx.Suspensions(ctx, person); err != nil {
		return out, err
	}
	if out.Bookings, _, err = tx.Bookings(ctx, store.BookingFilter{Person: person}); err != nil {
		return out, err
	}
	if out.Requests, _, err = tx.RoundRequests(ctx, store.RequestFilter{Person: person}); err != nil {
		return out, err
	}
	if out.VainWishes, err = tx.VainWishesOf(ctx, person); err != nil {
		return out, err
	}
	projects, err := tx.Projects(ctx, store.ProjectFilter{Archived: true})
	if err != nil {
		return out, err
	}
	for _, p := range projects {
		if p.Leader == person {
			out.Projects = append(out.Projects, p)
		}
	}
	if out.Tokens, err = tx.TokensOf(ctx, person, ""); err != nil {
		return out, err
	}
	request, err := tx.AccessRequest(ctx, person)
	switch {
	case err == nil:
		out.AccessRequest = &request
	case facilities.CodeOf(err) != facilities.NotFound:
		return out, err
	}
	if out.Mails, err = tx.MailsTo(ctx, person); err != nil {
		return out, err
	}
	for _, m := range out.Mails {
		delete(m.Params, "path") // it holds a secret that may still open something
	}
	if out.AuditAbout, err = tx.AuditOf(ctx, "person", string(person)); err != nil {
		return out, err
	}
	out.AuditBy, err = tx.AuditBy(ctx, person, auditExported)
	for i := range out.AuditBy {
		out.AuditBy[i].Before, out.AuditBy[i].After = "", ""
	}
	return out, err
}
