package imports

import (
	"cmp"
	"path/filepath"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store/load"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/table"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// Store is what the page needs of the investigation.
type Store interface {
	load.DB
	Len() int
}

// step is where in the work the page is.
type step uint8

const (
	choosing step = iota // files
	looking              // at what is understood of them
	importing
	finished
)

// pane is a part of the page that can have the keyboard.
type pane uint8

const (
	onFiles pane = iota
	onDetail
)

// Page is the import page.
type Page struct {
	env   *page.Env
	store Store

	step    step
	chooser chooser
	files   []file
	options options
	start   []model.Untrusted // files that the page was opened with

	sheet  *table.Table // the files
	detail [tabs]*table.Table
	tab    tab
	shown  string // path of the file in the detail
	focus  pane

	without bool // the files that cannot be read are left out
	before  int  // accounts when the import was tried or begun

	progress *progress // of the trial or the import
	tried    string    // what the trial found
	job      *job
	ticking  bool

	width, height int
	looking       page.Door
	trying        page.Door
	finding       page.Door
	mapping       page.Door
}

// New makes the page: on the files of the place, or on its folder to choose some. An
// import that is under way, or that nobody has seen the end of, is shown instead.
func New(env *page.Env, s Store, p page.Place) page.Page { return newPage(env, s, p) }

func newPage(env *page.Env, s Store, p page.Place) *Page {
	dir := string(p.Ref)
	if dir == "" && len(p.Refs) > 0 {
		dir = filepath.Dir(string(p.Refs[0]))
	}
	if dir == "" {
		dir = cmp.Or(deskOf(env).folder, ".")
	}
	pg := &Page{env: env, store: s, chooser: newChooser(dir), start: p.Refs, sheet: newSheet(), detail: newDetail()}
	if j := jobOf(env); j != nil && len(p.Refs) == 0 && (!j.over() || !j.seen) {
		pg.follow(j)
	}
	return pg
}

// Title implements page.Page.
func (p *Page) Title() string {
	switch {
	case p.step == choosing:
		return "Import"
	case len(p.files) == 1:
		return "Import: " + p.files[0].name
	}
	return "Import: " + words.Count(len(p.files), "file")
}

// Place implements page.Page.
func (p *Page) Place() page.Place {
	out := page.Place{Page: page.Import, Ref: model.Untrusted(p.chooser.dir)}
	if p.step == looking {
		for _, f := range p.files {
			out.Refs = append(out.Refs, model.Untrusted(f.path))
		}
	}
	return out
}

// Init implements page.Page.
func (p *Page) Init() tea.Cmd {
	cmds := []tea.Cmd{p.readDir()}
	if p.job != nil {
		cmds = append(cmds, p.tick())
	} else if len(p.start) > 0 {
		var paths []string
		for _, r := range p.start {
			paths = append(paths, string(r))
		}
		cmds = append(cmds, p.chooseByPath(paths))
	}
	return tea.Batch(cmds...)
}

// Refresh implements page.Refresher.
func (p *Page) Refresh() tea.Cmd {
	switch p.step {
	case choosing:
		p.chooser.peeked = peek{}
		return p.readDir()
	case looking:
		return p.lookAgain()
	}
	return nil
}

// Close implements page.Closer.
func (p *Page) Close() {
	page.CloseAll(&p.looking, &p.trying, &p.finding, &p.mapping, &p.chooser.reading, &p.chooser.listing, &p.chooser.peeking)
}

// Update implements page.Page.
func (p *Page) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case page.Answer[folderMsg]:
		return p.takeFolder(msg)
	case page.Answer[listing]:
		return p.takeListing(msg)
	case page.Answer[peek]:
		if page.Takes(&p.chooser.peeking, msg) {
			p.chooser.peeked = msg.Value
		}
	case page.Answer[pathsMsg]:
		if !page.Takes(&p.finding, msg) {
			return nil
		}
		if msg.Err != nil {
			return page.Fail(msg.Err)
		}
		return p.choose(msg.Value.list)
	case page.Answer[lookMsg]:
		return p.takeLook(msg)
	case page.Answer[trialMsg]:
		return p.takeTrial(msg)
	case page.Answer[mappingMsg]:
		return p.takeMapping(msg)
	case page.Resized:
		if p.step == choosing {
			return p.peek()
		}
	case optionMsg:
		if msg.page == p {
			msg.set(&p.options)
			p.chooser.peeked = peek{}
			return p.optionsChanged()
		}
	case setSortMsg:
		if msg.page == p {
			return p.sortBy(msg.key)
		}
	case startMsg:
		if msg.page == p {
			return p.begin()
		}
	case endedMsg:
		if msg.job == p.job {
			p.finish()
		}
	case tickMsg:
		if msg.page == p {
			p.ticking = false
			return p.tick()
		}
	}
	return nil
}

func (p *Page) optionsChanged() tea.Cmd {
	if p.step == looking {
		return p.lookAgain()
	}
	return p.peek()
}

func (p *Page) takeMapping(msg page.Answer[mappingMsg]) tea.Cmd {
	if !page.Takes(&p.mapping, msg) {
		return nil
	}
	if msg.Err != nil {
		return page.Fail(msg.Err)
	}
	p.options.profile, p.options.mapping, p.options.mappingPath = "", msg.Value.mapping, msg.Value.path
	p.chooser.peeked = peek{}
	return p.optionsChanged()
}

type (
	startMsg struct{ page *Page }
	tickMsg  struct{ page *Page }
)

// between is the time between two drawings of the progress.
const between = 100 * time.Millisecond

// tick has the page drawn again for as long as something is under way.
func (p *Page) tick() tea.Cmd {
	running := p.step == importing && !p.job.over() || p.step == looking && p.trying.Waiting()
	if p.ticking || !running {
		return nil
	}
	p.ticking = true
	return tea.Tick(between, func(time.Time) tea.Msg { return tickMsg{p} })
}

// askStart asks whether to import.
func (p *Page) askStart() tea.Cmd {
	var bytes int64
	files := p.usable()
	for _, f := range files {
		bytes += f.size
	}
	tried := p.tried
	if tried == "" {
		tried = "What it would bring is not known yet."
	}
	return page.Tell(page.Show{Overlay: &overlay.Confirm{Env: p.env, Title: "Import", Yes: "import", Run: page.Tell(startMsg{p}),
		Lines: append([]draw.Line{
			draw.Plain("Load " + words.Count(len(files), "file") + ", " + words.Size(bytes) + ", into " + p.env.Name + "."),
			draw.T(theme.Dim, tried),
			draw.T(theme.Dim, "All of this is loaded, or none."),
		}, p.confirmed(files)...)}})
}

// confirmed says what else somebody agrees to: what is left out, and where rows go
// that cannot be used.
func (p *Page) confirmed(files []file) []draw.Line {
	var lines []draw.Line
	if n := len(p.files) - len(files); n > 0 {
		lines = append(lines, draw.T(theme.Warn, words.Count(n, "file")+" left out: not readable."))
	}
	if len(files) == 1 {
		return append(lines, draw.T(theme.Dim, "Rows that cannot be used go to "+files[0].rejectsGo()+"."))
	}
	const most = 4 // folders in one question
	var dirs []string
	for _, f := range files {
		if dir := f.rejectsIn(); !slices.Contains(dirs, dir) {
			dirs = append(dirs, dir)
		}
	}
	said := strings.Join(dirs[:min(len(dirs), most)], ", ")
	if more := len(dirs) - most; more > 0 {
		said += " and " + words.Count(more, "more folder")
	}
	said = "Rows that cannot be used go to FILE" + load.RejectSuffix + " in " + said
	if slices.ContainsFunc(files, func(f file) bool { return filepath.Dir(f.path) != filepath.Dir(f.rejectsTo) }) {
		said += ", as the folder of the files cannot be written to"
	}
	return append(lines, draw.T(theme.Dim, said+"."))
}

// begin starts the import.
func (p *Page) begin() tea.Cmd {
	if why := p.Why(keys.Open); p.step != looking || why != "" {
		return nil
	}
	p.trying.Close()
	p.looking.Close()
	j, cmd := startJob(p.env, p.store, p.usable(), p.options)
	p.follow(j)
	return tea.Batch(cmd, p.tick())
}

// follow shows an import.
func (p *Page) follow(j *job) {
	p.job, p.progress, p.files, p.step, p.before = j, &j.progress, j.files, importing, j.before
	if j.over() {
		p.finish()
	}
}

// finish shows what came of the import. Where nothing did, the files are there to try
// again.
func (p *Page) finish() {
	j := p.job
	out, err := j.outcome, j.err
	if len(out.Files) == 0 {
		j.seen = true
		p.step, p.job = looking, nil
		p.tried = "The import was given up; nothing was changed."
		if !givenUp(err) {
			p.tried = "The import failed: " + page.Problem(err).Text + "."
		}
		p.show()
		return
	}
	p.step, p.tab = finished, tabRejects
	p.shown = ""
	p.take(out)
}

// askCancel asks whether to give the import up.
func (p *Page) askCancel() tea.Cmd {
	j := p.job
	lines := []draw.Line{draw.Plain("Nothing of it is kept: the investigation stays as it was."),
		draw.T(theme.Dim, "Other pages can be used while it goes on; "+p.env.Keys.Key(keys.Queue)+" shows the queue.")}
	if j.loaded() {
		lines = []draw.Line{draw.Plain("The files are loaded already and stay. Only what follows from them is left for later: it is computed when first asked for.")}
	}
	return page.Tell(page.Show{Overlay: &overlay.Confirm{Env: p.env, Title: "Give up the import?", Yes: "give it up", Lines: lines,
		Run: func() tea.Msg {
			j.cancel()
			return nil
		}}})
}

// leave goes back to choosing files.
func (p *Page) leave() tea.Cmd {
	if p.step == finished {
		p.job.seen = true
		p.chooser.clearMarks()
	}
	p.looking.Close()
	p.trying.Close()
	p.step, p.job, p.tried = choosing, nil, ""
	return p.readDir()
}

// Escape implements page.Escaper.
func (p *Page) Escape() (tea.Cmd, bool) {
	c := &p.chooser
	switch {
	case p.step == importing && p.job.stopping():
		return page.Notice(page.Note, "the import is being given up"), true
	case p.step == importing:
		return p.askCancel(), true
	case p.step != choosing:
		return p.leave(), true
	case c.field.Value() != "":
		c.field.Set("")
		c.wrong = nil
		return p.narrow(), true
	case len(c.marked) > 0:
		n := len(c.marked)
		c.clearMarks()
		return page.Notice(page.Note, words.Count(n, "mark")+" cleared"), true
	}
	return nil, false
}
