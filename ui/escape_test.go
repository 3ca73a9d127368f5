package ui_test

import (
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/ui"
	"github.com/seed-28a39f10/clew/ui/draft"
	"github.com/seed-28a39f10/clew/ui/editor"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

// A box may have something to say when esc or a click beside it is to close it, and
// may stay.
func TestEscapeFromEditor(t *testing.T) {
	db := uitest.Demo(t)
	synctest.Test(t, func(t *testing.T) {
		drafts, err := draft.Open(t.TempDir(), "00ff", "kim", time.Now)
		if err != nil {
			t.Fatal(err)
		}
		defer drafts.Close()
		write := func(d *draft.Drafts) page.Show {
			return page.Show{Overlay: editor.New(uitest.Env(t, "dark", false), editor.Options{Title: "A note", Key: "note", Drafts: d,
				Save: func(string) tea.Cmd { return page.Tell(editor.Saved{Key: "note"}) }})}
		}
		s := uitest.Start(t, ui.New(options(db)), 80, 24)
		s.Send(write(drafts))
		s.Type("q is a letter")
		s.Press("esc")
		s.Has("kept as a draft")
		s.HasNot("q is a letter")

		s.Send(write(drafts))
		s.Has("q is a letter", "your draft of")
		s.Click(0, 5)
		s.HasNot("q is a letter")

		s.Send(write(drafts))
		s.Send(tea.PasteMsg{Content: "\nand a line"})
		s.Has("q is a letter", "and a line")
		s.Press("ctrl+s")
		s.HasNot("and a line")
		if left, _ := drafts.List(); len(left) > 0 {
			t.Errorf("what was saved is still a draft: %v", left)
		}

		s.Send(write(nil))
		s.Type("nowhere")
		s.Press("esc")
		s.Has("nowhere", "this text is kept nowhere")
		s.Press("esc")
		s.HasNot("no draft is kept")
		if err := s.Quit(); err != nil {
			t.Error(err)
		}
	})
}
