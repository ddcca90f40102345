package web

import (
	"bytes"
	"context"
	"encoding/csv"
	"net/http"
	"time"

	"marke/facilities"
	"marke/facilities/useroffice"
)

// problemFile is the saved problem of a draft, to be solved again elsewhere.
func (v *visit) problemFile() error {
	return v.planFile("problem", v.office.RoundProblem)
}

// planFileOf is the saved plan of a draft.
func (v *visit) planFileOf() error {
	return v.planFile("plan", v.office.RoundPlanFile)
}

// planReader reads one of the saved files of a draft.
type planReader func(ctx context.Context, actor facilities.Actor, now time.Time, id facilities.RoundID, number int) ([]byte, error)

func (v *visit) planFile(kind string, read planReader) error {
	number, err := v.planNumber()
	if err != nil {
		return err
	}
	id := facilities.RoundID(v.Param("id"))
	body, err := read(v.ctx(), v.actor, v.now, id, number)
	if err != nil {
		return err
	}
	v.download(string(id)+"-"+v.Param("number")+"-"+kind+".json", "application/json", body)
	return nil
}

// requestTemplate is an empty table of requests with its headings and an example of each kind.
func (v *visit) requestTemplate() error {
	id := facilities.RoundID(v.Param("id"))
	r, err := v.office.Round(v.ctx(), v.actor, v.now, id)
	if err != nil {
		return err
	}
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	zone := cat.Zone(r.Facility)
	example := map[string]string{"title": v.texts.Say("web.import.example"), "minutes": "120", "start": r.Period.Start.In(zone).Format("2006-01-02T09:00"), "end": r.Period.Start.In(zone).AddDate(0, 0, 2).Format("2006-01-02T17:00"), "preference": "100"}
	for _, pool := range poolsAt(cat, r.Facility) {
		for _, resource := range pool.Resources {
			if example["resource"] == "" && r.Covers(resource) {
				example["resource"] = string(resource.ID)
			}
		}
	}
	var row []string
	for _, column := range useroffice.RequestColumns {
		row = append(row, example[column])
	}
	for _, line := range [][]string{useroffice.RequestColumns, row} {
		if err := w.Write(line); err != nil {
			return err
		}
	}
	w.Flush()
	v.download(string(id)+"-"+v.texts.Say("web.import.file")+".csv", "text/csv; charset=utf-8", b.Bytes())
	return nil
}

// download answers with a file. Its name is built of ids and messages.
func (v *visit) download(name, kind string, body []byte) {
	v.Header("Content-Disposition", `attachment; filename="`+name+`"`)
	v.Header("Cache-Control", "no-store")
	v.Data(http.StatusOK, kind, body)
}
