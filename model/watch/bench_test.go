package watch

import (
	"math/rand/v2"
	"net/netip"
	"testing"
	"time"

	"github.com/seed-28a39f10/clew/model"
)

func mustAddr(s string) netip.Addr { return netip.MustParseAddr(s) }

// last gives the last address of a range of IPv4.
func last(p netip.Prefix) netip.Addr {
	b := p.Addr().As4()
	for i := p.Bits(); i < 32; i++ {
		b[i/8] |= 0x80 >> (i % 8)
	}
	return netip.AddrFrom4(b)
}

func realLists(b testing.TB) []List {
	dir := dataDir(b, "x4bnet")
	return []List{
		{Name: "vpn", Stance: Benign, Class: "vpn", Values: readRanges(b, dir+"/output-vpn-ipv4.txt")},
		{Name: "vpn6", Stance: Benign, Class: "vpn", Values: readRanges(b, dir+"/output-vpn-ipv6.txt")},
		{Name: "hosting", Stance: Benign, Class: "hosting", Values: readRanges(b, dir+"/output-datacenter-ipv4.txt")},
	}
}

// asked are addresses, half of them in some range.
func asked(lists []List) []model.Identifier {
	rng := rand.New(rand.NewPCG(1, 2))
	out := make([]model.Identifier, 1<<14)
	for i := range out {
		a := netip.AddrFrom4([4]byte{byte(1 + rng.IntN(223)), byte(rng.Uint32()), byte(rng.Uint32()), byte(rng.Uint32())})
		if i%2 == 0 {
			p, _ := lists[2].Values[rng.IntN(len(lists[2].Values))].prefix()
			a = p.Addr()
		}
		out[i] = model.Identifier{Kind: model.KindIP, Value: model.Untrusted(a.String())}
	}
	return out
}

// BenchmarkMatch asks 53,926 ranges of real lists for addresses, and reports how
// many times as long a scan over the same parsed prefixes takes in the same run.
func BenchmarkMatch(b *testing.B) {
	lists := realLists(b)
	s := New(lists)
	ids := asked(lists)
	var prefixes []netip.Prefix
	for _, l := range lists {
		for i := range l.Values {
			p, _ := l.Values[i].prefix()
			prefixes = append(prefixes, p)
		}
	}
	start, hits := time.Now(), 0
	const scans = 200
	for i := range scans {
		a := mustAddr(string(ids[i].Value))
		for _, p := range prefixes {
			if p.Contains(a) {
				hits++
			}
		}
	}
	scan := time.Since(start).Seconds() / scans
	for i := range scans {
		hits -= len(s.Match(ids[i]))
	}
	if hits != 0 {
		b.Fatal("the scan finds something else")
	}
	n := 0
	b.ReportAllocs()
	for b.Loop() {
		s.Match(ids[n&(len(ids)-1)])
		n++
	}
	b.ReportMetric(scan/(b.Elapsed().Seconds()/float64(b.N)), "x-scan")
	b.ReportMetric(float64(len(prefixes)), "ranges")
}

// BenchmarkNetwork is the lookup alone.
func BenchmarkNetwork(b *testing.B) {
	lists := realLists(b)
	s := New(lists)
	var as []netip.Addr
	for _, id := range asked(lists) {
		as = append(as, mustAddr(string(id.Value)))
	}
	n := 0
	for b.Loop() {
		s.Network(as[n&(len(as)-1)])
		n++
	}
}

// BenchmarkMatchEmail asks for addresses of no listed domain.
func BenchmarkMatchEmail(b *testing.B) {
	s := New(sample)
	id := identify(model.KindEmail, "lena.park0417@mail.example.net")
	b.ReportAllocs()
	for b.Loop() {
		s.Match(id)
	}
}

func BenchmarkNew(b *testing.B) {
	lists := realLists(b)
	b.ReportAllocs()
	for b.Loop() {
		New(lists)
	}
}
