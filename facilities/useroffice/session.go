package useroffice

import (
	"context"
	"errors"
	"time"
)

// SessionPerson is the key under which a session holds its person's id, as a
// string. Sessions reads it, so that a person's sessions can be ended.
const SessionPerson = "person"

// Sessions keeps the sessions of package scs (it is an scs.CtxStore) and knows
// each token only by its SHA-256: who reads the database cannot act as anybody.
type Sessions struct{ office *Office }

// Sessions is where the web keeps its sessions.
func (o *Office) Sessions() *Sessions { return &Sessions{o} }

// FindCtx answers with a session's bytes; found is false when it is unknown or has expired.
func (s *Sessions) FindCtx(ctx context.Context, token string) (data []byte, found bool, err error) {
	return nil, false, notYet()
}

// CommitCtx keeps a session until it expires.
func (s *Sessions) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	return notYet()
}

// DeleteCtx ends a session; one that is not there is no error.
func (s *Sessions) DeleteCtx(ctx context.Context, token string) error { return notYet() }

var errContext = errors.New("useroffice: sessions need a context; scs uses the methods with Ctx")

// Find is there for the interface that scs asks for; it always fails, because scs calls FindCtx.
func (s *Sessions) Find(string) ([]byte, bool, error) { return nil, false, errContext }

// Commit is there for the interface, as Find is.
func (s *Sessions) Commit(string, []byte, time.Time) error { return errContext }

// Delete is there for the interface, as Find is.
func (s *Sessions) Delete(string) error { return errContext }
