package imports

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store/ingest"
	"github.com/seed-28a39f10/clew/store/load"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

const (
	// lookRows is how many rows of a file are shown before it is imported.
	lookRows = 50
	// keptRejects is how many rejected rows of a file are listed.
	keptRejects = 500
	// mostFiles is how many files can be looked at together.
	mostFiles = 500
)

// file is one of the files that were chosen.
type file struct {
	path   string
	name   string // clean
	size   int64
	glance *load.Glance
	err    error        // it cannot be read
	loaded *load.Loaded // what came of it, or would

	rejectsTo string // where its rejected rows would go; "" where they cannot
}

// rejectsGo says where the rejected rows of the file would go, clean.
func (f *file) rejectsGo() string {
	if f.rejectsTo == "" {
		return "nowhere: no folder can be written to"
	}
	return words.Clean(f.rejectsTo)
}

// rejectsIn says in which folder they would be, clean.
func (f *file) rejectsIn() string {
	if f.rejectsTo == "" {
		return f.rejectsGo()
	}
	return words.Clean(filepath.Dir(f.rejectsTo))
}

// options say how the files are read.
type options struct {
	profile, platform, region string
	mapping                   *ingest.Mapping
	mappingPath               string
}

func (o options) ingest() ingest.Options {
	return ingest.Options{Profile: o.profile, Platform: o.platform, Region: o.region, Mapping: o.mapping}
}

// said lists the options that are not the usual ones.
func (o options) said() string {
	var parts []string
	if o.profile != "" {
		parts = append(parts, "profile "+o.profile)
	}
	if o.mapping != nil {
		parts = append(parts, "mapping "+words.Clean(filepath.Base(o.mappingPath)))
	}
	if o.platform != "" {
		parts = append(parts, "platform "+words.Clean(o.platform))
	}
	if o.region != "" {
		parts = append(parts, "region "+words.Clean(o.region))
	}
	return strings.Join(parts, ", ")
}

type (
	lookMsg   struct{ files []file }
	trialMsg  struct{ outcome load.Outcome }
	pathsMsg  struct{ list []marked }
	optionMsg struct {
		page *Page
		set  func(*options)
	}
	mappingMsg struct {
		path    string
		mapping *ingest.Mapping
	}
)

// choose looks at files.
func (p *Page) choose(list []marked) tea.Cmd {
	if len(list) > mostFiles {
		return page.Notice(page.Warning, "at most "+words.Count(mostFiles, "file")+" are imported at once; "+words.Thousands(len(list))+" are marked")
	}
	p.step, p.files, p.without = looking, nil, false
	for _, m := range list {
		p.files = append(p.files, file{path: m.path, name: words.Clean(filepath.Base(m.path)), size: m.size})
	}
	p.focus = onFiles
	if len(list) == 1 {
		p.focus = onDetail
	}
	p.sheet.Reset(0, 0)
	p.show()
	return p.lookAgain()
}

// chooseByPath looks at files whose sizes are not known yet.
func (p *Page) chooseByPath(paths []string) tea.Cmd {
	return page.Ask(&p.finding, func(context.Context) (pathsMsg, error) {
		var out pathsMsg
		for _, path := range paths {
			abs, err := filepath.Abs(path)
			if err != nil {
				return out, err
			}
			m := marked{path: abs}
			if info, err := os.Stat(abs); err == nil {
				m.size = info.Size()
			}
			out.list = append(out.list, m)
		}
		return out, nil
	})
}

// lookAgain reads the beginning of each file as the options say now.
func (p *Page) lookAgain() tea.Cmd {
	p.trying.Close()
	p.tried = ""
	files, o := append([]file(nil), p.files...), p.options.ingest()
	o.Key = p.store.CardKey()
	return page.Ask(&p.looking, func(ctx context.Context) (lookMsg, error) {
		for i := range files {
			f := &files[i]
			f.loaded = nil
			f.glance, f.err = load.Look(ctx, f.path, o, lookRows)
			f.rejectsTo = load.RejectFile(f.path)
			if err := ctx.Err(); err != nil {
				return lookMsg{}, err
			}
		}
		return lookMsg{files}, nil
	})
}

func (p *Page) takeLook(msg page.Answer[lookMsg]) tea.Cmd {
	if !page.Takes(&p.looking, msg) || p.step != looking {
		return nil
	}
	if msg.Err != nil {
		return page.Fail(msg.Err)
	}
	p.files = msg.Value.files
	p.show()
	return p.try()
}

// usable gives the files that can be read.
func (p *Page) usable() []file {
	return slices.DeleteFunc(slices.Clone(p.files), func(f file) bool { return f.err != nil })
}

// unreadable gives the first file that cannot be imported as things are.
func (p *Page) unreadable() *file {
	i := slices.IndexFunc(p.files, func(f file) bool { return f.err != nil })
	if i < 0 || p.without && len(p.usable()) > 0 {
		return nil
	}
	return &p.files[i]
}

// try has the import done up to its last step, to say what would come of it.
func (p *Page) try() tea.Cmd {
	files := toLoad(p.usable())
	if len(files) == 0 {
		return nil
	}
	if deskOf(p.env).Running() != "" {
		p.tried = "What it would bring can be found out when the import under way is over."
		return nil
	}
	progress := &progress{}
	p.progress = progress
	t := newTask()
	deskOf(p.env).work = trial{t}
	p.before = p.store.Len()
	l := load.Loader{DB: p.store, Actor: p.env.Actor, Options: p.options.ingest(), DryRun: true, Keep: keptRejects,
		Stage: progress.stage(p.env.Now)}
	ask := page.Ask(&p.trying, func(ctx context.Context) (trialMsg, error) {
		defer context.AfterFunc(ctx, t.cancel)()
		defer t.end()
		if !t.begin() {
			return trialMsg{}, context.Canceled
		}
		out, err := l.Import(t.ctx, files)
		return trialMsg{out}, err
	})
	return tea.Batch(ask, p.tick())
}

func toLoad(files []file) []load.Export {
	out := make([]load.Export, len(files))
	for i, f := range files {
		out[i] = load.Export{Path: f.path, Name: f.path}
	}
	return out
}

func (p *Page) takeTrial(msg page.Answer[trialMsg]) tea.Cmd {
	if !page.Takes(&p.trying, msg) || p.step != looking {
		return nil
	}
	if f := p.blamed(msg.Err); f != nil {
		f.err = msg.Err
		p.show()
		return p.try() // of the others
	}
	if msg.Err != nil {
		// What it would bring is not known; the import itself may still go well.
		p.tried = "What it would bring could not be found out: " + page.Problem(msg.Err).Text + "."
		return nil
	}
	p.take(msg.Value.outcome)
	p.tried = "It would bring: " + p.sum() + "."
	return nil
}

// blamed gives the file that cannot be read to its end, where that is what an error
// says.
func (p *Page) blamed(err error) *file {
	var e *model.Error
	if !errors.As(err, &e) || e.Kind != model.ErrInput && e.Kind != model.ErrUnsupported && e.Kind != model.ErrLimit {
		return nil
	}
	for i := range p.files {
		if f := &p.files[i]; f.err == nil && e.Where == model.Untrusted(f.path) {
			return f
		}
	}
	return nil
}

// take puts what came of each file beside it.
func (p *Page) take(out load.Outcome) {
	rest := out.Files
	for i := range p.files {
		if f := &p.files[i]; f.err == nil && len(rest) > 0 {
			f.loaded, rest = &rest[0], rest[1:]
		}
	}
	p.show()
}

// sum says what came of all files together.
func (p *Page) sum() string {
	var added, changed, same, bad uint64
	for _, f := range p.files {
		if l := f.loaded; l != nil {
			added, changed, same, bad = added+l.New, changed+l.Changed, same+l.Unchanged, bad+l.Rejected
		}
	}
	return words.Brought(p.before, added, changed, same, bad)
}

// about says what kind of file it is.
func about(g *load.Glance, th *theme.Theme) string {
	parts := []string{g.Profile, g.Format}
	if g.Delimiter != "" {
		parts = append(parts, "delimiter "+words.Clean(g.Delimiter))
	}
	if g.Packed != "" {
		parts = append(parts, g.Packed)
	}
	if g.Envelope != "" {
		parts = append(parts, "rows under "+words.Clean(g.Envelope))
	}
	if g.Platform != "" {
		parts = append(parts, "platform "+words.Clean(g.Platform))
	}
	return strings.Join(append(parts, words.Size(g.Bytes)), " "+th.Glyphs.Bullet+" ")
}

// optionsMenu offers how the files are read.
func (p *Page) optionsMenu() tea.Cmd {
	set := func(fn func(*options)) tea.Cmd { return page.Tell(optionMsg{p, fn}) }
	ask := func(title, prompt, value, about string, put func(*options, string)) tea.Cmd {
		f := overlay.Field{Prompt: prompt + " "}
		f.Set(value)
		return page.Tell(page.Show{Overlay: &overlay.Prompt{Env: p.env, Title: title, Field: f, About: draw.T(theme.Dim, about),
			Run: func(s string) tea.Cmd { return set(func(o *options) { put(o, strings.TrimSpace(s)) }) }}})
	}
	items := []overlay.Item{{Group: "what the files are", Label: "auto", Note: "found by looking", Run: set(func(o *options) { o.profile, o.mapping = "", nil })}}
	for _, prof := range ingest.Profiles() {
		items = append(items, overlay.Item{Group: "what the files are", Label: prof.Name, Note: prof.Title,
			Run: set(func(o *options) { o.profile, o.mapping = prof.Name, nil })})
	}
	items = append(items,
		overlay.Item{Group: "more", Label: "mapping", Note: words.ByMapping, Run: p.askMapping()},
		overlay.Item{Group: "more", Label: "platform", Note: "of accounts that name none", Run: ask("Platform of accounts that name none", "platform", p.options.platform,
			"lower-case letters, digits, '.', '_' and '-'; empty for none", func(o *options, s string) { o.platform = s })},
		overlay.Item{Group: "more", Label: "region", Note: "country of phone numbers without one", Run: ask("Country of phone numbers without one", "region", p.options.region,
			"two letters, as in US; empty for none", func(o *options, s string) { o.region = strings.ToUpper(s) })})
	return page.Tell(page.Show{Overlay: &overlay.Menu{Env: p.env, Title: "How the files are read", Items: items, Search: true}})
}

func (p *Page) askMapping() tea.Cmd {
	f := overlay.Field{Prompt: "mapping ", Hint: "path of a TOML file"}
	f.Set(p.options.mappingPath)
	dir := p.chooser.dir
	return page.Tell(page.Show{Overlay: &overlay.Prompt{Env: p.env, Title: "Read the files by a mapping", Field: f,
		About: draw.T(theme.Dim, "which column is which field; for a file that is not known the page shows one to begin with"),
		Path:  &overlay.Paths{Resolve: func(s string) (string, error) { return pathIn(s, dir), nil }},
		Run: func(s string) tea.Cmd {
			path := pathIn(s, dir)
			return page.Ask(&p.mapping, func(context.Context) (mappingMsg, error) {
				m, err := readMapping(path)
				return mappingMsg{path, m}, err
			})
		}}})
}

// pathIn reads a path that is typed; a relative one is from a folder.
func pathIn(typed, dir string) string {
	in, name, _ := asPath(typed, dir, home())
	return filepath.Join(in, name)
}

func readMapping(path string) (*ingest.Mapping, error) {
	info, err := os.Stat(path)
	if err == nil && !info.Mode().IsRegular() {
		return nil, &model.Error{Kind: model.ErrUsage, Message: "the mapping is no file", Where: model.Untrusted(path)}
	}
	var f *os.File
	if err == nil {
		f, err = os.Open(path)
	}
	if err != nil {
		return nil, &model.Error{Kind: model.ErrUsage, Message: "the mapping cannot be read", Where: model.Untrusted(path), Err: err}
	}
	defer f.Close()
	return ingest.ParseMapping(f, path)
}
