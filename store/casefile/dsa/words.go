package dsa

import (
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/identifier"
	"github.com/seed-28a39f10/clew/model/safejson"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store/casefile"
)

// fold gives the words of a text in the form that they are compared in: letters and digits
// alone, in lower case, without accents, look-alikes of other scripts in Latin.
func fold(s string) []string {
	s = norm.NFKD.String(strings.ToValidUTF8(s, " "))
	s = string(identifier.Fold(nil, model.Untrusted(strings.Map(bare, s))))
	s = strings.Map(bare, norm.NFD.String(s)) // folding composes, and makes marks of some letters
	words := strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
	for i, w := range words {
		words[i] = identifier.Skeleton(w)
	}
	return words
}

// bare leaves out marks, and what nobody sees within a word.
func bare(r rune) rune {
	if unicode.Is(unicode.Mn, r) || safejson.Hidden(r) && !unicode.IsControl(r) {
		return -1
	}
	return r
}

// common are words that hold English sentences together. Some are names too (An, Do), and by
// themselves identify nobody.
const common = `a about after against all also an and any are as at be because been before being between both but by can cannot could did do does done down
each either else every false for from had has have he her here his how i if in into is it its less like made make makes more most must my neither no nobody
none nor not nothing null of off on once one only or other others our out over own per same shall she should since so some such than that the their them then
there these they this those through to too true two under undefined until up upon us was we were what when where whether which while who whom whose why with
within without would yes yet you your account accounts person persons people user users name names identity platform service policy rule rules terms`

// own are those words, and the words of Clew's own sentences and of its built-in policy. A
// value that is made of them identifies nobody.
var own = sync.OnceValue(func() map[string]bool {
	texts := []string{common, puidPrefix, contentType, factsReason, factsTogether, factsRests, factsSeen, factsLinks, factsWeighed, factsConfidence, factsPersons, otherAccount, otherPerson,
		foreignSignal, writtenNote, otherEvidence, carriedBy, carriedByOne, signalWord, ground(&empty), explanation(&none, &empty)}
	texts = append(texts, confidences...)
	for _, k := range kinds {
		texts = append(texts, k, count(2, k))
	}
	for _, k := range []string{otherAccount, otherPerson, foreignSignal, writtenNote, otherEvidence, contentType} {
		texts = append(texts, count(2, k))
	}
	for code, title := range titles() {
		texts = append(texts, code, title)
	}
	for _, p := range workflow.DefaultRules().Policies {
		texts = append(texts, p.Title, p.Text)
		for _, r := range p.Reasons {
			texts = append(texts, r.Title)
		}
	}
	out := map[string]bool{}
	for _, t := range texts {
		for _, w := range fold(t) {
			out[w] = true
		}
	}
	return out
})

var (
	none  casefile.Proposal
	empty casefile.Policy
)
