// Package synth makes synthetic investigations: exports of accounts with
// planted rings, hubs and innocents that look guilty, and the answer key to
// them. It feeds "clew gen" and "clew demo", the benchmarks and the tests of
// everything that links accounts.
//
// Rules of this room:
//
//   - It is pure: it writes to an [io.Writer] and reads nothing, not even a
//     clock. The same configuration gives the same bytes on every machine and
//     with every version of Go. So: its own random numbers ([rng]), integers
//     only (floating point may be fused differently per processor), no walk over
//     a map, no time zone database.
//   - It streams. An account is a function of the seed and of its seat (see
//     below); nothing about it is kept. Memory is O(rings + hubs): a few hundred
//     kilobytes at ten million accounts.
//   - It names nobody. See "Values".
//   - Nothing in the data lets a name's script, a claimed country or a claimed
//     time zone predict guilt. See "Personas"; a test measures it.
//
// # How it works
//
// A [plan] lays all accounts out on seats 0 to N-1: first the rings, then the
// careful rings, agencies, kiosks and helpers, then the victims, the
// households, and everybody else. A keyed permutation says which seat is written
// on which line, so that neither line numbers nor account ids give a ring away.
// From its seat an account knows its group and its place in it, and from the
// group's key the values that it shares with the others there.
//
// # Groups
//
//	kind       guilty  what they share
//	ring       yes     devices, payout instruments, an address, documents or
//	                   contacts, by the ring's habit; sizes 4 to 257, median 7
//	careful    yes     nothing but public VPN exits; members take turns at the
//	                   same exit: one ends, the next begins 2 to 9 minutes later
//	agency     no      a travel agent's device, address, IP address and phone,
//	                   for customers who otherwise have nothing in common
//	kiosk      no      a public computer: device, fingerprint, IP address
//	household  no      an address, IP address, family computer, family name; also
//	                   a helper who sets up accounts for neighbours with the
//	                   helper's own recovery contacts and computer
//
// Careful rings can be found in sign-ins only; with Signins 0 there is nothing
// to find. Victims are innocents whose name and photo a ring persona stole; the
// answer key lists them under "victims".
//
// # Hubs
//
// Values that are too common to link: carrier address translation, VPN exits,
// offices, popular browser fingerprints and default avatars. They follow Zipf's
// law down to values with a handful of holders; the largest has about 4 % of all
// accounts. The answer key lists every one with two or more holders, whether
// or not a given tool would call it a hub. Common names are not listed.
//
// # Values
//
//   - E-mail: example.com, .net, .org and their subdomains and *.example. Some
//     are at gmail.com, googlemail.com, outlook.com and hotmail.com, because the
//     spelling rules of these providers are what is to be exercised; there every
//     local part ends in a hyphen and at least five random consonants and a
//     check letter, a form in which people do not name mailboxes and that
//     gmail.com does not allow at all. Typing errors use the top-level domain
//     "con", which does not exist.
//   - IP addresses: RFC 5737 documentation ranges for hubs; 198.18.0.0/15
//     (RFC 2544) and 2001:db8::/32 (RFC 3849) for the rest; private ranges and
//     100.64.0.0/10 as noise that must not link.
//   - Telephone numbers: +1 NXX 555 XXXX. National notation only where the
//     account claims the US or Canada.
//   - IBANs: valid check digits at a bank code, XMPL, that no bank has. Wallets:
//     random 20-byte EVM addresses in lower case. No payment card numbers.
//   - Names: common given and family names of eight scripts and languages,
//     combined at random. Companies, streets and towns are made up.
//
// About 1 account in 300 has a hostile name or biography (control sequences,
// direction overrides, spreadsheet formulas, very long text), and sign-ins have
// hostile user agents at the same rate.
//
// # Personas
//
// Script, country and zone come from a deck of 64 cards. Every 64 consecutive
// seats get each card once, in shuffled order, so that rings and all others hold
// the same proportions up to a part of one deck. A household draws one card.
// Working hours that do not fit the claimed zone are evidence by design; the
// zones in which operators really sit are drawn from the same deck, and some
// innocents work at night.
//
// # Figures
//
// Identifiers of an account are counted without its account id, and without
// placeholders, typing errors and private addresses, which 9 % of the accounts
// have besides: median 7, mean 9.95, 90 % at most 18, never more than 35. They
// are the same with and without sign-ins.
//
// At a million accounts that is 9.94 million identifiers with 7.42 million
// distinct values, of which 214,000 are shared (75,900 of them names); the
// largest hub has 37,500 holders and 21 values have more than 10,000. Fewer
// accounts share more: see the bounds in the tests.
//
// Holders per value in groups are measured over the distinct values of all kinds
// but name, user name and login e-mail that members of rings, careful rings,
// agencies, kiosks and helpers carry, hubs left out: median 1, 90 % at most 3,
// 99 % at most 11 to 16.
//
// Times end at [End]; sign-ins lie between 10 November 2025 and then, when
// no zone in the list changes its clocks.
package synth
