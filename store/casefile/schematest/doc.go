// Package schematest validates exports of case files, for tests: against the JSON schemas of
// STIX and MISP, the model of FollowTheMoney, the schema of the statements of reasons of the
// DSA, and that of case.json.
//
//	v := schematest.STIX(t)
//	err := v.Bundle(schematest.Parse(t, text))
//
// Where to look: a file per format; parse.go reads what they take.
//
// Rules of this room: an export is held to what others wrote, from the data folder, and where
// that is absent the test is skipped; only the schema of case.json is Clew's own. It knows
// none of the packages that it is for: what a format is to say beside that is for their tests.
package schematest
