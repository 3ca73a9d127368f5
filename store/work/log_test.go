package work

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"sync"
	"testing"
	"time"

	"github.com/seed-28a39f10/clew/model"
)

var background = context.Background()

func create(t testing.TB) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "case.clew")
	if err := Create(dir, CreateOptions{}); err != nil {
		t.Fatal(err)
	}
	return dir
}

func open(t testing.TB, dir string, o Options) *Log {
	t.Helper()
	l, err := Open(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// nonceOf gives a nonce that is a number.
func nonceOf(n int) (nonce [16]byte) {
	binary.BigEndian.PutUint64(nonce[8:], uint64(n)+1)
	return nonce
}

func draft(d Draft) func([]Entry, Head) (Draft, error) {
	return func([]Entry, Head) (Draft, error) { return d, nil }
}

// add appends n entries, with the nonces from first on.
func add(t testing.TB, l *Log, first, n int) {
	t.Helper()
	for i := first; i < first+n; i++ {
		d := Draft{Actor: "mara", Action: "note", Subjects: []uint32{uint32(i)}, Body: fmt.Appendf(nil, `{"text":"note %d"}`, i)}
		if _, already, err := l.Append(background, nonceOf(i), 0, draft(d)); err != nil || already {
			t.Fatalf("append %d: %v, %v", i, already, err)
		}
	}
}

func readAll(t testing.TB, l *Log, from uint64) (es []Entry) {
	t.Helper()
	if err := l.Read(background, from, func(e Entry) error { es = append(es, e); return nil }); err != nil {
		t.Fatal(err)
	}
	return es
}

func verified(t testing.TB, l *Log) Report {
	t.Helper()
	rep, err := l.Verify(background)
	if err != nil {
		t.Fatal(err)
	}
	if !rep.OK() {
		t.Fatalf("%+v", rep.Problems)
	}
	return rep
}

func wantKind(t testing.TB, what string, err error, want model.ErrorKind) {
	t.Helper()
	if model.KindOf(err) != want {
		t.Errorf("%s: %v; want an error of kind %q", what, err, want)
	}
	var e *model.Error
	if errors.As(err, &e) && e.Hint == "" {
		t.Errorf("%s: no hint with %v", what, err)
	}
}

func TestCreate(t *testing.T) {
	dir := create(t)
	for name, mode := range map[string]os.FileMode{"": 0o700 | os.ModeDir, dataName: 0o600, lockName: 0o600} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil || info.Mode() != mode {
			t.Errorf("%q: %v, %v", name, info.Mode(), err)
		}
	}
	wantKind(t, "again", Create(dir, CreateOptions{}), model.ErrRefused)
	if left, _ := filepath.Glob(filepath.Join(dir, newPrefix+"*")); len(left) > 0 {
		t.Errorf("left: %q", left)
	}
	l := open(t, dir, Options{})
	es := readAll(t, l, 0)
	if len(es) != 1 || es[0].Action != "create" || es[0].Actor != "clew" || !bytes.HasPrefix(es[0].Body, []byte(`{"schema":"1.0","id":"`)) {
		t.Errorf("%+v", es)
	}
	if len(l.Secret()) != 32 || bytes.Equal(l.Secret(), make([]byte, 32)) {
		t.Errorf("secret %x", l.Secret())
	}
	other := open(t, create(t), Options{})
	if bytes.Equal(l.Secret(), other.Secret()) {
		t.Error("two investigations have the same secret")
	}
	rep := verified(t, l)
	if rep.Head.Seq != 1 || rep.Entries != 1 || rep.Head.Format != current || rep.Head.Gen != (GenRef{}) {
		t.Errorf("%+v", rep)
	}
}

// Steps decide on what those before them wrote, and are in the log together.
func TestAppendAll(t *testing.T) {
	l := open(t, create(t), Options{})
	refused := errors.New("against the rules")
	saw := ""
	step := func(n int, d Draft, err error) Step {
		return Step{nonceOf(n), func(newer []Entry, h Head) (Draft, error) {
			saw += fmt.Sprintf("%d:", n)
			for _, e := range newer {
				saw += fmt.Sprintf(" %d", e.Seq)
			}
			saw += fmt.Sprintf(" of %d; ", h.Seq)
			return d, err
		}}
	}
	run := func(since uint64, want string, steps ...Step) []Appended {
		t.Helper()
		saw = ""
		done, err := l.AppendAll(background, since, steps...)
		if err != nil || saw != want {
			t.Fatalf("%q, %v; want %q", saw, err, want)
		}
		return done
	}
	note := Draft{Action: "note"}
	done := run(0, "1: 0 of 1; 2: 1 of 2; ", step(1, note, nil), step(2, note, nil))
	if len(done) != 2 || done[0].Entry.Seq != 1 || done[1].Entry.Seq != 2 {
		t.Errorf("%+v", done)
	}
	// The second is refused: the first stands, and the third is not tried.
	done = run(3, "3: of 3; 4: 3 of 4; ", step(3, note, nil), step(4, Draft{}, refused), step(5, note, nil))
	if len(done) != 2 || done[0].Entry.Seq != 3 || done[1].Err != refused {
		t.Errorf("%+v", done)
	}
	// The first is: nothing is written.
	done = run(4, "6: of 4; ", step(6, Draft{}, refused), step(7, note, nil))
	if len(done) != 1 || done[0].Err != refused {
		t.Errorf("%+v", done)
	}
	// The first was there already: the second decides on what is new to the caller.
	done = run(2, "8: 2 3 of 4; ", step(1, note, nil), step(8, note, nil))
	if len(done) != 2 || !done[0].Already || done[0].Entry.Seq != 1 || done[1].Entry.Seq != 4 {
		t.Errorf("%+v", done)
	}
	// One that is malformed leaves nothing of those before it.
	if _, err := l.AppendAll(background, 5, step(9, note, nil), step(10, Draft{Action: "NOT A WORD"}, nil)); model.KindOf(err) != model.ErrUsage {
		t.Error(err)
	}
	if rep := verified(t, l); rep.Head.Seq != 5 {
		t.Errorf("%+v", rep)
	}
}

func TestAppend(t *testing.T) {
	clock := time.UnixMilli(1_790_000_000_000)
	dir := create(t)
	l := open(t, dir, Options{Now: func() time.Time { return clock }})
	gen := GenRef{Gen: 3, Accounts: 1000, SHA256: [32]byte{1, 2, 3}}
	want := Draft{Actor: "mara", Action: "import", Value: "base-3.db", Subjects: []uint32{1, 5, 900}, Body: []byte(`{"x":1}`), Gen: &gen}
	e, already, err := l.Append(background, nonceOf(1), 0, func(newer []Entry, h Head) (Draft, error) {
		if len(newer) != 1 || newer[0].Action != "create" || h.Seq != 1 {
			t.Errorf("%+v, %+v", newer, h)
		}
		return want, nil
	})
	if err != nil || already {
		t.Fatal(already, err)
	}
	if e.Seq != 1 || e.Time.Milli != clock.UnixMilli() || e.Nonce != nonceOf(1) || e.Value != want.Value || string(e.Body) != string(want.Body) {
		t.Errorf("%+v", e)
	}
	h, err := l.Head(background)
	if err != nil || h.Seq != 2 || h.Gen != gen {
		t.Errorf("%+v, %v", h, err)
	}

	// Another handle, which has seen entry 0 and 1, appends; this one then gets
	// only what is new.
	other := open(t, dir, Options{})
	add(t, other, 10, 3)
	if _, _, err := l.Append(background, nonceOf(2), 2, func(newer []Entry, h Head) (Draft, error) {
		if len(newer) != 3 || newer[0].Seq != 2 || newer[2].Seq != 4 || h.Seq != 5 {
			t.Errorf("%+v, %+v", newer, h)
		}
		return Draft{Action: "note"}, nil
	}); err != nil {
		t.Fatal(err)
	}

	// The nonce again, by the other: the same entry, and nothing new.
	again, already, err := other.Append(background, nonceOf(1), 0, func([]Entry, Head) (Draft, error) {
		t.Error("asked to decide what was decided")
		return Draft{}, nil
	})
	if err != nil || !already || !reflect.DeepEqual(again, e) {
		t.Errorf("%+v, %v, %v", again, already, err)
	}

	// A decision that is refused leaves nothing behind.
	refused := errors.New("against the rules")
	if _, _, err := l.Append(background, nonceOf(3), 0, func([]Entry, Head) (Draft, error) { return Draft{}, refused }); !errors.Is(err, refused) {
		t.Errorf("%v", err)
	}
	_, _, err = l.Append(background, nonceOf(3), 0, draft(Draft{Action: "NOT A WORD"}))
	if model.KindOf(err) != model.ErrUsage {
		t.Errorf("%v", err)
	}
	if rep := verified(t, l); rep.Head.Seq != 6 || rep.Head.Gen != gen {
		t.Errorf("%+v", rep)
	}
	add(t, l, 3, 1)

	one, err := l.Entry(background, 1)
	if err != nil || !reflect.DeepEqual(one, e) {
		t.Errorf("%+v, %v", one, err)
	}
	hash, err := l.LeafHash(background, 1)
	if err != nil || hash != e.Hash {
		t.Errorf("%v, %v", hash, err)
	}
	_, err = l.Entry(background, 99)
	if model.KindOf(err) != model.ErrNotFound {
		t.Errorf("%v", err)
	}
	_, _, err = l.Append(background, nonceOf(50), 99, draft(Draft{Action: "note"}))
	wantKind(t, "since past the end", err, model.ErrCorrupt)
}

func TestClockBack(t *testing.T) {
	now := time.UnixMilli(1_790_000_000_000)
	l := open(t, create(t), Options{Now: func() time.Time { return now }})
	var got []bool
	for i, step := range []time.Duration{0, -2 * time.Second, -2001 * time.Millisecond, time.Hour, -time.Second} {
		now = now.Add(step)
		e, _, err := l.Append(background, nonceOf(i), 0, draft(Draft{Action: "note"}))
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, e.ClockBack)
	}
	// The first follows an entry of today, which is before or after 2026-09.
	if want := []bool{false, true, false, false}; !reflect.DeepEqual(got[1:], want) {
		t.Errorf("got %v, want %v", got[1:], want)
	}
}

func TestRead(t *testing.T) {
	l := open(t, create(t), Options{})
	add(t, l, 0, 20)
	for _, from := range []uint64{0, 7, 20, 21} {
		es := readAll(t, l, from)
		if len(es) != int(21-from) {
			t.Errorf("from %d: %d entries", from, len(es))
		}
		for i, e := range es {
			if e.Seq != from+uint64(i) || e.Seq > 0 && e.Subjects[0] != uint32(e.Seq-1) {
				t.Errorf("from %d: entry %d is %+v", from, i, e)
			}
		}
	}
	enough, n := errors.New("enough"), 0
	if err := l.Read(background, 0, func(Entry) error {
		if n++; n == 3 {
			return enough
		}
		return nil
	}); !errors.Is(err, enough) || n != 3 {
		t.Errorf("%d, %v", n, err)
	}
	err := l.Read(background, 22, func(Entry) error { return nil })
	wantKind(t, "from past the end", err, model.ErrCorrupt)

	// While fn runs nothing is locked, not even for itself.
	if err := l.Read(background, 20, func(Entry) error { add(t, l, 20, 1); return nil }); err != nil {
		t.Error(err)
	}

	// A large log is read in several batches.
	big := bytes.Repeat([]byte("0123456789"), 100_000)
	for i := range 10 {
		body := append(append([]byte{'"'}, big...), '"')
		if _, _, err := l.Append(background, nonceOf(100+i), 0, draft(Draft{Action: "note", Body: body})); err != nil {
			t.Fatal(err)
		}
	}
	if es := readAll(t, l, 0); len(es) != 32 || len(es[31].Body) != 1_000_002 {
		t.Errorf("%d entries", len(es))
	}
	verified(t, l)
}

func TestChanged(t *testing.T) {
	dir := create(t)
	l, other := open(t, dir, Options{}), open(t, dir, Options{})
	settle := func() {
		t.Helper()
		time.Sleep(settled + 20*time.Millisecond)
		readAll(t, l, 0)
	}
	if !l.Changed(0) {
		t.Error("nothing was read, and nothing is new")
	}
	settle()
	if l.Changed(1) {
		t.Error("changed since it was read")
	}
	if !l.Changed(0) {
		t.Error("what somebody else in the process has read goes unseen by the caller")
	}
	add(t, other, 0, 1)
	if !l.Changed(1) {
		t.Error("an entry of another process goes unseen")
	}
	settle()
	add(t, l, 1, 1)
	settle()
	if l.Changed(3) {
		t.Error("changed by nobody")
	}
	if err := other.Rewrite(background); err != nil {
		t.Fatal(err)
	}
	if !l.Changed(3) {
		t.Error("a new file goes unseen")
	}
}

func TestBusy(t *testing.T) {
	dir := create(t)
	l := open(t, dir, Options{Wait: 50 * time.Millisecond})
	hold, err := LockFile(background, filepath.Join(dir, lockName), 0)
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = l.Append(background, nonceOf(0), 0, draft(Draft{Action: "note"}))
	wantKind(t, "append", err, model.ErrBusy)
	var e *model.Error
	if errors.As(err, &e); !bytes.Contains([]byte(e.Where), fmt.Appendf(nil, "pid %d on ", os.Getpid())) {
		t.Errorf("the holder is %q", e.Where)
	}
	start := time.Now()
	err = l.ReadNow(background, 0, func(Entry) error { return nil }, time.Millisecond)
	wantKind(t, "read", err, model.ErrBusy)
	if took := time.Since(start); took > time.Second {
		t.Errorf("ReadNow took %v", took)
	}
	ctx, cancel := context.WithTimeout(background, 5*time.Millisecond)
	defer cancel()
	if _, err := appendWith(ctx, dir); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
	hold.Close()
	add(t, l, 0, 1)

	// Without a holder that is known, as after a crash, no one is accused.
	reader, err := os.Open(filepath.Join(dir, lockName))
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	if err := flock(background, reader, 1 /* LOCK_SH */, 0); err != nil {
		t.Fatal(err)
	}
	_, _, err = l.Append(background, nonceOf(9), 0, draft(Draft{Action: "note"}))
	if errors.As(err, &e); e.Kind != model.ErrBusy || e.Where != "" {
		t.Errorf("%v", err)
	}
}

// appendWith appends with a context to a log that is locked.
func appendWith(ctx context.Context, dir string) (Entry, error) {
	if _, err := Open(dir, Options{ReadOnly: true, Wait: time.Millisecond}); err == nil {
		return Entry{}, errors.New("opened although locked")
	}
	l := newLog(dir, Options{})
	e, _, err := l.Append(ctx, nonceOf(0), 0, draft(Draft{Action: "note"}))
	return e, err
}

// TestGoroutines appends and reads from many goroutines of one process.
func TestGoroutines(t *testing.T) {
	l := open(t, create(t), Options{})
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() { add(t, l, w*100, 15) })
		wg.Go(func() {
			var last uint64
			for range 20 {
				if err := l.Read(background, last, func(e Entry) error {
					if e.Seq != last {
						return fmt.Errorf("entry %d after %d", e.Seq, last)
					}
					last++
					return nil
				}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if rep := verified(t, l); rep.Head.Seq != 61 {
		t.Errorf("%d entries", rep.Head.Seq)
	}
}

func TestBackupAndRewrite(t *testing.T) {
	dir := create(t)
	l := open(t, dir, Options{})
	add(t, l, 0, 50)
	before := readAll(t, l, 0)
	var copied bytes.Buffer
	h, err := l.Backup(background, &copied)
	if err != nil || h.Seq != 51 {
		t.Fatalf("%+v, %v", h, err)
	}
	add(t, l, 50, 1)

	// The copy alone is a log, without a lock beside it.
	restored := filepath.Join(t.TempDir(), "restored")
	if err := errors.Join(os.Mkdir(restored, 0o700), os.WriteFile(filepath.Join(restored, dataName), copied.Bytes(), 0o600)); err != nil {
		t.Fatal(err)
	}
	r := open(t, restored, Options{})
	if rep := verified(t, r); rep.Head != h || !reflect.DeepEqual(readAll(t, r, 0), before) {
		t.Errorf("%+v", rep.Head)
	}
	if !bytes.Equal(r.Secret(), l.Secret()) {
		t.Error("another secret")
	}

	head, err := l.Head(background)
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Compact(background, false); err != nil {
		t.Fatal(err)
	}
	other := open(t, dir, Options{})
	if err := l.Rewrite(background); err != nil {
		t.Fatal(err)
	}
	for _, l := range []*Log{l, other} {
		if now, err := l.Head(background); err != nil || now != head {
			t.Errorf("%+v, %v; want %+v", now, err, head)
		}
	}
	add(t, other, 60, 2)
	add(t, l, 70, 2)
	if rep := verified(t, l); rep.Head.Seq != 56 {
		t.Errorf("%+v", rep.Head)
	}

	// What is left by a crash is removed by the next rewrite.
	left := filepath.Join(dir, newPrefix+"00")
	if err := os.WriteFile(left, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := l.Compact(background, true); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(left); err == nil {
		t.Error("the file is still there")
	}
}
