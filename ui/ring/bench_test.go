package ring

import (
	"context"
	"fmt"
	"testing"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

// large is one ring of n members, whose wallets, devices, sessions and contacts cross
// so that no part of it stands alone, with hubs that strangers have too.
func large(n int) []model.Row {
	var rows []model.Row
	each := max(n/6, 1)
	for i := range n {
		rows = append(rows, uitest.Person(fmt.Sprintf("m%04d", i), fmt.Sprintf("wallet:w%d", i/6), fmt.Sprintf("mfa_device:d%d", i%each),
			fmt.Sprintf("session:s%d", i*7%(each+2)), fmt.Sprintf("commit_email:c%d@c.example", i*11%(each+5)), fmt.Sprintf("fingerprint:f%d", i%3)))
	}
	for i := range 1000 {
		rows = append(rows, uitest.Person(fmt.Sprintf("x%04d", i), fmt.Sprintf("device:x%d", i), fmt.Sprintf("fingerprint:f%d", i%3)))
	}
	return rows
}

func open(b *testing.B, tab string, n int) *Ring {
	db := uitest.Made(b, large(n))
	p := newRing(newEnv(b, "dark", false), db, page.Place{Ref: "p:m0000", Tab: tab})
	w, err := readRing(context.Background(), db, "p:m0000", p.progress)
	if err != nil {
		b.Fatal(err)
	}
	uitest.Hold(b, p, 200, 57).Settle(p.take(w))
	if len(p.whole.members) != n {
		b.Fatalf("the ring has %d members, want %d", len(p.whole.members), n)
	}
	return p
}

func BenchmarkView(b *testing.B) {
	for _, n := range []int{21, 257} {
		for _, tab := range lookNames {
			p := open(b, tab, n)
			b.Run(fmt.Sprintf("%s/members=%d", tab, n), func(b *testing.B) {
				for b.Loop() {
					p.View()
				}
			})
			b.Run(fmt.Sprintf("%s/members=%d/key", tab, n), func(b *testing.B) {
				for i := 0; b.Loop(); i++ {
					p.Do([]keys.Action{keys.Down, keys.Up}[i%2])
					p.View()
				}
			})
		}
	}
}

func BenchmarkRead(b *testing.B) {
	for _, n := range []int{21, 257} {
		db := uitest.Made(b, large(n))
		doing := startProgress(newEnv(b, "dark", false), "")
		b.Run(fmt.Sprintf("members=%d", n), func(b *testing.B) {
			for b.Loop() {
				if _, err := readRing(context.Background(), db, "p:m0000", doing); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
