package api

import (
	"time"

	"marke/facilities"
	"marke/facilities/money"
)

// BookingBody is what somebody would like to book.
type BookingBody struct {
	Resource     string            `json:"resource" format:"id" maxLength:"64" doc:"api.doc.resource"`
	Start        time.Time         `json:"start" doc:"api.doc.start"`
	End          time.Time         `json:"end" doc:"api.doc.end"`
	Project      string            `json:"project,omitempty" format:"id" maxLength:"64" doc:"api.doc.project"`
	Title        string            `json:"title,omitempty" format:"line" maxLength:"200" doc:"api.doc.title"`
	Units        int64             `json:"units,omitempty" minimum:"1" maximum:"1000000" doc:"api.doc.units"`
	With         []WithUnit        `json:"with,omitempty" maxItems:"20" nullable:"false" doc:"api.doc.with"`
	Confidential bool              `json:"confidential,omitempty" doc:"api.doc.confidential"`
	For          string            `json:"for,omitempty" format:"id" maxLength:"64" doc:"api.doc.for"`
	Companions   []ID              `json:"companions,omitempty" maxItems:"20" nullable:"false" doc:"api.doc.companions"`
	Process      string            `json:"process,omitempty" format:"line" maxLength:"64" doc:"api.doc.process"`
	Sample       string            `json:"sample,omitempty" format:"id" maxLength:"64" doc:"api.doc.sample"`
	Intake       map[string]Answer `json:"intake,omitempty" maxProperties:"40" doc:"api.doc.intake"`
	OrderNumber  string            `json:"order_number,omitempty" format:"line" maxLength:"64" doc:"api.doc.order_number"`
	AcceptQuote  *int64            `json:"accept_quote_cents,omitempty" minimum:"0" maximum:"100000000000" doc:"api.doc.accept_quote"`
	Override     []ViolationCode   `json:"override,omitempty" maxItems:"40" nullable:"false" doc:"api.doc.override"`
	Reason       string            `json:"reason,omitempty" format:"text" maxLength:"1000" doc:"api.doc.reason"`
	Repeat       *RepeatBody       `json:"repeat,omitempty" doc:"api.doc.repeat"`
}

// RepeatBody makes a series of a booking.
type RepeatBody struct {
	RRule  string      `json:"rrule" format:"line" minLength:"1" maxLength:"500" doc:"api.doc.rrule"`
	Except []time.Time `json:"except,omitempty" maxItems:"366" nullable:"false" doc:"api.doc.except"`
	Mode   string      `json:"mode,omitempty" enum:"all,fit" default:"all" doc:"api.doc.repeat_mode"`
}

// wish turns a body into the user office's words.
func (b BookingBody) wish() facilities.Wish {
	w := facilities.Wish{
		Resource: facilities.ResourceID(b.Resource), Use: facilities.NewSpan(b.Start, b.End), With: claims(b.With), Units: b.Units,
		For: facilities.PersonID(b.For), Companions: people(b.Companions), Project: facilities.ProjectID(b.Project), Title: b.Title,
		Confidential: b.Confidential, Process: b.Process, Sample: facilities.SampleID(b.Sample), Intake: answers(b.Intake),
		OrderNumber: b.OrderNumber, AcceptQuote: (*money.Cents)(b.AcceptQuote), Override: codes(b.Override), Reason: b.Reason,
	}
	if r := b.Repeat; r != nil {
		w.Repeat = &facilities.Repeat{Rule: r.RRule, Except: r.Except, Mode: facilities.RepeatMode(r.Mode)}
		if w.Repeat.Mode == "" {
			w.Repeat.Mode = facilities.RepeatAll
		}
	}
	return w
}

// claims are the further resources; units is 1 when absent.
func claims(list []WithUnit) []facilities.WishClaim {
	var out []facilities.WishClaim
	for _, w := range list {
		out = append(out, facilities.WishClaim{Resource: facilities.ResourceID(w.Resource), Units: max(w.Units, 1)})
	}
	return out
}

func people(list []ID) []facilities.PersonID {
	var out []facilities.PersonID
	for _, id := range list {
		out = append(out, facilities.PersonID(id))
	}
	return out
}

func answers(form map[string]Answer) map[string]string {
	if form == nil {
		return nil
	}
	out := make(map[string]string, len(form))
	for key, answer := range form {
		out[key] = string(answer)
	}
	return out
}

func codes(list []ViolationCode) []string {
	var out []string
	for _, code := range list {
		out = append(out, string(code))
	}
	return out
}
