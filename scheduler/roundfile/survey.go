package roundfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/bits"
	"reflect"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	depthMax    = 16        // of lists and objects in each other
	openingsMax = 3_000_000 // lists and objects together
	listMost    = 200_000   // requests, resources, partners or limits; more are refused before they are read
)

// survey looks through a file before it is read: it is one value in UTF-8, not too
// deep and not too large, no text has a control character, which a terminal might
// obey, each value is of the kind that stands there, no field is
// unknown, there twice or empty where that could mean two things, and none that is
// required is missing. What passes can be read into the type.
func (s source) survey(into reflect.Type) error {
	if bytes.HasPrefix(s, []byte("\xef\xbb\xbf")) {
		return s.at(0, "", "the file begins with a byte order mark; save it as UTF-8 without one")
	}
	if !utf8.Valid(s) {
		at := 0
		for at < len(s) {
			if r, size := utf8.DecodeRune(s[at:]); r == utf8.RuneError && size == 1 {
				break
			} else {
				at += size
			}
		}
		return s.at(int64(at), "", "the file is not UTF-8")
	}
	w := walk{source: s, decoder: json.NewDecoder(bytes.NewReader(s))}
	return w.all(into)
}

// locate gives the offsets of the values at some paths; one that is not there is not
// among them.
func (s source) locate(paths map[string]bool) map[string]int64 {
	w := walk{source: s, decoder: json.NewDecoder(bytes.NewReader(s)), wanted: paths, found: map[string]int64{}}
	_ = w.all(nil) // the file was surveyed before
	return w.found
}

// walk goes through all values of a file.
type walk struct {
	source   source
	decoder  *json.Decoder
	openings int
	stack    []level
	wanted   map[string]bool // paths whose places are asked; nil asks none
	found    map[string]int64
}

// level is one list or object that a walk is in.
type level struct {
	at    int64 // where it begins
	list  bool
	n, i  int // values so far, and the number of the one that is looked at
	key   string
	keyed bool         // a key comes next
	shape reflect.Type // nil is not looked at
	known *fields      // of an object with fields
	seen  uint64       // which of them
	keys  map[string]bool
	far   bool // no path that is asked leads through it
}

// all goes to the end of the file. Without a shape it only looks for paths.
func (w *walk) all(shape reflect.Type) error {
	w.decoder.UseNumber()
	for {
		before := w.decoder.InputOffset()
		token, err := w.decoder.Token()
		if err != nil {
			return w.source.broken(err, w.decoder.InputOffset())
		}
		at := w.source.skip(before)
		if delim, is := token.(json.Delim); is && (delim == ']' || delim == '}') {
			if err := w.close(); err != nil {
				return err
			}
		} else if top := w.top(); top != nil && top.keyed {
			if err := w.name(top, token.(string), at); err != nil {
				return err
			}
			continue
		} else if err := w.value(token, at, shape); err != nil {
			return err
		}
		if len(w.stack) == 0 {
			return w.nothingAfter()
		}
	}
}

func (w *walk) top() *level {
	if len(w.stack) == 0 {
		return nil
	}
	return &w.stack[len(w.stack)-1]
}

// here is the path of the value that is looked at.
func (w *walk) here() string {
	path := ""
	for i := range w.stack {
		l := &w.stack[i]
		switch {
		case l.list:
			path += "[" + strconv.Itoa(l.i) + "]"
		case path == "":
			path = l.key
		case l.shape != nil && l.shape.Kind() == reflect.Map || l.shape == nil && strings.HasSuffix(path, "targets"):
			path += "[" + strconv.Quote(l.key) + "]"
		default:
			path += "." + l.key
		}
	}
	return path
}

// name takes the key of the value that comes next.
func (w *walk) name(top *level, key string, at int64) error {
	top.key, top.keyed = key, false
	if strings.ContainsFunc(key, unicode.IsControl) {
		return w.source.at(at, w.here(), "has a control character")
	}
	again := false
	switch {
	case top.known != nil:
		i, known := top.known.number[key]
		if !known {
			return w.source.at(at, w.here(), "unknown field "+strconv.Quote(key))
		}
		top.i = i
		again = top.seen&(1<<i) != 0
		top.seen |= 1 << i
	case top.shape != nil:
		again = top.keys[key]
		top.keys[key] = true
	}
	if again {
		return w.source.at(at, w.here(), "is there twice")
	}
	return nil
}

// value takes one value, and goes into it if it is a list or an object.
func (w *walk) value(token json.Token, at int64, shape reflect.Type) error {
	near := true
	if top := w.top(); top != nil {
		if top.list {
			top.i = top.n
		}
		top.n++
		top.keyed = !top.list
		near = !top.far
		shape = top.childShape()
		if top.shape != nil && top.shape.Kind() == reflect.Array && top.i == top.shape.Len() {
			return w.source.at(at, w.here(), fmt.Sprintf("there are %d numbers here, and no more", top.i))
		}
		if len(w.stack) == 2 && top.list && top.i == listMost {
			return w.source.at(at, w.here(), fmt.Sprintf("the file has more than can be read: %d at most", listMost))
		}
	}
	if w.wanted != nil && near {
		near = w.look(at)
	}
	if shape != nil {
		if wrong := misfit(token, shape); wrong != "" {
			return w.source.at(at, w.here(), wrong)
		}
	}
	delim, is := token.(json.Delim)
	if !is {
		if text, is := token.(string); is && strings.ContainsFunc(text, unicode.IsControl) {
			return w.source.at(at, w.here(), "has a control character")
		}
		if top := w.top(); token == "" && top != nil && top.known != nil && top.known.filled&(1<<top.i) != 0 {
			return w.source.at(at, w.here(), "is empty; leave it out where there is none")
		}
		return nil
	}
	w.openings++
	if len(w.stack) == depthMax || w.openings > openingsMax {
		return w.source.at(at, w.here(), fmt.Sprintf("the file has more than can be read: lists and objects %d deep and %d in all", depthMax, openingsMax))
	}
	next := level{at: at, list: delim == '[', keyed: delim == '{', shape: shape, far: !near}
	if shape != nil && shape.Kind() == reflect.Struct {
		next.known = fieldsOf(shape)
	} else if shape != nil && shape.Kind() == reflect.Map {
		next.keys = map[string]bool{}
	}
	w.stack = append(w.stack, next)
	return nil
}

// look notes the place of the value that is looked at, if it is asked, and reports
// whether that of another within it is.
func (w *walk) look(at int64) (near bool) {
	here := w.here()
	if w.wanted[here] {
		w.found[here] = at
	}
	for path := range w.wanted {
		near = near || strings.HasPrefix(path, here)
	}
	return near
}

// close ends a list or an object: nothing that has to be there may be missing.
func (w *walk) close() error {
	top := *w.top()
	w.stack = w.stack[:len(w.stack)-1]
	if top.shape == nil {
		return nil
	}
	if top.shape.Kind() == reflect.Array && top.n < top.shape.Len() {
		return w.source.at(top.at, w.here(), fmt.Sprintf("has %d numbers where there are to be %d", top.n, top.shape.Len()))
	}
	if top.known != nil {
		if missing := top.known.required &^ top.seen; missing != 0 {
			top.key = top.known.names[bits.TrailingZeros64(missing)]
			w.stack = append(w.stack, top)
			return w.source.at(top.at, w.here(), "is missing")
		}
	}
	return nil
}

// childShape is the type that the value which is looked at has to fit.
func (l *level) childShape() reflect.Type {
	switch {
	case l.shape == nil:
		return nil
	case l.known != nil:
		return l.known.shapes[l.i]
	default:
		return l.shape.Elem()
	}
}

// skip goes over what stands between a value and the one before it.
func (s source) skip(at int64) int64 {
	for at < int64(len(s)) && bytes.IndexByte([]byte(" \t\r\n,:"), s[at]) >= 0 {
		at++
	}
	return at
}

func (w *walk) nothingAfter() error {
	before := w.decoder.InputOffset()
	if _, err := w.decoder.Token(); !errors.Is(err, io.EOF) {
		return w.source.at(w.source.skip(before), "", "something stands after the end")
	}
	return nil
}

func (s source) broken(err error, at int64) error {
	message := err.Error()
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return s.at(int64(len(s)), "", "the file ends too soon")
	}
	return s.at(s.skip(at), "", message)
}

// at is one fault at an offset.
func (s source) at(offset int64, path, message string) error {
	line, column := s.place(offset)
	return &Error{[]Fault{{line, column, path, message}}}
}
