package ingest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"iter"
	"path/filepath"
	"runtime"

	"github.com/seed-28a39f10/clew/model"
)

// Options says how a file is to be read. The zero value finds everything out by
// looking.
type Options struct {
	Profile  string   // a name of [Profiles], "" or "auto" for the one that fits
	Mapping  *Mapping // reads a file that no profile knows; excludes Profile
	Region   string   // ISO 3166-1 alpha-2, for telephone numbers without a country; may be ""
	Key      []byte   // 32 bytes, the investigation's key for hashing card numbers
	Platform string   // generic rows without one get this platform; accounts of a vendor's log get it instead of the vendor's
	Limits   Limits
	Workers  int // goroutines that parse; 0 is one a processor

	// Prepare, where not nil, is called for each row before it is delivered,
	// from several goroutines at once. An error of kind [model.ErrInput] or
	// [model.ErrLimit] rejects the row; any other fails the file.
	Prepare func(*model.Row) error
}

// Limits bounds what a file may ask of the machine. A field that is 0 has its
// default, a negative one none.
type Limits struct {
	Decompressed int64 // bytes out of a compressed file, default 2 GiB; plain files have no limit
	Ratio        int64 // bytes out for one byte in, after the first MiB out; default 200
	Rows         int64 // default 100,000,000
	Line         int   // bytes of one row, default 1 MiB, at most 1 GiB
	Name         int   // bytes of a name, an id or another identifier, default 4 KiB
	Text         int   // bytes of any other field, default 256 KiB
	Depth        int   // nesting of JSON, default and maximum 256
}

var defaultLimits = Limits{
	Decompressed: 2 << 30,
	Ratio:        200,
	Rows:         100_000_000,
	Line:         1 << 20,
	Name:         4 << 10,
	Text:         256 << 10,
	Depth:        256,
}

func (l Limits) withDefaults() Limits {
	fill := func(v *int, def, most int) {
		if *v == 0 {
			*v = def
		}
		if *v < 0 || *v > most {
			*v = most
		}
	}
	fill64 := func(v *int64, def int64) {
		if *v == 0 {
			*v = def
		}
		if *v < 0 {
			*v = 1<<63 - 1
		}
	}
	fill64(&l.Decompressed, defaultLimits.Decompressed)
	fill64(&l.Ratio, defaultLimits.Ratio)
	fill64(&l.Rows, defaultLimits.Rows)
	fill(&l.Line, defaultLimits.Line, 1<<30)
	fill(&l.Name, defaultLimits.Name, l.Line)
	fill(&l.Text, defaultLimits.Text, l.Line)
	fill(&l.Depth, defaultLimits.Depth, defaultLimits.Depth)
	return l
}

// File is an export that is open for reading.
type File struct {
	name   string // base name, for messages
	opts   Options
	src    *source
	layout layout
	plan   *plan

	onReject func(model.Reject)
	rejects  []model.Reject // rows before the header
	result   Result
	notes    notes
	seen     map[[16]byte]struct{} // of profiles whose rows may be there twice: their ids, hashed
	drained  bool
}

// Result is what came of a file. Read is always the sum of Accepted, Rejected
// and Duplicates.
type Result struct {
	SHA256     string // of the file as it lies on disk, lower-case hex; "" until Rows is drained
	Profile    string
	Read       uint64
	Accepted   uint64
	Rejected   uint64
	Duplicates uint64   // rows dropped because an earlier row of the file has the same event id
	Notes      []string // what a reader of the import should know; may quote outside text
}

// Open opens an export and finds out what it is from its first rows. The file
// must be a regular one. Errors are of type *[model.Error]. The file is closed
// when Rows ends, or by Close.
func Open(path string, o Options) (*File, error) {
	if o.Mapping != nil && o.Profile != "" && o.Profile != "auto" {
		return nil, &model.Error{Kind: model.ErrUsage, Message: "a mapping and a profile cannot be used together",
			Hint: "leave out one of them"}
	}
	o.Limits = o.Limits.withDefaults()
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	if o.Platform != "" && !validPlatform(o.Platform) {
		return nil, &model.Error{Kind: model.ErrUsage, Message: "not a platform's name", Where: model.Untrusted(o.Platform),
			Hint: "use lower-case letters, digits, '.', '_' and '-'"}
	}
	src, err := openSource(path, o.Limits)
	if err != nil {
		return nil, err
	}
	f := &File{name: filepath.Base(path), opts: o, src: src}
	if err := f.detect(); err != nil {
		src.Close()
		return nil, err
	}
	return f, nil
}

// Close releases the file. It is needed only where Rows is never ranged over.
func (f *File) Close() error { return f.src.Close() }

// OnReject sets the function that is told of each rejected row, in input order,
// from the goroutine that ranges over Rows and before the batch with the rows
// that follow. It must be set before Rows.
func (f *File) OnReject(fn func(model.Reject)) { f.onReject = fn }

// Progress gives the bytes of the file that have been read and its size, both as
// stored on disk. It may be called from any goroutine.
func (f *File) Progress() (done, total int64) { return f.src.progress() }

// Result gives the counts so far; they are final once Rows has ended.
func (f *File) Result() Result {
	r := f.result
	r.Profile = f.plan.name
	r.Notes = f.notes.lines()
	if f.drained {
		r.SHA256 = hex.EncodeToString(f.src.sum())
	}
	return r
}

// Rows parses the file, in parallel, and yields its rows in batches, in input
// order. A batch, its rows and their slices are the caller's until the next
// iteration; their strings stay valid, but each may keep its whole row in
// memory, so what is kept for long should be cloned. An error ends the
// iteration and means that the whole file is to be thrown away: what was
// yielded before may be the first part of something else than was exported.
// Rows may be called once.
func (f *File) Rows(ctx context.Context) iter.Seq2[[]model.Row, error] {
	return func(yield func([]model.Row, error) bool) {
		defer f.src.Close()
		for _, r := range f.rejects {
			f.reject(r)
		}
		f.rejects = nil
		p := startPipeline(ctx, f)
		defer p.stop()
		for {
			c, err := p.next()
			if err != nil {
				yield(nil, err)
				return
			}
			if c == nil {
				break
			}
			if err := f.count(c); err != nil {
				yield(nil, err)
				return
			}
			if len(c.out.rows) > 0 && !yield(c.out.rows, nil) {
				return
			}
			p.recycle(c)
		}
		if err := f.src.finish(); err != nil {
			yield(nil, err)
			return
		}
		f.drained = true
	}
}

// count books a chunk's outcome and tells of its rejects.
func (f *File) count(c *chunk) error {
	f.notes.add(&c.out.notes)
	if f.plan.dedup {
		f.dropDuplicates(&c.out)
	}
	rows := uint64(len(c.out.rows) + c.out.duplicates)
	if f.result.Read+rows+uint64(len(c.out.rejects)) > uint64(f.opts.Limits.Rows) {
		return &model.Error{Kind: model.ErrLimit, Where: model.Untrusted(f.name),
			Message: fmt.Sprintf("more than %d rows", f.opts.Limits.Rows),
			Hint:    "split the file and import the parts one after the other"}
	}
	f.result.Read += rows
	f.result.Accepted += uint64(len(c.out.rows))
	f.result.Duplicates += uint64(c.out.duplicates)
	for _, r := range c.out.rejects {
		f.reject(r)
	}
	return nil
}

// dropDuplicates takes out rows whose key an earlier row has had.
func (f *File) dropDuplicates(o *batch) {
	if f.seen == nil {
		f.seen = map[[16]byte]struct{}{}
	}
	kept := o.rows[:0]
	for i, row := range o.rows {
		if key := o.keys[i]; key != "" {
			sum := sha256.Sum256([]byte(key))
			short := [16]byte(sum[:16])
			if _, again := f.seen[short]; again {
				o.duplicates++
				continue
			}
			f.seen[short] = struct{}{}
		}
		kept = append(kept, row)
	}
	o.rows = kept
}

func (f *File) reject(r model.Reject) {
	f.result.Read++
	f.result.Rejected++
	if f.onReject != nil {
		f.onReject(r)
	}
}

func validPlatform(s string) bool {
	for _, c := range []byte(s) {
		if !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '.' || c == '_' || c == '-') {
			return false
		}
	}
	return s != "" && len(s) <= 64
}
