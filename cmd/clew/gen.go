package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync/atomic"

	"github.com/spf13/cobra"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/synth"
	"github.com/seed-28a39f10/clew/ui/words"
)

func newGen(a *app) *cobra.Command {
	var c synth.Config
	var out, answers string
	cmd := &cobra.Command{
		Use:   "gen --out FILE",
		Short: "Make up an export with planted rings",
		Long: `Writes a made-up export of accounts and sign-ins with planted rings, hubs and innocents who look guilty, and the answer key to it. Equal settings give equal bytes. Nobody in it exists.

FILE must not exist yet; - is standard output.`,
		Example: `clew gen --accounts 100000 --out big.jsonl --answers key.json
clew gen --accounts 500 --out - | clew import -`,
		Args:              usage(cobra.NoArgs, "say where to write with --out FILE"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if out == "" {
				return &model.Error{Kind: model.ErrUsage, Message: "--out is missing", Hint: "say where to write with --out FILE, or - for standard output"}
			}
			return gen(cmd.Context(), a, c, out, answers)
		},
	}
	flags := cmd.Flags()
	flags.IntVar(&c.Accounts, "accounts", 3000, "number of accounts")
	flags.Uint64Var(&c.Seed, "seed", 1, "another seed, other accounts")
	flags.Float64Var(&c.Signins, "signins", synth.DefaultSignins, "sign-ins of an account, on average")
	flags.StringVar(&out, "out", "", "the export to write, as JSON Lines")
	flags.StringVar(&answers, "answers", "", "write the answer key there")
	for _, f := range []string{"accounts", "seed", "signins"} {
		must(cmd.RegisterFlagCompletionFunc(f, cobra.NoFileCompletions))
	}
	return cmd
}

type genShape struct {
	File     string `json:"file"`
	Accounts int    `json:"accounts"`
	Bytes    int64  `json:"bytes"`
	Answers  string `json:"answers,omitempty"`
}

func gen(ctx context.Context, a *app, c synth.Config, out, answers string) error {
	accounts, err := newOutput(a, out)
	if err != nil {
		return err
	}
	defer accounts.discard()
	key := &output{}
	var keyWriter io.Writer
	if answers != "" {
		if key, err = newOutput(a, answers); err != nil {
			return err
		}
		defer key.discard()
		keyWriter = key
	}
	bar := startProgress(ctx, a.diag)
	bar.stage("making accounts", words.Thousands[int64], func() (int64, int64) { return accounts.lines.Load(), int64(c.Accounts) })
	err = synth.Generate(ctx, c, accounts, keyWriter)
	bar.stop()
	if err != nil {
		return err
	}
	if err := errors.Join(accounts.keep(), key.keep()); err != nil {
		return err
	}
	switch {
	case out == "-":
		return nil
	case a.json:
		return a.object(genShape{out, c.Accounts, accounts.bytes.Load(), answers})
	}
	fmt.Fprintf(a.out, "Wrote %s, %s.\n", words.Clean(out), words.Size(accounts.bytes.Load()))
	return nil
}

// output is a new file that has its name only once it is whole, or standard
// output.
type output struct {
	path         string
	f            *os.File
	w            *bufio.Writer
	lines, bytes atomic.Int64
}

func newOutput(a *app, path string) (*output, error) {
	if path == "-" {
		return &output{w: a.out}, nil
	}
	if _, err := os.Lstat(path); err == nil {
		return nil, &model.Error{Kind: model.ErrRefused, Message: "that file exists already", Where: model.Untrusted(path),
			Hint: "name a new file, or move the old one away"}
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".clew-gen-*")
	if err != nil {
		return nil, cannotWrite(path, err)
	}
	return &output{path: path, f: f, w: bufio.NewWriterSize(f, 1<<20)}, nil
}

func cannotWrite(path string, err error) error {
	return &model.Error{Kind: model.ErrDisk, Message: "the file cannot be written", Where: model.Untrusted(path), Err: err,
		Hint: "choose a place with enough free space that you may write to"}
}

func (o *output) Write(b []byte) (int, error) {
	o.lines.Add(int64(bytes.Count(b, []byte{'\n'})))
	o.bytes.Add(int64(len(b)))
	return o.w.Write(b)
}

// keep gives the file its name.
func (o *output) keep() error {
	if o.f == nil {
		return nil
	}
	err := errors.Join(o.w.Flush(), o.f.Close())
	if err == nil {
		err = os.Rename(o.f.Name(), o.path)
	}
	if err != nil {
		os.Remove(o.f.Name())
		err = cannotWrite(o.path, err)
	}
	o.f = nil
	return err
}

// discard removes the file. It does nothing after keep.
func (o *output) discard() {
	if o.f != nil {
		o.f.Close()
		os.Remove(o.f.Name())
		o.f = nil
	}
}
