package ingest

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
)

// described puts a description into one line.
func described(d Description) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s %q", d.Profile, d.Format, d.Delimiter)
	for _, c := range d.Columns {
		fmt.Fprintf(&b, " %s=%s", c.Name, c.Field)
	}
	return b.String()
}

func TestDescribe(t *testing.T) {
	mapping, err := ParseMapping(strings.NewReader("[fields]\naccount_id = \"RID\"\nname = \"A + B\"\n"), "m.toml")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, text string
		o          Options
		want       string
	}{
		{"a.csv", "Account ID;E-mail;Shoe size\n1;a@b.example;44\n", Options{}, `accounts CSV ";" Account ID=account_id E-mail= Shoe size=`},
		{"a.tsv", "login\tgithub_login\twallet\n1\tx\t\n", Options{}, `accounts CSV "tab" login=username github_login=github_login wallet=wallet`},
		{"a.jsonl", `{"account_id":"1","email":"a@b.example"}` + "\n" + `{"account_id":"2","wallets":[]}` + "\n", Options{},
			`accounts JSON Lines "" account_id=account_id email=email wallets=wallet`},
		{"l.txt", "a@b.example\nc@d.example\n", Options{}, `list a list "" each line=email`},
		{"m.csv", "RID,A,B,C\n1,x,y,z\n", Options{Mapping: mapping}, `map CSV "," RID=account_id A=name B=name C=`},
		{"m.json", `[{"RID":"1"}]`, Options{Mapping: mapping}, `map JSON "" RID=account_id A=name B=name`},
	} {
		f, err := Open(writeTemp(t, c.name, []byte(c.text)), c.o)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if got := described(f.Describe()); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
		f.Close()
	}
}

// Every file that can be read can be described, and being described changes nothing
// of what is read.
func TestDescribeChangesNothing(t *testing.T) {
	files, err := filepath.Glob("testdata/*")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, path := range files {
		if info, err := os.Stat(path); err != nil || info.IsDir() {
			continue
		}
		f, err := Open(path, Options{})
		if err != nil {
			continue
		}
		d := f.Describe()
		if !slices.ContainsFunc(d.Columns, func(c Column) bool { return c.Field != "" }) {
			t.Errorf("%s: no column has a field: %s", path, described(d))
		}
		rows := 0
		f.OnReject(func(model.Reject) {})
		for batch, err := range f.Rows(t.Context()) {
			if err != nil {
				t.Fatal(path, err)
			}
			rows += len(batch)
		}
		if plain := read(t, path, Options{}); len(plain.rows) != rows {
			t.Errorf("%s: %d rows, without a description %d", path, rows, len(plain.rows))
		}
	}
}

// Every field has a name, so that none is shown as unused by mistake.
func TestFieldNames(t *testing.T) {
	for name, to := range accountFields {
		if (to.String() == "") != (to == tIgnored) {
			t.Errorf("%s is read as %q", name, to)
		}
	}
	for l := range lFields {
		if l.String() == "" {
			t.Errorf("field %d of a log has no name", l)
		}
	}
}
