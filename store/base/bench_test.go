package base

import (
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store/kv/bolt"
)

// benchAccounts is how many accounts the benchmarks use; CLEW_BENCH_ACCOUNTS
// overrides it.
var benchAccounts = sync.OnceValue(func() int {
	if n, err := strconv.Atoi(os.Getenv("CLEW_BENCH_ACCOUNTS")); err == nil {
		return n
	}
	return 200_000
})

var (
	givenNames  = []string{"Lena", "Ken", "Ada", "Zoë", "김민준", "Omar", "李娜", "Ivan", "Maria", "Noor", "Sam", "Tove"}
	familyNames = []string{"Park", "Osborne", "Okafor", "Ribeiro", "Larsen", "Kimura", "Novak", "Haddad", "Weiss", "Mbeki"}
	countries   = []model.Untrusted{"US", "DE", "KR", "BR", "NG", "JP", "IN"}
)

// benchRow makes up account i: ten identifiers, of which three are shared with
// some others, a flag, two events on every second account.
func benchRow(i, n int) model.Row {
	r := rand.New(rand.NewPCG(uint64(i), 77))
	hexed := func(bytes int) model.Untrusted {
		b := make([]byte, bytes)
		for i := range b {
			b[i] = byte(r.Uint32())
		}
		return model.Untrusted(hex.EncodeToString(b))
	}
	at := func() model.Time { return model.Time{Milli: 1_650_000_000_000 + r.Int64N(1e8)*1000} }
	given, family := pick(r, givenNames...), pick(r, familyNames...)
	name := model.Untrusted(given + " " + family)
	user := model.Untrusted(fmt.Sprintf("%s%d", strings.ToLower(family), r.IntN(n*10)))
	mail := user + model.Untrusted(pick(r, "@example.com", "@example.org", "@mail.example.net", fmt.Sprintf("@host%d.example", r.IntN(2000))))
	ip := model.Untrusted(fmt.Sprintf("198.%d.%d.%d", 18+r.IntN(2), r.IntN(256), r.IntN(256)))
	device := hexed(8)
	if r.IntN(5) == 0 {
		device = model.Untrusted(fmt.Sprintf("shared-device-%06d", r.IntN(n/20+1)))
	}
	a := model.Account{
		ID:        model.AccountID{Platform: pick(r, "outlook", "okta", "github"), Native: model.Untrusted(fmt.Sprintf("%08d-%s", i, hexed(6)))},
		CreatedAt: at(), FirstSeen: at(), LastSeen: at(),
		Facts: []model.Fact{
			{Field: model.FieldDisplayName, Value: name, AsOf: at()}, {Field: model.FieldUsername, Value: user, AsOf: at()},
			{Field: model.FieldEmail, Value: mail, AsOf: at()}, {Field: model.FieldCountry, Value: pick(r, countries...), AsOf: at()},
			{Field: model.FieldStatus, Value: pick[model.Untrusted](r, "active", "suspended"), AsOf: at()},
		},
		Identifiers: []model.Identifier{
			{Kind: model.KindUsername, Value: user}, {Kind: model.KindEmail, Value: mail}, {Kind: model.KindName, Value: name},
			{Kind: model.KindIP, Value: ip, FirstSeen: at(), LastSeen: at()}, {Kind: model.KindDevice, Value: device},
			{Kind: model.KindFingerprint, Value: hexed(16)}, {Kind: model.KindSession, Value: hexed(16)},
			{Kind: model.KindPhone, Value: model.Untrusted(fmt.Sprintf("+1212555%04d%03d", r.IntN(10000), r.IntN(1000)))},
			{Kind: model.KindWallet, Value: "0x" + hexed(20)},
			{Kind: model.KindRecoveryEmail, Value: model.Untrusted(fmt.Sprintf("backup%d@example.com", r.IntN(n)))},
		},
		Flags: []model.Flag{{Source: "vendor", Reason: "bulk sign-up", Score: uint8(r.IntN(101)), Time: at()}},
	}
	row := model.Row{Line: uint64(i + 1), Account: a}
	raw := fmt.Appendf(nil, `{"platform":%q,"account_id":%q,"created_at":%q`, a.ID.Platform, a.ID.Native, a.CreatedAt.String())
	for _, f := range a.Facts {
		raw = fmt.Appendf(raw, `,%q:%q`, f.Field, f.Value)
	}
	for _, id := range a.Identifiers {
		raw = fmt.Appendf(raw, `,%q:[%q]`, id.Kind.String(), id.Value)
	}
	row.Raw = model.Untrusted(fmt.Appendf(raw, `,"flagged_at":%q,"flag_reason":"bulk sign-up","flag_source":"vendor","risk_score":%d}`, a.Flags[0].Time.String(), a.Flags[0].Score))
	if i%2 == 0 {
		for range 2 {
			row.Events = append(row.Events, model.Event{ID: hexed(8), Time: at(), Action: "signin", IP: ip, Country: "US", City: "Springfield",
				DeviceID: device, UserAgent: "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0", ClientApp: "browser", Result: model.ResultSuccess})
		}
	}
	return row
}

// benchRows gives rows from to to, prepared by all processors.
func benchRows(tb testing.TB, from, to, n int) []model.Row {
	rows := make([]model.Row, to-from)
	var wg sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		wg.Go(func() {
			for i := w; i < len(rows); i += workers {
				rows[i] = benchRow(from+i, n)
				if err := Prepare(&rows[i]); err != nil {
					tb.Error(err)
				}
				id := rows[i].Account.ID
				rows[i].Account, rows[i].Events = model.Account{ID: id}, nil
			}
		})
	}
	wg.Wait()
	return rows
}

// benchBuild builds a generation of n accounts and gives the time that Add and
// Build took.
func benchBuild(tb testing.TB, path string, n int) time.Duration {
	db, err := bolt.Create(path, bolt.Options{ArrayFreelist: true, AllocSize: 16 << 20})
	if err != nil {
		tb.Fatal(err)
	}
	b, err := NewBuilder(background, db, nil, filepath.Dir(path))
	if err != nil {
		tb.Fatal(err)
	}
	b.StartFile("bench.jsonl")
	var took time.Duration
	const batch = 20_000
	for from := 0; from < n; from += batch {
		rows := benchRows(tb, from, min(from+batch, n), n)
		start := time.Now()
		if err := b.Add(rows); err != nil {
			tb.Fatal(err)
		}
		took += time.Since(start)
	}
	start := time.Now()
	if _, err := b.Build(nil); err != nil {
		tb.Fatal(err)
	}
	took += time.Since(start)
	if err := db.Close(); err != nil {
		tb.Fatal(err)
	}
	return took
}

var benchFile = sync.OnceValue(func() string {
	dir, err := os.MkdirTemp("", "clew-bench")
	if err != nil {
		panic(err)
	}
	return filepath.Join(dir, "base.db")
})

var benchOnce sync.Once

// benchBase gives one generation to all benchmarks that read.
func benchBase(b *testing.B) *generation {
	benchOnce.Do(func() { benchBuild(b, benchFile(), benchAccounts()) })
	g := &generation{Base: open(b, benchFile()), path: benchFile()}
	b.ResetTimer()
	return g
}

func TestMain(m *testing.M) {
	code := m.Run()
	if _, err := os.Stat(filepath.Dir(benchFile())); err == nil {
		os.RemoveAll(filepath.Dir(benchFile()))
	}
	os.Exit(code)
}

func BenchmarkPrepare(b *testing.B) {
	rows := make([]model.Row, 1000)
	for i := range rows {
		rows[i] = benchRow(i, len(rows))
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if err := Prepare(&rows[i%len(rows)]); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkBuild(b *testing.B) {
	n := benchAccounts()
	var took time.Duration
	for i := range b.N {
		path := filepath.Join(b.TempDir(), fmt.Sprintf("%d.db", i))
		took += benchBuild(b, path, n)
		info, err := os.Stat(path)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(info.Size())/float64(n), "B/account")
		os.Remove(path)
	}
	b.ReportMetric(float64(n*b.N)/took.Seconds(), "accounts/s")
	b.ReportMetric(took.Seconds()/float64(b.N)*1e6/float64(n), "s/1M")
}

// BenchmarkImportMore imports 1,000 rows on top of the big generation: half of
// them speak of accounts that are there.
func BenchmarkImportMore(b *testing.B) {
	g := benchBase(b)
	n := benchAccounts()
	rows := benchRows(b, n-500, n+500, n)
	for i := range rows {
		if i < 500 {
			more := benchRow(n-500+i, n)
			more.Account.Identifiers = append(more.Account.Identifiers, model.Identifier{Kind: model.KindDocument, Value: model.Untrusted(fmt.Sprint("doc", i))})
			if err := Prepare(&more); err != nil {
				b.Fatal(err)
			}
			rows[i] = more
		}
		rows[i].Line = uint64(i + 1)
	}
	b.ResetTimer()
	for i := range b.N {
		path := filepath.Join(b.TempDir(), fmt.Sprintf("%d.db", i))
		db, err := bolt.Create(path, bolt.Options{ArrayFreelist: true, AllocSize: 16 << 20})
		if err != nil {
			b.Fatal(err)
		}
		bld, err := NewBuilder(background, db, g.Base, b.TempDir())
		if err != nil {
			b.Fatal(err)
		}
		bld.StartFile("more")
		if err := bld.Add(rows); err != nil {
			b.Fatal(err)
		}
		if _, err := bld.Build(nil); err != nil {
			b.Fatal(err)
		}
		db.Close()
		os.Remove(path)
	}
}

func BenchmarkAccount(b *testing.B) {
	g := benchBase(b)
	r := rand.New(rand.NewPCG(1, 1))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := g.Account(r.Uint32N(uint32(g.Len()))); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEvents(b *testing.B) {
	g := benchBase(b)
	r := rand.New(rand.NewPCG(1, 1))
	for b.Loop() {
		if _, err := g.Events(r.Uint32N(uint32(g.Len()/2))*2, 0, 10); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRawRow(b *testing.B) {
	g := benchBase(b)
	r := rand.New(rand.NewPCG(1, 1))
	for b.Loop() {
		if _, err := g.RawRow(model.Source{Line: r.Uint64N(uint64(g.Len())) + 1}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkHolders(b *testing.B) {
	g := benchBase(b)
	for _, want := range []int{1, 4, 1000} {
		var values []model.Untrusted
		kind := model.KindDevice
		if want == 1000 {
			kind = model.KindName
		}
		if err := g.Values(kind, nil, func(v []byte, ords []uint32) bool {
			if want == 1000 && len(ords) > 300 || len(ords) == want {
				values = append(values, model.Untrusted(v))
			}
			return len(values) < 2000
		}); err != nil || len(values) == 0 {
			b.Fatal(err, len(values))
		}
		b.Run(fmt.Sprint(want), func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if ords, err := g.Holders(kind, values[i%len(values)]); err != nil || len(ords) == 0 {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkSearch(b *testing.B) {
	g := benchBase(b)
	for _, word := range []string{"kim", "ana", "zoë", "nobody"} {
		for _, field := range []TextField{TextAny, TextEmail} {
			b.Run(fmt.Sprintf("%s/%d", word, field), func(b *testing.B) {
				var bits [1 << 16]uint64
				for b.Loop() {
					if err := g.Search(background, field, []byte(word), func(ord uint32) { bits[ord/64%(1<<16)] |= 1 << (ord % 64) }); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(b.Elapsed().Seconds()*1e3/float64(b.N)*1e6/float64(g.Len()), "ms/1M")
			})
		}
	}
}

func BenchmarkOrder(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	for _, most := range []uint32{1000, 1 << 31} {
		cells := make([]uint32, 1_000_000)
		for i := range cells {
			cells[i] = r.Uint32N(most)
		}
		b.Run(fmt.Sprint(most), func(b *testing.B) {
			for b.Loop() {
				Order(cells)
			}
		})
	}
}

func BenchmarkOrderAt(b *testing.B) {
	g := benchBase(b)
	r := rand.New(rand.NewPCG(1, 1))
	for b.Loop() {
		if _, err := g.OrderAt(ColScore, r.IntN(g.Len()), 50); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSortKeys(b *testing.B) {
	g := benchBase(b)
	for b.Loop() {
		if _, err := g.SortKeys(TextEmail); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkFirstScreen opens a generation and reads what a first screen shows.
func BenchmarkFirstScreen(b *testing.B) {
	benchBase(b)
	for b.Loop() {
		db, err := bolt.Open(benchFile(), bolt.Options{ReadOnly: true, Final: true})
		if err != nil {
			b.Fatal(err)
		}
		r, release, err := db.Snapshot(background)
		if err != nil {
			b.Fatal(err)
		}
		g, err := Open(r)
		if err != nil {
			b.Fatal(err)
		}
		ords, err := g.OrderAt(ColScore, g.Len()-50, 50)
		if err != nil {
			b.Fatal(err)
		}
		for _, ord := range ords {
			if _, err := g.Account(ord); err != nil {
				b.Fatal(err)
			}
			if _, err := g.Cell(ColLinks, ord); err != nil {
				b.Fatal(err)
			}
		}
		release()
		db.Close()
	}
}

func BenchmarkCountLinks(b *testing.B) {
	g := benchBase(b)
	var l linkCounter
	var stats Stats
	c := g.postings(nil)
	for {
		p, err := c.next()
		if err != nil {
			break
		}
		l.add(&stats, p)
	}
	links := make([]uint32, g.Len())
	for b.Loop() {
		l.count(links)
	}
}

func BenchmarkCheck(b *testing.B) {
	g := benchBase(b)
	for b.Loop() {
		if _, err := g.Check(background, func(where, what string) { b.Error(where, what) }); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSize reports the bytes of each table.
func BenchmarkSize(b *testing.B) {
	g := benchBase(b)
	for b.Loop() {
	}
	sizes := map[byte]int{}
	blocks := map[byte]int{}
	for p, err := range g.r.Scan(nil, nil, 0) {
		if err != nil {
			b.Fatal(err)
		}
		sizes[p.K[0]] += len(p.K) + len(p.V)
		blocks[p.K[0]]++
	}
	for t, n := range sizes {
		b.ReportMetric(float64(n)/float64(g.Len()), string(t)+"-B/acct")
		b.Logf("%c: %d blocks, %d bytes", t, blocks[t], n)
	}
	info, err := os.Stat(g.path)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(info.Size())/float64(g.Len()), "file-B/acct")
}
