package export

import (
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// full is as many accounts as a batch has to stand.
const full = 300_000

func BenchmarkWriteBatch(b *testing.B) {
	batch, tmp := madeUp(full), b.TempDir()
	for b.Loop() {
		dir := filepath.Join(tmp, "out")
		if _, err := WriteBatch(dir, batch); err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		os.RemoveAll(dir)
		b.StartTimer()
	}
}

func BenchmarkCheckBatch(b *testing.B) {
	dir, _ := writeBatch(b, madeUp(full))
	for b.Loop() {
		if p, _, err := CheckBatch(dir); len(p) > 0 || err != nil {
			b.Fatal(p, err)
		}
	}
}

func BenchmarkSchedule(b *testing.B) {
	batch := madeUp(full)
	for b.Loop() {
		Schedule(batch.Rows, batch.NotBefore, batch.Window, batch.Seed())
	}
}

// BenchmarkTable compares a table with what encoding/csv needs for the same rows, which
// it leaves live.
func BenchmarkTable(b *testing.B) {
	batch := madeUp(full)
	b.Run("table", func(b *testing.B) {
		for b.Loop() {
			if _, err := batch.writeCSV(io.Discard); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("encoding-csv", func(b *testing.B) {
		for b.Loop() {
			w := csv.NewWriter(io.Discard)
			for i := range batch.Rows {
				r := &batch.Rows[i]
				err := w.Write([]string{string(r.Account.String()), r.Account.Platform, string(r.Account.Native), string(r.Username), string(r.Email),
					batch.Action, stamp(r.Due), string(r.Ring), r.Policy, r.PolicyVersion, r.Reason, string(r.Evidence), r.Proposal, r.Version,
					r.Proposer, strings.Join(r.Approvers, " | "), "", "", "", "0"})
				if err != nil {
					b.Fatal(err)
				}
			}
			w.Flush()
		}
	})
}

func BenchmarkReadConfirmation(b *testing.B) {
	dir, _ := writeBatch(b, madeUp(100_000))
	for _, name := range []string{"undo.csv", "undo.json"} {
		text := readFile(b, dir, name)
		text = strings.ReplaceAll(strings.ReplaceAll(text, ",,,,0\r\n", ",done,,,0\r\n"), `,"proposal":`, `,"status":"done","proposal":`)
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				if c, err := ReadConfirmation(Reinstate, name, strings.NewReader(text)); err != nil || c.Read != 100_000 {
					b.Fatal(c.Read, err)
				}
			}
		})
	}
}
