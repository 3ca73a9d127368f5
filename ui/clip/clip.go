// Package clip is the menu of what can be copied of what the cursor of a page is on: its
// identifiers, its note, its row.
//
// Rules of this room:
//
//   - A value is offered as it is searched for, and an address also as people write one that
//     nobody should follow by mistake.
//   - A row is what the table shows of it in words, in the order of its columns, cells parted
//     by tabs, so that it can be pasted into a sheet.
//   - What is harmful in a text is escaped by the workbench, whoever copies it: nothing here
//     cleans.
package clip

import (
	"math"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store/casefile"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/table"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/words"
)

// Menu is what can be copied. Its zero value is ready.
type Menu struct {
	items []overlay.Item
	texts []model.Untrusted
}

// Value offers a value, where there is one and it is not offered yet.
func (m *Menu) Value(what string, v model.Untrusted) {
	if v != "" && !slices.Contains(m.texts, v) {
		m.texts = append(m.texts, v)
		m.add(what, text.Display(v), page.Copy{Text: v})
	}
}

// Identifier offers a value of a kind of identifier, such as "ip", and, where a program could
// follow it, the same defanged.
func (m *Menu) Identifier(what, kind string, v model.Untrusted) {
	m.Value(what, v)
	m.Value(what+", defanged", model.Untrusted(casefile.Defang(kind, casefile.Text(v))))
}

// Reference offers a value that is written "kind:value", in parts and whole.
func (m *Menu) Reference(ref model.Untrusted) {
	if kind, v, ok := strings.Cut(string(ref), ":"); ok {
		m.Identifier(words.Clean(kind), kind, model.Untrusted(v))
		m.Value("the same with its kind", ref)
	}
}

// Note offers a text of several lines.
func (m *Menu) Note(what string, v model.Untrusted) {
	if v != "" {
		m.add(what, text.Display(v), page.Copy{Text: v, Lines: true})
	}
}

// List offers several values, one a line.
func (m *Menu) List(what, said string, values []model.Untrusted) {
	lines := make([]string, len(values))
	for i, v := range values {
		lines[i], _ = text.Copied(v, text.OneLine, math.MaxInt)
	}
	if len(lines) > 0 {
		m.add(what, said, page.Copy{Clean: strings.Join(lines, "\n")})
	}
}

// Shown offers what stands on the screen, which is clean.
func (m *Menu) Shown(what string, cells ...string) {
	if said := strings.Join(cells, "  "); strings.TrimSpace(said) != "" {
		m.add(what, said, page.Copy{Clean: strings.Join(cells, "\t")})
	}
}

// Row offers the row that the cursor of a table is on; the table may be nil.
func (m *Menu) Row(t *table.Table) {
	if t != nil {
		m.Shown("the row", t.Line()...)
	}
}

func (m *Menu) add(what, said string, c page.Copy) {
	m.items = append(m.items, overlay.Item{Label: what, Note: said, Run: page.Tell(c)})
}

// Empty reports whether nothing is offered.
func (m *Menu) Empty() bool { return len(m.items) == 0 }

// Show asks what to copy.
func (m *Menu) Show(env *page.Env) tea.Cmd {
	if len(m.items) == 0 {
		return page.Notice(page.Warning, "the cursor is on nothing that could be copied")
	}
	return page.Tell(page.Show{Overlay: &overlay.Menu{Env: env, Title: "Copy", Items: m.items}})
}
