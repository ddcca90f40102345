package calendar

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// lineOctets is the longest line of a file, without its CRLF (RFC 5545, 3.1).
const lineOctets = 75

// cleanText makes any string fit for a TEXT value: every kind of line break
// becomes "\n", other control characters and broken UTF-8 go. The breaks that
// only Unicode knows (U+0085, U+2028, U+2029) are included, because readers that
// split a file with their language's idea of a line would split in the middle
// of a property there.
func cleanText(text string) string {
	if plain(text) {
		return text
	}
	text = strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r == '\r', r == '\v', r == '\f', r == '\u0085', r == '\u2028', r == '\u2029':
			return '\n'
		case r < ' ' || r >= 0x7f && r < 0xa0:
			return -1
		}
		return r
	}, text)
}

// plain tells that cleanText has nothing to do, which is nearly always so.
func plain(text string) bool {
	for i := 0; i < len(text); i++ {
		if text[i] < ' ' || text[i] >= 0x7f {
			return false
		}
	}
	return true
}

// cleanLine is cleanText for what has no lines: names, identifiers.
func cleanLine(text string) string {
	return strings.TrimSpace(strings.NewReplacer("\n", " ", "\t", " ").Replace(cleanText(text)))
}

// cleanParameter makes any string fit for a parameter value. A double quote has
// no place in one (RFC 5545, 3.2) and not every reader knows the escape that RFC
// 6868 added for it, so it becomes a single one.
func cleanParameter(text string) string {
	return strings.ReplaceAll(cleanLine(text), `"`, "'")
}

var textEscapes = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`)

// escape writes a TEXT value (RFC 5545, 3.3.11).
func escape(text string) string { return textEscapes.Replace(cleanText(text)) }

// unescape reads a TEXT value. It never fails: a backslash that begins no
// escape stands for itself, and a comma that somebody forgot to escape is a
// comma. (go-ical refuses the first and drops all that follows the second.)
func unescape(value string) string {
	if !strings.Contains(value, `\`) {
		return cleanText(value)
	}
	var text strings.Builder
	for i := 0; i < len(value); i++ {
		c := value[i]
		if c == '\\' && i+1 < len(value) {
			switch value[i+1] {
			case '\\', ';', ',':
				i++
				c = value[i]
			case 'n', 'N':
				i++
				c = '\n'
			}
		}
		text.WriteByte(c)
	}
	return cleanText(text.String())
}

// unescapeList reads a TEXT value that is a list with commas, such as CATEGORIES.
func unescapeList(value string) []string {
	var list []string
	from := 0
	for i := 0; i <= len(value); i++ {
		if i+1 < len(value) && value[i] == '\\' {
			i++
			continue
		}
		if i == len(value) || value[i] == ',' {
			if item := cleanLine(unescape(value[from:i])); item != "" {
				list = append(list, item)
			}
			from = i + 1
		}
	}
	return list
}

// fold appends content lines, each ending in CRLF, to out, cut into lines of at
// most 75 octets. It cuts between characters, never inside one, and never
// between a backslash and what it escapes, which some readers unescape too early.
func fold(out *bytes.Buffer, lines []byte) {
	for len(lines) > 0 {
		end := bytes.Index(lines, []byte("\r\n"))
		if end < 0 {
			end = len(lines)
		}
		foldLine(out, lines[:end])
		lines = lines[min(end+2, len(lines)):]
	}
}

func foldLine(out *bytes.Buffer, line []byte) {
	room := lineOctets
	for len(line) > room {
		cut := room
		for cut > 0 && !utf8.RuneStart(line[cut]) {
			cut--
		}
		if escaped := trailingBackslashes(line[:cut]); escaped%2 == 1 {
			cut--
		}
		if cut <= 0 { // not UTF-8, or nothing but backslashes: progress comes first
			cut = room
		}
		out.Write(line[:cut])
		out.WriteString("\r\n ")
		line = line[cut:]
		room = lineOctets - 1 // the space that marks a continuation counts
	}
	out.Write(line)
	out.WriteString("\r\n")
}

func trailingBackslashes(line []byte) int {
	n := 0
	for n < len(line) && line[len(line)-1-n] == '\\' {
		n++
	}
	return n
}
