package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() { os.Exit(run(os.Args[1:])) }

func run(args []string) int {
	// no-color.org: any value but the empty one. The libraries below only know
	// the values that strconv.ParseBool takes for true, and let CLICOLOR_FORCE win.
	if os.Getenv("NO_COLOR") != "" {
		os.Setenv("NO_COLOR", "1")
		os.Unsetenv("CLICOLOR_FORCE")
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// A second ctrl-C ends the program at once.
	context.AfterFunc(ctx, stop)

	a := newApp(args)
	root := newRoot(a)
	root.AddCommand(newMan(a))
	root.SetHelpFunc(a.help)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if flushErr := a.flush(); err == nil {
		err = flushErr
	}
	return a.report(err)
}
