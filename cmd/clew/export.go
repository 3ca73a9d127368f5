package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/store/casefile"
	"github.com/seed-28a39f10/clew/store/casefile/bundle"
	"github.com/seed-28a39f10/clew/store/casefile/handout"
	"github.com/seed-28a39f10/clew/ui/words"
)

func newExport(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "export case|profiles|verifier",
		Short: "Give a case file out",
		Long: `Writes a case as files for people outside of the investigation: a report, the record, tables, and the formats of other tools, with a manifest and the proofs that what they say of the audit log is in it.

Whoever gets it needs no Clew to read it, and none to check it: see 'clew export verifier'.`,
		Example: `clew export case 7 --out case-7
clew export profiles`,
		Args: cobra.ArbitraryArgs,
		RunE: sayWhat("clew export case ID --out PATH, profiles, or verifier"),
	}
	cmd.AddCommand(newExportCase(a), newExportProfiles(a), newExportVerifier(a))
	return cmd
}

type exportFlags struct {
	out, profile, profiles, signer string
	formats                        []string
	to, why                        string
	dryRun                         bool
	secret                         passphrase
}

func newExportCase(a *app) *cobra.Command {
	var f exportFlags
	cmd := &cobra.Command{
		Use:   "case ID",
		Short: "Write a case file",
		Long: `Writes the case file of a case into a new folder, or into one file where --out ends in .zip.

In it are case.md and case.html, the report for people; case.json, the record; tables; stix.json, misp.json, ftm.ndjson and dsa.json; README.txt, which says what each is; log.json and checkpoint.txt, with the proof that every entry it names is in the audit log; and MANIFEST.json and SHA256SUMS over all of them. With --sign the manifest and the checkpoint are signed with your key.

--redact says what is left out of all of them alike, and the manifest counts it; 'clew export profiles' lists what there is. Outside of the profile full no victim is named. Where the investigation masks personal data, the case file does too.

That it was given out, and to whom, is in the audit log.

` + passphraseHelp,
		Example: `clew export case 7 --out case-7
clew export case 7 --out case-7.zip --sign kim --to "counsel"
clew export case 7 --out for-peers --redact peers --format stix,misp
clew export case 7 --redact public --dry-run`,
		Args:              usage(cobra.ExactArgs(1), "give the case's number"),
		ValidArgsFunction: completeNumber(a, everyCase),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := number(args[0], "case")
			if err != nil {
				return err
			}
			profile, err := f.choose()
			if err != nil {
				return err
			}
			q := handout.Request{Case: id, Profile: profile, Formats: f.formats, Path: f.out, To: model.Untrusted(f.to), Why: model.Untrusted(f.why)}
			if f.dryRun {
				return a.read(cmd.Context(), func(db *store.DB) error { return lookCase(cmd.Context(), a, db, q) })
			}
			if f.out == "" {
				return &model.Error{Kind: model.ErrUsage, Message: "say where the case file goes", Hint: "name a new folder, or a file that ends in .zip, with --out PATH"}
			}
			return a.write(cmd.Context(), func(db *store.DB) error { return exportCase(cmd.Context(), a, db, q, f) })
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.out, "out", "", "the new folder, or .zip file, to write")
	flags.StringVar(&f.profile, "redact", casefile.Full, "what may be in it: "+strings.Join(casefile.BuiltIn().Names(), ", ")+", or one of --profiles")
	flags.StringVar(&f.profiles, "profiles", "", "a file of further profiles, TOML")
	flags.StringSliceVar(&f.formats, "format", nil, "some of "+strings.Join(handout.Formats(), ", ")+"; else all")
	flags.Lookup("format").DefValue = ""
	flags.StringVar(&f.signer, "sign", "", "sign it with your key of this name")
	flags.StringVar(&f.to, "to", "", "whom it is for")
	whyFlag(cmd, &f.why)
	flags.BoolVar(&f.dryRun, "dry-run", false, "write nothing, only say what would be in it")
	f.secret.flag(cmd)
	must(cmd.RegisterFlagCompletionFunc("out", directories))
	must(cmd.RegisterFlagCompletionFunc("redact", fixed(casefile.BuiltIn().Names()...)))
	must(cmd.RegisterFlagCompletionFunc("format", fixed(handout.Formats()...)))
	must(cmd.RegisterFlagCompletionFunc("sign", completeKey))
	quiet(cmd, "to")
	return cmd
}

// set gives the profiles that there are.
func (f *exportFlags) set() (*casefile.Profiles, error) {
	if f.profiles == "" {
		return casefile.BuiltIn(), nil
	}
	text, err := readSmall(f.profiles, "profiles in the form that 'clew export profiles --text' prints", casefile.MaxProfiles)
	if err != nil {
		return nil, err
	}
	return casefile.ParseProfiles(text, filepath.Base(f.profiles))
}

// choose gives the profile that was asked for.
func (f *exportFlags) choose() (casefile.Profile, error) {
	set, err := f.set()
	if err != nil {
		return casefile.Profile{}, err
	}
	return set.Profile(f.profile)
}

type (
	exportShape struct {
		Path     model.Untrusted    `json:"path,omitempty"`
		Case     uint32             `json:"case"`
		Profile  string             `json:"profile"`
		Marking  string             `json:"marking,omitempty"`
		Accounts *int               `json:"accounts,omitempty"` // of a dry run
		Notes    *int               `json:"notes,omitempty"`
		Links    *int               `json:"links,omitempty"`
		Entries  *int               `json:"entries,omitempty"`
		LeftOut  []casefile.LeftOut `json:"left_out"`
		Manifest string             `json:"manifest_sha256,omitempty"`
		SignedBy string             `json:"signed_by,omitempty"`
		Files    []bundle.File      `json:"files,omitempty"`
	}
)

func lookCase(ctx context.Context, a *app, db *store.DB, q handout.Request) error {
	bar := startProgress(ctx, a.diag)
	q.Progress = bar.steps()
	r, err := handout.Look(ctx, db, q)
	bar.stop()
	if err != nil {
		return err
	}
	accounts, notes, links, entries := len(r.Accounts), len(r.Notes), len(r.Links), len(r.Entries)
	if a.json {
		return a.object(exportShape{Case: q.Case, Profile: r.Profile, Marking: r.Marking, Accounts: &accounts, Notes: &notes, Links: &links, Entries: &entries, LeftOut: r.LeftOut})
	}
	fmt.Fprintf(a.out, "The case file of case %d would have %s, %s, %s and %s of the log.\n", q.Case, words.Count(accounts, "account"), words.Count(links, "link"), words.Count(notes, "note"), words.Count(entries, "entry"))
	printLeftOut(a, r.Profile, r.LeftOut)
	return nil
}

func printLeftOut(a *app, profile string, left []casefile.LeftOut) {
	if len(left) == 0 {
		a.tell(a.diag.dim("The profile " + words.Clean(profile) + " leaves nothing out."))
		return
	}
	a.heading("Left out by the profile " + words.Clean(profile))
	t := table{indent: gap, cols: []column{{head: "NUMBER", right: true}, {head: "WHAT", least: 20}, {head: "WHY", wrap: true, least: 20}}}
	var rows [][]cell
	fields, values := 0, 0
	for _, l := range left {
		if l.Why == casefile.NotKept {
			fields, values = fields+1, values+l.Count
			continue
		}
		rows = append(rows, []cell{{text: words.Thousands(l.Count)}, {text: words.Clean(l.What)}, {words.Clean(casefile.WhyLeftOut(l.Why)), a.screen.dim}})
	}
	if fields > 0 {
		rows = append(rows, []cell{{text: words.Thousands(values)}, {text: words.Count(fields, "field")}, {"the profile does not keep them; --json lists them", a.screen.dim}})
	}
	t.write(a.out, a.screen, rows)
}

func exportCase(ctx context.Context, a *app, db *store.DB, q handout.Request, f exportFlags) error {
	if err := a.remember(ctx, db); err != nil {
		return err // nobody should vouch for such a log
	}
	var err error
	if q.By, err = a.who(); err != nil {
		return err
	}
	if f.signer != "" {
		if q.Key, err = loadKey(ctx, f.signer, f.secret); err != nil {
			return err
		}
	}
	bar := startProgress(ctx, a.diag)
	q.Progress = bar.steps()
	m, err := handout.Write(ctx, db, q)
	bar.stop()
	if err != nil {
		return err
	}
	s := exportShape{Path: model.Untrusted(f.out), Case: q.Case, Profile: m.Profile, Marking: m.Marking, LeftOut: m.LeftOut, Manifest: m.SHA256, SignedBy: f.signer, Files: m.Files}
	if a.json {
		return a.object(s)
	}
	fmt.Fprintf(a.out, "Wrote %s: case %d, profile %s%s, %s.\n", words.Clean(f.out), q.Case, m.Profile, marked(m.Marking), words.Count(len(m.Files), "file"))
	printLeftOut(a, m.Profile, m.LeftOut)
	a.tell(a.diag.dim("SHA-256 of its manifest: " + m.SHA256))
	return nil
}

func marked(marking string) string {
	if marking == "" {
		return ""
	}
	return ", " + marking
}

type redactionShape struct {
	Name    string `json:"name"`
	About   string `json:"about"`
	Marking string `json:"marking"`
	Defang  bool   `json:"defang"`
}

func newExportProfiles(a *app) *cobra.Command {
	var f exportFlags
	var text bool
	cmd := &cobra.Command{
		Use:   "profiles",
		Short: "List what may be left out of a case file",
		Long:  `Lists the profiles that 'clew export case --redact' takes. With --text it prints the file of those that are built in, which says what each key means; a file of your own, for --profiles, has the same form.`,
		Example: `clew export profiles
clew export profiles --text
clew export profiles --profiles mine.toml`,
		Args:              usage(cobra.NoArgs, "it takes no arguments"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(*cobra.Command, []string) error {
			if text {
				_, err := a.out.Write(casefile.BuiltInText())
				return err
			}
			set, err := f.set()
			if err != nil {
				return err
			}
			return listRedactions(a, set)
		},
	}
	cmd.Flags().BoolVar(&text, "text", false, "print the file of those that are built in")
	cmd.Flags().StringVar(&f.profiles, "profiles", "", "a file of further profiles, TOML")
	return cmd
}

func listRedactions(a *app, set *casefile.Profiles) error {
	var shapes []redactionShape
	t := table{cols: []column{{head: "NAME"}, {head: "MARKING"}, {head: "WHAT IT IS FOR", wrap: true, least: 24}}}
	var rows [][]cell
	for _, name := range set.Names() {
		p, err := set.Profile(name)
		if err != nil {
			return err
		}
		shapes = append(shapes, redactionShape{p.Name, p.About, p.Marking, p.Defang})
		rows = append(rows, []cell{{text: words.Clean(p.Name)}, {text: p.Marking}, {words.Clean(p.About), a.screen.dim}})
	}
	if a.json {
		return array(a, shapes)
	}
	t.write(a.out, a.screen, rows)
	return nil
}

func newExportVerifier(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "verifier",
		Short: "Print a program that checks case files without Clew",
		Long: `Prints a program of 60 lines in Python that checks the folder of a case file: every file against the manifest, and every entry of the audit log against the checkpoint. It needs Python 3 and nothing else.

A program that comes with what it checks proves nothing: send it another way, or have whoever checks get it themselves. It does not look at the signature: README.txt of a signed case file says how to check that with ssh-keygen.`,
		Example: `clew export verifier > verify.py
python3 verify.py case-7`,
		Args:              usage(cobra.NoArgs, "it takes no arguments"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(*cobra.Command, []string) error {
			_, err := a.out.Write(bundle.Script())
			return err
		},
	}
}
