package ring

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/evidence"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/clip"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/table"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/words"
)

// Path is the page of the ways between two accounts.
type Path struct {
	env   *page.Env
	store Store
	refs  []model.Untrusted

	ways   *ways // nil until they are found
	failed string
	at     int // which of them
	text   waterfall
	cursor int // index of a stop
	top    int // first line that is shown
	head   draw.Block

	width, height int
	progress      *progress
	reading       page.Door
}

// ways are the strongest ways between two accounts.
type ways struct {
	ends  [2]uint32
	paths []store.Path
	via   evidence.Via
	cut   bool
	rows  map[uint32]store.AccountRow
}

func newPath(env *page.Env, s Store, p page.Place) *Path {
	return &Path{env: env, store: s, refs: p.Refs, progress: startProgress(env, "looking for links")}
}

// Title implements page.Page.
func (p *Path) Title() string {
	if len(p.refs) != 2 {
		return "Way"
	}
	from, to := text.Display(p.refs[0]), text.Display(p.refs[1])
	if w := p.ways; w != nil {
		from, to = words.Who(w.rows[w.ends[0]]), words.Who(w.rows[w.ends[1]])
	}
	return "Way: " + from + " to " + to
}

// Place implements page.Page.
func (p *Path) Place() page.Place { return page.Place{Page: page.Path, Refs: p.refs} }

// Init implements page.Page.
func (p *Path) Init() tea.Cmd { return p.read() }

// Refresh implements page.Refresher.
func (p *Path) Refresh() tea.Cmd { return p.read() }

// Close implements page.Closer.
func (p *Path) Close() { page.CloseAll(&p.reading) }

func (p *Path) read() tea.Cmd {
	doing, s, refs := startProgress(p.env, "looking for links"), p.store, p.refs
	p.progress, p.failed = doing, ""
	return tea.Batch(doing.tick(), page.Ask(&p.reading, func(ctx context.Context) (*ways, error) {
		if len(refs) != 2 {
			return nil, &model.Error{Kind: model.ErrUsage, Message: "a way leads from one account to another", Hint: "mark two accounts"}
		}
		var ends [2]uint32
		for i, ref := range refs {
			ord, err := s.Resolve(ctx, string(ref))
			if err != nil {
				return nil, err
			}
			ends[i] = ord
		}
		if ends[0] == ends[1] {
			return nil, &model.Error{Kind: model.ErrUsage, Message: words.OneAccount, Where: refs[1]}
		}
		return findWays(ctx, s, ends, doing)
	}))
}

func findWays(ctx context.Context, s Store, ends [2]uint32, doing *progress) (*ways, error) {
	links, err := linksOf(ctx, s, doing)
	if err != nil {
		return nil, err
	}
	w := &ways{ends: ends, rows: map[uint32]store.AccountRow{}}
	if max(ends[0], ends[1]) < uint32(links.Len()) { // links may be older than the accounts
		doing.say("looking for ways")
		if w.paths, w.via, w.cut, err = links.Path(ctx, ends[0], ends[1]); err != nil {
			return nil, err
		}
	}
	ords := ends[:]
	for _, path := range w.paths {
		ords = append(ords, path.Accounts...)
	}
	rows, err := s.Listing(ctx, ords)
	for i, row := range rows {
		w.rows[ords[i]] = row
	}
	return w, err
}

// Update implements page.Page.
func (p *Path) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tickMsg:
		return p.progress.took(msg, p.reading.Waiting())
	case page.Answer[*ways]:
		if !page.Takes(&p.reading, msg) {
			return nil
		}
		if msg.Err != nil {
			p.failed = words.Clean(msg.Err.Error())
			p.flow()
			return page.Fail(msg.Err)
		}
		p.ways = msg.Value
		p.at = min(p.at, max(len(p.ways.paths)-1, 0))
		p.flow()
	}
	return nil
}

// found reports whether there is a way.
func (p *Path) found() bool { return p.ways != nil && len(p.ways.paths) > 0 }

// flow lays the way out for the width, with the cursor where it was.
func (p *Path) flow() {
	p.head = p.headLines()
	if !p.found() {
		return
	}
	p.text = fall(p.env.Theme, p.ways, p.at, p.width)
	p.move(p.cursor)
}

// move puts the cursor on a stop and what belongs to it in view.
func (p *Path) move(to int) {
	if len(p.text.stops) == 0 {
		return
	}
	p.cursor = max(min(to, len(p.text.stops)-1), 0)
	s, room := p.text.stops[p.cursor], p.room()
	from := s.line
	if p.cursor == 0 {
		from = 0
	}
	p.top = min(p.top, from)
	until := s.until
	if p.cursor == len(p.text.stops)-1 {
		until = len(p.text.lines)
	}
	p.top = max(p.top, min(until-room, s.line))
	p.top = max(min(p.top, len(p.text.lines)-room), 0)
}

// room is how many lines of the way are shown.
func (p *Path) room() int { return max(p.height-len(p.head), 1) }

func (p *Path) stop() *stop {
	if !p.found() || p.cursor >= len(p.text.stops) {
		return nil
	}
	return &p.text.stops[p.cursor]
}

// Actions implements page.Page.
func (p *Path) Actions() []keys.Action {
	return append([]keys.Action{keys.Open, keys.Pivot, keys.Switch, keys.Compare, keys.Ring, keys.Copy, keys.CopyMenu, keys.NextTab, keys.PrevTab, keys.Left, keys.Right}, table.Moves()...)
}

// Why implements page.Page.
func (p *Path) Why(a keys.Action) string {
	s := p.stop()
	switch a {
	case keys.Open, keys.Right, keys.Copy, keys.CopyMenu, keys.Compare, keys.Ring:
		if s == nil {
			return "there is no way to look at"
		}
		if a == keys.Ring && s.account == nil {
			return "the cursor is on no account"
		}
		if (a == keys.Open || a == keys.Right) && s.account == nil && s.ref == "" {
			return "this is no value that others could carry"
		}
	case keys.Pivot:
		switch {
		case s == nil:
			return "there is no way to look at"
		case s.account == nil && s.ref == "":
			return "this is no value that others could carry"
		}
	case keys.Switch, keys.NextTab, keys.PrevTab:
		if !p.found() || len(p.ways.paths) == 1 {
			return "there is no other way as short and as strong"
		}
	}
	return ""
}

// Do implements page.Page.
func (p *Path) Do(a keys.Action) tea.Cmd {
	half := max(p.room()/2, 1)
	switch a {
	case keys.Left:
		return page.Tell(page.Close{})
	case keys.Up:
		p.move(p.cursor - 1)
	case keys.Down:
		p.move(p.cursor + 1)
	case keys.Top:
		p.move(0)
	case keys.Bottom:
		p.move(len(p.text.stops) - 1)
	case keys.HalfUp:
		p.scroll(-half)
	case keys.HalfDown:
		p.scroll(half)
	case keys.PageUp:
		p.scroll(-p.room())
	case keys.PageDown:
		p.scroll(p.room())
	case keys.Switch, keys.NextTab:
		p.turn(1)
	case keys.PrevTab:
		p.turn(-1)
	default:
		return p.open(a)
	}
	return nil
}

// scroll moves the cursor by so many lines.
func (p *Path) scroll(delta int) {
	s := p.stop()
	if s == nil {
		return
	}
	to := p.cursor
	for step := 1; ; {
		if delta < 0 {
			step = -1
		}
		next := to + step
		if next < 0 || next >= len(p.text.stops) {
			break
		}
		to = next
		if moved := p.text.stops[to].line - s.line; moved >= delta && delta > 0 || moved <= delta && delta < 0 {
			break
		}
	}
	p.move(to)
}

// turn shows another of the ways.
func (p *Path) turn(step int) {
	if !p.found() {
		return
	}
	n := len(p.ways.paths)
	p.at, p.cursor, p.top = (p.at+step+n)%n, 0, 0
	p.flow()
}

func (p *Path) copyMenu(s *stop) tea.Cmd {
	var m clip.Menu
	if s.account != nil {
		m.Value("account id", s.account.ID.String())
		m.Identifier("e-mail", model.KindEmail.String(), s.account.Email)
		m.Value("user name", s.account.Username)
		m.Value("display name", s.account.DisplayName)
		return m.Show(p.env)
	}
	kind, _, _ := strings.Cut(string(s.ref), ":")
	m.Identifier("value", kind, s.value)
	m.Value("value with its kind", s.ref)
	return m.Show(p.env)
}

func (p *Path) open(a keys.Action) tea.Cmd {
	s := p.stop()
	if s == nil {
		return nil
	}
	switch {
	case a == keys.Compare:
		var refs []model.Untrusted
		for _, ord := range p.ways.paths[p.at].Accounts {
			refs = append(refs, p.ways.rows[ord].ID.String())
		}
		return page.Open(page.Place{Page: page.Compare, Refs: refs})
	case a == keys.CopyMenu:
		return p.copyMenu(s)
	case a == keys.Copy && s.account == nil:
		return page.Tell(page.Copy{Text: s.value})
	case a == keys.Copy:
		return page.Tell(page.Copy{Text: s.account.ID.String()})
	case s.account == nil && s.ref != "" && a != keys.Ring:
		return page.Open(page.Place{Page: page.Pivot, Ref: s.ref})
	case s.account == nil:
		return nil
	case a == keys.Ring:
		return page.Open(page.Place{Page: page.Ring, Ref: s.account.ID.String()})
	case a == keys.Pivot:
		return page.Open(page.Place{Page: page.Account, Ref: s.account.ID.String(), Tab: "identifiers"})
	}
	return page.Open(page.Place{Page: page.Account, Ref: s.account.ID.String()})
}
