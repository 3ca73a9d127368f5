package base

import (
	"bytes"
	"context"
	"errors"
	"io"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/seed-28a39f10/clew/model"
)

// TextField chooses which part of an account's text a search looks at.
type TextField uint8

// The parts of the text. A name is searched in its own script and in Latin.
const (
	TextAny TextField = iota
	TextName
	TextUsername
	TextEmail
)

// Search calls hit for every account whose text contains word, which must be in
// the folded form of identifier.Fold. It uses all processors; hit is called from
// several goroutines, but never at the same time for two accounts of one chunk
// of 16,384 ordinals, and so may set bits of a bitmap without a lock.
func (b *Base) Search(ctx context.Context, field TextField, word []byte, hit func(ord uint32)) error {
	if bytes.ContainsAny(word, "\x00\x01\n") {
		return nil
	}
	if len(word) == 0 {
		for ord := range uint32(b.Len()) {
			hit(ord)
		}
		return ctx.Err()
	}
	counts, err := b.letters()
	if err != nil {
		return err
	}
	n := newNeedle(word, counts)
	chunks := (b.Len() + chunkRows - 1) / chunkRows
	workers := min(runtime.GOMAXPROCS(0), chunks)
	errs := make([]error, workers, workers+1)
	var wg sync.WaitGroup
	var next atomic.Int64 // a worker that is held up takes fewer chunks
	work := func() error {
		for chunk := int(next.Add(1)) - 1; chunk < chunks && ctx.Err() == nil; chunk = int(next.Add(1)) - 1 {
			if err := b.searchChunk(chunk, field, n, hit); err != nil {
				return err
			}
		}
		return nil
	}
	for w := 1; w < workers; w++ {
		wg.Go(func() { errs[w] = guard(work) })
	}
	if workers > 0 {
		errs[0] = guard(work)
	}
	wg.Wait()
	return errors.Join(append(errs, ctx.Err())...)
}

// chunkText gives a chunk of text. Its checksum is verified the first time only:
// that takes about as long as a search.
func (b *Base) chunkText(chunk int) ([]byte, error) {
	if text := b.text[chunk].Load(); text != nil {
		return *text, nil
	}
	text, err := b.get(key1(tabText, uint32(chunk)))
	if err == nil {
		b.text[chunk].Store(&text)
	}
	return text, err
}

// letters counts the bytes in a sample of the text.
func (b *Base) letters() (*[256]uint32, error) {
	return b.sample.get(func() (*[256]uint32, error) {
		counts := new([256]uint32)
		if b.Len() == 0 {
			return counts, nil
		}
		text, err := b.chunkText(0)
		for _, c := range text[:min(len(text), 1<<16)] {
			counts[c]++
		}
		return counts, err
	})
}

func (b *Base) searchChunk(chunk int, field TextField, n *needle, hit func(uint32)) error {
	text, err := b.chunkText(chunk)
	if err != nil {
		return err
	}
	ord := uint32(chunk * chunkRows)
	for at := 0; at < len(text); ord++ {
		i := n.index(text[at:])
		if i < 0 {
			return nil
		}
		i += at
		ord += uint32(bytes.Count(text[at:i], newline))
		end := bytes.IndexByte(text[i:], '\n')
		if end < 0 || int(ord) >= b.Len() {
			return corrupt([]byte{tabText}, "the text has the wrong number of lines")
		}
		end += i
		if field == TextAny || inField(text[at+bytes.LastIndexByte(text[at:i], '\n')+1:end], field, n.word) {
			hit(ord)
		}
		at = end + 1
	}
	return nil
}

var newline = []byte{'\n'}

// inField looks for word in one part of a line.
func inField(line []byte, field TextField, word []byte) bool {
	parts, ok := splitLine(line)
	switch {
	case !ok:
		return false
	case field == TextName:
		return bytes.Contains(parts[0], word) || bytes.Contains(parts[1], word)
	case field == TextUsername:
		return bytes.Contains(username(parts), word)
	}
	return bytes.Contains(parts[3], word)
}

// username gives the user name of a line that splitLine took apart.
func username(parts [4][]byte) []byte {
	if len(parts[2]) == 1 && parts[2][0] == sameName {
		name, _, _ := bytes.Cut(parts[3], at)
		return name
	}
	return parts[2]
}

var at = []byte{'@'}

// splitLine gives the parts that appendText put together.
func splitLine(line []byte) (parts [4][]byte, ok bool) {
	for i := range 3 {
		end := bytes.IndexByte(line, 0)
		if end < 0 {
			return parts, false
		}
		parts[i], line = line[:end], line[end+1:]
	}
	parts[3] = line
	return parts, true
}

// SortKeys gives the folded text of one field of every account, by ordinal, for
// sorting. Unlike all else that this package gives, the slices lie in the
// generation: they are valid until its snapshot is released. [TextAny] is
// the name.
func (b *Base) SortKeys(field TextField) ([][]byte, error) {
	out := make([][]byte, 0, b.Len())
	for c := b.lines(); ; {
		line, err := c.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		parts, ok := splitLine(line)
		if !ok {
			return nil, corrupt([]byte{tabText}, "a line of text is damaged")
		}
		switch field {
		case TextUsername:
			out = append(out, username(parts))
		case TextEmail:
			out = append(out, parts[3])
		default:
			out = append(out, parts[0])
		}
	}
	if len(out) != b.Len() {
		return nil, corrupt([]byte{tabText}, "the text has the wrong number of lines")
	}
	return out, nil
}

// Holders gives the accounts that carry a value, ascending; none is no error.
// The value of an account, "platform:native", is found under KindAccount.
func (b *Base) Holders(kind model.Kind, value model.Untrusted) ([]uint32, error) {
	key := []byte{byte(kind)}
	if id, ok := model.ParseAccountID(string(value)); ok && kind == model.KindAccount {
		key = accountKey(key, []byte(id.Platform), []byte(id.Native))
	} else {
		key = termKey(key, []byte(value))
	}
	ords, err := b.postingsNear(key).find(key)
	if err == nil && ords == nil {
		err = b.fence(append([]byte{tabPosting}, key...))
	}
	return ords, err
}

// Values calls fn for every value of a kind that begins with prefix, in order,
// until fn returns false. The slices are valid until fn returns. A value of 1 KiB
// or more comes as its first 992 bytes and 32 hexadecimal digits of its hash.
func (b *Base) Values(kind model.Kind, prefix []byte, fn func(value []byte, ords []uint32) bool) error {
	lo := escape([]byte{byte(kind)}, prefix)
	var value []byte
	for c := b.postings(lo); ; {
		p, err := c.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if bytes.Compare(p.key, lo) < 0 {
			continue
		}
		if !bytes.HasPrefix(p.key, lo) {
			return nil
		}
		if value = unescape(value[:0], p.key[1:]); !fn(value, p.ords) {
			return nil
		}
	}
}

var _ postingSource = (*without)(nil)

// without gives postings of the old generation without the accounts that are
// written anew, which bring their own.
type without struct {
	src  postingSource
	gone bits
}

func (s *without) next() (*posting, error) {
	for {
		p, err := s.src.next()
		if err != nil {
			return nil, err
		}
		kept := p.ords[:0]
		for _, ord := range p.ords {
			if !s.gone.has(ord) {
				kept = append(kept, ord)
			}
		}
		if p.ords = kept; len(kept) > 0 {
			return p, nil
		}
	}
}
