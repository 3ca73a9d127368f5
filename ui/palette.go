package ui

import (
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
)

// items lists the actions that are offered here, and those of other pages.
func (r *Root) items() (here, elsewhere []overlay.Item) {
	for _, e := range r.env.Keys.Entries() {
		it := overlay.Item{Group: string(e.Group), Label: e.Title, Key: strings.Join(e.Keys[:min(len(e.Keys), 2)], " "),
			Note: e.Help, Run: page.Tell(page.Run{Action: e.Action})}
		if r.takes(e.Action) {
			it.Why = r.why(e.Action)
			here = append(here, it)
			continue
		}
		it.Group, it.Why = "on other pages", "not for this page"
		elsewhere = append(elsewhere, it)
	}
	return here, elsewhere
}

func (r *Root) help() tea.Cmd {
	here, _ := r.items()
	return page.Tell(page.Show{Overlay: &overlay.Menu{Env: r.env, Title: "Keys of this page", Items: here, Search: true}})
}

// palette offers everything, and for what it does not know: a row's number, a query,
// an identifier, an account.
func (r *Root) palette() tea.Cmd {
	items, elsewhere := r.items()
	for _, name := range theme.Names() {
		items = append(items, overlay.Item{Group: "window", Label: "theme " + name, Run: r.useTheme(name)})
	}
	extra := func(typed string) (out []overlay.Item) {
		if n, err := strconv.Atoi(typed); err == nil && n > 0 {
			if _, ok := r.stack.top().(liner); ok {
				out = append(out, overlay.Item{Label: "go to row " + typed, Run: page.Tell(lineMsg{n})})
			}
		}
		if kind, value, ok := strings.Cut(typed, ":"); ok && value != "" {
			if _, known := model.KindByName(kind); known {
				out = append(out, overlay.Item{Label: "pivot over " + text.Display(model.Untrusted(typed)),
					Run: page.Open(page.Place{Page: page.Pivot, Ref: model.Untrusted(typed)})})
			}
		}
		return out
	}
	return page.Tell(page.Show{Overlay: &overlay.Menu{Env: r.env, Title: "Run", Items: append(items, elsewhere...), Search: true, Extra: extra}})
}

// liner is a page with rows that have numbers.
type liner interface{ Line(n int) tea.Cmd }

// lineMsg goes to a row of the uppermost page, from 1.
type lineMsg struct{ n int }

type themeMsg struct{ theme *theme.Theme }

func (r *Root) useTheme(name string) tea.Cmd {
	return func() tea.Msg {
		if r.o.Themes == nil {
			t, _ := theme.New(name, r.o.Theme.Glyphs.ASCII)
			return themeMsg{t}
		}
		t, ok := r.o.Themes(name)
		if !ok {
			return nil
		}
		return themeMsg{t}
	}
}

func (r *Root) themes() tea.Cmd {
	var items []overlay.Item
	for _, name := range theme.Names() {
		items = append(items, overlay.Item{Label: name, Run: r.useTheme(name)})
	}
	return page.Tell(page.Show{Overlay: &overlay.Menu{Env: r.env, Title: "Theme", Items: items}})
}

func (r *Root) askAccount() tea.Cmd {
	return page.Tell(page.Show{Overlay: &overlay.Prompt{Env: r.env, Title: "Go to account",
		Field: overlay.Field{Hint: "platform:native-id, a user name or an e-mail"},
		Run: func(s string) tea.Cmd {
			if s = strings.TrimSpace(s); s == "" {
				return nil
			}
			return page.Open(page.Place{Page: page.Account, Ref: model.Untrusted(s)})
		}}})
}

// trail lists the pages that led here, and those ahead.
func (r *Root) trail() tea.Cmd {
	var items []overlay.Item
	for i, p := range r.stack.pages {
		note := string(p.Place().Page)
		if i == r.stack.at {
			note += ", here"
		} else if i > r.stack.at {
			note += ", ahead"
		}
		items = append(items, overlay.Item{Label: p.Title(), Note: note, Run: page.Tell(jumpMsg{i})})
	}
	return page.Tell(page.Show{Overlay: &overlay.Menu{Env: r.env, Title: "The trail", Items: items}})
}

// jumpMsg goes to a page of the history.
type jumpMsg struct{ at int }

func (r *Root) bookmark() tea.Cmd {
	top := r.stack.top()
	if top == nil {
		return nil
	}
	return tea.Sequence(r.env.Prefs.Bookmark(page.Bookmarked{Title: top.Title(), Place: top.Place()}),
		page.Notice(page.Success, "remembered; "+r.env.Keys.Key(keys.Bookmarks)+" lists what is"))
}

func (r *Root) bookmarks() tea.Cmd {
	var items []overlay.Item
	for _, b := range r.env.Prefs.Bookmarks() {
		title := model.Untrusted(b.Title)
		if ref := r.store.Shown(b.Place.Ref); b.Place.Page == page.Pivot && ref != b.Place.Ref {
			title = ref // it was remembered before the value was masked
		}
		items = append(items, overlay.Item{Label: text.Display(title), Note: text.Display(model.Untrusted(b.Place.Page)),
			Run: page.Open(b.Place)})
	}
	return page.Tell(page.Show{Overlay: &overlay.Menu{Env: r.env, Title: "Bookmarks", Items: items, Search: true,
		Empty: "no page is remembered yet; " + r.env.Keys.Key(keys.Bookmark) + " remembers one"}})
}
