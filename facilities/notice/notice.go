// Package notice tells people what concerns them: it takes the mails that the
// verbs put in the outbox, words them in the reader's language and hands them
// to a transport (SMTP, a file, or the log).
//
// It decides nothing about bookings, and who is to be told was decided by the verb
// that wrote the outbox row.
package notice

import (
	"context"
	"log/slog"
	"time"

	"marke/facilities"
	"marke/facilities/store"
)

// Transport delivers one letter. It returns only when the letter is accepted, so
// that a row is marked sent at most once for each acceptance.
type Transport interface {
	Deliver(ctx context.Context, l Letter) error
}

// batch bounds one run, so that a long outage of the mail server does not hold a transaction open.
const batch = 50

// Post sends what waits in the outbox.
type Post struct {
	store     *store.Store
	transport Transport
	origin    string // public base URL for links, without a trailing slash
	log       *slog.Logger
}

// New makes a Post. origin is the public address of the server, "https://marke.example".
func New(st *store.Store, transport Transport, origin string, log *slog.Logger) *Post {
	return &Post{store: st, transport: transport, origin: origin, log: log}
}

// Send delivers the mails that are due, at most a batch of them, and reports how
// many were accepted. A mail that fails is tried again later, each time after a
// longer pause; the rows are leased, so that two servers do not send the same one.
func (p *Post) Send(ctx context.Context, now time.Time) (int, error) {
	var due []facilities.Mail
	err := p.store.InTx(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		due, err = tx.DueMails(ctx, now, batch)
		return err
	})
	if err != nil {
		return 0, err
	}
	sent := 0
	for _, mail := range due {
		failure := p.send(ctx, now, mail)
		if failure != nil {
			p.log.WarnContext(ctx, "mail not sent", "mail", mail.ID, "kind", mail.Kind, "attempts", mail.Attempts, "error", failure)
		} else {
			sent++
		}
		err := p.store.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
			if failure != nil {
				return tx.MailFailed(ctx, mail.ID, failure.Error(), now.Add(pause(mail.Attempts)))
			}
			return tx.MailSent(ctx, mail.ID, now)
		})
		if err != nil {
			return sent, err
		}
	}
	return sent, nil
}

// pause is how long to wait after so many attempts: a minute, doubled each time, at most six hours.
func pause(attempts int) time.Duration {
	return min(time.Minute<<min(attempts, 9), 6*time.Hour)
}

func (p *Post) send(ctx context.Context, now time.Time, mail facilities.Mail) error {
	var letter Letter
	err := p.store.View(ctx, func(ctx context.Context, tx *store.Tx) error {
		in, err := p.gather(ctx, tx, mail)
		if err != nil {
			return err
		}
		letter, err = word(in)
		return err
	})
	if err != nil {
		return err
	}
	if letter.To == "" { // an erased person has no address; there is nobody to tell
		return nil
	}
	return p.transport.Deliver(ctx, letter)
}

// gather reads what a mail tells about, as it stands now.
func (p *Post) gather(ctx context.Context, tx *store.Tx, mail facilities.Mail) (news, error) {
	n := news{mail: mail, origin: p.origin}
	var err error
	if n.catalogue, err = tx.Catalogue(ctx); err != nil {
		return n, err
	}
	if n.reader, err = tx.Person(ctx, mail.Person); err != nil {
		return n, err
	}
	if mail.Booking == "" {
		return n, nil
	}
	booking, err := tx.Booking(ctx, mail.Booking)
	if err != nil {
		return n, err
	}
	n.booking = &booking
	who, err := tx.Person(ctx, booking.Person)
	if err != nil {
		return n, err
	}
	n.who = who.Name
	return n, nil
}
