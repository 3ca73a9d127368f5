package account

import (
	"context"
	"errors"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/query"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/table"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// absent stands where the name that was asked for is not that of one account: it says
// so, and lists those that have it.
type absent struct {
	page  *Page
	rows  []store.AccountRow
	table *table.Table
}

// mostNamesakes is how many accounts of one name are listed.
const mostNamesakes = 256

func newAbsent(p *Page) *absent {
	a := &absent{page: p, table: table.New(
		table.Column{Title: "SCORE", Least: 5, Most: 5, Right: true, Drop: 1},
		table.Column{Title: "ACCOUNT", Least: 20},
		table.Column{Title: "USER NAME", Least: 14, Most: 34, Drop: 2},
		table.Column{Title: "NAME", Least: 10, Most: 24, Drop: 4},
		table.Column{Title: "E-MAIL", Least: 14, Most: 34, Drop: 3},
	)}
	a.table.Focused = true
	return a
}

// namesakes gives the accounts that a name may be meant to be, where it is that of
// several.
func namesakes(ctx context.Context, s Store, ref model.Untrusted) ([]store.AccountRow, error) {
	var ords []uint32
	for _, kind := range []model.Kind{model.KindUsername, model.KindEmail} {
		p, err := s.Pivot(ctx, kind.String()+":"+string(ref))
		if err == nil {
			ords = append(ords, p.Accounts...)
		} else if ctx.Err() != nil {
			return nil, err
		}
	}
	all, err := query.Parse("", time.Time{})
	if err != nil {
		return nil, err
	}
	found, err := s.Find(ctx, all, store.Sort{})
	if err != nil {
		return nil, err
	}
	platforms, err := s.Facets(ctx, found.Set(), "platform")
	if err != nil {
		return nil, err
	}
	for _, f := range platforms {
		id := model.AccountID{Platform: string(f.Value), Native: ref}
		if ord, err := s.Resolve(ctx, string(id.String())); err == nil {
			ords = append(ords, ord)
		} else if ctx.Err() != nil {
			return nil, err
		}
	}
	slices.Sort(ords)
	ords = slices.Compact(ords)
	return s.Listing(ctx, ords[:min(len(ords), mostNamesakes)])
}

// put lists the accounts that have the name.
func (a *absent) put(list []store.AccountRow) {
	a.rows = list
	rows := make([]table.Row, len(list))
	for i, r := range list {
		rows[i] = table.Row{ID: uint64(r.Ord), Cells: []draw.Span{{Role: theme.Of(r.Score), Text: words.Score(r.Score)}, {Role: theme.Plain, Text: text.Display(r.ID.String())},
			{Role: theme.Plain, Text: text.Display(r.Username)}, {Role: theme.Plain, Text: text.Display(r.DisplayName)}, {Role: theme.Dim, Text: text.Display(r.Email)}}}
	}
	a.table.Set(rows)
	a.place()
}

// said says what the matter is, and what to do about it.
func (a *absent) said() draw.Line {
	p := a.page
	var e *model.Error
	name := text.Display(p.ref)
	switch asked := errors.As(p.err, &e) && e.Where != ""; {
	case asked && len(a.rows) > 0:
		return draw.T(theme.Warn, "  "+words.Count(len(a.rows), "account")+" have the name "+name+".").Add(theme.Plain, " "+p.env.Keys.Key(keys.Open)+" opens the one under the cursor.")
	case asked && (e.Kind == model.ErrNotFound || e.Kind == model.ErrAmbiguous):
		said := "  No account has the id, user name or e-mail " + name + "."
		if e.Kind == model.ErrAmbiguous {
			said = "  More than one account has the name " + name + "."
		}
		return draw.T(theme.Warn, said).Add(theme.Plain, " "+p.env.Keys.Key(keys.Search)+" in the queue searches names, user names and e-mails.")
	}
	problem := page.Problem(p.err)
	l := draw.T(theme.Warn, "  "+problem.Text)
	if problem.Hint != "" {
		l = l.Add(theme.Dim, "; "+problem.Hint)
	}
	return l
}

func (a *absent) head() draw.Block {
	th, w := a.page.env.Theme, a.page.width
	blank := draw.Paint(th, nil, w, theme.Plain)
	out := append(draw.Block{blank}, draw.Hanging(th, []draw.Line{a.said()}, w, 2)...)
	if a.page.height >= 8 {
		out = append(out, blank)
	}
	return out
}

// place gives the list the room below what is said.
func (a *absent) place() {
	if a.page.err != nil {
		a.table.Size(a.page.width, max(a.page.height-len(a.head()), 1))
	}
}

func (a *absent) view(th *theme.Theme) draw.Block {
	out := a.head()
	if len(a.rows) > 0 {
		out = append(out, a.table.View(th)...)
	}
	return out
}

// open opens the account under the cursor, if there is one.
func (a *absent) open() tea.Cmd {
	if i := a.table.Cursor(); i < len(a.rows) {
		return page.Open(page.Place{Page: page.Account, Ref: a.rows[i].ID.String(), Refs: a.page.refs})
	}
	return nil
}

func (a *absent) click(x, y int) tea.Cmd {
	hit := a.table.Hit(x, y-len(a.head()))
	switch {
	case hit.Row < 0:
	case hit.Row == a.table.Cursor():
		return a.open()
	default:
		a.table.Move(hit.Row)
	}
	return nil
}

func (a *absent) status() draw.Line {
	if len(a.rows) == 0 {
		return nil
	}
	return draw.T(theme.Dim, "account "+words.Thousands(a.table.Cursor()+1)+" of "+words.Thousands(len(a.rows)))
}
