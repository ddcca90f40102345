// Package migrations holds the schema of Marke's database: plain SQL steps for SQLite
// and for PostgreSQL, under the same numbers. A step that was released is never changed;
// what it got wrong a later one puts right.
//
// It only carries the files. Package store applies them.
package migrations

import (
	"embed"
	"io/fs"
)

//go:embed sqlite/*.sql postgres/*.sql
var files embed.FS

// SQLite is the folder of the steps for SQLite.
func SQLite() fs.FS { return folder("sqlite") }

// Postgres is the folder of the steps for PostgreSQL.
func Postgres() fs.FS { return folder("postgres") }

func folder(name string) fs.FS {
	sub, err := fs.Sub(files, name)
	if err != nil {
		panic(err) // only for a name that is no valid path
	}
	return sub
}
