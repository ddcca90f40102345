package facilities

import (
	"fmt"
	"strconv"
	"strings"
)

// Capability is something a resource can do: a tag ("sem"), or a tag with a
// range and its unit ("temperature", 20 to 400 °C).
type Capability struct {
	Tag      string
	Min, Max *float64 // nil: open on that side
	Unit     string
}

// CapabilityWish asks for a capability, with an optional bound:
// "press", "temperature>=380", "force<=200", "wafer=150".
type CapabilityWish struct {
	Tag   string
	Bound *float64
	Op    string // ">=", "<=", "=" or empty
}

// ParseCapabilityWishes reads a comma-separated list; every part must hold.
func ParseCapabilityWishes(s string) ([]CapabilityWish, error) {
	var wishes []CapabilityWish
	for part := range strings.SplitSeq(s, ",") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		wish := CapabilityWish{Tag: strings.ToLower(part)}
		for _, op := range []string{">=", "<=", "="} {
			tag, number, found := strings.Cut(part, op)
			if !found {
				continue
			}
			value, err := strconv.ParseFloat(strings.Fields(number + " x")[0], 64)
			if err != nil || value != value {
				return nil, fmt.Errorf("%q asks for no number", part)
			}
			wish = CapabilityWish{strings.ToLower(strings.TrimSpace(tag)), &value, op}
			break
		}
		if wish.Tag == "" {
			return nil, fmt.Errorf("%q names no capability", part)
		}
		wishes = append(wishes, wish)
	}
	return wishes, nil
}

// Meets reports whether the capability fulfils the wish: the tag is the same and
// the bound lies in the range (a range reaches every value between its ends).
func (c Capability) Meets(w CapabilityWish) bool {
	if !strings.EqualFold(c.Tag, w.Tag) {
		return false
	}
	if w.Bound == nil {
		return true
	}
	low := c.Min == nil || *c.Min <= *w.Bound
	high := c.Max == nil || *w.Bound <= *c.Max
	switch w.Op {
	case ">=":
		return high
	case "<=":
		return low
	default:
		return low && high
	}
}

// Can reports whether the resource meets every wish.
func (r Resource) Can(wishes []CapabilityWish) bool {
	for _, w := range wishes {
		met := false
		for _, c := range r.Capabilities {
			met = met || c.Meets(w)
		}
		if !met {
			return false
		}
	}
	return true
}
