package propose

import (
	"context"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/ui/editor"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/words"
)

// draftKey names the draft of a text: of a proposal that is changed by its number, of a new
// one by its accounts.
func (p *Page) draftKey(f field) string {
	if p.id > 0 {
		return fmt.Sprintf("propose proposal %d %s", p.id, f)
	}
	return fmt.Sprintf("propose %s %s", workflow.AccountsSHA256(p.ground.ids), f)
}

// write opens the editor of a text. What is written is the text from then on, saved or not:
// it counts when it is proposed.
func (p *Page) write(f field) tea.Cmd {
	key, drafts := p.draftKey(f), p.env.Drafts
	about := "Markdown; others read it for good, once it is proposed"
	if n := len(p.choices.texts[f]); n > mostText {
		about = "it is longer than the 64 KiB that a proposal takes"
	}
	base := p.choices.texts[f]
	if drafts != nil {
		base = p.base(f)
	}
	save := func(text string) tea.Cmd {
		if drafts != nil {
			// Within the event loop, as the editor does: nothing that is typed meanwhile can
			// get in between.
			if err := drafts.Save(key, text); err != nil {
				return page.Fail(err)
			}
		}
		return tea.Sequence(page.Tell(wrote{page: p, field: f, text: text}), page.Tell(page.Hide{}), page.Tell(closed{p}))
	}
	// The editor reads its draft from disk, so it is made when it is shown.
	return func() tea.Msg {
		return page.Show{Overlay: &writing{Editor: editor.New(p.env, editor.Options{Title: heading(f), Context: about, Key: key, Drafts: drafts,
			Text: base, Save: save}), page: p}}
	}
}

// base is the text that a field begins with.
func (p *Page) base(f field) string {
	if p.ground.old == nil {
		return ""
	}
	return string(written(&p.ground.old.Terms, f))
}

// wrote says what a text is now.
type wrote struct {
	page  *Page
	field field
	text  string
}

// closed says that an editor was left, so that what the drafts say is what counts.
type closed struct{ page *Page }

// writing is an editor whose text counts however it is left.
type writing struct {
	*editor.Editor
	page *Page
}

// Escape implements page.Escaper.
func (w *writing) Escape() (tea.Cmd, bool) {
	cmd, stays := w.Editor.Escape()
	if stays {
		return cmd, true
	}
	return page.Tell(closed{w.page}), false
}

// drafted are texts as the drafts have them, and what could not be read.
type drafted struct {
	texts    map[field]string
	problems []error
}

// readTexts asks what the drafts say. Those that a window has left which is gone are this
// window's from then on.
func (p *Page) readTexts() tea.Cmd {
	drafts := p.env.Drafts
	if drafts == nil || p.ground == nil {
		return nil
	}
	keys, bases := map[field]string{}, map[field]string{}
	for _, f := range texts {
		keys[f], bases[f] = p.draftKey(f), p.base(f)
	}
	return page.Ask(&p.reading, func(context.Context) (drafted, error) {
		d := drafted{texts: bases}
		for _, f := range texts {
			all, problems := drafts.Load(keys[f])
			d.problems = append(d.problems, problems...)
			for _, one := range all {
				if !one.Mine && one.Open {
					continue // another window is at it
				}
				if !one.Mine {
					if err := drafts.Take(one, one.Text); err != nil {
						d.problems = append(d.problems, err)
						continue
					}
				}
				d.texts[f] = editor.Clean(one.Text)
				break
			}
		}
		return d, nil
	})
}

func (p *Page) gotTexts(a page.Answer[drafted]) tea.Cmd {
	if !page.Takes(&p.reading, a) {
		return nil
	}
	if a.Err != nil {
		return page.Fail(a.Err)
	}
	p.choices.texts = a.Value.texts
	p.refusal = nil
	p.layOut()
	var cmds []tea.Cmd
	for _, err := range a.Value.problems {
		cmds = append(cmds, page.Fail(err))
	}
	return tea.Batch(cmds...)
}

// discard gives the drafts up, once their texts are in the log.
func (p *Page) discard() tea.Cmd {
	drafts := p.env.Drafts
	if drafts == nil {
		return nil
	}
	var keys []string
	for _, f := range texts {
		keys = append(keys, p.draftKey(f))
	}
	return func() tea.Msg {
		for _, key := range keys {
			if err := drafts.Discard(key); err != nil {
				said := page.Problem(err)
				said.Text = "it is proposed, but a draft of it stays: " + words.Clean(said.Text)
				return said
			}
		}
		return nil
	}
}
