package web

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"marke/facilities"
	"marke/facilities/texts"
	"marke/facilities/useroffice"
)

// roundsView lists the rounds: first those whose call is open to the reader, then the others.
type roundsView struct {
	Page
	Open, Others []roundLine
	Opens        []option // facilities of which the reader may open a round
	Hours        []option // facilities whose balances of hours can be looked at
	Past         bool
	Next         string
}

// roundLine is one round in a list.
type roundLine struct {
	Round                        useroffice.SeenRound
	URL                          string
	Period, Deadline, Pools      string
	State                        string
	Own                          string // how many requests of the reader's own partner; empty when there is no partner
	Left                         string // how long requests are still taken
	Night                        string // which night of a rolling round it is
	AskURL, BoardURL, ResultSays string
}

// rounds lists what is open for the reader, and what was.
func (v *visit) rounds() error {
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	view := roundsView{Page: v.page("web.rounds.title"), Past: v.Query("show") == "past"}
	f := useroffice.RoundFilter{Facility: facilities.FacilityID(v.Query("facility")), Cursor: v.Query("cursor")}
	f.States = []facilities.RoundState{facilities.RoundCall, facilities.RoundClosed, facilities.RoundSolving, facilities.RoundDraft}
	if view.Past {
		f.States = []facilities.RoundState{facilities.RoundPublished, facilities.RoundCancelled}
	}
	list, next, err := v.office.Rounds(v.ctx(), v.actor, v.now, f)
	if err != nil {
		return err
	}
	own, err := v.ownRequests()
	if err != nil {
		return err
	}
	for _, r := range list {
		line := v.roundLine(r, cat)
		line.Own = v.ownSays(own[r.ID])
		if r.MayAsk {
			view.Open = append(view.Open, line)
		} else {
			view.Others = append(view.Others, line)
		}
	}
	for _, o := range facilityOptions(cat, "") {
		if len(poolsAt(cat, facilities.FacilityID(o.Value))) > 0 {
			view.Hours = append(view.Hours, o)
		}
		if v.actor.MayWrite() && v.actor.Manages(facilities.FacilityID(o.Value)) && len(poolsAt(cat, facilities.FacilityID(o.Value))) > 0 {
			view.Opens = append(view.Opens, o)
		}
	}
	if next != "" {
		view.Next = "/" + v.lang + withQuery(withoutQuery(v.here, "cursor"), "cursor", next)
	}
	return v.render(http.StatusOK, "rounds", view)
}

// ownRequests counts the standing requests of the reader's partner, by round.
func (v *visit) ownRequests() (map[facilities.RoundID]int, error) {
	count := map[facilities.RoundID]int{}
	f := useroffice.RequestFilter{Partner: v.actor.Person.Partner, Limit: 500, States: []facilities.RequestState{facilities.RequestOpen, facilities.RequestPlaced, facilities.RequestRefused}}
	if f.Partner == "" {
		return count, nil
	}
	for range 20 { // a list of the latest ten thousand says enough
		list, next, err := v.office.RoundRequests(v.ctx(), v.actor, v.now, f)
		if err != nil {
			return nil, err
		}
		for _, r := range list {
			count[r.Round]++
		}
		if next == "" {
			break
		}
		f.Cursor = next
	}
	return count, nil
}

// ownSays says how many requests the reader's partner has in a round.
func (v *visit) ownSays(count int) string {
	switch {
	case v.actor.Person.Partner == "":
		return ""
	case count == 0:
		return v.texts.Say("web.rounds.own_none")
	}
	return v.texts.Say("web.rounds.own", "count", count)
}

// left says how long it is until a deadline, in days, or in hours on the last one.
func (v *visit) left(deadline time.Time) string {
	switch rest := deadline.Sub(v.now); {
	case rest <= 0:
		return ""
	case rest < time.Hour:
		return v.texts.Say("web.rounds.left_hour")
	case rest < 48*time.Hour:
		return v.texts.Say("web.rounds.left_hours", "count", int(rest/time.Hour))
	default:
		return v.texts.Say("web.rounds.left_days", "count", int(rest/(24*time.Hour)))
	}
}

func (v *visit) roundLine(r useroffice.SeenRound, cat *facilities.Catalogue) roundLine {
	zone := cat.Zone(r.Facility)
	line := roundLine{Round: r, URL: "/" + v.lang + "/rounds/" + string(r.ID), Period: v.periodOf(r.Round, cat), Pools: poolsSay(v.texts, r.Pools), State: v.roundState(r)}
	if !r.Rolling {
		line.Deadline = moment(v.texts, r.Deadline, zone)
	}
	if r.Of != "" {
		line.Night = v.texts.Say("web.rounds.night", "day", v.texts.DayShort(r.Created, zone))
	}
	if r.MayAsk {
		if !r.Rolling {
			line.Left = v.left(r.Deadline)
		}
		line.AskURL = line.URL + "/requests/new"
	}
	return line
}

// periodOf says which days a round divides.
func (v *visit) periodOf(r facilities.Round, cat *facilities.Catalogue) string {
	if r.Rolling {
		return v.texts.Say("web.rounds.rolling", "days", r.Days)
	}
	zone := cat.Zone(r.Facility)
	days := daysSay(v.texts, r.Period, zone)
	if year := r.Period.End.Add(-time.Second).In(zone).Year(); year != v.now.In(zone).Year() && r.Period.Duration() > 24*time.Hour+time.Hour { // one day names its year itself
		days += " " + strconv.Itoa(year)
	}
	return days
}

// daysSay is a span from midnight to midnight as its first and last day.
func daysSay(t *texts.Texts, s facilities.Span, zone *time.Location) string {
	first, last := s.Start, s.End.Add(-time.Second)
	if facilities.DateOf(first.In(zone)) == facilities.DateOf(last.In(zone)) {
		return t.Day(first, zone)
	}
	return t.DayShort(first, zone) + " – " + t.DayShort(last, zone)
}

// roundState is where a round stands, in words.
func (v *visit) roundState(r useroffice.SeenRound) string {
	switch {
	case r.State == facilities.RoundCall && r.Rolling:
		return v.texts.Say("web.round_state.rolling")
	case r.State == facilities.RoundCall && !v.now.Before(r.Deadline):
		return v.texts.Say("web.round_state.closed")
	case r.State == facilities.RoundDraft && !r.Runs && r.Offered > 0:
		return v.texts.Say("web.round_state.offered")
	case r.State == facilities.RoundDraft && !r.Runs: // drafts are the managers' affair
		return v.texts.Say("web.round_state.solving")
	}
	return v.texts.Say("web.round_state." + string(r.State))
}

// poolName is what people call a pool: a message of its own, or else its id in plain words.
func poolName(t *texts.Texts, id facilities.PoolID) string {
	if key := "web.pool." + strings.ReplaceAll(string(id), "-", "_"); t.Has(key) {
		return t.Say(key)
	}
	return strings.ReplaceAll(string(id), "-", " ")
}

func poolsSay(t *texts.Texts, ids []facilities.PoolID) string {
	var names []string
	for _, id := range ids {
		names = append(names, poolName(t, id))
	}
	return strings.Join(names, ", ")
}

// poolAt is a pool of a facility with the resources that share it.
type poolAt struct {
	ID        facilities.PoolID
	Resources []facilities.Resource
}

// poolsAt lists a facility's pools in the order in which its resources name them.
func poolsAt(cat *facilities.Catalogue, id facilities.FacilityID) []poolAt {
	var out []poolAt
	place := map[facilities.PoolID]int{}
	for _, r := range cat.ResourcesOf(id) {
		if r.Pool == "" || r.Archived || r.Kind != facilities.Instrument {
			continue
		}
		i, known := place[r.Pool]
		if !known {
			i = len(out)
			place[r.Pool] = i
			out = append(out, poolAt{ID: r.Pool})
		}
		out[i].Resources = append(out[i].Resources, r)
	}
	return out
}

// roundOn finds the round that keeps ordinary bookings off a resource in a span; false when there is none.
func roundOn(cat *facilities.Catalogue, r facilities.Resource, s facilities.Span) (facilities.Round, bool) {
	for _, round := range cat.Rounds {
		if round.Reserves() && round.Covers(r) && round.Period.Overlaps(s) {
			return round, true
		}
	}
	return facilities.Round{}, false
}
