package store

import (
	"context"
	"database/sql"
	"errors"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/mattn/go-sqlite3"

	"marke/facilities"
)

// guardState is the SQLSTATE that our own trigger raises in PostgreSQL.
const guardState = "MK001"

// translate turns what a driver says into what the one who asked can do about it. It
// tells errors apart by code only; the driver's own error stays the cause.
func translate(err error) error {
	if err == nil || facilities.CodeOf(err) != "" {
		return err
	}
	if errors.Is(err, sql.ErrNoRows) {
		return facilities.Missing()
	}
	switch kindOf(err) {
	case refused:
		return &facilities.Error{Code: facilities.Conflict, Key: "taken", Cause: err}
	case busy:
		return &facilities.Error{Code: facilities.Unavailable, Key: "busy", RetryAfter: 1, Cause: err}
	}
	return err
}

// failure sorts the errors of both drivers.
type failure int

const (
	broken  failure = iota // nothing we expect
	refused                // a unique index, the exclusion constraint or a guard says no
	busy                   // somebody else holds a lock too long, or there is no connection to be had
	clash                  // PostgreSQL undid the transaction for another's sake: repeat it
)

func kindOf(err error) failure {
	if lite, ok := errors.AsType[sqlite3.Error](err); ok {
		return sqliteFailure(lite)
	}
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return postgresFailure(pg.Code)
	}
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return busy
	}
	return broken
}

func sqliteFailure(err sqlite3.Error) failure {
	switch err.ExtendedCode {
	case sqlite3.ErrConstraintUnique, sqlite3.ErrConstraintPrimaryKey, sqlite3.ErrConstraintTrigger:
		return refused
	}
	if err.Code == sqlite3.ErrBusy || err.Code == sqlite3.ErrLocked {
		return busy
	}
	return broken
}

func postgresFailure(state string) failure {
	switch state {
	case guardState,
		"23505", // unique_violation
		"23P01": // exclusion_violation
		return refused
	case "40001", // serialization_failure
		"40P01": // deadlock_detected
		return clash
	case "55P03", // lock_not_available
		"53300", // too_many_connections
		"57P01", // admin_shutdown
		"57P03": // cannot_connect_now
		return busy
	}
	return broken
}

// errAgain asks InTx to run the transaction once more: another one was first, and a
// second look will find what it did.
var errAgain = errors.New("store: another transaction was first")

// repeatable reports that the whole transaction can be run again.
func repeatable(err error) bool {
	return kindOf(err) == clash || errors.Is(err, errAgain)
}

// cancelled turns the end of a context into an error that says so.
func cancelled(ctx context.Context) error { return context.Cause(ctx) }
