// Package intel has what the two formats of threat intelligence, STIX and MISP, say alike:
// which values may be used to look for more accounts, which accounts are disabled, the
// work and its evidence in words, and UUIDs that follow from the record.
//
//	c := intel.Read(r)
//	c.Fit(identifier)  // may somebody look for this value?
//	c.Disabled(i)      // has enforcement confirmed that the account is gone?
//
// Where to look: case.go has the rules of sharing, words.go the sentences, uuid.go the
// UUIDs, values.go what a value looks like where others check it.
//
// # Rules of this room
//
//   - Whoever receives a value acts on it. A value is fit for that only where it stands for
//     a persona and for nobody else; see [Reading.Fit].
//   - A proposal is no fact. An account is disabled only once enforcement has said so.
//   - Text leaves through [Visible] where a program reads it and through [Reading.Say] where
//     people do. Both give valid UTF-8; the encoder of the format does the rest.
//
// # Sources
//
// RFC 9562 (UUIDs of version 5), RFC 5321 (e-mail), RFC 3986 (URLs), RFC 1123 (host names).
package intel
