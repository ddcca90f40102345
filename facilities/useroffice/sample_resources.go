package useroffice

import (
	"time"

	"marke/facilities"
)

// makeResource starts an ordinary resource; change says what is special about it.
func makeResource(facility facilities.FacilityID, kind facilities.ResourceKind, id, name, room, nl, en string, capabilities string, change func(r *facilities.Resource)) facilities.Resource {
	list, ok := parseCapabilities(capabilities)
	if !ok {
		panic("useroffice: sample capabilities: " + capabilities)
	}
	r := facilities.Resource{
		ID: facilities.ResourceID(id), Facility: facility, Kind: kind, Name: name, Description: sampleWords(nl, en), Location: room,
		Capacity: 1, Capabilities: list, Approval: facilities.ApprovalAuto, CancelFree: 24 * time.Hour,
		Rules: facilities.BookingRules{Shortest: 30 * time.Minute, Longest: 8 * time.Hour, Grid: 15 * time.Minute, Horizon: 180 * 24 * time.Hour},
	}
	if kind == facilities.Instrument {
		r.Attended, r.Qualification = true, facilities.LevelBasic
	}
	if change != nil {
		change(&r)
	}
	return r
}

// byManager makes a resource one that a manager decides on.
func byManager(r *facilities.Resource) { r.Approval = facilities.ApprovalManager }

// capacity gives a resource several units.
func capacity(units int64) func(*facilities.Resource) {
	return func(r *facilities.Resource) { r.Capacity = units }
}

// unattended makes a resource one that runs without its user, in long uses, day and night.
func unattended(longest time.Duration) func(*facilities.Resource) {
	return func(r *facilities.Resource) {
		r.Attended, r.Qualification = false, facilities.LevelNone
		r.Rules.Shortest, r.Rules.Longest, r.Rules.Grid = time.Hour, longest, time.Hour
	}
}

func buffers(r *facilities.Resource, setup, cleanup time.Duration) {
	r.Rules.Setup, r.Rules.Cleanup = setup, cleanup
}

func question(key, nl, en string, required bool, choices ...string) facilities.IntakeField {
	return facilities.IntakeField{Key: key, Label: facilities.Words{NL: nl, EN: en}, Required: required, Choices: choices}
}

func needs(kind facilities.ResourceKind, id string, units int64) facilities.Need {
	return facilities.Need{Kind: kind, Resource: facilities.ResourceID(id), Units: units}
}

func needsAny(kind facilities.ResourceKind, capability string, units int64) facilities.Need {
	return facilities.Need{Kind: kind, Capability: capability, Units: units}
}

// sampleResources are the resources of all facilities. What is needed stands before what needs it.
func sampleResources() []facilities.Resource {
	var all []facilities.Resource
	for _, list := range [][]facilities.Resource{
		htfResources(), tprcResources(), txchangeResources(), cmiResources(), cccResources(), telelabResources(),
		leoResources(), rmcResources(), bioenergieResources(), waterfabriekResources(), duurzaamBouwenResources(),
	} {
		all = append(all, list...)
	}
	return all
}

func htfResources() []facilities.Resource {
	const f = "htf"
	clean := facilities.Changeover{Classes: []string{"clean", "gold"}, Minutes: [][]int{{0, 30}, {90, 0}}}
	return []facilities.Resource{
		makeResource(f, facilities.Area, "htf-cleanroom", "Cleanroom ISO 6", "C.010", "Zes werkplekken tegelijk.", "Six people at once.", "cleanroom", func(r *facilities.Resource) {
			r.Capacity, r.Qualification = 6, facilities.LevelBasic
		}),
		makeResource(f, facilities.Utility, "htf-nitrogen", "Stikstof", "C.001", "Tien aansluitingen op één tank.", "Ten taps on one tank.", "nitrogen", capacity(10)),
		makeResource(f, facilities.Operator, "htf-operator-litho", "Operator lithografie", "C.010", "Bedient de belichter.", "Runs the mask aligner.", "litho", func(r *facilities.Resource) {
			r.Person = "harm-oude-luttikhuis"
		}),
		makeResource(f, facilities.Accessory, "htf-chuck-150", "Waferhouder 150 mm", "C.010", "Twee stuks.", "Two of them.", "chuck, wafer 150 mm", capacity(2)),
		makeResource(f, facilities.Instrument, "htf-sem", "SEM 1", "B.112", "Rasterelektronenmicroscoop.", "Scanning electron microscope.", "sem, resolution 1,2.. nm", pool("microscopy")),
		makeResource(f, facilities.Instrument, "htf-sem-2", "SEM 2", "B.114", "Rasterelektronenmicroscoop met EDX.", "Scanning electron microscope with EDX.", "sem, resolution 0,8.. nm, edx", pool("microscopy")),
		makeResource(f, facilities.Instrument, "htf-profiler", "Profielmeter", "B.116", "Laagdikte en ruwheid.", "Step height and roughness.", "profilometer", nil),
		makeResource(f, facilities.Instrument, "htf-dicer", "Zaagmachine", "B.120", "Zaagt wafers tot chips.", "Dices wafers.", "dicing, wafer ..200 mm", nil),
		makeResource(f, facilities.Instrument, "htf-ebeam", "E-beam-schrijver", "C.012", "Schrijft structuren vanaf 20 nm.", "Writes structures from 20 nm.", "ebeam, linewidth 20.. nm", func(r *facilities.Resource) {
			byManager(r)
			r.Qualification, r.Contamination = facilities.LevelExpert, facilities.Contamination{Refuses: []string{"gold"}}
			buffers(r, 30*time.Minute, 30*time.Minute)
			r.Needs = []facilities.Need{needs(facilities.Area, "htf-cleanroom", 1), needs(facilities.Utility, "htf-nitrogen", 2)}
			r.Intake = []facilities.IntakeField{question("resist", "Resist", "Resist", true, "PMMA", "ZEP520", "HSQ"), question("wafer", "Wafer (materiaal, maat)", "Wafer (material, size)", true)}
		}),
		makeResource(f, facilities.Instrument, "htf-evaporator", "Opdamper", "C.014", "Metaallagen, ook goud.", "Metal layers, gold too.", "evaporation", func(r *facilities.Resource) {
			byManager(r)
			r.Changeover, r.Contamination = clean, facilities.Contamination{Adds: []string{"gold"}}
			buffers(r, 15*time.Minute, 30*time.Minute)
			r.Needs = []facilities.Need{needs(facilities.Area, "htf-cleanroom", 1), needs(facilities.Utility, "htf-nitrogen", 1)}
		}),
		makeResource(f, facilities.Instrument, "htf-aligner", "Maskerbelichter (dienst)", "C.010", "De operator belicht uw wafers.", "The operator exposes your wafers.", "litho-service", func(r *facilities.Resource) {
			byManager(r)
			r.Operated, r.Attended, r.Qualification = true, false, facilities.LevelNone
			r.Needs = []facilities.Need{needsAny(facilities.Operator, "litho", 1), needs(facilities.Area, "htf-cleanroom", 1), needsAny(facilities.Accessory, "chuck", 1)}
			r.Intake = []facilities.IntakeField{question("mask", "Masker", "Mask", true), question("wafers", "Aantal wafers", "Number of wafers", true)}
		}),
	}
}

func pool(id facilities.PoolID) func(*facilities.Resource) {
	return func(r *facilities.Resource) { r.Pool = id }
}

func tprcResources() []facilities.Resource {
	const f = "tprc"
	intake := []facilities.IntakeField{
		question("material", "Materiaal", "Material", true, "PEEK", "PEKK", "PPS", "PA6"),
		question("sheet", "Veiligheidsblad (nummer)", "Safety sheet (number)", true), question("mould", "Matrijs", "Mould", false),
	}
	return []facilities.Resource{
		makeResource(f, facilities.Utility, "tprc-cooling", "Koelwater", "H0", "Vier kringen.", "Four circuits.", "cooling", capacity(4)),
		makeResource(f, facilities.Operator, "tprc-operator", "Procesoperator", "H1", "Helpt bij de autoclaaf.", "Helps at the autoclave.", "process", func(r *facilities.Resource) { r.Person = "gerrit-assink" }),
		makeResource(f, facilities.Accessory, "tprc-mould-a", "Proefmatrijs A", "H1", "Vlakke plaat 400 × 400 mm.", "Flat plate 400 × 400 mm.", "mould", nil),
		makeResource(f, facilities.Area, "tprc-lab", "Legkamer", "H2", "Acht werkplekken.", "Eight places.", "layup", capacity(8)),
		makeResource(f, facilities.Instrument, "tprc-press-400", "Pers 400 °C, 200 t", "H1", "Composietpers met snelle koeling.", "Composites press with fast cooling.",
			"press, temperature 20..400 °C, force 0..200 t", func(r *facilities.Resource) {
				byManager(r)
				r.Dangerous, r.TwoPersons, r.Pool, r.Intake = true, true, "presses", intake
				buffers(r, 30*time.Minute, 30*time.Minute)
				r.Needs = []facilities.Need{needs(facilities.Utility, "tprc-cooling", 2)}
			}),
		makeResource(f, facilities.Instrument, "tprc-press-300", "Pers 300 °C, 100 t", "H1", "Composietpers voor kleine platen.", "Composites press for small plates.",
			"press, temperature 20..300 °C, force 0..100 t", func(r *facilities.Resource) {
				r.Pool = "presses"
				buffers(r, 15*time.Minute, 15*time.Minute)
				r.Needs = []facilities.Need{needs(facilities.Utility, "tprc-cooling", 1)}
			}),
		makeResource(f, facilities.Instrument, "tprc-autoclave", "Autoclaaf", "H3", "Tot 450 °C en 35 bar; draait ook 's nachts.", "Up to 450 °C and 35 bar; runs at night too.",
			"autoclave, temperature 20..450 °C, pressure 0..35 bar", func(r *facilities.Resource) {
				byManager(r)
				r.Dangerous, r.Attended, r.Intake = true, false, intake
				r.Hours = sampleHours("ma-vr 00:00-24:00")
				r.Rules.Longest, r.Rules.Grid = 24*time.Hour, time.Hour
				buffers(r, time.Hour, time.Hour)
			}),
		makeResource(f, facilities.Instrument, "tprc-tensile", "Trekbank 100 kN", "H2", "Trek- en buigproeven.", "Tensile and bending tests.", "tensile, force 0..10 t", func(r *facilities.Resource) {
			r.Qualification = facilities.LevelNone
		}),
	}
}

func txchangeResources() []facilities.Resource {
	const f = "txchange"
	return []facilities.Resource{
		makeResource(f, facilities.Operator, "tx-facilitator", "Spelleider", "1.02", "Leidt een sessie.", "Leads a session.", "facilitation", func(r *facilities.Resource) { r.Person = "loes-hofstede" }),
		makeResource(f, facilities.Accessory, "tx-vr-sets", "VR-brillen", "1.02", "Twaalf stuks.", "Twelve of them.", "vr", capacity(12)),
		makeResource(f, facilities.Area, "tx-arena", "Arena", "1.01", "Simulatieruimte voor 24 mensen.", "Simulation room for 24 people.", "arena", capacity(24)),
		makeResource(f, facilities.Instrument, "tx-game-table", "Speltafel", "1.03", "Interactieve tafel voor zes spelers.", "Interactive table for six players.", "game-table", func(r *facilities.Resource) {
			r.Qualification = facilities.LevelNone
		}),
		makeResource(f, facilities.Instrument, "tx-session", "Begeleide sessie (dienst)", "1.01", "Een dagdeel met een spelleider.", "Half a day with a facilitator.", "session", func(r *facilities.Resource) {
			byManager(r)
			r.Operated, r.Attended, r.Qualification = true, false, facilities.LevelNone
			r.Needs = []facilities.Need{needsAny(facilities.Operator, "facilitation", 1), needs(facilities.Area, "tx-arena", 12)}
		}),
	}
}

func cmiResources() []facilities.Resource {
	const f = "cmi"
	return []facilities.Resource{
		makeResource(f, facilities.Operator, "cmi-mri-operator", "MRI-laborant", "M.1", "Bedient de MRI.", "Runs the MRI.", "mri-operator", func(r *facilities.Resource) { r.Person = "femke-ter-haar" }),
		makeResource(f, facilities.Operator, "cmi-mri-operator-2", "MRI-laborant (avond)", "M.1", "Bedient de MRI in de middag en avond.", "Runs the MRI in the afternoon and evening.", "mri-operator", func(r *facilities.Resource) {
			r.Person, r.Hours = "bram-scholten", sampleHours("ma-vr 12:00-20:00")
		}),
		makeResource(f, facilities.Accessory, "cmi-phantom", "Fantoom", "M.1", "Meetfantoom voor ijking.", "Calibration phantom.", "phantom", nil),
		makeResource(f, facilities.Area, "cmi-reading-room", "Beoordelingskamer", "M.4", "Vier werkstations.", "Four workstations.", "reading", capacity(4)),
		makeResource(f, facilities.Instrument, "cmi-mri", "MRI 3 T (dienst)", "M.2", "Scan met laborant.", "Scan with an operator.", "mri, field 3 T", func(r *facilities.Resource) {
			byManager(r)
			r.Operated, r.Attended, r.Dangerous, r.Qualification = true, false, true, facilities.LevelNone
			buffers(r, 15*time.Minute, 15*time.Minute)
			r.Needs = []facilities.Need{needsAny(facilities.Operator, "mri-operator", 1)}
			r.Intake = []facilities.IntakeField{question("protocol", "Scanprotocol", "Scan protocol", true), question("ethics", "METC-nummer", "Ethics approval number", true)}
		}),
		makeResource(f, facilities.Instrument, "cmi-ct", "Micro-CT", "M.3", "Röntgentomografie van kleine objecten.", "X-ray tomography of small objects.", "ct", func(r *facilities.Resource) {
			byManager(r)
			r.Dangerous = true
		}),
		makeResource(f, facilities.Instrument, "cmi-ultrasound", "Echograaf", "M.5", "Echografie voor onderzoek.", "Ultrasound for research.", "ultrasound", nil),
	}
}

func cccResources() []facilities.Resource {
	const f = "ccc"
	return []facilities.Resource{
		makeResource(f, facilities.Utility, "ccc-storage", "Opslag (TB)", "R1", "Honderd terabyte scratch.", "A hundred terabytes of scratch.", "storage", capacity(100)),
		makeResource(f, facilities.Instrument, "ccc-gpu", "GPU-cluster", "R1", "Acht knopen.", "Eight nodes.", "gpu, memory 80 GB", func(r *facilities.Resource) {
			unattended(14 * 24 * time.Hour)(r)
			r.Capacity = 8
			r.Needs = []facilities.Need{needs(facilities.Utility, "ccc-storage", 2)}
		}),
		makeResource(f, facilities.Instrument, "ccc-fpga", "FPGA-bank", "R2", "Drie kaarten.", "Three cards.", "fpga", func(r *facilities.Resource) {
			unattended(7 * 24 * time.Hour)(r)
			r.Capacity = 3
		}),
	}
}

func telelabResources() []facilities.Resource {
	const f = "telelab"
	return []facilities.Resource{
		makeResource(f, facilities.Accessory, "tel-camera", "Camerastel", "T.2", "Vier camera's op statief.", "Four cameras on tripods.", "camera", capacity(2)),
		makeResource(f, facilities.Area, "tel-home", "Proefwoning", "T.1", "Een woning vol sensoren.", "A home full of sensors.", "home", capacity(4)),
		makeResource(f, facilities.Instrument, "tel-sensor-kit", "Sensorkoffer", "T.2", "Drie koffers om mee te nemen.", "Three cases to take along.", "sensors", func(r *facilities.Resource) {
			unattended(14 * 24 * time.Hour)(r)
			r.Capacity, r.Rules.Grid, r.Hours = 3, 30*time.Minute, sampleHours(allHours)
		}),
	}
}

func leoResources() []facilities.Resource {
	const f = "leo"
	return []facilities.Resource{
		makeResource(f, facilities.Accessory, "leo-gripper", "Grijper", "R.1", "Twee elektrische grijpers.", "Two electric grippers.", "gripper", capacity(2)),
		makeResource(f, facilities.Area, "leo-cage", "Testkooi", "R.2", "Veilige ruimte voor twee mensen.", "A safe room for two people.", "cage", capacity(2)),
		makeResource(f, facilities.Instrument, "leo-cobot-a", "Cobot A", "R.1", "Zesassige cobot, 10 kg.", "Six-axis cobot, 10 kg.", "cobot, payload 0..10 kg", pool("cobots")),
		makeResource(f, facilities.Instrument, "leo-cobot-b", "Cobot B", "R.1", "Zesassige cobot, 10 kg.", "Six-axis cobot, 10 kg.", "cobot, payload 0..10 kg", pool("cobots")),
		makeResource(f, facilities.Instrument, "leo-arm", "Zware arm", "R.2", "Industriële robot, 210 kg.", "Industrial robot, 210 kg.", "robot-arm, payload 0..210 kg", func(r *facilities.Resource) {
			byManager(r)
			r.Dangerous, r.TwoPersons, r.Qualification = true, true, facilities.LevelExpert
			r.Needs = []facilities.Need{needs(facilities.Area, "leo-cage", 1)}
		}),
	}
}

func rmcResources() []facilities.Resource {
	const f = "rmc"
	return []facilities.Resource{
		makeResource(f, facilities.Utility, "rmc-argon", "Argon", "P0", "Twee aansluitingen.", "Two taps.", "argon", capacity(2)),
		makeResource(f, facilities.Operator, "rmc-operator", "Printoperator", "P1", "Helpt bij het metaalprinten.", "Helps with metal printing.", "metal-print", func(r *facilities.Resource) { r.Person = "tijmen-wissink" }),
		makeResource(f, facilities.Instrument, "rmc-metal-printer", "Metaalprinter", "P1", "Laserpoederbed voor staal, titaan en aluminium.", "Laser powder bed for steel, titanium and aluminium.",
			"metal-printing, build-height 0..365 mm", func(r *facilities.Resource) {
				byManager(r)
				r.Dangerous, r.Attended = true, false
				r.Hours = sampleHours("ma-vr 00:00-24:00")
				r.Rules.Longest, r.Rules.Grid = 72*time.Hour, 30*time.Minute
				r.Changeover = facilities.Changeover{Classes: []string{"steel", "titanium", "aluminium"}, Minutes: [][]int{{0, 240, 240}, {240, 0, 240}, {240, 240, 0}}}
				buffers(r, 30*time.Minute, time.Hour)
				r.Needs = []facilities.Need{needs(facilities.Utility, "rmc-argon", 1)}
				r.Intake = []facilities.IntakeField{question("powder", "Poeder (batch)", "Powder (batch)", true)}
			}),
		makeResource(f, facilities.Instrument, "rmc-sla", "Harsprinter", "P2", "Stereolithografie.", "Stereolithography.", "sla", nil),
		makeResource(f, facilities.Instrument, "rmc-cnc", "Freesbank", "P3", "Vijfassig frezen.", "Five-axis milling.", "cnc", func(r *facilities.Resource) { r.Qualification = facilities.LevelExpert }),
	}
}

func bioenergieResources() []facilities.Resource {
	const f = "bioenergie"
	return []facilities.Resource{
		makeResource(f, facilities.Area, "bio-hall", "Voorraadhal", "B1", "Vijf vakken voor biomassa.", "Five bays for biomass.", "storage-bay", capacity(5)),
		makeResource(f, facilities.Instrument, "bio-digester", "Proefvergister", "B2", "Draait dagen achtereen.", "Runs for days on end.", "digester, volume 0..10 m3", func(r *facilities.Resource) {
			unattended(21 * 24 * time.Hour)(r)
			byManager(r)
			r.Hours = sampleHours(allHours)
		}),
		makeResource(f, facilities.Instrument, "bio-gas-analyser", "Gasanalysator", "B3", "Methaan, CO₂ en H₂S.", "Methane, CO₂ and H₂S.", "gas-analysis", nil),
	}
}

func waterfabriekResources() []facilities.Resource {
	const f = "waterfabriek"
	return []facilities.Resource{
		makeResource(f, facilities.Utility, "wf-influent", "Influent (m³/u)", "W0", "Twintig kubieke meter per uur.", "Twenty cubic metres an hour.", "influent", capacity(20)),
		makeResource(f, facilities.Area, "wf-lab", "Waterlab", "W1", "Zes werkplekken.", "Six places.", "water-lab", capacity(6)),
		makeResource(f, facilities.Instrument, "wf-membrane", "Membraanstraat", "W2", "Ultrafiltratie en omgekeerde osmose.", "Ultrafiltration and reverse osmosis.", "membrane", func(r *facilities.Resource) {
			byManager(r)
			buffers(r, 30*time.Minute, 30*time.Minute)
			r.Needs = []facilities.Need{needs(facilities.Utility, "wf-influent", 8)}
		}),
		makeResource(f, facilities.Instrument, "wf-uv", "UV-reactor", "W3", "Desinfectie met UV.", "Disinfection by UV.", "uv", func(r *facilities.Resource) {
			r.Needs = []facilities.Need{needs(facilities.Utility, "wf-influent", 5)}
		}),
	}
}

func duurzaamBouwenResources() []facilities.Resource {
	const f = "duurzaambouwen"
	return []facilities.Resource{
		makeResource(f, facilities.Area, "db-hall", "Bouwhal", "D1", "Acht vakken.", "Eight bays.", "hall", capacity(8)),
		makeResource(f, facilities.Instrument, "db-climate", "Klimaatkamer", "D2", "Van −20 tot 60 °C, weken achtereen.", "From −20 to 60 °C, for weeks on end.", "climate, temperature -20..60 °C",
			unattended(21*24*time.Hour)),
		makeResource(f, facilities.Instrument, "db-facade", "Gevelopstelling", "D3", "Gevels van drie bij drie meter.", "Façades of three by three metres.", "facade", func(r *facilities.Resource) {
			byManager(r)
			r.TwoPersons = true
		}),
	}
}
