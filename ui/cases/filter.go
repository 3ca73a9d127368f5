package cases

import (
	"slices"
	"strings"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/words"
)

// filter is which cases are shown: those that have every word of a text in them. A word
// such as is:open, is:closed, is:mine, is:held, is:due, queue:rings or tag:ring is a condition.
type filter struct {
	words []string // lower case
	login string   // whose cases are mine
	now   model.Time
}

func newFilter(text, login string, now model.Time) filter {
	return filter{strings.Fields(strings.ToLower(text)), login, now}
}

func (f *filter) takes(c *workflow.Case) bool {
	for _, w := range f.words {
		if !f.has(c, w) {
			return false
		}
	}
	return true
}

func (f *filter) has(c *workflow.Case, word string) bool {
	switch word {
	case "is:open":
		return c.Open
	case "is:closed":
		return !c.Open
	case "is:mine":
		return c.Owner == f.login
	case "is:held":
		return c.Hold != nil
	case "is:due":
		_, due := words.FollowUp(c, f.now)
		return due
	}
	if queue, ok := strings.CutPrefix(word, "queue:"); ok {
		return strings.ToLower(c.Queue) == queue
	}
	if tag, ok := strings.CutPrefix(word, "tag:"); ok {
		return slices.ContainsFunc(c.Tags, func(t string) bool { return strings.ToLower(t) == tag })
	}
	said := append([]string{string(c.Title), string(c.Outcome), c.Owner, c.Queue, c.Priority, "case " + words.Thousands(c.ID)}, c.Tags...)
	return slices.ContainsFunc(said, func(s string) bool { return strings.Contains(strings.ToLower(s), word) })
}

// narrowMenu offers the conditions, each with how many of the cases it takes.
func (p *Page) narrowMenu() page.Show {
	items := []overlay.Item{{Label: "all cases", Key: words.Thousands(len(p.all)), Run: page.Tell(setFilter{p, ""})}}
	add := func(group, term, label string) {
		f, n := newFilter(term, p.env.Actor, p.now()), 0
		for _, c := range p.all {
			if f.takes(c) {
				n++
			}
		}
		items = append(items, overlay.Item{Group: group, Label: label, Note: words.Clean(term), Key: words.Thousands(n), Run: page.Tell(setFilter{p, p.with(term)})})
	}
	add("state", "is:open", "open")
	add("state", "is:closed", "closed")
	add("state", "is:due", "to be looked at again by now")
	add("state", "is:held", "on hold")
	add("owner", "is:mine", "mine")
	var queues, tags []string
	for _, c := range p.all {
		queues, tags = append(queues, c.Queue), append(tags, c.Tags...)
	}
	for _, q := range each(queues) {
		add("queue", "queue:"+q, words.Clean(q))
	}
	for _, t := range each(tags) {
		add("tag", "tag:"+t, words.Clean(t))
	}
	return page.Show{Overlay: &overlay.Menu{Env: p.env, Title: "Narrow " + words.Count(len(p.all), "case") + " to", Items: items, Search: true}}
}

// each gives what is in a list once, in order.
func each(list []string) []string {
	slices.Sort(list)
	return slices.DeleteFunc(slices.Compact(list), func(s string) bool { return s == "" })
}

// with is the filter with one more word.
func (p *Page) with(word string) string {
	old := strings.Fields(p.field.Value())
	if !slices.Contains(old, word) {
		old = append(old, word)
	}
	return strings.Join(old, " ")
}
