// Package api is Marke's face for programs: the JSON API under /api/v1, its
// OpenAPI and the documentation page made from it, and the private calendar
// addresses under /feeds/.
//
// A request is checked against the same schema that the OpenAPI shows, one verb of
// package useroffice is called, and its answer is written as JSON; whatever goes
// wrong is a problem (RFC 9457) in the reader's language. The package decides
// nothing itself: who may do what and which rule holds is the user office's.
// It knows no sessions and no cookies. A caller shows a bearer token or is nobody, so
// another site cannot make a browser act here, and no header allows it to read.
package api
