package identifier

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
)

func TestWallet(t *testing.T) {
	run(t, model.KindWallet, "", []identifyCase{
		// EIP-55, all caps, all lower, normal.
		{"0x52908400098527886E0F7030069857D2E4169EE7", "0x52908400098527886e0f7030069857d2e4169ee7", ok},
		{"0x8617E340B3D01FA5F11F306F4090FD50E238070D", "0x8617e340b3d01fa5f11f306f4090fd50e238070d", ok},
		{"0xde709f2102306220921060314715629080e2fb77", kept, ok},
		{"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", ok},
		{"0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359", "0xfb6916095ca1df60bb79ce92ce3ea74c37c5d359", ok},
		{"0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB", "0xdbf03b407c01e7cd3cbea99509d93f8dddc8c6fb", ok},
		{"0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb", "0xd1220a0cf47c7b9be7a2e6ba89f429762e7b9adb", ok},
		{"ethereum:0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed@1?value=1", "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", ok},
		{"5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", ok},
		{"0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", kept, suspect}, // one letter's case
		{"0x5aaeb6053f3e94c9b9a09f33669435e7ef1beae", kept, suspect},  // 39 digits
		{"0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaedd", kept, suspect},
		{"0x0000000000000000000000000000000000000000", kept, placeheld},
		{"0x000000000000000000000000000000000000dEaD", kept, placeheld},
		{"0x000000000000000000000000000000000000dead", kept, placeheld},
		// BIP-13 and the genesis block.
		{"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", kept, ok},
		{"3P14159f73E4gFr7JterCCQh9QjiTjiZrG", kept, ok},
		{"bitcoin:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa?amount=1", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", ok},
		{"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", kept, suspect},
		{"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfN", kept, suspect},
		{"1A1zP1eP5QGefi2DMPTfTL5SLmv7Divf0a", kept, suspect}, // no zero in base58
		// BIP-173 and BIP-350.
		{"BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", ok},
		{"tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7", kept, ok},
		{"bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", kept, ok},
		{"bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", kept, suspect},                     // checksum
		{"bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4", kept, suspect}, // a digit it leaves out
		{"tb1z0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqglt7rf", kept, suspect}, // bech32 where bech32m is due
		{"bc1qW508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", kept, suspect},                     // mixed case
		// The CashAddr specification.
		{"bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a", kept, ok},
		{"BITCOINCASH:QPM2QSZNHKS23Z7629MMS6S4CWEF74VCWVY22GDX6A", "bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a", ok},
		{"qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a", "bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a", ok},
		{"bitcoincash:ppm2qsznhks23z7629mms6s4cwef74vcwvn0h829pq", kept, ok},
		{"bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6b", kept, suspect},
		// The XRP Ledger's account of last resort and its black hole, a Stellar
		// key of SEP-23, the Monero project's donation address.
		{"rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh", kept, ok},
		{"rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTi", kept, suspect},
		{"GA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVSGZ", kept, ok},
		{"GA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVSGA", kept, suspect},
		{"888tNkZrPN6JsEgekjMnABU4TBzc2Dt29EPAvkRxbANsAnjyPbb3iQ1YBRk1UXcdRsiKc9dhwMVgN5S9cQUiyoogDavup3H", kept, ok},
		{"888tNkZrPN6JsEgekjMnABU4TBzc2Dt29EPAvkRxbANsAnjyPbb3iQ1YBRk1UXcdRsiKc9dhwMVgN5S9cQUiyoogDavup3J", kept, suspect},
		// The contract of USDT on TRON, as its nodes write it; on Solana.
		{"TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", kept, ok},
		{"41a614f803b6fd780986a42c78ec9c7f77e6ded13c", "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", ok},
		{"Es9vMFrzaCERmJfrF4H2FYD4KCoNkY11McCe8BenwNYB", kept, ok},
		// A WIF private key is none of our business and no address.
		{"5KYZdUEo39z3FPrtuX2QbbwGnNP5zTd7yyr2SC1j299sBCnWjss", kept, suspect},
		{"hello", kept, invalid},
		{"this is not a wallet at all", kept, invalid},
	})
}

func TestWalletKey(t *testing.T) {
	c := New(nil, "")
	key := func(raw string) string {
		for _, tok := range Tokens(c.Identify(model.KindWallet, model.Untrusted(raw), "")) {
			return tok.Name + "=" + string(tok.Value)
		}
		return ""
	}
	// The pairs of the CashAddr specification and of BIP-173 are of one key.
	for _, pair := range [][2]string{
		{"bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a", "1BpEi6DfDAUFd7GtittLSdBeYJvcoaVggu"},
		{"bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMH"},
		{"TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "0xa614f803b6fd780986a42c78ec9c7f77e6ded13c"},
	} {
		if a, b := key(pair[0]), key(pair[1]); a != b || a == "" {
			t.Errorf("%v: %q and %q", pair, a, b)
		}
	}
	if k := key("3P14159f73E4gFr7JterCCQh9QjiTjiZrG"); k != "" {
		t.Errorf("a script has no key of its own: %s", k)
	}
}

// TestSanctionedWallets reads every address of the sanctions list: all of them
// are in use, so none may be called wrong.
func TestSanctionedWallets(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(realData(t, "ofac-digital-currency"), "*.txt"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no lists: %v", err)
	}
	c := New(testKey, "")
	n := 0
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		for lines := bufio.NewScanner(f); lines.Scan(); {
			raw := strings.TrimSpace(lines.Text())
			id := c.Identify(model.KindWallet, model.Untrusted(raw), "")
			if id.Status != ok {
				t.Errorf("%s: %s is %s", filepath.Base(name), raw, id.Status)
			}
			checkPromises(t, c, model.KindWallet, raw, id)
			n++
		}
		f.Close()
	}
	if n < 600 {
		t.Errorf("only %d addresses", n)
	}
}

func TestIBAN(t *testing.T) {
	run(t, model.KindIBAN, "", []identifyCase{
		// The examples of the IBAN registry (ISO 13616).
		{"GB29 NWBK 6016 1331 9268 19", "GB29NWBK60161331926819", ok},
		{"DE89370400440532013000", kept, ok},
		{"fr14 2004 1010 0505 0001 3m02 606", "FR1420041010050500013M02606", ok},
		{"NL91ABNA0417164300", kept, ok},
		{"CH9300762011623852957", kept, ok},
		{"NO9386011117947", kept, ok},
		{"MT84MALT011000012345MTLCAST001S", kept, ok},
		{"AE070331234567890123456", kept, ok},
		{"SA0380000000608010167519", kept, ok},
		{"IBAN: BE68-5390-0754-7034", "BE68539007547034", ok},
		{"DE89370400440532013001", kept, suspect},
		{"DE8937040044053201300", kept, suspect},
		{"XX89370400440532013000", kept, suspect},
		{"12345", kept, invalid},
	})
}

func TestCard(t *testing.T) {
	const visa = "4111111111111111"
	c := New(testKey, "")
	a := c.Identify(model.KindCard, visa, "")
	b := c.Identify(model.KindCard, "4111 1111-1111 1111", "")
	p := c.Identify(model.KindPayment, "４１１１１１１１１１１１１１１１", "")
	if a.Status != ok || a.Value != b.Value || p != a || !hashedCard(string(a.Value)) {
		t.Errorf("%+v\n%+v\n%+v", a, b, p)
	}
	if a.Raw != "411111******1111" || b.Raw != a.Raw {
		t.Errorf("raw %q, %q", a.Raw, b.Raw)
	}
	if other := New([]byte("another key"), "").Identify(model.KindCard, visa, ""); other.Value == a.Value {
		t.Error("the hash does not depend on the key")
	}
	if id := New(nil, "").Identify(model.KindCard, visa, ""); id.Status != suspect || id.Value != "411111******1111" {
		t.Errorf("without a key: %+v", id)
	}
	for _, tc := range []struct {
		kind   model.Kind
		raw    string
		want   model.Kind
		value  string
		rawOut string
		status model.Status
	}{
		{model.KindCard, "4111111111111112", model.KindCard, "411111******1112", "", suspect},
		{model.KindCard, "411111******1111", model.KindCard, "411111******1111", "", suspect},
		{model.KindCard, "**** 1111", model.KindCard, "**** 1111", "", suspect},
		{model.KindCard, "Xt5EWLLDS7FJjR1c", model.KindPayment, "Xt5EWLLDS7FJjR1c", "", ok},
		{model.KindPayment, "Xt5EWLLDS7FJjR1c", model.KindPayment, "Xt5EWLLDS7FJjR1c", "", ok},
		{model.KindPayment, "1700000000001", model.KindPayment, "1700000000001", "", ok},
		{model.KindCard, "card 4111 1111 1111 1111 exp 12/29", model.KindCard, "card 411111******1111 exp 12/29", "", suspect},
		{model.KindPayment, "4111111111111111=29121010", model.KindPayment, "411111******1111=29121010", "", suspect},
		{model.KindPayment, "a 4111\u200b1111\x00\xff1111 1111", model.KindPayment, "a 411111******1111", "", suspect},
		{model.KindCard, "0000 0000 0000 0000", model.KindCard, "0000 0000 0000 0000", "", placeheld},
	} {
		id := c.Identify(tc.kind, model.Untrusted(tc.raw), "")
		if id.Kind != tc.want || string(id.Value) != tc.value || id.Status != tc.status || string(id.Raw) != tc.rawOut {
			t.Errorf("%s %q: %s %q %q %s", tc.kind, tc.raw, id.Kind, id.Value, id.Raw, id.Status)
		}
		checkPromises(t, c, tc.kind, tc.raw, id)
	}
}

func TestDocument(t *testing.T) {
	run(t, model.KindDocument, "", []identifyCase{
		{"M 1234-5679", "M12345679", ok},
		{"ab.123/45", "AB12345", ok},
		{"X12", kept, suspect},
		{"123456789", kept, placeheld},
		{"XXXXXXX", kept, placeheld},
		{"----", kept, placeheld},
	})
}
