package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/words"
)

func newInfo(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "info",
		Short:   "Say what the investigation holds",
		Long:    "Says where the investigation is, what it holds, which files it was made from, and where its audit log stands.",
		Example: "clew info\nclew info --json",
		Args:    usage(cobra.NoArgs, "say which investigation with --db PATH"),

		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.read(cmd.Context(), func(db *store.DB) error {
				i, err := db.Info(cmd.Context())
				if err != nil {
					return err
				}
				if a.json {
					return a.object(infoOf(i, len(db.Work().Cases())))
				}
				printInfo(a, i, len(db.Work().Cases()))
				return nil
			})
		},
	}
}

type (
	infoShape struct {
		File        string             `json:"file"`
		ID          string             `json:"id"`
		Schema      string             `json:"schema"`
		Generation  uint32             `json:"generation"`
		CreatedAt   string             `json:"created_at,omitempty"`
		Accounts    int                `json:"accounts"`
		Identifiers uint64             `json:"identifiers"`
		Shared      uint64             `json:"shared"`
		Events      uint64             `json:"events"`
		Cases       int                `json:"cases"`
		Notes       int                `json:"notes"`
		Watch       []watchShape       `json:"watch"`
		Audit       auditHead          `json:"audit"`
		Bytes       int64              `json:"bytes"`
		Files       []store.FileReport `json:"files"`
	}
	auditHead struct {
		Size uint64 `json:"size"`
		Root string `json:"root"`
	}
)

func infoOf(i *store.Info, cases int) infoShape {
	lists := []watchShape{}
	for _, l := range i.Watch {
		lists = append(lists, watchShapeOf(l))
	}
	return infoShape{File: i.Path, ID: i.ID, Schema: i.Schema, Generation: i.Generation, CreatedAt: i.CreatedAt.String(),
		Accounts: i.Accounts, Identifiers: i.Identifiers, Shared: i.Shared, Events: i.Events, Cases: cases, Notes: i.Notes, Watch: lists,
		Audit: auditHead{i.AuditSize, i.AuditRoot}, Bytes: i.Bytes, Files: orEmpty(i.Files)}
}

func printInfo(a *app, i *store.Info, cases int) {
	line := func(label, value string) {
		fmt.Fprintf(a.out, "%s  %s\n", a.screen.dim(fmt.Sprintf("%-11s", label)), value)
	}
	line("path", a.screen.head(words.Clean(i.Path)))
	line("created", words.Minute(i.CreatedAt)+" UTC")
	line("accounts", words.Thousands(i.Accounts))
	line("identifiers", fmt.Sprintf("%s, of which accounts share %s", words.Thousands(i.Identifiers), words.Thousands(i.Shared)))
	line("events", words.Thousands(i.Events))
	line("cases", words.Thousands(cases))
	line("notes", words.Thousands(i.Notes))
	for _, l := range i.Watch {
		line("watch list", fmt.Sprintf("%s, %s, %s", a.screen.head(words.Clean(l.Name)), strings.TrimSpace(words.Clean(l.Stance)+" "+words.Clean(l.Class)), words.Count(l.Values, "value")))
	}
	line("on disk", words.Size(i.Bytes))
	line("audit log", fmt.Sprintf("%s, root %s", words.Count(i.AuditSize, "entry"), words.Clean(i.AuditRoot)))
	line("schema", fmt.Sprintf("%s, generation %d", words.Clean(i.Schema), i.Generation))
	line("id", words.Clean(i.ID))
	if len(i.Files) == 0 {
		return
	}
	fmt.Fprintln(a.out)
	var rows [][]cell
	for _, f := range i.Files {
		sum := f.SHA256
		if len(sum) > 16 && a.screen.width < 140 {
			sum = sum[:16] + "…"
		}
		rows = append(rows, []cell{{text: words.Clean(f.Name)}, {text: words.Clean(f.Profile)}, {text: words.Thousands(f.Accepted)},
			{text: words.Thousands(f.Rejected)}, {text: words.Size(f.Bytes)}, {words.Clean(sum), a.screen.dim}})
	}
	t := table{cols: []column{{head: "FILE", least: 16}, {head: "PROFILE", drop: 2}, {head: "ROWS", right: true},
		{head: "REJECTED", right: true}, {head: "SIZE", right: true, drop: 3}, {head: "SHA-256", drop: 1}}}
	t.write(a.out, a.screen, rows)
}
