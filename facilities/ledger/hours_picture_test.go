package ledger_test

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"marke/facilities"
)

// simColours tell the partners apart in light and dark, and for most who see few colours (Okabe and Ito 2008).
var simColours = []string{"#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"}

// fairnessPicture draws the balances of one year, week by week.
func fairnessPicture(year map[facilities.PartnerID]*simPartner) []byte {
	const left, top, step, height = 60, 20, 24, 280
	most := int64(1)
	for _, p := range year {
		for _, b := range p.balances {
			most = max(most, distance(b))
		}
	}
	most = (most + 9) / 10 * 10
	y := func(hours int64) float64 { return top + height/2 - float64(hours)*height/2/float64(most) }
	var b bytes.Buffer
	width := left + simWeeks*step + 150
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" aria-labelledby="t" font-family="system-ui, sans-serif" font-size="13">`+"\n", width, top+height+50)
	b.WriteString("<title id=\"t\">Balances of six partners over 26 weeks: each swings around zero and comes back</title>\n")
	fmt.Fprintf(&b, "<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>\n", width, top+height+50)
	label := func(hours int64) string { return strings.Replace(fmt.Sprintf("%+d h", hours), "+0", "0", 1) }
	for _, hours := range []int64{-most, -most / 2, 0, most / 2, most} {
		fmt.Fprintf(&b, "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"%s\"/><text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n", left, y(hours), left+simWeeks*step, y(hours),
			map[bool]string{true: "#555", false: "#ddd"}[hours == 0], left-6, y(hours)+4, label(hours))
	}
	for i, s := range simKey {
		points := []string{fmt.Sprintf("%d,%.1f", left, y(0))}
		for week, balance := range year[s.Partner].balances {
			points = append(points, fmt.Sprintf("%d,%.1f", left+(week+1)*step, y(balance)))
		}
		fmt.Fprintf(&b, "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>\n", strings.Join(points, " "), simColours[i])
		at := top + 20 + i*22
		fmt.Fprintf(&b, "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"%s\" stroke-width=\"3\"/><text x=\"%d\" y=\"%d\">%s, %d %%</text>\n",
			width-130, at, width-106, at, simColours[i], width-100, at+4, s.Partner, s.Units)
	}
	for week := 0; week <= simWeeks; week += 2 {
		fmt.Fprintf(&b, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%d</text>\n", left+week*step, top+height+18, week)
	}
	fmt.Fprintf(&b, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">week</text>\n</svg>\n", left+simWeeks*step/2, top+height+38)
	return b.Bytes()
}

func TestThePictureOfFairnessIsThere(t *testing.T) {
	year := map[facilities.PartnerID]*simPartner{}
	for i, s := range simKey {
		year[s.Partner] = &simPartner{balances: []int64{int64(i), int64(-i)}}
	}
	published, err := os.ReadFile("../../docs/fairness.svg")
	if err != nil {
		t.Fatal(err)
	}
	for name, picture := range map[string][]byte{"drawn": fairnessPicture(year), "published": published} {
		lines := 0
		for read := xml.NewDecoder(bytes.NewReader(picture)); ; {
			token, err := read.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if e, ok := token.(xml.StartElement); ok && e.Name.Local == "polyline" {
				lines++
			}
		}
		if lines != len(simKey) {
			t.Errorf("%s: %d lines for %d partners", name, lines, len(simKey))
		}
	}
}
