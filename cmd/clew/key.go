package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store/casefile/bundle"
	signing "github.com/seed-28a39f10/clew/store/sign"
	"github.com/seed-28a39f10/clew/ui/config"
	"github.com/seed-28a39f10/clew/ui/words"
)

// keysDir is the folder of the investigator's keys, which need not exist.
func keysDir() (string, error) {
	settings, err := config.Path()
	return filepath.Join(filepath.Dir(settings), "keys"), err
}

func newKey(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "key",
		Short: "Make and list your keys for signing",
		Long: `A key signs checkpoints and approvals, so that others can see that they are yours. It is an Ed25519 key in the folder keys of Clew's settings: NAME.pub is for everybody, and NAME.key is encrypted with your passphrase, in the format of age.

The public key is one line in the format of Go's sumdb/note, which other programs can check with.`,
		Example: "clew key new --name kim\nclew key show kim > kim.pub",
		Args:    usage(cobra.NoArgs, "say new, list, show, enrol or vouch"),
	}
	cmd.AddCommand(newKeyNew(a), newKeyList(a), newKeyShow(a), newKeyEnrol(a), newKeyVouch(a))
	return cmd
}

// passphrase is where a passphrase comes from.
type passphrase struct {
	fd int // --passphrase-fd; below 0 where it is not given
}

func (p *passphrase) flag(cmd *cobra.Command) {
	cmd.Flags().IntVar(&p.fd, "passphrase-fd", -1, "read the passphrase from this file descriptor, up to the end of its first line")
	cmd.Flags().Lookup("passphrase-fd").DefValue = ""
	must(cmd.RegisterFlagCompletionFunc("passphrase-fd", cobra.NoFileCompletions))
}

const passphraseHelp = `The passphrase is asked for on the terminal. Scripts give it with --passphrase-fd, or in CLEW_PASSPHRASE, which other programs of yours and the administrator can read while Clew runs.`

type publicShape struct {
	Name   model.Untrusted `json:"name"`
	Public string          `json:"public"`
}

func newKeyNew(a *app) *cobra.Command {
	var name string
	var secret passphrase
	cmd := &cobra.Command{
		Use:   "new",
		Short: "Make a key",
		Long: `Makes a key and prints its public part. Without --name it has your name in the audit log. A key is never replaced.

A name is 1 to 64 of a-z 0-9 . _ - @ and begins with a letter or a digit.

` + passphraseHelp + ` Nobody can bring back one that is forgotten.`,
		Example:           "clew key new\nclew key new --name kim --passphrase-fd 3 3<secret.txt",
		Args:              usage(cobra.NoArgs, "name the key with --name NAME"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if name == "" {
				who, err := a.who()
				if err != nil {
					return err
				}
				if name = who; signing.CheckName(name) != nil {
					return &model.Error{Kind: model.ErrUsage, Message: "your name in the audit log cannot be that of a key", Where: model.Untrusted(name),
						Hint: "give another one with --name NAME: 1 to 64 of a-z 0-9 . _ - @, a letter or a digit first"}
				}
			}
			return makeKey(cmd.Context(), a, name, secret)
		},
	}
	cmd.Flags().StringVar(&name, "name", "", "the key's name")
	secret.flag(cmd)
	must(cmd.RegisterFlagCompletionFunc("name", cobra.NoFileCompletions))
	return cmd
}

func makeKey(ctx context.Context, a *app, name string, secret passphrase) error {
	dir, err := keysDir()
	if err != nil {
		return err
	}
	k, err := signing.New(name)
	if err != nil {
		return err
	}
	if names, err := signing.List(dir); err != nil || slices.Contains(names, name) {
		if err == nil {
			err = &model.Error{Kind: model.ErrRefused, Message: "there is a key of that name already", Where: model.Untrusted(name),
				Hint: "a key is never replaced: choose another name"}
		}
		return err
	}
	text, err := secret.read(ctx, "Passphrase for the key "+name+": ", true)
	if err != nil {
		return err
	}
	if err := k.Save(dir, text); err != nil {
		return err
	}
	if a.json {
		return a.object(publicShape{model.Untrusted(name), k.PublicText()})
	}
	fmt.Fprintln(a.out, k.PublicText())
	a.tell("The key is in " + words.Clean(filepath.Join(dir, name+".key")) + ". Keep a copy of it.")
	return nil
}

func newKeyList(a *app) *cobra.Command {
	return &cobra.Command{
		Use:               "list",
		Short:             "List your keys",
		Example:           "clew key list\nclew key list --json",
		Args:              usage(cobra.NoArgs, "it takes none"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(*cobra.Command, []string) error {
			dir, err := keysDir()
			if err != nil {
				return err
			}
			names, err := signing.List(dir)
			if err != nil {
				return err
			}
			keys := []publicShape{}
			for _, name := range names {
				public, err := signing.Public(dir, name)
				if err != nil {
					return err
				}
				keys = append(keys, publicShape{model.Untrusted(name), public})
			}
			if a.json {
				return array(a, keys)
			}
			if len(keys) == 0 {
				a.tell("There is no key yet; 'clew key new' makes one.")
			}
			for _, k := range keys {
				fmt.Fprintln(a.out, k.Public)
			}
			return nil
		},
	}
}

func newKeyShow(a *app) *cobra.Command {
	var ssh bool
	cmd := &cobra.Command{
		Use:   "show NAME",
		Short: "Print a public key on one line",
		Long: `Prints a public key on one line, in the form that --key of 'clew verify' reads.

With --ssh it is the line for the file of allowed signers with which ssh-keygen, and nothing of Clew, checks the signature of a case file; its fingerprint goes to stderr.`,
		Example:           "clew key show kim > kim.pub\nclew key show kim --ssh > allowed_signers",
		Args:              usage(cobra.ExactArgs(1), "name the key"),
		ValidArgsFunction: completeKey,
		RunE: func(_ *cobra.Command, args []string) error {
			dir, err := keysDir()
			if err != nil {
				return err
			}
			public, err := signing.Public(dir, args[0])
			if err != nil {
				return err
			}
			if a.json {
				return a.object(publicShape{model.Untrusted(args[0]), public})
			}
			if ssh {
				return a.showSSH(public)
			}
			fmt.Fprintln(a.out, public)
			return nil
		},
	}
	cmd.Flags().BoolVar(&ssh, "ssh", false, "as a line for ssh-keygen's allowed signers")
	return cmd
}

// showSSH prints a public key as ssh-keygen reads it.
func (a *app) showSSH(public string) error {
	line, err := signing.AllowedSigner(public, bundle.Namespace)
	if err != nil {
		return err
	}
	mark, err := signing.FingerprintSSH(public)
	if err != nil {
		return err
	}
	fmt.Fprintln(a.out, line)
	a.tell(a.diag.dim(mark))
	return nil
}

// completeKey completes the name of a key.
func completeKey(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	var names []string
	if dir, err := keysDir(); err == nil && len(args) == 0 {
		names, _ = signing.List(dir) // without a list there is nothing to offer
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

// loadKey reads one of the investigator's keys.
func loadKey(ctx context.Context, name string, secret passphrase) (*signing.Key, error) {
	dir, err := keysDir()
	if err != nil {
		return nil, err
	}
	return signing.Load(dir, name, func() (string, error) {
		return secret.read(ctx, "Passphrase for the key "+name+": ", false)
	})
}

// maxPassphrase is how long a passphrase may be, in bytes.
const maxPassphrase = 1024

// read gives the passphrase; twice has the terminal ask for it again.
func (p passphrase) read(ctx context.Context, prompt string, twice bool) (string, error) {
	text, err := p.source(ctx, prompt, twice)
	switch {
	case err != nil:
		return "", err
	case text == "":
		return "", &model.Error{Kind: model.ErrUsage, Message: "the passphrase is empty", Hint: "a key without one could be used by whoever finds it"}
	case len(text) > maxPassphrase:
		return "", &model.Error{Kind: model.ErrUsage, Message: "the passphrase is longer than 1024 bytes"}
	}
	return text, nil
}

func (p passphrase) source(ctx context.Context, prompt string, twice bool) (string, error) {
	if p.fd >= 0 {
		f := os.NewFile(uintptr(p.fd), "passphrase")
		line, err := bufio.NewReader(io.LimitReader(f, maxPassphrase+2)).ReadString('\n')
		if err != nil && err != io.EOF {
			return "", &model.Error{Kind: model.ErrUsage, Message: "the passphrase cannot be read from the file descriptor", Err: err}
		}
		return strings.TrimRight(line, "\r\n"), nil
	}
	if env, set := os.LookupEnv("CLEW_PASSPHRASE"); set {
		return env, nil
	}
	if !term.IsTerminal(int(os.Stdin.Fd())) {
		return "", &model.Error{Kind: model.ErrUsage, Message: "there is no terminal to ask for the passphrase on",
			Hint: "give it with --passphrase-fd N, or in CLEW_PASSPHRASE"}
	}
	text, err := ask(ctx, prompt)
	if err != nil || !twice || text == "" {
		return text, err
	}
	again, err := ask(ctx, "The same again: ")
	if err == nil && again != text {
		err = &model.Error{Kind: model.ErrUsage, Message: "the two passphrases differ", Hint: "nothing was made; try again"}
	}
	return text, err
}

// ask reads a line from the terminal without showing it. Where the user ends the
// program meanwhile, the terminal is left as it was.
func ask(ctx context.Context, prompt string) (string, error) {
	fd := int(os.Stdin.Fd())
	before, err := term.GetState(fd)
	if err != nil {
		return "", err
	}
	type answer struct {
		text []byte
		err  error
	}
	answers := make(chan answer, 1)
	fmt.Fprint(os.Stderr, prompt)
	go func() {
		text, err := term.ReadPassword(fd)
		answers <- answer{text, err}
	}()
	select {
	case got := <-answers:
		fmt.Fprintln(os.Stderr)
		return string(got.text), got.err
	case <-ctx.Done():
		fmt.Fprintln(os.Stderr)
		return "", errors.Join(ctx.Err(), term.Restore(fd, before))
	}
}
