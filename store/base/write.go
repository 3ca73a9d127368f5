package base

import (
	"bytes"
	"encoding/binary"
	"slices"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/identifier"
)

// writer lays out one generation, account by account in ascending order of
// ordinal, then the postings, then the columns.
type writer struct {
	load    *loader
	pairs   *pairSorter
	records recordPacker
	evs     eventPacker
	cells   [colEnd][]uint32
	dicts   [dictEnd]dictionary
	text    []byte
	texts   identifier.Texts
	lines   int
	chunk   uint32
	files   [][]byte // names of the imported files, as terms
	words   wordBook
	old     [][]byte // the words of the old generation
	top     topRows
	indexer indexer
	rec     record
	packed  []byte // a record
	events  []staged
	key     []byte
	folded  []byte
}

func newWriter(l *loader, p *pairSorter, n uint32, files []FileMeta) *writer {
	w := &writer{load: l, pairs: p}
	w.words = newWordBook(&w.dicts[dictWord])
	for _, f := range files {
		w.files = append(w.files, termKey(nil, identifier.Fold(nil, f.Name)))
	}
	w.records.l, w.evs.l = l, l
	for c := range w.cells {
		if columns[c].used {
			w.cells[c] = make([]uint32, n)
		}
	}
	return w
}

// keep writes an account of the old generation as it was. Its cells and its
// postings are carried over elsewhere.
func (w *writer) keep(ord uint32, body, line []byte, events []staged) error {
	if err := w.records.add(ord, body); err != nil {
		return err
	}
	if err := w.evs.add(ord, 0, events); err != nil {
		return err
	}
	if score := w.cells[ColScore][ord]; w.top.wants(score) {
		if err := w.rec.parse(body, w.old, false); err != nil {
			return corrupt([]byte{tabRecord}, err.Error())
		}
		w.top.offer(score, ord, &w.rec)
	}
	j, err := w.job()
	if err != nil {
		return err
	}
	j.ord, j.kept = ord, true
	j.body = append(j.body[:0], line...)
	w.indexer.cur.bytes += len(j.body)
	return nil
}

// single writes a new account that one row describes.
func (w *writer) single(ord uint32, row []byte, src model.Source) error {
	j, err := w.job()
	if err != nil {
		return err
	}
	d := decoder{b: row}
	j.body = append(j.body[:0], d.bytes()...)
	w.events = w.events[:0]
	for len(d.b) > 0 && d.err == nil {
		w.events = append(w.events, staged{src, d.bytes()})
	}
	if d.err != nil {
		return d.err
	}
	if err := j.rec.parseStaged(j.body); err != nil {
		return err
	}
	if len(w.events) == 0 {
		j.rec.sources = append(j.rec.sources, src) // an account with events is found through them
	}
	return w.account(ord, j, w.events)
}

// merged writes an account that several rows describe.
func (w *writer) merged(ord uint32, m *merger) error {
	j, err := w.job()
	if err != nil {
		return err
	}
	j.body = appendAccount(j.body[:0], &m.acct)
	if err := j.rec.parseStaged(j.body); err != nil {
		return err
	}
	j.rec.sources = append(j.rec.sources, m.acct.Sources...)
	w.events = m.staged(w.events[:0])
	return w.account(ord, j, w.events)
}

// account writes the account in j.rec and leaves the rest to the indexer.
func (w *writer) account(ord uint32, j *indexJob, events []staged) error {
	j.ord, j.kept, j.events = ord, false, j.events[:0]
	for i := range events {
		j.events = append(j.events, staged{src: events[i].src})
	}
	w.indexer.cur.bytes += len(j.body)
	w.packed = j.rec.pack(w.packed[:0], w.words)
	if err := w.records.add(ord, w.packed); err != nil {
		return err
	}
	if score := scoreCell(&j.rec); w.top.wants(score) {
		w.top.offer(score, ord, &j.rec)
	}
	return w.evs.add(ord, 0, events)
}

// terms gives the key of every posting of an account, some perhaps twice. A key
// is valid until fn returns.
func (w *writer) terms(rec *record, events []staged, fn func(kind model.Kind, key []byte)) {
	w.key = accountKey(w.key[:0], rec.platform, rec.native)
	fn(model.KindAccount, w.key)
	for i := range rec.ids {
		if id := &rec.ids[i]; id.status == model.StatusOK && len(id.value) > 0 {
			w.key = termKey(w.key[:0], id.value)
			fn(id.kind, w.key)
		}
	}
	fold := func(kind model.Kind, s []byte) {
		w.folded = identifier.Fold(w.folded[:0], model.Untrusted(s))
		if len(w.folded) > 0 {
			w.key = termKey(w.key[:0], w.folded)
			fn(kind, w.key)
		}
	}
	for _, t := range rec.tags {
		fold(TermTag, t)
	}
	for i := range rec.signals {
		if code := rec.signals[i].code; len(code) > 0 {
			w.key = termKey(w.key[:0], code)
			fn(TermSignal, w.key)
		}
	}
	for i := range rec.flags {
		fold(TermSource, rec.flags[i].source)
	}
	last := -1
	file := func(f uint32) {
		if int(f) != last && int(f) < len(w.files) && len(w.files[f]) > 0 {
			fn(TermSource, w.files[f])
			last = int(f)
		}
	}
	for _, s := range rec.sources {
		file(s.File)
	}
	for i := range events {
		file(events[i].src.File)
	}
}

func scoreCell(rec *record) uint32 { return uint32(rec.score()) * 10 }

// row is the cells of one account.
type row [colEnd]uint32

// set computes the cells of an account, all but the links.
func (w *writer) set(rec *record, events int) (r row) {
	r[ColScore] = scoreCell(rec)
	r[ColCreated] = seconds(rec.created)
	r[ColFlagged] = seconds(rec.flagged())
	r[ColFirstSeen] = seconds(rec.first)
	r[ColLastSeen] = seconds(rec.last)
	r[ColPlatform] = code(&w.dicts[DictPlatform], rec.platform)
	r[ColCountry] = country(rec.country)
	r[ColEvents] = uint32(events)
	r[ColFlags] = uint32(len(rec.flags))
	if len(rec.status) > 0 {
		w.folded = identifier.Fold(w.folded[:0], model.Untrusted(rec.status))
		r[ColStatus] = code(&w.dicts[DictStatus], w.folded) + 1
	}
	for i := range rec.ids {
		id := &rec.ids[i]
		if id.status != model.StatusPlaceholder {
			r[ColIdentifiers]++
		}
		if r[ColDomain] == 0 && id.kind == model.KindEmail && id.status == model.StatusOK {
			if domain := identifier.Domain(model.Untrusted(id.value)); domain != "" {
				r[ColDomain] = code(&w.dicts[DictDomain], domain) + 1
			}
		}
	}
	return r
}

// sameName stands in a line of text for a user name that the e-mail begins with,
// up to its first "@". No folded text holds the byte.
const sameName = 1

// appendText makes an account's line of search text: folded name, its Latin
// form, user name and e-mail, each ended by a zero byte but the last.
func (w *writer) appendText(b []byte, rec *record) []byte {
	b = w.texts.AppendName(b, model.Untrusted(rec.display))
	b = append(b, 0)
	user := len(b)
	b = identifier.Fold(b, model.Untrusted(rec.username))
	b = append(b, 0)
	mail := len(b)
	b = identifier.Fold(b, model.Untrusted(rec.email))
	if name, _, ok := bytes.Cut(b[mail:], at); ok && len(name) > 0 && bytes.Equal(name, b[user:mail-1]) {
		b = append(append(b[:user], sameName, 0), b[mail:]...)
	}
	return b
}

func (w *writer) putText(text []byte) error {
	w.chunk++
	return w.load.put(key1(tabText, w.chunk-1), text)
}

func (w *writer) endRecords() error {
	if err := w.indexed(); err != nil {
		return err
	}
	if err := w.records.flush(); err != nil {
		return err
	}
	if err := w.evs.flush(); err != nil {
		return err
	}
	if w.lines == 0 {
		return nil
	}
	return w.putText(w.text)
}

// linkHolders is the greatest number of holders with which a value still counts
// for the links column: a value above it is a hub or near to one.
const linkHolders = 64

// postings merges all pairs, writes them, and counts the links of each account.
func (w *writer) postings(sources []postingSource) (Stats, error) {
	stats := Stats{Format: formatMajor}
	p := postingPacker{l: w.load, p: packer{words: wordBook{dict: w.words.dict}}}
	var links linkCounter
	// Merging is one half of the work and packing the other.
	err := aheadOf(func(fn func(*posting) error) error { return mergePostings(sources, fn) }, func(e *posting) error {
		links.add(&stats, e)
		return p.add(e.key, e.ords)
	})
	if err != nil {
		return stats, err
	}
	links.count(w.cells[ColLinks])
	return stats, p.flush()
}

// linkCounter gathers the values that link accounts.
type linkCounter struct {
	shared []uint32 // holders of every shared value, one value after the other
	ends   []uint32 // where in shared each value ends
}

// add counts a posting and keeps what it links.
func (l *linkCounter) add(stats *Stats, p *posting) {
	if kind := model.Kind(p.key[0]); kind == model.KindAccount || kind >= TermTag {
		return
	}
	stats.Identifiers++
	stats.Pairs += uint64(len(p.ords))
	if len(p.ords) < 2 {
		return
	}
	stats.Shared++
	if len(p.ords) <= linkHolders {
		l.shared = append(l.shared, p.ords...)
		l.ends = append(l.ends, uint32(len(l.shared)))
	}
}

// count sets links[a] to the number of accounts that share a value with a.
func (l *linkCounter) count(links []uint32) {
	shared, ends := l.shared, l.ends
	// values lists for each account the values it holds, in one flat array.
	start := make([]uint32, len(links)+1)
	for _, a := range shared {
		start[a+1]++
	}
	for i := 1; i < len(start); i++ {
		start[i] += start[i-1]
	}
	values, fill := make([]uint32, len(shared)), slices.Clone(start)
	lo := uint32(0)
	for v, hi := range ends {
		for _, a := range shared[lo:hi] {
			values[fill[a]] = uint32(v)
			fill[a]++
		}
		lo = hi
	}
	seen := make([]uint32, len(links)) // seen[b] == a+1: b was counted for a
	for a := range links {
		n := uint32(0)
		for _, v := range values[start[a]:start[a+1]] {
			lo := uint32(0)
			if v > 0 {
				lo = ends[v-1]
			}
			for _, b := range shared[lo:ends[v]] {
				if seen[b] != uint32(a)+1 && b != uint32(a) {
					seen[b] = uint32(a) + 1
					n++
				}
			}
		}
		links[a] = n
	}
}

// columns writes cells, sort orders, dictionaries and the first rows.
func (w *writer) columns() error {
	put := func(table byte, c int, cells []uint32) error {
		for chunk := 0; chunk*chunkRows < len(cells); chunk++ {
			part := cells[chunk*chunkRows : min((chunk+1)*chunkRows, len(cells))]
			if err := w.load.put(keyChunk(table, byte(c), uint32(chunk)), appendCells(nil, part)); err != nil {
				return err
			}
		}
		return nil
	}
	for c := range w.cells {
		if err := put(tabColumn, c, w.cells[c]); err != nil {
			return err
		}
		if columns[c].ordered {
			if err := put(tabOrder, c, Order(w.cells[c])); err != nil {
				return err
			}
		}
	}
	for d := range w.dicts {
		names := w.dicts[d].names
		for chunk := 0; chunk*dictRows < len(names); chunk++ {
			part := names[chunk*dictRows : min((chunk+1)*dictRows, len(names))]
			v := binary.AppendUvarint(nil, uint64(len(part)))
			for _, s := range part {
				v = appendString(v, s)
			}
			if err := w.load.put(keyChunk(tabDict, byte(d), uint32(chunk)), v); err != nil {
				return err
			}
		}
	}
	return w.load.put([]byte{tabFirst}, w.top.encode(&w.cells))
}
