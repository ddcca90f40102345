package useroffice

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// act is who does what when: what a writing verb carries along.
type act struct {
	facilities.Actor
	now  time.Time
	verb string // as the audit calls it
}

// subject is what a writing verb answers with: how a repeated idempotency key names
// it and finds it again.
type subject[T any] struct {
	kind string
	id   func(T) string
	load func(ctx context.Context, tx *store.Tx, id string) (T, error)
}

var aBooking = subject[facilities.Booking]{
	kind: "booking",
	id:   func(b facilities.Booking) string { return string(b.ID) },
	load: func(ctx context.Context, tx *store.Tx, id string) (facilities.Booking, error) {
		return tx.Booking(ctx, facilities.BookingID(id))
	},
}

// keptRefusal is an error with which a verb ends while what it wrote stays.
type keptRefusal struct{ error }

// Unwrap gives the error itself.
func (k keptRefusal) Unwrap() error { return k.error }

// write does the work of a verb in one transaction, for an actor who may write, and
// under the office's idempotency key if it has one. do may run more than once.
func write[T any](ctx context.Context, o *Office, a act, s subject[T], do func(ctx context.Context, tx *store.Tx) (T, error)) (T, error) {
	var result, none T
	if err := mayWrite(a); err != nil {
		return none, err
	}
	var stands keptRefusal
	err := o.store.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		stands = keptRefusal{}
		done, err := o.replay(ctx, tx, a)
		if err != nil {
			return err
		}
		if done != nil {
			result, err = s.load(ctx, tx, done.Subject)
			return err
		}
		if result, err = do(ctx, tx); errors.As(err, &stands) {
			return nil
		}
		if err != nil {
			return err
		}
		return o.remember(ctx, tx, a, s.kind, s.id(result))
	})
	if err == nil {
		err = stands.error
	}
	if err != nil && o.once != nil {
		// The same request may have been under way twice: then what stood in this one's way is its twin.
		again := o.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
			done, err := o.replay(ctx, tx, a)
			if err == nil && done != nil {
				result, err = s.load(ctx, tx, done.Subject)
			}
			return err
		})
		if again == nil && o.Replayed() {
			err = nil
		}
	}
	if err != nil {
		return none, err
	}
	return result, nil
}

func mayWrite(a act) error {
	switch {
	case !a.Known():
		return facilities.Errorf(facilities.Unauthenticated, "unauthenticated")
	case !a.MayWrite():
		return facilities.Errorf(facilities.Forbidden, "read_only")
	}
	return nil
}

// replay finds what was done before under the key; nil when nothing was.
func (o *Office) replay(ctx context.Context, tx *store.Tx, a act) (*store.Answered, error) {
	if o.once == nil {
		return nil, nil
	}
	o.once.replayed.Store(false) // a transaction that runs again decides anew
	done, err := tx.Once(ctx, a.Person.ID, o.once.key, a.now)
	if facilities.CodeOf(err) == facilities.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(done.Digest, o.once.digest(a.verb)) {
		return nil, facilities.Errorf(facilities.KeyReused, "key_reused")
	}
	o.once.replayed.Store(true)
	return &done, nil
}

// remember keeps what was done under the key, in the transaction that does it.
func (o *Office) remember(ctx context.Context, tx *store.Tx, a act, kind, id string) error {
	if o.once == nil {
		return nil
	}
	return tx.AddOnce(ctx, a.Person.ID, o.once.key, store.Answered{Digest: o.once.digest(a.verb), Kind: kind, Subject: id, At: a.now})
}

// digest covers the verb too: one body means different things to different verbs.
func (k *once) digest(verb string) []byte {
	sum := sha256.Sum256(append([]byte(verb+"\n"), k.body[:]...))
	return sum[:]
}
