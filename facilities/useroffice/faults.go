package useroffice

import (
	"net/mail"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"marke/facilities"
)

// Bounds of what people type, in characters.
const (
	nameLongest  = 120
	textLongest  = 4000
	emailLongest = 254
)

// check adds a fault unless the condition holds.
func (f *faults) check(holds bool, location, key string, params ...any) {
	if !holds {
		f.add(location, key, params...)
	}
}

// line checks one line of text, which may not be empty.
func (f *faults) line(location, text string) {
	f.check(strings.TrimSpace(text) != "", location, "required")
	f.text(location, text, nameLongest)
}

func (f *faults) words(location string, w facilities.Words) {
	f.prose(location+".nl", w.NL, textLongest)
	f.prose(location+".en", w.EN, textLongest)
}

func (f *faults) id(location, id string) {
	f.check(facilities.ValidID(id), location, "id")
}

func (f *faults) language(location, lang string) {
	f.check(lang == "nl" || lang == "en", location, "language")
}

func (f *faults) email(location, address string) {
	parsed, err := mail.ParseAddress(address)
	f.check(err == nil && parsed.Address == address && len(address) <= emailLongest && strings.Contains(address, ".") &&
		!strings.ContainsFunc(address, func(r rune) bool { return r > unicode.MaxASCII || r <= ' ' }), location, "email")
}

// oneOf checks that a value is one of those allowed.
func oneOf[T ~string](f *faults, location string, value T, allowed ...T) {
	names := make([]string, len(allowed))
	for i, a := range allowed {
		names[i] = string(a)
	}
	f.check(slices.Contains(allowed, value), location, "choice", "choices", strings.Join(names, ", "))
}

// plainEmail is the form in which an address is kept and compared.
func plainEmail(address string) string { return strings.ToLower(strings.TrimSpace(address)) }

// slug makes a readable id of a name: "Sanne Kuipers" is "sanne-kuipers".
func slug(name string) string {
	var b strings.Builder
	dash := false
	for _, r := range norm.NFD.String(strings.ToLower(name)) {
		switch {
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9':
			if dash && b.Len() > 0 {
				b.WriteByte('-')
			}
			b.WriteRune(r)
			dash = false
		case !unicode.Is(unicode.Mn, r):
			dash = true
		}
		if b.Len() >= facilities.IDLengthMax-8 { // room for a number behind it
			break
		}
	}
	return b.String()
}
