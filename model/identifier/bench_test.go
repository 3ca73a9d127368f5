package identifier

import (
	"testing"

	"github.com/seed-28a39f10/clew/model"
)

func BenchmarkIdentify(b *testing.B) {
	for _, bc := range []struct {
		name string
		kind model.Kind
		raw  []model.Untrusted
	}{
		{"email/canonical", model.KindEmail, []model.Untrusted{"kim.lee@corp.example", "john@gmail.com", "a.b-c@mail.example.org"}},
		{"email/gmail", model.KindEmail, []model.Untrusted{"J.o.h.n+jobs@GoogleMail.com"}},
		{"phone/e164", model.KindPhone, []model.Untrusted{"+14155552671", "+442071838750", "+8501912349999"}},
		{"phone/spaced", model.KindPhone, []model.Untrusted{"+1 (415) 555-2671"}},
		{"phone/national-cached", model.KindPhone, []model.Untrusted{"020 7183 8750"}},
		{"ip/v4", model.KindIP, []model.Untrusted{"203.0.113.77", "8.8.8.8", "198.51.100.200"}},
		{"ip/v6", model.KindIP, []model.Untrusted{"2001:db8:85a3::8a2e:370:7334"}},
		{"ip/port", model.KindIP, []model.Untrusted{"203.0.113.77:443"}},
		{"device/guid", model.KindDevice, []model.Untrusted{"6f9619ff-8b86-d011-b42d-00c04fc964ff"}},
		{"device/short", model.KindDevice, []model.Untrusted{"dev-0012ab"}},
		{"device/upper", model.KindDevice, []model.Untrusted{"6F9619FF-8B86-D011-B42D-00C04FC964FF"}},
		{"fingerprint", model.KindFingerprint, []model.Untrusted{"769eb4a1edd3a5b5e7f2e8c2e8b5f1b2"}},
		{"session", model.KindSession, []model.Untrusted{"sess_01hqz3k8v9w2xyabcd"}},
		{"wallet/evm", model.KindWallet, []model.Untrusted{"0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"}},
		{"wallet/eip55", model.KindWallet, []model.Untrusted{"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"}},
		{"wallet/base58", model.KindWallet, []model.Untrusted{"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"}},
		{"wallet/bech32", model.KindWallet, []model.Untrusted{"bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"}},
		{"iban", model.KindIBAN, []model.Untrusted{"DE89370400440532013000"}},
		{"card", model.KindCard, []model.Untrusted{"4111111111111111"}},
		{"payment", model.KindPayment, []model.Untrusted{"Xt5EWLLDS7FJjR1c"}},
		{"name/canonical", model.KindName, []model.Untrusted{"kim lee"}},
		{"name/ascii", model.KindName, []model.Untrusted{"Dr. Ada Lovelace", "Kim Jong-Su"}},
		{"name/hangul", model.KindName, []model.Untrusted{"김철수"}},
		{"username", model.KindUsername, []model.Untrusted{"kimlee1987"}},
		{"handle", model.KindHandle, []model.Untrusted{"github:octocat"}},
		{"url/canonical", model.KindURL, []model.Untrusted{"https://corp.example/path/to"}},
		{"url/raw", model.KindURL, []model.Untrusted{"HTTPS://www.Corp.Example/a?utm_source=x&id=7#f"}},
		{"address", model.KindAddress, []model.Untrusted{"1 Main Street, Apt. 5, Springfield"}},
		{"file_hash", model.KindFileHash, []model.Untrusted{"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"}},
		{"document", model.KindDocument, []model.Untrusted{"M12345679"}},
		{"account", model.KindAccount, []model.Untrusted{"okta:00uabc"}},
	} {
		b.Run(bc.name, func(b *testing.B) {
			c := New(testKey, "GB")
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				c.Identify(bc.kind, bc.raw[i%len(bc.raw)], "")
			}
		})
	}
}

func BenchmarkFold(b *testing.B) {
	for _, bc := range []struct {
		name string
		raw  model.Untrusted
	}{{"ascii", "Ada King Lovelace"}, {"hangul", "김철수"}} {
		b.Run(bc.name, func(b *testing.B) {
			var buf []byte
			b.ReportAllocs()
			for b.Loop() {
				buf = Fold(buf[:0], bc.raw)
			}
		})
	}
}

func BenchmarkCountry(b *testing.B) {
	for _, raw := range []model.Untrusted{"KR", "South Korea", "Seoul, Seoul, KR"} {
		b.Run(string(raw), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Country(raw)
			}
		})
	}
}

func BenchmarkTokens(b *testing.B) {
	c := New(nil, "")
	for kind, raw := range map[model.Kind]model.Untrusted{
		model.KindEmail: "kim.lee99@corp.example", model.KindIP: "203.0.113.7", model.KindName: "Kim Chol-Su",
		model.KindWallet: "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", model.KindUsername: "kimlee99",
	} {
		id := c.Identify(kind, raw, "")
		b.Run(kind.String(), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Tokens(id)
			}
		})
	}
}
