package watchlist

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/watch"
)

// TestRealFiles reads files that nobody here wrote. The counts are what
//
//	python3 testdata/figures.py DATA
//
// prints for them, which works them out by itself. The rejects of the lists are
// paths without a host, the one of poisonivy is "domain autuo.xicp.net".
func TestRealFiles(t *testing.T) {
	for _, c := range []struct {
		file, format             string
		read, rejected, accepted uint64
	}{
		{"x4bnet/input-datacenter-ASN.txt", FormatList, 906, 0, 892},
		{"x4bnet/input-vpn-ASN.txt", FormatList, 15, 0, 15},
		{"x4bnet/output-datacenter-ipv4.txt", FormatList, 42566, 0, 42566},
		{"x4bnet/output-vpn-ipv4.txt", FormatList, 10862, 0, 10862},
		{"x4bnet/output-vpn-ipv6.txt", FormatList, 498, 0, 498},
		{"disposable-email-domains/disposable_email_blocklist.conf", FormatList, 8335, 0, 8335},
		{"maltrail-dprk/apt_bluenoroff.txt", FormatList, 2140, 8, 2096},
		{"maltrail-dprk/apt_kimsuky.txt", FormatList, 26493, 111, 25982},
		{"maltrail-dprk/apt_lazarus.txt", FormatList, 5573, 99, 5057},
		{"theravenfile-dprk/astrill-vpn-ips.txt", FormatList, 152, 0, 152},
		{"theravenfile-dprk/dprk-launchpad-ips.txt", FormatList, 709, 0, 698},
		{"theravenfile-dprk/lazarus-c2-ips.txt", FormatList, 72, 0, 72},
		{"stix21-examples/threat-reports/apt1.json", FormatSTIX, 10, 0, 10},
		{"stix21-examples/threat-reports/poisonivy.json", FormatSTIX, 65, 1, 42},
		{"misp-events/57c4445b-c548-4654-af0b-4be3950d210f.json", FormatMISP, 3, 0, 3},
		{"misp-events/existing_event.json", FormatMISP, 68, 0, 66},
		{"misp-events/misp_event.json", FormatMISP, 1, 0, 1},
		{"misp-events/sighting_1.json", FormatMISP, 5, 0, 5},
		{"misp-events/very_long_event.json", FormatMISP, 35, 0, 26},
		{"misp-events/invalid_fieldnames.csv", FormatCSV, 10, 0, 10}, // tail -n +2 | wc -l
		{"misp-events/valid_fieldnames.csv", FormatCSV, 9, 0, 9},     // three rows of three hashes
	} {
		t.Run(c.file, func(t *testing.T) {
			res, err := Read(context.Background(), dataDir(t, filepath.FromSlash(c.file)), Options{})
			if err != nil {
				t.Fatal(err)
			}
			sound(t, res)
			if res.Format != c.format || res.Read != c.read || res.Rejected != c.rejected || res.Accepted != c.accepted {
				t.Errorf("%s: read %d, rejected %d, accepted %d; want %s: %d, %d, %d",
					res.Format, res.Read, res.Rejected, res.Accepted, c.format, c.read, c.rejected, c.accepted)
				t.Log(res.Rejects[:min(3, len(res.Rejects))])
			}
		})
	}
}

// TestRealForms looks at what the values became. Single addresses are
//
//	grep -c /32 x4bnet/output-datacenter-ipv4.txt x4bnet/output-vpn-ipv4.txt
func TestRealForms(t *testing.T) {
	for file, single := range map[string]int{"output-datacenter-ipv4.txt": 68, "output-vpn-ipv4.txt": 1508} {
		res, err := Read(context.Background(), dataDir(t, "x4bnet", file), Options{})
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, v := range res.Values {
			if v.Form == watch.FormExact {
				n++
			} else if v.Form != watch.FormRange {
				t.Fatalf("%+v", v)
			}
		}
		if n != single {
			t.Errorf("%s: %d addresses, want %d", file, n, single)
		}
	}
	res, err := Read(context.Background(), dataDir(t, "x4bnet", "input-vpn-ASN.txt"), Options{})
	if err != nil || len(res.Values) == 0 {
		t.Fatal(err)
	}
	for _, v := range res.Values {
		if v.Value == "AS9009" && (v.Form != watch.FormASN || v.Note != "M247, GB (NordVPN)") {
			t.Errorf("%+v", v)
		}
	}
}

// TestRealWallets reads 17 files: 654 addresses by wc -l, each once in its file.
func TestRealWallets(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(dataDir(t, "ofac-digital-currency"), "*.txt"))
	if err != nil || len(files) != 17 {
		t.Fatal(len(files), err)
	}
	n := 0
	for _, f := range files {
		res, err := Read(context.Background(), f, Options{Kind: model.KindWallet})
		if err != nil || res.Rejected+res.Duplicates != 0 {
			t.Fatal(err, res)
		}
		n += len(res.Values)
	}
	if n != 654 {
		t.Errorf("%d addresses, want 654", n)
	}
}

// TestNotRead names what is passed over in a real bundle. The counts are
//
//	jq '[.objects[].type] | group_by(.) | map("\(.[0]) \(length)")' apt1.json
//	grep -c "' AND " apt1.json
func TestNotRead(t *testing.T) {
	res, err := Read(context.Background(), dataDir(t, "stix21-examples", "threat-reports", "apt1.json"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]uint64{}
	for _, c := range res.NotRead {
		got[c.Name] = c.N
	}
	for name, n := range map[string]uint64{"object attack-pattern": 7, "object identity": 4, "object malware": 6, "object relationship": 30,
		"object threat-actor": 5, "object tool": 10, "pattern with AND": 2} {
		if got[name] != n {
			t.Errorf("%s: %d, want %d", name, got[name], n)
		}
	}
}
