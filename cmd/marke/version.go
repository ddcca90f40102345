package main

import (
	"encoding/json"
	"fmt"
	"runtime"
	"runtime/debug"
)

// release is the version of the sources; CHANGELOG.md says what is in it.
const release = "0.1.0"

type versionCommand struct {
	JSON bool `help:"As JSON."`
}

func (v versionCommand) Run(c *console) error {
	revision := ""
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				revision = s.Value
			}
		}
	}
	if v.JSON {
		return json.NewEncoder(c.out).Encode(map[string]string{"version": release, "revision": revision, "go": runtime.Version()})
	}
	_, err := fmt.Fprintf(c.out, "marke %s %s\n", release, runtime.Version())
	return err
}
