package roundfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
)

const (
	depthMax     = 16        // of lists and objects in each other
	openingsMax  = 5_000_000 // lists and objects together
	requestsMost = 200_000   // more are refused before they are read
)

// survey looks through a file before it is read: it is one value, not too deep and
// not too large, and has no field twice.
func (s source) survey() error {
	_, err := s.walk("")
	return err
}

// locate is the offset of the value at a path, -1 when there is none.
func (s source) locate(path string) int64 {
	at, err := s.walk(path)
	if err != nil {
		return -1
	}
	return at
}

// level is one list or object that a walk is in.
type level struct {
	path   string
	list   bool
	n      int
	key    string
	wantly bool // a key comes next
	keys   map[string]bool
}

// walk goes through all values. It ends at the value that path names, or at the
// end of the file.
func (s source) walk(path string) (int64, error) {
	decoder := json.NewDecoder(bytes.NewReader(s))
	decoder.UseNumber()
	var stack []*level
	openings := 0
	for {
		before := decoder.InputOffset()
		token, err := decoder.Token()
		if err != nil {
			return -1, s.broken(err, decoder.InputOffset())
		}
		var top *level
		if len(stack) > 0 {
			top = stack[len(stack)-1]
		}
		if delim, is := token.(json.Delim); is && (delim == ']' || delim == '}') {
			stack = stack[:len(stack)-1]
			if len(stack) == 0 && path == "" {
				return -1, s.nothingAfter(decoder)
			}
			continue
		}
		here := ""
		if top != nil {
			if top.wantly {
				top.key, top.wantly = token.(string), false
				if top.keys[top.key] {
					line, column := s.place(s.skip(before))
					return -1, &Error{[]Fault{{line, column, top.child(), "is there twice"}}}
				}
				top.keys[top.key] = true
				continue
			}
			here = top.child()
			top.n++
			top.wantly = !top.list
		}
		if path != "" && here == path {
			return s.skip(before), nil
		}
		delim, is := token.(json.Delim)
		if !is {
			if top == nil {
				return -1, s.nothingAfter(decoder)
			}
			continue
		}
		openings++
		if len(stack) == depthMax || openings > openingsMax || here == "requests["+strconv.Itoa(requestsMost)+"]" {
			line, column := s.place(s.skip(before))
			return -1, &Error{[]Fault{{line, column, here, fmt.Sprintf("the file has more than can be read: %d requests, lists %d deep, %d in all", requestsMost, depthMax, openingsMax)}}}
		}
		next := &level{path: here, list: delim == '['}
		if !next.list {
			next.wantly = true
			next.keys = map[string]bool{}
		}
		stack = append(stack, next)
	}
}

// child is the path of the value that comes next in a level.
func (l *level) child() string {
	if l.list {
		return l.path + "[" + strconv.Itoa(l.n) + "]"
	}
	if l.path == "" {
		return l.key
	}
	if len(l.path) > 7 && l.path[len(l.path)-7:] == "targets" {
		return l.path + "[" + strconv.Quote(l.key) + "]"
	}
	return l.path + "." + l.key
}

// skip goes over what stands between a value and the one before it.
func (s source) skip(at int64) int64 {
	for at < int64(len(s)) && bytes.IndexByte([]byte(" \t\r\n,:"), s[at]) >= 0 {
		at++
	}
	return at
}

func (s source) nothingAfter(decoder *json.Decoder) error {
	before := decoder.InputOffset()
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		line, column := s.place(s.skip(before))
		return &Error{[]Fault{{line, column, "", "something stands after the end"}}}
	}
	return nil
}

func (s source) broken(err error, at int64) error {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		at = syntax.Offset
	}
	line, column := s.place(at)
	message := err.Error()
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		message = "the file ends too soon"
	}
	return &Error{[]Fault{{line, column, "", message}}}
}
