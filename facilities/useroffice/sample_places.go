package useroffice

import (
	"time"

	"marke/facilities"
)

// The sample consortium. The names of the eleven facilities are those of the region's own plan; all the
// rest (partners, people, instruments, tariffs, shares) is invented, and says so.

// sampleNote stands in every description of the sample.
var sampleNote = facilities.Words{NL: "Voorbeeldgegevens.", EN: "Sample data."}

func sampleWords(nl, en string) facilities.Words {
	return facilities.Words{NL: nl + " " + sampleNote.NL, EN: en + " " + sampleNote.EN}
}

// sampleHours reads a table that stands in this package, so that it is right.
func sampleHours(text string) []facilities.Hours {
	table, ok := parseHours(text)
	if !ok {
		panic("useroffice: sample hours: " + text)
	}
	return table
}

func samplePrime(text string) []facilities.Prime {
	table, ok := parsePrime(text)
	if !ok {
		panic("useroffice: sample prime time: " + text)
	}
	return table
}

const (
	labHours    = "ma-vr 07:00-22:00, za 09:00-17:00"
	officeHours = "ma-vr 08:00-18:00"
	allHours    = "ma-zo 00:00-24:00"
	primeHours  = "ma-vr 09:00-17:00 150%"
)

// sampleFacilities are the eleven facilities.
func sampleFacilities() []facilities.Facility {
	place := func(id, name, nl, en, hours string, holidays bool) facilities.Facility {
		return facilities.Facility{
			ID: facilities.FacilityID(id), Name: name, Description: sampleWords(nl, en), Place: "Twente (voorbeeld)",
			Zone: "Europe/Amsterdam", Hours: sampleHours(hours), OfficeHours: sampleHours(officeHours), Prime: samplePrime(primeHours),
			ClosedOnHolidays: holidays, DecideWithin: 5 * 24 * time.Hour,
		}
	}
	list := []facilities.Facility{
		place("htf", "High Tech Factory", "Cleanroom en meetlab voor micro- en nanotechnologie.", "Clean room and metrology for micro and nano technology.", labHours, true),
		place("tprc", "ThermoPlastic Research Center", "Persen, autoclaaf en beproeving van thermoplastische composieten.",
			"Presses, autoclave and testing of thermoplastic composites.", "ma-vr 07:00-20:00", true),
		place("txchange", "T-Xchange", "Serious gaming en simulatie met groepen.", "Serious gaming and simulation with groups.", "ma-vr 08:00-22:00", true),
		place("cmi", "Center for Medical Imaging", "MRI, CT en echografie voor onderzoek.", "MRI, CT and ultrasound for research.", "ma-vr 08:00-20:00, za 08:00-13:00", true),
		place("ccc", "Center for Cloud Computing", "Rekencluster met GPU's en FPGA's, dag en nacht open.", "A cluster with GPUs and FPGAs, open day and night.", allHours, false),
		place("telelab", "Twents Lab voor Telegeneeskunde", "Proefwoning en sensoren voor zorg op afstand.", "Test home and sensors for care at a distance.", "ma-vr 08:00-18:00", true),
		place("leo", "LEO", "Robotica: cobots, een zware arm en een testkooi.", "Robotics: cobots, a heavy arm and a test cage.", "ma-vr 08:00-21:00", true),
		place("rmc", "Rapid Manufacturing Center", "3D-printen in metaal en kunststof, en nabewerking.", "3D printing in metal and plastics, and finishing.", "ma-vr 07:00-22:00", true),
		place("bioenergie", "Bio-energiepark", "Vergisting en gasanalyse op proefschaal.", "Digestion and gas analysis at pilot scale.", "ma-vr 07:00-19:00", true),
		place("waterfabriek", "Waterfabriek", "Zuivering met membranen en UV op proefschaal.", "Purification with membranes and UV at pilot scale.", "ma-vr 07:00-19:00", true),
		place("duurzaambouwen", "Centrum voor duurzaam bouwen", "Klimaatkamer en gevelopstelling.", "Climate chamber and façade rig.", "ma-zo 00:00-24:00", false),
	}
	for i := range list {
		switch list[i].ID {
		case "htf", "tprc", "rmc":
			list[i].NoShow = facilities.NoShow{Grace: 45 * time.Minute, Strikes: 3, Within: 60 * 24 * time.Hour, Suspend: 14 * 24 * time.Hour}
		}
	}
	return list
}
