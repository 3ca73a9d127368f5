package signal

import (
	"math"

	"github.com/seed-28a39f10/clew/model"
)

// Row is one line of the sum that explains a score.
type Row struct {
	Label  string          // what it is, in Clew's own words
	Detail model.Untrusted // who or what says so; may be empty
	Bits   float64         // what it adds, in bits of log2 odds; may be negative
}

// The beliefs behind the score, in bits unless said otherwise.
const (
	// Of accounts that nobody has flagged, one in a hundred is taken to be
	// fabricated. A flag of score 1 says the same, so no flag says less than none.
	unflaggedScore = 1
	// A source that flags without a score has said that it is worth a look, which
	// is taken as one in five: most of what detectors bring up is innocent, and
	// so low that signals on top of it do not reach 70.
	unscoredFlag = 20
	// Sources watch the same behaviour and often copy each other, so a second one
	// counts half, and all after the first at most as much as odds of 8 to 1.
	repeat        = .5
	moreFlagsMost = 3.0

	// A signal is a likelihood ratio: about 1.4 for one that many innocents
	// show (severity 1), 2 where it takes a special reason (2), and 4 where
	// innocents would have to share hardware (3). A source's bare word without a
	// severity is less than any of them. Sources compute their scores from such
	// signals too, so the ratios are lower than they would be alone.
	bitsBare, bitsLow, bitsMedium, bitsHigh = .25, .5, 1.0, 2.0
	// All signals together at most 8 to 1: whoever wants a higher score needs a
	// source or a tie.
	signalsMost = 3.0

	// Against whom two persons have decided here, and no appeal has reversed it, is
	// taken to be fabricated in nineteen of twenty cases.
	decidedShare = .95
	// No tie is certainty, as no flag is.
	surest = .99
)

// logOdds gives log2(s/(100-s)) for scores 1 to 99.
var logOdds = func() (t [100]float64) {
	for s := 1; s < 100; s++ {
		t[s] = math.Log2(float64(s) / float64(100-s))
	}
	return t
}()

// labels are those of the rows of signals: counted whole and counted half.
var labels = func() (l [len(entries)][2]string) {
	for i := range entries {
		e := &entries[i]
		l[i][0] = e.Code + ": " + e.Title
		l[i][1] = l[i][0] + " (one more of its family counts half)"
	}
	return l
}()

// Score sums up what speaks for an account being fabricated, 0 to 100, and gives
// the rows of the sum. Of a the flags alone are read; sigs are the signals to
// count, those that were computed and those that came with imports, of which one
// a code counts. What the rows promise is in the package comment.
func Score(a *model.Account, sigs []model.Signal) (score uint8, rows []Row) {
	w := waterfall{rows: make([]Row, 0, 4+len(a.Flags)+len(sigs))}
	w.flags(a.Flags)
	w.signals(sigs)
	return scoreOf(w.sum), w.rows
}

func scoreOf(bits float64) uint8 { return uint8(math.Round(100 / (1 + math.Exp2(-bits)))) }

// Found is how sure it is that an account that was found bad is bad, 0 to 1: by the
// greatest score of its flags, 0 where they have none, or because a decision against it is in force.
func Found(flag uint8, decided bool) float64 {
	share := float64(flagScore(&model.Flag{Score: flag})) / 100
	if decided {
		return max(share, decidedShare)
	}
	return share
}

// Beside says what it would add to a score, in bits, and what the score would then be, that
// one hand runs the account and another one that is bad, with the probability tie; rows are
// those of the score. An account is bad for what is known of it, or by its tie: of the two
// chances of being innocent both must hold. So the bits are never below 0, and whatever the
// score, the tie makes it no surer than by its own probability.
func Beside(rows []Row, tie float64) (bits float64, score uint8) {
	sum := 0.0
	for _, r := range rows {
		sum += r.Bits
	}
	if !(tie > 0) { // not so for NaN
		return 0, scoreOf(sum)
	}
	tie = min(tie, surest)
	with := math.Log2((math.Exp2(sum) + tie) / (1 - tie)) // 1-(1-s)(1-t) in odds
	return with - sum, scoreOf(with)
}

type waterfall struct {
	rows []Row
	sum  float64
}

func (w *waterfall) add(label string, detail model.Untrusted, bits float64) {
	w.rows = append(w.rows, Row{label, detail, bits})
	w.sum += bits
}

// flagScore gives the score of a flag, 1 to 99.
func flagScore(f *model.Flag) int {
	if f.Score == 0 {
		return unscoredFlag
	}
	return int(min(f.Score, 99))
}

// flags adds the prior and the flags: the greatest whole, of every other source
// its greatest at half where it speaks for guilt. Flags of one source lie side
// by side in an account.
func (w *waterfall) flags(flags []model.Flag) {
	if len(flags) == 0 {
		w.add("Not flagged: one account in a hundred", "", logOdds[unflaggedScore])
		return
	}
	w.add("Flagged: even odds before the source's score", "", 0)
	top := 0
	for i := range flags {
		if flagScore(&flags[i]) > flagScore(&flags[top]) {
			top = i
		}
	}
	label := "Flagged, by the source's score"
	if flags[top].Score == 0 {
		label = "Flagged without a score: one in five"
	}
	w.add(label, flagDetail(&flags[top]), logOdds[flagScore(&flags[top])])
	others := 0.0
	for from, to := 0, 0; from < len(flags); from = to {
		best := from
		for to = from; to < len(flags) && flags[to].Source == flags[from].Source; to++ {
			if flagScore(&flags[to]) > flagScore(&flags[best]) {
				best = to
			}
		}
		if flags[from].Source == flags[top].Source {
			continue
		}
		bits := max(logOdds[flagScore(&flags[best])], 0) * repeat
		others += bits
		w.add("Flagged by another source: half, and never against it", flagDetail(&flags[best]), bits)
	}
	w.limit("Further sources together count at most 3 bits", others, moreFlagsMost)
}

// limit adds a row that brings a sum down to its most.
func (w *waterfall) limit(label string, sum, most float64) {
	if sum > most {
		w.add(label, "", most-sum)
	}
}

func flagDetail(f *model.Flag) model.Untrusted {
	if f.Source == "" {
		return f.Reason
	}
	return f.Source
}

// signals adds a row a code, in the order of the catalogue.
func (w *waterfall) signals(sigs []model.Signal) {
	if len(sigs) == 0 {
		return
	}
	var of [len(entries)]*model.Signal
	for i := range sigs {
		s := &sigs[i]
		if bit, ok := Bit(s.Code); ok && (of[bit] == nil || s.Severity > of[bit].Severity ||
			s.Severity == of[bit].Severity && s.Facts > of[bit].Facts) {
			of[bit] = s
		}
	}
	total := 0.0
	for i, s := range of {
		if s == nil {
			continue
		}
		bits, label := signalBits(i, s), labels[i][0]
		for k, other := range of {
			if other == nil || k == i || entries[k].Family != entries[i].Family {
				continue
			}
			if b := signalBits(k, other); b > signalBits(i, s) || b == signalBits(i, s) && k < i {
				bits, label = signalBits(i, s)*repeat, labels[i][1]
				break
			}
		}
		total += bits
		w.add(label, s.Facts, bits)
	}
	w.limit("Signals together count at most 3 bits", total, signalsMost)
}

// signalBits gives what a signal counts by itself. An import cannot make it more
// severe than the catalogue allows.
func signalBits(entry int, s *model.Signal) float64 {
	switch min(s.Severity, entries[entry].Severity) {
	case 0:
		return bitsBare
	case 1:
		return bitsLow
	case 2:
		return bitsMedium
	}
	return bitsHigh
}
