// Package model holds the words of the domain as Go types: accounts and the
// identifiers they carry, flags, signals, sign-in events, actions on the work
// and the errors that all rooms of the house speak.
//
// Rules of this room:
//
//   - It does no I/O and imports nothing but the standard library; everything
//     else imports it.
//   - A value that came from outside is [Untrusted]. It reaches a terminal only
//     through ui/text, and a file only through the encoder of that file's format.
//   - Times are [Time]: UTC with the offset they were written with, and an
//     unknown time is the zero value, never a made-up one.
//   - Numbers that are stored (kinds, fields, statuses) are never reused or
//     reordered: they are in files on other people's disks.
package model
