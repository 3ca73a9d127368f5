package sheets_test

import (
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestASpreadsheetComputesNothing opens tables in LibreOffice, with every payload in each
// column of text. One more table, with a formula, shows that it would compute one.
func TestASpreadsheetComputesNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("starts LibreOffice")
	}
	soffice, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("needs soffice in PATH")
	}
	texts := payloads(t)
	r := everywhere(texts)
	dir := t.TempDir()
	out := filepath.Join(dir, "out")
	args := []string{"-env:UserInstallation=file://" + filepath.ToSlash(filepath.Join(dir, "profile")), "--headless", "--norestore", "--convert-to", "fods", "--outdir", out,
		"--infilter=Text - txt - csv (StarCalc):44,34,76,1"}
	files := map[string][]byte{"control.csv": []byte("=1+1,x\r\n")}
	for name := range all {
		_, files[name] = read(t, name, r)
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, files[name], 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, path)
	}
	if said, err := exec.CommandContext(t.Context(), soffice, args...).CombinedOutput(); err != nil {
		t.Skipf("soffice does not work here: %v: %s", err, said)
	}
	for name, written := range files {
		cells := spreadsheet(t, filepath.Join(out, strings.TrimSuffix(name, ".csv")+".fods"))
		if name == "control.csv" {
			if len(cells) != 1 || cells[0][0].formula != "of:=1+1" {
				t.Errorf("the formula that is there to be computed is %+v", cells)
			}
			continue
		}
		lines, err := csv.NewReader(bytes.NewReader(written)).ReadAll()
		if err != nil || len(lines) != len(cells) {
			t.Fatalf("%s: %v, %d rows are %d", name, err, len(lines), len(cells))
		}
		compared := 0
		for i, line := range lines {
			for j, want := range line {
				var got cell
				if j < len(cells[i]) {
					got = cells[i][j]
				}
				if got.formula != "" || got.kind == "error" {
					t.Errorf("%s: %q is the formula %s", name, want, got.formula)
				}
				switch got.kind {
				case "string":
					compared++
					if got.text != want {
						t.Errorf("%s: %q came as %q", name, want, got.text)
					}
				case "":
					if want != "" {
						t.Errorf("%s: %q came as an empty cell", name, want)
					}
				default: // a number, a date or TRUE, which a spreadsheet may take for what it is
					if strings.Trim(strings.ToUpper(want), "0123456789.-:+ETRUZ") != "" {
						t.Errorf("%s: %q came as a %s", name, want, got.kind)
					}
				}
			}
		}
		if compared < 10*len(texts) {
			t.Errorf("%s: %d texts were compared", name, compared)
		}
	}
}

type cell struct{ formula, kind, text string }

// spreadsheet reads the cells of the first sheet of a flat OpenDocument file.
func spreadsheet(t *testing.T, path string) (rows [][]cell) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	attr := func(e xml.StartElement, name string) string {
		for _, a := range e.Attr {
			if a.Name.Local == name {
				return a.Value
			}
		}
		return ""
	}
	times := func(e xml.StartElement, name string) int {
		n, err := strconv.Atoi(attr(e, name))
		if err != nil {
			return 1
		}
		return n
	}
	var row []cell
	var at cell
	rowTimes, cellTimes, paragraphs, inText := 1, 1, 0, false
	d := xml.NewDecoder(file)
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "table-row":
				row, rowTimes = nil, times(e, "number-rows-repeated")
			case "table-cell":
				at, cellTimes, paragraphs = cell{formula: attr(e, "formula"), kind: attr(e, "value-type")}, times(e, "number-columns-repeated"), 0
			case "p":
				if paragraphs++; paragraphs > 1 {
					at.text += "\n"
				}
				inText = true
			case "s":
				at.text += strings.Repeat(" ", times(e, "c"))
			case "tab":
				at.text += "\t"
			}
		case xml.CharData:
			if inText {
				at.text += string(e)
			}
		case xml.EndElement:
			switch e.Name.Local {
			case "p":
				inText = false
			case "table-cell":
				row = append(row, slices.Repeat([]cell{at}, cellTimes)...)
			case "table-row":
				for len(row) > 0 && row[len(row)-1] == (cell{}) {
					row = row[:len(row)-1]
				}
				rows = append(rows, slices.Repeat([][]cell{row}, min(rowTimes, 1000))...)
			case "table":
				for len(rows) > 0 && len(rows[len(rows)-1]) == 0 {
					rows = rows[:len(rows)-1]
				}
				return rows
			}
		}
	}
	return rows
}
