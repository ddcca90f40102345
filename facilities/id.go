package facilities

import (
	"crypto/rand"
	"encoding/base32"
	"encoding/binary"
	"strings"
	"time"
)

// Identifiers. What an administrator sets up (facilities, resources, partners,
// people, projects) has a readable id such as "tprc-press-400"; what Marke makes
// by itself (bookings, series, tokens) has one from NewID.
type (
	FacilityID      string
	ResourceID      string
	PartnerID       string
	PersonID        string
	ProjectID       string
	SampleID        string
	BookingID       string
	SeriesID        string
	PoolID          string
	DowntimeID      string
	AgreementID     string
	TariffID        string
	QuotaID         string
	TokenID         string
	QualificationID string
)

// IDLengthMax bounds every identifier, in bytes.
const IDLengthMax = 64

// idEncoding keeps the order of the bytes that it encodes.
var idEncoding = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// NewID returns a fresh identifier of 16 characters. Identifiers made later sort
// later (to the millisecond), which keeps index pages warm; the rest is random,
// so that nobody can guess a neighbour's.
func NewID(now time.Time) string {
	var raw [10]byte // 6 bytes of milliseconds, 4 of chance
	var millis [8]byte
	binary.BigEndian.PutUint64(millis[:], uint64(now.UnixMilli()))
	copy(raw[:6], millis[2:])
	rand.Read(raw[6:]) // never fails (crypto/rand)
	return idEncoding.EncodeToString(raw[:])
}

// ValidID reports whether s can name something: 1 to IDLengthMax characters out of
// a–z, 0–9, "-", "_" and ".", the first one a letter or a digit. Ids are
// lower case so that no two differ only by case.
func ValidID(s string) bool {
	if s == "" || len(s) > IDLengthMax {
		return false
	}
	for i, c := range []byte(s) {
		switch {
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9':
		case i > 0 && strings.IndexByte("-_.", c) >= 0:
		default:
			return false
		}
	}
	return true
}
