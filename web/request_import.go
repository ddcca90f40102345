package web

import (
	"errors"
	"io"
	"net/http"
	"strings"

	"marke/facilities"
	"marke/facilities/useroffice"
	"marke/web/form"
)

// requestImportView is the form with which a table of requests is handed in: first looked at, then taken.
type requestImportView struct {
	Page
	Round    useroffice.SeenRound
	URL      string
	Form     *form.Form
	Checked  bool
	Requests []requestLine
	Rows     []rowFaultLine
	Fault    string // of the whole table
	Columns  []fact // what each holds
	Codes    []fact // what the instruments of the round and the reader's projects are called in a table
}

// rowFaultLine is what is wrong with one row.
type rowFaultLine struct {
	Line int
	Says []string
}

// importForm shows it empty.
func (v *visit) importForm() error {
	return v.showImport(http.StatusOK, requestImportView{Form: form.New(nil)})
}

// importRequests judges a table, and with "do" = "import" takes it.
func (v *visit) importRequests() error {
	id := facilities.RoundID(v.Param("id"))
	table, f, err := v.postedTable()
	if err != nil {
		return err
	}
	view := requestImportView{Form: f}
	if table == "" {
		f.Wrong("table", "round_table")
		return v.showImport(http.StatusUnprocessableEntity, view)
	}
	dry := !f.Is("do", "import")
	outcome, err := v.office.ImportRequests(v.ctx(), v.actor, v.now, id, []byte(table), dry)
	var e *facilities.Error
	if errors.As(err, &e) && e.Code == facilities.Invalid {
		view.Fault = v.texts.Say("web.import.unread")
		for _, field := range e.Fields {
			view.Fault += " " + v.texts.Field(field)
		}
		return v.showImport(http.StatusUnprocessableEntity, view)
	}
	if err != nil {
		return err
	}
	if !dry && len(outcome.Faults) == 0 {
		return v.to("/rounds/"+string(id), "requests_imported")
	}
	return v.showTable(view, id, outcome)
}

// postedTable is the file that came along, or else what was pasted; it comes back in the form, so that what was looked at is what is taken.
func (v *visit) postedTable() (string, *form.Form, error) {
	if err := v.Request.ParseMultipartForm(bodyMax); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		return "", nil, facilities.Errorf(facilities.Invalid, "body_large", "max", bodyMax>>20)
	}
	f, err := v.form()
	if err != nil {
		return "", nil, err
	}
	table := f.Typed("table")
	if file, err := v.FormFile("file"); err == nil && file.Size > 0 {
		opened, err := file.Open()
		if err != nil {
			return "", f, err
		}
		defer opened.Close()
		read, err := io.ReadAll(opened)
		if err != nil {
			return "", f, err
		}
		table = string(read)
	}
	f.Set("table", table)
	return table, f, nil
}

func (v *visit) showTable(view requestImportView, id facilities.RoundID, outcome useroffice.RequestImport) error {
	cat, err := v.catalogue()
	if err != nil {
		return err
	}
	r, err := v.office.Round(v.ctx(), v.actor, v.now, id)
	if err != nil {
		return err
	}
	view.Checked = true
	for _, request := range outcome.Requests {
		view.Requests = append(view.Requests, v.requestLine(r.Round, useroffice.SeenRequest{RoundRequest: request}, cat))
	}
	for _, row := range outcome.Faults {
		view.Rows = append(view.Rows, rowFaultLine{row.Line, v.rowSays(row.Err, cat)})
	}
	status := http.StatusOK
	if len(view.Rows) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return v.showImport(status, view)
}

// rowSays is what is wrong with a row, each thing in a sentence.
func (v *visit) rowSays(e *facilities.Error, cat *facilities.Catalogue) []string {
	var out []string
	for _, violation := range e.Violations {
		out = append(out, v.texts.Violation(violation, cat))
	}
	for _, field := range e.Fields {
		out = append(out, field.Location+": "+v.texts.Field(field))
	}
	if len(out) == 0 {
		out = append(out, v.texts.Error(e))
	}
	return out
}

func (v *visit) showImport(status int, view requestImportView) error {
	id := facilities.RoundID(v.Param("id"))
	r, err := v.office.Round(v.ctx(), v.actor, v.now, id)
	if err != nil {
		return err
	}
	if !r.MayAsk {
		return facilities.Errorf(facilities.Conflict, "round_call_over")
	}
	view.Page, view.Round, view.URL = v.page("web.import.title", "name", r.Name), r, "/"+v.lang+"/rounds/"+string(id)
	for _, column := range useroffice.RequestColumns {
		view.Columns = append(view.Columns, fact{column, v.texts.Say("web.column." + column)})
	}
	if view.Codes, err = v.codes(r.Round); err != nil {
		return err
	}
	return v.render(status, "request_import", view)
}

// codes lists the instruments that a round divides and the reader's projects, by what a table calls them.
func (v *visit) codes(r facilities.Round) ([]fact, error) {
	cat, err := v.catalogue()
	if err != nil {
		return nil, err
	}
	var out []fact
	for _, resource := range cat.ResourcesOf(r.Facility) {
		if r.Covers(resource) && !resource.Archived {
			out = append(out, fact{string(resource.ID), resource.Name})
		}
	}
	for _, resource := range cat.ResourcesOf(r.Facility) {
		if !r.Covers(resource) || resource.Archived {
			continue
		}
		for _, question := range resource.Intake {
			says := strings.Join(append([]string{question.Label.In(v.lang)}, question.Choices...), ", ")
			out = append(out, fact{"intake: " + question.Key, says + " (" + resource.Name + ")"})
		}
	}
	projects, err := v.office.Projects(v.ctx(), v.actor, v.now)
	for _, p := range projects {
		if !p.Archived && p.Of(v.actor.Person.Partner) {
			out = append(out, fact{string(p.ID), p.Name})
		}
	}
	return out, err
}
