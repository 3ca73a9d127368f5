package bolt

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store/kv"
)

var damageSeed = flag.Uint64("damage.seed", 1, "what is damaged, and how; 0 is another way each time")

var background = context.Background()

// outcome is what came of using a file in every way.
type outcome struct {
	err   error             // the first
	check error             // what Check says
	got   map[string]string // what could be read
}

// use opens the file and does everything to it that a store does. It must come
// back, whatever the file is.
func use(t *testing.T, path string, o Options) (out outcome) {
	t.Helper()
	watchdog := time.AfterFunc(5*time.Second, func() { panic("hangs on " + path) })
	defer watchdog.Stop()
	out.got = map[string]string{}
	note := func(err error) {
		var e *model.Error
		if err != nil && !errors.As(err, &e) {
			t.Errorf("%s: not one of our errors: %v", path, err)
		}
		if out.err == nil {
			out.err = err
		}
	}
	d, err := Open(path, o)
	if note(err); err != nil {
		return out
	}
	out.check = d.Check(background)
	note(d.View(background, func(r kv.Reader) error {
		for p, err := range r.Scan(nil, nil, 0) {
			if err != nil {
				return err
			}
			out.got[string(p.K)] = string(p.V)
		}
		for p, err := range r.ScanBack(nil, nil, 0) {
			if err != nil {
				return err
			}
			if v, ok, err := r.Get(p.K); err != nil || !ok || !bytes.Equal(v, p.V) {
				return corrupt(path, "Get and Scan differ", err)
			}
		}
		return nil
	}))
	if !o.ReadOnly {
		note(d.Update(background, func(tx kv.Txn) error {
			for i := range 50 {
				if err := tx.Put(fmt.Append(nil, "zz", i), make([]byte, 2000)); err != nil {
					return err
				}
			}
			for k := range out.got {
				if err := tx.Delete([]byte(k)); err != nil {
					return err
				}
				break
			}
			return nil
		}))
		_, err := d.WriteTo(io.Discard)
		note(err)
	}
	note(d.Close())
	return out
}

// both uses a copy of the file for writing, and the file as a final one.
func both(t *testing.T, path, bucket string) map[string]outcome {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	copied := path + ".rw"
	if err := os.WriteFile(copied, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return map[string]outcome{
		"final":    use(t, path, Options{ReadOnly: true, Final: true, bucket: []byte(bucket)}),
		"writable": use(t, copied, Options{bucket: []byte(bucket)}),
	}
}

// memoryDir is a folder on a disk that takes no time to sync, where there is one:
// these tests are about what is read, and a busy disk looks like a hang.
func memoryDir(t testing.TB) string {
	dir, err := os.MkdirTemp("/dev/shm", "clew-test-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

func same(a, b map[string]string) bool {
	if len(a) != len(b) {
		return false
	}
	for k, v := range a {
		if w, ok := b[k]; !ok || v != w {
			return false
		}
	}
	return true
}

// dataDir finds the folder of real and hostile input beside the repository.
func dataDir(t *testing.T) string {
	t.Helper()
	if d := os.Getenv("CLEW_DATA"); d != "" {
		return d
	}
	d, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for d != filepath.Dir(d) {
		if _, err := os.Stat(filepath.Join(d, "go.mod")); err == nil {
			return filepath.Join(d, "../shared/data")
		}
		d = filepath.Dir(d)
	}
	t.Fatal("no go.mod above the test")
	return ""
}

// TestDamagedCorpus uses files on which bbolt panics, faults, hangs or lies. A
// bit flipped inside a value is the one thing that is not found here: that takes
// the checksum which the owner of the value keeps.
func TestDamagedCorpus(t *testing.T) {
	dir := filepath.Join(dataDir(t), "hostile", "bbolt-damaged")
	list, err := os.ReadFile(filepath.Join(dir, "cases.json"))
	if err != nil {
		t.Skipf("no corpus of damaged files: %v", err)
	}
	var cases []struct{ File, How, Bbolt150 string }
	if err := json.Unmarshal(list, &cases); err != nil {
		t.Fatal(err)
	}
	var intact map[string]string
	for _, c := range cases {
		t.Run(c.File, func(t *testing.T) {
			f, err := os.Open(filepath.Join(dir, c.File))
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			z, err := gzip.NewReader(f)
			if err != nil {
				t.Fatal(err)
			}
			b, err := io.ReadAll(z)
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(memoryDir(t), strings.TrimSuffix(c.File, ".gz"))
			if err := os.WriteFile(path, b, 0o600); err != nil {
				t.Fatal(err)
			}
			for mode, out := range both(t, path, "accounts") {
				if intact == nil {
					if out.err != nil || out.check != nil || len(out.got) != 150 {
						t.Fatalf("%s: %d pairs, %v, %v", mode, len(out.got), out.err, out.check)
					}
					intact = out.got
				}
				switch {
				case c.Bbolt150 == "silent-wrong-data":
				case out.err == nil && out.check == nil && !same(out.got, intact):
					t.Errorf("%s, %s: wrong data without an error", c.How, mode)
				case c.Bbolt150 != "ok" && out.err == nil && out.check == nil:
					t.Logf("%s, %s: all the data is there", c.How, mode)
				}
			}
		})
	}
}

// makeFile gives a file of several hundred pages with a tree three levels high,
// values longer than a page, and free pages.
func makeFile(t testing.TB) (path string, content map[string]string) {
	t.Helper()
	path = filepath.Join(memoryDir(t), "whole.db")
	d, err := Create(path, Options{bucket: []byte("kv")})
	if err != nil {
		t.Fatal(err)
	}
	content = map[string]string{}
	rnd := rand.New(rand.NewPCG(1, 2))
	for round := range 12 {
		if err := d.Update(background, func(tx kv.Txn) error {
			for i := range 150 {
				k := fmt.Sprintf("%03d%s/%d", rnd.IntN(1000), strings.Repeat("k", 300), round)
				v := strings.Repeat("v", rnd.IntN(1000))
				if i%50 == 0 {
					v = strings.Repeat("w", 10_000)
				}
				content[k] = v
				if err := tx.Put([]byte(k), []byte(v)); err != nil {
					return err
				}
			}
			n := 0
			for k := range content {
				if n++; n > 40 {
					break
				}
				delete(content, k)
				if err := tx.Delete([]byte(k)); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Check(background); err != nil {
		t.Fatalf("a whole file is called damaged: %v", err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	return path, content
}

// TestDamage damages a file at random, whole pages and single bits, and asks
// that it is used without a crash or a hang. Whatever is not a flipped bit, which
// may lie in a value, must be seen.
func TestDamage(t *testing.T) {
	whole, content := makeFile(t)
	b, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	m, err := openImage(t, whole)
	if err != nil {
		t.Fatal(err)
	}
	const page = 4096
	if m.pageSize != page {
		t.Skipf("pages of %d bytes", m.pageSize)
	}
	pages := int(m.high)
	seed := *damageSeed
	if seed == 0 {
		seed = uint64(time.Now().UnixNano())
	}
	rnd := rand.New(rand.NewPCG(seed, 3))
	path := filepath.Join(memoryDir(t), "damaged.db")
	tally := map[string]int{}
	const rounds = 250
	for i := range rounds {
		d := bytes.Clone(b)
		var how string
		inValue := false // what is damaged may be nothing but a value
		meta := false    // a meta page is lost
		at := rnd.IntN(pages)
		continues := func(page int) bool { return order.Uint64(b[page*4096:]) != uint64(page) }
		switch i % 5 {
		case 0:
			n := rnd.IntN(pages * page)
			how, d = fmt.Sprintf("cut to %d bytes", n), d[:n]
		case 1:
			how = fmt.Sprintf("page %d zeroed", at)
			inValue, meta = continues(at), at < firstDataPage
			clear(d[at*page : (at+1)*page])
		case 2:
			other := rnd.IntN(pages)
			how = fmt.Sprintf("pages %d and %d swapped", at, other)
			inValue, meta = continues(at) || continues(other), min(at, other) < firstDataPage
			copy(d[at*page:(at+1)*page], b[other*page:])
			copy(d[other*page:(other+1)*page], b[at*page:(at+1)*page])
		case 3:
			how, inValue = fmt.Sprintf("page %d torn", at), true
			for j := at*page + 512; j < (at+1)*page; j++ {
				d[j] = byte(rnd.Uint32())
			}
		case 4: // in the head of a page, where the structure is
			j, bit := at*page+rnd.IntN(600), rnd.IntN(8)
			how, inValue = fmt.Sprintf("bit %d of byte %d of page %d", bit, j-at*page, at), true
			d[j] ^= 1 << bit
		}
		if err := os.WriteFile(path, d, 0o600); err != nil {
			t.Fatal(err)
		}
		for mode, out := range both(t, path, "kv") {
			switch {
			case out.err != nil || out.check != nil:
				tally[mode+": reported"]++
			case same(out.got, content):
				tally[mode+": no effect"]++
			case inValue:
				tally[mode+": left to the checksum of the value"]++
			case meta && mode == "writable":
				// Without its newest meta page a file is what it was one
				// transaction before. Whoever stores here must remember its head.
				tally[mode+": older state"]++
			default:
				t.Errorf("%s, %s: wrong data without an error", how, mode)
			}
		}
	}
	t.Log(tally)
	for _, mode := range []string{"final", "writable"} {
		if tally[mode+": reported"] < rounds/4 {
			t.Errorf("%s: damage was reported %d times of %d; the test damages nothing", mode, tally[mode+": reported"], rounds)
		}
	}
}

func openImage(t testing.TB, path string) (*image, error) {
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return readImage(f, true)
}

// TestCycle points a branch at its own page: bbolt would recurse until the
// process dies.
func TestCycle(t *testing.T) {
	path, _ := makeFile(t)
	m, err := openImage(t, path)
	if err != nil {
		t.Fatal(err)
	}
	root, err := m.read(m.root, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, _, bucket, err := root.leaf(0)
	if err != nil {
		t.Fatal(err)
	}
	id := order.Uint64(bucket)
	for _, elem := range []int64{0, 1} {
		f, err := os.OpenFile(path, os.O_RDWR, 0)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.WriteAt(order.AppendUint64(nil, id), int64(id)*m.pageSize+pageHeader+elem*elemSize+8); err != nil {
			t.Fatal(err)
		}
		f.Close()
		if out := use(t, path, Options{bucket: []byte("kv")}); model.KindOf(out.err) != model.ErrCorrupt {
			t.Errorf("element %d: %v", elem, out.err)
		}
	}
}

// TestCutWhileOpen cuts a file under a reader, which without Guard is the end of
// the process.
func TestCutWhileOpen(t *testing.T) {
	path, content := makeFile(t)
	d, err := Open(path, Options{ReadOnly: true, Final: true})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	r, release, err := d.Snapshot(background)
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	values := map[string][]byte{}
	for k := range content {
		if values[k], _, err = r.Get([]byte(k)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Truncate(path, 4*4096); err != nil {
		t.Fatal(err)
	}
	failed := 0
	for k, v := range values {
		if err := Guard(func() error {
			if string(v) != content[k] {
				return errors.New("another value")
			}
			return nil
		}); model.KindOf(err) == model.ErrCorrupt {
			failed++
		}
		if _, _, err := r.Get([]byte(k)); model.KindOf(err) == model.ErrCorrupt {
			failed++
		}
	}
	if failed == 0 {
		t.Error("no read failed")
	}
	if err := d.Check(background); model.KindOf(err) != model.ErrCorrupt {
		t.Errorf("Check: %v", err)
	}
}

// TestGuardLetsBugsThrough wants a nil pointer, a bug and no damage, to panic.
func TestGuardLetsBugsThrough(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("Guard swallowed a bug")
		}
	}()
	var p *int
	_ = Guard(func() error { *p = 1; return nil })
}
