package useroffice

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"marke/facilities"
)

// Bounds of a password. Length is what makes one strong, so nothing is asked of its characters
// but that they are not all the same few; the upper bound keeps a hash cheap.
const (
	passwordShortest = 10  // characters
	passwordLongest  = 200 // bytes
	passwordVariety  = 4   // different characters
)

// hashWait bounds how long a login waits for one of the hash slots.
const hashWait = 5 * time.Second

// hashCost is what one argon2id hash costs. Every hash carries its own, so that
// new ones can be made dearer while the old still verify.
type hashCost struct {
	memory  uint32 // KiB
	passes  uint32
	threads uint8
}

// The cost of new hashes: the first of the OWASP recommendations that fits two at once in a small server.
var newHashes = hashCost{memory: 19 * 1024, passes: 2, threads: 1}

// hashCostMax bounds what a stored hash may ask for.
var hashCostMax = hashCost{memory: 256 * 1024, passes: 16, threads: 8}

const (
	saltBytes = 16
	keyBytes  = 32
)

var errHash = errors.New("useroffice: a stored password hash is not one of argon2id")

// hashPassword gives the PHC string of a password under a fresh salt.
// Unavailable (key "busy") when no slot came free in time.
func (o *Office) hashPassword(ctx context.Context, password string) (string, error) {
	if err := o.takeHashSlot(ctx); err != nil {
		return "", err
	}
	defer func() { <-o.hashes }()
	salt := make([]byte, saltBytes)
	rand.Read(salt) // never fails (crypto/rand)
	return newHashes.encode(password, salt), nil
}

// verifyPassword reports whether the password belongs to the PHC string. An
// empty string, which nobody's password has, costs the same work and is false.
func (o *Office) verifyPassword(ctx context.Context, encoded, password string) (bool, error) {
	if err := o.takeHashSlot(ctx); err != nil {
		return false, err
	}
	defer func() { <-o.hashes }()
	known := encoded != ""
	if !known {
		encoded = nobodysHash()
	}
	cost, salt, key, err := parseHash(encoded)
	if err != nil {
		return false, err
	}
	tried := argon2.IDKey([]byte(password), salt, cost.passes, cost.memory, cost.threads, uint32(len(key)))
	return subtle.ConstantTimeCompare(tried, key) == 1 && known, nil
}

// nobodysHash is what a login for an unknown address is compared with.
var nobodysHash = sync.OnceValue(func() string {
	salt := make([]byte, saltBytes)
	rand.Read(salt)
	return newHashes.encode(rand.Text(), salt)
})

func (o *Office) takeHashSlot(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, hashWait)
	defer cancel()
	select {
	case o.hashes <- struct{}{}:
		return nil
	case <-ctx.Done():
		return &facilities.Error{Code: facilities.Unavailable, Key: "busy", RetryAfter: int(hashWait / time.Second)}
	}
}

func (c hashCost) encode(password string, salt []byte) string {
	key := argon2.IDKey([]byte(password), salt, c.passes, c.memory, c.threads, keyBytes)
	plain := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.memory, c.passes, c.threads,
		plain.EncodeToString(salt), plain.EncodeToString(key))
}

// parseHash takes a PHC string apart: $argon2id$v=19$m=…,t=…,p=…$salt$key.
func parseHash(encoded string) (cost hashCost, salt, key []byte, err error) {
	parts := strings.Split(encoded, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return cost, nil, nil, errHash
	}
	if n, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &cost.memory, &cost.passes, &cost.threads); n != 3 || err != nil {
		return cost, nil, nil, errHash
	}
	if cost.memory == 0 || cost.passes == 0 || cost.threads == 0 ||
		cost.memory > hashCostMax.memory || cost.passes > hashCostMax.passes || cost.threads > hashCostMax.threads {
		return cost, nil, nil, errHash
	}
	salt, errSalt := base64.RawStdEncoding.Strict().DecodeString(parts[4])
	key, errKey := base64.RawStdEncoding.Strict().DecodeString(parts[5])
	if errSalt != nil || errKey != nil || len(salt) < 8 || len(key) < 16 || len(key) > 64 {
		return cost, nil, nil, errHash
	}
	return cost, salt, key, nil
}

// checkPassword says what is wrong with a new password of a person, or nil.
func checkPassword(location, password string, p facilities.Person) error {
	different := map[rune]bool{}
	for _, r := range password {
		different[r] = true
	}
	mailbox, _, _ := strings.Cut(p.Email, "@")
	switch {
	case len(password) > passwordLongest:
		return facilities.BadField(location, "password_long", "max", passwordLongest)
	case !utf8.ValidString(password), utf8.RuneCountInString(password) < passwordShortest:
		return facilities.BadField(location, "password_short", "min", passwordShortest)
	case len(different) < passwordVariety, strings.EqualFold(password, p.Email), strings.EqualFold(password, mailbox),
		strings.EqualFold(password, p.Name):
		return facilities.BadField(location, "password_weak")
	}
	return nil
}
