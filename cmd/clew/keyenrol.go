package main

import (
	"crypto/ed25519"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	signing "github.com/seed-28a39f10/clew/store/sign"
	"github.com/seed-28a39f10/clew/ui/words"
)

func newKeyEnrol(a *app) *cobra.Command {
	var login string
	cmd := &cobra.Command{
		Use:   "enrol KEY",
		Short: "Say that a key is yours, in the investigation",
		Long: `Gives your login a key in the investigation, so that your approvals are signed with it from then on. It counts once another person has compared it with you and said so with 'clew key vouch'.

KEY is the name of a key of yours, a file with a public key, or a public key itself.`,
		Example: "clew key enrol kim\nclew key enrol lee.pub --login lee",
		Args:    usage(cobra.ExactArgs(1), "name the key"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if login == "" {
				who, err := a.who()
				if err != nil {
					return err
				}
				login = who
			}
			return onKey(cmd, a, args[0], login, "Enrolled", func(key ed25519.PublicKey) workflow.Action {
				return workflow.EnrolKey{Login: login, Key: key}
			})
		},
	}
	cmd.Flags().StringVar(&login, "login", "", "whose key it is; else yours")
	must(cmd.RegisterFlagCompletionFunc("login", completeLogin(a)))
	return cmd
}

func newKeyVouch(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "vouch LOGIN KEY",
		Short: "Say that a key is really its owner's",
		Long: `Says that the key that is enrolled for a login is really that of the person whose login it is. Compare the key itself with its owner, by telephone or in person, and name it whole: the public key on one line, or the file that its owner gave you.

Who has vouched for somebody cannot approve what they propose for 30 days.`,
		Example: "clew key vouch lee lee.pub",
		Args:    usage(cobra.ExactArgs(2), "name the login, then the key"),
		ValidArgsFunction: func(cmd *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
			if len(args) == 0 {
				return completeLogin(a)(cmd, args, typed)
			}
			return nil, cobra.ShellCompDirectiveDefault
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return onKey(cmd, a, args[1], args[0], "Vouched for", func(key ed25519.PublicKey) workflow.Action {
				return workflow.VouchKey{Login: args[0], Key: key}
			})
		},
	}
}

// onKey acts on the key of a login.
func onKey(cmd *cobra.Command, a *app, ref, login, did string, action func(ed25519.PublicKey) workflow.Action) error {
	key, err := publicKey(ref)
	if err != nil {
		return err
	}
	return a.write(cmd.Context(), func(db *store.DB) error {
		r, err := act(cmd.Context(), a, db, action(key))
		if err != nil {
			return err
		}
		return a.acknowledgeOn(nil, r, did+" the key of "+words.Clean(login), "somebody has vouched for it already")
	})
}

// publicKey reads a public key: one of the investigator's by its name, one in a file, or
// the key itself.
func publicKey(ref string) (ed25519.PublicKey, error) {
	if _, key, err := signing.ParsePublic(ref); err == nil {
		return key, nil
	}
	dir, err := keysDir()
	if err != nil {
		return nil, err
	}
	var text string
	if names, err := signing.List(dir); err == nil && slices.Contains(names, ref) {
		if text, err = signing.Public(dir, ref); err != nil {
			return nil, err
		}
	} else if _, err := os.Stat(ref); err != nil {
		return nil, &model.Error{Kind: model.ErrNotFound, Message: "no key of yours and no file has that name, and it is no public key", Where: model.Untrusted(ref),
			Hint: "'clew key list' lists your keys"}
	} else {
		b, err := readSmall(ref, "a public key, as 'clew key show' writes it", maxCheckpoint)
		if err != nil {
			return nil, err
		}
		text = string(b)
	}
	_, key, err := signing.ParsePublic(text)
	return key, err
}
