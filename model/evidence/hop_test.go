package evidence

import (
	"compress/gzip"
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/seed-28a39f10/clew/model"
)

// transfers reads who traded with whom: the accounts are the addresses that used
// the bridge, and each has as values itself and whoever it traded with.
func transfers(t testing.TB) *Index {
	f, err := os.Open(filepath.Join("..", "..", "..", "shared", "data", "linking", "hop_airdrop", "transfers.csv.gz"))
	if err != nil {
		t.Skipf("the transfers are not here: %v", err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	rows := csv.NewReader(z)
	var traded [][2]string
	var ids []string
	ord := map[string]uint32{}
	for {
		r, err := rows.Read()
		if err == io.EOF {
			break
		}
		if err != nil || len(r) != 5 {
			t.Fatal(r, err)
		}
		if _, ok := ord[r[0]]; r[3] == "hop" && !ok {
			ord[r[0]] = uint32(len(ids))
			ids = append(ids, r[0])
		} else if r[3] != "hop" && r[0] != "from" {
			traded = append(traded, [2]string{r[0], r[1]})
		}
	}
	b := NewBuilder(keysOf(ids))
	k := Kind(model.KindWallet)
	for i, id := range ids {
		b.Add(k, ValueHash(k, id), uint32(i))
	}
	for _, pair := range traded {
		for i := range pair {
			if a, ok := ord[pair[i]]; ok {
				b.Add(k, ValueHash(k, pair[1-i]), a)
			}
		}
	}
	return b.Index()
}

// TestTransfers links real addresses by whom they traded with, exchanges, bridges
// and contracts among them, and no list of these: there is no giant ring.
func TestTransfers(t *testing.T) {
	ix := transfers(t)
	for _, c := range []struct {
		what string
		half float64 // of a wallet
		most int
	}{
		{"as if counterparties were payout wallets", DefaultConfig().Half[model.KindWallet], 1000},
		{"even at one holder", 1, 250},
	} {
		config := DefaultConfig()
		config.Half[model.KindWallet] = c.half
		start := time.Now()
		m := Build(ix, config, nil, nil)
		took := time.Since(start)
		largest, in := sizes(m.ring)
		t.Logf("%d addresses, %d shared counterparties, %s: largest ring %d, %d addresses in rings, built in %v",
			ix.Len(), ix.Values(), c.what, largest, in, took.Round(time.Millisecond))
		if largest > c.most || in < 4000 {
			t.Errorf("the largest ring has %d of %d addresses", largest, ix.Len())
		}
	}
	all, inAll := sizes(united(ix, ix.Len()))
	t.Logf("naive union of all shared counterparties: largest %d, %d addresses", all, inAll)
	ten, inTen := sizes(united(ix, 10))
	t.Logf("naive union of those with at most 10 holders: largest %d, %d addresses", ten, inTen)
	if all < 10_000 || ten < 1000 {
		t.Errorf("the naive unions give %d and %d", all, ten)
	}
}

func sizes(ring []uint32) (largest, in int) {
	size := map[uint32]int{}
	for _, r := range ring {
		if r != None {
			size[r]++
			in++
			largest = max(largest, size[r])
		}
	}
	return largest, in
}
