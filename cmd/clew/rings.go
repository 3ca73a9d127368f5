package main

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/words"
)

func newRings(a *app) *cobra.Command {
	var least, limit, offset int
	var excused bool
	cmd := &cobra.Command{
		Use:   "rings",
		Short: "List rings: accounts of one operator",
		Long: `Lists rings, strongest class first and then the largest. A ring is made of strong links between accounts and never of a chain through a hub.

Where an innocent rule explains all that the members share (a household, a kiosk, an agency), a ring is excused: it is only possible, and listed with --excused only.

A ring is named by one of its accounts and keeps that name across imports for as long as it holds the account.`,
		Example: `clew rings
clew rings --min 10 --json
clew rings --excused`,
		Args: usage(cobra.NoArgs, "it takes no arguments; name one account with 'clew ring'"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := checkPage(offset, limit); err != nil {
				return err
			}
			return a.linked(cmd.Context(), func(db *store.DB, l *store.Links) error {
				return showRings(cmd.Context(), a, db, l, least, excused, offset, limit)
			})
		},
	}
	cmd.Flags().IntVar(&least, "min", 3, "only rings with at least so many members")
	cmd.Flags().BoolVar(&excused, "excused", false, "list those too that an innocent rule explains whole")
	cmd.Flags().IntVar(&limit, "limit", 0, "how many; 0 is all")
	cmd.Flags().IntVar(&offset, "offset", 0, "leave out so many")
	return cmd
}

func newRing(a *app) *cobra.Command {
	var without []string
	var files []string
	cmd := &cobra.Command{
		Use:   "ring ACCOUNT",
		Short: "Show a ring and what holds it together",
		Long: `Shows the ring of an account: its members, what they share and how exclusively, the links and accounts that alone hold it together, and the best innocent explanation.

With --without it says what would become of the ring if a value did not count (a device that turns out to be a default, say): who would fall out, and which pending proposals, of this ring or another, would no longer stand. Nothing is changed.

--without-file does the same for accounts that only one imported file speaks of. No value has its file beside it: what the file tells of accounts that others speak of too still counts, and it is said of how many members that is so. To try a ring without a whole file, import the others into a new investigation.`,
		Example: `clew ring outlook:8841020
clew ring outlook:8841020 --without ip:198.51.100.7
clew ring outlook:8841020 --without-file vendor.csv`,
		Args:              usage(cobra.ExactArgs(1), "name one account"),
		ValidArgsFunction: completeAccount(a, 0, 0),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.linked(cmd.Context(), func(db *store.DB, l *store.Links) error {
				return showRing(cmd.Context(), a, db, l, args[0], without, files)
			})
		},
	}
	cmd.Flags().StringArrayVar(&without, "without", nil, "as if this value did not count, as KIND:VALUE; may be given again")
	cmd.Flags().StringArrayVar(&files, "without-file", nil, "as if the accounts that only this imported file speaks of were not there; may be given again")
	must(cmd.RegisterFlagCompletionFunc("without", completeKind))
	return cmd
}

type (
	ringShape struct {
		ID            model.Untrusted   `json:"id"`
		Size          int               `json:"size"`
		Class         string            `json:"class"`
		Excused       bool              `json:"excused"`
		Members       []model.Untrusted `json:"members"`
		Links         int               `json:"links"`
		Density       float64           `json:"density"`
		WeakestBridge *float64          `json:"weakest_bridge,omitempty"` // bits; absent where no link alone holds it together
		Bridges       [][2]any          `json:"bridges"`
		Articulation  []model.Untrusted `json:"articulation"`
		HubShare      float64           `json:"hub_share"`
		FirstSeen     string            `json:"first_seen,omitempty"`
		LastSeen      string            `json:"last_seen,omitempty"`
		Recent        int               `json:"recent"` // members first seen in the last 28 days of its time
		Innocent      innocentShape     `json:"innocent"`

		Accounts    []accountShape   `json:"accounts,omitempty"`
		Identifiers []ringValueShape `json:"identifiers,omitempty"`
		Fallout     *falloutShape    `json:"fallout,omitempty"`
	}
	ringValueShape struct {
		Kind      string          `json:"kind"`
		Value     model.Untrusted `json:"value"`
		Inside    int             `json:"inside"`
		Holders   int             `json:"holders"`
		Exclusive float64         `json:"exclusive"`
		Bits      float64         `json:"bits"`
	}
	falloutShape struct {
		Without []model.Untrusted   `json:"without"`
		Rest    []model.Untrusted   `json:"rest"`
		Parts   [][]model.Untrusted `json:"parts"`
		Shared  int                 `json:"shared"`  // members of whom a file that is left out tells, and others too: their values still count
		Pending int                 `json:"pending"` // accounts of the investigation whose action can still be stopped
		Resting []restingShape      `json:"resting"`
	}
	restingShape struct {
		Proposal uint32            `json:"proposal"`
		Action   string            `json:"action"`
		Stage    string            `json:"stage"` // proposed, approved or batched
		Of       int               `json:"of"`    // accounts of it at that stage
		Untied   []model.Untrusted `json:"untied"`
		Apart    []model.Untrusted `json:"apart"`
		Names    []model.Untrusted `json:"names"`
	}
)

func ringOf(r *store.Ring, rows map[uint32]store.AccountRow) ringShape {
	id := func(ord uint32) model.Untrusted { return rows[ord].ID.String() }
	s := ringShape{ID: id(r.ID), Size: len(r.Members), Class: r.Class.String(), Excused: r.Excused, Members: ids(r.Members, rows),
		Links: len(r.Links), Density: round(r.Density), Bridges: [][2]any{}, Articulation: ids(r.Articulation, rows), HubShare: round(r.HubShare),
		FirstSeen: r.FirstSeen.String(), LastSeen: r.LastSeen.String(), Recent: r.Recent, Innocent: innocentOf(r.Best)}
	for _, b := range r.Bridges {
		s.Bridges = append(s.Bridges, [2]any{[2]model.Untrusted{id(b.A), id(b.B)}, round(float64(b.Bits))})
	}
	if len(r.Bridges) > 0 {
		weakest := round(float64(r.Bridges[0].Bits))
		s.WeakestBridge = &weakest
	}
	return s
}

func ids(ords []uint32, rows map[uint32]store.AccountRow) []model.Untrusted {
	all := make([]model.Untrusted, len(ords))
	for i, o := range ords {
		all[i] = rows[o].ID.String()
	}
	return all
}

// idOf names accounts by their ids, clean.
func idOf(rows map[uint32]store.AccountRow) func(ord uint32) string {
	return func(ord uint32) string { return words.Clean(rows[ord].ID.String()) }
}

func showRings(ctx context.Context, a *app, db *store.DB, l *store.Links, least int, excused bool, offset, limit int) error {
	all, err := l.Rings(ctx, least)
	if err != nil {
		return err
	}
	found := len(all)
	if !excused {
		all = slices.DeleteFunc(all, func(r *store.Ring) bool { return r.Excused })
	}
	left := found - len(all)
	total := len(all)
	all = page(all, offset, limit)
	var ords []uint32
	for _, r := range all {
		ords = append(ords, r.ID)
		if a.json {
			ords = append(ords, r.Members...)
		}
	}
	rows, err := accountsOf(ctx, db, ords)
	if err != nil {
		return err
	}
	if a.json {
		shapes := make([]ringShape, len(all))
		for i, r := range all {
			shapes[i] = ringOf(r, rows)
		}
		return array(a, shapes)
	}
	t := table{cols: []column{{head: "CLASS"}, {head: "SIZE", right: true}, {head: "RING", least: 30, empty: true}, {head: "NAMED BY", least: 12, drop: 2},
		{head: "LINKS", right: true, drop: 4}, {head: "DENSITY", right: true, drop: 5}, {head: "BRIDGE", right: true, drop: 6},
		{head: "FIRST", drop: 8}, {head: "LAST", drop: 7}, {head: "NEW", right: true, drop: 9}, {head: "INNOCENT?", drop: 1}}}
	lines := make([][]cell, len(all))
	for i, r := range all {
		bridge := ""
		if len(r.Bridges) > 0 {
			bridge = fmt.Sprintf("%.1f", r.Bridges[0].Bits)
		}
		paint := func(s string) string { return a.screen.class(r.Class, s) }
		lines[i] = []cell{{r.Class.String(), paint}, {text: words.Thousands(len(r.Members))}, {text: words.Clean(rows[r.ID].ID.String())},
			{text: words.Clean(rows[r.ID].DisplayName)}, {text: words.Thousands(len(r.Links))}, {text: fmt.Sprintf("%.2f", r.Density)}, {text: bridge},
			{words.Day(r.FirstSeen), a.screen.dim}, {words.Day(r.LastSeen), a.screen.dim}, {text: words.Thousands(r.Recent)},
			{words.Explained(r.Best), a.screen.dim}}
	}
	t.write(a.out, a.screen, lines)
	if err := a.flush(); err != nil {
		return err
	}
	said := words.Count(total, "ring")
	if len(all) < total {
		said = words.Thousands(len(all)) + " of " + said
	}
	if left > 0 {
		said += fmt.Sprintf("; %s that an innocent rule explains, see --excused", words.Count(left, "other"))
	}
	a.tell(a.diag.dim(said))
	return nil
}

func showRing(ctx context.Context, a *app, db *store.DB, l *store.Links, ref string, without, files []string) error {
	ord, err := db.Resolve(ctx, ref)
	if err != nil {
		return err
	}
	numbers, err := fileNumbers(db, files)
	if err != nil {
		return err
	}
	r, err := l.Ring(ctx, ord)
	if err != nil {
		return err
	}
	if r == nil {
		rows, err := accountsOf(ctx, db, []uint32{ord})
		if err != nil {
			return err
		}
		return &model.Error{Kind: model.ErrNotFound, Message: words.NoRing, Where: rows[ord].ID.String(),
			Hint: "'clew links' lists what links there are"}
	}
	var f *store.Fallout
	if len(without) > 0 || len(files) > 0 {
		if f, err = l.Without(ctx, ord, without, numbers); err != nil {
			return err
		}
	}
	named := append(slices.Clone(r.Members), r.ID)
	if f != nil {
		for _, x := range f.Resting {
			named = append(append(named, x.Untied...), x.Apart...)
		}
	}
	rows, err := accountsOf(ctx, db, named)
	if err != nil {
		return err
	}
	if a.json {
		s := ringOf(r, rows)
		s.Accounts, s.Identifiers = []accountShape{}, []ringValueShape{}
		for _, m := range r.Members {
			s.Accounts = append(s.Accounts, shapeOf(rows[m]))
		}
		for _, v := range r.Values {
			s.Identifiers = append(s.Identifiers, ringValueShape{v.Kind.String(), v.Text, v.Inside, v.Holding.Holders, round(v.Exclusive()), round(v.Bits)})
		}
		if f != nil {
			s.Fallout = &falloutShape{Without: []model.Untrusted{}, Rest: ids(f.Rest, rows), Parts: [][]model.Untrusted{}, Shared: f.Shared, Pending: f.Pending, Resting: []restingShape{}}
			for _, w := range append(slices.Clone(without), files...) {
				s.Fallout.Without = append(s.Fallout.Without, model.Untrusted(w))
			}
			for _, p := range f.Parts {
				s.Fallout.Parts = append(s.Fallout.Parts, ids(p, rows))
			}
			for _, x := range f.Resting {
				s.Fallout.Resting = append(s.Fallout.Resting, restingShape{x.Proposal, x.Action, string(x.Stage), x.Of, ids(x.Untied, rows), ids(x.Apart, rows), orEmpty(x.Names)})
			}
		}
		return a.object(s)
	}
	printRing(a, r, rows)
	if f != nil {
		printFallout(a, f, rows, append(slices.Clone(without), files...))
	}
	return nil
}

// fileNumbers finds imported files by name.
func fileNumbers(db *store.DB, names []string) ([]int, error) {
	var all []int
	for _, name := range names {
		found := false
		for i, f := range db.Files() {
			if string(f.Name) == name {
				all, found = append(all, i), true
			}
		}
		if !found {
			return nil, &model.Error{Kind: model.ErrNotFound, Message: "no file of that name was imported", Where: model.Untrusted(name),
				Hint: "'clew info' lists them"}
		}
	}
	return all, nil
}

func printRing(a *app, r *store.Ring, rows map[uint32]store.AccountRow) {
	fmt.Fprintf(a.out, "%s%s\n", a.screen.class(r.Class, fmt.Sprintf("%-10s", r.Class)),
		a.screen.head("Ring of "+words.Count(len(r.Members), "account")+", named by "+words.Clean(rows[r.ID].ID.String())))
	a.indented(1, words.Tightly(r), plain)
	if r.Excused {
		a.indented(1, words.Excused, a.screen.good)
	}
	a.indented(1, words.Innocent(r.Best), plain)
	a.indented(1, words.HeldBy(r, idOf(rows)), plain)
	a.heading("What they share")
	t := table{indent: gap, cols: []column{{head: "KIND"}, {head: "VALUE", least: 20, empty: true}, {head: "INSIDE", right: true}, {head: "HOLDERS", right: true},
		{head: "EXCLUSIVE", right: true, drop: 1}, {head: "BITS", right: true, drop: 2}}}
	var lines [][]cell
	hidden := 0
	for _, v := range r.Values {
		if v.Bits == 0 {
			hidden++
			continue
		}
		lines = append(lines, []cell{{text: v.Kind.String()}, {text: words.Clean(v.Text)}, {text: words.Thousands(v.Inside)}, {text: words.Thousands(v.Holding.Holders)},
			{text: words.Percent(v.Exclusive())}, {text: fmt.Sprintf("%.0f", v.Bits)}})
	}
	t.write(a.out, a.screen, lines)
	if hidden > 0 {
		fmt.Fprintln(a.out, gap+a.screen.dim(words.Count(hidden, "value")+" more that add nothing: hubs, or implied by these"))
	}
	a.heading("Members")
	members := make([]store.AccountRow, len(r.Members))
	for i, m := range r.Members {
		members[i] = rows[m]
	}
	slices.SortStableFunc(members, func(x, y store.AccountRow) int { return int(y.Score) - int(x.Score) })
	list := accountList{a: a}
	if list.add(members) == nil {
		list.end()
	}
}

func printFallout(a *app, f *store.Fallout, rows map[uint32]store.AccountRow, without []string) {
	var what []string
	for _, w := range without {
		what = append(what, words.Clean(w))
	}
	a.heading("Without " + strings.Join(what, ", "))
	a.indented(1, words.Fallout(f), plain)
	for _, part := range words.Parts(f, math.MaxInt, math.MaxInt, idOf(rows)) {
		a.indented(2, part, plain)
	}
	if said := words.StillCounts(f); said != "" {
		a.indented(1, said, a.screen.warn)
	}
	if said := words.Pending(f); said != "" {
		a.indented(1, said, a.screen.warn)
	}
	for _, r := range f.Resting {
		a.indented(2, words.Resting(r, math.MaxInt, idOf(rows)), plain)
	}
}
