package watch

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/seed-28a39f10/clew/model"
)

func decodeAll(t *testing.T, chunks [][]byte) []Value {
	t.Helper()
	var out []Value
	for _, c := range chunks {
		if len(c) > 512<<10 {
			t.Fatalf("a chunk of %d bytes", len(c))
		}
		v, err := Decode(c)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, v...)
	}
	return out
}

func TestEncode(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		text := rapid.StringN(1, 40, 80)
		values := rapid.SliceOf(rapid.Custom(func(r *rapid.T) Value {
			v := rapid.SampledFrom(sample[0].Values).Draw(r, "value")
			if v.Kind == model.KindUsername {
				v.Value = model.Untrusted(text.Draw(r, "name"))
			}
			v.Raw, v.Note = model.Untrusted(text.Draw(r, "raw")), model.Untrusted(text.Draw(r, "note"))
			return v
		})).Draw(r, "values")
		chunks, err := Encode(values)
		if err != nil {
			r.Fatal(err)
		}
		again, _ := Encode(values)
		if !slices.EqualFunc(chunks, again, bytes.Equal) {
			r.Fatal("not the same chunks again")
		}
		if got := decodeAll(t, chunks); !slices.Equal(got, values) {
			r.Fatalf("%+v came back as %+v", values, got)
		}
	})
}

// TestChunks writes what cannot be compressed, and real ranges.
func TestChunks(t *testing.T) {
	rng := rand.NewChaCha8([32]byte{1})
	values := make([]Value, 3000)
	for i := range values {
		b := make([]byte, MaxNote)
		rng.Read(b)
		values[i] = exact(model.KindUsername, string(b))
		rng.Read(b)
		values[i].Note = model.Untrusted(b)
	}
	chunks, err := Encode(values)
	if err != nil || len(chunks) != 4 { // 3000 × 519 bytes in steps of 500 KiB
		t.Fatal(len(chunks), err)
	}
	if !slices.Equal(decodeAll(t, chunks), values) {
		t.Error("not what was written")
	}
	values = readRanges(t, dataDir(t, "x4bnet", "output-datacenter-ipv4.txt"))
	if chunks, err = Encode(values); err != nil || len(chunks) != 2 || !slices.Equal(decodeAll(t, chunks), values) {
		t.Errorf("%d chunks, %v", len(chunks), err)
	}
}

func TestDecodeHostile(t *testing.T) {
	packed := func(plain string, says int) []byte {
		var b bytes.Buffer
		b.WriteByte(version)
		b.Write(binary.AppendUvarint(nil, uint64(says)))
		w, _ := flate.NewWriter(&b, 9)
		w.Write([]byte(plain))
		w.Close()
		return b.Bytes()
	}
	whole := packed("\x03\x00\x06a.test\x00\x00", 11)
	if v, err := Decode(whole); err != nil || len(v) != 1 || v[0].Value != "a.test" {
		t.Fatal(v, err)
	}
	bomb := strings.Repeat("\x03\x00\x06a.test\x00\x00", 1<<20)
	for name, c := range map[string][]byte{
		"empty": nil, "version 0": {0}, "header alone": {1, 5}, "no size": {1}, "size 0": packed("", 0), "too much": packed(bomb, len(bomb)),
		"more than it says": packed(bomb, 11), "less than it says": packed("\x03\x00\x06a.test\x00\x00", 12), "after the end": append(slices.Clone(whole), 0),
		"cut": whole[:len(whole)-3], "long length": packed("\x03\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 12), "one byte": packed("\x03", 1),
		"wide range": packed("\x02\x00\x090.0.0.0/0\x00\x00", 14), "no kind": packed("\x01\x00\x01a\x00\x00", 6), "kind 200": packed("\x01\xc8\x01a\x00\x00", 6),
		"long note": packed("\x03\x00\x06a.test\x00\x81\x02"+strings.Repeat("n", 257), 269),
	} {
		if _, err := Decode(c); model.KindOf(err) != model.ErrCorrupt {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Decode([]byte{2, 1, 1}); model.KindOf(err) != model.ErrTooNew {
		t.Errorf("a later version: %v", err)
	}
}

func FuzzDecode(f *testing.F) {
	chunks, err := Encode(sample[0].Values)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(chunks[0])
	f.Add([]byte{1, 11, 3, 0, 0, 0, 255, 255})
	f.Fuzz(func(t *testing.T, b []byte) { roundTrip(t, b, Decode) })
}

// FuzzUnpack fuzzes what is inside the compression.
func FuzzUnpack(f *testing.F) {
	f.Add([]byte("\x03\x00\x06a.test\x00\x00\x02\x00\x0f198.51.100.0/24\x01x\x01n"))
	f.Add([]byte("\x01\x06\x0b203.0.113.9\x00\x00\x04\x00\x07AS64500\x00\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		roundTrip(t, b, func(b []byte) ([]Value, error) { return unpack(string(b)) })
	})
}

func roundTrip(t *testing.T, b []byte, read func([]byte) ([]Value, error)) {
	values, err := read(b)
	if err != nil {
		if k := model.KindOf(err); k != model.ErrCorrupt && k != model.ErrTooNew {
			t.Fatalf("%s: %v", k, err)
		}
		return
	}
	chunks, err := Encode(values)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(decodeAll(t, chunks), values) {
		t.Fatal("not what was read")
	}
	New([]List{{Name: "x", Stance: Bad, Values: values}}).Match(model.Identifier{Kind: model.KindIP, Value: "198.51.100.7"})
}

// TestRealRanges looks up every first and last address of the list in the list,
// and the one before and after, against a scan.
func TestRealRanges(t *testing.T) {
	values := readRanges(t, filepath.Join(dataDir(t, "x4bnet"), "output-vpn-ipv4.txt"))
	s := New([]List{{Name: "vpn", Stance: Benign, Class: "vpn", Values: values}})
	for i := 0; i < len(values); i += 97 {
		p, _ := values[i].prefix()
		for _, a := range []string{p.Addr().String(), p.Addr().Prev().String(), last(p).String(), last(p).Next().String()} {
			id := identify(model.KindIP, a)
			want := 0
			for j := range values {
				if q, _ := values[j].prefix(); q.Contains(mustAddr(a)) {
					want++
				}
			}
			if got := len(s.Match(id)); got != want {
				t.Fatalf("%s: %d hits, want %d", a, got, want)
			}
		}
	}
}
