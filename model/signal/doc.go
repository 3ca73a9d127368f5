// Package signal computes the coded observations on an account (NET-VPN,
// TZ-HOURS and so on) from what was imported, and sums flags and signals up into
// a score from 0 to 100.
//
// # Rules of this room
//
//   - A signal compares what an account says with what it does, or two of its
//     own statements with each other. It never reads a name, a biography, an
//     employer or a photo, and never asks which country, language or script it
//     is, only whether two of them agree. A test relabels all of them and holds
//     every result to be the same.
//   - Every signal carries the figures from which a reader can work it out
//     again, and what speaks against it: first what the account's own data says,
//     then what else would look the same. A signal that lists can explain away
//     leaves out what the lists explain, and says so where no list of that sort
//     is there: other lists are none.
//   - A sign-in that failed or was interrupted is not the account's act: anybody
//     can fail to sign in to anything.
//   - The order of the events changes nothing. Times beyond the years 1 to 9999,
//     positions off the globe and addresses that cannot be read are as good as
//     absent.
//   - No I/O, with one exception: [time.LoadLocation] may read the machine's time
//     zone database. Where that has no such zone, a table of standard offsets
//     stands in; a claimed zone with daylight saving time is then an hour off in
//     its summer.
//   - [Compute] and [Score] may be called from several goroutines at once.
//
// # The working hours
//
// A sign-in counts for its half-hour, and a half-hour of one day once, so that a
// program that signs in every minute says no more than a person who stays. For
// each of the 48 offsets from UTC the 24 hours of the day have a weight, the
// belief [dayWeights] in when people sign in; the offset with the greatest sum of
// log2(weight) over the active half-hours fits best. Offsets a day apart, such as
// UTC-11:00 and UTC+13:00, are one to this method, and the one nearer to UTC is
// named.
//
// # Travel
//
// The distance is that of the great circle (haversine formula, mean radius of
// the Earth 6371.0088 km after the IUGG). Where a sign-in has a country and no
// position, the least distance between two countries counts: each is covered by
// circles, and the gap between them is a lower bound. Countries without circles
// are never used.
//
// # The score
//
// It is a sum of bits, log2 of odds, like that of links; score = 100/(1+2^-S),
// rounded. Every number is a prior belief, written down beside its reason in
// score.go. None was fitted to data, so the score is an order to work in, never
// a probability that was observed. What the rows promise:
//
//   - They sum up to S.
//   - An account with one flag of score s, 1 to 99, and nothing else comes out at s.
//   - Whatever signals there are, they cannot bring an account to 70 that no
//     source has scored.
//   - One more flag or signal, or a more severe one, never lowers the score.
//   - A code that is not in the [Catalogue] counts nothing, as nobody here can
//     say what it observes. That is so on purpose for codes about names.
//
// # Ties to accounts that were found bad
//
// They are not in the score, but beside it; see [Beside]. A score that went by them
// would say twice what the links say, beside which it is read as a witness of its
// own; it would rise with every decision of the house, and with it the next account
// would come up that is like those decided before; and a verdict, an ignored value
// or an appeal would move the scores of whole rings, and the order that somebody is
// working in. What stands beside it says of whom it is, and what the score would be.
//
//	t = greatest, over the accounts found bad, of P(one hand) * P(the other is bad)
//	score with it = 1 - (1-score)(1-t)
//
// P(one hand) is that of the link. P(the other is bad) comes from its own flags, or
// from a decision against it that is in force, never from its own ties or signals: so
// nothing comes back to where it began, and of many ties only the best counts, as the
// accounts of one hand are no witnesses of each other. t is at most .99.
//
// # Sources of the tables
//
// Offsets of zones and countries: IANA time zone database, in the public domain.
// Country calling codes: ITU-T E.164. Circles around countries: drawn by hand
// from a map, generously, see [circles].
package signal
