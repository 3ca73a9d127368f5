package base

import (
	"bytes"
	"context"
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store/kv"
)

// findings runs Check on tampered pairs.
func findings(t *testing.T, pairs []kv.Pair) []string {
	t.Helper()
	b, err := Open(memory(pairs))
	if err != nil {
		return []string{"open: " + err.Error()}
	}
	var out []string
	if _, err := b.Check(background, func(where, what string) { out = append(out, where+": "+what) }); err != nil {
		t.Fatalf("check: %v", err)
	}
	return out
}

func TestCheckClean(t *testing.T) {
	w := newWorld(21, 300)
	files := []export{{"a", w.rows(300)}}
	files[0].rows = append(files[0].rows, w.heavy(files[0].rows[299].Line)...)
	g := build(t, nil, files, small)
	g = build(t, g, []export{{"b", w.rows(200)}}, small)
	for range 2 {
		var checked map[string]uint64
		checked, err := g.Check(background, func(where, what string) { t.Errorf("%.200q: %s", where, what) })
		if err != nil {
			t.Fatal(err)
		}
		stats := g.Stats()
		if checked["accounts"] != uint64(g.Len()) || checked["events"] != stats.Events || checked["pairs"] < stats.Pairs ||
			checked["cells"] != uint64(g.Len()*int(colEnd-1)) || checked["rows"] == 0 || checked["values"] < stats.Identifiers ||
			checked["blocks"] != uint64(len(pairsOf(t, g.Base))) || checked["identifiers"] < stats.Pairs {
			t.Errorf("checked: %v of %+v", checked, stats)
		}
	}
	ctx, cancel := context.WithCancel(background)
	cancel()
	if _, err := g.Check(ctx, func(string, string) {}); err != context.Canceled {
		t.Errorf("with an ended context: %v", err)
	}
}

// entries takes a short block of postings apart.
func entries(body []byte, words [][]byte) (list []posting) {
	d := decoder{b: body[1:]}
	var cur posting
	for len(d.b) > 0 {
		d.entry(&cur, &unpacker{words: words}, 1<<31)
		list = append(list, posting{bytes.Clone(cur.key), slices.Clone(cur.ords)})
	}
	return list
}

// unsorted gives a block of records with the first two facts of the first
// changed over.
func unsorted(t *testing.T, block []byte, book wordBook) []byte {
	l := &loader{items: make(chan item, 1), open: true}
	l.ctx, l.cancel = context.WithCancel(background)
	p := recordPacker{l: l}
	records, _ := openRecords(block)
	for i := range records.len() {
		body, _ := records.at(i)
		var rec record
		if err := rec.parse(body, book.list(), false); err != nil {
			t.Fatal(err)
		}
		a := rec.account()
		if i == 0 {
			a.Facts[0], a.Facts[1] = a.Facts[1], a.Facts[0]
		}
		if err := p.add(uint32(i), pack(t, book, &a)); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.flush(); err != nil {
		t.Fatal(err)
	}
	return (<-l.items).val
}

// TestCheckNames tampers with every table, with checksums that are right.
func TestCheckNames(t *testing.T) {
	w := newWorld(22, 300)
	w.plain = true
	rows := w.rows(600)
	for i := range rows {
		rows[i].Account.Identifiers = append(rows[i].Account.Identifiers, model.Identifier{Kind: model.KindSession, Value: "one"})
	}
	rows[0].Account.Facts = []model.Fact{{Field: model.FieldDisplayName, Value: "Ada Zachariasen"}, {Field: model.FieldStatus, Value: "active"}}
	g := build(t, nil, []export{{"a", rows}}, nil)
	pairs := pairsOf(t, g.Base)

	body := func(k []byte) []byte {
		for _, p := range pairs {
			if bytes.Equal(p.K, k) {
				return bytes.Clone(p.V[:len(p.V)-4])
			}
		}
		t.Fatalf("no block %x", k)
		return nil
	}
	firstOf := func(table byte) []byte {
		i := slices.IndexFunc(pairs, func(p kv.Pair) bool { return p.K[0] == table })
		return pairs[i].K
	}
	drop := func(k []byte) []kv.Pair {
		return slices.DeleteFunc(slices.Clone(pairs), func(p kv.Pair) bool { return bytes.Equal(p.K, k) })
	}
	short := firstOf(tabPosting)
	words, err := g.words()
	if err != nil {
		t.Fatal(err)
	}
	list := entries(body(short), words)
	book := wordBook{dict: &dictionary{}}
	for _, s := range words {
		code(book.dict, s)
	}
	repack := func(k []byte, list []posting) []kv.Pair {
		l := &loader{items: make(chan item, 100), open: true}
		l.ctx, l.cancel = context.WithCancel(background)
		p := postingPacker{l: l, p: packer{words: book}}
		for _, e := range list {
			if err := p.add(e.key, e.ords); err != nil {
				t.Fatal(err)
			}
		}
		if err := p.flush(); err != nil {
			t.Fatal(err)
		}
		close(l.items)
		out := drop(k)
		for it := range l.items {
			out = append(out, kv.Pair{K: it.key, V: seal(it.key, it.val)})
		}
		return out
	}
	expandAt := func(k []byte) []byte {
		plain, err := expand(k, body(k))
		if err != nil {
			t.Fatal(err)
		}
		return plain
	}
	some := list[3]
	event, raw, record := firstOf(tabEvent), firstOf(tabRaw), firstOf(tabRecord)
	cells, links, order := keyChunk(tabColumn, byte(ColIdentifiers), 0), keyChunk(tabColumn, byte(ColLinks), 0), keyChunk(tabOrder, byte(ColCreated), 0)
	bump := func(b []byte, at int) []byte { b[at]++; return b }
	dict := keyChunk(tabDict, byte(DictStatus), 0)

	var groups []eventGroup
	for d := (decoder{b: expandAt(event)}); len(d.b) > 0; {
		var g eventGroup
		d.group(&g)
		groups = append(groups, g)
	}
	regroup := func(change func(list []staged) []staged) []byte {
		var out []byte
		done := false
		for _, g := range groups {
			list := slices.Clone(g.list)
			if len(list) > 1 && !done {
				list, done = change(list), true
			}
			out = appendGroup(out, g.ord, g.index, list)
		}
		return encoder().EncodeAll(out, nil)
	}

	for name, c := range map[string]struct {
		pairs []kv.Pair
		want  string
	}{
		"flipped bit":             {func() []kv.Pair { p := slices.Clone(pairs); p[7].V = bump(bytes.Clone(p[7].V), 0); return p }(), "does not match its checksum"},
		"block under another key": {append(drop(short), kv.Pair{K: append(bytes.Clone(short), 'x'), V: seal(short, body(short))}), "does not match its checksum"},
		"unknown table":           {replace(pairs, []byte("Xtra"), []byte("x")), "there should be no such block"},
		"unknown column":          {replace(pairs, keyChunk(tabColumn, 0, 0), []byte("x")), "there should be no such block"},
		"file that is not listed": {replace(pairs, keyRaw(7, 1), body(raw)), "there should be no such block"},
		"account under no value":  {repack(short, slices.Concat(list[:3], []posting{{some.key, append(slices.Clone(some.ords), 200)}}, list[4:])), "account 200 is found by the value and does not have it"},
		"value of no account":     {repack(short, slices.Concat(list[:3], list[4:])), valueName(some.key) + ": account "},
		"value misspelt":          {repack(short, slices.Concat(list[:3], []posting{{append(bytes.Clone(some.key), '!'), some.ords}}, list[4:])), valueName(some.key) + "!: account"},
		"values out of order":     {repack(short, slices.Concat(list[:3], []posting{list[4], list[3]}, list[5:])), "the value is out of order"},
		"no accounts":             {repack(short, slices.Concat(list[:3], []posting{{append(bytes.Clone(some.key), '!'), nil}}, list[3:])), "the value has no accounts"},
		"lost block of values":    {drop(short), "is not found by it"},
		"cell":                    {replace(pairs, cells, bump(body(cells), 9)), "account 9 has"},
		"short column":            {replace(pairs, cells, body(cells)[1:]), "wrong length"},
		"links":                   {replace(pairs, links, bump(body(links), 0)), "account 0 has"},
		"order":                   {replace(pairs, order, func() []byte { b := body(order); copy(b, append(b[2:4:4], b[:2]...)); return b }()), "is at place 0"},
		"dictionary word":         {replace(pairs, dict, bump(body(dict), 2)), "has"},
		"dictionary twice":        {replace(pairs, dict, append(body(dict)[:1:1], bytes.Repeat([]byte("\x01x"), int(body(dict)[0]))...)), "stands in it twice"},
		"text":                    {replace(pairs, key1(tabText, 0), bytes.Replace(body(key1(tabText, 0)), []byte("ada zach"), []byte("ida zach"), 1)), "the text for searching differs"},
		"text line more":          {replace(pairs, key1(tabText, 0), append(body(key1(tabText, 0)), '\n')), "wrong number of lines"},
		"name":                    {replace(pairs, record, bytes.Replace(body(record), []byte("Ada Zach"), []byte("Ida Zach"), 1)), "the text for searching differs"},
		"record out of order":     {replace(pairs, record, unsorted(t, body(record), book)), "the record is not in order"},
		"first rows":              {replace(pairs, []byte{tabFirst}, bump(body([]byte{tabFirst}), 3)), "the first rows differ"},
		"no first rows":           {drop([]byte{tabFirst}), "a block is missing"},
		"lost record":             {drop(record), "out of place"},
		"lost event block":        {drop(event), "has"},
		"lost event":              {replace(pairs, event, regroup(func(l []staged) []staged { return l[:len(l)-1] })), "has"},
		"events swapped":          {replace(pairs, event, regroup(func(l []staged) []staged { l[0], l[1] = l[1], l[0]; return l })), "out of order"},
		"event damaged":           {replace(pairs, event, regroup(func(l []staged) []staged { l[0].body = append(slices.Clone(l[0].body), 0); return l })), "event 0 is damaged"},
		"event of no row":         {replace(pairs, event, regroup(func(l []staged) []staged { l[0].src.Line = 9999; return l })), "line 9999 is not kept"},
		"lost rows":               {drop(raw), "is not kept"},
		"rows under another line": {replace(drop(raw), keyRaw(0, binary.BigEndian.Uint64(raw[5:])+1), body(raw)), "is not kept"},
		"counts":                  {replace(pairs, keyMeta("stats"), bytes.Replace(body(keyMeta("stats")), []byte(`"shared":`), []byte(`"shared":1`), 1)), "the counts are"},
		"no metadata":             {drop(keyMeta("files")), "a block is missing"},
	} {
		found := findings(t, c.pairs)
		if !slices.ContainsFunc(found, func(s string) bool { return strings.Contains(s, c.want) }) {
			t.Errorf("%s: found %.600q, want %q", name, found, c.want)
		}
		if len(found) > 5000 {
			t.Errorf("%s: %d findings", name, len(found))
		}
	}
}

// TestCheckSeesAll changes single bytes of what is derived from the records: no
// such change may go unseen, and none may cause a panic.
func TestCheckSeesAll(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	w := newWorld(23, 40)
	g := build(t, nil, []export{{"a", w.rows(120)}}, small)
	pairs := pairsOf(t, g.Base)
	for range 600 {
		p := pairs[r.IntN(len(pairs))]
		body := bytes.Clone(p.V[:len(p.V)-4])
		packed := p.K[0] == tabEvent || p.K[0] == tabRaw
		if packed {
			body, _ = expand(p.K, body)
		}
		at := r.IntN(len(body))
		body[at] ^= 1 << r.IntN(8)
		if packed {
			body = encoder().EncodeAll(body, nil)
		}
		found := findings(t, replace(pairs, p.K, body))
		// The words are part of the records: nothing else says what they should be.
		derived := strings.IndexByte("ICPTDQ", p.K[0]) >= 0 && !bytes.HasPrefix(p.K, []byte{tabDict, byte(dictWord)})
		if len(found) == 0 && derived {
			t.Errorf("block %q: the change at %d was not seen", p.K, at)
		}
	}
}
