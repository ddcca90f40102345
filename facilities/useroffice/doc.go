// Package useroffice holds Marke's verbs: everything that a person, a program, a
// clock or a file can ask of a facility's user office, one file each. A verb takes
// the acting person and the moment, decides whether that person may, and does
// its work in one transaction that checks and writes.
//
// It knows no HTTP and no SQL, and makes no words: it answers with nouns and with
// facilities.Error.
package useroffice
