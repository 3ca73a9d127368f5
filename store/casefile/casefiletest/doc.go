// Package casefiletest makes case files for tests: [Story] one that reads like a real one,
// [Random] any number with hostile texts in every place that an adversary can write to.
//
// Rules of this room: the same arguments give the same record, and nobody in it is real:
// domains are of RFC 2606, addresses of RFC 5737 and RFC 3849, telephone numbers of those
// that are kept for fiction.
package casefiletest
