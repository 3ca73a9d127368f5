package ring

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// whatif is what is taken for wrong, and who would then fall out. Nothing of it is
// ever written.
type whatif struct {
	supposition
	door     page.Door
	progress *progress
	failed   string
}

// supposition is what is taken for wrong, with what that would do as far as it is
// known. Its slices are never changed.
type supposition struct {
	values []model.Untrusted // "kind:value", in the order in which they were chosen
	files  []int             // by their place in the investigation
	said   *fallout          // the last that was worked out; nil for none
}

// fallout is who would fall out, made readable.
type fallout struct {
	of    string         // what it is the answer to
	part  map[uint32]int // of those who fall out: how many are in their part
	said  func(brevity) []draw.Line
	brief []draw.Line
	lines []draw.Line // all of it
}

// set takes values and files for wrong, and gives up what is being worked out of others.
func (w *whatif) set(values []model.Untrusted, files []int) {
	w.door.Close()
	w.values, w.files, w.failed = values, files, ""
	if !w.any() {
		w.said = nil
	}
}

func (w *supposition) any() bool { return len(w.values)+len(w.files) > 0 }

func (w *supposition) leavesOut(v *shared) bool {
	return v.ref != "" && slices.Contains(w.values, v.ref)
}

// question names what is taken for wrong.
func (w *supposition) question() string { return fmt.Sprintf("%q %v", w.values, w.files) }

// answer is the fallout of what is taken for wrong now, or nil.
func (w *supposition) answer() *fallout {
	if w.said == nil || !w.any() || w.said.of != w.question() {
		return nil
	}
	return w.said
}

// fallsOut gives the number of accounts in the part that a member would be in; 0
// where it stays.
func (w *supposition) fallsOut(ord uint32) int {
	if f := w.answer(); f != nil {
		return f.part[ord]
	}
	return 0
}

// toggled gives a list with one more, or one less.
func toggled[T comparable](list []T, v T) []T {
	if i := slices.Index(list, v); i >= 0 {
		return slices.Delete(slices.Clone(list), i, i+1)
	}
	return append(slices.Clone(list), v)
}

// ask works out what would become of the ring, unless that is known or being worked out
// already. Of a million accounts it takes seconds and all processors.
func (w *whatif) ask(env *page.Env, s Store, ring *whole, files []string) tea.Cmd {
	if !w.any() || w.answer() != nil || w.door.Waiting() || w.failed != "" {
		return nil
	}
	w.progress = startProgress(env, "working out who would fall out")
	question, refs, left := w.question(), w.values, w.files
	return tea.Batch(w.progress.tick(), page.Ask(&w.door, func(ctx context.Context) (*fallout, error) {
		values := make([]string, len(refs))
		for i, ref := range refs {
			values[i] = string(ref)
		}
		// Whose ring it is afterwards is that of the account that is tied to most.
		f, err := ring.links.Without(ctx, ring.core(), values, left)
		if err != nil || f == nil {
			return nil, err
		}
		name, err := ring.nameAlso(ctx, s, f)
		if err != nil {
			return nil, err
		}
		return fell(f, question, name, func(most int) string { return without(refs, left, files, most) }), nil
	}))
}

// without names what is taken for wrong, at most so many of it, clean.
func without(refs []model.Untrusted, files []int, names []string, most int) string {
	var parts []string
	for _, ref := range refs {
		parts = append(parts, text.Display(ref))
	}
	for _, i := range files {
		if i < len(names) {
			parts = append(parts, names[i])
		}
	}
	if most == 0 {
		return "Without " + howMany(len(refs), len(files)) + "."
	}
	said := "Without " + strings.Join(parts[:min(len(parts), most)], ", ")
	if n := len(parts) - most; n > 0 {
		said += " and " + words.Thousands(n) + " more"
	}
	return said + "."
}

// howMany counts what is left out.
func howMany(values, files int) string {
	switch {
	case files == 0:
		return words.Count(values, "value")
	case values == 0:
		return words.Count(files, "file")
	}
	return words.Count(values, "value") + " and " + words.Count(files, "file")
}

// nameAlso names the members and, of pending proposals, the accounts that would no longer stand.
func (w *whole) nameAlso(ctx context.Context, s Store, f *store.Fallout) (func(uint32) string, error) {
	var others []uint32
	for _, r := range f.Resting {
		for _, ord := range r.Untied[:min(len(r.Untied), namesMost)] {
			if _, member := w.at[ord]; !member {
				others = append(others, ord)
			}
		}
	}
	name, err := namesOf(ctx, s, others)
	return func(ord uint32) string {
		if _, member := w.at[ord]; member {
			return w.name(ord)
		}
		return name(ord)
	}, err
}

// namesMost is how many accounts of one proposal are named.
const namesMost = 1000

// core is the member with the most links to others.
func (w *whole) core() uint32 {
	best := 0
	for i := range w.members {
		if w.members[i].inside > w.members[best].inside {
			best = i
		}
	}
	return w.ring.Members[best]
}

// brevity is how much of a fallout is said.
type brevity struct {
	parts     int
	proposals int  // of those that would lose accounts
	names     int  // accounts of one part, or of one proposal
	left      int  // values and files that are left out
	links     bool // how many would be left
	terse     bool // in figures alone, where something is pending
}

var everything = brevity{parts: math.MaxInt, proposals: math.MaxInt, names: namesMost, left: math.MaxInt, links: true}

// fewer are ever shorter ways to say a fallout.
var fewer = []brevity{{4, 4, 6, fewLeft, true, false}, {2, 2, 3, 2, true, false}, {1, 1, 2, 1, true, false}, {0, 1, 0, 1, true, false},
	{0, 0, 0, 1, true, false}, {0, 0, 0, 0, true, false}, {}, {terse: true}}

// fewLeft is how many values and files are named as left out.
const fewLeft = 3

func fell(f *store.Fallout, question string, name func(uint32) string, title func(most int) string) *fallout {
	out := &fallout{of: question, part: map[uint32]int{}}
	for _, part := range f.Parts {
		for _, ord := range part {
			out.part[ord] = len(part)
		}
	}
	out.said = func(b brevity) []draw.Line { return say(f, name, title(b.left), b) }
	out.brief, out.lines = out.said(fewer[0]), out.said(everything)
	return out
}

// say puts a fallout in words: what becomes of the ring and of what is pending first, since
// of a line that is cut it is what matters.
func say(f *store.Fallout, name func(uint32) string, title string, b brevity) []draw.Line {
	if b.terse && len(f.Resting) > 0 {
		return []draw.Line{draw.T(theme.Warn, words.Tersely(f))}
	}
	first := draw.T(theme.Warn, words.Fallout(f))
	if pending := words.Pending(f); len(f.Resting) > 0 {
		first = first.Add(theme.Bad, " "+pending)
	} else if pending != "" && b.links {
		first = first.Add(theme.Dim, " "+pending)
	}
	if b.links {
		first = first.Add(theme.Warn, words.Looser(f))
	}
	lines := []draw.Line{first.Add(theme.Dim, " "+title)}
	if said := words.StillCounts(f); said != "" && b.links {
		lines = append(lines, draw.T(theme.Warn, said))
	}
	if b.parts > 0 {
		for _, part := range words.Parts(f, b.parts, b.names, name) {
			lines = append(lines, draw.Plain("  "+part))
		}
	}
	for _, r := range f.Resting[:min(len(f.Resting), b.proposals)] {
		lines = append(lines, draw.T(theme.Bad, "  "+words.Resting(r, b.names, name)))
	}
	if n := len(f.Resting) - b.proposals; n > 0 && b.proposals > 0 {
		lines = append(lines, draw.Plain("  and "+words.Count(n, "more proposal")))
	}
	return lines
}

// take keeps a fallout.
func (w *whatif) take(msg page.Answer[*fallout]) (cmd tea.Cmd, took bool) {
	if !page.Takes(&w.door, msg) {
		return nil, false
	}
	if msg.Err != nil {
		w.failed = words.Clean(msg.Err.Error())
		return page.Fail(msg.Err), true
	}
	w.said = msg.Value
	return nil, true
}

// lines says what would become of the ring, or that it is being worked out.
func (w *whatif) lines(env *page.Env, files []string) []draw.Line {
	switch f := w.answer(); {
	case !w.any():
		return nil
	case f != nil:
		return f.brief
	case w.failed != "":
		return []draw.Line{draw.T(theme.Bad, w.failed)}
	case w.progress != nil:
		return []draw.Line{w.working(env, files, fewLeft)}
	}
	return nil
}

// fitted says the same in so many lines of a width, or as shortly as can be: a list
// that is cut looks like all of it.
func (w *whatif) fitted(env *page.Env, files []string, height, width int) []draw.Line {
	lines := w.lines(env, files)
	f := w.answer()
	for _, b := range fewer {
		if len(draw.Hanging(env.Theme, lines, width, 0)) <= height {
			break
		}
		if f != nil {
			lines = f.said(b)
		} else if w.failed == "" {
			lines = []draw.Line{w.working(env, files, b.left)}
		}
	}
	return lines
}

// working says what is being worked out, and names some of what is left out.
func (w *whatif) working(env *page.Env, files []string, left int) draw.Line {
	return draw.T(theme.Warn, "Working out who would fall out"+env.Theme.Glyphs.Ellipsis).Add(theme.Dim, " "+without(w.values, w.files, files, left))
}

// leaveOut asks a page to take other files for not there.
type leaveOut struct {
	of    *Ring
	files []int
}

// filesMenu offers the imported files.
func (p *Ring) filesMenu() tea.Cmd {
	var items []overlay.Item
	for i, name := range p.files {
		note := "as if accounts that it alone tells of were not there"
		if slices.Contains(p.whatif.files, i) {
			note = "is left out; count it again"
		}
		items = append(items, overlay.Item{Group: "what if a file were not there", Label: name, Note: note, Run: page.Tell(leaveOut{p, toggled(p.whatif.files, i)})})
	}
	return page.Tell(page.Show{Overlay: &overlay.Menu{Env: p.env, Title: "Without a file", Items: items, Search: true, Empty: "no file was imported"}})
}
