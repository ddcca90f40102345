package useroffice

import (
	"time"

	"marke/facilities"
)

// samplePartners are twelve partners of all five kinds, and a guest organisation.
func samplePartners() []facilities.Partner {
	partner := func(id, name string, kind facilities.PartnerKind) facilities.Partner {
		return facilities.Partner{ID: facilities.PartnerID(id), Name: name + " (voorbeeld)", Kind: kind}
	}
	guest := partner("achterhoek-plastics", "Achterhoek Plastics", facilities.SME)
	guest.Guest = true
	return []facilities.Partner{
		partner("tubantia-composites", "Tubantia Composites", facilities.SME),
		partner("dinkel-optics", "Dinkel Optics", facilities.SME),
		partner("vechtsensor", "Vechtsensor", facilities.SME),
		partner("regge-aerospace", "Regge Aerospace", facilities.Large),
		partner("noabermed", "Noabermed", facilities.Large),
		partner("hogeschool-hulsbeek", "Hogeschool Hulsbeek", facilities.Knowledge),
		partner("instituut-lonneker", "Instituut Lonneker", facilities.Knowledge),
		partner("gemeente-oelerbeek", "Gemeente Oelerbeek", facilities.Government),
		partner("waterschap-dinkeldal", "Waterschap Dinkeldal", facilities.Government),
		partner("grafeenwerk", "Grafeenwerk", facilities.Startup),
		partner("mobizorg", "Mobizorg", facilities.Startup),
		partner("algenkracht", "Algenkracht", facilities.Startup),
		guest,
	}
}

// The people behind the logins of the demo.
const (
	demoEngineer   facilities.PersonID = "sanne-kuipers"
	demoEngineer2  facilities.PersonID = "jelle-brouwer"
	demoManager    facilities.PersonID = "marieke-wolters"
	demoPartner    facilities.PersonID = "bert-nijhuis"
	demoController facilities.PersonID = "ingrid-vos"
	demoAdmin      facilities.PersonID = "wim-oude-vrielink"
)

// demoRoles are the logins of the demo in the order in which they are shown. Each has the
// address role@marke.example.
var demoRoles = []struct {
	role   string
	person facilities.PersonID
}{
	{"engineer", demoEngineer}, {"engineer2", demoEngineer2}, {"manager", demoManager}, {"partner", demoPartner},
	{"controller", demoController}, {"admin", demoAdmin},
}

// samplePeople are forty people. since is when they joined.
func samplePeople(since time.Time) []facilities.Person {
	at := func(kind facilities.RoleKind, places ...facilities.FacilityID) []facilities.Role {
		if len(places) == 0 {
			return []facilities.Role{{Kind: kind}}
		}
		var roles []facilities.Role
		for _, f := range places {
			roles = append(roles, facilities.Role{Kind: kind, Facility: f})
		}
		return roles
	}
	represents := func(p facilities.PartnerID) []facilities.Role {
		return []facilities.Role{{Kind: facilities.RoleRepresentative, Partner: p}}
	}
	var people []facilities.Person
	add := func(name string, partner facilities.PartnerID, roles []facilities.Role) {
		id := slug(name)
		people = append(people, facilities.Person{ID: facilities.PersonID(id), Name: name, Email: id + "@" + string(partner) + ".example",
			Partner: partner, Language: "nl", State: facilities.PersonActive, Roles: roles, Created: since})
	}
	add("Sanne Kuipers", "tubantia-composites", nil)
	add("Bert Nijhuis", "tubantia-composites", represents("tubantia-composites"))
	add("Rik Hesselink", "tubantia-composites", nil)
	add("Anouk ten Brinke", "tubantia-composites", nil)
	add("Jelle Brouwer", "dinkel-optics", nil)
	add("Mirjam Veldhuis", "dinkel-optics", represents("dinkel-optics"))
	add("Daan Pierik", "dinkel-optics", nil)
	add("Ilse Morsink", "vechtsensor", represents("vechtsensor"))
	add("Koen Wessels", "vechtsensor", nil)
	add("Lars Hartgerink", "vechtsensor", nil)
	add("Peter Grooters", "regge-aerospace", represents("regge-aerospace"))
	add("Nienke Leusink", "regge-aerospace", nil)
	add("Thijs Bomers", "regge-aerospace", nil)
	add("Rosa Kamphuis", "regge-aerospace", nil)
	add("Esther Lammers", "noabermed", represents("noabermed"))
	add("Youssef Amrani", "noabermed", nil)
	add("Tessa Oosterhuis", "noabermed", nil)
	add("Hanneke Sprakel", "hogeschool-hulsbeek", represents("hogeschool-hulsbeek"))
	add("Mark Dijkhuis", "hogeschool-hulsbeek", nil)
	add("Fatima el Idrissi", "hogeschool-hulsbeek", nil)
	add("Joost Eshuis", "hogeschool-hulsbeek", nil)
	add("Marieke Wolters", "instituut-lonneker", at(facilities.RoleManager))
	add("Harm Oude Luttikhuis", "instituut-lonneker", at(facilities.RoleTrainer, "htf"))
	add("Gerrit Assink", "instituut-lonneker", at(facilities.RoleTrainer, "tprc"))
	add("Loes Hofstede", "instituut-lonneker", at(facilities.RoleManager, "txchange"))
	add("Femke ter Haar", "instituut-lonneker", at(facilities.RoleTrainer, "cmi"))
	add("Bram Scholten", "instituut-lonneker", represents("instituut-lonneker"))
	add("Tijmen Wissink", "instituut-lonneker", at(facilities.RoleTrainer, "rmc"))
	add("Sjoerd Rouwenhorst", "instituut-lonneker", at(facilities.RoleManager, "ccc", "leo"))
	add("Ingrid Vos", "instituut-lonneker", at(facilities.RoleController))
	add("Wim Oude Vrielink", "instituut-lonneker", at(facilities.RoleAdmin))
	add("Anja Meijerink", "gemeente-oelerbeek", represents("gemeente-oelerbeek"))
	add("Rob Haarman", "gemeente-oelerbeek", nil)
	add("Carla Weghorst", "waterschap-dinkeldal", append(represents("waterschap-dinkeldal"), at(facilities.RoleManager, "waterfabriek")...))
	add("Dennis Nijenhuis", "waterschap-dinkeldal", nil)
	add("Sven Reuvers", "grafeenwerk", represents("grafeenwerk"))
	add("Lotte Beernink", "mobizorg", represents("mobizorg"))
	add("Maud Kokhuis", "algenkracht", append(represents("algenkracht"), at(facilities.RoleManager, "bioenergie")...))
	add("Erik Stroot", "algenkracht", nil)
	add("Piet Wassink", "achterhoek-plastics", nil)
	for i := range people {
		for _, login := range demoRoles {
			if people[i].ID == login.person {
				people[i].Email = login.role + "@marke.example"
			}
		}
		if people[i].ID == "youssef-amrani" || people[i].ID == "sven-reuvers" {
			people[i].Language = "en"
		}
	}
	return people
}

// sampleProjects are in all three phases; one belongs to two partners.
func sampleProjects() []facilities.Project {
	project := func(id, name string, phase facilities.Phase, economic bool, leader facilities.PersonID, partners ...facilities.Share) facilities.Project {
		reason := "Onderzoek waarvan de uitkomsten openbaar zijn (voorbeeld)."
		if economic {
			reason = "Ontwikkeling van een eigen product (voorbeeld)."
		}
		return facilities.Project{ID: facilities.ProjectID(id), Name: name, Partners: partners, Phase: phase, Economic: economic, Reason: reason, Leader: leader}
	}
	of := func(p facilities.PartnerID) facilities.Share { return facilities.Share{Partner: p, Units: 1} }
	return []facilities.Project{
		project("lichte-vleugel", "Lichte vleugel", facilities.PhaseInnovation, true, demoEngineer,
			facilities.Share{Partner: "tubantia-composites", Units: 2}, facilities.Share{Partner: "regge-aerospace", Units: 1}),
		project("recycle-peek", "Hergebruik van PEEK", facilities.PhaseStart, false, "rik-hesselink", of("tubantia-composites")),
		project("batterijbak", "Batterijbak in serie", facilities.PhaseMarket, true, "anouk-ten-brinke", of("tubantia-composites")),
		project("golfgeleider", "Golfgeleider op chip", facilities.PhaseInnovation, true, demoEngineer2, of("dinkel-optics")),
		project("spectrometer", "Spectrometer voor de akker", facilities.PhaseMarket, true, "daan-pierik", of("dinkel-optics")),
		project("druksensor", "Druksensor", facilities.PhaseInnovation, true, "koen-wessels", of("vechtsensor")),
		project("rompdeel", "Rompdeel zonder naden", facilities.PhaseInnovation, true, "nienke-leusink", of("regge-aerospace")),
		project("thuismeten", "Thuis meten na een operatie", facilities.PhaseInnovation, true, "tessa-oosterhuis", of("noabermed")),
		project("hartfilm", "Hartfilm in rust", facilities.PhaseStart, false, "youssef-amrani", of("noabermed")),
		project("minor-robotica", "Minor robotica", facilities.PhaseStart, false, "mark-dijkhuis", of("hogeschool-hulsbeek")),
		project("lectoraat-materialen", "Lectoraat materialen", facilities.PhaseStart, false, "fatima-el-idrissi", of("hogeschool-hulsbeek")),
		project("ijking", "IJking en onderhoud", facilities.PhaseStart, false, "gerrit-assink", of("instituut-lonneker")),
		project("wijk-van-straks", "Wijk van straks", facilities.PhaseStart, false, "rob-haarman", of("gemeente-oelerbeek")),
		project("schoon-effluent", "Schoon effluent", facilities.PhaseInnovation, false, "dennis-nijenhuis", of("waterschap-dinkeldal")),
		project("grafeen-inkt", "Grafeeninkt", facilities.PhaseStart, true, "sven-reuvers", of("grafeenwerk")),
		project("zorgpleister", "Zorgpleister", facilities.PhaseMarket, true, "lotte-beernink", of("mobizorg")),
		project("algenvoer", "Voer uit algen", facilities.PhaseInnovation, true, "erik-stroot", of("algenkracht")),
		project("proefserie-achterhoek", "Proefserie", facilities.PhaseMarket, true, "piet-wassink", of("achterhoek-plastics")),
	}
}

// sampleSamples are what goes into the machines; one has touched gold.
func sampleSamples() []facilities.Sample {
	return []facilities.Sample{
		{ID: "golf-w12", Project: "golfgeleider", Name: "Wafer 12"},
		{ID: "golf-w13", Project: "golfgeleider", Name: "Wafer 13 (met goud)", Materials: []string{"gold"}},
		{ID: "druk-a", Project: "druksensor", Name: "Membraan A"},
		{ID: "vleugel-3", Project: "lichte-vleugel", Name: "Huiddeel 3"},
	}
}

// sampleSkills says who may use what, at which level; "" before the colon-less ids is basic.
var sampleSkills = map[facilities.PersonID][]facilities.ResourceID{
	demoEngineer:           {"tprc-press-400", "tprc-press-300", "tprc-autoclave", "htf-sem", "htf-sem-2", "htf-profiler", "leo-cobot-a", "leo-cobot-b", "rmc-sla", "tprc-lab"},
	"rik-hesselink":        {"tprc-press-400", "tprc-press-300", "tprc-autoclave"},
	"anouk-ten-brinke":     {"tprc-press-400", "tprc-press-300", "rmc-sla", "rmc-metal-printer"},
	demoEngineer2:          {"htf-sem", "htf-sem-2", "htf-ebeam", "htf-evaporator", "htf-cleanroom", "htf-dicer", "htf-profiler", "tprc-press-300"},
	"daan-pierik":          {"htf-sem", "htf-sem-2", "htf-cleanroom", "htf-dicer", "rmc-sla"},
	"koen-wessels":         {"htf-sem", "htf-sem-2", "htf-ebeam", "htf-evaporator", "htf-cleanroom", "htf-dicer"},
	"lars-hartgerink":      {"htf-sem", "htf-profiler", "htf-dicer", "leo-cobot-a"},
	"nienke-leusink":       {"tprc-press-400", "tprc-press-300", "tprc-autoclave", "rmc-metal-printer", "rmc-cnc"},
	"thijs-bomers":         {"tprc-press-400", "rmc-metal-printer", "rmc-cnc", "leo-arm", "leo-cage"},
	"rosa-kamphuis":        {"rmc-sla", "rmc-cnc", "tprc-press-300", "htf-sem"},
	"youssef-amrani":       {"cmi-ultrasound", "cmi-ct"},
	"tessa-oosterhuis":     {"cmi-ultrasound", "cmi-ct"},
	"mark-dijkhuis":        {"leo-cobot-a", "leo-cobot-b", "leo-arm", "leo-cage", "rmc-sla"},
	"fatima-el-idrissi":    {"htf-sem", "htf-sem-2", "tprc-press-300", "htf-profiler"},
	"joost-eshuis":         {"leo-cobot-a", "leo-cobot-b", "rmc-sla", "leo-arm", "leo-cage"},
	"harm-oude-luttikhuis": {"htf-sem", "htf-sem-2", "htf-ebeam", "htf-evaporator", "htf-cleanroom", "htf-dicer", "htf-aligner", "htf-profiler"},
	"gerrit-assink":        {"tprc-press-400", "tprc-press-300", "tprc-autoclave", "tprc-lab"},
	"femke-ter-haar":       {"cmi-mri", "cmi-ct", "cmi-ultrasound"},
	"bram-scholten":        {"cmi-mri", "cmi-ct"},
	"tijmen-wissink":       {"rmc-metal-printer", "rmc-sla", "rmc-cnc"},
	"dennis-nijenhuis":     {"wf-membrane", "wf-uv"},
	"carla-weghorst":       {"wf-membrane", "wf-uv"},
	"erik-stroot":          {"bio-gas-analyser"},
	"maud-kokhuis":         {"bio-gas-analyser"},
	"rob-haarman":          {"db-facade"},
	"anja-meijerink":       {"db-facade"},
	"sven-reuvers":         {"htf-sem-2", "htf-profiler"},
	"lotte-beernink":       {"cmi-ultrasound"},
	"piet-wassink":         {"tprc-press-300"},
}

// sampleQualifications grants the skills, to trainers of each facility at the level of trainer, to
// others as high as the resource asks. A few expire soon, one has expired, one was revoked.
func sampleQualifications(people []facilities.Person, resources []facilities.Resource, day, since time.Time) []facilities.Qualification {
	var list []facilities.Qualification
	for _, p := range people {
		for _, id := range sampleSkills[p.ID] {
			q := facilities.Qualification{ID: facilities.QualificationID("q-" + string(p.ID) + "-" + string(id)), Person: p.ID, Resource: id,
				Level: facilities.LevelBasic, From: since, Granter: demoManager, Reason: "Training gevolgd (voorbeeld)."}
			for _, r := range resources {
				if r.ID != id {
					continue
				}
				if r.Qualification == facilities.LevelExpert {
					q.Level = facilities.LevelExpert
				}
				if (facilities.Actor{Person: p}).Trains(r.Facility) {
					q.Level = facilities.LevelTrainer
				}
			}
			list = append(list, q)
		}
	}
	for i := range list {
		switch list[i].ID {
		case "q-sanne-kuipers-rmc-sla":
			list[i].Until = day.AddDate(0, 0, 10)
		case "q-daan-pierik-htf-dicer":
			list[i].Until = day.AddDate(0, 0, 35)
		case "q-lars-hartgerink-htf-profiler":
			list[i].Until = day.AddDate(0, 0, -20)
		case "q-thijs-bomers-tprc-press-400":
			list[i].Revoked, list[i].Reason = day.AddDate(0, 0, -3), "Na een incident opnieuw op te leiden (voorbeeld)."
		}
	}
	return list
}
