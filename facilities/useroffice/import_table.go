package useroffice

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"marke/facilities"
)

// Bounds of an imported file.
const (
	importBytesMax = 4 << 20
	importRowsMax  = 5000
)

// table is a file of rows under a header, as spreadsheets save them: separated by
// semicolons, commas or tabs, in UTF-8 (with a byte order mark or without) or Windows-1252.
type table struct {
	kind     string // which noun its rows are
	rows     []row
	headings map[string]string // of columns, as the file writes them
}

// row is one line of a table. Reading a cell that is wrong adds to its faults, so
// that one report line names everything that is wrong with it.
type row struct {
	line   int
	cells  map[string]string // by column, trimmed; only those that are not empty
	faults []facilities.Field
}

// columns lists what the header of each kind may hold; the first words are needed.
var columns = map[string]struct{ needed, allowed []string }{
	"facilities": {[]string{"id", "name", "zone"}, []string{"place", "description_nl", "description_en", "hours", "office_hours",
		"prime", "closed_on_holidays", "decide_within_hours"}},
	"resources": {[]string{"id", "facility", "kind", "name"}, []string{"description_nl", "description_en", "location", "capacity",
		"capabilities", "approval", "operated", "hours", "qualification", "dangerous", "attended", "two_persons", "pool",
		"shortest_hours", "longest_hours", "grid_minutes", "notice_hours", "horizon_days", "setup_minutes", "cleanup_minutes", "cancel_free_hours"}},
	"people": {[]string{"email", "name", "partner"}, []string{"id", "language", "roles"}},
	"bookings": {[]string{"resource", "start", "end", "project"}, []string{"person", "title", "with", "units", "intake", "companions",
		"confidential", "process", "order_number"}},
	"requests": {[]string{"title", "minutes"}, []string{"resource", "capability", "person", "project", "start", "end", "preference", "with", "units",
		"intake", "companions", "process", "sample", "together", "route", "gap_min_minutes", "gap_max_minutes", "confidential", "accept_tariff", "order_number"}},
}

// importKinds is the order in which a header of the general import is compared: a kind whose needed
// columns are all there and that allows all the others. Requests are a round's own.
var importKinds = []string{"facilities", "resources", "people", "bookings"}

// dutchColumns lets a Dutch spreadsheet keep its own headings.
var dutchColumns = map[string]string{
	"naam": "name", "tijdzone": "zone", "plaats": "place", "omschrijving_nl": "description_nl", "omschrijving_en": "description_en",
	"openingstijden": "hours", "kantooruren": "office_hours", "spitsuren": "prime", "dicht_op_feestdagen": "closed_on_holidays",
	"beslissen_binnen_uren": "decide_within_hours", "faciliteit": "facility", "soort": "kind", "ruimte": "location",
	"capaciteit": "capacity", "mogelijkheden": "capabilities", "goedkeuring": "approval", "bediend": "operated",
	"bevoegdheid": "qualification", "gevaarlijk": "dangerous", "aanwezig": "attended", "met_zijn_tweeën": "two_persons",
	"kortst_uren": "shortest_hours", "langst_uren": "longest_hours", "raster_minuten": "grid_minutes", "vooraf_uren": "notice_hours",
	"vooruit_dagen": "horizon_days", "voorbereiding_minuten": "setup_minutes", "schoonmaak_minuten": "cleanup_minutes",
	"gratis_annuleren_uren": "cancel_free_hours", "e-mail": "email", "e-mailadres": "email", "organisatie": "partner", "taal": "language",
	"rollen": "roles", "apparaat": "resource", "van": "start", "begin": "start", "tot": "end", "einde": "end", "persoon": "person",
	"titel": "title", "met": "with", "aantal": "units", "begeleiders": "companions", "vertrouwelijk": "confidential", "proces": "process",
	"ordernummer": "order_number", "minuten": "minutes", "voorkeur": "preference", "mogelijkheid": "capability", "monster": "sample",
	"samen": "together", "tussentijd_minstens_minuten": "gap_min_minutes", "tussentijd_hooguit_minuten": "gap_max_minutes", "tarief_akkoord": "accept_tariff",
}

// readTable reads a whole file of one of the kinds; without any, of one of importKinds. What is wrong with the file as such is an
// Invalid error about "file".
func readTable(r io.Reader, kinds ...string) (table, error) {
	raw, err := io.ReadAll(io.LimitReader(r, importBytesMax+1))
	if err != nil {
		return table{}, facilities.BadField("file", "import_unreadable")
	}
	if len(raw) > importBytesMax {
		return table{}, facilities.BadField("file", "import_large", "max", importBytesMax>>20)
	}
	text, err := decodeText(raw)
	if err != nil {
		return table{}, err
	}
	reader := csv.NewReader(strings.NewReader(text))
	reader.Comma = separatorOf(text)
	reader.FieldsPerRecord = -1
	header, err := reader.Read()
	if err != nil {
		return table{}, facilities.BadField("file", "import_empty")
	}
	if len(kinds) == 0 {
		kinds = importKinds
	}
	names, kind, err := readHeader(header, kinds)
	if err != nil {
		return table{}, err
	}
	t := table{kind: kind, headings: make(map[string]string, len(names))}
	for i, name := range names {
		if name != "" {
			t.headings[name] = strings.TrimSpace(header[i])
		}
	}
	for {
		record, err := reader.Read()
		if err == io.EOF {
			return t, nil
		}
		var broken *csv.ParseError
		if errors.As(err, &broken) {
			return table{}, facilities.BadField("file", "import_quotes", "line", broken.Line)
		}
		if err != nil {
			return table{}, facilities.BadField("file", "import_unreadable")
		}
		line, _ := reader.FieldPos(0)
		rw := row{line: line, cells: map[string]string{}}
		for i, cell := range record {
			cell = strings.TrimSpace(cell)
			switch {
			case cell == "":
			case i >= len(names):
				rw.fault("file", "import_cells", "columns", len(names))
			default:
				rw.cells[names[i]] = cell
			}
		}
		if len(rw.cells) == 0 && len(rw.faults) == 0 {
			continue // spreadsheets leave empty lines at the end
		}
		if len(t.rows) == importRowsMax {
			return table{}, facilities.BadField("file", "import_rows", "max", importRowsMax)
		}
		t.rows = append(t.rows, rw)
	}
}

// decodeText takes the byte order mark off and turns Windows-1252, which Excel
// writes in the Netherlands, into UTF-8. A file of another sort shows itself by
// its NUL bytes.
func decodeText(raw []byte) (string, error) {
	raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
	if bytes.IndexByte(raw, 0) >= 0 {
		return "", facilities.BadField("file", "import_binary")
	}
	if utf8.Valid(raw) {
		return string(raw), nil
	}
	decoded, err := charmap.Windows1252.NewDecoder().Bytes(raw)
	if err != nil {
		return "", facilities.BadField("file", "import_binary")
	}
	return string(decoded), nil
}

// separatorOf is the one of ; , and tab that the header has most of.
func separatorOf(text string) rune {
	header, _, _ := strings.Cut(text, "\n")
	best, most := ',', 0
	for _, separator := range []rune{';', ',', '\t'} {
		if n := strings.Count(header, string(separator)); n > most {
			best, most = separator, n
		}
	}
	return best
}

// readHeader names the columns and finds the kind to which they belong.
func readHeader(header, kinds []string) (names []string, kind string, err error) {
	seen := map[string]bool{}
	for _, cell := range header {
		name := strings.ReplaceAll(strings.ToLower(strings.TrimSpace(cell)), " ", "_")
		if english, ok := dutchColumns[name]; ok {
			name = english
		}
		if name != "" && seen[name] {
			return nil, "", facilities.BadField("file", "import_column_twice", "column", name)
		}
		seen[name] = true
		names = append(names, name)
	}
	for _, kind := range kinds {
		if hasAll(seen, columns[kind].needed) {
			for _, name := range names {
				if name != "" && !contains(columns[kind].needed, name) && !contains(columns[kind].allowed, name) {
					return nil, "", facilities.BadField("file", "import_column_unknown", "column", name, "kind", kind)
				}
			}
			return names, kind, nil
		}
	}
	if contains(kinds, "requests") {
		return nil, "", facilities.BadField("file", "import_header_requests")
	}
	return nil, "", facilities.BadField("file", "import_header")
}

func hasAll(seen map[string]bool, names []string) bool {
	for _, name := range names {
		if !seen[name] {
			return false
		}
	}
	return true
}

func contains(list []string, name string) bool {
	for _, n := range list {
		if n == name {
			return true
		}
	}
	return false
}

func (r *row) fault(column, key string, params ...any) {
	f := facilities.BadField(column, key, params...).Fields[0]
	f.Value = r.cells[column]
	r.faults = append(r.faults, f)
}

// err is all that is wrong with the row, or nil.
func (r *row) err() *facilities.Error {
	if len(r.faults) == 0 {
		return nil
	}
	return &facilities.Error{Code: facilities.Invalid, Key: "invalid", Fields: r.faults}
}

func (r *row) text(column string) string { return r.cells[column] }

// has reports that the row says something in the column. Columns that an
// import leaves out, or cells that it leaves empty, change nothing.
func (r *row) has(column string) bool { return r.cells[column] != "" }

// need is text that may not be empty.
func (r *row) need(column string) string {
	if !r.has(column) {
		r.fault(column, "required")
	}
	return r.cells[column]
}

// number reads a number with a decimal comma or point, times scale, which must
// come out whole.
func (r *row) number(column string, scale float64, into *int64) {
	if !r.has(column) {
		return
	}
	value, err := parseDecimal(r.cells[column])
	scaled := math.Round(value * scale)
	if err != nil || math.Abs(scaled) > 1e15 || math.Abs(value*scale-scaled) > 1e-6 {
		r.fault(column, "number")
		return
	}
	*into = int64(scaled)
}

// duration reads a number of units ("2,5" hours).
func (r *row) duration(column string, unit time.Duration, into *time.Duration) {
	seconds := int64(*into / time.Second)
	r.number(column, float64(unit/time.Second), &seconds)
	if seconds < 0 || seconds > int64(10*366*24*time.Hour/time.Second) {
		r.fault(column, "number")
		return
	}
	*into = time.Duration(seconds) * time.Second
}

// parseDecimal reads "2.5", "2,5", "1.250,50" and "1,250.50". A single comma or
// point is the decimal one; of two sorts the last is.
func parseDecimal(s string) (float64, error) {
	s = strings.NewReplacer(" ", "", "\u00a0", "").Replace(s)
	comma, point := strings.LastIndexByte(s, ','), strings.LastIndexByte(s, '.')
	switch {
	case comma > point:
		s = strings.ReplaceAll(strings.ReplaceAll(s, ".", ""), ",", ".")
	case point > comma && comma >= 0:
		s = strings.ReplaceAll(s, ",", "")
	}
	value, err := strconv.ParseFloat(s, 64)
	if err == nil && (math.IsNaN(value) || math.IsInf(value, 0)) {
		err = strconv.ErrRange
	}
	return value, err
}

// yes reads a truth in Dutch or English.
func (r *row) yes(column string, into *bool) {
	switch strings.ToLower(r.cells[column]) {
	case "":
	case "ja", "j", "yes", "y", "true", "waar", "1", "x":
		*into = true
	case "nee", "n", "no", "false", "onwaar", "0":
		*into = false
	default:
		r.fault(column, "yes_no")
	}
}

// instantForms are how a local time may be written.
var instantForms = []string{"2006-01-02 15:04", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02T15:04:05", "2-1-2006 15:04", "2-1-2006 15:04:05", "2/1/2006 15:04"}

// instant reads a moment with an offset (RFC 3339), or on the facility's wall
// clock. A time that the clock change skips or repeats is refused: nobody can tell which is meant.
func (r *row) instant(column string, zone *time.Location) time.Time {
	text := r.need(column)
	if text == "" {
		return time.Time{}
	}
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t.UTC()
	}
	for _, form := range instantForms {
		wall, err := time.Parse(form, text)
		if err != nil {
			continue
		}
		t, times := atWallClock(wall, zone)
		switch times {
		case 0:
			r.fault(column, "clock_skipped")
		case 1:
			return t
		default:
			r.fault(column, "clock_twice")
		}
		return time.Time{}
	}
	r.fault(column, "instant")
	return time.Time{}
}

// atWallClock finds the instant at which a wall clock in the zone shows a time, and how often it does.
func atWallClock(wall time.Time, zone *time.Location) (at time.Time, times int) {
	seen := map[int]bool{}
	for _, near := range []time.Duration{-24 * time.Hour, 24 * time.Hour} {
		_, offset := wall.Add(near).In(zone).Zone()
		candidate := wall.Add(-time.Duration(offset) * time.Second)
		if _, back := candidate.In(zone).Zone(); back == offset && !seen[offset] {
			seen[offset] = true
			at, times = candidate.UTC(), times+1
		}
	}
	return at, times
}
