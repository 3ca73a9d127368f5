package editor

import (
	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/ui/page"
)

// Until is an editor that learns from an Acted that its text was saved, by an action of type A.
type Until[A model.Action] struct{ *Editor }

// Update implements page.Overlay.
func (u Until[A]) Update(msg tea.Msg) tea.Cmd {
	if done, ok := msg.(page.Acted); ok && done.Err == nil {
		if _, mine := done.Action.(A); mine {
			return u.Editor.Update(Saved{u.o.Key})
		}
	}
	return u.Editor.Update(msg)
}
