package store

import (
	"context"
	"database/sql/driver"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
)

// instant is a moment as a column: whole seconds since 1970 in SQLite, timestamptz in
// PostgreSQL, always UTC. The zero time is NULL. (A time.Time left to the driver is
// kept in SQLite as text with its own offset, which compares wrong.)
type instant time.Time

// column gives a moment the form of the engine's columns.
func column(engine string, t time.Time) any {
	switch {
	case t.IsZero():
		return nil
	case engine == SQLite:
		return t.Unix()
	default:
		return t.UTC().Truncate(time.Second)
	}
}

// GormValue writes the instant in the form of the database at hand.
func (i instant) GormValue(_ context.Context, db *gorm.DB) clause.Expr {
	return clause.Expr{SQL: "?", Vars: []any{column(db.Name(), time.Time(i))}}
}

// Value is only there for GORM, which asks for it to learn the column's type.
func (i instant) Value() (driver.Value, error) { return time.Time(i), nil }

// Scan reads either form.
func (i *instant) Scan(from any) error {
	switch v := from.(type) {
	case nil:
		*i = instant{}
	case int64:
		*i = instant(time.Unix(v, 0).UTC())
	case time.Time:
		*i = instant(v.UTC())
	default:
		return fmt.Errorf("store: %T is no instant", from)
	}
	return nil
}

// at makes a noun's time scannable in place.
func at(t *time.Time) *instant { return (*instant)(t) }

// seconds cuts a duration to what the columns keep.
func seconds(d time.Duration) int64 { return int64(d / time.Second) }

func duration(seconds int64) time.Duration { return time.Duration(seconds) * time.Second }

// cut gives a time the form in which it comes back from the database.
func cut(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return time.Unix(t.Unix(), 0).UTC()
}
