package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/term"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui"
	"github.com/seed-28a39f10/clew/ui/config"
	"github.com/seed-28a39f10/clew/ui/draft"
	uipage "github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/welcome"
	"github.com/seed-28a39f10/clew/ui/words"
)

// canShow reports whether there is a terminal for the workbench.
func (a *app) canShow() bool {
	return a.screen.is && term.IsTerminal(int(os.Stdin.Fd())) && !a.json
}

// readConfig reads the user's settings.
func readConfig() (*config.Config, error) {
	path, err := config.Path()
	if err != nil {
		return nil, err
	}
	return config.Load(path)
}

// look is how the workbench looks: the settings, and over them the flags.
func (a *app) look() (*config.Config, *theme.Theme, error) {
	settings, err := readConfig()
	if err != nil {
		return nil, nil, err
	}
	if a.theme != "" {
		settings.Theme = a.theme
	}
	settings.ASCII = settings.ASCII || a.ascii
	th, ok := settings.MakeTheme(settings.Theme)
	if !ok {
		return nil, nil, &model.Error{Kind: model.ErrUsage, Message: "there is no such theme", Where: model.Untrusted(settings.Theme),
			Hint: "there are " + strings.Join(theme.Names(), ", ")}
	}
	return settings, th, nil
}

// workbench shows an investigation until the user leaves it: that of the choice, or of
// what is chosen on the welcome page where there is one.
func workbench(ctx context.Context, a *app, first welcome.Choice, greet bool) error {
	actor, err := a.who()
	if err != nil {
		return err
	}
	settings, th, err := a.look()
	if err != nil {
		return err
	}
	statePath, err := config.StatePath()
	if err != nil {
		return err
	}
	state, err := config.LoadState(statePath)
	o := ui.Options{First: first, Actor: actor, Theme: th, Themes: settings.MakeTheme, Keys: settings.Keys, Mouse: settings.Mouse}
	if err != nil {
		o.Notices = append(o.Notices, uipage.Problem(err))
	}
	if greet {
		if o.Welcome, err = welcomeOptions(state); err != nil {
			return err
		}
	}
	var db *store.DB
	var drafts *draft.Drafts
	o.Open = func(ctx context.Context, c welcome.Choice) (ui.Opened, error) {
		opened, err := a.openChoice(ctx, c)
		if err != nil {
			return ui.Opened{}, err
		}
		db = opened
		out := ui.Opened{Store: db, Name: words.Clean(strings.TrimSuffix(filepath.Base(c.Path), welcome.Suffix))}
		if path, err := filepath.Abs(c.Path); err == nil {
			state.Opened(path, time.Now())
			out.Prefs = state.Prefs(path)
		}
		out.Notices = append(out.Notices, seen(ctx, db)...)
		// Without drafts there is still all the rest.
		if drafts, err = draft.Open(filepath.Dir(statePath), db.Work().Log(), actor, time.Now); err != nil {
			out.Notices = append(out.Notices, uipage.Problem(err))
		} else {
			out.Notices = append(out.Notices, unfinished(ctx, db, drafts)...)
		}
		out.Drafts = drafts
		if out.Sign, err = signer(db, actor); err != nil {
			out.Notices = append(out.Notices, uipage.Problem(err))
		}
		if out.Keyring, err = keyring(); err != nil {
			out.Notices = append(out.Notices, uipage.Problem(err))
		}
		switch c.Do {
		case welcome.Demo:
			out.Tour = demoTour(db)
		case welcome.Create:
			out.Start = uipage.Place{Page: uipage.Import}
		}
		return out, nil
	}
	err = ui.Run(ctx, o, nil, os.Stdout, os.Environ())
	if drafts != nil {
		drafts.Close()
	}
	if db != nil {
		seen(context.WithoutCancel(ctx), db) // what was done meanwhile is seen too
		err = errors.Join(err, db.Close())
	}
	if err = errors.Join(err, state.Save()); err == nil && ctx.Err() != nil {
		return errTerminated
	}
	return err
}

// seen holds the log to what was last seen of it, remembers what it is now, and gives what
// there is to be said about it.
func seen(ctx context.Context, db *store.DB) (notices []uipage.Say) {
	memory, err := memoryDir()
	if err != nil {
		return []uipage.Say{uipage.Problem(err)}
	}
	problems, err := db.Remember(ctx, memory)
	if err != nil {
		notices = append(notices, uipage.Problem(err))
	}
	for _, p := range problems {
		notices = append(notices, uipage.Problem(&model.Error{Kind: model.ErrCorrupt, Message: p.What, Hint: p.Hint}))
	}
	return notices
}

// errTerminated ends the program after a signal that told the workbench to end.
var errTerminated = errors.New("terminated")

func welcomeOptions(state *config.State) (*welcome.Options, error) {
	folder, err := dataDir()
	if err != nil {
		return nil, err
	}
	o := &welcome.Options{Folder: folder}
	for _, r := range state.Recents() {
		o.Recents = append(o.Recents, welcome.Recent{Path: r.Path, Opened: r.Opened})
	}
	return o, nil
}

// openChoice opens what was chosen, and makes it first where that was chosen.
func (a *app) openChoice(ctx context.Context, c welcome.Choice) (*store.DB, error) {
	switch c.Do {
	case welcome.Demo:
		if err := makeParent(c.Path); err != nil {
			return nil, err
		}
		db, _, err := makeDemo(ctx, a, c.Path, noProgress())
		return db, err
	case welcome.Create:
		actor, err := a.who()
		if err != nil {
			return nil, err
		}
		if err := makeParent(c.Path); err != nil {
			return nil, err
		}
		return store.Create(context.WithoutCancel(ctx), c.Path, store.Options{Actor: actor, Viewer: actor})
	}
	return store.Open(ctx, c.Path, store.Options{Viewer: a.viewer()})
}
