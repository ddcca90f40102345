package web

import (
	"bytes"
	"net/http"
	"strconv"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/ledger/export"
	"marke/facilities/ledger/paper"
)

// reportView is the accountability report of a year.
type reportView struct {
	Page
	Steps      yearSteps
	AsOf       string
	Indicators []indicatorLine
	Parts      []reportPart
}

// indicatorLine is one indicator with its formula and source.
type indicatorLine struct {
	Key, Name, Value, Formula, Source, On string
	State                                 ledger.FigureState
}

// reportPart is one facility's figures, or those of all together.
type reportPart struct {
	ID       facilities.FacilityID
	Name     string
	Closed   string
	Sections []reportSection
}

// reportSection is the lines of one section.
type reportSection struct {
	Key   string
	Lines []export.ReportLine
}

// report shows the report of a year; the present one unless another is asked for.
func (v *visit) report() error {
	year, err := v.year()
	if err != nil {
		return err
	}
	r, cat, err := v.office.Report(v.ctx(), v.actor, v.now, year)
	if err != nil {
		return err
	}
	view := reportView{Page: v.page("report.title", "year", strconv.Itoa(year)), Steps: v.yearSteps(year), AsOf: r.AsOf.String()}
	view.Section = "report"
	for _, i := range r.Indicators {
		key := "report.indicators." + i.Key
		view.Indicators = append(view.Indicators, indicatorLine{i.Key, v.texts.Say(key), export.FigureText(i.Figure, i.Unit, r.Currency, v.texts), v.texts.Say(key + "_formula"), v.texts.Say(key + "_source"), i.On.String(), i.Figure.State})
	}
	for _, part := range r.Facilities {
		view.Parts = append(view.Parts, v.reportPart(r, part, cat))
	}
	// All facilities together come first: who wants one of them looks on.
	if n := len(view.Parts); n > 0 {
		view.Parts = append(view.Parts[n-1:n:n], view.Parts[:n-1]...)
	}
	return v.render(http.StatusOK, "report", view)
}

func (v *visit) reportPart(r ledger.Report, part ledger.FacilityReport, cat *facilities.Catalogue) reportPart {
	out := reportPart{ID: part.Facility, Name: export.PartName(part, v.texts, cat)}
	switch {
	case part.Facility == "":
		out.ID = "all"
	case part.Closed.IsZero():
		out.Closed = v.texts.Say("report.closed_none")
	default:
		out.Closed = v.texts.Say("report.closed") + " " + v.monthName(part.Closed)
	}
	for _, key := range ledger.ReportSections {
		section := reportSection{Key: key}
		for _, l := range export.ReportLines(r, part, v.texts) {
			if l.Section == key {
				section.Lines = append(section.Lines, l)
			}
		}
		out.Sections = append(out.Sections, section)
	}
	return out
}

// reportPDF is the report on paper.
func (v *visit) reportPDF() error {
	return v.reportFile("pdf", "application/pdf", func(b *bytes.Buffer, r ledger.Report, cat *facilities.Catalogue) error {
		return paper.WriteReport(b, r, v.texts, cat)
	})
}

// reportCSV is the report for a spreadsheet.
func (v *visit) reportCSV() error {
	return v.reportFile("csv", "text/csv; charset=utf-8", func(b *bytes.Buffer, r ledger.Report, cat *facilities.Catalogue) error {
		return export.WriteReportCSV(b, r, v.texts, cat)
	})
}

func (v *visit) reportFile(ending, kind string, write func(*bytes.Buffer, ledger.Report, *facilities.Catalogue) error) error {
	year, err := v.year()
	if err != nil {
		return err
	}
	r, cat, err := v.office.Report(v.ctx(), v.actor, v.now, year)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := write(&b, r, cat); err != nil {
		return err
	}
	return v.file(v.texts.Say("money.report.file")+"-"+strconv.Itoa(year)+"."+ending, kind, b.Bytes())
}
