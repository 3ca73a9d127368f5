package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/store/work"
	"github.com/seed-28a39f10/clew/ui/config"
	"github.com/seed-28a39f10/clew/ui/words"
)

// memoryDir is the folder of the checkpoints that were seen, which need not exist.
func memoryDir() (string, error) {
	state, err := config.StatePath()
	return filepath.Join(filepath.Dir(state), "checkpoints"), err
}

func newCheckpoint(a *app) *cobra.Command {
	var file, signer string
	var secret passphrase
	cmd := &cobra.Command{
		Use:   "checkpoint",
		Short: "Write down where the audit log stands",
		Long: `Writes three lines that say where the audit log stands: whose log it is, how many entries it has, and the hash over all of them. It holds nothing of what the entries say.

Whoever can write to the investigation's folder could write another history of it, or put an older copy in its place. A checkpoint that is kept where they cannot write, such as with a colleague, on paper or in a mail, is what that is found with: 'clew verify' looks whether the log continues it. The investigation itself never needs it.

With --sign it is signed with your key, so that others can see that it is yours; see 'clew key'. The formats are those of c2sp.org/tlog-checkpoint and c2sp.org/signed-note.

` + passphraseHelp,
		Example: `clew checkpoint
clew checkpoint --out monday.checkpoint --sign kim`,
		Args:              usage(cobra.NoArgs, "say which investigation with --db PATH"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.read(cmd.Context(), func(db *store.DB) error {
				return checkpoint(cmd.Context(), a, db, file, signer, secret)
			})
		},
	}
	cmd.Flags().StringVar(&file, "out", "", "write it to this new file")
	cmd.Flags().StringVar(&signer, "sign", "", "sign it with your key of this name")
	secret.flag(cmd)
	must(cmd.RegisterFlagCompletionFunc("sign", completeKey))
	return cmd
}

type checkpointShape struct {
	File   model.Untrusted `json:"file,omitempty"`
	Origin string          `json:"origin"`
	Size   uint64          `json:"size"`
	Signed bool            `json:"signed"`
	Text   string          `json:"text"`
}

func checkpoint(ctx context.Context, a *app, db *store.DB, file, signer string, secret passphrase) error {
	if err := a.remember(ctx, db); err != nil {
		return err // nobody should vouch for such a log
	}
	out := &output{w: a.out}
	if file != "" {
		var err error
		if out, err = newOutput(a, file); err != nil {
			return err
		}
		defer out.discard()
	}
	text, err := db.Checkpoint(ctx)
	if err != nil {
		return err
	}
	c, err := work.ParseCheckpoint(text)
	if err != nil {
		return err
	}
	if signer != "" {
		if text, err = signed(ctx, text, signer, secret); err != nil {
			return err
		}
	}
	if file != "" || !a.json {
		if _, err := out.Write([]byte(text)); err != nil {
			return err
		}
		if err := out.keep(); err != nil {
			return err
		}
	}
	switch {
	case a.json:
		return a.object(checkpointShape{model.Untrusted(file), c.Origin(), c.Size, signer != "", text})
	case file != "":
		fmt.Fprintf(a.out, "Wrote %s, of %s.\n", words.Clean(file), words.Count(c.Size, "entry"))
	}
	return nil
}

func signed(ctx context.Context, text, signer string, secret passphrase) (string, error) {
	k, err := loadKey(ctx, signer, secret)
	if err != nil {
		return "", err
	}
	note, err := k.Note(text)
	return string(note), err
}

// remember keeps the checkpoint of an investigation, and refuses a log that does not
// continue what was last seen of it. Where nothing can be kept, it says so and goes on.
func (a *app) remember(ctx context.Context, db *store.DB) error {
	dir, err := memoryDir()
	if err != nil {
		return err
	}
	problems, err := db.Remember(ctx, dir)
	if err != nil {
		a.tell("The checkpoint cannot be remembered: " + lines(err.Error()))
	}
	if len(problems) == 0 {
		return nil
	}
	p := problems[0]
	return &model.Error{Kind: model.ErrRefused, Message: p.Where + ": " + p.What, Hint: p.Hint}
}

// readSmall reads a file of at most so many bytes, which should be what is said.
func readSmall(path, what string, most int64) ([]byte, error) {
	bad := func(kind model.ErrorKind, message string, err error) ([]byte, error) {
		return nil, &model.Error{Kind: kind, Message: message, Where: model.Untrusted(path), Hint: "it should be " + what, Err: err}
	}
	info, err := os.Stat(path)
	switch {
	case os.IsNotExist(err):
		return bad(model.ErrNotFound, "there is no such file", nil)
	case err != nil:
		return bad(model.ErrInput, "the file cannot be read", err)
	case info.Size() > most || !info.Mode().IsRegular():
		return bad(model.ErrInput, "the file is too large, or no plain file", nil)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return bad(model.ErrInput, "the file cannot be read", err)
	}
	return b, nil
}
