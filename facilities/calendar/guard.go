package calendar

import (
	"bytes"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// The guard reads a file before go-ical does and lets through only what go-ical
// can stand: bounded, balanced, every content line by the grammar. (go-ical
// recurses as deep as a file nests, builds parameters byte by byte, and panics
// on a parameter without a colon behind it.) What it hands on is unfolded, one
// line a property, so that both see the same file.

// place is where a component stood in the file, so that an error about it can
// say the line; go-ical keeps no lines.
type place struct {
	name       string
	line       int
	properties map[string][]int // name → lines, in order
	children   []*place
}

// lineOf gives the line of a property's nth appearance, or the component's own.
func (p *place) lineOf(property string, nth int) int {
	if lines := p.properties[property]; nth < len(lines) {
		return lines[nth]
	}
	return p.line
}

// contentLine is an unfolded line and where its first part stood.
type contentLine struct {
	text   []byte
	number int
	joined bool // text is its own, no longer a part of the file
}

var (
	lineName = regexp.MustCompile(`^[A-Za-z0-9_-]+`)
	// A parameter: its name, and values that are quoted or have no quote,
	// semicolon, colon, comma or control character.
	lineParameter = regexp.MustCompile(`^;[A-Za-z0-9_-]+=` + parameterValue + `(,` + parameterValue + `)*`)
)

const parameterValue = `("[^"\x00-\x08\x0A-\x1F\x7F]*"|[^";:,\x00-\x08\x0A-\x1F\x7F]*)`

// guard reads a file and gives it back unfolded, with the places of its calendars.
func guard(r io.Reader, limits Limits) ([]byte, []*place, error) {
	file, err := io.ReadAll(io.LimitReader(r, int64(limits.Bytes)+1))
	if err != nil {
		return nil, nil, &Error{Code: CodeUnreadable, Cause: err}
	}
	if len(file) > limits.Bytes {
		return nil, nil, fault(CodeTooLarge, 0, sizeText(limits.Bytes))
	}
	file = bytes.TrimPrefix(file, []byte("\uFEFF"))
	if bad := firstInvalid(file); bad >= 0 {
		return nil, nil, fault(CodeEncoding, 1+bytes.Count(file[:bad], []byte("\n")), "")
	}
	lines, err := unfold(file, limits.LineBytes)
	if err != nil {
		return nil, nil, err
	}
	calendars, err := structure(lines, limits)
	if err != nil {
		return nil, nil, err
	}
	var clean bytes.Buffer
	clean.Grow(len(file))
	for _, line := range lines {
		clean.Write(line.text)
		clean.WriteString("\r\n")
	}
	return clean.Bytes(), calendars, nil
}

// firstInvalid gives the offset of the first byte that is not UTF-8, or −1.
func firstInvalid(file []byte) int {
	for i := 0; i < len(file); {
		r, size := utf8.DecodeRune(file[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

// unfold joins what RFC 5545 (3.1) lets a writer cut, and drops empty lines.
func unfold(file []byte, most int) ([]contentLine, error) {
	var lines []contentLine
	number := 0
	for len(file) > 0 {
		number++
		raw, rest, _ := bytes.Cut(file, []byte("\n"))
		file = rest
		raw = bytes.TrimSuffix(raw, []byte("\r"))
		if len(raw) == 0 {
			continue
		}
		if (raw[0] == ' ' || raw[0] == '\t') && len(lines) > 0 {
			last := &lines[len(lines)-1]
			if len(last.text)+len(raw)-1 > most {
				return nil, fault(CodeLineTooLong, last.number, sizeText(most))
			}
			if !last.joined {
				last.text, last.joined = bytes.Clone(last.text), true
			}
			last.text = append(last.text, raw[1:]...)
			continue
		}
		if len(raw) > most {
			return nil, fault(CodeLineTooLong, number, sizeText(most))
		}
		lines = append(lines, contentLine{text: raw, number: number})
	}
	return lines, nil
}

// structure checks the grammar of every line and that BEGIN and END are in
// balance, and remembers where everything stood.
func structure(lines []contentLine, limits Limits) ([]*place, error) {
	var calendars, open []*place
	components := 0
	for _, line := range lines {
		name, value, ok := splitLine(line.text)
		if !ok {
			return nil, fault(CodeLineSyntax, line.number, string(line.text))
		}
		switch name {
		case "BEGIN":
			component := &place{name: strings.ToUpper(value), line: line.number, properties: map[string][]int{}}
			components++
			switch {
			case len(open) == 0 && component.name != "VCALENDAR":
				return nil, fault(CodeNotCalendar, line.number, component.name)
			case len(open) == limits.Depth:
				return nil, fault(CodeTooDeep, line.number, strconv.Itoa(limits.Depth))
			case components > limits.Components:
				return nil, fault(CodeTooMany, line.number, strconv.Itoa(limits.Components))
			case len(open) == 0:
				calendars = append(calendars, component)
			default:
				parent := open[len(open)-1]
				parent.children = append(parent.children, component)
			}
			open = append(open, component)
		case "END":
			if len(open) == 0 || open[len(open)-1].name != strings.ToUpper(value) {
				return nil, fault(CodeUnbalanced, line.number, value)
			}
			open = open[:len(open)-1]
		default:
			if len(open) == 0 {
				return nil, fault(CodeNotCalendar, line.number, name)
			}
			component := open[len(open)-1]
			component.properties[name] = append(component.properties[name], line.number)
		}
	}
	if len(open) > 0 {
		last := open[len(open)-1]
		return nil, fault(CodeUnbalanced, last.line, last.name)
	}
	if len(calendars) == 0 {
		return nil, fault(CodeNotCalendar, 0, "")
	}
	return calendars, nil
}

// splitLine checks a content line: name *(";" param) ":" value.
func splitLine(line []byte) (name, value string, ok bool) {
	found := lineName.Find(line)
	if found == nil {
		return "", "", false
	}
	rest := line[len(found):]
	for len(rest) > 0 && rest[0] == ';' {
		parameter := lineParameter.Find(rest)
		if parameter == nil {
			return "", "", false
		}
		rest = rest[len(parameter):]
	}
	if len(rest) == 0 || rest[0] != ':' {
		return "", "", false
	}
	return strings.ToUpper(string(found)), string(rest[1:]), true
}
