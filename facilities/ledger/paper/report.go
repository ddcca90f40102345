package paper

import (
	"io"
	"strconv"

	"marke/facilities"
	"marke/facilities/ledger"
	"marke/facilities/ledger/export"
	"marke/facilities/texts"
)

// WriteReport draws a year's accountability report: the indicators first, then every facility's figures, section by section, and all facilities together.
func WriteReport(w io.Writer, r ledger.Report, t *texts.Texts, c *facilities.Catalogue) error {
	title := t.Say("report.title", "year", strconv.Itoa(r.Year))
	a := about{title: title, subject: title, author: "Marke", day: r.AsOf, foot: title + " · " + t.Say("report.as_of") + " " + r.AsOf.String()}
	return write(w, t, a, func(d *sheet) {
		d.title(t.Say("report.as_of")+" "+r.AsOf.String(), title)
		d.paragraph(t.Say("report.lead"))
		d.remark(t.Say("report.suppressed_says"))
		d.remark(t.Say("report.unknown_says"))
		d.indicators(r)
		for _, part := range r.Facilities {
			d.pdf.AddPage()
			d.part(r, part, c)
		}
	})
}

func (s *sheet) indicators(r ledger.Report) {
	s.heading(s.t.Say("report.section.indicators"))
	columns := []column{{head: s.t.Say("report.indicator.name"), width: 60}, {head: s.t.Say("report.indicator.on"), width: 20}, {head: s.t.Say("report.value"), width: 20, right: true}}
	var rows []row
	for _, i := range r.Indicators {
		key := "report.indicators." + i.Key
		rows = append(rows, row{cells: []string{s.t.Say(key), i.On.String(), export.FigureText(i.Figure, i.Unit, r.Currency, s.t)},
			detail: []string{s.t.Say(key + "_formula"), s.t.Say("report.indicator.source") + ": " + s.t.Say(key+"_source")}})
	}
	s.table(columns, rows)
}

func (s *sheet) part(r ledger.Report, part ledger.FacilityReport, c *facilities.Catalogue) {
	s.style("B", sizeTitle*0.75, ink)
	for _, line := range s.lines(export.PartName(part, s.t, c), textWidth) {
		s.pdf.SetX(marginSide)
		s.pdf.CellFormat(textWidth, 7, line, "", 1, "L", false, 0, "")
	}
	closed := s.t.Say("report.closed_none")
	if !part.Closed.IsZero() {
		closed = s.t.Say("report.closed") + " " + part.Closed.String()
	}
	if part.Facility != "" {
		s.remark(closed)
	}
	lines := export.ReportLines(r, part, s.t)
	for _, section := range ledger.ReportSections {
		s.heading(s.t.Say("report.section." + section))
		var rows []row
		for _, l := range lines {
			if l.Section == section {
				rows = append(rows, row{cells: []string{l.Text, l.Value}, detail: l.Detail, strong: l.Key == "left" || l.Key == "use_all"})
			}
		}
		s.table([]column{{width: 72}, {width: 28, right: true}}, rows)
	}
}
