package useroffice

import (
	"time"

	"marke/facilities"
)

// between is a span on the n-th workday from the sample's day.
func (p *samplePlan) between(workday, fromHour, fromMinute, toHour, toMinute int) facilities.Span {
	days := p.workday(workday)
	return facilities.Span{Start: p.at(days, fromHour, fromMinute), End: p.at(days, toHour, toMinute)}
}

// approvedEarly is a booking made well before, by whom it is for.
func (p *samplePlan) approvedEarly(days int) fate {
	return fate{state: facilities.StateApproved, created: p.at(-days, 10, 15)}
}

// planStory makes the bookings of the people behind the demo's logins, and one of each thing that can happen.
func (p *samplePlan) planStory() {
	wing := facilities.Wish{For: demoEngineer, Project: "lichte-vleugel"}
	book := func(w facilities.Wish, resource facilities.ResourceID, use facilities.Span, title string, f fate) {
		w.Resource, w.Use, w.Title = resource, use, title
		p.add(w, f)
	}
	// Uses that go on for days, so that something is in use at any hour.
	book(facilities.Wish{For: "fatima-el-idrissi", Project: "lectoraat-materialen", Units: 2}, "ccc-gpu", facilities.Span{Start: p.at(-2, 8, 0), End: p.at(4, 8, 0)}, "Model van vezelbreuk", p.approvedEarly(6))
	book(facilities.Wish{For: demoEngineer, Project: "lichte-vleugel", Units: 1}, "ccc-gpu", facilities.Span{Start: p.at(-1, 12, 0), End: p.at(2, 12, 0)}, "Stroming om de vleugel", p.approvedEarly(5))
	book(facilities.Wish{For: "rob-haarman", Project: "wijk-van-straks"}, "db-climate", facilities.Span{Start: p.at(-5, 9, 0), End: p.at(6, 9, 0)}, "Vorst-dooiproef gevelpaneel", p.approvedEarly(20))

	book(wing, "htf-sem", p.between(1, 9, 0, 11, 0), "Breukvlak van huiddeel 3", p.approvedEarly(6))
	with := wing
	with.Companions = []facilities.PersonID{"rik-hesselink"}
	book(with, "tprc-tensile", p.between(3, 9, 0, 10, 30), "Trekproef met Rik", p.approvedEarly(4))
	secret := wing
	secret.Confidential = true
	book(secret, "tprc-press-300", p.between(5, 9, 0, 11, 0), "Nieuwe hechtlaag", p.approvedEarly(3))
	book(wing, "tprc-press-300", p.between(-3, 9, 0, 12, 0), "Huiddeel 3 persen", p.approvedEarly(14))
	book(wing, "htf-sem-2", p.between(-8, 13, 0, 15, 0), "Doorsnede huiddeel 2", p.approvedEarly(19))
	book(wing, "leo-cobot-a", p.between(6, 10, 0, 12, 0), "Legrobot proberen", fate{state: facilities.StateCancelled, created: p.at(-4, 11, 0), note: "Cobot niet meer nodig"})
	book(wing, "tprc-press-400", p.between(7, 9, 0, 12, 0), "Huiddeel 4 persen", p.approvedEarly(7))
	book(wing, "tprc-autoclave", p.between(-2, 9, 0, 15, 0), "Naharding", fate{state: facilities.StateDeclined, created: p.at(-9, 9, 30), note: "De autoclaaf wordt die dag geijkt"})

	guide := facilities.Wish{For: demoEngineer2, Project: "golfgeleider"}
	book(guide, "htf-sem", p.between(1, 13, 30, 15, 30), "Wanden van golfgeleider", p.approvedEarly(5))
	wafer := guide
	wafer.Sample = "golf-w12"
	book(wafer, "htf-ebeam", p.between(6, 9, 0, 13, 0), "Wafer 12 schrijven", p.approvedEarly(8))
	gold := guide
	gold.Sample, gold.Process = "golf-w13", "gold"
	book(gold, "htf-evaporator", p.between(-4, 9, 0, 11, 0), "Goudcontacten", p.approvedEarly(12))

	other := func(id facilities.PersonID, project facilities.ProjectID) facilities.Wish {
		return facilities.Wish{For: id, Project: project}
	}
	book(other("daan-pierik", "spectrometer"), "htf-dicer", p.between(1, 9, 0, 11, 0), "Chips zagen", p.approvedEarly(6))
	book(other("koen-wessels", "druksensor"), "htf-dicer", p.between(2, 10, 0, 12, 0), "Membranen losmaken", p.approvedEarly(6))
	book(other("fatima-el-idrissi", "lectoraat-materialen"), "htf-sem-2", p.between(-4, 13, 0, 15, 0), "Korrelgrootte", fate{state: facilities.StateMissed, created: p.at(-11, 9, 0)})
	book(other("anouk-ten-brinke", "batterijbak"), "tprc-press-300", p.between(-6, 13, 0, 15, 0), "Deksel persen", fate{state: facilities.StateAborted, created: p.at(-13, 9, 0), note: "Druk viel weg"})
	book(other("mark-dijkhuis", "minor-robotica"), "leo-arm", p.between(-2, 10, 0, 12, 0), "Demonstratie", fate{state: facilities.StateExpired, created: p.at(-10, 9, 0)})
	book(other("lars-hartgerink", "druksensor"), "leo-cobot-a", p.between(2, 10, 0, 11, 0), "", fate{state: facilities.StateHold, created: p.at(-1, 16, 0)})
	byStaff := other("piet-wassink", "proefserie-achterhoek")
	book(byStaff, "tprc-press-300", p.between(8, 9, 0, 11, 0), "Proefserie gast", fate{state: facilities.StateApproved, created: p.at(-3, 9, 0), by: demoManager})
}

// planSeries books an hour and a half on the microscope every week, by the engineer, with an occurrence that
// moved and one that was called off.
func (p *samplePlan) planSeries() {
	start := p.workday(-8)
	first := facilities.NewSpan(p.at(start, 8, 0), p.at(start, 9, 30))
	s := facilities.Series{ID: "sample-series-1", Facility: "htf", Resource: "htf-sem", Rule: "FREQ=WEEKLY;COUNT=7", First: first,
		Person: demoEngineer, Partner: "tubantia-composites", Created: p.at(-20, 10, 0).Truncate(time.Second)}
	for week := range 7 {
		use := facilities.NewSpan(p.at(start+7*week, 8, 0), p.at(start+7*week, 9, 30))
		occurrence := use.Start
		if week == 5 {
			use = facilities.NewSpan(p.at(start+7*week, 10, 0), p.at(start+7*week, 11, 30))
		}
		f := fate{state: facilities.StateApproved, created: s.Created}
		if week == 4 {
			f.state, f.note = facilities.StateCancelled, "Studiereis"
		}
		b, ok := p.add(facilities.Wish{Resource: s.Resource, Use: use, For: demoEngineer, Project: "lichte-vleugel", Title: "Wekelijkse controle"}, f)
		if !ok {
			s.Except = append(s.Except, occurrence) // a holiday
			continue
		}
		planned := &p.bookings[p.place[b.ID]]
		planned.Series, planned.Occurrence = s.ID, occurrence
		if week == 5 {
			planned.Sequence++
		}
	}
	p.series = append(p.series, s)
}

// planInbox makes requests that compete, for every manager to decide on.
func (p *samplePlan) planInbox() {
	ask := func(id facilities.PersonID, project facilities.ProjectID, resource facilities.ResourceID, use facilities.Span, title, process string, open bool) {
		w := facilities.Wish{Resource: resource, Use: use, For: id, Project: project, Title: title, Process: process}
		p.add(w, fate{state: facilities.StateRequested, created: p.at(-1, 9+len(p.bookings)%7, 12), open: open})
	}
	ask(demoEngineer, "lichte-vleugel", "tprc-press-400", p.between(3, 13, 0, 16, 0), "Proefplaat PEEK", "", false)
	ask("nienke-leusink", "rompdeel", "tprc-press-400", p.between(3, 13, 0, 15, 0), "Rompdeel, tweede proef", "", false)
	ask("rik-hesselink", "recycle-peek", "tprc-press-400", p.between(3, 14, 0, 16, 30), "Gerecycled granulaat", "", false)
	ask(demoEngineer2, "golfgeleider", "htf-ebeam", p.between(4, 9, 0, 12, 0), "Wafer 14 schrijven", "", false)
	ask("koen-wessels", "druksensor", "htf-ebeam", p.between(4, 10, 0, 13, 0), "Membraan B", "", false)
	ask("thijs-bomers", "rompdeel", "rmc-metal-printer", p.between(4, 8, 0, 16, 0), "Beugel in titaan", "titanium", false)
	ask("anouk-ten-brinke", "batterijbak", "rmc-metal-printer", p.between(4, 10, 0, 15, 0), "Klem in aluminium", "aluminium", false)
	ask("youssef-amrani", "hartfilm", "cmi-mri", p.between(5, 10, 0, 12, 0), "Pilot hartfilm", "", true)
	ask("tessa-oosterhuis", "thuismeten", "cmi-mri", p.between(6, 13, 0, 14, 30), "Vervolgmeting", "", false)
	ask("piet-wassink", "proefserie-achterhoek", "tprc-press-300", p.between(4, 9, 0, 11, 0), "Kleine serie (gast)", "", false)
	ask("mark-dijkhuis", "minor-robotica", "leo-arm", p.between(5, 10, 0, 12, 0), "Practicum", "", false)
	ask("dennis-nijenhuis", "schoon-effluent", "wf-membrane", p.between(4, 9, 0, 12, 0), "Fluxmeting", "", false)
	ask("rob-haarman", "wijk-van-straks", "db-facade", p.between(4, 9, 0, 12, 0), "Regendichtheid", "", false)
	ask("erik-stroot", "algenvoer", "bio-digester", facilities.Span{Start: p.at(9, 9, 0), End: p.at(14, 9, 0)}, "Algen als voeding", "", false)
	ask("anja-meijerink", "wijk-van-straks", "tx-session", p.between(6, 9, 0, 12, 0), "Sessie met de buurt", "", true)
}
