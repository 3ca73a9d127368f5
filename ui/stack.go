package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/ui/page"
)

// mostPages is how many pages are kept; beyond, the oldest after the first goes.
const mostPages = 64

// stack is the pages with their history, as in a browser: going back keeps the
// pages ahead until another is opened.
type stack struct {
	pages   []page.Page
	stained []bool // what it shows may be out of date
	at      int
}

func (s *stack) top() page.Page {
	if len(s.pages) == 0 {
		return nil
	}
	return s.pages[s.at]
}

// home is where the breadcrumbs begin: at the last page that is gone to directly. What
// was before it is in the history all the same.
func (s *stack) home() int {
	for i := s.at; i > 0; i-- {
		switch s.pages[i].Place().Page {
		case page.Queue, page.Rings, page.Dashboard, page.Import, page.Audit, page.Cases, page.Reviews, page.Batches:
			return i
		}
	}
	return 0
}

func (s *stack) push(p page.Page) {
	if len(s.pages) > 0 {
		s.cut(s.at + 1)
	}
	if len(s.pages) == mostPages {
		closeAll(s.pages[1:2])
		s.pages = append(s.pages[:1], s.pages[2:]...)
		s.stained = append(s.stained[:1], s.stained[2:]...)
	}
	s.pages, s.stained = append(s.pages, p), append(s.stained, false)
	s.at = len(s.pages) - 1
}

func (s *stack) replace(p page.Page) {
	if len(s.pages) == 0 {
		s.push(p)
		return
	}
	closeAll(s.pages[s.at : s.at+1])
	s.pages[s.at], s.stained[s.at] = p, false
}

// cameFrom reports whether the page before is that of a place.
func (s *stack) cameFrom(p page.Place) bool {
	if s.at == 0 {
		return false
	}
	before := s.pages[s.at-1].Place()
	return before.Page == p.Page && before.Ref == p.Ref && before.Tab == p.Tab && slices.Equal(before.Refs, p.Refs)
}

// drop takes the page that is shown away, and what is ahead of it.
func (s *stack) drop() {
	s.cut(s.at)
	s.at--
}

// cut takes all pages from one on away.
func (s *stack) cut(from int) {
	closeAll(s.pages[from:])
	clear(s.pages[from:])
	s.pages, s.stained = s.pages[:from], s.stained[:from]
}

// closeAll closes pages that leave the history.
func closeAll(pages []page.Page) {
	for _, p := range pages {
		if c, ok := p.(page.Closer); ok {
			c.Close()
		}
	}
}

func (s *stack) back() bool {
	if s.at == 0 {
		return false
	}
	s.at--
	return true
}

func (s *stack) forward() bool {
	if s.at+1 >= len(s.pages) {
		return false
	}
	s.at++
	return true
}

// stain marks all pages as out of date.
func (s *stack) stain() {
	for i := range s.stained {
		s.stained[i] = true
	}
}

// refresh has the uppermost page look again where it is out of date.
func (s *stack) refresh() tea.Cmd {
	if len(s.pages) == 0 || !s.stained[s.at] {
		return nil
	}
	s.stained[s.at] = false
	if r, ok := s.pages[s.at].(page.Refresher); ok {
		return r.Refresh()
	}
	return nil
}
