package scheduler

import (
	"os"
	"strconv"
)

func dbg(name string, def int64) int64 {
	if v, err := strconv.ParseInt(os.Getenv(name), 10, 64); err == nil {
		return v
	}
	return def
}

var dbgH1, dbgG1, dbgTries, dbgFirst = dbg("H1", 100), dbg("G1", 200), dbg("TRIES", 5), dbg("FIRST", 300)
