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
	uipage "github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/theme"
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

// workbench shows the investigation in path until the user leaves it.
func workbench(ctx context.Context, a *app, path string, tour *ui.Tour) error {
	actor, err := a.who()
	if err != nil {
		return err
	}
	path, err = filepath.Abs(path)
	if err != nil {
		return err
	}
	if _, err := os.Stat(path); err != nil {
		return &model.Error{Kind: model.ErrNotFound, Message: "there is no investigation there", Where: model.Untrusted(path),
			Hint: "check the path; 'clew import FILE' makes a new investigation", Err: err}
	}
	settings, th, err := a.look()
	if err != nil {
		return err
	}
	statePath, err := config.StatePath()
	if err != nil {
		return err
	}
	var notices []uipage.Say
	state, err := config.LoadState(statePath)
	if err != nil {
		notices = append(notices, uipage.Problem(err))
	}
	state.Opened(path, time.Now())
	var db *store.DB
	o := ui.Options{
		Name:    words.Clean(strings.TrimSuffix(filepath.Base(path), ".clew")),
		Actor:   words.Clean(actor),
		Theme:   th,
		Themes:  settings.MakeTheme,
		Keys:    settings.Keys,
		Mouse:   settings.Mouse,
		Prefs:   state.Prefs(path),
		Notices: notices,
		Tour:    tour,
		Open: func(ctx context.Context) (ui.Store, error) {
			opened, err := store.Open(ctx, path, store.Options{})
			if err != nil {
				return nil, err
			}
			db = opened
			return opened, nil
		},
	}
	err = ui.Run(ctx, o, nil, os.Stdout, os.Environ())
	if db != nil {
		err = errors.Join(err, db.Close())
	}
	return errors.Join(err, state.Save())
}
