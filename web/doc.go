// Package web shows Marke in a browser: it reads requests, calls one verb of the
// user office and renders its answer. It also builds the HTTP engine on which
// package api mounts its routes, with everything that holds for all of them:
// security headers, sessions, limits, logs, languages.
//
// It knows no SQL and no rules: who may do what and which slot is possible, the
// verbs decide. Every page works without JavaScript; htmx makes the booking form
// answer while one types.
package web
