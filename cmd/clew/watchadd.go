package main

import (
	"cmp"
	"context"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/identifier"
	"github.com/seed-28a39f10/clew/model/signal"
	"github.com/seed-28a39f10/clew/model/watch"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/store/load"
	"github.com/seed-28a39f10/clew/store/watchlist"
	"github.com/seed-28a39f10/clew/ui/words"
)

type watchFlags struct {
	name, class, kind, column string
	bad, benign               bool
}

// watchForms are the values of --kind that are no kinds of identifiers.
var watchForms = []watch.Form{watch.FormRange, watch.FormDomain, watch.FormASN}

// watchClasses are classes that mean something to the signals, or often occur.
var watchClasses = append(slices.Clone(signal.ExitClasses), "carrier", watch.ClassDisposable, "agency")

func newWatchAdd(a *app) *cobra.Command {
	var f watchFlags
	cmd := &cobra.Command{
		Use:   "add FILE --name NAME --bad|--benign",
		Short: "Add the values of a file to a list",
		Long: `Adds the values of a file to a watch list, and makes the list where there is none of that name. What is on the list already stays as it is, so a newer edition of a file can be added as often as it comes.

FILE is a bare list, CSV, STIX 2.1, MISP or JSON, also compressed; - is standard input. What a value is, is found by looking unless --kind says it: a kind of identifier, range, domain or asn.

Classes that signals know: vpn, hosting, proxy, tor and carrier for networks (of benign lists), disposable for domains that give out mailboxes for minutes (of either).

On a list of bad values nothing is put that the file itself calls benign, nor the recipients that a MISP event names as such: they would be flagged.

Values that cannot be used go to FILE.rejected.jsonl with their line and the reason, and the exit code is then 3.`,
		Example: `clew watch add sanctioned.txt --name ofac --bad --kind wallet
clew watch add vpn-exits.csv --name vpn --benign --class vpn --column ip
clew watch add misp.json --name partners --bad`,
		Args: usage(cobra.ExactArgs(1), "name one file"),
		RunE: func(cmd *cobra.Command, args []string) error { return addWatch(cmd.Context(), a, args[0], f) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.name, "name", "", "the list's name")
	flags.BoolVar(&f.bad, "bad", false, "its values are known to be bad: a match flags")
	flags.BoolVar(&f.benign, "benign", false, "its values are known to be benign: a match explains")
	flags.StringVar(&f.class, "class", "", "what the list explains, such as vpn")
	flags.StringVar(&f.kind, "kind", "", "what its values are; found by looking unless given")
	flags.StringVar(&f.column, "column", "", "the column of a CSV file that holds them")
	var kinds []string
	for _, form := range watchForms {
		kinds = append(kinds, form.String())
	}
	for _, k := range model.Kinds() {
		kinds = append(kinds, k.String())
	}
	must(cmd.RegisterFlagCompletionFunc("name", completeWatch(a)))
	must(cmd.RegisterFlagCompletionFunc("class", fixed(watchClasses...)))
	must(cmd.RegisterFlagCompletionFunc("kind", fixed(kinds...)))
	must(cmd.RegisterFlagCompletionFunc("column", cobra.NoFileCompletions))
	return cmd
}

// action gives what every chunk of the file is added by.
func (f *watchFlags) action() (model.AddWatch, error) {
	if f.bad == f.benign {
		return model.AddWatch{}, &model.Error{Kind: model.ErrUsage, Message: "say whether the list is --bad or --benign",
			Hint: "a match with a bad list flags an account; a benign list explains values and flags nobody"}
	}
	if f.name == "" {
		return model.AddWatch{}, &model.Error{Kind: model.ErrUsage, Message: "the list has no name", Hint: "give one with --name NAME"}
	}
	stance := watch.Benign
	if f.bad {
		stance = watch.Bad
	}
	return model.AddWatch{Name: f.name, Stance: stance.String(), Class: strings.ToLower(f.class)}, nil
}

// options give what the flags say of the file.
func (f *watchFlags) options(key []byte) (watchlist.Options, error) {
	o := watchlist.Options{Column: f.column, Canonicaliser: identifier.New(key, ""), Bad: f.bad}
	if f.kind == "" {
		return o, nil
	}
	for _, form := range watchForms {
		if f.kind == form.String() {
			o.Form = form
			return o, nil
		}
	}
	kind, ok := model.KindByName(f.kind)
	if !ok {
		return o, &model.Error{Kind: model.ErrUsage, Message: "unknown kind of values", Where: model.Untrusted(f.kind),
			Hint: "range, domain, asn, or a kind of identifier as in 'clew pivot KIND:VALUE'"}
	}
	o.Kind = kind
	return o, nil
}

// watchAdded is what became of a file.
type watchAdded struct {
	Name         string             `json:"name"`
	Stance       string             `json:"stance"`
	Class        string             `json:"class"`
	File         model.Untrusted    `json:"file"`
	SHA256       string             `json:"sha256"`
	Format       string             `json:"format"`
	Columns      []string           `json:"columns"`
	Read         uint64             `json:"read"`
	Accepted     uint64             `json:"accepted"`
	New          int                `json:"new"`
	Duplicates   uint64             `json:"duplicates"`
	Rejected     uint64             `json:"rejected"`
	RejectedFile string             `json:"rejected_file,omitempty"`
	NotRead      []watchPassedShape `json:"not_read"`
	Entries      []uint64           `json:"entries"` // of the audit log; none where nothing was new
	Values       int                `json:"values"`  // of the whole list
	Accounts     int                `json:"accounts"`
	Common       []watchCommonShape `json:"common"` // values of a bad list that flag many by themselves
}

type watchCommonShape struct {
	Value    model.Untrusted `json:"value"`
	Accounts int             `json:"accounts"`
}

type watchPassedShape struct {
	Name  model.Untrusted `json:"name"`
	Count uint64          `json:"count"`
}

func addWatch(ctx context.Context, a *app, path string, f watchFlags) error {
	action, err := f.action()
	if err != nil {
		return err
	}
	exports, cleanUp, err := openExports(ctx, []string{path})
	defer cleanUp()
	if err != nil {
		return err
	}
	return a.write(ctx, func(db *store.DB) error {
		bar := startProgress(ctx, a.diag)
		defer bar.stop()
		return addWatchFile(ctx, a, db, exports[0], action, f, bar)
	})
}

func addWatchFile(ctx context.Context, a *app, db *store.DB, file load.Export, action model.AddWatch, f watchFlags, bar *progress) error {
	o, err := f.options(db.CardKey())
	if err != nil {
		return err
	}
	bar.stage("reading the list", nil, nil)
	res, err := watchlist.Read(ctx, file.Path, o)
	if err != nil {
		return load.InFile(file.Name, err)
	}
	rejected := &load.Rejects{Export: file.Name}
	defer rejected.Discard()
	for _, x := range res.Rejects {
		rejected.Add(x)
	}
	if err := rejected.Err(); err != nil {
		return err
	}
	action.File, action.SHA256 = model.Untrusted(filepath.Base(file.Name)), hex.EncodeToString(res.SHA256[:])
	out := watchAdded{Name: action.Name, Stance: action.Stance, Class: action.Class, File: action.File, SHA256: action.SHA256,
		Format: res.Format, Columns: orEmpty(res.Columns), Read: res.Read, Accepted: res.Accepted, Duplicates: res.Duplicates, Rejected: res.Rejected,
		NotRead: []watchPassedShape{}, Entries: []uint64{}}
	for _, c := range res.NotRead {
		out.NotRead = append(out.NotRead, watchPassedShape{model.Untrusted(c.Name), c.N})
	}
	if res.Accepted > 0 {
		chunks, err := watch.Encode(res.Values)
		if err != nil {
			return err
		}
		res.Values = nil // the log has its own, and a list may be as large as memory is dear
		if err := addChunks(ctx, a, db, action, chunks, &out); err != nil {
			return err
		}
		load.Derive(ctx, db, bar.load)
		if err := out.look(ctx, db); err != nil {
			return err
		}
	}
	bar.stop()
	if out.RejectedFile, err = rejected.Save(); err != nil {
		return err
	}
	return printWatchAdded(a, &out, rejected)
}

// addChunks brings the values into the log. Once it has begun it goes on to the
// end: half a list would look like a whole one.
func addChunks(ctx context.Context, a *app, db *store.DB, action model.AddWatch, chunks [][]byte, out *watchAdded) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	for _, c := range chunks {
		action.Chunk = c
		r, err := act(context.WithoutCancel(ctx), a, db, action)
		if err != nil {
			return err
		}
		if r.Applied > 0 {
			out.New += r.Applied
			out.Entries = append(out.Entries, r.Entry)
		}
	}
	return nil
}

// look finds out what the whole list is now.
func (o *watchAdded) look(ctx context.Context, db *store.DB) error {
	lists, err := db.WatchLists(ctx)
	for _, l := range lists {
		if l.Name == o.Name {
			o.Values, o.Accounts = l.Values, l.Accounts
		}
	}
	o.Common = []watchCommonShape{}
	if err != nil || o.Stance != watch.Bad.String() || o.Accounts <= many {
		return err
	}
	_, matches, err := db.WatchMatches(ctx, o.Name, 0, mostLooked)
	by := map[model.Untrusted]int{}
	for _, m := range matches {
		seen := map[model.Untrusted]bool{}
		for _, h := range m.Hits {
			if !seen[h.Hit.Value] {
				seen[h.Hit.Value] = true
				by[h.Hit.Value]++
			}
		}
	}
	for v, n := range by {
		if n > many {
			o.Common = append(o.Common, watchCommonShape{v, n})
		}
	}
	slices.SortFunc(o.Common, func(a, b watchCommonShape) int {
		return cmp.Or(cmp.Compare(b.Accounts, a.Accounts), cmp.Compare(a.Value, b.Value))
	})
	return err
}

const (
	many       = 64     // accounts: a value of more is no mark of one hand
	mostLooked = 10_000 // accounts that are looked at for it
)

func printWatchAdded(a *app, o *watchAdded, rejected *load.Rejects) error {
	if a.json {
		if err := a.object(o); err != nil {
			return err
		}
	} else if o.Accepted > 0 && o.New == 0 {
		fmt.Fprintf(a.out, "Nothing new: the %s list %s has %s already, and matches %s.\n", o.Stance, words.Clean(o.Name), itOrThem(o.Accepted),
			words.Count(o.Accounts, "account"))
	} else if o.Accepted > 0 {
		fmt.Fprintf(a.out, "Added %s to the %s list %s, which now has %s and matches %s.\n", words.Count(o.New, "value"),
			o.Stance, words.Clean(o.Name), words.Count(o.Values, "value"), words.Count(o.Accounts, "account"))
		if known := int(o.Accepted) - o.New; known > 0 {
			fmt.Fprintf(a.out, "It had %s of the file's already.\n", words.Thousands(known))
		}
	}
	if err := a.flush(); err != nil {
		return err
	}
	if o.Accepted == 0 {
		if !a.json { // whose standard error is then the error alone
			tellPassed(a, o, rejected)
		}
		hint := "what is in it is of no kind that accounts carry: see the notes above"
		if o.Rejected > 0 {
			hint = "look at the rejected rows; --kind says what the values are, --column which column of a CSV file holds them"
		}
		return &model.Error{Kind: model.ErrInput, Message: "nothing in the file can be listed; the list was not changed", Where: o.File, Hint: hint}
	}
	tellPassed(a, o, rejected)
	if o.Rejected > 0 {
		return errPartly
	}
	return nil
}

// tellPassed says what was not taken from the file, and why.
func tellPassed(a *app, o *watchAdded, rejected *load.Rejects) {
	file := words.Clean(o.File)
	for _, c := range o.Common[:min(len(o.Common), 3)] {
		a.tell(a.diag.warn("Note:") + " " + words.Clean(c.Value) + " alone flags " + words.Count(c.Accounts, "account") +
			": a value of so many, such as the exit of a VPN, is mostly had by people who have nothing to do with each other")
	}
	for _, p := range o.NotRead {
		a.tell(a.diag.dim("Note:") + " " + file + ": passed over " + words.Count(p.Count, "time") + ": " + words.Clean(p.Name))
	}
	for _, r := range rejected.Reasons() {
		a.tell(a.diag.warn("Rejected:") + " " + file + ": " + rejectText(r))
	}
	if more := o.Rejected - min(o.Rejected, uint64(rejected.Total())); more > 0 {
		a.tell(gap + words.Thousands(more) + " more were rejected, and only counted")
	}
	if o.RejectedFile != "" {
		a.tell(gap + words.Count(rejected.Total(), "row") + " written to " + words.Clean(o.RejectedFile))
	}
}

func itOrThem(n uint64) string {
	if n == 1 {
		return "the value"
	}
	return "all " + words.Count(n, "value")
}
