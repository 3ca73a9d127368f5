package bundle

import (
	"bytes"
	"context"
	"io"
	"os"
	"testing"
)

// FuzzCheckZip checks anything as a zip: no panic, no error, and what holds is what Write
// would have written.
func FuzzCheckZip(f *testing.F) {
	for _, key := range []bool{false, true} {
		k := newKey(f, "kim")
		if !key {
			k = nil
		}
		r, proofs := made(f, 1, 9, "full")
		path, _ := written(f, r, options(proofs, k), ".zip")
		b, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add([]byte("PK\x05\x06" + string(make([]byte, 18))))
	f.Fuzz(func(t *testing.T, b []byte) {
		z, wrong, whole, err := openZip(context.Background(), bytes.NewReader(b), int64(len(b)))
		if err != nil {
			t.Fatal(err)
		}
		if !whole {
			if len(wrong) == 0 {
				t.Fatal("it is not whole, and nothing is wrong")
			}
			return
		}
		if len(wrong) == 0 {
			all := map[string][]byte{}
			for _, e := range z.entries {
				file, err := z.Open(e.name)
				if err != nil {
					t.Fatal(err)
				}
				if all[e.name], err = io.ReadAll(file); err != nil {
					t.Fatal(err)
				}
			}
			if !bytes.Equal(zipOf(t, all), b) {
				t.Fatal("it passes as a zip of Clew's, and is another")
			}
		}
		if _, err := check(context.Background(), z, nil, nil); err != nil {
			t.Fatal(err)
		}
	})
}

// FuzzCheckFiles puts anything in the place of one file, and describes it anew, so that what
// is behind the sums is reached.
func FuzzCheckFiles(f *testing.F) {
	names := []string{logName, CaseName, checkpointName, SignatureName}
	r, proofs := made(f, 1, 9, "full")
	dir, _ := written(f, r, options(proofs, newKey(f, "kim")), "")
	all := contents(f, dir)
	for i, name := range names {
		f.Add(uint8(i), all[name])
	}
	f.Fuzz(func(t *testing.T, which uint8, b []byte) {
		name := names[int(which)%len(names)]
		changed := map[string][]byte{}
		for n, old := range all {
			changed[n] = old
		}
		changed[name] = b
		describeAnew(t, changed, nil)
		if name != SignatureName {
			// Unsigned, so that nothing but the content is wrong.
			delete(changed, SignatureName)
			if name != checkpointName {
				changed[checkpointName] = []byte(checkpointOf(t, all))
			}
			describeAnew(t, changed, func(m *Manifest) { m.Signer = "" })
		}
		whole := zipOf(t, changed)
		z, wrong, ok, err := openZip(context.Background(), bytes.NewReader(whole), int64(len(whole)))
		if err != nil || !ok || len(wrong) > 0 {
			t.Fatal(wrong, ok, err)
		}
		report, err := check(context.Background(), z, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		// Only a case.json with other words in it, or a proof for what is not in it, can hold.
		if len(report.Problems) == 0 && name != CaseName && !bytes.Equal(b, all[name]) && name != logName && !bytes.Equal(b, changed[checkpointName]) {
			t.Fatalf("another %s holds", name)
		}
	})
}
