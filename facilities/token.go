package facilities

import "time"

// TokenKind says what a token opens.
type TokenKind string

// The kinds of token.
const (
	TokenAPI    TokenKind = "api"    // Authorization: Bearer
	TokenFeed   TokenKind = "feed"   // a private calendar address
	TokenInvite TokenKind = "invite" // choose a first password
	TokenReset  TokenKind = "reset"  // choose a new password
)

// Token is a secret that stands for a person. Only its SHA-256 is kept; the
// secret is shown once.
type Token struct {
	ID      TokenID
	Kind    TokenKind
	Person  PersonID
	Name    string // what the owner calls it
	Scope   TokenScope
	Feed    FeedOf
	Created time.Time
	Expires time.Time // zero: never
	Used    time.Time // last use, to the day
	Revoked time.Time
}

// TokenScope bounds what an API token may do.
type TokenScope string

// The scopes of an API token.
const (
	ScopeRead  TokenScope = "read"
	ScopeWrite TokenScope = "write" // includes reading
)

// FeedOf says which bookings a calendar subscription shows.
type FeedOf struct {
	Kind FeedKind
	ID   string // of the partner, facility or resource; empty for "mine"
}

// FeedKind is the sort of subscription.
type FeedKind string

// The kinds of subscription.
const (
	FeedMine     FeedKind = "mine"
	FeedPartner  FeedKind = "partner"
	FeedFacility FeedKind = "facility"
	FeedResource FeedKind = "resource"
)
