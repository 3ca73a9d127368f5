package store

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store/work"
)

// AuditFound is what a look for entries came to.
type AuditFound struct {
	Numbers []uint64 // of the entries, newest first
	// Next is where to look on: the before of the next look, or 0 when the whole log has
	// been looked at.
	Next uint64
}

// auditLook is how many entries of the log one look reads at most: long enough to be
// worth its while, short enough that whoever waits can be told how far it is.
const auditLook = 1 << 17

// A look backwards reads a little at first, since the newest entries are those that
// are looked at most, and then ever more at once.
const (
	auditLeast = 1 << 10
	auditMost  = 1 << 16
)

// AuditFind looks for entries before an index, from there backwards, and gives the
// numbers of up to limit of them; a limit of 0 is all. It ends early, with a Next, when
// it has read as much of the log as one look may. A before that is past the end, such as
// [math.MaxUint64], is the end.
//
// The error is one of [DB.Resolve] where the filter's account cannot be found.
func (db *DB) AuditFind(ctx context.Context, f AuditFilter, before uint64, limit int) (AuditFound, error) {
	return db.auditFind(ctx, f, before, limit, auditLook)
}

// auditFind is AuditFind that reads at most so many entries.
func (db *DB) auditFind(ctx context.Context, f AuditFilter, before uint64, limit int, left uint64) (AuditFound, error) {
	var out AuditFound
	before = min(before, db.Stamp().Entries)
	if limit <= 0 {
		limit = int(before)
	}
	m, err := db.auditMatcher(ctx, f)
	if err != nil {
		return out, err
	}
	for step := uint64(auditLeast); before > f.From && left > 0 && len(out.Numbers) < limit; step = min(2*step, auditMost) {
		from := before - min(before-f.From, step, left)
		found, err := db.auditMatches(ctx, m, from, before)
		if err != nil {
			return out, err
		}
		slices.Reverse(found)
		out.Numbers = append(out.Numbers, found...)
		left -= before - from
		before = from
	}
	if len(out.Numbers) > limit {
		out.Numbers = out.Numbers[:limit]
		before = out.Numbers[limit-1]
	}
	if before > f.From {
		out.Next = before
	}
	return out, nil
}

// auditMatches gives the numbers of the entries that match from one index to another.
func (db *DB) auditMatches(ctx context.Context, m *auditMatcher, from, to uint64) (found []uint64, err error) {
	if m.all {
		for n := from; n < to; n++ {
			found = append(found, n)
		}
		return found, ctx.Err()
	}
	err = db.auditSpan(ctx, from, to, func(e work.Entry) error {
		ok, err := m.matches(e)
		if ok {
			found = append(found, e.Seq)
		}
		return err
	})
	return found, err
}

// auditSpan gives the entries from one index to another to fn.
func (db *DB) auditSpan(ctx context.Context, from, to uint64, fn func(work.Entry) error) error {
	if from >= to {
		return nil
	}
	err := db.log.Read(ctx, from, func(e work.Entry) error {
		if e.Seq%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if err := fn(e); err != nil {
			return err
		}
		if e.Seq+1 == to {
			return errEnough
		}
		return nil
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	return err
}

// auditMatcher is a filter that is ready to be asked.
type auditMatcher struct {
	AuditFilter
	all        bool
	hasAccount bool
	account    uint32
	words      []string // lower case
}

func (db *DB) auditMatcher(ctx context.Context, f AuditFilter) (*auditMatcher, error) {
	m := &auditMatcher{AuditFilter: f, words: strings.Fields(strings.ToLower(f.Text))}
	if f.Account != "" {
		ord, err := db.Resolve(ctx, string(f.Account))
		if err != nil {
			return nil, err
		}
		m.hasAccount, m.account = true, ord
	}
	m.all = f.IsZero()
	return m, nil
}

func (m *auditMatcher) matches(e work.Entry) (bool, error) {
	switch {
	case len(m.Actors) > 0 && !slices.Contains(m.Actors, e.Actor),
		len(m.Actions) > 0 && !slices.Contains(m.Actions, e.Action),
		m.Since.Known() && e.Time.Milli < m.Since.Milli,
		m.Until.Known() && e.Time.Milli >= m.Until.Milli:
		return false, nil
	}
	if m.hasAccount {
		if _, is := slices.BinarySearch(e.Subjects, m.account); !is {
			return false, nil
		}
	}
	if len(m.words) == 0 {
		return true, nil
	}
	texts := []string{strings.ToLower(e.Actor), e.Action, strings.ToLower(e.Value)}
	if len(e.Body) > 0 {
		var body any
		if err := json.Unmarshal(e.Body, &body); err != nil {
			return false, badEntry(e, err)
		}
		if top, ok := body.(map[string]any); ok && e.Action == "watch" {
			delete(top, "chunk") // packed values, which no word is in
		}
		texts = appendTexts(texts, body)
	}
	for _, w := range m.words {
		if !slices.ContainsFunc(texts, func(s string) bool { return strings.Contains(s, w) }) {
			return false, nil
		}
	}
	return true, nil
}

// appendTexts adds the texts of a decoded body, in lower case. Names of fields are not
// texts: nobody wrote them.
func appendTexts(texts []string, body any) []string {
	switch v := body.(type) {
	case string:
		return append(texts, strings.ToLower(v))
	case []any:
		for _, one := range v {
			texts = appendTexts(texts, one)
		}
	case map[string]any:
		for _, one := range v {
			texts = appendTexts(texts, one)
		}
	}
	return texts
}

// auditRun is how far entries may lie apart to be read in one go: to skip some is
// cheaper than to begin anew.
const auditRun = 1 << 11

// AuditEntries gives the entries of some numbers, which descend, in their order.
func (db *DB) AuditEntries(ctx context.Context, numbers []uint64) ([]AuditEntry, error) {
	out := make([]AuditEntry, 0, len(numbers))
	for len(numbers) > 0 {
		n := 1
		for n < len(numbers) && numbers[0]-numbers[n] < auditRun {
			n++
		}
		var entries []work.Entry
		err := db.auditSpan(ctx, numbers[n-1], numbers[0]+1, func(e work.Entry) error {
			if _, is := slices.BinarySearchFunc(numbers[:n], e.Seq, func(a, b uint64) int { return cmp.Compare(b, a) }); is {
				entries = append(entries, e)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		for _, e := range slices.Backward(entries) {
			entry, err := db.readable(ctx, e)
			if err != nil {
				return nil, err
			}
			out = append(out, entry)
		}
		numbers = numbers[n:]
	}
	return out, nil
}

// AuditTally is how often each person and each action is in the log, the most frequent
// first.
type AuditTally struct {
	Actors, Actions []Facet

	actors, actions map[string]int
	next            uint64 // the first entry that is not counted
}

// AuditTally counts the log. The log only grows, so that of an older tally, which may be
// nil, only what came after it is read.
func (db *DB) AuditTally(ctx context.Context, older *AuditTally) (*AuditTally, error) {
	t := &AuditTally{actors: map[string]int{}, actions: map[string]int{}}
	if older != nil {
		t.next, t.actors, t.actions = older.next, maps.Clone(older.actors), maps.Clone(older.actions)
	}
	err := db.auditSpan(ctx, t.next, db.Stamp().Entries, func(e work.Entry) error {
		t.actors[e.Actor]++
		t.actions[e.Action]++
		t.next = e.Seq + 1
		return nil
	})
	if err != nil {
		return nil, err
	}
	t.Actors, t.Actions = facetsOf(t.actors), facetsOf(t.actions)
	return t, nil
}

func facetsOf(counts map[string]int) []Facet {
	out := make([]Facet, 0, len(counts))
	for v, n := range counts {
		out = append(out, Facet{model.Untrusted(v), n})
	}
	slices.SortFunc(out, func(a, b Facet) int { return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value)) })
	return out
}

// AuditProof says whether the log is what was written.
type AuditProof struct {
	Entries  uint64
	Root     string // of the Merkle tree over them, base64; "" where it could not be read
	Problems []Problem
	At       model.Time // when it was looked at
}

// AuditProof reads the whole log and looks whether it is what was written, as
// [DB.Check] does. It takes some seconds for a million entries, and whoever wants to
// write waits for so long.
func (db *DB) AuditProof(ctx context.Context) (*AuditProof, error) {
	r := &Report{Checked: map[string]uint64{}}
	head, err := db.checkLog(ctx, r)
	if err != nil {
		return nil, err
	}
	p := &AuditProof{Entries: head.Seq, Problems: r.Problems, At: model.TimeOf(db.o.Now())}
	if head.Seq > 0 {
		p.Root = rootText(head)
	}
	return p, nil
}

// AuditHead gives how many entries the log has now and the root of the Merkle tree over
// them, base64.
func (db *DB) AuditHead(ctx context.Context) (entries uint64, root string, err error) {
	head, err := db.log.Head(ctx)
	if err != nil {
		return 0, "", err
	}
	return head.Seq, rootText(head), nil
}

func rootText(h work.Head) string { return base64.StdEncoding.EncodeToString(h.Root[:]) }
