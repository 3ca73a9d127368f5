package ui

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// said is a notice with its number and time.
type said struct {
	page.Say
	id int
	at time.Time
}

// hushMsg takes the notice of that number out of the status line. A newer one has
// another number and stays.
type hushMsg struct{ id int }

const (
	mostSaid = 500
	sayFor   = 6 * time.Second
	// mostCopied is how much text, in bytes, common terminals take with OSC 52: a sequence of
	// 100,000 bytes, of which 8 are not base64. It is less than term.MaxClipboard.
	mostCopied = 74_994
)

func (r *Root) say(s page.Say) tea.Cmd {
	id := 1
	if n := len(r.log); n > 0 {
		id = r.log[n-1].id + 1
	}
	r.status = said{Say: s, id: id, at: r.o.Now()}
	r.log = append(r.log, r.status)
	if len(r.log) > mostSaid {
		r.log = r.log[len(r.log)-mostSaid:]
	}
	if s.Level >= page.Failure {
		return nil
	}
	return tea.Tick(sayFor, func(time.Time) tea.Msg { return hushMsg{id} })
}

var levelWords = map[page.Level]struct {
	word string
	role theme.Role
}{
	page.Note: {"", theme.Info}, page.Success: {"done: ", theme.Good}, page.Warning: {"note: ", theme.Warn}, page.Failure: {"error: ", theme.Bad},
}

func (s said) line() draw.Line {
	l := draw.T(levelWords[s.Level].role, levelWords[s.Level].word+s.Text)
	if s.Hint != "" {
		l = l.Add(theme.Dim, "; "+s.Hint)
	}
	return l
}

func (r *Root) messages() tea.Cmd {
	lines := make([]draw.Line, 0, len(r.log))
	for _, s := range r.log {
		l := draw.T(theme.Dim, s.at.UTC().Format("15:04:05")+" UTC  ")
		lines = append(lines, append(l, s.line()...))
	}
	if len(lines) == 0 {
		lines = append(lines, draw.T(theme.Dim, "Nothing has been said yet."))
	}
	return page.Tell(page.Show{Overlay: &overlay.Reader{Env: r.env, Title: "Messages", Lines: lines, AtEnd: true}})
}

func (r *Root) copy(c page.Copy) tea.Cmd {
	u, keep, shown := c.Text, text.OneLine, text.Display(c.Text)
	switch {
	case c.Clean != "":
		u, keep, shown = model.Untrusted(c.Clean), text.Cleaned, strings.ReplaceAll(c.Clean, "\t", "  ")
	case c.Lines:
		keep = text.ManyLines
	}
	sent, taken := text.Copied(u, keep, mostCopied)
	if n := strings.Count(sent, "\n"); n > 0 {
		shown = words.Count(n+1, "line")
	}
	say := page.Say{Level: page.Success, Text: "sent to the terminal's clipboard: " + shown}
	if taken < len(u) {
		say = page.Say{Level: page.Warning, Text: "sent to the terminal's clipboard: the first " + words.Size(int64(taken)) + " of " + words.Size(int64(len(u))),
			Hint: "terminals take no more"}
	}
	return tea.Batch(tea.SetClipboard(sent), r.say(say))
}
