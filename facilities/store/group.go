package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
)

// groupMax is the number of transactions that may share one commit. A commit waits for
// the disk; what waits meanwhile goes into the next one together.
const groupMax = 64

// group is SQLite's one writer. A goroutine of its own opens and commits; in between
// it gives the connection to one waiting transaction after the other, which runs in
// the goroutine of its caller, inside a savepoint.
type group struct {
	db      *sql.DB
	waiting chan *turn
	stop    chan struct{} // closed: take no more
	once    sync.Once     // closes it
	stopped chan struct{} // closed: the writer has gone
}

// turn is one transaction that waits for the connection.
type turn struct {
	state    atomic.Int32   // waits, then taken by the writer or left by its caller
	begin    chan *sql.Conn // the connection is yours
	seen     *moment        // by the turns before, in the same transaction
	finished chan error     // and is given back, with how it went
	settled  chan error     // what became of it after the commit
}

const (
	turnWaits int32 = iota
	turnTaken
	turnLeft
)

// errAbandoned is how a transaction went whose function panicked or ended its goroutine.
var errAbandoned = errors.New("store: the transaction's function did not return")

func newGroup(db *sql.DB) *group {
	g := &group{db: db, waiting: make(chan *turn, 4*groupMax), stop: make(chan struct{}), stopped: make(chan struct{})}
	go g.serve()
	return g
}

func (g *group) close() {
	g.once.Do(func() { close(g.stop) })
	<-g.stopped
}

// inGroup waits for its turn, runs fn on the writer's connection and waits for the commit.
func (s *Store) inGroup(ctx context.Context, fn func(ctx context.Context, tx *Tx) error) error {
	t := &turn{begin: make(chan *sql.Conn, 1), finished: make(chan error, 1), settled: make(chan error, 1)}
	select {
	case <-s.group.stop:
		return errClosed()
	case <-ctx.Done():
		return cancelled(ctx)
	case s.group.waiting <- t:
	}
	select {
	case conn := <-t.begin:
		return s.runTurn(ctx, t, conn, fn)
	case err := <-t.settled:
		return err
	case <-s.group.stopped:
		return errClosed()
	case <-ctx.Done():
		if t.state.CompareAndSwap(turnWaits, turnLeft) {
			return cancelled(ctx)
		}
	}
	// The context ended in the very moment in which the turn came.
	select {
	case conn := <-t.begin:
		return s.runTurn(ctx, t, conn, func(context.Context, *Tx) error { return cancelled(ctx) })
	case err := <-t.settled:
		return err
	}
}

func (s *Store) runTurn(ctx context.Context, t *turn, conn *sql.Conn, fn func(ctx context.Context, tx *Tx) error) error {
	err := errAbandoned
	func() {
		// Deferred, because a panic must not leave the writer waiting.
		defer func() { t.finished <- err }()
		// Without cancellation: SQLite answers an interrupted statement by undoing the
		// whole transaction, and this one belongs to others too.
		ctx := context.WithValue(context.WithoutCancel(ctx), inside{}, true)
		err = fn(ctx, &Tx{store: s, conn: conn, seen: t.seen})
	}()
	return <-t.settled
}

// serve is the writer.
func (g *group) serve() {
	defer close(g.stopped)
	for {
		select {
		case <-g.stop:
			return
		case first := <-g.waiting:
			g.commit(first)
		}
	}
}

// commit runs the first turn and those that wait behind it in one transaction, and
// tells all of them how it ended. Nobody is answered earlier, not even with a
// refusal: it may rest on what another in the group wrote.
func (g *group) commit(first *turn) {
	conn, err := g.begin()
	if err != nil {
		first.settled <- err
		g.refuse(err)
		return
	}
	defer conn.Close()

	var turns []*turn
	var outcomes []error
	var seen moment
	for t := first; t != nil && err == nil; t = g.next(len(turns)) {
		if !t.state.CompareAndSwap(turnWaits, turnTaken) {
			continue
		}
		var outcome error
		outcome, err = run(conn, t, &seen)
		turns, outcomes = append(turns, t), append(outcomes, outcome)
	}
	if err == nil {
		_, err = conn.ExecContext(context.Background(), "COMMIT")
	}
	if err != nil {
		// It may have been undone already; then there is nothing to roll back.
		conn.ExecContext(context.Background(), "ROLLBACK")
		err = translate(fmt.Errorf("store: commit: %w", err))
	}
	for i, t := range turns {
		if err != nil {
			t.settled <- err
		} else {
			t.settled <- outcomes[i]
		}
	}
}

// begin takes the connection and SQLite's lock for writing.
func (g *group) begin() (*sql.Conn, error) {
	conn, err := g.db.Conn(context.Background())
	if err != nil {
		return nil, translate(err)
	}
	if _, err := conn.ExecContext(context.Background(), "BEGIN IMMEDIATE"); err != nil {
		return nil, translate(errors.Join(err, conn.Close()))
	}
	return conn, nil
}

// next is a turn that waits already, or nil.
func (g *group) next(taken int) *turn {
	if taken == groupMax {
		return nil
	}
	select {
	case t := <-g.waiting:
		return t
	default:
		return nil
	}
}

// refuse answers everybody who waits, so that no one waits for a busy database twice.
func (g *group) refuse(err error) {
	for t := g.next(0); t != nil; t = g.next(0) {
		t.settled <- err
	}
}

// run gives the connection to one turn. Its outcome is its own affair; lost says
// that the whole transaction is.
func run(conn *sql.Conn, t *turn, seen *moment) (outcome, lost error) {
	ctx := context.Background()
	if _, err := conn.ExecContext(ctx, "SAVEPOINT turn"); err != nil {
		return nil, err
	}
	t.seen = seen
	t.begin <- conn
	outcome = <-t.finished
	if outcome != nil {
		seen.forget()
		if _, err := conn.ExecContext(ctx, "ROLLBACK TO turn"); err != nil {
			return outcome, errors.Join(err, outcome)
		}
	}
	_, lost = conn.ExecContext(ctx, "RELEASE turn")
	return outcome, lost
}
