package roundfile

import "encoding/json"

// The shapes of the files, as they are written.
type (
	problemWire struct {
		Format      string          `json:"format" file:"required"`
		GridMinutes int64           `json:"grid_minutes" file:"required"`
		Slots       int64           `json:"slots" file:"required"`
		Objective   objectiveWire   `json:"objective" file:"required"`
		Resources   []resourceWire  `json:"resources" file:"required"`
		Partners    []partnerWire   `json:"partners" file:"required"`
		Requests    []requestWire   `json:"requests" file:"required"`
		Limits      []limitWire     `json:"limits,omitempty"`
		Pinned      []placementWire `json:"pinned,omitempty"`
		Previous    []previousWire  `json:"previous,omitempty"`
	}
	objectiveWire struct {
		Kind          string      `json:"kind" file:"required"`
		ShortfallCost json.Number `json:"shortfall_cost,omitempty"`
	}
	resourceWire struct {
		ID         string          `json:"id" file:"required"`
		Capacity   int64           `json:"capacity" file:"required"`
		Closed     [][2]int64      `json:"closed,omitempty"`
		Levels     [][3]int64      `json:"levels,omitempty"`
		Changeover *changeoverWire `json:"changeover,omitempty"`
		Pool       string          `json:"pool,omitempty" file:"filled"`
		Prime      [][3]int64      `json:"prime,omitempty"`
	}
	changeoverWire struct {
		Classes []string  `json:"classes" file:"required"`
		Slots   [][]int64 `json:"slots" file:"required"`
	}
	partnerWire struct {
		ID      string           `json:"id" file:"required"`
		Target  *int64           `json:"target,omitempty"`
		Targets map[string]int64 `json:"targets,omitempty"`
	}
	requestWire struct {
		ID       string       `json:"id" file:"required"`
		Partner  string       `json:"partner" file:"required"`
		Modes    []modeWire   `json:"modes" file:"required"`
		Windows  []windowWire `json:"windows" file:"required"`
		After    []afterWire  `json:"after,omitempty"`
		Together string       `json:"together,omitempty" file:"filled"`
	}
	modeWire struct {
		Duration int64       `json:"duration" file:"required"`
		Claims   []claimWire `json:"claims" file:"required"`
		Class    string      `json:"class,omitempty" file:"filled"`
	}
	claimWire struct {
		Resource string `json:"resource" file:"required"`
		Units    int64  `json:"units" file:"required"`
		Before   int64  `json:"before,omitempty"`
		After    int64  `json:"after,omitempty"`
	}
	windowWire struct {
		From  int64 `json:"from" file:"required"`
		To    int64 `json:"to" file:"required"`
		Value int64 `json:"value" file:"required"`
	}
	afterWire struct {
		Request string `json:"request" file:"required"`
		GapMin  int64  `json:"gap_min,omitempty"`
		GapMax  *int64 `json:"gap_max,omitempty"`
	}
	limitWire struct {
		Name     string   `json:"name" file:"required"`
		Requests []string `json:"requests" file:"required"`
		Max      int64    `json:"max" file:"required"`
	}
	placementWire struct {
		Request string `json:"request" file:"required"`
		Mode    int    `json:"mode" file:"required"`
		Start   int64  `json:"start" file:"required"`
	}
	previousWire struct {
		placementWire
		MoveCost int64 `json:"move_cost,omitempty"`
		DropCost int64 `json:"drop_cost,omitempty"`
	}
)
