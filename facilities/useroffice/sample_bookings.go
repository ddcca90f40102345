package useroffice

import (
	"time"

	"marke/facilities"
)

// sampleRegulars use what asks for no qualification.
var sampleRegulars = map[facilities.FacilityID][]facilities.PersonID{
	"htf":            {demoEngineer2, "daan-pierik", "koen-wessels", "sven-reuvers"},
	"tprc":           {demoEngineer, "rik-hesselink", "anouk-ten-brinke", "nienke-leusink", "rosa-kamphuis", "fatima-el-idrissi"},
	"txchange":       {"anja-meijerink", "rob-haarman", "hanneke-sprakel", "mark-dijkhuis"},
	"cmi":            {"youssef-amrani", "tessa-oosterhuis", "lotte-beernink"},
	"ccc":            {"fatima-el-idrissi", "thijs-bomers", demoEngineer2, "youssef-amrani", demoEngineer, "lars-hartgerink"},
	"telelab":        {"tessa-oosterhuis", "lotte-beernink", "youssef-amrani"},
	"leo":            {"mark-dijkhuis", "joost-eshuis", "lars-hartgerink"},
	"rmc":            {"thijs-bomers", "rosa-kamphuis", "joost-eshuis"},
	"bioenergie":     {"erik-stroot", "maud-kokhuis", "dennis-nijenhuis"},
	"waterfabriek":   {"dennis-nijenhuis", "carla-weghorst", "erik-stroot"},
	"duurzaambouwen": {"rob-haarman", "anja-meijerink", "fatima-el-idrissi"},
}

// sampleTitles are what people call their work.
var sampleTitles = map[facilities.FacilityID][]string{
	"htf":            {"Lijnbreedte nameten", "Proefwafer 7", "Controle na etsen", "Breukvlak bekijken", "Nulmeting", "Serie B"},
	"tprc":           {"Proefplaat", "Consolidatie van laminaat", "Herhaalproef", "Buigproef", "Nieuwe legvolgorde", "Validatie"},
	"txchange":       {"Sessie met bewoners", "Scenario hoogwater", "Proefspel", "Evaluatie"},
	"cmi":            {"Pilotscan", "Vervolgmeting", "Controlegroep", "IJking"},
	"ccc":            {"Simulatie stroming", "Training van model", "Vernieuwde run", "Parameterstudie"},
	"telelab":        {"Test met bewoner", "Valdetectie", "Meetweek"},
	"leo":            {"Grijptest", "Practicum", "Baanplanning", "Veiligheidsproef"},
	"rmc":            {"Beugel versie 3", "Passing controleren", "Kleine serie", "Proefstuk"},
	"bioenergie":     {"Gasmonster", "Doseerproef", "Nieuwe voeding"},
	"waterfabriek":   {"Fluxmeting", "Doorslagproef", "Monsterreeks"},
	"duurzaambouwen": {"Vorst-dooiproef", "Regendichtheid", "Vakken inrichten"},
}

// planBookings makes all bookings: first those that the demo tells a story with, then the
// ordinary ones around them.
func (p *samplePlan) planBookings() {
	p.planMonths()
	p.planStory()
	p.planSeries()
	p.planInbox()
	first := time.Date(p.day.Year, p.day.Month-3, 1, 0, 0, 0, 0, p.zone)
	for _, r := range p.catalogue.Resources {
		if r.Kind != facilities.Instrument && r.Kind != facilities.Area {
			continue
		}
		users := p.users(r)
		for at := first; at.Before(p.at(28, 0, 0)) && len(users) > 0; at = at.AddDate(0, 0, 1) {
			p.planDay(r, users, at)
		}
	}
}

// planDay tries some bookings of a resource that start on one day: many near the sample's day, few before.
func (p *samplePlan) planDay(r facilities.Resource, users []facilities.PersonID, at time.Time) {
	dense := !at.Before(p.at(-28, 0, 0))
	tries, odds := 3, 60
	if r.Rules.Longest > 2*oneDay || r.Kind == facilities.Area {
		tries, odds = 1, 25
	}
	if !dense {
		tries, odds = 1, 12
	}
	for range tries {
		// Chance is drawn whether it is used or not, so that one booking more or less changes no other.
		happens, hour, half, length, who, what := p.chance.IntN(100), 8+p.chance.IntN(11), 30*p.chance.IntN(2), p.chance.IntN(4), p.chance.IntN(len(users)), p.chance.IntN(60)
		luck := p.chance.IntN(100)
		if happens >= odds {
			continue
		}
		start := time.Date(at.Year(), at.Month(), at.Day(), hour, half, 0, 0, p.zone)
		use := facilities.Span{Start: start, End: start.Add(sampleLength(r, length))}
		if r.Rules.Grid >= time.Hour {
			use = facilities.Span{Start: start.Truncate(time.Hour), End: start.Truncate(time.Hour).Add(sampleLength(r, length))}
		}
		if p.keptFree(r, use) {
			continue
		}
		w := facilities.Wish{Resource: r.ID, Use: use, For: users[who], Project: p.projectOf(users[who]), Title: sampleTitles[r.Facility][what%len(sampleTitles[r.Facility])]}
		if r.Capacity >= 3 && r.Kind == facilities.Instrument {
			w.Units = 1 + int64(what%2)
		}
		if len(r.Changeover.Classes) > 0 {
			w.Process = r.Changeover.Classes[what%len(r.Changeover.Classes)]
		}
		p.add(w, p.ordinaryFate(r, use, luck))
	}
}

// sampleLength is how long an ordinary booking of a resource is.
func sampleLength(r facilities.Resource, n int) time.Duration {
	switch {
	case r.Rules.Longest > 10*oneDay:
		return time.Duration(1+n*2) * oneDay
	case r.Rules.Longest > 2*oneDay:
		return time.Duration(8+n*8) * time.Hour
	case r.Rules.Longest > 8*time.Hour:
		return time.Duration(4+n*3) * time.Hour
	}
	return [...]time.Duration{time.Hour, 90 * time.Minute, 2 * time.Hour, 4 * time.Hour}[n]
}

// keptFree reports time that the sample leaves free for whoever tries it out: every coming
// afternoon on what is booked at once.
func (p *samplePlan) keptFree(r facilities.Resource, use facilities.Span) bool {
	if r.Approval != facilities.ApprovalAuto || use.End.Before(p.today()) || r.Rules.Longest > oneDay {
		return false
	}
	local := use.Start.In(p.zone)
	free := facilities.Span{Start: time.Date(local.Year(), local.Month(), local.Day(), 12, 0, 0, 0, p.zone), End: time.Date(local.Year(), local.Month(), local.Day(), 17, 0, 0, 0, p.zone)}
	return use.Overlaps(free)
}

// ordinaryFate draws what becomes of a booking. Most take place.
func (p *samplePlan) ordinaryFate(r facilities.Resource, use facilities.Span, luck int) fate {
	f := fate{state: facilities.StateApproved, created: p.before(use.Start, 2+luck%12, 9+luck%7)}
	facility, _ := p.catalogue.Facility(r.Facility)
	past := !use.End.After(p.today())
	manager := r.Approval == facilities.ApprovalManager
	switch {
	case luck < 5:
		f.state, f.note = facilities.StateCancelled, "Proef uitgesteld"
	case past && luck < 8 && facility.NoShow.Grace > 0:
		f.state = facilities.StateMissed
	case past && luck < 10:
		f.state, f.note = facilities.StateAborted, "Koeling viel uit"
	case past && manager && luck < 13:
		f.state, f.note = facilities.StateDeclined, "Onderhoud heeft voorrang"
	case past && manager && luck < 15:
		f.state = facilities.StateExpired
	case !past && manager && luck < 13 && use.Start.After(p.at(2, 0, 0)):
		f.state, f.created = facilities.StateRequested, p.at(-1, 9+luck%7, luck%60)
	}
	return f
}

// before is a working hour some days before a start, and always before the sample's day.
func (p *samplePlan) before(start time.Time, days, hour int) time.Time {
	local := start.In(p.zone)
	at := time.Date(local.Year(), local.Month(), local.Day()-days, hour, 0, 0, 0, p.zone)
	if last := p.at(-1, hour, 0); at.After(last) {
		at = last
	}
	return at.UTC()
}
