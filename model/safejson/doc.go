// Package safejson encodes values as JSON of characters that can be seen: what could
// act on a terminal or hide is written as a \u escape, so that a file or a stream of
// it can be looked at with anything.
//
// Rules of this room: what is decoded again is what was encoded, bit by bit, but for
// bytes that are no UTF-8, which JSON cannot carry; [Exact] has those.
package safejson
