package pivot

import (
	"context"
	"slices"
	"strings"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// mostSteps is how long a trail is kept; beyond, its oldest steps go.
const mostSteps = 48

// step is an account or a value of the trail.
type step struct {
	ref     model.Untrusted
	account bool
	label   string // clean; the ref until it is known
}

// stepsOf reads a trail. Its last step is an account, and before it they alternate.
func stepsOf(refs []model.Untrusted) []step {
	refs = refs[max(len(refs)-mostSteps, 0):]
	steps := make([]step, len(refs))
	for i, ref := range refs {
		steps[i] = step{ref: ref, account: (len(refs)-i)%2 == 1}
		steps[i].label = text.Display(ref)
		if !steps[i].account {
			steps[i].label = valueLabel(ref)
		}
	}
	return steps
}

// shown has the values of a trail, which may be one of before they were masked, as they may be
// seen now.
func shown(s Store, steps []step) []step {
	steps = slices.Clone(steps)
	for i := range steps {
		if st := &steps[i]; !st.account {
			st.ref = s.Shown(st.ref)
			st.label = valueLabel(st.ref)
		}
	}
	return steps
}

// valueLabel writes "kind:value" as "kind value".
func valueLabel(ref model.Untrusted) string {
	kind, value, _ := strings.Cut(string(ref), ":")
	return words.Clean(kind) + " " + words.Clean(value)
}

// trail is a trail that was looked up.
type trail struct {
	steps  []step
	seen   map[uint32]bool // accounts
	values map[model.Untrusted]bool
	from   uint32 // the account whose identifier was followed here
	begun  bool   // there is such an account
}

// readTrail looks up a trail. Accounts that are there no longer keep their place on
// it; values that are no more say nothing.
func readTrail(ctx context.Context, s Store, steps []step) (*trail, error) {
	t := &trail{steps: shown(s, steps), seen: map[uint32]bool{}, values: map[model.Untrusted]bool{}}
	var ords []uint32
	at := map[uint32][]int{}
	for i, st := range t.steps {
		if !st.account {
			t.values[st.ref] = true
			if err := t.addHolders(ctx, s, string(st.ref)); err != nil {
				return nil, err
			}
			continue
		}
		ord, err := s.Resolve(ctx, string(st.ref))
		if gone(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		t.seen[ord] = true
		t.from, t.begun = ord, true
		ords, at[ord] = append(ords, ord), append(at[ord], i)
	}
	if n := len(t.steps); n > 0 && t.begun {
		t.begun = slices.Contains(at[t.from], n-1)
	}
	slices.Sort(ords)
	rows, err := s.Listing(ctx, slices.Compact(ords))
	for _, r := range rows {
		for _, i := range at[r.Ord] {
			t.steps[i].label = words.Who(r)
		}
	}
	return t, err
}

func gone(err error) bool {
	k := model.KindOf(err)
	return k == model.ErrNotFound || k == model.ErrAmbiguous || k == model.ErrUsage
}

// addHolders adds the holders of a value of the trail to what has been seen.
func (t *trail) addHolders(ctx context.Context, s Store, ref string) error {
	p, err := s.Pivot(ctx, ref)
	if err != nil {
		known := s.KnownLinks()
		if !gone(err) || known == nil {
			return ctx.Err()
		}
		standing, err := known.Standing(ctx, ref)
		if err != nil {
			return ctx.Err()
		}
		p = &standing.Pivot
	}
	if p.Answer == store.AnswerLinked {
		for _, ord := range p.Accounts {
			t.seen[ord] = true
		}
	}
	return ctx.Err()
}

// added counts what the holders of a value bring to the trail.
func (t *trail) added(ref model.Untrusted, holders []uint32) (accounts, links int) {
	accounts = t.fresh(holders)
	if !t.values[ref] {
		links = len(holders)
	}
	return accounts, links
}

// fresh counts the accounts that the trail has not seen.
func (t *trail) fresh(ords []uint32) (n int) {
	for _, ord := range ords {
		if !t.seen[ord] {
			n++
		}
	}
	return n
}

// The width of a step on the line of the trail.
const crumbWidth = 22

// crumbs is the trail as one line of at most width columns, with the value of the
// page at its end; what is too long is cut from the left.
func crumbs(th *theme.Theme, steps []step, here string, width int) draw.Line {
	between := draw.Span{Role: theme.Border, Text: " " + th.Glyphs.Crumb + " "}
	cut := draw.Span{Role: theme.Dim, Text: th.Glyphs.Ellipsis}
	line := draw.T(theme.Title, short(th, here))
	for i, st := range slices.Backward(steps) {
		role := theme.Dim
		if st.account {
			role = theme.Plain
		}
		longer := append(draw.T(role, short(th, st.label)), between)
		longer = append(longer, line...)
		room := width
		if i > 0 {
			room -= text.Width(cut.Text) + text.Width(between.Text)
		}
		if longer.Width() > room {
			return append(draw.Line{cut, between}, line...)
		}
		line = longer
	}
	return line
}

func short(th *theme.Theme, s string) string {
	return draw.Fit(th, s, min(text.Width(s), crumbWidth))
}
