package store

import (
	"context"
	"slices"
	"time"

	"marke/facilities"
)

// mailLease is how long a mail that somebody is sending is kept from others. A sender
// that dies loses it after that.
const mailLease = 5 * time.Minute

// AddMail puts a mail in the outbox. One whose key is already there is dropped: the same
// news is never told twice. A zero Due means at once.
func (tx *Tx) AddMail(ctx context.Context, m facilities.Mail) error {
	return tx.AddMails(ctx, []facilities.Mail{m})
}

// AddMails is AddMail for several at once.
func (tx *Tx) AddMails(ctx context.Context, mails []facilities.Mail) error {
	for mails := range slices.Chunk(mails, chunk) {
		args := make([]any, 0, 7*len(mails))
		for _, m := range mails {
			due := m.Due
			if due.IsZero() {
				due = m.Created
			}
			params := m.Params
			if params == nil {
				params = map[string]string{}
			}
			args = append(args, m.Key, string(m.Person), m.Kind, ref(m.Booking), text(params), m.Created, due)
		}
		_, err := tx.exec(ctx, "INSERT INTO outbox (key, person_id, kind, booking_id, params, created, due, attempts, failed) VALUES "+
			repeated("(?, ?, ?, ?, ?, ?, ?, 0, '')", len(mails))+" ON CONFLICT (key) DO NOTHING", args...)
		if err != nil {
			return err
		}
	}
	return nil
}

// DueMails leases up to limit unsent mails, oldest first, and counts the attempt. Call it
// in a transaction of its own and send after that: what is neither reported sent nor
// failed comes again after the lease.
func (tx *Tx) DueMails(ctx context.Context, now time.Time, limit int) ([]facilities.Mail, error) {
	rest := "WHERE sent IS NULL AND due <= ? ORDER BY due, id LIMIT ?"
	if tx.store.engine == Postgres {
		rest += " FOR UPDATE SKIP LOCKED"
	}
	mails, err := tx.mails(ctx, rest, now, limit)
	if err != nil {
		return nil, err
	}
	for i := range mails {
		mails[i].Attempts++
		mails[i].Due = cut(now.Add(mailLease))
		if _, err := tx.exec(ctx, "UPDATE outbox SET due = ?, attempts = attempts + 1 WHERE id = ?", mails[i].Due, mails[i].ID); err != nil {
			return nil, err
		}
	}
	return mails, nil
}

// MailSent notes that a mail has left.
func (tx *Tx) MailSent(ctx context.Context, id int64, now time.Time) error {
	_, err := tx.exec(ctx, "UPDATE outbox SET sent = ?, failed = '' WHERE id = ?", now, id)
	return err
}

// MailFailed notes why a mail did not leave and when to try again. A zero time gives it
// up: it stays in the outbox, with its error, and is never due.
func (tx *Tx) MailFailed(ctx context.Context, id int64, reason string, again time.Time) error {
	if again.IsZero() {
		again = never
	}
	_, err := tx.exec(ctx, "UPDATE outbox SET due = ?, failed = ? WHERE id = ? AND sent IS NULL", again, reason, id)
	return err
}

// never is later than any mail.
var never = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

// MailsTo lists the mails to a person, oldest first.
func (tx *Tx) MailsTo(ctx context.Context, person facilities.PersonID) ([]facilities.Mail, error) {
	return tx.mails(ctx, "WHERE person_id = ? ORDER BY id", string(person))
}

func (tx *Tx) mails(ctx context.Context, rest string, args ...any) ([]facilities.Mail, error) {
	var mails []facilities.Mail
	err := tx.all(ctx, "SELECT id, key, person_id, kind, booking_id, params, created, due, sent, attempts, failed FROM outbox "+rest, args, func(scan func(...any) error) error {
		var m facilities.Mail
		var params structured[map[string]string]
		err := scan(&m.ID, &m.Key, &m.Person, &m.Kind, to(&m.Booking), &params, at(&m.Created), at(&m.Due), at(&m.Sent), &m.Attempts, &m.Failed)
		if len(params.value) > 0 {
			m.Params = params.value
		}
		mails = append(mails, m)
		return err
	})
	return mails, err
}
