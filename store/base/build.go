package base

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"sync"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store/kv"
)

// FileMeta is what the investigation remembers of an imported file.
type FileMeta struct {
	Name     model.Untrusted `json:"name"` // base name, as it was on disk
	SHA256   string          `json:"sha256"`
	Profile  string          `json:"profile"`
	Bytes    int64           `json:"bytes"`
	Read     uint64          `json:"read"`
	Accepted uint64          `json:"accepted"`
	Rejected uint64          `json:"rejected"`
}

// Counts says what the rows of one file did.
type Counts struct {
	New       uint64 // rows that brought an account nobody knew
	Changed   uint64 // rows that added to an account that was known
	Unchanged uint64 // rows that said nothing new
}

// Builder makes the next generation from an old one and new rows. Use:
// [NewBuilder], then for each file StartFile, Add and EndFile, then Build or
// Abort. It keeps new rows in temporary files, so its memory is bounded but for
// about 100 bytes an account. It is for one goroutine.
type Builder struct {
	old   *Base // nil for the first generation
	load  *loader
	rows  *spool
	raw   rawPacker
	keys  map[[16]byte]uint32
	n     uint32 // ordinals given out
	files []FileMeta
	first int // index of this import's first file
	count []Counts
	hash  []byte
	pairs int // pairs that are sorted at once
}

// NewBuilder starts a generation in dst, an empty store. dir takes temporary
// files. old may be nil. When ctx ends, so does the work, with its error.
func NewBuilder(ctx context.Context, dst kv.Store, old *Base, dir string) (*Builder, error) {
	b := &Builder{old: old, rows: newSpool(dir), keys: map[[16]byte]uint32{}, pairs: pairRun}
	if old != nil {
		b.files = slices.Clone(old.Files())
		b.first = len(b.files)
		if err := guard(func() error { return b.learn(ctx) }); err != nil {
			return nil, err
		}
	}
	b.load = startLoad(ctx, dst)
	b.raw.l = b.load
	return b, nil
}

// learn takes the ids of the accounts that are known already.
func (b *Builder) learn(ctx context.Context) error {
	b.keys = make(map[[16]byte]uint32, b.old.Len())
	words, err := b.old.words()
	if err != nil {
		return err
	}
	var rec record
	for rows := b.old.records(); ; b.n++ {
		body, err := rows.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil && b.n%65536 == 0 {
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
		if err := rec.parseID(body, words); err != nil {
			return corrupt([]byte{tabRecord}, err.Error())
		}
		b.keys[accountHash(b, rec.platform, rec.native)] = b.n
	}
	if int(b.n) != b.old.Len() || len(b.keys) != b.old.Len() {
		return corrupt([]byte{tabRecord}, "the number of accounts is not what it should be")
	}
	return nil
}

// accountHash shortens an account's id to 128 bits of SHA-256: ids are written
// by adversaries, who must not be able to make two accounts meet.
func accountHash[P, N ~string | ~[]byte](b *Builder, platform P, native N) [16]byte {
	b.hash = append(append(append(b.hash[:0], platform...), ':'), native...)
	sum := sha256.Sum256(b.hash)
	return [16]byte(sum[:16])
}

// mergers are kept for Prepare, which runs in many goroutines.
var mergers = sync.Pool{New: func() any { return &merger{} }}

// Prepare encodes a row into row.Staged, and sorts what row.Account lists. It
// may be called from several goroutines at once. The error is of kind limit
// where the row is too large to be kept.
func Prepare(row *model.Row) error {
	a := &row.Account
	for i := range a.Flags {
		// The offset of an unknown time is not kept, and must not tell flags apart.
		if t := &a.Flags[i].Time; !t.Known() {
			*t = model.Time{}
		}
	}
	sortAccount(a)
	var events []staged
	if len(row.Events) > 0 || repeats(a) {
		// One row may say a thing twice; merging it with nothing settles that.
		events = make([]staged, len(row.Events))
		for i := range row.Events {
			events[i].body = appendEvent(nil, &row.Events[i])
		}
		m := mergers.Get().(*merger)
		defer func() {
			m.reset(nil, nil)
			mergers.Put(m)
		}()
		m.reset(nil, nil)
		m.add(a, events, model.Source{})
		m.acct.Sources = nil
		m.sort()
		a, events = &m.acct, m.staged(events[:0])
	}
	size := 256
	for i := range a.Identifiers {
		size += len(a.Identifiers[i].Value) + len(a.Identifiers[i].Raw) + 4
	}
	body := appendAccount(make([]byte, 0, size), a)
	size = len(body) + 8
	for i := range events {
		size += len(events[i].body) + 4
	}
	if size > maxRow || len(row.Raw) > maxRow {
		return &model.Error{Kind: model.ErrLimit, Message: "the row is larger than 24 MiB"}
	}
	out := appendString(make([]byte, 0, size), body)
	for i := range events {
		out = appendString(out, events[i].body)
	}
	row.Staged = out
	return nil
}

// repeats reports whether a sorted account says something twice.
func repeats(a *model.Account) bool {
	for i := 1; i < len(a.Facts); i++ {
		if a.Facts[i].Field == a.Facts[i-1].Field {
			return true
		}
	}
	for i := 1; i < len(a.Identifiers); i++ {
		x, y := &a.Identifiers[i], &a.Identifiers[i-1]
		if x.Kind == y.Kind && x.Value == y.Value {
			return true
		}
	}
	for i := 1; i < len(a.Flags); i++ {
		if a.Flags[i] == a.Flags[i-1] {
			return true
		}
	}
	for i := 1; i < len(a.Signals); i++ {
		if a.Signals[i].Code == a.Signals[i-1].Code {
			return true
		}
	}
	for i := 1; i < len(a.Tags); i++ {
		if a.Tags[i] == a.Tags[i-1] {
			return true
		}
	}
	return slices.Contains(a.Tags, "") || slices.ContainsFunc(a.Facts, func(f model.Fact) bool { return f.Value == "" })
}

// StartFile begins a file; the rows that follow are its rows.
func (b *Builder) StartFile(name model.Untrusted) {
	b.files = append(b.files, FileMeta{Name: name})
	b.count = append(b.count, Counts{})
}

// EndFile records what is known of the current file once it has been read.
func (b *Builder) EndFile(meta FileMeta) { b.files[len(b.files)-1] = meta }

// Add takes rows that Prepare has seen, in the order of their file. Rows that
// come from one line have the same Raw.
func (b *Builder) Add(rows []model.Row) error {
	file := uint32(len(b.files) - 1)
	for i := range rows {
		row := &rows[i]
		key := accountHash(b, row.Account.ID.Platform, row.Account.ID.Native)
		ord, ok := b.keys[key]
		if !ok {
			ord = b.n
			b.n++
			b.keys[key] = ord
		}
		if err := b.rows.add(ord, model.Source{File: file, Line: row.Line}, row.Staged); err != nil {
			return err
		}
		if err := b.raw.add(file, row.Line, row.Raw); err != nil {
			return err
		}
	}
	return nil
}

// Abort ends a build that will not be finished and removes its temporary files.
func (b *Builder) Abort() {
	b.rows.close()
	b.load.abort()
}

// Result is what a build came to.
type Result struct {
	Accounts uint32
	Changed  bool     // false: nothing new was said, and the new generation is to be thrown away
	Counts   []Counts // one for each file of this import
}

// Build merges everything and writes the generation. The builder is of no use
// afterwards. progress, which may be nil, is called now and then with the
// share of the work that is done, 0 to 1.
func (b *Builder) Build(progress func(float64)) (res Result, err error) {
	if progress == nil {
		progress = func(float64) {}
	}
	err = guard(func() error {
		res, err = b.build(progress)
		return err
	})
	b.rows.close()
	if err != nil || !res.Changed {
		b.load.abort()
		return res, err
	}
	return res, b.load.close()
}

func (b *Builder) build(progress func(float64)) (res Result, err error) {
	b.keys = nil
	if err := b.raw.flush(); err != nil {
		return res, err
	}
	pairs := newPairSorter(b.rows.dir, b.pairs)
	defer pairs.close()
	w := newWriter(b.load, pairs, b.n, b.files)
	defer w.stop()
	touched, err := b.fold(w, func(f float64) { progress(f * 0.6) })
	if err != nil {
		return res, err
	}
	for _, c := range b.count {
		res.Changed = res.Changed || c.New+c.Changed > 0
	}
	res.Accounts, res.Counts = b.n, b.count
	if !res.Changed {
		return res, nil
	}
	if b.old != nil {
		if err := b.old.copyRaw(b.load); err != nil {
			return res, err
		}
	}
	sources, err := pairs.sorted()
	if err != nil {
		return res, err
	}
	if b.old != nil {
		sources = append(sources, &without{src: b.old.postings(nil), gone: touched})
	}
	stats, err := w.postings(sources)
	if err != nil {
		return res, err
	}
	progress(0.9)
	stats.Accounts = b.n
	for _, n := range w.cells[ColEvents] {
		stats.Events += uint64(n)
	}
	if err := w.columns(); err != nil {
		return res, err
	}
	return res, b.meta(stats)
}

// storedFile keeps a file's name as bytes, which JSON text could not: names on
// disk need not be UTF-8.
type storedFile struct {
	FileMeta
	Name []byte `json:"name"`
}

func (b *Builder) meta(stats Stats) error {
	stored := make([]storedFile, len(b.files))
	for i, f := range b.files {
		stored[i] = storedFile{f, []byte(f.Name)}
	}
	files, err1 := json.Marshal(stored)
	counts, err2 := json.Marshal(stats)
	if err := cmp.Or(err1, err2); err != nil {
		return &model.Error{Kind: model.ErrInternal, Message: "the metadata cannot be encoded", Err: err}
	}
	if err := b.load.put(keyMeta("files"), files); err != nil {
		return err
	}
	return b.load.put(keyMeta("stats"), counts)
}

// Stats counts what a generation holds.
type Stats struct {
	Format      int    `json:"format"`
	Accounts    uint32 `json:"accounts"`
	Identifiers uint64 `json:"identifiers"` // distinct values that may link
	Pairs       uint64 `json:"pairs"`       // (value, account) pairs of them
	Shared      uint64 `json:"shared"`      // values with two holders or more
	Events      uint64 `json:"events"`
}

// fold writes the merged record of every account in order of ordinal, and gives
// the accounts of the old generation that have changed.
func (b *Builder) fold(w *writer, progress func(float64)) (touched bits, err error) {
	rows, err := b.rows.merged()
	if err != nil {
		return nil, err
	}
	var keep *keeper
	oldLen := uint32(0)
	if b.old != nil {
		oldLen = uint32(b.old.Len())
		touched = make(bits, oldLen/64+1)
		w.dicts, err = b.old.dictionaries()
		if err != nil {
			return nil, err
		}
		keep = newKeeper(b.old, w)
		if err := keep.cells(); err != nil {
			return nil, err
		}
	}
	f := folder{w: w, first: b.first, count: b.count}
	if b.old != nil {
		if f.words, err = b.old.words(); err != nil {
			return nil, err
		}
		w.old = f.words
	}
	next := oldLen // the ordinal of the next new account
	more, err := rows.next()
	for err == nil && more {
		ord := rows.cur().ord
		if ord%16384 == 0 {
			progress(float64(ord) / float64(b.n))
		}
		if keep != nil {
			if err = keep.until(min(ord, oldLen)); err != nil {
				break
			}
		}
		if ord < oldLen {
			changed := false
			if changed, more, err = f.update(ord, keep, rows); changed {
				touched.add(ord)
			}
			continue
		}
		if ord != next {
			return nil, internal("an account has no rows")
		}
		next++
		more, err = f.create(ord, rows)
	}
	if err == nil && keep != nil {
		err = keep.finish()
	}
	if err != nil {
		return nil, err
	}
	return touched, w.endRecords()
}

// folder merges the rows of one account after the other.
type folder struct {
	w      *writer
	first  int
	count  []Counts
	m      merger
	rec    record
	words  [][]byte // of the old generation
	body   []byte
	events []staged
}

// create writes the account that begins with the present row, and moves on to
// the row after its last.
func (f *folder) create(ord uint32, rows *spoolReader) (more bool, err error) {
	// Nearly every account of a large import has one row: its bytes are the record.
	row := rows.cur()
	src := row.src
	f.body = append(f.body[:0], row.staged...)
	if more, err = rows.next(); err != nil {
		return false, err
	}
	f.count[int(src.File)-f.first].New++
	if !more || rows.cur().ord != ord {
		return more, f.w.single(ord, f.body, src)
	}
	f.m.reset(nil, nil)
	if _, err := f.add(f.body, src); err != nil {
		return false, err
	}
	if _, more, err = f.rest(ord, rows); err != nil {
		return false, err
	}
	f.m.sort()
	return more, f.w.merged(ord, &f.m)
}

// update writes an account of the old generation that new rows speak of, and
// moves on to the row after its last.
func (f *folder) update(ord uint32, keep *keeper, rows *spoolReader) (changed, more bool, err error) {
	old, line, events, err := keep.take()
	if err != nil {
		return false, false, err
	}
	if err := f.rec.parse(old, f.words, false); err != nil {
		return false, false, corrupt([]byte{tabRecord}, err.Error())
	}
	a := f.rec.account()
	f.m.reset(&a, events)
	if changed, more, err = f.rest(ord, rows); err != nil {
		return false, false, err
	}
	if !changed {
		return false, more, f.w.keep(ord, old, line, events)
	}
	f.m.sort()
	return true, more, f.w.merged(ord, &f.m)
}

// rest folds the present row and all after it that speak of the same account.
func (f *folder) rest(ord uint32, rows *spoolReader) (changed, more bool, err error) {
	for more = true; more && rows.cur().ord == ord; {
		row := rows.cur()
		c := &f.count[int(row.src.File)-f.first]
		news, err := f.add(row.staged, row.src)
		if err != nil {
			return false, false, err
		}
		if news {
			c.Changed++
		} else {
			c.Unchanged++
		}
		changed = changed || news
		if more, err = rows.next(); err != nil {
			return false, false, err
		}
	}
	return changed, more, nil
}

// add folds one staged row into the account.
func (f *folder) add(row []byte, src model.Source) (changed bool, err error) {
	d := decoder{b: row}
	if err := f.rec.parseStaged(d.bytes()); err != nil {
		return false, err
	}
	a := f.rec.account()
	f.events = f.events[:0]
	for len(d.b) > 0 && d.err == nil {
		// The row's bytes are reused, and the merger keeps events.
		f.events = append(f.events, staged{src, slices.Clone(d.bytes())})
	}
	if d.err != nil {
		return false, d.err
	}
	return f.m.add(&a, f.events, src), nil
}

// bits is a set of ordinals.
type bits []uint64

func (b bits) has(ord uint32) bool { return int(ord/64) < len(b) && b[ord/64]&(1<<(ord%64)) != 0 }
func (b bits) add(ord uint32)      { b[ord/64] |= 1 << (ord % 64) }
