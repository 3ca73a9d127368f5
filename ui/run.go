package ui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/ui/term"
)

// Run shows a workbench on a terminal until it is left. Whatever ends it, the
// terminal is as it was before. A panic is an error of kind internal.
func Run(ctx context.Context, o Options, in io.Reader, out *os.File, env []string) error {
	root := New(o)
	// 120 frames a second: at 60 a key would wait up to 17 ms for the next one.
	opts := []tea.ProgramOption{tea.WithContext(ctx), tea.WithFPS(120), tea.WithOutput(term.NewFile(out)), tea.WithEnvironment(env)}
	if in != nil {
		opts = append(opts, tea.WithInput(in))
	}
	if p, ok := profile(env); ok {
		opts = append(opts, tea.WithColorProfile(p))
	}
	_, err := tea.NewProgram(root, opts...).Run()
	if root.env.Job != nil { // what it works on is closed next
		root.env.Job.Stop()
	}
	switch {
	case errors.Is(err, tea.ErrProgramPanic):
		return &model.Error{Kind: model.ErrInternal, Message: "the workbench ended by a mistake of its own",
			Where: model.Untrusted(root.Dump()), Hint: "nothing that was acknowledged is lost; report it with what is printed above"}
	case errors.Is(err, tea.ErrInterrupted), ctx.Err() != nil:
		return nil
	case err != nil:
		return fmt.Errorf("the workbench ended: %w", err)
	}
	return nil
}

// profile says how many colours the environment asks for, where it does: NO_COLOR
// of any value but "" means none (no-color.org), which colorprofile reads as a
// boolean.
func profile(env []string) (colorprofile.Profile, bool) {
	get := func(name string) string {
		for i := len(env) - 1; i >= 0; i-- {
			if v, ok := strings.CutPrefix(env[i], name+"="); ok {
				return v
			}
		}
		return ""
	}
	if get("NO_COLOR") != "" || get("CLICOLOR") == "0" && get("CLICOLOR_FORCE") == "" {
		return colorprofile.ASCII, true
	}
	return 0, false
}
