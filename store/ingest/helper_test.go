package ingest

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/seed-28a39f10/clew/model"
)

// reading is a whole file as it was read.
type reading struct {
	rows    []model.Row
	rejects []model.Reject
	Result
	err error
}

// read reads a file and copies what it yields.
func read(t testing.TB, path string, o Options) reading {
	t.Helper()
	f, err := Open(path, o)
	if err != nil {
		return reading{err: err}
	}
	var r reading
	f.OnReject(func(x model.Reject) { r.rejects = append(r.rejects, x) })
	for batch, err := range f.Rows(context.Background()) {
		if err != nil {
			r.err = err
		}
		for _, row := range batch {
			a := &row.Account
			a.Facts, a.Identifiers = slices.Clone(a.Facts), slices.Clone(a.Identifiers)
			a.Flags, a.Signals, a.Tags = slices.Clone(a.Flags), slices.Clone(a.Signals), slices.Clone(a.Tags)
			row.Events = slices.Clone(row.Events)
			r.rows = append(r.rows, row)
		}
	}
	r.Result = f.Result()
	if r.Read != r.Accepted+r.Rejected+r.Duplicates || r.Accepted != uint64(len(r.rows)) || r.Rejected != uint64(len(r.rejects)) {
		t.Errorf("the counts do not add up: %+v, %d rows, %d rejects", r.Result, len(r.rows), len(r.rejects))
	}
	return r
}

func readText(t testing.TB, name, text string, o Options) reading {
	t.Helper()
	return read(t, writeTemp(t, name, []byte(text)), o)
}

// has reports whether the account carries an identifier.
func has(a *model.Account, k model.Kind, value string) bool {
	return slices.ContainsFunc(a.Identifiers, func(id model.Identifier) bool {
		return id.Kind == k && string(id.Value) == value
	})
}

func accounts(rows []model.Row) int {
	seen := map[model.AccountID]bool{}
	for i := range rows {
		seen[rows[i].Account.ID] = true
	}
	return len(seen)
}

func events(rows []model.Row) int {
	n := 0
	for i := range rows {
		n += len(rows[i].Events)
	}
	return n
}

// writeTemp writes a file for a test and gives its path.
func writeTemp(t testing.TB, name string, text []byte) string {
	t.Helper()
	p := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(p, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return p
}

// flatRows writes n rows like flatRow, each of another account.
func flatRows(n int) []byte {
	var buf bytes.Buffer
	for i := range n {
		row := bytes.Replace([]byte(flatRow), []byte("0003BFFD8C2A11EE"), fmt.Appendf(nil, "%016X", i), 1)
		row = bytes.Replace(row, []byte("lena.park0417"), fmt.Appendf(nil, "user%d", i), 2)
		row = bytes.Replace(row, []byte("203.0.113.77"), fmt.Appendf(nil, "203.0.%d.%d", i>>8&255, i&255), 1)
		buf.Write(row)
		buf.WriteByte('\n')
	}
	return buf.Bytes()
}
