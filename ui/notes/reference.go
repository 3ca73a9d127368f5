package notes

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// Store is what this room asks of an investigation.
type Store interface {
	Work() *workflow.State
	Resolve(ctx context.Context, ref string) (uint32, error)
	Pivot(ctx context.Context, ref string) (*store.Pivot, error)
	Listing(ctx context.Context, ords []uint32) ([]store.AccountRow, error)
}

// Reference is something that a text names, and where it is shown.
type Reference struct {
	Token model.Untrusted // as it was written
	About string          // what it is, clean
	Place page.Place
}

// Line draws a reference.
func (r *Reference) Line(th *theme.Theme) draw.Line {
	return draw.T(theme.Dim, th.Glyphs.Crumb+" ").Add(theme.Info, words.Clean(r.Token)).Add(theme.Dim, "  "+r.About)
}

// mostReferences is how many words of the notes on one thing are looked up, those of the
// newest notes first.
const mostReferences = 256

// tokens gives the words of a text that may name something, each once, up to so many.
func tokens(text string, most int) (out []string) {
	for word := range strings.FieldsSeq(text) {
		if len(out) == most {
			break
		}
		word = strings.Trim(word, "()[]{}<>\"'`*_,;.!?|")
		kind, rest, ok := strings.Cut(word, ":")
		if !ok || kind == "" || rest == "" || strings.HasPrefix(rest, "//") || strings.Trim(kind, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") != "" {
			continue
		}
		if !slices.Contains(out, word) {
			out = append(out, word)
		}
	}
	return out
}

// references looks up what tokens name.
func references(ctx context.Context, s Store, st *workflow.State, named []string) (out []Reference, err error) {
	for _, token := range named {
		ref, ok, err := reference(ctx, s, st, token)
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, ref)
		}
	}
	return out, nil
}

// reference looks up what a token names; ok is false where that is nothing.
func reference(ctx context.Context, s Store, st *workflow.State, token string) (r Reference, ok bool, err error) {
	r.Token = model.Untrusted(token)
	kind, value, _ := strings.Cut(token, ":")
	n, err := strconv.ParseUint(value, 10, 64)
	if err != nil || value[0] == '0' {
		return inData(ctx, s, token, r)
	}
	if kind == "note" && st.Note(n) != nil {
		return noteReference(ctx, s, st.Note(n), r)
	}
	if n <= math.MaxUint32 && numbered(st, kind, uint32(n), &r) {
		return r, true, nil
	}
	return inData(ctx, s, token, r)
}

// numbered looks up a thing of the work that has a number; false where there is none.
func numbered(st *workflow.State, kind string, n uint32, r *Reference) bool {
	at := func(name page.Name) page.Place { return page.Place{Page: name, Ref: model.Untrusted(fmt.Sprint(n))} }
	switch kind {
	case "case":
		if c := st.Case(n); c != nil {
			r.About, r.Place = words.CaseState(c)+" case: "+words.Clean(c.Title), at(page.Case)
		}
	case "proposal":
		if p := st.Proposal(n); p != nil {
			r.About, r.Place = words.Asked(&p.Terms)+"; "+words.ProposalState(p), at(page.Review)
		}
	case "batch":
		if b := st.Batch(n); b != nil {
			r.About, r.Place = words.BatchLine(b), at(page.Batch)
		}
	}
	return r.Place.Page != ""
}

// inData looks a token up among the accounts, then among the identifiers that some carry.
func inData(ctx context.Context, s Store, token string, r Reference) (Reference, bool, error) {
	if _, ok := model.ParseAccountID(token); ok {
		// A name or an e-mail that happens to read so is not what is meant.
		if ord, err := s.Resolve(ctx, token); err == nil {
			rows, err := s.Listing(ctx, []uint32{ord})
			if err != nil {
				return r, false, err
			}
			if row := rows[0]; string(row.ID.String()) == token {
				r.About, r.Place = called(row), page.Place{Page: page.Account, Ref: row.ID.String()}
				return r, true, nil
			}
		}
	}
	kind, _, _ := strings.Cut(token, ":")
	if _, known := model.KindByName(kind); known {
		if p, err := s.Pivot(ctx, token); err == nil && len(p.Accounts) > 0 {
			r.About, r.Place = "carried by "+words.Count(len(p.Accounts), "account"), page.Place{Page: page.Pivot, Ref: r.Token}
			return r, true, nil
		}
	}
	return r, false, ctx.Err()
}

// called says what an account calls itself.
func called(row store.AccountRow) string {
	user := cmp.Or(row.Username, row.Email)
	if user == "" || row.DisplayName == "" {
		return words.Clean(user + row.DisplayName)
	}
	return words.Clean(user) + ", " + words.Clean(row.DisplayName)
}

// noteReference says where a note is shown.
func noteReference(ctx context.Context, s Store, n *workflow.Note, r Reference) (Reference, bool, error) {
	rows, err := s.Listing(ctx, n.Subjects)
	if err != nil {
		return r, false, err
	}
	names, ids := map[uint32]string{}, make([]model.Untrusted, len(rows))
	for i, row := range rows {
		names[row.Ord], ids[i] = words.Who(row), row.ID.String()
	}
	r.About = "a note by " + words.Clean(n.By) + " on " + words.OnWhat(n, func(ord uint32) string { return names[ord] })
	switch {
	case n.On.Kind == workflow.InCase:
		r.Place = page.Place{Page: page.Case, Ref: model.Untrusted(fmt.Sprint(n.On.ID)), Tab: "notes"}
	case n.On.Kind == workflow.InProposal:
		r.Place = page.Place{Page: page.Review, Ref: model.Untrusted(fmt.Sprint(n.On.ID))}
	case n.On.Kind == workflow.Identifier:
		r.Place = page.Place{Page: page.Pivot, Ref: n.On.Value}
	case n.On.Kind == workflow.Link && len(ids) == 2:
		r.Place = page.Place{Page: page.Path, Refs: ids}
	case n.On.Kind == workflow.Ring && len(ids) == 1:
		r.Place = page.Place{Page: page.Ring, Ref: ids[0]}
	case len(ids) == 1:
		r.Place = page.Place{Page: page.Account, Ref: ids[0], Tab: "notes"}
	default:
		return r, false, nil
	}
	return r, true, nil
}
