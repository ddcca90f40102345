package facilities

import "time"

// Audit is one entry of the log that everything leaves: who did what to which
// thing, what it was before and after, and why. Before and After are JSON.
type Audit struct {
	ID      int64
	At      time.Time
	Person  PersonID // who acted
	Via     string   // "web", "api", "cron", "command", "import"
	Verb    string   // "book", "approve", …
	Kind    string   // of the subject: "booking", "person", "resource", …
	Subject string   // its id
	Before  string
	After   string
	Reason  string
}

// Mail is one message in the outbox. It is written in the transaction of the change
// that it tells of, and sent afterwards. Key is unique: the same news is never told twice.
type Mail struct {
	ID       int64
	Key      string
	Person   PersonID
	Kind     string // words: "mail.<Kind>.subject" and "mail.<Kind>.body"
	Booking  BookingID
	Params   map[string]string
	Created  time.Time
	Due      time.Time
	Sent     time.Time
	Attempts int
	Failed   string // the last error
}
