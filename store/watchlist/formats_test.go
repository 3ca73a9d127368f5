package watchlist

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
)

func TestCSV(t *testing.T) {
	expect(t, "Name,E-Mail,Last IP,IP address,Comment\nKim,kim@example.org,x,203.0.113.7,\"one, \"\"two\"\"\nthree\"\nLee,,x,,\nLee,lee@example.org,x,10.0.0.1,\n",
		Options{}, `email kim@example.org (one, "two" three)`, "email lee@example.org", `ip 203.0.113.7 (one, "two" three)`,
		"! 4 no value in this row", "! 5 IP address "+whyPrivate)
	expect(t, "type;value;comment\nip-dst|port;203.0.113.7|443;c2\nfilename|md5;a.exe|0749bae92ca336a02c83d126e04ec628;\nother;evil.example;\n", Options{},
		"ip 203.0.113.7 (c2)", "file_hash 0749bae92ca336a02c83d126e04ec628", "domain evil.example")
	expect(t, "ip\n203.0.113.7\n203.0.113.8\n", Options{}, "ip 203.0.113.7", "ip 203.0.113.8")
	// Without a known header, by what is in the columns.
	res := expect(t, "when\twho\n2026-01-02\tkim@example.org\n2026-01-03\tlee@example.org\n", Options{}, "email kim@example.org", "email lee@example.org")
	if len(res.Columns) != 1 || res.Columns[0] != "who" {
		t.Error(res.Columns)
	}
	res = expect(t, "203.0.113.7,Paris\n203.0.113.8,Rome\n", Options{}, "ip 203.0.113.7", "ip 203.0.113.8")
	if len(res.Columns) != 1 || res.Columns[0] != "1" {
		t.Error(res.Columns)
	}
	// A column that is chosen.
	expect(t, "email,name\nkim@example.org,Kim Lee\n", Options{Column: "NAME", Kind: model.KindName}, "name kim lee")
	expect(t, "email,ip\nkim@example.org,203.0.113.7\n", Options{Column: "2"}, "ip 203.0.113.7")
	expect(t, "kim,x\nlee,y\n", Options{Column: "1", Kind: model.KindUsername}, "username kim", "username lee")
	for _, c := range []string{"3", "0", "phone"} {
		if _, err := readText(t, "email,ip\nkim@example.org,203.0.113.7\n", Options{Column: c}); model.KindOf(err) != model.ErrUsage {
			t.Errorf("column %s: %v", c, err)
		}
	}
	if _, err := readText(t, "evil.example\n", Options{Column: "ip"}); model.KindOf(err) != model.ErrUsage {
		t.Error(err)
	}
	// A quote that is never closed costs its line.
	expect(t, "ip,note\n203.0.113.7,\"open\n203.0.113.8,x\n203.0.113.9,y\n", Options{}, "ip 203.0.113.8 (x)", "ip 203.0.113.9 (y)", "! 2 "+whyUnclosed)
	// Each costs a look through all that follows, so there may not be many.
	long := strings.Repeat(`""`, 500_000) + "\n"
	if _, err := readText(t, "ip,note\n"+strings.Repeat("203.0.113.7,x\n", sniffRows)+strings.Repeat("\"\n"+long+long, maxLost+1), Options{}); err == nil || !strings.Contains(err.Error(), "many quotes") {
		t.Error("a file of quotes is read", err)
	}
	// Names of people and postal addresses are not read unless chosen.
	if res := expect(t, "name,address\nKim Lee,1 Main St\n", Options{}, "! 1 "+whyUnknown, "! 2 "+whyUnknown); res.Format != FormatList {
		t.Error(res.Format)
	}
}

func TestPattern(t *testing.T) {
	for _, c := range []struct{ pattern, want, what string }{
		{"[ipv4-addr:value = '203.0.113.7']", "ipv4-addr:value=203.0.113.7", ""},
		{"[ ipv4-addr:value='203.0.113.7' or\n domain-name:value = 'a.example' ]", "ipv4-addr:value=203.0.113.7 domain-name:value=a.example", ""},
		{"[file:hashes.'SHA-256' = 'aa' OR file:hashes.md5='bb']", "file:hashes.SHA256=aa file:hashes.MD5=bb", ""},
		{`[url:value = 'a\'b\\c']`, `url:value=a'b\c`, ""},
		{"[url:value = '] OR [x']", "url:value=] OR [x", ""},
		{"[email-addr:value IN ('a', 'b' ,'c')]", "email-addr:value=a email-addr:value=b email-addr:value=c", ""},
		{"[ipv4-addr:value ISSUBSET '203.0.113.0/24']", "ipv4-addr:value=203.0.113.0/24", ""},
		{"[a:b = 'x'] OR [a:c[*].d = 'y']", "a:b=x a:c[*].d=y", ""},
		{"[autonomous-system:number = 64500]", "autonomous-system:number=64500", ""},
		{"[a:b = 'x' AND a:c = 'y']", "", "AND"},
		{"[a:b = 'x'] FOLLOWEDBY [a:c = 'y']", "", "FOLLOWEDBY"},
		{"[a:b = 'x'] AND [a:c = 'y']", "", "AND"},
		{"[a:b = 'x'] WITHIN 5 SECONDS", "", "WITHIN"},
		{"[a:b != 'x']", "", "NOT"},
		{"[a:b NOT = 'x']", "", "NOT"},
		{"[NOT a:b = 'x']", "", "something that is no comparison"},
		{"[a:b > 5]", "", "an ordering of values"},
		{"[a:b MATCHES 'x']", "", "MATCHES"},
		{"[a:b LIKE 'x%']", "", "LIKE"},
		{"[domain-name:value ISSUBSET 'x']", "", "ISSUBSET"},
		{"[(a:b = 'x')]", "", "something that is no comparison"},
		{"([a:b = 'x'])", "", "no observation in brackets"},
		{`[a:b = 'x\n']`, "", "a text that is never closed"},
		{"[a:b = 'x", "", "a text that is never closed"},
		{"[a:b = 'x'", "", "something after a comparison"},
		{"[a:b = 'x']]", "", "something after its brackets"},
		{"[a:b = t'2026-01-01T00:00:00Z']", "", "a value that is no text"},
		{"[a:b IN ('x' 'y')]", "", "a list without its bracket"},
		{"[a:b = 'x'] OR ", "", "no observation in brackets"},
		{"", "", "no observation in brackets"},
		{"[]", "", "something that is no comparison"},
	} {
		list, what := parsePattern(c.pattern)
		var got []string
		for _, x := range list {
			got = append(got, x.path+"="+x.value)
		}
		if strings.Join(got, " ") != c.want || what != c.what {
			t.Errorf("%s: %q, %q", c.pattern, got, what)
		}
	}
}

func TestSTIX(t *testing.T) {
	expect(t, `{"type":"bundle","objects":[
		{"type":"ipv4-addr","value":"203.0.113.0/24"}, {"type":"ipv6-addr","value":"2001:db8::1"},
		{"type":"domain-name","value":"setup.exe"}, {"type":"email-addr","value":"kim@example.org","display_name":"Kim Lee"},
		{"type":"url","value":"http://evil.example/a"}, {"type":"autonomous-system","number":64500},
		{"type":"file","name":"a.exe","hashes":{"SHA-256":"b3c4ae251f8094fa15b510051835c657eaef2a6cea46075d3aec964b14a99f68","SSDEEP":"3:x"}},
		{"type":"file","name":"b.exe"},
		{"type":"user-account","account_type":"github","account_login":"kimlee-example","user_id":"1234567"},
		{"type":"user-account","account_login":"kimlee"}, {"type":"user-account","display_name":"Kim"},
		{"type":"user-account","user_id":"lee@example.org","account_type":"outlook"},
		{"type":"indicator","name":"sign-in page","pattern_type":"stix","pattern":"[domain-name:value = 'login.evil.example' OR file:name = 'x']"},
		{"type":"indicator","name":"exit","indicator_types":["anonymization","benign"],"valid_until":"2026-02-01T00:00:00Z","pattern":"[ipv4-addr:value = '203.0.113.9']"},
		{"type":"indicator","pattern_type":"yara","pattern":"rule x {}"},
		{"type":"indicator","revoked":true,"pattern":"[domain-name:value = 'old.example']"},
		{"type":"domain-name","value":["a.example"]},
		{"type":"domain-name","value":"b.example","value":"c.example"},
		{"type":"malware","name":"x"}, 5, {"value":"d.example"}]}`, Options{},
		"account github:1234567", "email kim@example.org", "email lee@example.org", "ip 2001:db8::1", "ip 203.0.113.9 (benign by the indicator; valid until 2026-02-01T00:00:00Z; exit)", "username kimlee", "handle github:kimlee-example",
		"url http://evil.example/a", "file_hash b3c4ae251f8094fa15b510051835c657eaef2a6cea46075d3aec964b14a99f68", "range 203.0.113.0/24",
		"domain login.evil.example (sign-in page)", "domain setup.exe", "asn AS64500",
		"! 17 domain-name:value not a plain value", "! 18 the object has the same key twice", "! 20 not an object with a type", "! 21 not an object with a type",
		"- file without a hash: 1", "- file:hashes.SSDEEP: 1", "- object malware: 1", "- pattern of the type yara: 1", "- pattern over file:name: 1",
		"- revoked indicator: 1", "- user-account without a login or an id: 1")
	expect(t, `{"type":"domain-name","value":"a.example"}`, Options{}, "domain a.example")
	expect(t, `[{"type":"domain-name","value":"a.example"},{"type":"domain-name","value":"b.example"}]`, Options{}, "domain a.example", "domain b.example")
}

func TestMISP(t *testing.T) {
	event := `{"Event":{"info":"x","Attribute":[
		{"type":"ip-dst|port","value":"203.0.113.7|443","to_ids":true,"comment":"c2"},
		{"type":"domain|ip","value":"evil.example|203.0.113.8","to_ids":"0"},
		{"type":"github-username","value":"kimlee-example","to_ids":false},
		{"type":"AS","value":64500,"to_ids":true},
		{"type":"link","value":"https://blog.example"}, {"type":"md5","value":"0749bae92ca336a02c83d126e04ec628","deleted":true},
		{"type":"email-src","value":"nobody"}, {"type":"email-src"}],
		"Object":[{"name":"user-account","Attribute":[{"type":"text","object_relation":"account-type","value":"Telegram"},
			{"type":"text","object_relation":"username","value":"kimlee_example"},{"type":"text","object_relation":"password","value":"x"},
			{"type":"email-src","object_relation":"email","value":"kim@example.org"}]},
			{"name":"file","deleted":true,"Attribute":[{"type":"md5","value":"1749bae92ca336a02c83d126e04ec628"}]}],
		"RelatedEvent":[{"Event":{"Attribute":[{"type":"domain","value":"related.example"}]}}]}}`
	want := []string{"email kim@example.org (not for detection)", "ip 203.0.113.7 (for detection: c2)", "ip 203.0.113.8 (not for detection)",
		"handle github:kimlee-example (not for detection)", "handle telegram:kimlee_example (not for detection)",
		"domain evil.example (not for detection)", "asn AS64500 (for detection)",
		"! 7 email-src not a value of the kind email", "! 8 not an attribute with a type and a value",
		"- attribute link: 1", "- attribute text: 2", "- deleted md5: 1", "- deleted object: 1"}
	for _, wrap := range []string{"%", `{"response":[%]}`, `{"response":%}`, "[%]"} {
		res := expect(t, strings.Replace(wrap, "%", event, 1), Options{}, want...)
		if res.Format != FormatMISP {
			t.Error(res.Format)
		}
	}
	expect(t, `{"response":{"Attribute":[{"type":"domain","value":"a.example","to_ids":true}]}}`, Options{}, "domain a.example (for detection)")
	indicator := `{"type":"bundle","objects":[{"type":"indicator","indicator_types":["benign"],"pattern":"[ipv4-addr:value = '203.0.113.9']"},
		{"type":"indicator","indicator_types":["malicious-activity"],"pattern":"[ipv4-addr:value = '203.0.113.10']"}]}`
	expect(t, indicator, Options{Bad: true}, "ip 203.0.113.10", "- indicator that says it is benign: 1")
	// Whom something was sent to is not bad for it.
	sent := `{"response":{"Attribute":[{"type":"target-email","value":"ann@example.org","to_ids":true},{"type":"email-dst","value":"bob@example.org","to_ids":false},
		{"type":"email-dst","value":"drop@example.org","to_ids":true},{"type":"email-src","value":"kim@example.org","to_ids":false}]}}`
	expect(t, sent, Options{Bad: true}, "email drop@example.org (for detection)", "email kim@example.org (not for detection)",
		"- email-dst of whom something was sent to: 1", "- target-email of whom something was sent to: 1")
	expect(t, sent, Options{}, "email ann@example.org (for detection)", "email bob@example.org (not for detection)", "email drop@example.org (for detection)",
		"email kim@example.org (not for detection)")
}

func TestJSONLists(t *testing.T) {
	expect(t, `["evil.example", "203.0.113.7", null, {"a":1}, [["deep"]], "kim"]`, Options{},
		"ip 203.0.113.7", "domain evil.example", "! 3 not a plain value", "! 4 not a plain value", "! 5 not a plain value", "! 6 "+whyUnknown)
	expect(t, `{"name":"VPN","type":"cidr","version":1,"list":["203.0.113.0/24","203.0.113.7","evil.example"]}`, Options{},
		"ip 203.0.113.7", "range 203.0.113.0/24", "! 3 not a value of the kind ip")
	expect(t, `{"type":"hostname","list":["setup.exe"]}`, Options{}, "domain setup.exe")
	if _, err := readText(t, `{"type":"regex","list":["x.*"]}`, Options{}); model.KindOf(err) != model.ErrUnsupported {
		t.Error(err)
	}
	for _, bad := range []string{`{"list":["a.example"]`, `{"list":["a.example"]} x`, `{"list":["a.example"]}{}`, `{"list":["a.example",]}`, `{"a":1}`, `{}`, `[]`,
		`{"list":["a.example"],"list":["b.example"]}`, `["a.example"`, `["\x"]`} {
		if _, err := readText(t, bad, Options{}); model.KindOf(err) != model.ErrInput {
			t.Errorf("%s: %v", bad, err)
		}
	}
	_, err := readText(t, "{\n\"list\":\n[1,,2]}", Options{})
	if err == nil || !strings.Contains(err.Error(), "near line 3") {
		t.Error(err)
	}
	// A list of addresses with ports is no JSON.
	expect(t, "[2001:db8::1]:443\n[2001:db8::2]\n", Options{}, "ip 2001:db8::1", "ip 2001:db8::2")
}

// TestHostileSTIX reads every adversarial bundle without trouble; the ones that
// are no JSON are refused as a whole.
func TestHostileSTIX(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(dataDir(t, "hostile", "stix-adversarial", "bundles"), "*.json"))
	if err != nil || len(files) != 38 {
		t.Fatal(len(files), err)
	}
	refused := map[string]string{"nan": "not whole JSON", "trailing-comma": "not whole JSON", "dup-keys": "holds no values"}
	rejected := map[string]string{"deep-5000": "nested more than 64 levels", "missing-type": "not an object with a type",
		"bundle-objects-string": "not an object with a type", "pattern-injection": "not a value of the kind email"}
	for _, f := range files {
		name := strings.TrimSuffix(filepath.Base(f), ".json")
		res, err := Read(context.Background(), f, Options{})
		if want := refused[name]; want != "" {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		sound(t, res)
		if len(res.Values) != 0 {
			t.Errorf("%s: %v", name, show(res))
		}
		if want := rejected[name]; (want != "") != (res.Rejected > 0) || want != "" && !strings.Contains(res.Rejects[0].Reason, want) {
			t.Errorf("%s: %v", name, show(res))
		}
	}
}

// TestHostileArchives refuses every archive.
func TestHostileArchives(t *testing.T) {
	dir := dataDir(t, "hostile", "archives")
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.Name() == "ORIGIN.md" {
			continue
		}
		_, err := Read(context.Background(), filepath.Join(dir, e.Name()), Options{})
		if k := model.KindOf(err); k != model.ErrInput && k != model.ErrLimit && k != model.ErrUnsupported {
			t.Errorf("%s: %v", e.Name(), err)
		}
	}
}
