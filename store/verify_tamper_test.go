package store_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/cryptotest"
	"time"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/store/sign"
	"github.com/seed-28a39f10/clew/store/work"
)

var (
	tampers    = flag.Int("tampers", 1000, "how often TestTampers changes an investigation")
	tamperSeed = flag.Uint64("tamperseed", 1, "the seed of what TestTampers does")
)

const noteText = "the ring was seen again, note"

// tampered is a whole investigation, as it was remembered, and what somebody who has
// its folder in hand could put in its place.
type tampered struct {
	path, memory, id string
	files            map[string][]byte // of the present folder, by name
	pairs            map[string][]byte // of work.db
	olderLogs        [][]byte
	olderFolders     []map[string][]byte
	olderBase        []byte
	otherBase        []byte // of the present generation, with one row that says something else
	checkpoint       string
}

const presentBase = "base-2.db"

func makeTampered(t *testing.T) *tampered {
	// So that a run can be repeated byte by byte.
	cryptotest.SetGlobalRandom(t, *tamperSeed)
	dir := memoryDir(t)
	w := &tampered{path: filepath.Join(dir, "t.clew"), memory: filepath.Join(dir, "checkpoints")}
	clock := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	options := store.Options{Wait: time.Minute, Now: func() time.Time { clock = clock.Add(time.Minute); return clock }}
	db, err := store.Create(ctx, w.path, options)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	const n = 300
	rows := table(1, 60)
	load(t, db, "first.csv", rows[:40])
	ids := []model.AccountID{}
	listed, err := db.Listing(ctx, []uint32{0, 1, 2, 3, 4, 5, 6, 7})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range listed {
		ids = append(ids, r.ID)
	}
	for i := range n {
		var act model.Action = workflow.AddNote{On: workflow.OnAccount(ids[i%8]), Text: model.Untrusted(fmt.Sprintf("%s %d", noteText, i))}
		switch i % 3 {
		case 1:
			act = workflow.SetTag{On: ids[:1+i%8], Tag: fmt.Sprintf("t%d", i/6), Remove: i%6 == 4}
		case 2:
			act = workflow.JudgeLink{A: ids[i%8], B: ids[(i+1)%8], Verdict: []string{"same", "not-same"}[i/24%2], Why: "looked at"}
		}
		if r, err := db.Act(ctx, "kim", store.Key{byte(i), byte(i >> 8), 1}, act); err != nil || r.Applied == 0 {
			t.Fatalf("action %d: %+v %v", i, r, err)
		}
		if i == n/3 {
			w.olderBase = w.folder(t)["base-1.db"]
			before := filepath.Join(dir, "before.clew")
			if err := os.CopyFS(before, os.DirFS(w.path)); err != nil {
				t.Fatal(err)
			}
			load(t, db, "second.csv", rows)
			w.otherBase = otherBase(t, before, rows)
		}
		if i%10 == 9 {
			now := w.folder(t)
			w.olderLogs = append(w.olderLogs, now["work.db"])
			w.olderFolders = append(w.olderFolders, now)
		}
	}
	if _, _, err := db.Compact(ctx, true); err != nil { // so that little of the file is unused
		t.Fatal(err)
	}
	w.files = w.folder(t)
	w.pairs = pairsOf(t, filepath.Join(w.path, "work.db"))
	if w.checkpoint, err = db.Checkpoint(ctx); err != nil {
		t.Fatal(err)
	}
	c, err := work.ParseCheckpoint(w.checkpoint)
	if err != nil {
		t.Fatal(err)
	}
	w.id = hex.EncodeToString(c.ID[:])
	return w
}

// memoryDir is a folder on a disk that takes no time to sync, where there is one.
func memoryDir(t *testing.T) string {
	dir, err := os.MkdirTemp("/dev/shm", "clew-test-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// otherBase imports the rows, one of them changed, into a copy of the investigation.
func otherBase(t *testing.T, path string, rows []model.Row) []byte {
	t.Helper()
	if err := os.Chmod(path, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"work.db", "work.lock", "import.lock", "base-1.db"} {
		if err := os.Chmod(filepath.Join(path, name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	db, err := store.Open(ctx, path, store.Options{Wait: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows = slices.Clone(rows)
	rows[50].Raw = "something else"
	load(t, db, "second.csv", rows)
	b, err := os.ReadFile(filepath.Join(path, presentBase))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// folder reads work.db and the imported data.
func (w *tampered) folder(t *testing.T) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	names, err := filepath.Glob(filepath.Join(w.path, "*.db"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		out[filepath.Base(name)] = b
	}
	return out
}

// put makes these the files of the folder.
func (w *tampered) put(t *testing.T, files map[string][]byte) {
	t.Helper()
	for name := range w.folder(t) {
		if files[name] == nil {
			if err := os.Remove(filepath.Join(w.path, name)); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, b := range files {
		if err := os.WriteFile(filepath.Join(w.path, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// with puts the present files, but for one.
func (w *tampered) with(t *testing.T, name string, b []byte) {
	files := maps.Clone(w.files)
	files[name] = b
	w.put(t, files)
}

func flipped(b []byte, rnd *rand.Rand) []byte {
	b = bytes.Clone(b)
	for range 1 + rnd.IntN(3) {
		b[rnd.IntN(len(b))] ^= byte(1 + rnd.IntN(255))
	}
	return b
}

// way is one way to tamper with an investigation.
type way struct {
	name string
	do   func(t *testing.T, w *tampered, rnd *rand.Rand)
	// harmless: what it changes may be nothing that anyone reads.
	harmless bool
	// appends: it is an entry like any other, and nothing that hashes could find.
	appends bool
}

// forged is a way of one who makes all checksums and hashes anew.
func forged(name string, change func(t *testing.T, f *forgery, w *tampered, rnd *rand.Rand)) way {
	return way{name: name, do: func(t *testing.T, w *tampered, rnd *rand.Rand) {
		f := takeApart(w.pairs)
		change(t, f, w, rnd)
		f.write(t, filepath.Join(w.path, "work.db"))
	}}
}

// patched is a way of one who changes pairs of work.db and nothing else.
func patched(name string, change func(pairs map[string][]byte, w *tampered, rnd *rand.Rand)) way {
	return way{name: name, do: func(t *testing.T, w *tampered, rnd *rand.Rand) {
		pairs := maps.Clone(w.pairs)
		change(pairs, w, rnd)
		writePairs(t, filepath.Join(w.path, "work.db"), pairs)
	}}
}

// somewhere is an entry that is neither the first nor the last.
func somewhere(f *forgery, rnd *rand.Rand) int { return 1 + rnd.IntN(len(f.entries)-2) }

var ways = []way{
	{name: "bytes of the log", harmless: true, do: func(t *testing.T, w *tampered, rnd *rand.Rand) {
		w.with(t, "work.db", flipped(w.files["work.db"], rnd))
	}},
	{name: "bytes of the imported data", do: func(t *testing.T, w *tampered, rnd *rand.Rand) {
		w.with(t, presentBase, flipped(w.files[presentBase], rnd))
	}},
	{name: "log cut", harmless: true, do: func(t *testing.T, w *tampered, rnd *rand.Rand) {
		w.with(t, "work.db", w.files["work.db"][:rnd.IntN(len(w.files["work.db"]))])
	}},
	{name: "imported data cut", do: func(t *testing.T, w *tampered, rnd *rand.Rand) {
		w.with(t, presentBase, w.files[presentBase][:rnd.IntN(len(w.files[presentBase]))])
	}},
	{name: "old copy of the log", do: func(t *testing.T, w *tampered, rnd *rand.Rand) {
		w.with(t, "work.db", w.olderLogs[rnd.IntN(len(w.olderLogs)-1)])
	}},
	{name: "old copy of the folder", do: func(t *testing.T, w *tampered, rnd *rand.Rand) {
		w.put(t, w.olderFolders[rnd.IntN(len(w.olderFolders)-1)])
	}},
	{name: "imported data of another generation", do: func(t *testing.T, w *tampered, rnd *rand.Rand) {
		files := maps.Clone(w.files)
		if rnd.IntN(2) == 0 {
			delete(files, presentBase)
			files["base-1.db"] = w.olderBase
		} else {
			files[presentBase] = [][]byte{w.olderBase, w.otherBase}[rnd.IntN(2)]
		}
		w.put(t, files)
	}},
	patched("entry changed, checksum mended", func(pairs map[string][]byte, w *tampered, rnd *rand.Rand) {
		f := takeApart(pairs)
		i := somewhere(f, rnd)
		sealPair(pairs, entryKey(i), retouch(f.entries[i], rnd.IntN(3)))
	}),
	patched("entry and its hash changed, root left", func(pairs map[string][]byte, w *tampered, rnd *rand.Rand) {
		f := takeApart(pairs)
		i := somewhere(f, rnd)
		e := retouch(f.entries[i], rnd.IntN(3))
		sealPair(pairs, entryKey(i), e)
		pairs[leafKey(i)] = leafHash(e)
	}),
	patched("id or secret changed", func(pairs map[string][]byte, w *tampered, rnd *rand.Rand) {
		k := []string{"mid", "msecret"}[rnd.IntN(2)]
		v := bytes.Clone(pairs[k][:len(pairs[k])-4])
		v[rnd.IntN(len(v))] ^= byte(1 + rnd.IntN(255))
		sealPair(pairs, k, v)
	}),
	forged("entry rewritten, all hashes made anew", func(t *testing.T, f *forgery, w *tampered, rnd *rand.Rand) {
		i := somewhere(f, rnd)
		f.entries[i] = retouch(f.entries[i], rnd.IntN(3))
	}),
	forged("last entry rewritten, all hashes made anew", func(t *testing.T, f *forgery, w *tampered, rnd *rand.Rand) {
		i := len(f.entries) - 1
		f.entries[i] = retouch(f.entries[i], rnd.IntN(3))
	}),
	forged("entry dropped, all hashes made anew", func(t *testing.T, f *forgery, w *tampered, rnd *rand.Rand) {
		i := somewhere(f, rnd)
		f.entries = slices.Delete(f.entries, i, i+1)
	}),
	forged("entry dropped and others added, all hashes made anew", func(t *testing.T, f *forgery, w *tampered, rnd *rand.Rand) {
		i := somewhere(f, rnd)
		f.entries = slices.Delete(f.entries, i, i+1)
		for range 1 + rnd.IntN(3) {
			f.append(rnd)
		}
	}),
	forged("entries exchanged, all hashes made anew", func(t *testing.T, f *forgery, w *tampered, rnd *rand.Rand) {
		i := 1 + rnd.IntN(len(f.entries)-3)
		f.entries[i], f.entries[i+1] = f.entries[i+1], f.entries[i]
	}),
	forged("entry put in, all hashes made anew", func(t *testing.T, f *forgery, w *tampered, rnd *rand.Rand) {
		f.append(rnd)
		last := len(f.entries) - 1
		f.entries = slices.Insert(f.entries[:last], somewhere(f, rnd), f.entries[last])
	}),
	forged("end cut off, all hashes made anew", func(t *testing.T, f *forgery, w *tampered, rnd *rand.Rand) {
		f.entries = f.entries[:1+somewhere(f, rnd)]
	}),
	forged("imported data replaced and the log told so, all hashes made anew", func(t *testing.T, f *forgery, w *tampered, rnd *rand.Rand) {
		old, with := sha256.Sum256(w.files[presentBase]), sha256.Sum256(w.otherBase)
		for i, e := range f.entries {
			if bytes.Contains(e, old[:]) {
				e = replaced(t, e, old[:], with[:])
				f.entries[i] = replaced(t, e, fmt.Appendf(nil, "%x", old), fmt.Appendf(nil, "%x", with))
			}
		}
		f.meta["mgen"] = replaced(t, f.meta["mgen"], old[:], with[:])
		w.with(t, presentBase, w.otherBase)
	}),
	forged("id changed everywhere, all hashes made anew", func(t *testing.T, f *forgery, w *tampered, rnd *rand.Rand) {
		old := f.meta["mid"]
		with := randomBytes(rnd, len(old))
		f.meta["mid"] = with
		f.entries[0] = replaced(t, f.entries[0], fmt.Appendf(nil, "%x", old), fmt.Appendf(nil, "%x", with))
	}),
	forged("secret changed everywhere, all hashes made anew", func(t *testing.T, f *forgery, w *tampered, rnd *rand.Rand) {
		old := f.meta["msecret"]
		with := randomBytes(rnd, len(old))
		f.meta["msecret"] = with
		f.entries[0] = replaced(t, f.entries[0], fmt.Appendf(nil, "%x", sha256.Sum256(old)), fmt.Appendf(nil, "%x", sha256.Sum256(with)))
	}),
	appending(forged("entry added after the checkpoint", func(t *testing.T, f *forgery, w *tampered, rnd *rand.Rand) { f.append(rnd) })),
}

func appending(w way) way {
	w.appends = true
	return w
}

// TestTampers tampers with an investigation in all of the ways, in turn, with a
// checkpoint that was remembered. Verify finds each time that it did, but for two
// things: bytes that belong to nothing, where all that the files hold is compared
// and is the same; and an entry that was added after the checkpoint, which is one
// like those of everybody else as far as hashes go.
func TestTampers(t *testing.T) {
	w := makeTampered(t)
	verify := func() *store.Report {
		t.Helper()
		r, err := store.Verify(ctx, w.path, store.VerifyOptions{Memory: w.memory})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	w.put(t, w.files)
	if r := verify(); len(r.Problems) > 0 {
		t.Fatalf("the whole investigation: %v", r.Problems)
	}
	rnd := rand.New(rand.NewPCG(*tamperSeed, 5))
	type tally struct{ tried, found, harmless, missed int }
	count := make([]tally, len(ways))
	for i := range *tampers {
		n := i % len(ways)
		w.put(t, w.files)
		ways[n].do(t, w, rnd)
		c := &count[n]
		c.tried++
		if len(verify().Problems) > 0 {
			c.found++
			continue
		}
		now := w.folder(t)
		switch same := bytes.Equal(now[presentBase], w.files[presentBase]) && len(now) == len(w.files) &&
			maps.EqualFunc(pairsOf(t, filepath.Join(w.path, "work.db")), w.pairs, bytes.Equal); {
		case same && ways[n].harmless:
			c.harmless++
		case !ways[n].appends:
			t.Errorf("%s, at %d: not found", ways[n].name, i)
			c.missed++
		default:
			c.missed++
			// It was remembered as the newest, which it is.
			if err := sign.Remember(w.memory, w.path, w.id, w.checkpoint); err != nil {
				t.Fatal(err)
			}
		}
	}
	var all tally
	for n, c := range count {
		way := ways[n]
		t.Logf("%4d tried %4d found %4d without effect %4d not found: %s", c.tried, c.found, c.harmless, c.missed, way.name)
		tried := *tampers / len(ways)
		if n < *tampers%len(ways) {
			tried++
		}
		want := tally{tried: tried, found: tried}
		switch {
		case way.harmless:
			want.found, want.harmless = tried-c.harmless, c.harmless
		case way.appends:
			want.found, want.missed = 0, tried
		}
		if c != want {
			t.Errorf("%s: %+v, want %+v", way.name, c, want)
		}
		if tried >= 20 && c.harmless > tried/2 {
			t.Errorf("%s: %d of %d without effect are too many to show anything", way.name, c.harmless, tried)
		}
		all = tally{all.tried + c.tried, all.found + c.found, all.harmless + c.harmless, all.missed + c.missed}
	}
	t.Logf("%d tried, %d found, %d without effect, %d entries added after the checkpoint", all.tried, all.found, all.harmless, all.missed)
}
