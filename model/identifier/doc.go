// Package identifier turns a raw value of any kind into its canonical form:
// two values that mean the same thing come out byte for byte the same.
//
// # Rules of this room
//
// The result of [Canonicaliser.Identify] keeps these promises, which the fuzz
// targets hold it to:
//
//   - Value is valid UTF-8 without control or invisible formatting characters,
//     at most 1024 bytes. Broken bytes and control characters inside a value
//     become U+FFFD, line breaks and tabs a space; of combining marks in a row
//     eight are left; the ends are trimmed.
//   - Identifying a Value again, as the Kind that came out, gives the same
//     Value and Status.
//   - Raw is what came in, and "" only when that is exactly Value. The one
//     exception is a payment-card number, of which neither keeps more than the
//     first six and the last four digits.
//   - Value is canonical when the Status is ok or private. With any other
//     status it is the cleaned raw value: something that is almost a value is
//     kept and flagged, never repaired, and so never merged with the real one.
//
// A longer value is cut at a character boundary and ends in "~", the digit of
// its status and 32 hexadecimal digits of the SHA-256 of the whole: 1024 bytes
// or a few less. Opaque ids (a long session token) stay ok and still link.
//
// Input may be defanged (hxxps://evil[.]example, kim[at]example.org); e-mail,
// network and web kinds undo that before reading the value.
//
// # Speed
//
// An import of a million accounts brings ten million values, so each kind first
// scans for "ASCII and canonical already" and then returns the very string it
// was given. Everything else may allocate. Telephone numbers without "+" and
// e-mail domains are cached per [Canonicaliser].
//
// # What a maintainer must know
//
//   - Addresses of the documentation ranges (RFC 5737, RFC 3849) and of the
//     benchmarking range 198.18.0.0/15 (RFC 2544) are ordinary addresses here:
//     only synthetic data holds them, and there they must link. The same goes
//     for the domains of RFC 2606, save for the likes of test@example.com.
//   - A hexadecimal value of 32 digits and a GUID are the same device. Devices,
//     sessions and authenticators are written as a GUID, fingerprints (often
//     an MD5, such as JA3) as bare digits.
//   - A telephone number that starts with "+" and has 8 to 15 digits is taken
//     at its word. Asking the numbering plan takes 20 microseconds and is kept
//     for numbers in national form.
//   - The names of two people who share all name parts are the same value in
//     whatever order. Look-alike letters are not merged in Value; see the token
//     "skeleton" of [Tokens].
//   - pinyin.bin is made from the reading table of github.com/mozillazg/go-pinyin
//     (MIT, from the Unicode Han database) by TestPinyinTable -update: 20,992
//     little-endian 16-bit indexes into pinyinSyllables, for U+4E00 to U+9FFF,
//     0 where there is no reading. Importing that module costs 3 ms and 1.8 MB
//     at every start, the table nothing.
//
// # Sources of the formats
//
// EIP-55 (checksum of 0x addresses), BIP-13 and BIP-173/350 (Bitcoin), the
// CashAddr specification of Bitcoin Cash, CryptoNote standard 7 (Monero), the
// XRP Ledger's base58 dictionary, SEP-23 (Stellar), TEP-2 (TON), ISO 13616 and
// the IBAN registry (account lengths), ISO/IEC 7812 (card numbers), ITU-T E.164,
// RFC 5321 and 6531 (e-mail), RFC 3986 (URLs), the Revised Romanization of
// Korean of 2000, ISO 3166-1.
package identifier
