package useroffice

import (
	"crypto/sha256"
	"log/slog"
	"sync/atomic"

	"marke/facilities/store"
)

// Config is what an office must know of the place where it runs.
type Config struct {
	Log *slog.Logger
	// Origin is the public base URL, "https://marke.example", for the links in mails.
	Origin string
	// HashSlots is how many passwords are hashed at once; 0 means 2.
	HashSlots int
}

// Office is the user office: the desk that does what people, programs, clocks and
// files ask for. It is safe for concurrent use.
type Office struct {
	store  *store.Store
	log    *slog.Logger
	origin string
	hashes chan struct{} // one slot for each password hash that may run at once
	feeds  *feedCache

	once *once // nil unless the next write runs under an idempotency key
}

// once is the idempotency key of one write.
type once struct {
	key      string
	body     [sha256.Size]byte
	replayed atomic.Bool
}

// New makes an office on a store.
func New(st *store.Store, cfg Config) *Office {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.HashSlots <= 0 {
		cfg.HashSlots = 2
	}
	return &Office{store: st, log: cfg.Log, origin: cfg.Origin, hashes: make(chan struct{}, cfg.HashSlots), feeds: newFeedCache()}
}

// Once returns a copy whose next writing verb runs under an idempotency key: when
// the same person has already succeeded with the same key and body within 24
// hours, nothing is done and the subject of then is answered again, as it is now.
// The same key with another body is KeyReused. An empty key changes nothing.
func (o *Office) Once(key string, body []byte) *Office {
	copied := *o
	copied.once = nil
	if key != "" {
		copied.once = &once{key: key, body: sha256.Sum256(body)}
	}
	return &copied
}

// Replayed reports that the write under this copy's key had been done before.
func (o *Office) Replayed() bool { return o.once != nil && o.once.replayed.Load() }
