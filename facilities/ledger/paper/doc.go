// Package paper draws statements, invoices and accountability reports as PDF files: what a page shows, for those who must
// file it or send it on.
//
// It computes no amount. What stands on paper comes from package ledger, and its words from package texts. It knows no clock: a
// document carries the day that it is about, so the same document gives the same bytes, on every machine.
package paper
