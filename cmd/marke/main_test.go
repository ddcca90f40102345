package main

import (
	"maps"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"marke": main})
}

// TestCommandLine runs the scripts of testdata/script: each is a session at a
// shell, with the real program on a real SQLite file.
func TestCommandLine(t *testing.T) {
	commands := maps.Clone(storyCommands)
	maps.Copy(commands, bookCommands)
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Cmds:                commands,
		Setup: func(env *testscript.Env) error {
			env.Setenv("LANG", "en_GB.UTF-8")
			from := time.Now().AddDate(0, 0, 70)
			for from.Weekday() != time.Monday {
				from = from.AddDate(0, 0, 1)
			}
			env.Setenv("ROUND_FROM", from.Format(time.DateOnly))
			env.Setenv("ROUND_TO", from.AddDate(0, 0, 7).Format(time.DateOnly))
			env.Setenv("ROUND_DEADLINE", from.AddDate(0, 0, -14).UTC().Format(time.RFC3339))
			setMonths(env, time.Now())
			return nil
		},
	})
}
