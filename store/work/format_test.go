package work

import (
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store/kv"
	"github.com/seed-28a39f10/clew/store/kv/bolt"
)

// edit changes the file under the log's feet.
func edit(t testing.TB, dir string, fn func(kv.Txn) error) {
	t.Helper()
	d, err := bolt.Open(filepath.Join(dir, dataName), bolt.Options{Timeout: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(d.Update(background, fn), d.Close()); err != nil {
		t.Fatal(err)
	}
}

func TestFormats(t *testing.T) {
	for _, c := range []struct {
		f           Format
		open, write model.ErrorKind
	}{
		{Format{1, 0, 0}, "", ""},
		{Format{1, 5, 0}, "", model.ErrTooNew},
		{Format{1, 5, 5}, model.ErrTooNew, ""},
		{Format{2, 0, 0}, model.ErrTooNew, ""},
		{Format{0, 9, 0}, model.ErrUnsupported, ""},
	} {
		dir := create(t)
		edit(t, dir, func(tx kv.Txn) error { return putFormat(tx, c.f) })
		l, err := Open(dir, Options{})
		wantKind(t, fmt.Sprintf("open %+v", c.f), err, c.open)
		if err != nil {
			continue
		}
		_, _, err = l.Append(background, nonceOf(0), 0, draft(Draft{Action: "note"}))
		wantKind(t, fmt.Sprintf("write %+v", c.f), err, c.write)
	}
}

// TestMigrate runs a made-up list of migrations on a file of the present version.
func TestMigrate(t *testing.T) {
	dir := create(t)
	l := open(t, dir, Options{})
	add(t, l, 0, 5)
	head, err := l.Head(background)
	if err != nil {
		t.Fatal(err)
	}
	var ran []uint16
	step := func(minor uint16) migration {
		return migration{minor, func(tx kv.Txn) error {
			ran = append(ran, minor)
			return putSealed(tx, fmt.Appendf(nil, "z%d", minor), []byte("new table"))
		}}
	}
	steps := []migration{step(0), step(1), step(2)}
	failing := append(steps[:len(steps):len(steps)], migration{3, func(kv.Txn) error { return errors.New("cannot") }})
	if err := l.migrate(background, failing, Format{1, 3, 0}); err == nil {
		t.Error("a failing migration was taken")
	}
	ran = nil
	for range 2 { // the second time there is nothing to do
		if err := l.migrate(background, steps, Format{1, 2, 0}); err != nil {
			t.Fatal(err)
		}
	}
	if !reflect.DeepEqual(ran, []uint16{1, 2}) {
		t.Errorf("ran %v", ran)
	}
	after, err := l.Head(background)
	if err != nil || after.Format != (Format{1, 2, 0}) || after.Root != head.Root || after.Seq != head.Seq {
		t.Errorf("%+v, %v", after, err)
	}
	kept, err := bolt.Open(filepath.Join(dir, dataName+".v1.0"), bolt.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer kept.Close()
	if err := kept.View(background, func(r kv.Reader) error {
		h, err := readHead(r)
		if h != head {
			t.Errorf("the copy has %+v", h)
		}
		return err
	}); err != nil {
		t.Error(err)
	}
}

// TestProofs checks the stored hashes with the library's own proofs.
func TestProofs(t *testing.T) {
	l := open(t, create(t), Options{})
	var roots []tlog.Hash
	for i := range 40 {
		h, err := l.Head(background)
		if err != nil {
			t.Fatal(err)
		}
		roots = append(roots, h.Root)
		add(t, l, i, 1)
	}
	if err := l.view(background, 0, func(r kv.Reader, h Head) error {
		for n := range int64(h.Seq) {
			p, err := tlog.ProveRecord(int64(h.Seq), n, hashReader(r))
			if err != nil {
				return err
			}
			b, err := rawEntry(r, uint64(n))
			if err != nil {
				return err
			}
			if err := tlog.CheckRecord(p, int64(h.Seq), h.Root, n, tlog.RecordHash(b)); err != nil {
				t.Errorf("entry %d: %v", n, err)
			}
		}
		for i, root := range roots {
			old := int64(i + 1)
			p, err := tlog.ProveTree(int64(h.Seq), old, hashReader(r))
			if err != nil {
				return err
			}
			if err := tlog.CheckTree(p, int64(h.Seq), h.Root, old, root); err != nil {
				t.Errorf("head %d: %v", old, err)
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}
