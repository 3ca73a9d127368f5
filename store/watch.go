package store

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"unicode/utf8"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/watch"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store/work"
)

// watchBody is the body of an entry that adds to a watch list. The name of the
// list is the entry's value, so that folding needs no look into the body.
type watchBody struct {
	Name   string          `json:"name"`
	Stance string          `json:"stance"`
	Class  string          `json:"class,omitempty"`
	File   model.Untrusted `json:"file,omitempty"`
	SHA256 string          `json:"sha256,omitempty"`
	Values int             `json:"values"` // in the chunk
	Chunk  []byte          `json:"chunk"`
}

type unwatchBody struct {
	Name   string          `json:"name"`
	Reason model.Untrusted `json:"reason"`
}

// maxReason is how long the reason of a removal may be, in bytes.
const maxReason = 4 << 10

// watchLists are the lists of a state. They do not change; the next ones share
// their chunks. Nothing of them is decoded before it is asked for: most commands
// never look at a list.
type watchLists struct {
	lists []*watchList // by name

	once sync.Once
	set  *watch.Set
	err  error
	made atomic.Bool // set is there
}

// watchList is what was added under one name since it was removed last.
type watchList struct {
	name   string
	chunks []*watchChunk // in the order of the log, at least one
}

// watchChunk is one entry of the log.
type watchChunk struct {
	entry work.Entry

	headOnce, once   sync.Once
	head             watchBody // its chunk goes when it is decoded
	headErr, listErr error
	values           []watch.Value
}

// fold gives the lists after an entry.
func (w *watchLists) fold(e work.Entry) *watchLists {
	at, there := slices.BinarySearchFunc(w.lists, e.Value, func(l *watchList, name string) int { return cmp.Compare(l.name, name) })
	next := slices.Clone(w.lists)
	switch {
	case e.Action == "watch" && there:
		next[at] = &watchList{e.Value, append(slices.Clip(next[at].chunks), &watchChunk{entry: e})}
	case e.Action == "watch":
		next = slices.Insert(next, at, &watchList{e.Value, []*watchChunk{{entry: e}}})
	case there:
		next = slices.Delete(next, at, at+1)
	}
	return &watchLists{lists: next}
}

// find gives the list of that name, nil where there is none.
func (w *watchLists) find(name string) *watchList {
	for _, l := range w.lists {
		if l.name == name {
			return l
		}
	}
	return nil
}

// hash names the contents of all lists by the entries that they were added by.
func (w *watchLists) hash() (sum [32]byte) {
	h := sha256.New()
	for _, l := range w.lists {
		one := l.hash()
		h.Write(one[:])
	}
	h.Sum(sum[:0])
	return sum
}

// hash names the contents of a list.
func (l *watchList) hash() (sum [32]byte) {
	h := sha256.New()
	for _, c := range l.chunks {
		h.Write(c.entry.Hash[:])
	}
	h.Sum(sum[:0])
	return sum
}

// matcher gives the set that finds values on the lists. The lists of the set are
// those of w, in the same order.
func (w *watchLists) matcher() (*watch.Set, error) {
	w.once.Do(func() {
		lists := make([]watch.List, len(w.lists))
		for i, l := range w.lists {
			if lists[i], w.err = l.decode(); w.err != nil {
				return
			}
		}
		w.set = watch.New(lists)
		w.made.Store(true)
	})
	return w.set, w.err
}

// about reads what the entry says of its list, without the values.
func (c *watchChunk) about() (*watchBody, error) {
	c.headOnce.Do(func() {
		if err := json.Unmarshal(c.entry.Body, &c.head); err != nil {
			c.headErr = badEntry(c.entry, err)
		}
		c.entry.Body = nil
	})
	return &c.head, c.headErr
}

func (c *watchChunk) decode() error {
	if _, err := c.about(); err != nil {
		return err
	}
	c.once.Do(func() {
		c.values, c.listErr = watch.Decode(c.head.Chunk)
		c.head.Chunk = nil
	})
	return c.listErr
}

// only gives the lists that may say something of an account which the matched
// ones match. A list of disposable domains explains more than it matches.
func (w *watchLists) only(matched func(i int) bool) (*watchLists, error) {
	if w.made.Load() {
		return w, nil
	}
	out := &watchLists{}
	for i, l := range w.lists {
		head, err := l.chunks[0].about()
		if err != nil {
			return nil, err
		}
		if matched(i) || head.Class == watch.ClassDisposable {
			out.lists = append(out.lists, l)
		}
	}
	return out, nil
}

// load decodes the chunks and gives the number of values in them.
func (l *watchList) load() (n int, err error) {
	for _, c := range l.chunks {
		if err := c.decode(); err != nil {
			return n, err
		}
		n += len(c.values)
	}
	return n, nil
}

// decode gives the list with all its values, in an order of their own: it does
// not matter which of them came first.
func (l *watchList) decode() (watch.List, error) {
	n, err := l.load()
	if err != nil {
		return watch.List{}, err
	}
	first := l.chunks[0]
	out := watch.List{Name: l.name, Stance: stanceOf(first.head.Stance), Class: first.head.Class,
		Added: first.entry.Time, Entry: first.entry.Seq, Values: make([]watch.Value, 0, n)}
	for _, c := range l.chunks {
		out.Values = append(out.Values, c.values...)
	}
	slices.SortFunc(out.Values, func(a, b watch.Value) int {
		return cmp.Or(cmp.Compare(a.Form, b.Form), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Value, b.Value))
	})
	return out, nil
}

// bad reports whether the list flags the accounts that it matches.
func (l *watchList) bad() (bool, error) {
	head, err := l.chunks[0].about()
	return stanceOf(head.Stance) == watch.Bad, err
}

// stanceOf reads a stance; what it does not know explains nothing and flags nobody.
func stanceOf(s string) watch.Stance {
	for _, st := range []watch.Stance{watch.Bad, watch.Benign} {
		if st.String() == s {
			return st
		}
	}
	return 0
}

// watchKey says which values of a list are one, whatever is noted beside them.
type watchKey struct {
	form  watch.Form
	kind  model.Kind
	value model.Untrusted
}

func keyOfWatch(v *watch.Value) watchKey { return watchKey{v.Form, v.Kind, v.Value} }

// addWatch adds the values of a chunk that are not on the list yet.
func (db *DB) addWatch(ctx context.Context, actor string, key Key, a model.AddWatch) (Receipt, error) {
	if err := checkWatch(a); err != nil {
		return Receipt{}, err
	}
	values, err := watch.Decode(a.Chunk)
	if err != nil {
		return Receipt{}, err
	}
	added := 0
	r, err := db.appendDecided(ctx, key, func(st *state) (work.Draft, error) {
		fresh, err := st.watch.missing(a, values)
		if err != nil {
			return work.Draft{}, err
		}
		if added = len(fresh); added == 0 {
			return work.Draft{}, errNothing
		}
		chunks, err := watch.Encode(fresh)
		if err != nil {
			return work.Draft{}, err
		}
		if len(chunks) != 1 {
			return work.Draft{}, &model.Error{Kind: model.ErrLimit, Message: "the values are more than a chunk holds"}
		}
		body, err := json.Marshal(watchBody{a.Name, a.Stance, a.Class, a.File, a.SHA256, added, chunks[0]})
		return work.Draft{Actor: actor, Action: a.Verb(), Value: a.Name, Body: body}, err
	})
	if err != nil || r.Entry == 0 {
		return r, err
	}
	if r.Already {
		entry, err := db.log.Entry(ctx, r.Entry)
		var body watchBody
		if err == nil {
			err = json.Unmarshal(entry.Body, &body)
		}
		added = body.Values
		if err != nil {
			return r, err
		}
	}
	r.Applied = added
	return r, nil
}

// missing gives of values those that are not on the list that a names, each once.
func (w *watchLists) missing(a model.AddWatch, values []watch.Value) ([]watch.Value, error) {
	missing := make(map[watchKey]bool, len(values))
	for i := range values {
		missing[keyOfWatch(&values[i])] = true
	}
	if l := w.find(a.Name); l != nil {
		if _, err := l.load(); err != nil {
			return nil, err
		}
		if head := &l.chunks[0].head; head.Stance != a.Stance || head.Class != a.Class {
			return nil, &model.Error{Kind: model.ErrRefused, Message: "there is a list of that name with another stance or class", Where: model.Untrusted(a.Name),
				Hint: "choose another name, or remove that list first with 'clew watch remove'"}
		}
		for _, c := range l.chunks {
			for i := range c.values {
				delete(missing, keyOfWatch(&c.values[i]))
			}
		}
	}
	var fresh []watch.Value
	for i := range values {
		if k := keyOfWatch(&values[i]); missing[k] {
			delete(missing, k)
			fresh = append(fresh, values[i])
		}
	}
	return fresh, nil
}

func checkWatch(a model.AddWatch) error {
	const rule = " is 1 to 64 letters, digits, '-', '_', '.' or ':'"
	switch {
	case !workflow.PlainName(a.Name):
		return &model.Error{Kind: model.ErrUsage, Message: "the name of a list" + rule, Where: model.Untrusted(a.Name)}
	case a.Class != "" && !workflow.PlainName(a.Class):
		return &model.Error{Kind: model.ErrUsage, Message: "the class of a list" + rule, Where: model.Untrusted(a.Class)}
	case stanceOf(a.Stance) == 0:
		return &model.Error{Kind: model.ErrUsage, Message: "a list is bad or benign", Where: model.Untrusted(a.Stance)}
	}
	return nil
}

func (db *DB) removeWatch(ctx context.Context, actor string, key Key, a model.RemoveWatch) (Receipt, error) {
	if strings.TrimSpace(string(a.Reason)) == "" || len(a.Reason) > maxReason || !utf8.ValidString(string(a.Reason)) {
		return Receipt{}, &model.Error{Kind: model.ErrUsage, Message: "the reason is empty, longer than 4 KiB or not valid UTF-8",
			Hint: "say in a sentence why the list goes; it is kept in the audit log"}
	}
	body, err := json.Marshal(unwatchBody{a.Name, a.Reason})
	if err != nil {
		return Receipt{}, err
	}
	removed := 0
	r, err := db.appendDecided(ctx, key, func(st *state) (work.Draft, error) {
		l := st.watch.find(a.Name)
		if l == nil {
			return work.Draft{}, noList(a.Name)
		}
		var err error
		removed, err = l.load()
		// A list that cannot be read can still be taken away.
		if k := model.KindOf(err); err != nil && k != model.ErrCorrupt && k != model.ErrTooNew {
			return work.Draft{}, err
		}
		return work.Draft{Actor: actor, Action: a.Verb(), Value: a.Name, Body: body}, nil
	})
	r.Applied = removed
	return r, err
}

func noList(name string) error {
	return &model.Error{Kind: model.ErrNotFound, Message: "there is no watch list of that name", Where: model.Untrusted(name),
		Hint: "see 'clew watch list'"}
}
