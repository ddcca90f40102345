// Package facilities holds Marke's nouns: what a facility, a resource, a
// booking, a partner or an agreement is, which moves a booking may make, who may
// do what, and the one error type with which every part of Marke answers.
//
// It knows no database, no HTTP, no clock and no language: times come in as
// arguments, and messages are keys that package texts puts into words.
package facilities
