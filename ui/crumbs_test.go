package ui

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
)

// blank is a page of nothing.
type blank struct{}

func (blank) Title() string          { return "blank" }
func (blank) Place() page.Place      { return page.Place{Page: page.Queue} }
func (blank) Init() tea.Cmd          { return nil }
func (blank) Update(tea.Msg) tea.Cmd { return nil }
func (blank) Size(int, int)          {}
func (blank) View() draw.Block       { return nil }
func (blank) Actions() []keys.Action { return nil }
func (blank) Why(keys.Action) string { return "" }
func (blank) Do(keys.Action) tea.Cmd { return nil }
func (blank) Status() draw.Line      { return nil }

// A click meets the breadcrumbs that were drawn last, which may be of a page that has gone.
func TestAClickOnABreadcrumbOfAPageThatIsGone(t *testing.T) {
	r := &Root{height: 24, crumbs: []crumb{{0, 0, 5}, {3, 6, 10}}}
	r.stack.push(blank{})
	r.stack.push(blank{})
	r.click(7, 0)
	if r.stack.at != 1 {
		t.Errorf("it went to page %d", r.stack.at)
	}
	r.click(1, 0)
	if r.stack.at != 0 {
		t.Errorf("it stayed on page %d", r.stack.at)
	}
}
