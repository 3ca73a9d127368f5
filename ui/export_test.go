package ui

import (
	"github.com/charmbracelet/x/ansi"

	"github.com/seed-28a39f10/clew/ui/page"
)

// PushForTest is the message that puts a page on the stack.
func PushForTest(p page.Page) any { return pushMsg{p} }

// BuildForTest makes the page of a place.
func (r *Root) BuildForTest(s Store, p page.Place) page.Page {
	r.store = s
	built, err := r.build(p)
	if err != nil {
		panic(err)
	}
	return built
}

// Method is how the terminal counts columns.
func (r *Root) Method() ansi.Method {
	if r.clusters {
		return ansi.GraphemeWidth
	}
	return ansi.WcWidth
}
