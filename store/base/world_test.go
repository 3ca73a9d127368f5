package base

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/seed-28a39f10/clew/model"
)

// world makes up rows about a number of accounts, with values that are hostile
// now and then and shared often.
type world struct {
	r     *rand.Rand
	n     int // accounts
	plain bool
	line  uint64
}

func newWorld(seed uint64, accounts int) *world {
	return &world{r: rand.New(rand.NewPCG(seed, 1)), n: accounts}
}

var nasty = []string{
	"\x00", "\x01", "\x00\x01", "\x01\x02", "a\x00b", "a\x01b", "line\nbreak", "\n", "\r\n", "\xff\xfe", "\x80", "a\xc3",
	"\x1b[31mred\x1b[0m", "=1+1", "\u202eabc", "İstanbul", "straße", "e\u0301", "김민준", "李小龙\n", "🦊", " ", ":", "a:b", "::",
	strings.Repeat("x", maxValue-1), strings.Repeat("x", maxValue), strings.Repeat("x", maxValue+1),
	strings.Repeat("x", maxValue-33), strings.Repeat("x", maxValue-32), strings.Repeat("\x00", 1500),
	strings.Repeat("long ", 400) + "one", strings.Repeat("long ", 400) + "two", strings.Repeat("é", 5000),
}

func (w *world) value(ordinary string) model.Untrusted {
	if !w.plain && w.r.IntN(12) == 0 {
		return model.Untrusted(nasty[w.r.IntN(len(nasty))])
	}
	return model.Untrusted(ordinary)
}

func (w *world) time() model.Time {
	switch w.r.IntN(8) {
	case 0:
		return model.Time{}
	case 1:
		return model.Time{Milli: -w.r.Int64N(2e12) - 1, Offset: int16(w.r.IntN(2881) - 1440)}
	case 2:
		return model.Time{Offset: 60} // unknown all the same
	case 3: // few, so that they tie
		return model.Time{Milli: 1_600_000_000_000 + w.r.Int64N(3), Offset: int16(w.r.IntN(3) * 60)}
	}
	return model.Time{Milli: 1_500_000_000_000 + w.r.Int64N(2e11)/1000*1000, Offset: int16(w.r.IntN(5) * 60)}
}

func pick[T any](r *rand.Rand, list ...T) T { return list[r.IntN(len(list))] }

func (w *world) id(k int) model.AccountID {
	platform := []string{"outlook", "okta", "github", "p\x00l", "p\x01l"}[k%5]
	switch {
	case w.plain || k%11 != 0:
		return model.AccountID{Platform: platform, Native: model.Untrusted(fmt.Sprintf("id-%d", k))}
	}
	return model.AccountID{Platform: platform, Native: model.Untrusted(fmt.Sprintf("%s%d", nasty[k/11%len(nasty)], k))}
}

var kinds = []model.Kind{model.KindEmail, model.KindDevice, model.KindIP, model.KindPhone, model.KindWallet, model.KindName, model.KindURL}

func (w *world) identifier(k int) model.Identifier {
	r := w.r
	id := model.Identifier{Kind: kinds[r.IntN(len(kinds))], Status: pick(r, 0, 0, 0, 0, 0, model.StatusInvalid, model.StatusPlaceholder)}
	switch r.IntN(6) {
	case 0:
		id.Value = "everybody" // a long list
	case 1, 2: // shared by few
		id.Value = w.value(fmt.Sprintf("v%d", r.IntN(w.n/3+1)))
	default:
		id.Value = w.value(fmt.Sprintf("own%d-%d", k, r.IntN(3)))
	}
	if id.Kind == model.KindEmail {
		id.Value += model.Untrusted("@" + pick(r, "example.com", "EXAMPLE.org", "x\x00y", ""))
	}
	if r.IntN(3) == 0 {
		id.Raw = w.value("raw " + string(id.Value[:min(5, len(id.Value))]))
	}
	if r.IntN(2) == 0 {
		id.FirstSeen, id.LastSeen = w.time(), w.time()
	}
	return id
}

func (w *world) event(k int) model.Event {
	r := w.r
	e := model.Event{Time: w.time(), Action: w.value("signin"), IP: w.value("192.0.2.1"), ASN: r.Uint32(), ASOrg: w.value("AS"),
		Country: pick(r, "", "US", "KR"), Region: w.value("r"), City: w.value("c"), Latitude: r.Float32(), Longitude: -r.Float32(),
		DeviceID: w.value("d"), UserAgent: w.value("ua"), ClientApp: w.value("app"), SessionID: w.value("s"),
		Result: model.Result(r.IntN(4)), Detail: w.value("detail")}
	if r.IntN(2) == 0 {
		e.ID = model.Untrusted(fmt.Sprintf("e%d", r.IntN(40)))
	}
	return e
}

func (w *world) row(k int) model.Row {
	r := w.r
	w.line += uint64(r.IntN(3))
	a := model.Account{ID: w.id(k), CreatedAt: w.time(), FirstSeen: w.time(), LastSeen: w.time()}
	for range r.IntN(8) {
		a.Facts = append(a.Facts, model.Fact{Field: model.Field(1 + r.IntN(13)), Value: w.value(pick(r, "Lena Park", "KEN", "us", "DE", "", "x")), AsOf: w.time()})
	}
	for range r.IntN(12) {
		a.Identifiers = append(a.Identifiers, w.identifier(k))
	}
	for range r.IntN(3) {
		a.Flags = append(a.Flags, model.Flag{Source: w.value(pick(r, "vendor", "Vendor", "")), Reason: w.value("bulk"), Score: uint8(r.IntN(101)), Time: w.time()})
	}
	for range r.IntN(3) {
		a.Signals = append(a.Signals, model.Signal{Code: pick(r, "NET-VPN", "DEV-SHARED", "X-1"), Facts: w.value("f"), Counter: w.value("c"), Severity: uint8(r.IntN(4))})
	}
	for range r.IntN(3) {
		a.Tags = append(a.Tags, w.value(pick(r, "Ring", "ring", "RING", "b", "")))
	}
	row := model.Row{Line: w.line, Account: a}
	if r.IntN(3) == 0 {
		for range r.IntN(6) {
			row.Events = append(row.Events, w.event(k))
		}
	}
	row.Raw = model.Untrusted(fmt.Sprintf("line %d %s", w.line, nasty[w.line%uint64(len(nasty))]))
	return row
}

// rows makes up n rows with lines in order.
func (w *world) rows(n int) []model.Row {
	w.line = 1
	out := make([]model.Row, n)
	for i := range out {
		out[i] = w.row(w.r.IntN(w.n))
	}
	return out
}

// heavy makes up rows, for a file that has as many lines, of one account with
// very many identifiers and of one with very many events.
func (w *world) heavy(lines uint64) []model.Row {
	w.line = lines + 1
	big := model.Row{Line: w.line, Raw: "big", Account: model.Account{ID: model.AccountID{Platform: "outlook", Native: "many-ids"}}}
	for i := range 20_000 {
		big.Account.Identifiers = append(big.Account.Identifiers, model.Identifier{Kind: model.KindDevice, Value: model.Untrusted(fmt.Sprintf("big-%d", i))})
	}
	rows := []model.Row{big}
	for i := range 100 {
		w.line++
		row := model.Row{Line: w.line, Raw: model.Untrusted(fmt.Sprintf("busy %d", i)), Account: model.Account{ID: model.AccountID{Platform: "okta", Native: "busy"}}}
		for range 50 {
			e := w.event(0)
			e.ID = model.Untrusted(fmt.Sprintf("busy-%d-%d", i, w.r.IntN(1<<30)))
			row.Events = append(row.Events, e)
		}
		rows = append(rows, row)
	}
	return rows
}
