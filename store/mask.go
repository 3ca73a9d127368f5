package store

import (
	"slices"
	"strings"
	"sync"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/evidence"
	"github.com/seed-28a39f10/clew/model/identifier"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store/work"
)

// Personal data of the kinds that the investigation masks leave the store masked: a value
// is seen as it is by a viewer to whom one of the accounts that carry it is revealed, see
// [workflow.Reveal], and by nobody else. All that is given out passes a mask, so that
// pages, commands and JSON need not know of it; what comes back in is unmasked here too,
// so that a masked value can be opened, searched for, and acted on.
//
// What is masked and what is not, the package comment says.

// mask is how one viewer sees one state of an investigation. A nil mask hides nothing.
type mask struct {
	on     []string // kinds of personal data
	secret []byte
	seen   *seen
	clear  map[uint64]bool       // by clearKey: what revealed accounts carry
	rows   map[model.Source]bool // that revealed accounts came from

	// What it follows from.
	flow *workflow.State
	gen  work.GenRef
	ords []uint32
}

// seen remembers what was masked, so that it need not be looked for when it comes back.
type seen struct {
	mu    sync.Mutex
	canon *identifier.Canonicaliser
	refs  map[model.Untrusted]model.Untrusted
}

// mostSeen is how many values are remembered; the others are found again by a walk.
const mostSeen = 1 << 16

func newSeen() *seen {
	return &seen{canon: identifier.New(nil, ""), refs: map[model.Untrusted]model.Untrusted{}}
}

func (s *seen) put(shown, real model.Untrusted) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.refs) >= mostSeen {
		clear(s.refs)
	}
	s.refs[shown] = real
}

func (s *seen) get(shown model.Untrusted) (real model.Untrusted, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	real, ok = s.refs[shown]
	return real, ok
}

// canonical gives a fact as the identifier that it is, so that both are masked alike.
func (s *seen) canonical(kind model.Kind, value model.Untrusted) model.Untrusted {
	s.mu.Lock()
	defer s.mu.Unlock()
	if id := s.canon.Identify(kind, value, ""); id.Status == model.StatusOK {
		return id.Value
	}
	return value
}

// mask gives the mask of the viewer. The caller is in view.
func (db *DB) mask(g *generation, st *state) (*mask, error) {
	kinds, _ := st.flow.Masking()
	if len(kinds) == 0 {
		return nil, nil
	}
	var gen work.GenRef
	if g != nil {
		gen = g.ref
	}
	last := db.masks.Load()
	if last != nil && last.flow == st.flow && last.gen == gen {
		return last, nil
	}
	m := &mask{on: kinds, secret: db.log.Secret(), seen: db.seen, flow: st.flow, gen: gen}
	if db.o.Viewer != "" {
		m.ords = st.flow.RevealedTo(db.o.Viewer)
	}
	if last != nil && last.gen == gen && slices.Equal(last.on, m.on) && slices.Equal(last.ords, m.ords) {
		m.clear, m.rows = last.clear, last.rows
	} else if err := m.reveal(g); err != nil {
		return nil, err
	}
	db.masks.Store(m)
	return m, nil
}

// reveal notes what the accounts that are revealed carry.
func (m *mask) reveal(g *generation) error {
	m.clear, m.rows = map[uint64]bool{}, map[model.Source]bool{}
	for _, ord := range m.ords {
		if g == nil || int(ord) >= g.base.Len() {
			continue
		}
		a, err := g.base.Account(ord)
		if err != nil {
			return err
		}
		for _, f := range a.Facts {
			if kind, is := personalFields[f.Field]; is {
				m.show(string(m.seen.canonical(kind, f.Value)))
			}
		}
		var tokens []evidence.Token
		for _, id := range a.Identifiers {
			m.show(string(id.Value))
			tokens = evidence.Tokens(tokens[:0], id)
			for _, t := range tokens {
				m.show(t.Value)
			}
		}
		for _, s := range a.Sources {
			m.rows[s] = true
		}
		events, err := g.base.Events(ord, 0, 0)
		if err != nil {
			return err
		}
		for i := range events {
			m.rows[events[i].Source] = true
		}
	}
	return nil
}

func (m *mask) show(value string) { m.clear[clearKey(maskKey(m.secret, value))] = true }

// as gives the kind of personal data that a value is, "" where it is shown.
func (m *mask) as(kind evidence.Kind, value string) string {
	if m == nil || value == "" {
		return ""
	}
	if as := personal(kind, value); slices.Contains(m.on, as) {
		return as
	}
	return ""
}

// value masks a canonical value.
func (m *mask) value(kind evidence.Kind, value model.Untrusted) model.Untrusted {
	as := m.as(kind, string(value))
	if as == "" {
		return value
	}
	if _, is := cutMask(string(value)); is {
		return value
	}
	key := maskKey(m.secret, string(value))
	if m.clear[clearKey(key)] {
		return value
	}
	out := model.Untrusted(masked(as, string(value), key))
	prefix := model.Untrusted(kind.String() + ":")
	m.seen.put(prefix+out, prefix+value)
	return out
}

// ref masks "kind:value"; what is none stays.
func (m *mask) ref(ref model.Untrusted) model.Untrusted {
	if kind, ok := kindOf(string(ref)); ok && m != nil {
		name, value, _ := strings.Cut(string(ref), ":")
		if shown := m.value(kind, model.Untrusted(value)); string(shown) != value {
			return model.Untrusted(name+":") + shown
		}
	}
	return ref
}

// field masks a fact of an account.
func (m *mask) field(f model.Field, value model.Untrusted) model.Untrusted {
	kind, is := personalFields[f]
	if m == nil || !is || m.as(evidence.Kind(kind), string(value)) == "" {
		return value
	}
	canonical := m.seen.canonical(kind, value)
	if shown := m.value(evidence.Kind(kind), canonical); shown != canonical {
		return shown
	}
	return value
}

// row masks a line of a list.
func (m *mask) row(r *AccountRow) {
	r.Username = m.field(model.FieldUsername, r.Username)
	r.DisplayName = m.field(model.FieldDisplayName, r.DisplayName)
	r.Email = m.field(model.FieldEmail, r.Email)
}

// identifier masks an identifier. How it came is not told: it would be another form of it.
func (m *mask) identifier(id model.Identifier) model.Identifier {
	if shown := m.value(evidence.Kind(id.Kind), id.Value); shown != id.Value {
		id.Value, id.Raw = shown, ""
	}
	return id
}

// label masks a value that accounts share.
func (m *mask) label(v Value) Value {
	v.Text = m.value(v.Kind, v.Text)
	return v
}

// pivot masks the answer about a value.
func (m *mask) pivot(p *Pivot) {
	p.Identifier = m.identifier(p.Identifier)
	if m != nil && p.Ignored != nil {
		ignored := *p.Ignored
		ignored.Value = m.value(ignored.Kind, ignored.Value)
		p.Ignored = &ignored
	}
}

// hit masks a value that is on a watch list, and what the list has of it.
func (m *mask) hit(h WatchHit) WatchHit {
	kind, ok := evidence.KindByName(h.Kind)
	if !ok || m == nil {
		return h
	}
	shown := m.value(kind, h.Value)
	if shown == h.Value {
		return h
	}
	listed := h.Hit.Value
	if at := strings.Contains(string(h.Value), "@"); !at || strings.Contains(string(listed), "@") { // else it is a domain
		listed = m.value(kind, listed)
	}
	h.How = replaceWhole(replaceWhole(h.How, string(h.Hit.Value), string(listed)), string(h.Value), string(shown))
	h.Value, h.Hit.Value = shown, listed
	return h
}

// account masks an account whole, and what of it stands in sentences about it.
func (m *mask) account(a *Account) {
	if m == nil {
		return
	}
	s := m.scrubber(&a.Account)
	m.row(&a.AccountRow)
	for i := range a.Facts {
		f := &a.Facts[i]
		switch _, is := personalFields[f.Field]; {
		case is:
			f.Value = m.field(f.Field, f.Value)
		case f.Field == model.FieldBio, f.Field == model.FieldTitle:
			s.text(&f.Value)
		}
	}
	for i := range a.Account.Identifiers {
		a.Account.Identifiers[i] = m.identifier(a.Account.Identifiers[i])
	}
	for i := range a.Held {
		a.Held[i].Identifier = m.identifier(a.Held[i].Identifier)
	}
	for i := range a.Watch {
		a.Watch[i] = m.hit(a.Watch[i])
	}
	for _, flags := range [][]model.Flag{a.Flags, a.WatchFlags} {
		for i := range flags {
			s.text(&flags[i].Reason)
		}
	}
	for _, signals := range [][]model.Signal{a.Account.Signals, a.Computed} {
		for i := range signals {
			s.text(&signals[i].Facts)
			s.text(&signals[i].Counter)
		}
	}
	for i := range a.ScoreRows {
		s.text(&a.ScoreRows[i].Detail)
	}
	a.Masked = len(s.pairs) > 0
}

// maskedRow stands for a row as it came.
const maskedRow = "masked; reveal the account to see the row"

// source masks a row as it came.
func (m *mask) source(src model.Source, row model.Untrusted) model.Untrusted {
	if m == nil || m.rows[src] {
		return row
	}
	return maskedRow
}

// Masks reports whether this investigation masks the values of a kind of evidence, whoever looks;
// value decides where the kind alone does not say.
func Masks(work *workflow.State, kind string, value model.Untrusted) bool {
	k, ok := evidence.KindByName(kind)
	kinds, _ := work.Masking()
	return ok && slices.Contains(kinds, personal(k, string(value)))
}
