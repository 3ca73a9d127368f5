package work

import (
	"bytes"
	"encoding/hex"
	"flag"
	"fmt"
	"math"
	"os"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"github.com/seed-28a39f10/clew/model"
)

var update = flag.Bool("update", false, "write the golden files anew; for a new version of the format only")

// golden are entries whose bytes are in testdata/entries-v1.txt. They never change: files
// on other people's disks hold them.
var golden = []Entry{
	{Time: model.Time{Milli: 0}, Actor: "", Action: "a", Value: ""},
	{Time: model.Time{Milli: 1790000000123}, Nonce: [16]byte{1, 2, 15: 16}, Actor: "mara", Action: "tag", Value: "watch",
		Subjects: []uint32{0, 1, 128, 70000, math.MaxUint32}, Body: []byte(`{"tag":"watch"}`)},
	{Time: model.Time{Milli: 1790000000124}, Actor: "mara", Action: "import", Value: "base-2.db", Gen: &GenRef{2, 3000, [32]byte{1, 31: 255}}, Body: []byte(`{}`)},
	{Time: model.Time{Milli: -5}, ClockBack: true, Nonce: [16]byte{15: 255}, Actor: "김민준", Action: "note.v2_x-y", Value: "é",
		Subjects: []uint32{math.MaxUint32}, Body: []byte(`null`)},
}

func TestGolden(t *testing.T) {
	var text strings.Builder
	for i := range golden {
		b, err := golden[i].encode()
		if err != nil {
			t.Fatal(err)
		}
		hash := tlog.RecordHash(b)
		fmt.Fprintf(&text, "%x %x\n", b, hash[:])
	}
	const path = "testdata/entries-v1.txt"
	if *update {
		if err := os.WriteFile(path, []byte(text.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if text.String() != string(want) {
		t.Errorf("the encoding has changed:\n%swas\n%s", text.String(), want)
	}
	for i, line := range strings.Split(strings.TrimSpace(string(want)), "\n") {
		encoded, hash, _ := strings.Cut(line, " ")
		b, err := hex.DecodeString(encoded)
		if err != nil {
			t.Fatal(err)
		}
		var dec decoder
		got, err := dec.decode(uint64(i), b)
		if err != nil {
			t.Fatal(err)
		}
		if hex.EncodeToString(got.Hash[:]) != hash {
			t.Errorf("entry %d: hash %x, want %s", i, got.Hash[:], hash)
		}
		e := golden[i]
		e.Seq, e.Hash = uint64(i), got.Hash
		if !reflect.DeepEqual(got, e) {
			t.Errorf("entry %d: got %+v, want %+v", i, got, e)
		}
	}
}

func TestEntryRoundTrip(t *testing.T) {
	plainText := func(most int) *rapid.Generator[string] {
		return rapid.StringOfN(rapid.Rune().Filter(func(r rune) bool {
			return r >= 0x20 && (r < 0x7f || r >= 0xa0)
		}), -1, -1, most)
	}
	rapid.Check(t, func(t *rapid.T) {
		var subjects []uint32
		at := -1
		for range rapid.IntRange(0, 20).Draw(t, "n") {
			at += 1 + rapid.IntRange(0, 1<<20).Draw(t, "step")
			subjects = append(subjects, uint32(at))
		}
		e := Entry{
			Time:      model.Time{Milli: rapid.Int64().Draw(t, "time")},
			ClockBack: rapid.Bool().Draw(t, "back"),
			Actor:     plainText(maxActor).Draw(t, "actor"),
			Action:    rapid.StringMatching(`[a-z0-9._-]{1,32}`).Draw(t, "action"),
			Value:     plainText(200).Draw(t, "value"),
			Subjects:  subjects,
		}
		if rapid.Bool().Draw(t, "gen") {
			e.Gen = &GenRef{rapid.Uint32().Draw(t, "gen"), rapid.Uint32().Draw(t, "accounts"), [32]byte{7}}
		}
		copy(e.Nonce[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "nonce"))
		if rapid.Bool().Draw(t, "body") {
			e.Body = []byte(`{"a":[1,2,3]}`)
		}
		b, err := e.encode()
		if err != nil {
			t.Fatal(err)
		}
		var dec decoder
		got, err := dec.decode(0, b)
		if err != nil {
			t.Fatal(err)
		}
		e.Hash = tlog.RecordHash(b)
		if !reflect.DeepEqual(got, e) {
			t.Fatalf("got %+v, want %+v", got, e)
		}
	})
}

func TestDraftRefused(t *testing.T) {
	ok := Entry{Actor: "mara", Action: "note"}
	for name, c := range map[string]struct {
		change func(*Entry)
		want   model.ErrorKind
	}{
		"as it is":         {func(*Entry) {}, ""},
		"escape in actor":  {func(e *Entry) { e.Actor = "a\x1b[2J" }, model.ErrUsage},
		"C1 in actor":      {func(e *Entry) { e.Actor = "a\u009b2J" }, model.ErrUsage},
		"not UTF-8":        {func(e *Entry) { e.Value = "\xff" }, model.ErrUsage},
		"long actor":       {func(e *Entry) { e.Actor = strings.Repeat("a", 129) }, model.ErrUsage},
		"no action":        {func(e *Entry) { e.Action = "" }, model.ErrUsage},
		"action in Korean": {func(e *Entry) { e.Action = "메모" }, model.ErrUsage},
		"not JSON":         {func(e *Entry) { e.Body = []byte("{") }, model.ErrUsage},
		"not ascending":    {func(e *Entry) { e.Subjects = []uint32{2, 1} }, model.ErrUsage},
		"twice":            {func(e *Entry) { e.Subjects = []uint32{1, 1} }, model.ErrUsage},
		"too large":        {func(e *Entry) { e.Body = []byte(`"` + strings.Repeat("x", MaxEntry) + `"`) }, model.ErrLimit},
		"as large as can be": {func(e *Entry) {
			e.Body = []byte(`"` + strings.Repeat("x", MaxEntry-100) + `"`)
		}, ""},
	} {
		e := ok
		c.change(&e)
		if _, err := e.encode(); model.KindOf(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestDecodeCut decodes every beginning of an entry, and the entry with every
// byte changed: never a panic, and never two encodings of the same entry.
func TestDecodeCut(t *testing.T) {
	b, err := golden[1].encode()
	if err != nil {
		t.Fatal(err)
	}
	for n := range b {
		var dec decoder
		if _, err := dec.decode(0, b[:n]); model.KindOf(err) != model.ErrCorrupt {
			t.Errorf("%d of %d bytes: %v", n, len(b), err)
		}
	}
	var dec decoder
	if _, err := dec.decode(0, append(bytes.Clone(b), 0)); model.KindOf(err) != model.ErrCorrupt {
		t.Errorf("a byte too many: %v", err)
	}
}

func FuzzDecode(f *testing.F) {
	for i := range golden {
		b, err := golden[i].encode()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
		f.Add(b[:len(b)/2])
	}
	f.Add([]byte{2, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		var dec decoder
		e, err := dec.decode(7, b)
		if err != nil {
			if model.KindOf(err) != model.ErrCorrupt {
				t.Fatalf("%v", err)
			}
			return
		}
		if !plain(e.Actor, maxActor) || !plain(e.Value, maxValue) || !word(e.Action) {
			t.Fatalf("characters that must not be: %+v", e)
		}
		e.Hash, e.Seq = tlog.Hash{}, 0
		if len(e.Body) > 0 {
			e.Body = bytes.Clone(e.Body)
		}
		again, err := e.encode()
		if err != nil {
			if model.KindOf(err) == model.ErrUsage { // a body that is not JSON can be read but not written
				return
			}
			t.Fatal(err)
		}
		if !bytes.Equal(again, b) {
			t.Fatalf("%x was read as %+v, which is %x", b, e, again)
		}
	})
}
