package useroffice

import (
	"maps"
	"strings"
	"testing"
)

func TestATableOfRequestsAnswersWhatInstrumentsAsk(t *testing.T) {
	read, err := readTable(strings.NewReader("title,minutes,resource,intake\nEen,60,press,\"material=PEEK; sheet = VIB-2041\"\nTwee,60,press,\nDrie,60,press,PEEK\n"), "requests")
	if err != nil {
		t.Fatal(err)
	}
	want := []map[string]string{{"material": "PEEK", "sheet": "VIB-2041"}, nil, nil}
	for i := range read.rows {
		if got := read.rows[i].roundStep().Intake; !maps.Equal(got, want[i]) {
			t.Errorf("row %d answers %v, not %v", i+1, got, want[i])
		}
		if wrong := read.rows[i].err() != nil; wrong != (i == 2) {
			t.Errorf("row %d: wrong is %v", i+1, wrong)
		}
	}
}
