package export

import (
	"strings"
	"unicode"

	"marke/facilities/ledger"
)

// plainName is an account's name for hledger and ledger: "Assets:Unbilled:lab:alpha".
func plainName(a ledger.Account) string { return strings.Join(parts(a), ":") }

// beanName is the same for beancount, whose parts begin with a capital or a digit and hold letters, digits and hyphens only.
// Ids are lower case, so that capitals can stand for what is missing: U for "_", D for ".".
func beanName(a ledger.Account) string {
	names := parts(a)
	for i, name := range names {
		name = strings.NewReplacer("_", "U", ".", "D").Replace(name)
		names[i] = strings.ToUpper(name[:1]) + name[1:]
	}
	return strings.Join(names, ":")
}

// parts are the root, the kind and the ids of an account.
func parts(a ledger.Account) []string {
	names := []string{a.Root(), camel(string(a.Kind))}
	for _, id := range []string{string(a.Facility), string(a.Fund), string(a.Partner), a.Name} {
		if id != "" {
			names = append(names, id)
		}
	}
	return names
}

// camel turns "pool_cost" into "PoolCost".
func camel(kind string) string {
	var b strings.Builder
	for word := range strings.SplitSeq(kind, "_") {
		if word != "" {
			b.WriteString(strings.ToUpper(word[:1]) + word[1:])
		}
	}
	return b.String()
}

// oneLine makes a person's text safe for a line of a journal: no line breaks, no control characters, and nothing that a
// journal reads as a mark of its own.
func oneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), r == '\u2028', r == '\u2029':
			return ' '
		case r == ';', r == '|':
			return ','
		case r == '"':
			return '\''
		case r == '\\':
			return '/'
		case r == ':':
			return '.'
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// tag is one fact about an entry, under a name that all programs accept.
type tag struct{ name, value string }

// tagNames lists the names of all tags.
var tagNames = []string{"service", "booking", "project", "tariff", "cost", "agreement", "class", "incident", "invoice", "payment", "reverses", "note"}

// tags are what an entry can be followed to, in a fixed order.
func tags(e ledger.Entry) []tag {
	o := e.Origin
	var out []tag
	add := func(name, value string) {
		if value != "" {
			out = append(out, tag{name, oneLine(value)})
		}
	}
	if !o.Service.IsZero() {
		add("service", o.Service.String())
	}
	add("booking", string(o.Booking))
	add("project", string(o.Project))
	add("tariff", string(o.Tariff))
	add("cost", string(o.Cost))
	add("agreement", string(o.Agreement))
	add("class", string(o.Class))
	add("incident", string(o.Incident))
	add("invoice", o.Invoice)
	add("payment", string(o.Payment))
	add("reverses", string(e.Reverses))
	add("note", o.Note)
	return out
}
