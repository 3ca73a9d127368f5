package account

import (
	"testing"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

var tabNames = []string{"overview", "signals", "identifiers", "events", "links", "notes", "sources"}

func TestFrames(t *testing.T) {
	for _, f := range uitest.Frames {
		for _, tab := range tabNames {
			name := tab + "-" + f.Name + ".txt"
			t.Run(name, func(t *testing.T) { uitest.Golden(t, name, lenaOn(t, tab, f.Width, f.Height).Text()+"\n") })
		}
	}
}

// Whatever the data, a page is as large as it was asked to be.
func TestExactSize(t *testing.T) {
	ascii, _ := theme.New("terminal", true)
	for _, ref := range []model.Untrusted{"p:lena", "p:mallory\x1b[31m", "p:nobody", "p:absent\x1b[2J"} {
		d := open(t, shared(t), page.Place{Ref: ref}, 80, 24)
		for _, size := range uitest.Sizes {
			d.Size(size[0], size[1])
			for i, tab := range tabNames {
				d.Settle(d.turn(i))
				for _, th := range []*theme.Theme{d.env.Theme, ascii} {
					was := d.env.Theme
					d.env.Theme = th
					exact := func() { uitest.Exact(t, tab+" of "+string(ref), d.View(), size[0], size[1]) }
					exact()
					d.Try(keys.Bottom, keys.Right, keys.PageDown)
					exact()
					d.Try(keys.Switch, keys.Up, keys.Top)
					exact()
					d.Escape()
					d.env.Theme = was
				}
			}
		}
	}
}

// With glyphs of ASCII, what is not ASCII comes from the data, or is an escape of it.
func TestASCII(t *testing.T) {
	for _, tab := range tabNames {
		for _, width := range []int{60, 80, 120} {
			openIn(t, uitest.Env(t, "mono", true), shared(t), page.Place{Ref: "p:lena", Tab: tab}, width, 40).ASCII("")
		}
	}
}
