// Package timing finds pairs of accounts that are tied by when they sign in, and
// says with how many bits: one family of evidence among others.
//
// It looks for two things. Hand-overs: one account's visit to a place ends and
// within minutes the other's begins there, on day after day, while the two are
// never at work at once. Together: both begin their visits within minutes, on
// day after day. Both are what one hand does that works several accounts; both
// are also what people do by the clock, by the queue and by the roster, and most
// of this package is about not mistaking the one for the other.
//
// Rules of this room:
//
//   - It is pure: no clock, no files, no random numbers. It knows accounts and
//     places as numbers only, never who or where they are.
//   - Nothing depends on the order of sign-ins or on the numbers of accounts.
//   - Work and memory are proportional to the number of sign-ins. No place is
//     too busy: of what begins at a place within one gap or window, no more than
//     32 visits are looked at, and where there are more, the gap or window is
//     shortened for that moment. At a place that busy, hand-overs are hidden.
//   - Bits follow from the facts in [Finding] and nothing else.
//
// # Visits
//
// A sign-in is an instant. Sign-ins of one account at one place, each no more
// than Idle after the one before, are one visit, from the first to the last. A
// visit may be a single sign-in. Its day is the UTC day on which it begins; a
// hand-over's day is that of the end, so that it may pass midnight.
//
// An account with more than 16,384 visits is a machine. It counts as traffic,
// but is not paired.
//
// # Bits
//
// Days is on how many days the thing happened. Two explanations that need no
// common hand must both fail, and the better of the two counts:
//
//	Bits = min(ClockBits, TrafficBits), rounded down to hundredths, at most 30
//
// "Each keeps its own hours." If so, one's Monday meets the other's Thursday as
// often as its Monday, and the chance is read from visits on different days:
//
//	a = (ClockHits+1) * Meetings/Joint
//	b = ClockPairs+16 - a
//	ClockBits = log2( B(x+1, n-x+1) / ( B(x+a, n-x+b) / B(a,b) ) )
//
// with n = Joint, x = Days and B the beta function; 0 unless x/n > a/(a+b). The
// denominator is the beta-binomial probability of these days given what was seen
// on others, starting from one hit in sixteen. Meetings/Joint allows for several
// visits a day.
//
// "Whoever comes next is a random visitor of the place." If so, it is this
// account as often as its share of the visits says:
//
//	Traffic = sum over places and visits of
//	          others that begin in time * other account's visits / visits by all but one's own
//	TrafficBits = log2( B(x+1, n-x+1) / ( p^x * (1-p)^(n-x) ) ),   p = Traffic/n
//
// with n = Either, x = Days; 0 unless x > Traffic. For hand-overs the sum runs
// over the visits of both, for beginnings together it is the larger of the two
// sums at each place. At a place that two accounts have to themselves the share
// is 1: that they share it is the evidence of another family, and this one adds
// nothing to it. Such places blur: pass on those that several accounts use, one
// row for each.
//
// In both, the numerator says that the one hand may be diligent or not: any
// number of days is as likely as any other, 1/(n+1), the C(n,x) of numerator and
// denominator having cancelled. As the mean of these odds is at most 1 where there
// is no common hand, odds of 2^k come up by chance at most once in 2^k pairs
// (Markov's inequality). It stays so where the chance differs from day to day and
// p is only its mean, because the odds are convex in x.
//
// For the pair the larger of the two findings counts, less one bit for having
// looked for two things ([Combine]). That so many pairs are looked at is not in
// the bits: it is what the prior of the sum is for.
//
// # What else must hold
//
//   - It happened on at least MinDays days and at four times of the day or more,
//     20 minutes apart: people in three shifts relieve each other at three.
//   - Hand-overs count only if the days on which the two are at work at once, at
//     any places, are no more than a quarter of the days with hand-overs.
//   - Of all accounts to which one is tied, only the nearest in time counts each
//     time: one hand goes from one account to one other. A whole shift that hands
//     over to the next, or a class that begins together, ties everyone to
//     everyone, and then nobody is the nearest often enough.
//
// # What it cannot tell
//
// Two who always arrive together; an agent who works down a list of customers,
// which is one hand, with consent; one person with two accounts. The tests show
// what comes out and with what bits.
//
// # Sources
//
// The uniform alternative to a given chance: H. Jeffreys, Theory of Probability,
// chapter V; R. Kass and A. Raftery, Bayes Factors, JASA 90 (1995). Odds with
// mean at most 1: V. Vovk and R. Wang, E-values: Calibration, combination and
// applications, Annals of Statistics 49 (2021). Unequal chances: W. Hoeffding, On
// the distribution of the number of successes in independent trials, Annals of
// Mathematical Statistics 27 (1956). The similarity in [Finding.Jaccard]: Q. Cao
// and others, Uncovering Large Groups of Active Malicious Accounts in Online
// Social Networks (SynchroTrap), CCS 2014.
package timing
