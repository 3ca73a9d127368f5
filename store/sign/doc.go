// Package sign holds an investigator's Ed25519 key, signs with it, and remembers
// the checkpoints that were seen.
//
// Where to look: key.go is a key and its public part, file.go keeps both on disk,
// note.go is signed texts, sshsig.go signatures that ssh-keygen checks, memory.go is what
// was seen of each investigation.
//
// # Rules of this room
//
//   - A private key is on disk only inside a file that age has encrypted with a
//     passphrase (https://age-encryption.org/v1, scrypt), mode 0600, in a folder with
//     mode 0700. A key that others may read or change is refused, and so is a file
//     that asks for more work than Clew's own: it would take the machine's memory.
//   - A key is never replaced: who wants another one makes one of another name.
//   - Texts, public and private keys have the formats of golang.org/x/mod/sumdb/note,
//     so that what Clew signs can be checked without Clew.
//   - The signature of a note is one of its plain text, so what is signed must say
//     what it is. A text for [Key.Note] or a message for [Key.Sign] begins with a line
//     that no other kind of text begins with, such as "clew/<id>" of a checkpoint. What
//     [Key.SSH] signs begins with "SSHSIG" and its namespace says what it is.
//   - This room knows nothing of logs. What a checkpoint says is for its caller.
//
// # Files
//
//	<keys>/<name>.pub               the public key, one line
//	<keys>/<name>.key               the private key, one line, encrypted
//	<checkpoints>/<id>              the last checkpoint seen of an investigation
//	<checkpoints>/at-<hash of path> the id of the investigation last seen at a path
//
// A name is 1 to 64 of a-z 0-9 . _ - @ and begins with a letter or a digit: notes
// allow neither spaces nor a plus, and file systems are not agreed on capitals.
package sign
