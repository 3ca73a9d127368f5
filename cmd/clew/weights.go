package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/evidence"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
)

func newWeights(a *app) *cobra.Command {
	var why string
	cmd := &cobra.Command{
		Use:   "weights [FILE|-|default]",
		Short: "Print or set the weights of evidence",
		Long: `Prints the weights of this investigation as TOML, each with what it is. With a file they are replaced: what the file leaves out goes back to its default. The investigation remembers them, and each change is an entry of the audit log.

turns = true counts hand-overs and synchronised sign-ins too, and persona = true compares names, cities and e-mails as whole personas. Both are off to begin with.`,
		Example: `clew weights > weights.toml
clew weights weights.toml --why "a fingerprint says little here"
echo 'turns = true' | clew weights - --why "looking for a careful ring"
clew weights default --why "done"`,
		Args: usage(cobra.MaximumNArgs(1), "name one file, or - for standard input"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return a.read(cmd.Context(), func(db *store.DB) error {
					if a.json {
						return a.object(weightsOf(db.Weights()))
					}
					_, err := io.WriteString(a.out, store.FormatWeights(db.Weights()))
					return err
				})
			}
			text, err := readWeights(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			return a.write(cmd.Context(), func(db *store.DB) error { return setWeights(cmd.Context(), a, db, text, why) })
		},
	}
	cmd.Flags().StringVar(&why, "why", "", "the reason, up to 4 KiB")
	return cmd
}

// weightsShape has the weights under the names that they have in TOML.
type weightsShape struct {
	Ring     float64            `json:"ring"`
	Place    float64            `json:"place"`
	Chance   float64            `json:"chance"`
	Repeat   float64            `json:"repeat"`
	Possible float64            `json:"possible"`
	Strong   float64            `json:"strong"`
	Certain  float64            `json:"certain"`
	Turns    bool               `json:"turns"`
	Persona  bool               `json:"persona"`
	Half     map[string]float64 `json:"half"`
}

func weightsOf(c evidence.Config) weightsShape {
	s := weightsShape{c.Ring, c.Place, c.Chance, c.Repeat, c.Possible, c.Strong, c.Certain, c.Turns, c.Persona, map[string]float64{}}
	for _, k := range evidence.Kinds() {
		s.Half[k.String()] = c.Half[k]
	}
	return s
}

func readWeights(ctx context.Context, name string) (string, error) {
	if name == "default" {
		return "", nil
	}
	if name == "-" {
		text, err := readNote(ctx)
		return text, err
	}
	f, err := os.Open(name)
	if err != nil {
		return "", &model.Error{Kind: model.ErrUsage, Message: "the weights cannot be read", Where: model.Untrusted(name), Err: err}
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, 1<<20))
	if err != nil {
		return "", &model.Error{Kind: model.ErrInput, Message: "the weights cannot be read", Where: model.Untrusted(name), Err: err}
	}
	return string(text), nil
}

func setWeights(ctx context.Context, a *app, db *store.DB, text, why string) error {
	r, change, err := a.actOnLinks(ctx, db, workflow.SetWeights{TOML: text, Why: model.Untrusted(why)})
	if err != nil {
		return err
	}
	if a.json {
		return a.object(judgedShape{acted(nil, r), change})
	}
	if r.Applied == 0 {
		fmt.Fprintln(a.out, "Nothing to change: these are the weights already.")
		return nil
	}
	fmt.Fprintf(a.out, "The weights are set, entry %d of the audit log.\n", r.Entry)
	if change != nil {
		tellChange(a, change)
	}
	return nil
}
