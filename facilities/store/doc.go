// Package store keeps Marke's nouns in SQLite or PostgreSQL. It is the only package
// that knows SQL and GORM: rows stay inside, nouns go in and out, and everything
// happens in a transaction that InTx or View opens.
//
// It holds the invariants of the data (nothing is claimed beyond its capacity,
// nobody overwrites what he has not seen), but it knows no rule of booking, no
// rights, no language and no clock: whoever calls decides, and says what time it is.
package store
