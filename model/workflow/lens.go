package workflow

import (
	"slices"
	"strings"

	"github.com/seed-28a39f10/clew/model"
)

// Lens has the values of identifiers shown otherwise than they are. It changes nothing of
// the record: only what the methods of a state give is seen through it.
type Lens struct {
	Shown    func(ref model.Untrusted) model.Untrusted // "kind:value" as it is shown
	Real     func(ref model.Untrusted) model.Untrusted // the same, of what Shown gave; else what it is given
	Sentence func(text string) string                  // a sentence of Clew's own that may name such values
}

// Through gives a state whose values are seen through a lens. It is for reading only.
func (s *State) Through(l *Lens) *State {
	c := s.Clone()
	c.lens = l
	return c
}

// key gives the key of the notes on what was shown.
func (l *Lens) key(key string) string {
	if value, ok := strings.CutPrefix(key, ValueKey("")); ok && l != nil {
		return ValueKey(l.Real(model.Untrusted(value)))
	}
	return key
}

func (l *Lens) note(n *Note) *Note {
	if l == nil || n == nil || n.On.Kind != Identifier {
		return n
	}
	c := *n
	c.On.Value = l.Shown(n.On.Value)
	c.Key = ValueKey(c.On.Value)
	return &c
}

func (l *Lens) kase(c *Case) *Case {
	if l == nil || c == nil {
		return c
	}
	out := *c
	out.Values = slices.Clone(c.Values)
	for i := range out.Values {
		out.Values[i].Value = l.Shown(out.Values[i].Value)
	}
	out.Trails = slices.Clone(c.Trails)
	for i := range out.Trails {
		out.Trails[i].Steps = slices.Clone(out.Trails[i].Steps)
		for j := range out.Trails[i].Steps {
			l.step(&out.Trails[i].Steps[j])
		}
	}
	return &out
}

// seenAs has each of a list seen in some way.
func seenAs[T any](list []T, see func(T) T) []T {
	for i, x := range list {
		list[i] = see(x)
	}
	return list
}

// step shows the place of a trail. What its page was called then may name the value.
func (l *Lens) step(t *TrailStep) {
	if ref := l.Shown(t.Ref); ref != t.Ref {
		t.Ref, t.Text = ref, ref
	}
}

func (l *Lens) proposal(p *Proposal) *Proposal {
	if l == nil || p == nil {
		return p
	}
	out := *p
	out.Terms.Evidence = slices.Clone(p.Terms.Evidence)
	for i := range out.Terms.Evidence {
		e := &out.Terms.Evidence[i]
		e.Value = seen(e.Kind, e.Value, l.Shown)
	}
	out.Terms.Warnings = slices.Clone(p.Terms.Warnings)
	for i := range out.Terms.Warnings {
		out.Terms.Warnings[i].Text = l.Sentence(out.Terms.Warnings[i].Text)
	}
	return &out
}

func (l *Lens) ignored(i *Ignored) *Ignored {
	if l == nil || i == nil {
		return i
	}
	out := *i
	out.Value = seen(i.Kind.String(), i.Value, l.Shown)
	return &out
}

// done shows what a step was about, which is a value where it was a note on one.
func (l *Lens) done(t Step) Step {
	if l != nil && t.Verb == (AddNote{}).Verb() {
		t.Value = string(l.Shown(model.Untrusted(t.Value)))
	}
	return t
}

// seen is Shown, or Real, of a value whose kind stands beside it.
func seen(kind string, value model.Untrusted, through func(model.Untrusted) model.Untrusted) model.Untrusted {
	prefix := model.Untrusted(kind + ":")
	return model.Untrusted(strings.TrimPrefix(string(through(prefix+value)), string(prefix)))
}

// Action gives an action with the values that it means, where it was made from what a lens
// showed.
func (l *Lens) Action(a Action) Action {
	switch a := a.(type) {
	case AddNote:
		a.On.Value = l.Real(a.On.Value)
		return a
	case IgnoreValue:
		a.Value = seen(a.Kind, a.Value, l.Real)
		return a
	case SetValues:
		a.Values = slices.Clone(a.Values)
		for i, v := range a.Values {
			a.Values[i] = l.Real(v)
		}
		return a
	case RecordTrail:
		a.Steps = slices.Clone(a.Steps)
		for i, t := range a.Steps {
			a.Steps[i].Ref = l.Real(t.Ref)
		}
		return a
	case Propose:
		a.draft.Evidence = l.evidence(a.draft.Evidence)
		return a
	case EditProposal:
		a.draft.Evidence = l.evidence(a.draft.Evidence)
		return a
	}
	return a
}

func (l *Lens) evidence(list []Evidence) []Evidence {
	list = slices.Clone(list)
	for i := range list {
		list[i].Value = seen(list[i].Kind, list[i].Value, l.Real)
	}
	return list
}
