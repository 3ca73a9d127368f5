package acts

import (
	"context"
	"os"
	"path/filepath"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/words"
)

// hashOnly is the choice by which a file stays where it is.
const hashOnly = "only its hash"

// attach adds a note with a file.
func (a *Acts) attach(t target) tea.Cmd {
	file := line("file", "a path", true)
	file.Path = &overlay.Paths{}
	return a.form("A file with a note on "+t.title, "attach it", nil, func(v []string) tea.Cmd {
		return func() tea.Msg {
			f, err := a.take(context.Background(), v[0], v[1] != hashOnly)
			if err != nil {
				return page.Acted{Err: err}
			}
			return a.add(t, workflow.AddNote{Text: model.Untrusted(v[2]), Files: []workflow.File{f}})()
		}
	}, file,
		choice("keep", overlay.Option{Value: "its content", Note: "inside the investigation, up to 1 GiB"}, overlay.Option{Value: hashOnly, Note: "the file stays where it is"}),
		line("note", "what it is, and where it is from", true))
}

// take reads a file, and keeps its content or only its hash.
func (a *Acts) take(ctx context.Context, typed string, keep bool) (workflow.File, error) {
	path, err := page.FilePath(typed)
	if err != nil {
		return workflow.File{}, err
	}
	f, err := os.Open(path)
	if err != nil {
		return workflow.File{}, unreadable(path, err)
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return workflow.File{}, unreadable(path, err)
	}
	name := model.Untrusted(filepath.Base(path))
	if keep {
		return a.Store.KeepFile(ctx, f, name)
	}
	return store.HashFile(ctx, f, name)
}

func unreadable(path string, err error) error {
	return &model.Error{Kind: model.ErrInput, Message: words.Clean(path) + " is no file that can be read", Err: err, Hint: "name a file, from where Clew was started or from the root"}
}
