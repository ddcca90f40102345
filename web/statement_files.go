package web

import (
	"bytes"
	"net/http"

	"marke/facilities/ledger/export"
	"marke/facilities/ledger/paper"
)

// file answers with a file to be kept, under a name.
func (v *visit) file(name, kind string, content []byte) error {
	h := v.Writer.Header()
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	h.Set("Cache-Control", "no-store")
	v.Data(http.StatusOK, kind, content)
	return nil
}

// statementPDF is the statement on paper.
func (v *visit) statementPDF() error {
	closing, s, err := v.statementAsked()
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := paper.WriteStatement(&b, s, v.texts, closing.Catalogue); err != nil {
		return err
	}
	return v.file(v.statementName(string(s.Facility), s.Month.String(), string(s.Partner), "pdf"), "application/pdf", b.Bytes())
}

// statementCSV is the statement for a spreadsheet.
func (v *visit) statementCSV() error {
	closing, s, err := v.statementAsked()
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := export.WriteStatementCSV(&b, s, v.texts, closing.Catalogue); err != nil {
		return err
	}
	return v.file(v.statementName(string(s.Facility), s.Month.String(), string(s.Partner), "csv"), "text/csv; charset=utf-8", b.Bytes())
}

// statementName is what the file is called; its parts are ids, which a header can hold as they are.
func (v *visit) statementName(facility, month, partner, ending string) string {
	return v.texts.Say("money.statement.file") + "-" + facility + "-" + month + "-" + partner + "." + ending
}
