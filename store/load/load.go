package load

import (
	"context"
	"errors"
	"path/filepath"
	"sync/atomic"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/store/base"
	"github.com/seed-28a39f10/clew/store/ingest"
)

// DB is what loading needs of an investigation. *store.DB is one.
type DB interface {
	BeginImport(ctx context.Context, actor string) (*store.Import, error)
	CardKey() []byte
	Derive(ctx context.Context, progress func(float64)) error
	KnownLinks() *store.Links
	Relink(ctx context.Context, actor string, before *store.Links, progress func(doing string)) (*store.RingChange, error)
}

// Loader takes exports into an investigation: all of them, or nothing.
type Loader struct {
	DB      DB
	Actor   string
	Options ingest.Options
	DryRun  bool
	// Stage is told of each part of the work as it begins; it may be nil.
	Stage func(Stage)
	// Keep is how many rejected rows of each file are given back.
	Keep int
}

// What a stage is doing. Those of the links have the words of store.DB.Relink.
const (
	Reading  = "reading"
	Writing  = "writing the investigation"
	Deriving = "computing signals and scores"
)

// Stage is a part of the work.
type Stage struct {
	Doing string
	File  int             // index of the export that is read, else -1
	Name  model.Untrusted // of that file
	// At says how far it is, from any goroutine; the amounts are bytes where a file is
	// read. It may be nil.
	At func() (done, total int64)
}

// Export is a file to be loaded and the path as which it is known.
type Export struct{ Path, Name string }

// Loaded is what came of one export.
type Loaded struct {
	store.FileReport
	Result       ingest.Result
	Rejects      *Rejects
	RejectedFile string // with the rejected rows; "" where there is none
}

// Outcome is what came of an import.
type Outcome struct {
	Files   []Loaded
	Changed bool // the files said something new
	// Unlinked says why the links were not computed, after an import that is whole.
	Unlinked error
}

// Import loads the exports and brings links and rings up to date. Where files were
// loaded but something failed later, there are an outcome and an error.
func (l *Loader) Import(ctx context.Context, exports []Export) (Outcome, error) {
	before := l.DB.KnownLinks()
	files, changed, err := l.Load(ctx, exports)
	out := Outcome{Files: files, Changed: changed}
	if err == nil && changed && !l.DryRun {
		_, out.Unlinked = l.DB.Relink(ctx, l.Actor, before, func(doing string) { l.begin(Stage{Doing: doing, File: -1}) })
	}
	return out, err
}

// Load reads the exports, in order, and makes them part of the investigation.
// The second result is false when they said nothing new.
func (l *Loader) Load(ctx context.Context, exports []Export) ([]Loaded, bool, error) {
	imp, err := l.DB.BeginImport(ctx, l.Actor)
	if err != nil {
		return nil, false, err
	}
	defer imp.Abort()
	var all []Loaded
	defer func() {
		for _, o := range all {
			o.Rejects.Discard()
		}
	}()
	opts := l.Options
	opts.Key, opts.Prepare = l.DB.CardKey(), imp.Prepare
	for i, e := range exports {
		o := Loaded{Rejects: &Rejects{Export: e.Name, Dry: l.DryRun, Keep: l.Keep}}
		o.Result, err = l.read(ctx, imp, i, e, opts, o.Rejects)
		all = append(all, o)
		if err != nil {
			return nil, false, InFile(e.Name, err)
		}
	}
	reports, changed, err := l.finish(ctx, imp)
	if err != nil {
		return nil, false, err
	}
	if !l.DryRun {
		Derive(ctx, l.DB, l.begin)
	}
	var late error
	for i := range all {
		var err error
		all[i].FileReport = reports[i]
		all[i].RejectedFile, err = all[i].Rejects.Save()
		late = errors.Join(late, err)
	}
	return all, changed, late
}

func (l *Loader) begin(s Stage) {
	if l.Stage != nil {
		l.Stage(s)
	}
}

// read brings one export into the import.
func (l *Loader) read(ctx context.Context, imp *store.Import, n int, e Export, opts ingest.Options, rejected *Rejects) (ingest.Result, error) {
	f, err := ingest.Open(e.Path, opts)
	if err != nil {
		return ingest.Result{}, err
	}
	defer f.Close()
	f.OnReject(rejected.Add)
	described := f.Describe()
	name := model.Untrusted(filepath.Base(e.Name))
	_, bytes := f.Progress()
	l.begin(Stage{Doing: Reading, File: n, Name: name, At: f.Progress})
	imp.StartFile(name)
	for rows, err := range f.Rows(ctx) {
		if err == nil {
			err = imp.Add(rows)
		}
		if err == nil {
			err = rejected.Err()
		}
		if err != nil {
			return ingest.Result{}, err
		}
	}
	if err := rejected.Err(); err != nil {
		return ingest.Result{}, err
	}
	r := f.Result()
	r.Notes = append(r.Notes, remarks(described, opts, r)...)
	imp.EndFile(base.FileMeta{Name: name, SHA256: r.SHA256, Profile: r.Profile, Bytes: bytes,
		Read: r.Read, Accepted: r.Accepted, Rejected: r.Rejected})
	return r, nil
}

func (l *Loader) finish(ctx context.Context, imp *store.Import) (reports []store.FileReport, changed bool, err error) {
	progress := share(Writing, l.begin)
	if l.DryRun {
		reports, err = imp.DryRun(ctx, progress)
		return reports, false, err
	}
	return imp.Commit(ctx, progress)
}

// Derive computes what follows from a change that is on disk already. Whatever
// goes wrong, who needs it computes it again, and says so then.
func Derive(ctx context.Context, db DB, begin func(Stage)) {
	_ = db.Derive(ctx, share(Deriving, begin))
}

// share begins a stage that knows only which part of it is done.
func share(doing string, begin func(Stage)) func(float64) {
	const whole = 1e6
	part := new(atomic.Int64)
	begin(Stage{Doing: doing, File: -1, At: func() (done, total int64) { return part.Load(), whole }})
	return func(f float64) { part.Store(int64(f * whole)) }
}

// InFile makes sure that an error says which export it is about.
func InFile(name string, err error) error {
	var m *model.Error
	if !errors.As(err, &m) || errors.Is(err, context.Canceled) {
		return err
	}
	if m.Where == "" {
		with := *m
		with.Where = model.Untrusted(name)
		return &with
	}
	return err
}
