package signal

import (
	"encoding/binary"
	"math"
	"reflect"
	"slices"
	"testing"
	"unicode/utf8"

	"github.com/seed-28a39f10/clew/model"
)

// hostile makes an account of any bytes: a few bytes choose what comes next.
type hostile struct{ b []byte }

func (h *hostile) byte() byte {
	if len(h.b) == 0 {
		return 0
	}
	c := h.b[0]
	h.b = h.b[1:]
	return c
}

func (h *hostile) int64() int64 {
	var w [8]byte
	h.b = h.b[copy(w[:], h.b):]
	return int64(binary.LittleEndian.Uint64(w[:]))
}

func (h *hostile) text() model.Untrusted {
	n := min(int(h.byte()), len(h.b))
	s := string(h.b[:n])
	h.b = h.b[n:]
	return model.Untrusted(s)
}

func (h *hostile) time() model.Time {
	switch h.byte() % 8 {
	case 0:
		return model.Time{}
	case 1:
		return model.Time{Milli: math.MaxInt64, Offset: math.MaxInt16}
	case 2:
		return model.Time{Milli: math.MinInt64, Offset: math.MinInt16}
	case 3:
		return model.Time{Milli: h.int64()}
	case 4:
		return model.Time{Milli: firstInstant + int64(h.byte())}
	case 5:
		return model.Time{Milli: lastInstant - int64(h.byte())}
	}
	return model.Time{Milli: 1_767_225_600_000 + int64(h.byte())*hourMilli}
}

func (h *hostile) pick(list ...string) model.Untrusted {
	if i := int(h.byte()) % (len(list) + 1); i < len(list) {
		return model.Untrusted(list[i])
	}
	return h.text()
}

func (h *hostile) degrees() float32 {
	switch h.byte() % 6 {
	case 0:
		return float32(math.NaN())
	case 1:
		return float32(math.Inf(1))
	case 2:
		return -180
	case 3:
		return 0
	}
	return float32(int8(h.byte()))
}

func (h *hostile) account() (*model.Account, []model.Event) {
	a := &model.Account{CreatedAt: h.time(), FirstSeen: h.time(), LastSeen: h.time()}
	for range h.byte() % 8 {
		a.Facts = append(a.Facts, model.Fact{Field: model.Field(h.byte()),
			Value: h.pick("US", "DE", "Asia/Tokyo", "+09:00", "-12:00", "Local", "Київ", "voip", "\xff\xfe", "")})
	}
	for range h.byte() % 16 {
		a.Identifiers = append(a.Identifiers, model.Identifier{Kind: model.Kind(h.byte()), Status: model.Status(h.byte() % 6),
			Value:     h.pick("+12025550123", "GB82WEST12345698765432", "GB", "+", "@", "mfa-7", "192.0.2.1", "1 a st germany", " germany", ""),
			FirstSeen: h.time(), LastSeen: h.time()})
	}
	for range h.byte() % 4 {
		a.Flags = append(a.Flags, model.Flag{Source: h.text(), Reason: h.text(), Score: h.byte(), Time: h.time()})
	}
	var events []model.Event
	for range h.byte() {
		events = append(events, model.Event{Time: h.time(), IP: h.pick("192.0.2.1", "2001:db8::1", "::ffff:203.0.113.1", "fe80::1%eth0", "1.2.3"),
			Country: string(h.pick("US", "SG", "ZZ", "d", "\x00\xff")), Latitude: h.degrees(), Longitude: h.degrees(),
			DeviceID: h.pick("d"), UserAgent: h.pick("curl/8"), Result: model.Result(h.byte() % 5)})
	}
	return a, events
}

func FuzzCompute(f *testing.F) {
	f.Add([]byte{}, uint8(0))
	f.Add([]byte("\x06\x06\x06\x02\x06\x00\x08\x02\x04\x04\x00\x00\x06\x01\x06\x01\x00\xff"), uint8(7))
	for seed := range uint64(24) {
		b := make([]byte, 40*(1+seed))
		x := seed
		for i := range b {
			x = x*6364136223846793005 + 1442695040888963407
			b[i] = byte(x >> 56)
		}
		f.Add(b, uint8(seed))
	}
	f.Fuzz(func(t *testing.T, b []byte, parts uint8) {
		h := hostile{b}
		a, events := h.account()
		env := testEnv
		if parts&1 != 0 {
			env.Network, env.Exits, env.Carriers = nil, false, false
		}
		if parts&2 != 0 {
			env.Holders = nil
		}
		if parts&4 != 0 {
			env.LogFrom = h.time()
		}
		got := Compute(a, events, &env)
		for i, s := range got {
			bit, ok := Bit(s.Code)
			if !ok || !entries[bit].Computed || s.Severity < 1 || s.Severity > entries[bit].Severity || s.Facts == "" || s.Counter == "" {
				t.Errorf("%+v is not in the catalogue like that", s)
			}
			if i > 0 && got[i-1].Code >= s.Code {
				t.Errorf("%s after %s", s.Code, got[i-1].Code)
			}
			if len(s.Facts) > 2000 || len(s.Counter) > 2000 {
				t.Errorf("%s takes %d and %d bytes", s.Code, len(s.Facts), len(s.Counter))
			}
		}
		// The order of the events is nothing.
		slices.Reverse(events)
		if again := Compute(a, events, &env); !reflect.DeepEqual(again, got) {
			t.Errorf("%+v\nin another order\n%+v", got, again)
		}
		fit := FitHours(events)
		if math.IsNaN(fit.Bits) || fit.Offset < -690 || fit.Offset > 720 || fit.From > fit.Offset || fit.To < fit.Offset || fit.Active > len(events) || fit.Days > fit.Active {
			t.Errorf("%+v", fit)
		}
		score, rows := Score(a, got)
		s := sum(rows)
		if math.IsNaN(s) || math.Abs(100/(1+math.Exp2(-s))-float64(score)) > .5+1e-9 {
			t.Errorf("%d of %+v", score, rows)
		}
		if bits, with := Beside(rows, math.Float64frombits(uint64(h.int64()))); math.IsNaN(bits) || bits < 0 || with < score || with > 100 {
			t.Errorf("%v bits beside a score of %d make it %d", bits, score, with)
		}
	})
}

func FuzzQuote(f *testing.F) {
	f.Add("a")
	f.Add("日本語日本語日本語日本語日本語日本語日本語日本語")
	f.Add("\xff\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80")
	f.Fuzz(func(t *testing.T, s string) {
		q := quote(s)
		if len(q) > maxQuote+2+len("…") || utf8.ValidString(s) && !utf8.ValidString(q) {
			t.Errorf("%q becomes %q", s, q)
		}
	})
}
