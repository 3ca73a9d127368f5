package model

import (
	"errors"
	"strings"
)

// ErrorKind says what sort of trouble an [Error] is, so that a caller can
// choose an exit code or a colour without reading the message.
type ErrorKind string

// The closed list of error kinds.
const (
	ErrUsage       ErrorKind = "usage"       // the request itself is malformed
	ErrNotFound    ErrorKind = "not-found"   // what was named does not exist
	ErrAmbiguous   ErrorKind = "ambiguous"   // what was named is more than one thing
	ErrInput       ErrorKind = "input"       // data from outside cannot be read
	ErrLimit       ErrorKind = "limit"       // data from outside is larger than allowed
	ErrRefused     ErrorKind = "refused"     // the rules do not allow the action
	ErrBusy        ErrorKind = "busy"        // another process holds what is needed
	ErrReadOnly    ErrorKind = "read-only"   // the investigation cannot be written
	ErrCorrupt     ErrorKind = "corrupt"     // stored data is damaged
	ErrTooNew      ErrorKind = "too-new"     // written by a newer version of Clew
	ErrUnsupported ErrorKind = "unsupported" // this place or format cannot be used
	ErrDisk        ErrorKind = "disk"        // the disk refused a write
	ErrInternal    ErrorKind = "internal"    // a bug in Clew
)

// Error is an error that a user can act on: what happened, where, and what to
// do. Message and Hint are Clew's own words; Where may quote outside text and is
// therefore shown only through ui/text.
type Error struct {
	Kind    ErrorKind
	Message string    // what happened, one sentence without a final stop
	Where   Untrusted // file, line, field or key; may be empty
	Hint    string    // what to do about it; may be empty
	Err     error     // the cause; may be nil
}

// Errorf-style helpers are left out on purpose: an Error is built field by
// field, so that outside text cannot slip into Message.

// Error implements error: "where: message: cause". The hint is not part of it.
func (e *Error) Error() string {
	var b strings.Builder
	if e.Where != "" {
		b.WriteString(string(e.Where))
		b.WriteString(": ")
	}
	b.WriteString(e.Message)
	if e.Err != nil {
		b.WriteString(": ")
		b.WriteString(e.Err.Error())
	}
	return b.String()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// KindOf gives the kind of the first [Error] in err's chain, or [ErrInternal]
// when there is none. It gives "" for a nil error.
func KindOf(err error) ErrorKind {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return ErrInternal
}
