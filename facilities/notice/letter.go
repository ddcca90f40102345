package notice

import (
	"encoding/json"
	"maps"
	"strconv"
	"strings"
	"time"

	"marke/facilities"
	"marke/facilities/money"
	"marke/facilities/texts"
)

// Letter is a mail in words, ready for a transport.
type Letter struct {
	ID      string // stable for the news it tells: the Message-ID's local part
	To      string
	Name    string
	Subject string
	Text    string
}

// news is what a mail tells about.
type news struct {
	mail      facilities.Mail
	reader    facilities.Person
	booking   *facilities.Booking
	who       string // whom the booking is for
	catalogue *facilities.Catalogue
	origin    string
}

// slot is an alternative as the verb that displaced a booking put it in the outbox
// (a JSON list under the parameter "alternatives").
type slot struct {
	Resource facilities.ResourceID `json:"resource"`
	Start    time.Time             `json:"start"`
	End      time.Time             `json:"end"`
}

// word writes the letter in the reader's language.
func word(n news) (Letter, error) {
	t := texts.For(n.reader.Language)
	params := map[string]any{"name": n.reader.Name, "resource": "", "span": "", "person": n.who, "partner": "", "facility": ""}
	for name, value := range n.mail.Params {
		params[name] = value
	}
	zone := n.zone(params)
	var lines []string
	if b := n.booking; b != nil {
		resource, _ := n.catalogue.Resource(b.Resource)
		facility, _ := n.catalogue.Facility(b.Facility)
		partner, _ := n.catalogue.Partner(b.Partner)
		maps.Copy(params, map[string]any{"resource": resource.Name, "facility": facility.Name, "partner": partner.Name, "span": t.Span(b.Use, zone)})
		lines = append(lines, t.With("mail.what", params), t.With("mail.when", params))
		if b.Title != "" {
			lines = append(lines, t.Say("mail.title", "title", b.Title))
		}
		lines = append(lines, t.With("mail.who", params))
		if !b.Quote.Unpriced && b.Quote.Currency != "" {
			lines = append(lines, t.Say("mail.price", "price", t.Money(b.Quote.Total, b.Quote.Currency)))
		}
	} else if id := facilities.ResourceID(n.mail.Params["resource"]); id != "" {
		if r, ok := n.catalogue.Resource(id); ok {
			facility, _ := n.catalogue.Facility(r.Facility)
			params["resource"], params["facility"] = r.Name, facility.Name
			lines = append(lines, t.With("mail.what", params))
		}
		if start, err := time.Parse(time.RFC3339, n.mail.Params["start"]); err == nil {
			end, _ := time.Parse(time.RFC3339, n.mail.Params["end"]) // open-ended: the zero time
			params["span"] = t.Span(facilities.Span{Start: start, End: end}, zone)
			lines = append(lines, t.With("mail.when", params))
		}
	}
	n.owe(t, params, zone)
	if risk := "web.risk." + n.mail.Params["violation"]; n.mail.Params["violation"] != "" && t.Has(risk) {
		lines = append(lines, t.Say("mail.risk", "risk", t.With(risk, nil)))
	}
	if reason := n.mail.Params["reason"]; reason != "" {
		lines = append(lines, t.Say("mail.reason", "reason", reason))
	}
	if link := n.link(); link != "" {
		lines = append(lines, t.Say("mail.link", "link", link))
	}
	others, err := n.alternatives(t, zone)
	if err != nil {
		return Letter{}, err
	}
	text := []string{
		t.With("mail.greeting", params), "",
		t.With("mail."+n.mail.Kind+".body", params), "",
		strings.Join(lines, "\n"), "",
	}
	if len(others) > 0 {
		text = append(text, t.Say("mail.alternatives"), strings.Join(others, "\n"), "")
	}
	text = append(text, t.Say("mail.closing"), "", t.Say("mail.footer"))
	return Letter{
		ID: n.mail.Key, To: n.reader.Email, Name: n.reader.Name,
		Subject: oneLine(strings.TrimSuffix(t.With("mail."+n.mail.Kind+".subject", params), ", ")),
		Text:    strings.Join(text, "\n") + "\n",
	}, nil
}

// owe puts what a mail about money says into words: its amount in cents, its due day, the facility by name.
func (n news) owe(t *texts.Texts, params map[string]any, zone *time.Location) {
	cents, err := strconv.ParseInt(n.mail.Params["open"], 10, 64)
	if err != nil {
		return
	}
	params["open"] = t.Money(money.Cents(cents), n.mail.Params["currency"])
	if due, ok := facilities.ParseDate(n.mail.Params["due"]); ok {
		params["due"] = t.Day(due.In(zone), zone)
	}
	if f, ok := n.catalogue.Facility(facilities.FacilityID(n.mail.Params["facility"])); ok {
		params["facility"] = f.Name
	}
}

// zone is that of the facility which the news is about.
func (n news) zone(params map[string]any) *time.Location {
	if n.booking != nil {
		return n.catalogue.Zone(n.booking.Facility)
	}
	if r, ok := n.catalogue.Resource(facilities.ResourceID(n.mail.Params["resource"])); ok {
		return n.catalogue.Zone(r.Facility)
	}
	return n.catalogue.Zone(facilities.FacilityID(n.mail.Params["facility"]))
}

// link leads to the page where the reader can act. A path in the parameters (an
// invitation with its secret) goes before the booking's own page.
func (n news) link() string {
	lang := texts.For(n.reader.Language).Lang()
	switch {
	case n.mail.Params["path"] != "":
		return n.origin + "/" + lang + n.mail.Params["path"]
	case n.booking != nil:
		return n.origin + "/" + lang + "/bookings/" + string(n.booking.ID)
	}
	return ""
}

func (n news) alternatives(t *texts.Texts, zone *time.Location) ([]string, error) {
	raw := n.mail.Params["alternatives"]
	if raw == "" {
		return nil, nil
	}
	var slots []slot
	if err := json.Unmarshal([]byte(raw), &slots); err != nil {
		return nil, err
	}
	var lines []string
	for _, s := range slots {
		resource, _ := n.catalogue.Resource(s.Resource)
		lines = append(lines, "- "+resource.Name+": "+t.Span(facilities.Span{Start: s.Start, End: s.End}, zone))
	}
	return lines, nil
}

// oneLine keeps what a person typed from starting a new header.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
