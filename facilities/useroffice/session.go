package useroffice

import (
	"bytes"
	"context"
	"errors"
	"time"

	"github.com/alexedwards/scs/v2"

	"marke/facilities"
	"marke/facilities/store"
)

// SessionPerson is the key under which a session holds its person's id, as a
// string. Sessions reads it, so that a new password ends the sessions made under the old one.
const SessionPerson = "person"

// Sessions keeps the sessions of package scs (it is an scs.CtxStore) and knows
// each token only by its SHA-256: who reads the database cannot act as anybody.
//
// A session holds only as long as the password that stood when it began. To
// each is tied a mark of its person's password hash; once that is another, there is no
// such session any more. No request that was still under way can bring it back.
type Sessions struct {
	office *Office
	clock  func() time.Time // scs hands over no time
}

// Sessions is where the web keeps its sessions.
func (o *Office) Sessions() *Sessions { return &Sessions{o, time.Now} }

var _ scs.CtxStore = (*Sessions)(nil)

// FindCtx answers with a session's bytes; found is false when it is unknown or has expired.
func (s *Sessions) FindCtx(ctx context.Context, token string) (data []byte, found bool, err error) {
	err = s.office.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		kept, err := s.find(ctx, tx, token)
		if err != nil {
			return err
		}
		mark, err := passwordMark(ctx, tx, kept.person)
		if err != nil {
			return err
		}
		if bytes.Equal(mark, kept.mark) {
			data, found = kept.data, true
		}
		return nil
	})
	if facilities.CodeOf(err) == facilities.NotFound {
		return nil, false, nil
	}
	return data, found, err
}

// CommitCtx keeps a session until it expires.
func (s *Sessions) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	_, values, err := scs.GobCodec{}.Decode(data)
	if err != nil {
		return err
	}
	name, _ := values[SessionPerson].(string)
	person := facilities.PersonID(name)
	return s.office.store.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		kept, err := s.find(ctx, tx, token)
		if facilities.CodeOf(err) == facilities.NotFound || err == nil && kept.person != person {
			kept.mark, err = passwordMark(ctx, tx, person)
		}
		if err != nil {
			return err
		}
		kept.person, kept.data = person, data
		return tx.SaveSession(ctx, secretHash(token), kept.bytes(), expiry)
	})
}

// DeleteCtx ends a session; one that is not there is no error.
func (s *Sessions) DeleteCtx(ctx context.Context, token string) error {
	return s.office.store.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		return tx.DeleteSession(ctx, secretHash(token))
	})
}

// find reads a session as it was kept.
func (s *Sessions) find(ctx context.Context, tx *store.Tx, token string) (keptSession, error) {
	raw, err := tx.Session(ctx, secretHash(token), s.clock())
	if err != nil {
		return keptSession{}, err
	}
	return parseKept(raw)
}

// keptSession is a session in the database: the length of the person's id in one byte, the id, the mark, and what
// scs gave.
type keptSession struct {
	person facilities.PersonID
	mark   []byte // markBytes long
	data   []byte
}

const markBytes = 16

var errSession = errors.New("useroffice: a stored session cannot be read")

func (k keptSession) bytes() []byte {
	raw := append([]byte{byte(len(k.person))}, k.person...)
	return append(append(raw, k.mark...), k.data...)
}

func parseKept(raw []byte) (keptSession, error) {
	if len(raw) == 0 || len(raw) < 1+int(raw[0])+markBytes {
		return keptSession{}, errSession
	}
	person, rest := raw[1:1+raw[0]], raw[1+raw[0]:]
	return keptSession{facilities.PersonID(person), rest[:markBytes], rest[markBytes:]}, nil
}

// passwordMark tells one password of a person from the next, without telling
// anything of it. A session of nobody has a mark too.
func passwordMark(ctx context.Context, tx *store.Tx, person facilities.PersonID) ([]byte, error) {
	if person == "" {
		return make([]byte, markBytes), nil
	}
	hash, err := tx.Credential(ctx, person)
	if err != nil && facilities.CodeOf(err) != facilities.NotFound {
		return nil, err
	}
	return secretHash("session:" + hash)[:markBytes], nil
}

var errContext = errors.New("useroffice: sessions need a context; scs uses the methods with Ctx")

// Find is there for the interface that scs asks for; it always fails, because scs calls FindCtx.
func (s *Sessions) Find(string) ([]byte, bool, error) { return nil, false, errContext }

// Commit is there for the interface, as Find is.
func (s *Sessions) Commit(string, []byte, time.Time) error { return errContext }

// Delete is there for the interface, as Find is.
func (s *Sessions) Delete(string) error { return errContext }
