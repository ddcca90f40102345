package useroffice

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// record writes down a change of a booking: the audit entry with what differs, and the
// counters that calendars follow. was is nil for a new booking.
func record(ctx context.Context, tx *store.Tx, a act, was *facilities.Booking, b facilities.Booking, reason string) error {
	before, after, err := difference(was, b)
	if err != nil {
		return err
	}
	err = tx.AddAudit(ctx, facilities.Audit{At: a.now, Person: a.Person.ID, Via: a.Via, Verb: a.verb,
		Kind: "booking", Subject: string(b.ID), Before: before, After: after, Reason: reason})
	if err != nil {
		return err
	}
	if was == nil {
		return tx.RecordChange(ctx, b, a.verb)
	}
	return tx.RecordChange(ctx, b, a.verb, *was)
}

// difference is what changed about a booking, as two JSON objects with the same
// names; before is empty for a new one.
func difference(was *facilities.Booking, b facilities.Booking) (before, after string, err error) {
	now := facts(b)
	if was == nil {
		raw, err := json.Marshal(now)
		return "", string(raw), err
	}
	then, changed := map[string]string{}, map[string]string{}
	for name, value := range facts(*was) {
		if now[name] != value {
			then[name], changed[name] = value, now[name]
		}
		delete(now, name)
	}
	for name, value := range now { // what was empty
		then[name], changed[name] = "", value
	}
	rawBefore, err := json.Marshal(then)
	if err != nil {
		return "", "", err
	}
	rawAfter, err := json.Marshal(changed)
	return string(rawBefore), string(rawAfter), err
}

// facts are what the audit keeps of a booking; what is empty is left out.
func facts(b facilities.Booking) map[string]string {
	f := map[string]string{
		"state": string(b.State), "resource": string(b.Resource), "person": string(b.Person),
		"start": b.Use.Start.UTC().Format(time.RFC3339), "end": b.Use.End.UTC().Format(time.RFC3339),
	}
	put := func(name, value string) {
		if value != "" {
			f[name] = value
		}
	}
	put("partner", string(b.Partner))
	put("project", string(b.Project))
	put("title", b.Title)
	put("process", b.Process)
	put("sample", string(b.Sample))
	put("order_number", b.OrderNumber)
	put("at_risk", b.AtRisk)
	put("replaces", string(b.Replaces))
	put("series", string(b.Series))
	if b.Confidential {
		f["confidential"] = "true"
	}
	if !b.QuoteAccepted.IsZero() {
		f["quote_accepted"] = strconv.FormatInt(int64(b.Quote.Total), 10)
	}
	for _, c := range b.Companions {
		if !c.Withdrawn {
			put("companions", f["companions"]+" "+string(c.Person))
		}
	}
	for _, c := range b.Claims {
		if c.Resource != b.Resource || c.Units != 1 {
			put("claims", f["claims"]+" "+strconv.FormatInt(c.Units, 10)+"×"+string(c.Resource))
		}
	}
	if b.Override != nil {
		for _, code := range b.Override.Codes {
			put("override", f["override"]+" "+code)
		}
	}
	return f
}

// tell puts one mail about a booking in the outbox for each of the people who can
// read it, and the same news only once.
func tell(ctx context.Context, tx *store.Tx, a act, kind string, b facilities.Booking, to []facilities.PersonID, params map[string]string) error {
	readers, err := tx.PeopleByID(ctx, to)
	if err != nil {
		return err
	}
	return post(ctx, tx, a, kind, b, readers, params)
}

// post is tell for people who have been read already.
func post(ctx context.Context, tx *store.Tx, a act, kind string, b facilities.Booking, readers map[facilities.PersonID]facilities.Person, params map[string]string) error {
	var mails []facilities.Mail
	for _, id := range slices.Sorted(maps.Keys(readers)) {
		if reader := readers[id]; reader.System || reader.State != facilities.PersonActive {
			continue
		}
		mails = append(mails, facilities.Mail{
			Key:    kind + "/" + string(b.ID) + "/" + strconv.FormatInt(b.Version, 10) + "/" + string(id),
			Person: id, Kind: kind, Booking: b.ID, Params: params, Created: a.now, Due: a.now,
		})
	}
	return tx.AddMails(ctx, mails)
}

// because is the parameters of a mail that gives a reason.
func because(reason string) map[string]string {
	if reason == "" {
		return nil
	}
	return map[string]string{"reason": reason}
}

// involved are the people whom a booking is for, by and with.
func involved(b facilities.Booking) []facilities.PersonID {
	people := []facilities.PersonID{b.Person, b.By}
	for _, c := range b.Companions {
		if !c.Withdrawn {
			people = append(people, c.Person)
		}
	}
	return people
}

// managersTold bounds the managers of one facility who are told of a request.
const managersTold = 50

// managers are the people who decide at a facility.
func managers(ctx context.Context, tx *store.Tx, facility facilities.FacilityID) ([]facilities.PersonID, error) {
	people, _, err := tx.People(ctx, store.PersonFilter{Role: facilities.RoleManager, At: facility, State: facilities.PersonActive, Limit: managersTold})
	ids := make([]facilities.PersonID, len(people))
	for i, p := range people {
		ids[i] = p.ID
	}
	return ids, err
}
