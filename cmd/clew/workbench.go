package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/term"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui"
	"github.com/seed-28a39f10/clew/ui/words"
)

// canShow reports whether there is a terminal for the workbench.
func (a *app) canShow() bool {
	return a.screen.is && term.IsTerminal(int(os.Stdin.Fd())) && !a.json
}

// workbench shows the investigation in path until the user leaves it.
func workbench(ctx context.Context, a *app, path string, tour *ui.Tour) error {
	actor, err := a.who()
	if err != nil {
		return err
	}
	if _, err := os.Stat(path); err != nil {
		return &model.Error{Kind: model.ErrNotFound, Message: "there is no investigation there", Where: model.Untrusted(path),
			Hint: "check the path; 'clew import FILE' makes a new investigation", Err: err}
	}
	var db *store.DB
	o := ui.Options{
		Name:  words.Clean(strings.TrimSuffix(filepath.Base(path), ".clew")),
		Actor: words.Clean(actor),
		Tour:  tour,
		Mouse: true,
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
		if e := db.Close(); err == nil {
			err = e
		}
	}
	return err
}
