package ring

import (
	"context"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// tickEvery is how often a page that waits shows what is being done.
const tickEvery = 150 * time.Millisecond

// progress is what a question that may take seconds is doing. The question writes it
// from outside of the event loop; the page looks at every tick.
type progress struct {
	began time.Time
	doing atomic.Pointer[string]
}

// tickMsg asks to look at a progress again.
type tickMsg struct{ of *progress }

func startProgress(env *page.Env, doing string) *progress {
	p := &progress{began: env.Now()}
	p.say(doing)
	return p
}

func (p *progress) say(doing string) { p.doing.Store(&doing) }

func (p *progress) tick() tea.Cmd {
	return tea.Tick(tickEvery, func(time.Time) tea.Msg { return tickMsg{p} })
}

// took says that a question is still open: its page is drawn again, and later again.
func (p *progress) took(msg tickMsg, waiting bool) tea.Cmd {
	if msg.of != p || !waiting {
		return nil
	}
	return p.tick()
}

// line says what is being done, and since when where that is long.
func (p *progress) line(env *page.Env) draw.Line {
	th, since := env.Theme, max(env.Now().Sub(p.began), 0)
	frame := th.Glyphs.Spinner[int(since/tickEvery)%len(th.Glyphs.Spinner)]
	l := draw.T(theme.Info, frame+" ").Add(theme.Dim, words.Clean(*p.doing.Load())+th.Glyphs.Ellipsis)
	if since >= 2*time.Second {
		l = l.Add(theme.Dim, " "+words.Count(int(since/time.Second), "second"))
	}
	return l
}

// linksOf gives the links of an investigation, and tells a progress what computing
// them does.
func linksOf(ctx context.Context, s Store, p *progress) (*store.Links, error) {
	l, err := s.Links(ctx, p.say)
	if err == nil {
		p.say("reading rings")
	}
	return l, err
}
