package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/synth"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/store/load"
	"github.com/seed-28a39f10/clew/ui/welcome"
	"github.com/seed-28a39f10/clew/ui/words"
)

func newDemo(a *app) *cobra.Command {
	var noUI bool
	cmd := &cobra.Command{
		Use:               "demo [PATH]",
		Short:             "Try Clew on an investigation that is made up",
		Long:              `Makes an investigation of 3,000 made-up accounts, where PATH does not exist yet, and opens it with a tour of five steps: personas of one operator who share a wallet, a laptop farm, and innocents who look guilty. Nobody in it exists.`,
		Example:           "clew demo\nclew demo try.clew --no-ui",
		Args:              usage(cobra.MaximumNArgs(1), "name one path, or none"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 && a.db != "" {
				return &model.Error{Kind: model.ErrUsage, Message: "PATH and --db are given", Hint: "leave out one of them"}
			}
			path := a.db
			if len(args) > 0 {
				path = args[0]
			}
			return demo(cmd.Context(), a, path, noUI || !a.canShow())
		},
	}
	cmd.Flags().BoolVar(&noUI, "no-ui", false, "only make it")
	return cmd
}

func demo(ctx context.Context, a *app, path string, noUI bool) error {
	if path == "" {
		dir, err := dataDir()
		if err != nil {
			return err
		}
		path = filepath.Join(dir, "demo.clew")
		if err := makeParent(path); err != nil {
			return err
		}
	}
	bar := startProgress(ctx, a.diag)
	db, created, err := makeDemo(ctx, a, path, bar)
	bar.stop()
	if err != nil {
		return err
	}
	n := db.Len()
	if err := db.Close(); err != nil {
		return err
	}
	if a.json {
		return a.object(madeShape{path, n, created})
	}
	if !noUI {
		return workbench(ctx, a, welcome.Choice{Do: welcome.Demo, Path: path}, false)
	}
	state := "Made"
	if !created {
		state = "There is already"
	}
	fmt.Fprintf(a.out, "%s %s, %s.\n\nTry:\n", state, a.screen.head(words.Clean(path)), words.Count(n, "account"))
	story := synth.DemoStory()
	for _, t := range []struct{ command, about string }{
		{"accounts 'score>=70'", "the worst"},
		{"show " + story.Persona, "a persona of one operator"},
		{"pivot " + story.Wallet, "who else is paid there"},
		{"links " + story.Persona + " --limit 3", "whom the same hand runs, and why"},
		{"rings", "every ring, and the best innocent explanation"},
	} {
		fmt.Fprintf(a.out, "  %s\n  %s %s --db %s\n", a.screen.dim("# "+t.about), program(), t.command, shellWord(path))
	}
	return nil
}

// makeDemo opens the investigation in path, and makes it first where there is
// none, or where making it was interrupted.
func makeDemo(ctx context.Context, a *app, path string, bar *progress) (db *store.DB, created bool, err error) {
	_, err = os.Lstat(path)
	if created = errors.Is(err, os.ErrNotExist); created {
		db, err = store.Create(context.WithoutCancel(ctx), path, store.Options{Viewer: a.viewer()})
	} else {
		db, err = store.Open(ctx, path, store.Options{Viewer: a.viewer()})
	}
	if err != nil || !created && db.Len() > 0 {
		return db, false, err
	}
	if err := fillDemo(ctx, a, db, bar); err != nil {
		err = errors.Join(err, db.Close())
		if created {
			err = errors.Join(err, os.RemoveAll(path))
		}
		return nil, false, err
	}
	return db, true, nil
}

func fillDemo(ctx context.Context, a *app, db *store.DB, bar *progress) error {
	dir, err := os.MkdirTemp("", "clew-demo-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	bar.stage("making accounts", nil, nil)
	accounts, err := newOutput(a, filepath.Join(dir, "demo.jsonl"))
	if err != nil {
		return err
	}
	defer accounts.discard()
	if err := synth.Demo(ctx, accounts, nil); err != nil {
		return err
	}
	if err := accounts.keep(); err != nil {
		return err
	}
	l := load.Loader{DB: db, Actor: demoActor, Stage: bar.load}
	if _, _, err := l.Load(ctx, []load.Export{{Path: accounts.path, Name: "demo.jsonl"}}); err != nil {
		return err
	}
	if _, err := db.Relink(ctx, demoActor, nil, func(doing string) { bar.stage(doing, nil, nil) }); err != nil {
		return err
	}
	return workOnDemo(ctx, db)
}

// demoActions are what an investigator has written about the story so far.
func demoActions() []model.Action {
	s := synth.DemoStory()
	id := func(ref string) model.AccountID {
		id, _ := model.ParseAccountID(ref)
		return id
	}
	note := func(ref, text string) model.Action {
		return workflow.AddNote{On: workflow.OnAccount(id(ref)), Text: model.Untrusted(text)}
	}
	tag := func(tag string, refs ...string) model.Action {
		t := workflow.SetTag{Tag: tag}
		for _, r := range refs {
			t.On = append(t.On, id(r))
		}
		return t
	}
	return []model.Action{
		tag("operator-1", s.Persona, s.Stolen),
		note(s.Persona, "Six accounts are paid into one wallet, under six names. Start from the wallet, not from the name."),
		tag("victim", s.Victim),
		note(s.Victim, "The true owner of the name and the photo: the shop and the carpentry go back years. "+
			"Flagged because somebody else applies for jobs as him. Do not suspend."),
		note(s.Stolen, "Same photo as the carpenter's account, but it shares devices with the others of operator-1.\n"+
			"Still open: who paid for the phone number?"),
		tag("laptop-farm", s.Facilitator),
		note(s.Facilitator, "Laptops of 16 employers went to one address. May not know what the callers do with them."),
		tag("benign", s.Agency),
		note(s.Agency, "A travel agency: it books for its customers from one computer and one line. Looks like a ring and is none."),
	}
}

// shellWord quotes a word for a shell where it needs it.
func shellWord(s string) string {
	if s != "" && !strings.ContainsFunc(s, func(r rune) bool { return r != '/' && !plainRef(string(r)) }) {
		return s
	}
	return "'" + strings.ReplaceAll(words.Clean(s), "'", `'\''`) + "'"
}

// program is how to start this program again: what 'go run' builds is gone when
// it ends.
func program() string {
	if exe, err := os.Executable(); err == nil && strings.Contains(filepath.ToSlash(exe), "/go-build") {
		return "go run ./cmd/clew"
	}
	return "clew"
}
