package ingest

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestGolden reads small files of every kind, made up for the purpose, and
// compares all that was understood with what has been looked over before.
func TestGolden(t *testing.T) {
	for _, name := range []string{"entra-graph.json", "entra-portal.csv", "entra-legacy.csv", "m365.csv", "okta.jsonl", "okta.csv",
		"google.json", "github.json", "auth0.jsonl", "ips.txt"} {
		path := filepath.Join("testdata", name)
		r := read(t, path, Options{Region: "US"})
		if r.err != nil {
			t.Errorf("%s: %v", name, r.err)
			continue
		}
		got := dump(&r)
		golden := path + ".golden"
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s is read differently now:\n%s", name, diff(string(want), got))
		}
	}
}

// dump writes a reading as text, one fact a line.
func dump(r *reading) string {
	var b strings.Builder
	fmt.Fprintf(&b, "profile %s: read %d, accepted %d, rejected %d, duplicates %d\n", r.Profile, r.Read, r.Accepted, r.Rejected, r.Duplicates)
	for i := range r.rows {
		row := &r.rows[i]
		a := &row.Account
		fmt.Fprintf(&b, "\nrow %d: %q, seen %v to %v\n", row.Line, string(a.ID.String()), a.FirstSeen, a.LastSeen)
		for _, f := range a.Facts {
			fmt.Fprintf(&b, "  %v %q as of %v\n", f.Field, string(f.Value), f.AsOf)
		}
		for _, id := range a.Identifiers {
			fmt.Fprintf(&b, "  %v:%q %v", id.Kind, string(id.Value), id.Status)
			if id.Raw != "" {
				fmt.Fprintf(&b, " from %q", string(id.Raw))
			}
			if id.FirstSeen.Known() {
				fmt.Fprintf(&b, " %v", id.FirstSeen)
			}
			b.WriteByte('\n')
		}
		for _, f := range a.Flags {
			fmt.Fprintf(&b, "  flag %q %q %d %v\n", string(f.Source), string(f.Reason), f.Score, f.Time)
		}
		for _, e := range row.Events {
			b.WriteString("  event")
			for _, f := range []struct {
				name string
				v    any
			}{{"id", e.ID}, {"time", e.Time}, {"offset", e.Time.Offset}, {"action", e.Action}, {"ip", e.IP}, {"asn", e.ASN}, {"as", e.ASOrg},
				{"country", e.Country}, {"region", e.Region}, {"city", e.City}, {"lat", e.Latitude}, {"lon", e.Longitude},
				{"device", e.DeviceID}, {"agent", e.UserAgent}, {"app", e.ClientApp}, {"session", e.SessionID},
				{"result", e.Result}, {"detail", e.Detail}} {
				if s := fmt.Sprint(f.v); s != "" && s != "0" {
					fmt.Fprintf(&b, " %s=%q", f.name, s)
				}
			}
			b.WriteByte('\n')
		}
	}
	b.WriteByte('\n')
	for _, x := range r.rejects {
		fmt.Fprintf(&b, "rejected %d: %s: %s\n", x.Line, x.Field, x.Reason)
	}
	for _, n := range r.Notes {
		fmt.Fprintf(&b, "note: %s\n", n)
	}
	return b.String()
}

// diff shows the lines that only one of two texts has.
func diff(want, got string) string {
	in := func(text string) map[string]bool {
		m := map[string]bool{}
		for line := range strings.Lines(text) {
			m[line] = true
		}
		return m
	}
	w, g := in(want), in(got)
	var b strings.Builder
	for line := range strings.Lines(want) {
		if !g[line] {
			b.WriteString("- " + line)
		}
	}
	for line := range strings.Lines(got) {
		if !w[line] {
			b.WriteString("+ " + line)
		}
	}
	return b.String()
}

// TestSystemAddressIsNotTheUsers: what a server did for a user says nothing of
// the user's own network.
func TestSystemAddressIsNotTheUsers(t *testing.T) {
	r := read(t, filepath.Join("testdata", "okta.jsonl"), Options{})
	for i := range r.rows {
		if row := &r.rows[i]; row.Events[0].IP == "192.0.2.1" && has(&row.Account, model.KindIP, "192.0.2.1") {
			t.Errorf("row %d", row.Line)
		}
	}
}
