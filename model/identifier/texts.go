package identifier

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/seed-28a39f10/clew/model"
)

// Texts makes the search text of names. It remembers words, of which names in
// one export have few, so give each goroutine its own.
type Texts struct{ words cache[string, textWord] }

// textWord is what is remembered of a word of a name.
type textWord struct {
	folded string
	roman  string // as Romanise gives it, where another word has a reading too
	read   bool   // the word itself has one
}

// AppendName appends Fold(s), a zero byte, and Fold(Romanise(s)) to dst.
func (t *Texts) AppendName(dst []byte, s model.Untrusted) []byte {
	if isASCII(string(s)) {
		return append(Fold(dst, s), 0)
	}
	// No mark combines with a space, so the words between spaces stand alone.
	var buf [maxFastParts]textWord
	words := buf[:0]
	read := false
	for rest, more := string(s), true; more; {
		var w string
		w, rest, more = strings.Cut(rest, " ")
		known := t.word(w)
		read = read || known.read
		words = append(words, known)
	}
	for i, w := range words {
		if i > 0 {
			dst = append(dst, ' ')
		}
		dst = append(dst, w.folded...)
	}
	dst = append(dst, 0)
	if !read {
		return dst
	}
	start := len(dst)
	for _, w := range words {
		if w.roman == "" {
			continue
		}
		if len(dst) > start {
			dst = append(dst, ' ')
		}
		dst = append(dst, w.roman...)
	}
	return dst
}

// maxTextWord is the length of the longest word that is remembered, in bytes.
const maxTextWord = 64

func (t *Texts) word(w string) textWord {
	if len(w) <= maxTextWord {
		if known, ok := t.words.get(w); ok {
			return known
		}
	}
	w = strings.Clone(w) // it must not keep the text that it came from
	plain := norm.NFKC.String(w)
	roman, read := romanWords(plain)
	known := textWord{folded: string(Fold(nil, model.Untrusted(w))), roman: string(Fold(nil, model.Untrusted(roman))), read: read}
	if len(w) <= maxTextWord {
		t.words.put(w, known)
	}
	return known
}
