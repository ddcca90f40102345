package web

import (
	"html/template"
	"net/http"
	"slices"
	"time"

	"marke/facilities"
	"marke/facilities/useroffice"
)

// hoursView is how the partners of a facility stand with each other in hours, and the lines that this follows from.
type hoursView struct {
	Page
	Facility   facilities.Facility
	Facilities []option
	Pools      []poolHours
	Pool       facilities.PoolID // whose lines are shown
	Lines      []hourLine
	Own        []string // how the reader's partners stand, in words
	Manages    bool
	More       bool // older lines were left out
}

// poolHours is the balances of one pool.
type poolHours struct {
	ID       facilities.PoolID
	Name     string
	Chosen   bool
	Partners []partnerHours
}

// partnerHours is one partner's balance, with what its settled weeks of this year add up to.
type partnerHours struct {
	Partner, Share, Entitled, Used, Balance string
	Own                                     bool
	minutes, most                           int64
}

// hourLine is one line of the ledger of hours.
type hourLine struct {
	Partner, Pool, Kind, Period, Entitled, Used, Change string
	URL                                                 string // what it comes of, if that has a page
}

// hourLinesShown bounds the list of lines.
const hourLinesShown = 200

// hours shows a facility's balances of time.
func (v *visit) hours() error {
	id := facilities.FacilityID(v.Param("id"))
	balances, err := v.office.HourBalances(v.ctx(), v.actor, v.now, id)
	if err != nil {
		return err
	}
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	facility, _ := cat.Facility(id)
	view := hoursView{Page: v.page("web.hours_page.title", "facility", facility.Name), Facility: facility, Pool: facilities.PoolID(v.Query("pool")), Manages: v.actor.Manages(id)}
	view.Section = "rounds"
	for _, o := range facilityOptions(cat, id) {
		if len(poolsAt(cat, facilities.FacilityID(o.Value))) > 0 {
			view.Facilities = append(view.Facilities, o)
		}
	}
	if !slices.ContainsFunc(balances, func(b useroffice.PoolBalance) bool { return b.Pool == view.Pool }) {
		view.Pool = ""
		if len(balances) > 0 {
			view.Pool = balances[0].Pool
		}
	}
	for _, b := range balances {
		lines, err := v.office.HourLines(v.ctx(), v.actor, v.now, id, b.Pool)
		if err != nil {
			return err
		}
		pool := v.poolHours(b, lines, id, view.Pool, cat)
		view.Pools = append(view.Pools, pool)
		for _, p := range pool.Partners {
			if p.Own {
				view.Own = append(view.Own, v.standing(p, pool.Name))
			}
		}
		if b.Pool == view.Pool {
			v.addHourLines(&view, lines, cat)
		}
	}
	return v.render(http.StatusOK, "hours", view)
}

// poolHours lists the partners that hold a share of the pool or have a balance in it, with their settled hours of the year.
func (v *visit) poolHours(b useroffice.PoolBalance, lines []facilities.HourLine, id facilities.FacilityID, chosen facilities.PoolID, cat *facilities.Catalogue) poolHours {
	zone := cat.Zone(id)
	today := facilities.DateOf(v.now.In(zone))
	out := poolHours{ID: b.Pool, Name: poolName(v.texts, b.Pool), Chosen: b.Pool == chosen}
	balance, entitled, used := map[facilities.PartnerID]int64{}, map[facilities.PartnerID]int64{}, map[facilities.PartnerID]int64{}
	var partners []facilities.PartnerID
	most := int64(60)
	for _, p := range b.Balances {
		balance[p.Partner] = p.Minutes
		partners = append(partners, p.Partner)
		most = max(most, p.Minutes, -p.Minutes)
	}
	for _, l := range lines {
		if l.Kind == facilities.HoursSettled && facilities.DateOf(l.Period.Start.In(zone)).Year == today.Year {
			entitled[l.Partner] += l.Entitled
			used[l.Partner] += l.Used
		}
	}
	agreement, _ := cat.AgreementOf(id, today)
	units, total := map[facilities.PartnerID]int64{}, int64(0)
	for _, s := range agreement.Capacity {
		units[s.Partner] += s.Units
		total += s.Units
		partners = append(partners, s.Partner)
	}
	slices.Sort(partners)
	for _, id := range slices.Compact(partners) {
		partner, _ := cat.Partner(id)
		p := partnerHours{Partner: partner.Name, Entitled: v.hoursSay(entitled[id]), Used: v.hoursSay(used[id]), Balance: v.signedHours(balance[id]), Share: "–",
			Own: id == v.actor.Person.Partner || v.actor.Represents(id), minutes: balance[id], most: most}
		if total > 0 && units[id] > 0 {
			p.Share = percentSay(v.texts, units[id]*1_000_000/total)
		}
		out.Partners = append(out.Partners, p)
	}
	return out
}

// standing says how a partner stands in a pool.
func (v *visit) standing(p partnerHours, pool string) string {
	key, minutes := "even", p.minutes
	switch {
	case minutes > 0:
		key = "plus"
	case minutes < 0:
		key, minutes = "minus", -minutes
	}
	return v.texts.Say("web.hours_page.own_"+key, "partner", p.Partner, "pool", pool, "hours", v.hoursSay(minutes))
}

// Bar draws a balance to the left or the right of nothing. The table says the same in figures.
func (p partnerHours) Bar() template.HTML {
	half := 50 * float64(max(p.minutes, -p.minutes)) / float64(p.most)
	class, x := "owed-bar", 50.0
	if p.minutes < 0 {
		class, x = "owes-bar", 50-half
	}
	var w svg
	w.put(`<svg class="share-bar" width="100%" height="18" aria-hidden="true" focusable="false"><rect class="`, class, `" y="3" rx="3"`).place(bar{x, half})
	w.put(` height="12"/><line class="aim-line" x1="50%" x2="50%" y1="0" y2="18"/></svg>`)
	return template.HTML(w.String())
}

// addHourLines puts the latest lines into words, latest first.
func (v *visit) addHourLines(view *hoursView, lines []facilities.HourLine, cat *facilities.Catalogue) {
	view.More = len(lines) > hourLinesShown
	for i := len(lines) - 1; i >= max(0, len(lines)-hourLinesShown); i-- {
		view.Lines = append(view.Lines, v.hourLine(lines[i], cat))
	}
}

// hourLine puts one line into words.
func (v *visit) hourLine(l facilities.HourLine, cat *facilities.Catalogue) hourLine {
	zone := cat.Zone(l.Facility)
	partner, _ := cat.Partner(l.Partner)
	line := hourLine{Partner: partner.Name, Pool: poolName(v.texts, l.Pool), Kind: v.texts.Say("web.hour_kind." + string(l.Kind)), Change: v.signedHours(l.Minutes)}
	switch {
	case l.Kind == facilities.HoursSettled:
		line.Entitled, line.Used = v.hoursSay(l.Entitled), v.hoursSay(l.Used)
		line.Period = daysSay(v.texts, l.Period, zone)
	case l.Kind == facilities.HoursOutage:
		line.Period, line.URL = daysSay(v.texts, l.Period, zone), "/"+v.lang+"/downtimes/"+string(l.Downtime)
		line.Kind = v.causeSay(l, cat)
	case !l.Period.Start.IsZero():
		line.Period = v.texts.DayShort(l.Period.Start, zone)
	default:
		line.Period = v.texts.DayShort(l.Created, zone)
	}
	return line
}

// causeSay names the machine that was out of use, and who caused that as things stand.
func (v *visit) causeSay(l facilities.HourLine, cat *facilities.Catalogue) string {
	at := slices.IndexFunc(cat.Downtimes, func(d facilities.Downtime) bool { return d.ID == l.Downtime })
	if at < 0 { // long past
		return v.texts.Say("web.hour_kind.outage")
	}
	what, known := cat.Resource(cat.Downtimes[at].Resource)
	if !known {
		f, _ := cat.Facility(l.Facility)
		what.Name = f.Name
	}
	if by, known := cat.Partner(cat.Downtimes[at].CausedBy); known {
		return v.texts.Say("web.hour_kind.outage_by", "what", what.Name, "partner", by.Name)
	}
	return v.texts.Say("web.hour_kind.outage_of", "what", what.Name)
}

// hoursURL is the address of a facility's hours.
func (v *visit) hoursURL(id facilities.FacilityID) string {
	return "/" + v.lang + "/facilities/" + string(id) + "/hours"
}

// wholeHours are a length of time as the value of a field of hours.
func wholeHours(d time.Duration) string { return trimNumber(d.Hours()) }
