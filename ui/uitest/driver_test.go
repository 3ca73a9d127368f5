package uitest

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
)

func TestVisible(t *testing.T) {
	for s, ok := range map[string]bool{
		"plain \u97d3 \u2500": true, "\x1b[1;38:5:8mred\x1b[m": true,
		"\x1b[2J": false, "\x1b[31": false, "\x1b]0;x\x07": false, "\x1b": false, "a\tb": false, "a\nb": false, "\u009b": false, "\x80": false,
		"\u202e": false, "\u200b": false, "\ufe0f": false, "\u3164": false, "\x1b[31m\x1b[?25l": false,
	} {
		if err := visible(uncoloured(s), ""); (err == nil) != ok {
			t.Errorf("%q: %v", s, err)
		}
	}
}

// script is a page that says what comes to it, and asks for more of it.
type script struct {
	page.Page
	log  []string
	more map[string]tea.Cmd
}

func (s *script) Size(w, h int)          { s.log = append(s.log, fmt.Sprint(w, "x", h)) }
func (s *script) Init() tea.Cmd          { return tell("init") }
func (s *script) Refresh() tea.Cmd       { return tell("fresh") }
func (s *script) Why(keys.Action) string { return "" }
func (s *script) Do(keys.Action) tea.Cmd { return page.Open(page.Place{Page: page.Queue}) }
func (s *script) View() draw.Block       { return draw.Block{strings.Join(s.log, " ")} }

func (s *script) Update(m tea.Msg) tea.Cmd {
	s.log = append(s.log, m.(string))
	return s.more[m.(string)]
}

func tell(s string) tea.Cmd { return page.Tell(s) }

// What follows from a command is done in turn, and what is for the workbench is kept.
func TestSettle(t *testing.T) {
	p := &script{more: map[string]tea.Cmd{
		"init": tea.Batch(tell("tick"), tea.Sequence(tell("a"), tell("b")), page.Notice(page.Note, "said")),
		"tick": tell("tock"), "a": page.Tell(page.Changed{}),
	}}
	d := Drive(t, p, 30, 1)
	if got, want := d.Frame(), "30x1 init tick tock a b fresh"; got != want {
		t.Errorf("it went %q, want %q", got, want)
	}
	if len(d.Told()) != 2 || len(All[page.Say](d)) != 1 || len(All[page.Changed](d)) != 1 {
		t.Errorf("told %v", d.Told())
	}
	d.Press(keys.Open)
	if d.Went().Page != page.Queue || len(All[page.Say](d)) != 1 {
		t.Errorf("told %v", d.Told())
	}
}
