package web

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"marke/facilities"
)

// search is what somebody typed into the one search field, understood against the catalogue:
// "any press above 380 °C" asks for the words "press" and a capability in °C that reaches 380.
type search struct {
	Words  []string
	Wishes []facilities.CapabilityWish
}

// bound finds a number with its unit and, before it, a word that says which way it goes.
// The API's own form ("temperature>=380") is found as it is.
var (
	exact = regexp.MustCompile(`(?i)([\pL][\pL\d_-]*)\s*(>=|<=|=|≥|≤)\s*(-?\d+(?:[.,]\d+)?)`)
	bound = regexp.MustCompile(`(?i)(?:(at least|from|above|over|more than|minstens|vanaf|boven|meer dan|tenminste|≥|>=|>|at most|below|under|up to|less than|hoogstens|onder|tot|maximaal|minder dan|≤|<=|<)\s*)?(-?\d+(?:[.,]\d+)?)\s*(°\s*c|[\pL%µ]+[²³]?)`)
)

// fillers say nothing about what is looked for.
var fillers = []string{"any", "a", "an", "the", "with", "and", "of", "for", "some", "een", "de", "het", "met", "en", "van", "voor", "enige", "of", "welke"}

// downward are the words that ask for a lower bound to be met from below.
var downward = []string{"at most", "below", "under", "up to", "less than", "hoogstens", "onder", "tot", "maximaal", "minder dan", "≤", "<=", "<"}

// readSearch understands what was typed. Units that no capability has are left as words.
func readSearch(typed string, resources []facilities.Resource) search {
	var s search
	rest := exact.ReplaceAllStringFunc(typed, func(part string) string {
		m := exact.FindStringSubmatch(part)
		op := strings.NewReplacer("≥", ">=", "≤", "<=").Replace(m[2])
		s.add(strings.ToLower(m[1]), op, m[3])
		return " "
	})
	rest = bound.ReplaceAllStringFunc(rest, func(part string) string {
		m := bound.FindStringSubmatch(part)
		tags := tagsWithUnit(m[3], resources)
		if len(tags) == 0 {
			return part
		}
		op := ">="
		if slices.Contains(downward, strings.ToLower(m[1])) {
			op = "<="
		} else if m[1] == "" {
			op = "="
		}
		s.add(tags[0], op, m[2])
		return " "
	})
	for word := range strings.FieldsSeq(strings.ToLower(rest)) {
		word = strings.Trim(word, ".,;:!?\"'()")
		if word != "" && !slices.Contains(fillers, word) {
			s.Words = append(s.Words, word)
		}
	}
	return s
}

func (s *search) add(tag, op, number string) {
	value, err := strconv.ParseFloat(strings.ReplaceAll(number, ",", "."), 64)
	if err == nil {
		s.Wishes = append(s.Wishes, facilities.CapabilityWish{Tag: tag, Bound: &value, Op: op})
	}
}

// tagsWithUnit are the capabilities that are measured in a unit, those that most resources have first.
func tagsWithUnit(unit string, resources []facilities.Resource) []string {
	unit = plainUnit(unit)
	count := map[string]int{}
	for _, r := range resources {
		for _, c := range r.Capabilities {
			if c.Unit != "" && plainUnit(c.Unit) == unit {
				count[strings.ToLower(c.Tag)]++
			}
		}
	}
	var tags []string
	for tag := range count {
		tags = append(tags, tag)
	}
	slices.SortFunc(tags, func(a, b string) int { return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(a, b)) })
	return tags
}

func plainUnit(u string) string { return strings.ToLower(strings.ReplaceAll(u, " ", "")) }

// finds reports whether a resource is what was looked for: every wish holds, and every word stands
// in its name, its facility's, its description or its capabilities.
func (s search) finds(r facilities.Resource, f facilities.Facility) bool {
	if !r.Can(s.Wishes) {
		return false
	}
	text := strings.ToLower(strings.Join([]string{string(r.ID), r.Name, r.Description.NL, r.Description.EN, r.Location, f.Name, f.Place}, " "))
	for _, c := range r.Capabilities {
		text += " " + strings.ToLower(c.Tag)
	}
	for _, word := range s.Words {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

// Wanted is the search in the API's form, "temperature>=380, press".
func (s search) Wanted() string {
	var parts []string
	for _, w := range s.Wishes {
		parts = append(parts, fmt.Sprintf("%s%s%s", w.Tag, w.Op, strconv.FormatFloat(*w.Bound, 'f', -1, 64)))
	}
	return strings.Join(parts, ", ")
}
