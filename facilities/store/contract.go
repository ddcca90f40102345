package store

import (
	"context"
	"log/slog"
	"time"

	"marke/facilities"
)

// Options are the settings of a store; the zero value is the ordinary one.
type Options struct {
	Migrate     bool          // apply pending migrations instead of refusing them
	BusyTimeout time.Duration // wait for another process's lock; 5 s when zero
	ReadConns   int           // connections that read; 8 when zero
	WriteConns  int           // connections that write, PostgreSQL only; 8 when zero
	Log         *slog.Logger  // of slow or repeated transactions; slog.Default when nil
	// SkipLocks is for tests of the database's own guard: a transaction reads from a
	// snapshot taken before it may write, and Lock takes no locks.
	SkipLocks bool
}

// Store is an open database. It is safe for use by many goroutines.
type Store struct{}

// Tx is what runs inside one transaction; it must not outlive the function it was given to.
type Tx struct{}

// Migration is one step of the schema.
type Migration struct {
	Number int64
	Name   string
}

// Open opens "sqlite:FILE" or "postgres://…".
func Open(ctx context.Context, url string, opt Options) (*Store, error) { panic("unfinished") }

// Restore reads a backup into a new or empty database.
func Restore(ctx context.Context, url, file string) error { panic("unfinished") }

func (s *Store) Close() error                                     { panic("unfinished") }
func (s *Store) Engine() string                                   { panic("unfinished") }
func (s *Store) Ping(ctx context.Context) error                   { panic("unfinished") }
func (s *Store) Pending(ctx context.Context) ([]Migration, error) { panic("unfinished") }
func (s *Store) Migrate(ctx context.Context) (int, error)         { panic("unfinished") }
func (s *Store) Backup(ctx context.Context, file string) error    { panic("unfinished") }

// InTx runs fn in a writing transaction and returns after it is durable. fn may run
// more than once, so that it must have no effect but through tx.
func (s *Store) InTx(ctx context.Context, fn func(ctx context.Context, tx *Tx) error) error {
	panic("unfinished")
}

// View runs fn on one read snapshot.
func (s *Store) View(ctx context.Context, fn func(ctx context.Context, tx *Tx) error) error {
	panic("unfinished")
}

// Try runs fn in a savepoint: when it fails only its own writes are undone, and the
// transaction can go on.
func (tx *Tx) Try(ctx context.Context, fn func(ctx context.Context) error) error { panic("unfinished") }

// Locks names the rows that a verb is about to judge and change.
type Locks struct {
	People    []facilities.PersonID
	Projects  []facilities.ProjectID
	Partners  []facilities.PartnerID
	Resources []facilities.ResourceID
}

// Lock keeps others from deciding on the same rows until the transaction ends.
// Empty and repeated ids are fine. Call it once, before reading.
func (tx *Tx) Lock(ctx context.Context, l Locks) error { panic("unfinished") }

// Catalogue

func (tx *Tx) Catalogue(ctx context.Context) (*facilities.Catalogue, error) { panic("unfinished") }

// Every Save… inserts when Version is 0, otherwise updates the row that still has that
// version (Stale when it has not), and returns the noun as it is now stored.
func (tx *Tx) SaveFacility(ctx context.Context, f facilities.Facility) (facilities.Facility, error) {
	panic("unfinished")
}
func (tx *Tx) SaveResource(ctx context.Context, r facilities.Resource) (facilities.Resource, error) {
	panic("unfinished")
}
func (tx *Tx) SavePartner(ctx context.Context, p facilities.Partner) (facilities.Partner, error) {
	panic("unfinished")
}
func (tx *Tx) SaveQuota(ctx context.Context, q facilities.Quota) (facilities.Quota, error) {
	panic("unfinished")
}

// SaveTariff inserts the tariff or replaces the one with its id.
func (tx *Tx) SaveTariff(ctx context.Context, t facilities.Tariff) error      { panic("unfinished") }
func (tx *Tx) AddAgreement(ctx context.Context, a facilities.Agreement) error { panic("unfinished") }
func (tx *Tx) SaveDowntime(ctx context.Context, d facilities.Downtime) (facilities.Downtime, error) {
	panic("unfinished")
}
func (tx *Tx) Downtime(ctx context.Context, id facilities.DowntimeID) (facilities.Downtime, error) {
	panic("unfinished")
}

// Downtimes lists all of a facility that touch the span, cancelled ones too, latest start first.
func (tx *Tx) Downtimes(ctx context.Context, facility facilities.FacilityID, span facilities.Span) ([]facilities.Downtime, error) {
	panic("unfinished")
}

// Projects and samples

type ProjectFilter struct {
	Partner  facilities.PartnerID // empty: all
	Archived bool                 // include archived ones
}

func (tx *Tx) Project(ctx context.Context, id facilities.ProjectID) (facilities.Project, error) {
	panic("unfinished")
}
func (tx *Tx) Projects(ctx context.Context, f ProjectFilter) ([]facilities.Project, error) {
	panic("unfinished")
}
func (tx *Tx) SaveProject(ctx context.Context, p facilities.Project) (facilities.Project, error) {
	panic("unfinished")
}
func (tx *Tx) Sample(ctx context.Context, id facilities.SampleID) (facilities.Sample, error) {
	panic("unfinished")
}
func (tx *Tx) Samples(ctx context.Context, project facilities.ProjectID) ([]facilities.Sample, error) {
	panic("unfinished")
}
func (tx *Tx) SaveSample(ctx context.Context, s facilities.Sample) (facilities.Sample, error) {
	panic("unfinished")
}

// People

type PersonFilter struct {
	Partner facilities.PartnerID
	Role    facilities.RoleKind   // has this role …
	At      facilities.FacilityID // … at this facility (or everywhere)
	State   facilities.PersonState
	Text    string // part of the name or the address
	Cursor  string
	Limit   int // 50 when zero
}

func (tx *Tx) Person(ctx context.Context, id facilities.PersonID) (facilities.Person, error) {
	panic("unfinished")
}
func (tx *Tx) PersonByEmail(ctx context.Context, email string) (facilities.Person, error) {
	panic("unfinished")
}
func (tx *Tx) People(ctx context.Context, f PersonFilter) (people []facilities.Person, next string, err error) {
	panic("unfinished")
}

// PeopleByID finds those that exist; roles are filled.
func (tx *Tx) PeopleByID(ctx context.Context, ids []facilities.PersonID) (map[facilities.PersonID]facilities.Person, error) {
	panic("unfinished")
}
func (tx *Tx) SavePerson(ctx context.Context, p facilities.Person) (facilities.Person, error) {
	panic("unfinished")
}

// Credential is the password's hash; NotFound when none was chosen.
func (tx *Tx) Credential(ctx context.Context, person facilities.PersonID) (string, error) {
	panic("unfinished")
}
func (tx *Tx) SetCredential(ctx context.Context, person facilities.PersonID, hash string) error {
	panic("unfinished")
}

// ErasePerson replaces the name, takes away address, roles, password, tokens, access request and the
// text of mails, and blanks what audit entries about the person said; bookings and entries stay.
func (tx *Tx) ErasePerson(ctx context.Context, person facilities.PersonID, name string, at time.Time) error {
	panic("unfinished")
}

// AccessRequest is what a guest told when asking for access.
type AccessRequest struct {
	Person       facilities.PersonID
	Facility     facilities.FacilityID
	Organisation string
	Why          string
	Asked        time.Time
	Decided      time.Time // zero: still open
	DecidedBy    facilities.PersonID
	Admitted     bool
}

func (tx *Tx) SaveAccessRequest(ctx context.Context, r AccessRequest) error { panic("unfinished") }
func (tx *Tx) AccessRequest(ctx context.Context, person facilities.PersonID) (AccessRequest, error) {
	panic("unfinished")
}

// AccessRequests lists the open ones, oldest first; an empty facility means all.
func (tx *Tx) AccessRequests(ctx context.Context, facility facilities.FacilityID) ([]AccessRequest, error) {
	panic("unfinished")
}

// Qualifications and suspensions

func (tx *Tx) Qualification(ctx context.Context, id facilities.QualificationID) (facilities.Qualification, error) {
	panic("unfinished")
}
func (tx *Tx) Qualifications(ctx context.Context, person facilities.PersonID) ([]facilities.Qualification, error) {
	panic("unfinished")
}
func (tx *Tx) QualificationsOf(ctx context.Context, resource facilities.ResourceID) ([]facilities.Qualification, error) {
	panic("unfinished")
}
func (tx *Tx) Qualified(ctx context.Context, people []facilities.PersonID, resources []facilities.ResourceID) ([]facilities.Qualification, error) {
	panic("unfinished")
}
func (tx *Tx) SaveQualification(ctx context.Context, q facilities.Qualification) (facilities.Qualification, error) {
	panic("unfinished")
}
func (tx *Tx) Suspensions(ctx context.Context, person facilities.PersonID) ([]facilities.Suspension, error) {
	panic("unfinished")
}
func (tx *Tx) AddSuspension(ctx context.Context, s facilities.Suspension) error { panic("unfinished") }

// Missed counts a person's missed bookings at a facility that started since.
func (tx *Tx) Missed(ctx context.Context, person facilities.PersonID, facility facilities.FacilityID, since time.Time) (int, error) {
	panic("unfinished")
}

// Bookings

type BookingFilter struct {
	From, To  time.Time               // the use overlaps [From, To); zero: open on that side
	Resources []facilities.ResourceID // with a claim on one of these
	Facility  facilities.FacilityID
	Partner   facilities.PartnerID
	Person    facilities.PersonID // for, by or as companion
	States    []facilities.State
	Series    facilities.SeriesID
	Project   facilities.ProjectID
	Cursor    string
	Limit     int  // 0: no limit, then next is empty
	Ascending bool // by start; otherwise latest first
}

func (tx *Tx) Booking(ctx context.Context, id facilities.BookingID) (facilities.Booking, error) {
	panic("unfinished")
}
func (tx *Tx) Bookings(ctx context.Context, f BookingFilter) (bookings []facilities.Booking, next string, err error) {
	panic("unfinished")
}

// Replacement is the open request that would replace the booking; NotFound when there is none.
func (tx *Tx) Replacement(ctx context.Context, of facilities.BookingID) (facilities.Booking, error) {
	panic("unfinished")
}

// InsertBooking stores a new booking as version 1. Whether its claims are active follows from its state.
func (tx *Tx) InsertBooking(ctx context.Context, b facilities.Booking) (facilities.Booking, error) {
	panic("unfinished")
}

// UpdateBooking replaces the booking that still has oldVersion, by version oldVersion+1.
// It releases its claims first, then claims anew.
func (tx *Tx) UpdateBooking(ctx context.Context, b facilities.Booking, oldVersion int64) (facilities.Booking, error) {
	panic("unfinished")
}

// Release makes the claims of bookings inactive, for a move of several at once: release all, then update each.
func (tx *Tx) Release(ctx context.Context, ids ...facilities.BookingID) error { panic("unfinished") }
func (tx *Tx) InsertSeries(ctx context.Context, s facilities.Series) (facilities.Series, error) {
	panic("unfinished")
}
func (tx *Tx) Series(ctx context.Context, id facilities.SeriesID) (facilities.Series, error) {
	panic("unfinished")
}
func (tx *Tx) UpdateSeries(ctx context.Context, s facilities.Series, oldVersion int64) (facilities.Series, error) {
	panic("unfinished")
}

// HeldClaims are the active claims on the resources that overlap the span, by resource and start.
func (tx *Tx) HeldClaims(ctx context.Context, resources []facilities.ResourceID, span facilities.Span, except facilities.BookingID) ([]facilities.HeldClaim, error) {
	panic("unfinished")
}
func (tx *Tx) Attendances(ctx context.Context, people []facilities.PersonID, span facilities.Span, except facilities.BookingID) ([]facilities.Attendance, error) {
	panic("unfinished")
}

// Use names the bookings that a quota sums.
type Use struct {
	Scope     facilities.QuotaScope
	ID        string                  // of the person, project or partner
	Facility  facilities.FacilityID   // empty: all
	Resources []facilities.ResourceID // empty: all; otherwise booked as primary resource
	Span      facilities.Span
	Except    facilities.BookingID
}

// BookedUses are the spans of use that overlap u.Span, of bookings that are held, approved, in use, completed or missed.
func (tx *Tx) BookedUses(ctx context.Context, u Use) ([]facilities.Span, error) { panic("unfinished") }

// Requests are the open requests that would claim the resource within the span, by start.
func (tx *Tx) Requests(ctx context.Context, resource facilities.ResourceID, span facilities.Span) ([]facilities.Booking, error) {
	panic("unfinished")
}

// What is due, oldest first, at most limit.
func (tx *Tx) HoldsEnded(ctx context.Context, now time.Time, limit int) ([]facilities.Booking, error) {
	panic("unfinished")
}
func (tx *Tx) RequestsDue(ctx context.Context, now time.Time, limit int) ([]facilities.Booking, error) {
	panic("unfinished")
}
func (tx *Tx) ApprovedStartedBefore(ctx context.Context, facility facilities.FacilityID, t time.Time, limit int) ([]facilities.Booking, error) {
	panic("unfinished")
}
func (tx *Tx) InUseEndedBefore(ctx context.Context, t time.Time, limit int) ([]facilities.Booking, error) {
	panic("unfinished")
}
func (tx *Tx) RemindersDue(ctx context.Context, now time.Time, ahead time.Duration, limit int) ([]facilities.Booking, error) {
	panic("unfinished")
}

// Audit and changes

func (tx *Tx) AddAudit(ctx context.Context, a facilities.Audit) error { panic("unfinished") }
func (tx *Tx) AuditOf(ctx context.Context, kind, subject string) ([]facilities.Audit, error) {
	panic("unfinished")
}

// AuditBy lists what a person did, latest first, at most limit.
func (tx *Tx) AuditBy(ctx context.Context, person facilities.PersonID, limit int) ([]facilities.Audit, error) {
	panic("unfinished")
}

// Scope is a collection of bookings that is followed: Kind is "resource", "partner" or "person".
type Scope struct{ Kind, ID string }

// Change is one line of a collection's log.
type Change struct {
	Number  int64
	Booking facilities.BookingID
	Kind    string
	At      time.Time
}

// RecordChange raises the counters of everything that the booking touches, and of what it touched before.
func (tx *Tx) RecordChange(ctx context.Context, b facilities.Booking, kind string, was ...facilities.Booking) error {
	panic("unfinished")
}

// Counter is the sum of the scopes' counters and the moment of their latest change (zero when there is none).
func (tx *Tx) Counter(ctx context.Context, scopes ...Scope) (sum int64, latest time.Time, err error) {
	panic("unfinished")
}

// Changes lists a scope's log after a number, at most limit.
func (tx *Tx) Changes(ctx context.Context, scope Scope, after int64, limit int) ([]Change, error) {
	panic("unfinished")
}

// Outbox

// AddMail puts a mail in the outbox; a second one with the same key is dropped.
func (tx *Tx) AddMail(ctx context.Context, m facilities.Mail) error { panic("unfinished") }

// DueMails leases up to limit unsent mails for five minutes and counts the attempt.
func (tx *Tx) DueMails(ctx context.Context, now time.Time, limit int) ([]facilities.Mail, error) {
	panic("unfinished")
}
func (tx *Tx) MailSent(ctx context.Context, id int64, now time.Time) error { panic("unfinished") }

// MailFailed notes the error and when to try again.
func (tx *Tx) MailFailed(ctx context.Context, id int64, reason string, again time.Time) error {
	panic("unfinished")
}
func (tx *Tx) MailsTo(ctx context.Context, person facilities.PersonID) ([]facilities.Mail, error) {
	panic("unfinished")
}

// Tokens, sessions, keys; hashes are SHA-256, 32 bytes.

func (tx *Tx) AddToken(ctx context.Context, t facilities.Token, hash []byte) error {
	panic("unfinished")
}
func (tx *Tx) TokenByHash(ctx context.Context, hash []byte) (facilities.Token, error) {
	panic("unfinished")
}
func (tx *Tx) Token(ctx context.Context, id facilities.TokenID) (facilities.Token, error) {
	panic("unfinished")
}

// TokensOf lists a person's tokens of a kind (empty: all), revoked ones too, newest first.
func (tx *Tx) TokensOf(ctx context.Context, person facilities.PersonID, kind facilities.TokenKind) ([]facilities.Token, error) {
	panic("unfinished")
}

// SaveToken stores name, expiry, last use and revocation of an existing token.
func (tx *Tx) SaveToken(ctx context.Context, t facilities.Token) error { panic("unfinished") }

// RotateToken gives an existing token another secret.
func (tx *Tx) RotateToken(ctx context.Context, id facilities.TokenID, hash []byte) error {
	panic("unfinished")
}

func (tx *Tx) Session(ctx context.Context, hash []byte, now time.Time) (data []byte, err error) {
	panic("unfinished")
}
func (tx *Tx) SaveSession(ctx context.Context, hash, data []byte, expires time.Time) error {
	panic("unfinished")
}
func (tx *Tx) DeleteSession(ctx context.Context, hash []byte) error { panic("unfinished") }

// Answered is a write that succeeded under an idempotency key.
type Answered struct {
	Digest  []byte // of the body
	Kind    string // of the subject
	Subject string // its id
	Status  int
	At      time.Time
}

// OnceLasts is how long an idempotency key is remembered.
const OnceLasts = 24 * time.Hour

// Once finds what was answered under a person's key in the last OnceLasts; NotFound when nothing was.
func (tx *Tx) Once(ctx context.Context, person facilities.PersonID, key string, now time.Time) (Answered, error) {
	panic("unfinished")
}

// AddOnce remembers an answer. When another transaction was first with the same key, InTx runs again and finds it.
func (tx *Tx) AddOnce(ctx context.Context, person facilities.PersonID, key string, a Answered) error {
	panic("unfinished")
}

// JobRun reports whether the caller is the first to claim this run of a job.
func (tx *Tx) JobRun(ctx context.Context, name string, slot time.Time) (bool, error) {
	panic("unfinished")
}

func (tx *Tx) AddLoginFailure(ctx context.Context, key string, at time.Time) error {
	panic("unfinished")
}
func (tx *Tx) LoginFailures(ctx context.Context, key string, since time.Time) (int, error) {
	panic("unfinished")
}
func (tx *Tx) ClearLoginFailures(ctx context.Context, key string) error { panic("unfinished") }

// Sweep deletes sessions, idempotency keys, login failures and job runs that no longer count.
func (tx *Tx) Sweep(ctx context.Context, now time.Time) (int, error) { panic("unfinished") }
