package evidence

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"github.com/seed-28a39f10/clew/model"
)

func saved(t fataler, m *Model, tag string) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := m.Write(&out, tag); err != nil {
		t.Fatalf("write: %v", err)
	}
	return out.Bytes()
}

func TestReadGivesTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := random(rapid.Uint64().Draw(t, "seed"), rapid.IntRange(2, 120).Draw(t, "accounts"), rapid.IntRange(0, 6).Draw(t, "rings"),
			rapid.IntRange(1, 30).Draw(t, "size"), rapid.Float64Range(0, .3).Draw(t, "noise"))
		ix := w.plain()
		m := Build(ix, DefaultConfig(), w.numbers(ix), w.extra)
		back, tag, err := Read(saved(t, m, "made of this"))
		if err != nil || tag != "made of this" {
			t.Fatalf("tag %q: %v", tag, err)
		}
		id := func(a uint32) string { return w.ids[a] }
		compare(t, portrait(m.View(w.judged), id), portrait(back.View(w.judged), id))
		for _, same := range []struct {
			name string
			x, y any
		}{
			{"index", m.Index, back.Index}, {"config", m.Config, back.Config}, {"ignored", m.Ignored(), back.Ignored()}, {"extra", m.Extra(), back.Extra()},
			{"rare", m.hubs, back.hubs}, {"ties", m.ties, back.ties}, {"size", m.size, back.size}, {"llr", m.llr, back.llr}, {"weights", m.weight, back.weight},
			{"places", m.place, back.place}, {"place kinds", m.placeKinds, back.placeKinds}, {"rings", m.ring, back.ring},
		} {
			if !reflect.DeepEqual(same.x, same.y) && fmt.Sprint(same.x) != fmt.Sprint(same.y) {
				t.Fatalf("%s: %v, then %v", same.name, same.x, same.y)
			}
		}
	})
}

func small() *Model {
	w := random(5, 12, 2, 6, .2)
	ix := w.plain()
	return Build(ix, DefaultConfig(), w.numbers(ix), w.extra)
}

// TestReadDamage damages every byte in turn, and cuts the file at every length.
func TestReadDamage(t *testing.T) {
	data := saved(t, small(), "tag")
	if len(small().edges) == 0 || len(small().Extra()) == 0 {
		t.Fatal("the small model lacks something")
	}
	check := func(what string, i int, data []byte) {
		m, _, err := Read(data)
		if m != nil || model.KindOf(err) != model.ErrCorrupt {
			t.Fatalf("%s %d: %v", what, i, err)
		}
	}
	for i := range data {
		for _, flip := range []byte{1, 0x80, 0xff} {
			bad := bytes.Clone(data)
			bad[i] ^= flip
			check("byte", i, bad)
		}
		check("cut at", i, data[:i])
	}
	check("longer by", 1, append(bytes.Clone(data), 0))
}

// use does with a model whatever is done with one.
func use(m *Model) {
	v := m.View([]Judgement{{0, 1, SameHand}, {1, 2, NotSame}})
	v.Rings(2, nil)
	for a := range uint32(min(m.Index.Len(), 8)) {
		v.Links(a, nil)
		v.RingOf(a, nil)
		v.Path(a, (a+1)%uint32(m.Index.Len()))
	}
}

// resealed damages a byte and makes the checksum fit.
func resealed(data []byte, i int, x byte) []byte {
	bad := bytes.Clone(data)
	bad[i] ^= x
	body := len(bad) - 4
	binary.LittleEndian.PutUint32(bad[body:], crc32.Checksum(bad[:body], castagnoli))
	return bad
}

// TestReadForged damages every byte of a file whose checksum fits: whatever is
// read then must be fit for use.
func TestReadForged(t *testing.T) {
	data := saved(t, small(), "tag")
	read := 0
	for i := range data[:len(data)-4] {
		for _, x := range []byte{1, 0x10, 0x80, 0xff} {
			m, _, err := Read(resealed(data, i, x))
			if err == nil {
				read++
				use(m)
			} else if model.KindOf(err) != model.ErrCorrupt {
				t.Fatal(err)
			}
		}
	}
	t.Logf("%d of %d forgeries could be read", read, 4*len(data))
}

func FuzzRead(f *testing.F) {
	data := saved(f, small(), "tag")
	f.Add(data, true)
	f.Add(saved(f, Build(NewBuilder(nil).Index(), DefaultConfig(), nil, nil), ""), true)
	f.Add([]byte(magic), false)
	f.Fuzz(func(t *testing.T, data []byte, seal bool) {
		if seal && len(data) >= 12 {
			data = resealed(data, 0, 0)
		}
		m, _, err := Read(data)
		switch {
		case err == nil && m.Index.Len() > 2:
			use(m)
		case err != nil && model.KindOf(err) != model.ErrCorrupt:
			t.Fatal(err)
		}
	})
}

type full struct{ left int }

func (f *full) Write(p []byte) (int, error) {
	if f.left -= len(p); f.left < 0 {
		return 0, errors.New("no space")
	}
	return len(p), nil
}

func TestWriteFails(t *testing.T) {
	m := small()
	size := len(saved(t, m, ""))
	for _, left := range []int{0, size / 2, size - 1} {
		if err := m.Write(&full{left}, ""); model.KindOf(err) != model.ErrDisk {
			t.Errorf("room for %d of %d bytes: %v", left, size, err)
		}
	}
	if err := m.Write(&full{size}, ""); err != nil {
		t.Error(err)
	}
}

// TestReadSmall reads models of no and of few accounts.
func TestReadSmall(t *testing.T) {
	for n := range 4 {
		ids := []string{"a:1", "a:2", "a:3"}[:n]
		m := Build(NewBuilder(keysOf(ids)).Index(), DefaultConfig(), nil, nil)
		if n > 1 { // evidence and no value at all
			m = Build(m.Index, DefaultConfig(), nil, []Extra{{0, 1, KindTurns, 30, ""}})
			if len(m.edges) != 1 {
				t.Fatal("no link")
			}
		}
		back, _, err := Read(saved(t, m, ""))
		if err != nil || back.Index.Len() != n || len(back.edges) != len(m.edges) {
			t.Fatalf("%d accounts: %v", n, err)
		}
	}
}
