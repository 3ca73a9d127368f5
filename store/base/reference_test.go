package base

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/identifier"
)

// reference is what a generation should say, kept in plain maps.
type reference struct {
	accounts []*refAccount
	byID     map[model.AccountID]int
	raw      map[model.Source]model.Untrusted
	rowOf    map[model.Source][]model.AccountID
	files    []model.Untrusted
}

type refAccount struct {
	id                   model.AccountID
	created, first, last model.Time
	facts                map[model.Field]model.Fact
	ids                  map[[2]string]model.Identifier
	flags                map[model.Flag]bool
	signals              map[string]model.Signal
	tags                 map[model.Untrusted]bool
	events               map[string]model.Event
}

func newReference() *reference {
	return &reference{byID: map[model.AccountID]int{}, raw: map[model.Source]model.Untrusted{}, rowOf: map[model.Source][]model.AccountID{}}
}

func known(t model.Time) model.Time {
	if t.Milli == 0 {
		return model.Time{}
	}
	return t
}

func (ref *reference) add(files []export) {
	for _, f := range files {
		ref.files = append(ref.files, f.name)
		for _, row := range f.rows {
			ref.row(uint32(len(ref.files)-1), row)
		}
	}
}

func (ref *reference) row(file uint32, row model.Row) {
	src := model.Source{File: file, Line: row.Line}
	ref.raw[src] = row.Raw
	in := &row.Account
	ref.rowOf[src] = append(ref.rowOf[src], in.ID)
	i, ok := ref.byID[in.ID]
	if !ok {
		i = len(ref.accounts)
		ref.byID[in.ID] = i
		ref.accounts = append(ref.accounts, &refAccount{id: in.ID, facts: map[model.Field]model.Fact{}, ids: map[[2]string]model.Identifier{},
			flags: map[model.Flag]bool{}, signals: map[string]model.Signal{}, tags: map[model.Untrusted]bool{}, events: map[string]model.Event{}})
	}
	a := ref.accounts[i]
	a.created = model.Earlier(a.created, known(in.CreatedAt))
	a.first = model.Earlier(a.first, known(in.FirstSeen))
	a.last = model.Later(a.last, known(in.LastSeen))
	for _, f := range in.Facts {
		f.AsOf = known(f.AsOf)
		old, ok := a.facts[f.Field]
		later := cmp.Or(cmp.Compare(f.AsOf.Milli, old.AsOf.Milli), cmp.Compare(f.Value, old.Value), -cmp.Compare(f.AsOf.Offset, old.AsOf.Offset))
		if f.Value != "" && (!ok || later > 0) {
			a.facts[f.Field] = f
		}
	}
	for _, id := range in.Identifiers {
		id.FirstSeen, id.LastSeen = known(id.FirstSeen), known(id.LastSeen)
		key := [2]string{id.Kind.String(), string(id.Value)}
		if old, ok := a.ids[key]; ok {
			id.FirstSeen = model.Earlier(old.FirstSeen, id.FirstSeen)
			id.LastSeen = model.Later(old.LastSeen, id.LastSeen)
			id.Raw = min(id.Raw, old.Raw)
			id.Status = max(id.Status, old.Status)
		}
		a.ids[key] = id
	}
	for _, f := range in.Flags {
		f.Time = known(f.Time)
		a.flags[f] = true
	}
	for _, s := range in.Signals {
		old, ok := a.signals[s.Code]
		if !ok || cmp.Or(cmp.Compare(s.Severity, old.Severity), cmp.Compare(s.Facts, old.Facts), cmp.Compare(s.Counter, old.Counter)) > 0 {
			a.signals[s.Code] = s
		}
	}
	for _, t := range in.Tags {
		if t != "" {
			a.tags[t] = true
		}
	}
	for _, e := range row.Events {
		e.Time = known(e.Time)
		e.Source = model.Source{}
		key := "id " + string(e.ID)
		if e.ID == "" {
			key = fmt.Sprintf("%#v", e)
		}
		old, ok := a.events[key]
		if !ok || bytes.Compare(appendEvent(nil, &e), appendEvent(nil, &old)) > 0 {
			a.events[key] = e
		}
	}
}

// account is a reference account as the model would show it, without sources.
func (a *refAccount) account() model.Account {
	out := model.Account{ID: a.id, CreatedAt: a.created, FirstSeen: a.first, LastSeen: a.last}
	for _, f := range slices.Sorted(maps.Keys(a.facts)) {
		out.Facts = append(out.Facts, a.facts[f])
	}
	for _, id := range a.ids {
		out.Identifiers = append(out.Identifiers, id)
	}
	slices.SortFunc(out.Identifiers, func(x, y model.Identifier) int {
		return cmp.Or(cmp.Compare(x.Kind, y.Kind), cmp.Compare(x.Value, y.Value))
	})
	for f := range a.flags {
		out.Flags = append(out.Flags, f)
	}
	slices.SortFunc(out.Flags, func(x, y model.Flag) int {
		return cmp.Or(cmp.Compare(x.Time.Milli, y.Time.Milli), cmp.Compare(x.Time.Offset, y.Time.Offset),
			cmp.Compare(x.Source, y.Source), cmp.Compare(x.Reason, y.Reason), cmp.Compare(x.Score, y.Score))
	})
	for _, c := range slices.Sorted(maps.Keys(a.signals)) {
		out.Signals = append(out.Signals, a.signals[c])
	}
	out.Tags = slices.Sorted(maps.Keys(a.tags))
	return out
}

func (a *refAccount) text() [4]string {
	fold := func(s model.Untrusted) string { return string(identifier.Fold(nil, s)) }
	name := a.facts[model.FieldDisplayName].Value
	return [4]string{fold(name), fold(model.Untrusted(identifier.Romanise(name))),
		fold(a.facts[model.FieldUsername].Value), fold(a.facts[model.FieldEmail].Value)}
}

// cut is the form in which a value is indexed.
func cut[S ~string](v S) string {
	if len(v) < 1024 {
		return string(v)
	}
	sum := sha256.Sum256([]byte(v))
	return string(v[:992]) + hex.EncodeToString(sum[:16])
}

// check compares everything that a generation says with the reference.
func (ref *reference) check(t *testing.T, b *Base) {
	t.Helper()
	if b.Len() != len(ref.accounts) {
		t.Fatalf("%d accounts, want %d", b.Len(), len(ref.accounts))
	}
	terms := map[model.Kind]map[string][]uint32{}
	term := func(kind model.Kind, value string, ord int) {
		if value == "" {
			return
		}
		if terms[kind] == nil {
			terms[kind] = map[string][]uint32{}
		}
		list := terms[kind][value]
		if !slices.Contains(list[max(0, len(list)-1):], uint32(ord)) {
			terms[kind][value] = append(list, uint32(ord))
		}
	}
	folded := func(s model.Untrusted) string { return cut(string(identifier.Fold(nil, s))) }
	var cells [colEnd][]uint32
	events := 0
	for ord, want := range ref.accounts {
		got, err := b.Account(uint32(ord))
		if err != nil {
			t.Fatal(err)
		}
		sources := got.Sources
		got.Sources = nil
		if a := want.account(); !reflect.DeepEqual(got, a) {
			t.Fatalf("account %d\n got %+.500v\nwant %+.500v", ord, got, a)
		}
		events += len(want.events)
		var list []model.Event
		if len(want.events) > 0 || ord%16 == 0 {
			if list, err = b.Events(uint32(ord), 0, 0); err != nil {
				t.Fatal(err)
			}
			ref.checkEvents(t, b, uint32(ord), want, list)
		}
		for i := range list {
			sources = append(sources, list[i].Source)
		}
		if len(sources) == 0 {
			t.Errorf("account %d has no source", ord)
		}
		for _, src := range sources {
			if !slices.Contains(ref.rowOf[src], want.id) {
				t.Fatalf("account %d: source %v does not speak of it", ord, src)
			}
			term(TermSource, folded(ref.files[src.File]), ord)
		}
		term(model.KindAccount, cut(want.id.Platform)+":"+cut(want.id.Native), ord)
		idn := uint32(0)
		for _, id := range want.ids {
			if id.Status == model.StatusOK {
				term(id.Kind, cut(id.Value), ord)
			}
			if id.Status != model.StatusPlaceholder {
				idn++
			}
		}
		for tag := range want.tags {
			term(TermTag, folded(tag), ord)
		}
		for _, s := range want.signals {
			term(TermSignal, cut(s.Code), ord)
		}
		var score uint32
		var flagged model.Time
		for f := range want.flags {
			term(TermSource, folded(f.Source), ord)
			score = max(score, uint32(f.Score)*10)
			flagged = model.Earlier(flagged, f.Time)
		}
		unix := func(t model.Time) uint32 {
			if t.Milli == 0 {
				return 0
			}
			return uint32(max(1, t.UTC().Unix()))
		}
		var country uint32
		if c := want.facts[model.FieldCountry].Value; len(c) == 2 {
			country = uint32(c[0])<<8 + uint32(c[1])
		}
		for c, v := range map[Column]uint32{ColScore: score, ColCreated: unix(want.created), ColFlagged: unix(flagged),
			ColFirstSeen: unix(want.first), ColLastSeen: unix(want.last), ColCountry: country, ColIdentifiers: idn,
			ColEvents: uint32(len(list)), ColFlags: uint32(len(want.flags))} {
			cells[c] = append(cells[c], v)
		}
	}
	cells[ColLinks] = ref.links(terms)
	ref.checkDicts(t, b)
	checkColumns(t, b, cells)
	checkPostings(t, b, terms, events)
	ref.checkText(t, b)
	ref.checkRaw(t, b)
}

func (ref *reference) checkEvents(t *testing.T, b *Base, ord uint32, want *refAccount, got []model.Event) {
	t.Helper()
	have := map[string]bool{}
	for i, e := range got {
		if i > 0 && e.Time.Milli < got[i-1].Time.Milli {
			t.Errorf("account %d: event %d is out of order", ord, i)
		}
		e.Source = model.Source{}
		have[fmt.Sprintf("%#v", e)] = true
	}
	for _, e := range want.events {
		if !have[fmt.Sprintf("%#v", e)] {
			t.Fatalf("account %d: event is missing: %+.300v", ord, e)
		}
	}
	if len(got) != len(want.events) {
		t.Fatalf("account %d: %d events, want %d", ord, len(got), len(want.events))
	}
	for _, c := range [][2]int{{0, 1}, {1, 2}, {len(got) / 2, 7}, {len(got) - 1, 0}, {len(got), 3}, {-5, 3}} {
		if len(got) > 20 || ord%16 == 0 {
			part, err := b.Events(ord, c[0], c[1])
			from := min(max(c[0], 0), len(got))
			to := len(got)
			if c[1] > 0 {
				to = min(to, from+c[1])
			}
			if err != nil || len(part) != to-from || len(part) > 0 && !reflect.DeepEqual(part, got[from:to]) {
				t.Fatalf("account %d: events %v are not the part they should be: %v", ord, c, err)
			}
		}
	}
}

// links counts for each account the others that share a value with it.
func (ref *reference) links(terms map[model.Kind]map[string][]uint32) []uint32 {
	meet := make([]map[uint32]bool, len(ref.accounts))
	for kind, values := range terms {
		if kind == model.KindAccount || kind >= TermTag {
			continue
		}
		for _, ords := range values {
			if len(ords) > 64 {
				continue
			}
			for _, a := range ords {
				for _, b := range ords {
					if a != b {
						if meet[a] == nil {
							meet[a] = map[uint32]bool{}
						}
						meet[a][b] = true
					}
				}
			}
		}
	}
	out := make([]uint32, len(meet))
	for i := range meet {
		out[i] = uint32(len(meet[i]))
	}
	return out
}

func (ref *reference) checkDicts(t *testing.T, b *Base) {
	t.Helper()
	word := func(d Dict, c Column, ord int, shift uint32) string {
		names, err := b.Dict(d)
		if err != nil {
			t.Fatal(err)
		}
		code, err := b.Cell(c, uint32(ord))
		if err != nil {
			t.Fatal(err)
		}
		if code < shift {
			return ""
		}
		return names[code-shift]
	}
	for ord, a := range ref.accounts {
		var emails []string
		for _, id := range a.account().Identifiers {
			if id.Kind == model.KindEmail && id.Status == model.StatusOK {
				emails = append(emails, identifier.Domain(id.Value))
			}
		}
		domain := ""
		if i := slices.IndexFunc(emails, func(s string) bool { return s != "" }); i >= 0 {
			domain = emails[i]
		}
		status := string(identifier.Fold(nil, a.facts[model.FieldStatus].Value))
		for i, c := range [][2]string{{word(DictPlatform, ColPlatform, ord, 0), a.id.Platform},
			{word(DictDomain, ColDomain, ord, 1), domain}, {word(DictStatus, ColStatus, ord, 1), status}} {
			if c[0] != c[1] {
				t.Fatalf("account %d, dictionary %d: %.80q, want %.80q", ord, i, c[0], c[1])
			}
		}
	}
}

func checkColumns(t *testing.T, b *Base, want [colEnd][]uint32) {
	t.Helper()
	for c := range want {
		if want[c] == nil {
			continue
		}
		one, err := b.Cell(Column(c), uint32(b.Len()-1))
		if err != nil || one != want[c][b.Len()-1] {
			t.Errorf("column %d: last cell %d, want %d, %v", c, one, want[c][b.Len()-1], err)
		}
		got, err := b.Cells(Column(c))
		if err != nil || !slices.Equal(got, want[c]) {
			for i := range got {
				if got[i] != want[c][i] {
					t.Fatalf("column %d: cell %d is %d, want %d", c, i, got[i], want[c][i])
				}
			}
			t.Fatalf("column %d is wrong: %v", c, err)
		}
		sorted := make([]uint32, b.Len())
		for i := range sorted {
			sorted[i] = uint32(i)
		}
		slices.SortStableFunc(sorted, func(x, y uint32) int { return cmp.Compare(want[c][x], want[c][y]) })
		for _, at := range [][2]int{{0, 50}, {b.Len() / 2, 50}, {b.Len() - 3, 50}, {b.Len(), 5}, {-1, 2}, {chunkRows - 5, 10}} {
			part, err := b.OrderAt(Column(c), at[0], at[1])
			from := min(max(at[0], 0), b.Len())
			if err != nil || !slices.Equal(part, sorted[from:min(from+at[1], b.Len())]) {
				t.Fatalf("column %d: page %v of the order is wrong: %v", c, at, err)
			}
		}
		if order, err := b.Order(Column(c)); err != nil || !slices.Equal(order, sorted) {
			t.Fatalf("column %d: the order is wrong: %v", c, err)
		}
	}
}

func checkPostings(t *testing.T, b *Base, want map[model.Kind]map[string][]uint32, events int) {
	t.Helper()
	stats := Stats{Format: formatMajor, Accounts: uint32(b.Len()), Events: uint64(events)}
	for kind, values := range want {
		names := slices.Sorted(maps.Keys(values))
		i := 0
		err := b.Values(kind, nil, func(value []byte, ords []uint32) bool {
			if i >= len(names) || string(value) != names[i] || !slices.Equal(ords, values[names[i]]) {
				t.Fatalf("%v: value %d is %.60q with %d holders, want %.60q", kind, i, value, len(ords), names[min(i, len(names)-1)])
			}
			i++
			return true
		})
		if err != nil || i != len(names) {
			t.Fatalf("%v: %d values, want %d, %v", kind, i, len(names), err)
		}
		for _, prefix := range []string{"o", "v1", "x", "\x00", "\x01", "no", strings.Repeat("long ", 10)} {
			n := 0
			if err := b.Values(kind, []byte(prefix), func(value []byte, _ []uint32) bool {
				if !strings.HasPrefix(string(value), prefix) {
					t.Fatalf("%.60q has not the prefix %q", value, prefix)
				}
				n++
				return true
			}); err != nil {
				t.Fatal(err)
			}
			for _, v := range names {
				if strings.HasPrefix(v, prefix) {
					n--
				}
			}
			if n != 0 {
				t.Errorf("%v: %+d values with the prefix %q", kind, n, prefix)
			}
		}
		looked := 0
		for v, ords := range values {
			looked++
			if len(v) < 1024 && looked < 3000 {
				if got, err := b.Holders(kind, model.Untrusted(v)); err != nil || !slices.Equal(got, ords) {
					t.Fatalf("%v %.60q: %d holders, want %d, %v", kind, v, len(got), len(ords), err)
				}
			}
			none := v + "\x00?"
			if got, err := b.Holders(kind, model.Untrusted(none)); looked < 3000 && (err != nil || got != nil && values[cut(none)] == nil) {
				t.Fatalf("%v %.60q: holders of nothing: %v %v", kind, v, got, err)
			}
			if kind != model.KindAccount && kind < TermTag {
				stats.Identifiers++
				stats.Pairs += uint64(len(ords))
				if len(ords) > 1 {
					stats.Shared++
				}
			}
		}
	}
	if b.Stats() != stats {
		t.Errorf("stats are %+v, want %+v", b.Stats(), stats)
	}
}

func (ref *reference) checkText(t *testing.T, b *Base) {
	t.Helper()
	texts := make([][4]string, len(ref.accounts))
	for i, a := range ref.accounts {
		texts[i] = a.text()
	}
	for field, part := range map[TextField]int{TextAny: 0, TextName: 0, TextUsername: 2, TextEmail: 3} {
		keys, err := b.SortKeys(field)
		if err != nil || len(keys) != len(texts) {
			t.Fatalf("%d keys, %v", len(keys), err)
		}
		for i := range keys {
			if string(keys[i]) != texts[i][part] {
				t.Fatalf("field %d of account %d is %.60q, want %.60q", field, i, keys[i], texts[i][part])
			}
		}
	}
	r := rand.New(rand.NewPCG(3, 4))
	words := []string{"", "a", "en", "lena", "nobody at all", "x\x00", "x\n", "gim", "민", "long long", string(rune(0xFFFD))}
	for range 20 {
		w := texts[r.IntN(len(texts))][r.IntN(4)]
		from := r.IntN(len(w) + 1)
		words = append(words, w[from:from+r.IntN(len(w)-from+1)])
	}
	for _, w := range words {
		for _, field := range []TextField{TextAny, TextName, TextUsername, TextEmail} {
			var want []uint32
			for i, x := range texts {
				parts := map[TextField][]string{TextAny: x[:], TextName: x[:2], TextUsername: x[2:3], TextEmail: x[3:]}[field]
				if slices.ContainsFunc(parts, func(s string) bool { return strings.Contains(s, w) }) {
					want = append(want, uint32(i))
				}
			}
			var mu sync.Mutex
			var got []uint32
			if err := b.Search(background, field, []byte(w), func(ord uint32) { mu.Lock(); got = append(got, ord); mu.Unlock() }); err != nil {
				t.Fatal(err)
			}
			slices.Sort(got)
			if !slices.Equal(got, want) {
				t.Fatalf("search for %.60q in field %d: %d hits, want %d", w, field, len(got), len(want))
			}
		}
	}
	ctx, cancel := context.WithCancel(background)
	cancel()
	if err := b.Search(ctx, TextAny, []byte("a"), func(uint32) {}); err != context.Canceled && err == nil {
		t.Error("a search goes on after its context has ended")
	}
}

func (ref *reference) checkRaw(t *testing.T, b *Base) {
	t.Helper()
	i := 0
	for src, want := range ref.raw {
		if got, err := b.RawRow(src); err != nil || got != want {
			t.Fatalf("row %v is %.60q, want %.60q, %v", src, got, want, err)
		}
		if i++; i > 2000 {
			break
		}
	}
	for _, src := range []model.Source{{File: 0, Line: 0}, {File: 0, Line: 1 << 40}, {File: 99, Line: 1}} {
		if _, ok := ref.raw[src]; ok {
			continue
		}
		if got, err := b.RawRow(src); model.KindOf(err) != model.ErrNotFound {
			t.Errorf("row %v: %.60q, %v", src, got, err)
		}
	}
	for i, f := range b.Files() {
		if f.Name != ref.files[i] {
			t.Errorf("file %d is %q, want %q", i, f.Name, ref.files[i])
		}
	}
}
