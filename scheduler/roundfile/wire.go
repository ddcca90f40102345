package roundfile

import "encoding/json"

// The shapes of the files, as they are written.
type (
	problemWire struct {
		Format      string          `json:"format"`
		GridMinutes int64           `json:"grid_minutes"`
		Slots       int64           `json:"slots"`
		Objective   objectiveWire   `json:"objective"`
		Resources   []resourceWire  `json:"resources"`
		Partners    []partnerWire   `json:"partners"`
		Requests    []requestWire   `json:"requests"`
		Limits      []limitWire     `json:"limits,omitempty"`
		Pinned      []placementWire `json:"pinned,omitempty"`
		Previous    []previousWire  `json:"previous,omitempty"`
	}
	objectiveWire struct {
		Kind          string      `json:"kind"`
		ShortfallCost json.Number `json:"shortfall_cost,omitempty"`
	}
	resourceWire struct {
		ID         string          `json:"id"`
		Capacity   int64           `json:"capacity"`
		Closed     [][2]int64      `json:"closed,omitempty"`
		Levels     [][3]int64      `json:"levels,omitempty"`
		Changeover *changeoverWire `json:"changeover,omitempty"`
		Pool       string          `json:"pool,omitempty"`
		Prime      [][3]int64      `json:"prime,omitempty"`
	}
	changeoverWire struct {
		Classes []string  `json:"classes"`
		Slots   [][]int64 `json:"slots"`
	}
	partnerWire struct {
		ID      string           `json:"id"`
		Target  *int64           `json:"target,omitempty"`
		Targets map[string]int64 `json:"targets,omitempty"`
	}
	requestWire struct {
		ID       string       `json:"id"`
		Partner  string       `json:"partner"`
		Modes    []modeWire   `json:"modes"`
		Windows  []windowWire `json:"windows"`
		After    []afterWire  `json:"after,omitempty"`
		Together string       `json:"together,omitempty"`
	}
	modeWire struct {
		Duration int64       `json:"duration"`
		Claims   []claimWire `json:"claims"`
		Class    string      `json:"class,omitempty"`
	}
	claimWire struct {
		Resource string `json:"resource"`
		Units    int64  `json:"units"`
		Before   int64  `json:"before,omitempty"`
		After    int64  `json:"after,omitempty"`
	}
	windowWire struct {
		From  int64 `json:"from"`
		To    int64 `json:"to"`
		Value int64 `json:"value"`
	}
	afterWire struct {
		Request string `json:"request"`
		GapMin  int64  `json:"gap_min,omitempty"`
		GapMax  *int64 `json:"gap_max,omitempty"`
	}
	limitWire struct {
		Name     string   `json:"name"`
		Requests []string `json:"requests"`
		Max      int64    `json:"max"`
	}
	placementWire struct {
		Request string `json:"request"`
		Mode    int    `json:"mode"`
		Start   int64  `json:"start"`
	}
	previousWire struct {
		placementWire
		MoveCost int64 `json:"move_cost"`
		DropCost int64 `json:"drop_cost"`
	}
)
