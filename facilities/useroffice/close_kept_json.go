package useroffice

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/money"
)

// keptJSON and the rows below are the form in which kept is stored. It is read for as long as there are books, so that it is
// its own and does not follow the nouns. Days are YYYY-MM-DD or empty, moments seconds since 1970 (0: none), amounts cents.
type keptJSON struct {
	Facility    keptFacility                `json:"facility"`
	Resources   []keptResource              `json:"resources"`
	Partners    []keptPartner               `json:"partners"`
	Tariffs     []keptTariff                `json:"tariffs"`
	Downtimes   []keptDowntime              `json:"downtimes"`
	Projects    []keptProject               `json:"projects"`
	Consumables []keptConsumable            `json:"consumables"`
	Rates       []keptRate                  `json:"rates"`
	Taken       map[string][][2]int64       `json:"taken"`
	Consumed    map[string]map[string]int64 `json:"consumed"`
	Findings    []keptFinding               `json:"findings"`
	Standings   []keptStanding              `json:"standings"`
}

type keptFacility struct {
	ID    string      `json:"id"`
	Name  string      `json:"name"`
	Zone  string      `json:"zone"`
	Prime []keptPrime `json:"prime"`
}

type keptPrime struct {
	Day     int `json:"day"`
	From    int `json:"from"`
	Until   int `json:"until"`
	Percent int `json:"percent"`
}

type keptResource struct {
	ID       string `json:"id"`
	Kind     string `json:"kind"`
	Name     string `json:"name"`
	Capacity int64  `json:"capacity"`
}

type keptPartner struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Kind  string `json:"kind"`
	Guest bool   `json:"guest,omitempty"`
}

type keptTariff struct {
	ID       string      `json:"id"`
	Resource string      `json:"resource"`
	Kind     string      `json:"kind,omitempty"`
	Phase    string      `json:"phase,omitempty"`
	Guest    bool        `json:"guest,omitempty"`
	From     string      `json:"from"`
	Until    string      `json:"until,omitempty"`
	Peak     money.Cents `json:"peak"`
	OffPeak  money.Cents `json:"off_peak"`
	Setup    money.Cents `json:"setup,omitempty"`
	Operator money.Cents `json:"operator,omitempty"`
	Minimum  money.Cents `json:"minimum,omitempty"`
	Currency string      `json:"currency"`
}

type keptDowntime struct {
	ID       string `json:"id"`
	Kind     string `json:"kind"`
	Resource string `json:"resource,omitempty"`
	Start    int64  `json:"start"`
	End      int64  `json:"end,omitempty"`
}

type keptProject struct {
	ID    string           `json:"id"`
	Phase string           `json:"phase"`
	Key   map[string]int64 `json:"key"`
}

type keptConsumable struct {
	ID       string      `json:"id"`
	Price    money.Cents `json:"price"`
	Currency string      `json:"currency"`
	From     string      `json:"from"`
	Until    string      `json:"until,omitempty"`
}

type keptRate struct {
	Category    string `json:"category"`
	From        string `json:"from"`
	Until       string `json:"until,omitempty"`
	BasisPoints int64  `json:"basis_points"`
	Source      string `json:"source"`
}

type keptFinding struct {
	Code   string      `json:"code"`
	Row    string      `json:"row"`
	Amount money.Cents `json:"amount,omitempty"`
}

type keptStanding struct {
	Partner    string      `json:"partner"`
	Receivable money.Cents `json:"receivable"`
	Unbilled   money.Cents `json:"unbilled"`
	Advance    money.Cents `json:"advance"`
}

// json is the form in which it is stored.
func (k kept) json() ([]byte, error) {
	row := keptJSON{Facility: keptFacility{string(k.Facility.ID), k.Facility.Name, k.Facility.Zone, nil},
		Taken: map[string][][2]int64{}, Consumed: map[string]map[string]int64{}}
	for _, p := range k.Facility.Prime {
		row.Facility.Prime = append(row.Facility.Prime, keptPrime{int(p.Weekday), p.From, p.Until, p.Percent})
	}
	for _, r := range k.Resources {
		row.Resources = append(row.Resources, keptResource{string(r.ID), string(r.Kind), r.Name, r.Capacity})
	}
	for _, p := range k.Partners {
		row.Partners = append(row.Partners, keptPartner{string(p.ID), p.Name, string(p.Kind), p.Guest})
	}
	for _, t := range k.Tariffs {
		row.Tariffs = append(row.Tariffs, keptTariff{string(t.ID), string(t.Resource), string(t.Kind), string(t.Phase), t.Guest, dayText(t.From), dayText(t.Until),
			t.Peak, t.OffPeak, t.Setup, t.Operator, t.Minimum, t.Currency})
	}
	for _, d := range k.Downtimes {
		row.Downtimes = append(row.Downtimes, keptDowntime{string(d.ID), string(d.Kind), string(d.Resource), unix(d.Start), unix(d.End)})
	}
	for _, p := range k.Projects {
		key := map[string]int64{}
		for _, s := range p.Partners {
			key[string(s.Partner)] = s.Units
		}
		row.Projects = append(row.Projects, keptProject{string(p.ID), string(p.Phase), key})
	}
	for _, c := range k.Consumables {
		row.Consumables = append(row.Consumables, keptConsumable{string(c.ID), c.Price, c.Currency, dayText(c.From), dayText(c.Until)})
	}
	for _, r := range k.Rates {
		row.Rates = append(row.Rates, keptRate{string(r.Category), dayText(r.From), dayText(r.Until), r.BasisPoints, r.Source})
	}
	for id, spans := range k.Taken {
		for _, s := range spans {
			row.Taken[string(id)] = append(row.Taken[string(id)], [2]int64{unix(s.Start), unix(s.End)})
		}
	}
	for id, used := range k.Consumed {
		row.Consumed[string(id)] = map[string]int64{}
		for _, u := range used {
			row.Consumed[string(id)][string(u.Item)] = u.Quantity
		}
	}
	for _, f := range k.Findings {
		row.Findings = append(row.Findings, keptFinding(f))
	}
	for _, s := range k.Standings {
		row.Standings = append(row.Standings, keptStanding{string(s.Partner), s.Closing.Receivable, s.Closing.Unbilled, s.Closing.Advance})
	}
	return json.Marshal(row)
}

// readKept reads the form again. It refuses what it does not know, so that a month is never reckoned by half of what it was closed by.
func readKept(text []byte) (k kept, err error) {
	var row keptJSON
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&row); err != nil {
		return k, err
	}
	f := facilities.FacilityID(row.Facility.ID)
	k.Facility = facilities.Facility{ID: f, Name: row.Facility.Name, Zone: row.Facility.Zone}
	for _, p := range row.Facility.Prime {
		k.Facility.Prime = append(k.Facility.Prime, facilities.Prime{Weekday: time.Weekday(p.Day), From: p.From, Until: p.Until, Percent: p.Percent})
	}
	for _, r := range row.Resources {
		k.Resources = append(k.Resources, facilities.Resource{ID: facilities.ResourceID(r.ID), Facility: f, Kind: facilities.ResourceKind(r.Kind), Name: r.Name, Capacity: r.Capacity})
	}
	for _, p := range row.Partners {
		k.Partners = append(k.Partners, facilities.Partner{ID: facilities.PartnerID(p.ID), Name: p.Name, Kind: facilities.PartnerKind(p.Kind), Guest: p.Guest})
	}
	for _, t := range row.Tariffs {
		k.Tariffs = append(k.Tariffs, facilities.Tariff{ID: facilities.TariffID(t.ID), Resource: facilities.ResourceID(t.Resource), Kind: facilities.PartnerKind(t.Kind),
			Phase: facilities.Phase(t.Phase), Guest: t.Guest, From: textDay(t.From), Until: textDay(t.Until), Peak: t.Peak, OffPeak: t.OffPeak, Setup: t.Setup,
			Operator: t.Operator, Minimum: t.Minimum, Currency: t.Currency})
	}
	for _, d := range row.Downtimes {
		k.Downtimes = append(k.Downtimes, facilities.Downtime{ID: facilities.DowntimeID(d.ID), Kind: facilities.DowntimeKind(d.Kind), Facility: f,
			Resource: facilities.ResourceID(d.Resource), Start: moment(d.Start), End: moment(d.End)})
	}
	for _, p := range row.Projects {
		project := facilities.Project{ID: facilities.ProjectID(p.ID), Phase: facilities.Phase(p.Phase)}
		for partner, units := range p.Key {
			project.Partners = append(project.Partners, facilities.Share{Partner: facilities.PartnerID(partner), Units: units})
		}
		slices.SortFunc(project.Partners, func(a, b facilities.Share) int { return strings.Compare(string(a.Partner), string(b.Partner)) })
		k.Projects = append(k.Projects, project)
	}
	for _, c := range row.Consumables {
		k.Consumables = append(k.Consumables, ledger.Consumable{ID: ledger.ConsumableID(c.ID), Price: c.Price, Currency: c.Currency, From: textDay(c.From), Until: textDay(c.Until)})
	}
	for _, r := range row.Rates {
		k.Rates = append(k.Rates, ledger.VATRate{Category: ledger.VATCategory(r.Category), From: textDay(r.From), Until: textDay(r.Until), BasisPoints: r.BasisPoints, Source: r.Source})
	}
	k.Taken, k.Consumed = map[facilities.BookingID][]facilities.Span{}, map[facilities.BookingID][]ledger.Consumed{}
	for id, spans := range row.Taken {
		for _, s := range spans {
			k.Taken[facilities.BookingID(id)] = append(k.Taken[facilities.BookingID(id)], facilities.Span{Start: moment(s[0]), End: moment(s[1])})
		}
	}
	for id, used := range row.Consumed {
		var list []ledger.Consumed
		for item, quantity := range used {
			list = append(list, ledger.Consumed{Item: ledger.ConsumableID(item), Quantity: quantity})
		}
		slices.SortFunc(list, func(a, b ledger.Consumed) int { return strings.Compare(string(a.Item), string(b.Item)) })
		k.Consumed[facilities.BookingID(id)] = list
	}
	for _, f := range row.Findings {
		k.Findings = append(k.Findings, ledger.Finding(f))
	}
	for _, s := range row.Standings {
		k.Standings = append(k.Standings, standing{facilities.PartnerID(s.Partner), ledger.Standing{Receivable: s.Receivable, Unbilled: s.Unbilled, Advance: s.Advance}})
	}
	return k, nil
}

func dayText(d facilities.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

func textDay(s string) facilities.Date {
	d, _ := facilities.ParseDate(s) // what dayText wrote
	return d
}

func unix(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}

func moment(seconds int64) time.Time {
	if seconds == 0 {
		return time.Time{}
	}
	return time.Unix(seconds, 0).UTC()
}
