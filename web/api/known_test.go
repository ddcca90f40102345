package api

import (
	"net/http"
	"strings"
	"testing"
)

func TestEveryNounWithAnIDIsKnown(t *testing.T) {
	h := newHouse(t, engines["sqlite"](t))
	spec := read[map[string]any](h.as("", "GET", Prefix+"/openapi.json").send(t).want(http.StatusOK))
	paths := spec["paths"].(map[string]any)
	found := map[string]bool{}
	for path := range paths {
		if parts := strings.Split(path, "/"); len(parts) > 2 && parts[2] == "{id}" {
			found[parts[1]] = true
			if nouns[parts[1]] == nil {
				t.Errorf("nobody knows who may know of what %s names", path)
			}
		}
	}
	for noun := range nouns {
		if !found[noun] && paths["/"+noun] == nil {
			t.Errorf("%s has no path with an id", noun)
		}
	}
}

func TestWhatIsWrongIsToldOnlyOfThingsThatAreThere(t *testing.T) {
	onEveryEngine(t, func(t *testing.T, h *house) {
		h.shared(t)
		round := read[Round](h.as("max", "POST", Prefix+"/rounds").json(roundCall).send(t).want(http.StatusCreated))
		asked := read[Request](h.as("ann", "POST", Prefix+"/requests").json(wanted(round.ID, "secret", 2)).send(t).want(http.StatusCreated))
		for _, id := range []string{asked.ID, "0000000000000000"} {
			path := Prefix + "/requests/" + id
			for _, body := range []string{`{"round":7}`, `[]`, `{`, `{"nothing":1}`, wanted(round.ID, "theirs", 2)} {
				h.as("dot", "PUT", path).with("If-Match", `"1"`).json(body).send(t).want(http.StatusNotFound)
			}
			h.as("dot", "PUT", path).json(wanted(round.ID, "theirs", 2)).send(t).want(http.StatusNotFound) // and without If-Match
			h.as("dot", "POST", path+"/objections").json(`{"text":"   "}`).send(t).want(http.StatusNotFound)
			h.as("dot", "POST", path+"/withdraw").with("If-Match", `"1"`).json(`{"reason":5}`).send(t).want(http.StatusNotFound)
		}
		own := Prefix + "/requests/" + asked.ID
		h.as("ann", "PUT", own).with("If-Match", `"1"`).json(`{"round":7}`).send(t).want(http.StatusUnprocessableEntity)
		h.as("ann", "PUT", own).with("If-Match", `"1"`).json(`{`).send(t).want(http.StatusBadRequest)
		h.as("ann", "PUT", own).json(wanted(round.ID, "mine", 2)).send(t).want(http.StatusPreconditionRequired)
	})
}
