package ingest

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/seed-28a39f10/clew/model"
)

// TestHostileArchives refuses every archive, each in a process of its own, whose
// memory and time are measured.
func TestHostileArchives(t *testing.T) {
	if path := os.Getenv("CLEW_INGEST_CHILD"); path != "" {
		f, err := Open(path, Options{})
		if err == nil {
			for _, e := range f.Rows(context.Background()) {
				err = e
			}
		}
		if err != nil {
			fmt.Println("REFUSED", model.KindOf(err), err)
		}
		// Not the resource usage that the parent gets: that counts its own memory
		// at the time of the fork.
		status, _ := os.ReadFile("/proc/self/status")
		_, peak, _ := strings.Cut(string(status), "VmHWM:")
		var kib int
		fmt.Sscan(peak, &kib)
		fmt.Println("PEAK", kib>>10)
		return
	}
	dir := dataDir(t, "hostile", "archives")
	for name, want := range map[string]string{
		"bad-crc.csv.gz":           "input the compressed data is damaged",
		"bomb-1GB.csv.gz":          "input the file holds binary data",
		"bomb-nested.gz.gz":        "unsupported this is gzip inside compression",
		"bomb-overlap-5GB.zip":     "unsupported this is a zip archive",
		"deep-json-1M.json.gz":     "limit decompresses to more than 200 times its size",
		"many-entries-60000.zip":   "unsupported this is a zip archive",
		"many-members.gz":          "input the file is empty inside its compression",
		"one-line-256MB.ndjson.gz": "limit a row of more than 1048576 bytes",
		"traversal.tar":            "unsupported this is a tar archive",
		"traversal.zip":            "unsupported this is a zip archive",
		"truncated.csv.gz":         "input the compressed data ends too early",
	} {
		refuse(t, filepath.Join(dir, name), want)
	}
	// Bombs that look like exports until they go off.
	text := `{"account_id":"1"}` + "\n"
	refuse(t, writeTemp(t, "lines.gz", gzipped(strings.Repeat(text, 8<<20/len(text)))), "limit decompresses to more than")
	refuse(t, writeTemp(t, "lines.zst", zstded(strings.Repeat(text, 8<<20/len(text)))), "limit decompresses to more than")
	refuse(t, writeTemp(t, "quote.csv", []byte("account_id,bio\n1,\""+strings.Repeat("x", 64<<20))), "limit a row of more than")
	refuse(t, writeTemp(t, "deep.json", []byte(strings.Repeat(`{"a":`, 1<<20))), "limit a row of more than")
}

func refuse(t *testing.T, path, want string) {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestHostileArchives$")
	cmd.Env = append(os.Environ(), "CLEW_INGEST_CHILD="+path)
	start := time.Now()
	out, err := cmd.Output()
	took := time.Since(start)
	name := filepath.Base(path)
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	line, rest, _ := strings.Cut(string(out), "\n")
	line = strings.ReplaceAll(strings.ReplaceAll(line, path+": ", ""), name+": ", "")
	if !strings.HasPrefix(line, "REFUSED "+want) {
		t.Errorf("%s: %q, want %q", name, line, want)
	}
	var peak int
	fmt.Sscanf(rest, "PEAK %d", &peak)
	cpu := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	t.Logf("%s: %d MiB, %v of processor in %v", name, peak, cpu, took)
	if peak > 256 || cpu > 2*time.Second {
		t.Errorf("%s takes more than 256 MiB or 2 seconds", name)
	}
}

// TestQuotesNeverClosed: such a quote costs its line, a file full of them is refused.
func TestQuotesNeverClosed(t *testing.T) {
	block := "1,\"\n2,a\n" + strings.Repeat("3,b\n", 400)
	o := Options{Limits: Limits{Line: 1000}}
	r := readText(t, "few.csv", "account_id,bio\n"+strings.Repeat(block, 5), o)
	if r.err != nil || r.Accepted != 5*401 || r.Rejected != 5 || r.rejects[1].Line != 404 || r.rejects[1].Reason != whyUnclosed {
		t.Error(r.err, r.Result, r.rejects)
	}
	r = readText(t, "many.csv", "account_id,bio\n"+strings.Repeat(block, 20), o)
	if model.KindOf(r.err) != model.ErrInput || !strings.Contains(r.err.Error(), "line 6434: many quotes are opened") {
		t.Error(r.err, r.Result)
	}
	r = readText(t, "last.csv", "account_id,bio\n1,a\n2,\"b\n3,c\n", Options{})
	if r.err != nil || r.Accepted != 2 || r.Rejected != 1 || r.rejects[0].Line != 3 {
		t.Error(r.err, r.Result, r.rejects)
	}
	r = readText(t, "odd.csv", "account_id,bio\n1,5\" disk\n2,\"he said \"hi\" to me\"\n3,c\n", Options{})
	if r.err != nil || r.Accepted != 2 || r.rows[0].Account.Fact(model.FieldBio) != "5\" disk" || r.rejects[0].Reason != whyUndoubled {
		t.Error(r.err, r.Result, r.rejects)
	}
}

// TestCSVSpectrum reads the dialect tests as tables.
func TestCSVSpectrum(t *testing.T) {
	dir := dataDir(t, "hostile", "csv-spectrum")
	files, err := filepath.Glob(filepath.Join(dir, "csvs", "*.csv"))
	if err != nil || len(files) != 12 {
		t.Fatal(len(files), err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(filepath.Base(file), ".csv")
		b, err := os.ReadFile(filepath.Join(dir, "json", name+".json"))
		if err != nil {
			t.Fatal(err)
		}
		var want []map[string]string
		if b[0] == '{' { // one of them has its only row without a list
			b = append(append([]byte{'['}, b...), ']')
		}
		if err := json.Unmarshal(b, &want); err != nil {
			t.Fatal(name, err)
		}
		sp := csvSplitter{delim: ',', newline: newlineOf(text), limit: 1 << 20}
		_, spans, err := sp.split(text, true, nil)
		if err != nil || len(spans) != len(want)+1 {
			t.Errorf("%s: %d records, want %d: %v", name, len(spans), len(want)+1, err)
			continue
		}
		header := csvFields(nil, string(text[spans[0].start:spans[0].end]), ',')
		for i, r := range spans[1:] {
			row := csvFields(nil, string(text[r.start:r.end]), ',')
			if r.bad != "" || len(row) != len(header) {
				t.Errorf("%s: %q %s", name, row, r.bad)
				continue
			}
			for j, h := range header {
				if name == "location_coordinates" && h != "Cities" && h != "Counties" {
					continue // the suite has another number there, and bytes that its JSON has lost
				}
				if row[j] != want[i][h] {
					t.Errorf("%s: %s is %q, want %q", name, h, row[j], want[i][h])
				}
			}
		}
	}
}
