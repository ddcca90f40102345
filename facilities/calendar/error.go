package calendar

import (
	"errors"
	"fmt"
	"strconv"
)

// Code says what is wrong. The words are in facilities/texts, under
// the Error's Key, with its Params.
type Code string

// Codes of a file that is refused as a whole.
const (
	CodeUnreadable  Code = "unreadable"     // reading failed; the cause is wrapped
	CodeTooLarge    Code = "too_large"      // Detail: the limit, "1 MiB"
	CodeEncoding    Code = "encoding"       // not UTF-8
	CodeLineTooLong Code = "line_too_long"  // Detail: the limit, "8 KiB"
	CodeLineSyntax  Code = "line_syntax"    // Detail: the property or parameter
	CodeTooDeep     Code = "too_deep"       // Detail: the limit
	CodeUnbalanced  Code = "unbalanced"     // Detail: the component without its BEGIN or END
	CodeNotCalendar Code = "not_a_calendar" // no VCALENDAR, or none first
	CodeVersion     Code = "version"        // Detail: the version
	CodeTooMany     Code = "too_many"       // Detail: the greatest number of components
	CodeBroken      Code = "broken"         // go-ical refused what the guard let through
)

// Codes of one event in a file, of a rule, or of an event that cannot be written.
const (
	CodeMissing         Code = "missing"              // Detail: the property
	CodeRepeated        Code = "repeated"             // Detail: the property that may be there once
	CodeDuplicate       Code = "duplicate"            // Detail: the UID that was there before
	CodeValue           Code = "value"                // Detail: the property and its value
	CodeUnsupported     Code = "unsupported"          // Detail: the property or parameter
	CodeZone            Code = "unknown_zone"         // Detail: the zone's name
	CodeBackwards       Code = "ends_before_start"    //
	CodeRule            Code = "rule"                 // Detail: the part that is wrong
	CodeTooOften        Code = "rule_too_often"       // Detail: the part that is finer than daily
	CodeStartOutside    Code = "start_not_in_rule"    // Detail: the rule
	CodeManyOccurrences Code = "too_many_occurrences" // Detail: the greatest number
)

// Codes lists every code, for the test that each has its words.
func Codes() []Code {
	return []Code{
		CodeUnreadable, CodeTooLarge, CodeEncoding, CodeLineTooLong, CodeLineSyntax, CodeTooDeep,
		CodeUnbalanced, CodeNotCalendar, CodeVersion, CodeTooMany, CodeBroken,
		CodeMissing, CodeRepeated, CodeDuplicate, CodeValue, CodeUnsupported, CodeZone, CodeBackwards,
		CodeRule, CodeTooOften, CodeStartOutside, CodeManyOccurrences,
	}
}

// Error is everything this package fails with.
type Error struct {
	Code   Code
	Line   int    // 1-based line of the file as it was sent; 0 when there is no file
	UID    string // the event concerned, when it is known
	Detail string // what the code is about; cleaned, at most 80 characters
	Cause  error  // the reader's error under CodeUnreadable, go-ical's under CodeBroken
}

// Error is for logs; people read the words that belong to the code.
func (e *Error) Error() string {
	text := "calendar: " + string(e.Code)
	if e.Line > 0 {
		text += " at line " + strconv.Itoa(e.Line)
	}
	if e.Detail != "" {
		text += ": " + e.Detail
	}
	if e.Cause != nil {
		text += fmt.Sprintf(" (%v)", e.Cause)
	}
	return text
}

// Key names the message for people.
func (e *Error) Key() string { return "calendar." + string(e.Code) }

// Params are what the message says: "line", 0 when there is none, and "detail".
func (e *Error) Params() map[string]any {
	return map[string]any{"line": e.Line, "detail": e.Detail}
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }

// fault makes an Error about a detail that may come from a hostile file.
func fault(code Code, line int, detail string) *Error {
	return &Error{Code: code, Line: line, Detail: excerpt(detail)}
}

// concerning adds the event to an error about its rule or its zone.
func concerning(err error, uid string) error {
	var known *Error
	if errors.As(err, &known) && known.UID == "" {
		named := *known
		named.UID = excerpt(uid)
		return &named
	}
	return err
}

// sizeText writes a number of bytes.
func sizeText(bytes int) string {
	const kib = 1 << 10
	switch {
	case bytes%(kib*kib) == 0:
		return strconv.Itoa(bytes/kib/kib) + " MiB"
	case bytes%kib == 0:
		return strconv.Itoa(bytes/kib) + " KiB"
	}
	return strconv.Itoa(bytes) + " bytes"
}

// excerpt cuts a detail to what fits in a message of one line.
func excerpt(text string) string {
	const most = 80
	letters := []rune(cleanLine(text))
	if len(letters) > most {
		return string(letters[:most-1]) + "…"
	}
	return string(letters)
}
