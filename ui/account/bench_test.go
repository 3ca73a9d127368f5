package account

import (
	"fmt"
	"testing"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
)

// A frame after a key, on every tab, of an ordinary account and of one whose texts are
// made to cost most.
func BenchmarkFrame(b *testing.B) {
	db := shared(b)
	for _, ref := range []model.Untrusted{"p:lena", "p:mallory\x1b[31m"} {
		for i, tab := range tabNames {
			b.Run(fmt.Sprintf("%.5s/%s", ref[2:], tab), func(b *testing.B) {
				d := open(b, db, page.Place{Ref: ref, Tab: tab}, 200, 57)
				d.Settle(d.turn(i))
				for b.Loop() {
					d.Settle(d.Do(keys.Down))
					d.View()
				}
			})
		}
	}
}

func BenchmarkResize(b *testing.B) {
	db := shared(b)
	for _, ref := range []model.Untrusted{"p:lena", "p:mallory\x1b[31m"} {
		b.Run(fmt.Sprintf("%.5s", ref[2:]), func(b *testing.B) {
			d := open(b, db, page.Place{Ref: ref}, 200, 57)
			for n := 0; b.Loop(); n++ {
				d.Size(199+n%2, 57)
			}
		})
	}
}
