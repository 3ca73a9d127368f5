package watchlist

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/identifier"
	"github.com/seed-28a39f10/clew/model/watch"
)

const mixed = `# a list
; with two kinds of comment

kim[at]example[.]org   # seen in May
Kim@Example.org
203.0.113.7:443
203[.]0[.]113[.]0/24 ; rented
198.51.100.9/24
198.51.100.8/32
2001:DB8:5::1/48
::ffff:198.51.100.0/120
as64500
*.Evil.example
www.evil.example
evil.example:8443
hxxps://files[.]evil[.]example/a#b
B3C4AE251F8094FA15B510051835C657EAEF2A6CEA46075D3AEC964B14A99F68
+1 202 555 0123
handle:github:kimlee-example
username:kimlee
domain:setup.exe
x@gmial.com
setup.exe
kimlee
com
co.uk
co.cc
0.0.0.0/0
8.0.0.0/7
2000::/15
::/16
10.0.0.0/8
172.16.5.0/24
fe80::/16
192.168.1.1
0.0.0.0
n/a
AS0
AS64512
1.2.3.4/33
wallet:0x52908400098527886E0F7030069857D2E4169EE8
/gate.php
test@example.com
`

func TestList(t *testing.T) {
	expect(t, mixed, Options{},
		"email kim@example.org (seen in May)", "email x@gmial.com", "phone +12025550123", "ip 198.51.100.8", "ip 203.0.113.7",
		"wallet 0x52908400098527886e0f7030069857d2e4169ee8", "username kimlee", "handle github:kimlee-example",
		"url https://files.evil.example/a", "file_hash b3c4ae251f8094fa15b510051835c657eaef2a6cea46075d3aec964b14a99f68",
		"range 198.51.100.0/24", "range 2001:db8:5::/48", "range 203.0.113.0/24 (rented)",
		"domain co.cc", "domain evil.example", "domain setup.exe", "asn AS64500",
		"! 23 "+whyFileName, "! 24 "+whyUnknown, "! 25 "+whyUnknown, "! 26 "+whyRegistry,
		"! 28 "+whyWide, "! 29 "+whyWide, "! 30 "+whyWide, "! 31 "+whyWide, "! 32 "+whyPrivate, "! 33 "+whyPrivate, "! 34 "+whyPrivate,
		"! 35 "+whyPrivate, "! 36 "+whyPrivate, "! 37 "+whyUnknown, "! 38 "+whyNoASN, "! 39 "+whyPrivateASN, "! 40 "+whyUnknown,
		"! 42 "+whyUnknown, "! 43 "+whyPlaceholder)
}

// TestRaw keeps what stood in the file where it differs.
func TestRaw(t *testing.T) {
	res := expect(t, "evil.example\n203[.]0[.]113[.]0/24\nbad[.]example\n", Options{}, "range 203.0.113.0/24", "domain bad.example", "domain evil.example")
	if res.Values[0].Raw != "203[.]0[.]113[.]0/24" || res.Values[1].Raw != "bad[.]example" || res.Values[2].Raw != "" {
		t.Errorf("%+v", res.Values)
	}
}

// TestOrder gives the same result for the same lines in any order.
func TestOrder(t *testing.T) {
	lines := strings.Split(mixed, "\n")
	want, err := readText(t, mixed, Options{})
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		rng.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
		got, err := readText(t, strings.Join(lines, "\n"), Options{})
		if err != nil {
			t.Fatal(err)
		}
		for i := range got.Values { // of equal values the first one's spelling is kept
			got.Values[i].Raw, want.Values[i].Raw = "", ""
		}
		if !slices.Equal(got.Values, want.Values) || got.Rejected != want.Rejected {
			t.Fatalf("%v\n%v", show(got), show(want))
		}
	}
}

func TestGivenKind(t *testing.T) {
	expect(t, "kimlee\nLee.Example\nnull\n", Options{Kind: model.KindUsername}, "username kimlee", "username lee.example", "! 3 "+whyPlaceholder)
	expect(t, "setup.exe\ncom\n64500\n", Options{Form: watch.FormDomain}, "domain setup.exe", "! 2 "+whyRegistry, "! 3 "+whyRegistry)
	expect(t, "64500\nAS64501\n+1\n", Options{Form: watch.FormASN}, "asn AS64500", "asn AS64501", "! 3 "+whyNoASN)
	expect(t, "203.0.113.0/24\n203.0.113.1\n", Options{Form: watch.FormRange}, "ip 203.0.113.1", "range 203.0.113.0/24")
}

func TestReferences(t *testing.T) {
	expect(t, "# Copyright nobody\n\n# Reference: https://a.example/1\n# Reference: https://a.example/2\n\nx1.example\n"+
		"x2.example # own\n# Aliases: none\n# Reference: https://b.example\nx3.example\n", Options{},
		"domain x1.example (https://a.example/1 https://a.example/2)", "domain x2.example (own)", "domain x3.example (https://b.example)")
}

// TestCards never keeps a card number, wherever it stands.
func TestCards(t *testing.T) {
	const pan = "4111 1111 1111 1111"
	for _, o := range []Options{{}, {Kind: model.KindCard}, {Kind: model.KindCard, Canonicaliser: identifier.New(make([]byte, 32), "")}} {
		res, err := readText(t, pan+"\n4111111111111111x\nevil.example # paid with "+pan+"\nlogin 4111-1111-1111-1111\n", o)
		if err != nil {
			t.Fatal(err)
		}
		var text []string
		for _, v := range res.Values {
			text = append(text, string(v.Value), string(v.Raw), string(v.Note))
		}
		for _, x := range res.Rejects {
			text = append(text, string(x.Raw))
		}
		if all := strings.NewReplacer(" ", "", "-", "").Replace(strings.Join(text, "|")); strings.Contains(all, "411111111111") {
			t.Errorf("%v: %s", o.Kind, all)
		}
		if o.Canonicaliser != nil && !strings.HasPrefix(string(res.Values[0].Value), "bin:411111:") {
			t.Errorf("%+v", res.Values)
		}
	}
}

func TestPacked(t *testing.T) {
	want, err := readText(t, mixed, Options{})
	if err != nil {
		t.Fatal(err)
	}
	var gz, zs bytes.Buffer
	g := gzip.NewWriter(&gz)
	g.Write([]byte(mixed))
	g.Close()
	z, _ := zstd.NewWriter(&zs)
	z.Write([]byte(mixed))
	z.Close()
	wide := []byte{0xff, 0xfe}
	for _, c := range []byte(mixed) {
		wide = append(wide, c, 0)
	}
	for name, data := range map[string][]byte{"plain": []byte(mixed), "bom": []byte("\xef\xbb\xbf" + mixed), "gz": gz.Bytes(), "zst": zs.Bytes(),
		"utf-16": wide, "crlf": []byte(strings.ReplaceAll(mixed, "\n", "\r\n")), "cr": []byte(strings.ReplaceAll(mixed, "\n", "\r"))} {
		res, err := Read(context.Background(), writeTemp(t, name, data), Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if sum := sha256.Sum256(data); res.SHA256 != sum || res.Size != int64(len(data)) {
			t.Errorf("%s: %d bytes, %s", name, res.Size, hex.EncodeToString(res.SHA256[:]))
		}
		if !slices.Equal(res.Values, want.Values) || !reflect.DeepEqual(res.Rejects, want.Rejects) {
			t.Errorf("%s: %v", name, show(res))
		}
	}
	if _, err := Read(context.Background(), writeTemp(t, "cut.gz", gz.Bytes()[:gz.Len()-9]), Options{}); model.KindOf(err) != model.ErrInput {
		t.Errorf("cut short: %v", err)
	}
}

func TestRefused(t *testing.T) {
	big := []byte(strings.Repeat("# nothing\n", 100))
	var bomb bytes.Buffer
	g := gzip.NewWriter(&bomb)
	g.Write(make([]byte, 65<<20))
	g.Close()
	for name, c := range map[string]struct {
		data []byte
		kind model.ErrorKind
	}{
		"empty": {nil, model.ErrInput}, "space": {[]byte(" \n"), model.ErrInput}, "comments": {big, model.ErrInput}, "binary": {[]byte("a\x00b"), model.ErrInput},
		"zip": {[]byte("PK\x03\x04xxxx"), model.ErrUnsupported}, "bomb": {bomb.Bytes(), model.ErrLimit},
		"odd": {[]byte("\xff\xfea"), model.ErrInput},
	} {
		if _, err := Read(context.Background(), writeTemp(t, name, c.data), Options{}); model.KindOf(err) != c.kind {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, path := range []string{t.TempDir(), filepath.Join(t.TempDir(), "none")} {
		if _, err := Read(context.Background(), path, Options{}); model.KindOf(err) != model.ErrInput {
			t.Errorf("%s: %v", path, err)
		}
	}
	path := filepath.Join(t.TempDir(), "large")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, maxSize+1); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(context.Background(), path, Options{}); model.KindOf(err) != model.ErrLimit {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Read(ctx, writeTemp(t, "list", []byte(mixed)), Options{}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestLimits(t *testing.T) {
	r := newReader(context.Background(), "test", Options{})
	r.most = 2
	if err := r.text("a1.example\na2.example\na3.example\n"); model.KindOf(err) != model.ErrLimit {
		t.Error(err)
	}
	expect(t, "a1.example\n"+strings.Repeat("x", maxLine+1)+"\na2.example\n", Options{}, "domain a1.example", "domain a2.example", "! 2 "+whyLong)
	res, err := readText(t, "a.example\n"+strings.Repeat("?\n", 3000), Options{})
	if err != nil || res.Rejected != 3000 || len(res.Rejects) != maxRejects {
		t.Error(err, res.Rejected)
	}
	res, err = readText(t, "evil.example # "+strings.Repeat("é", 1000), Options{})
	if err != nil || len(res.Values[0].Note) != watch.MaxNote {
		t.Error(err, len(res.Values[0].Note))
	}
}
