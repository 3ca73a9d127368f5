package ui_test

import (
	"context"
	"flag"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

var benchOn = flag.String("on", "", "the investigation of the benchmarks, beside the demo")

// settle gives a model the messages of a command, and those of what comes of them, as
// the program does, until nothing has come for so long. What is left then is timers.
func settle(m tea.Model, cmd tea.Cmd, quiet time.Duration) tea.Model {
	answers, left := make(chan tea.Msg), 0
	begin := func(cmd tea.Cmd) {
		if cmd != nil {
			left++
			go func() { answers <- cmd() }()
		}
	}
	begin(cmd)
	for left > 0 {
		select {
		case msg := <-answers:
			left--
			if batch, ok := msg.(tea.BatchMsg); ok {
				for _, c := range batch {
					begin(c)
				}
			} else if msg != nil {
				m, cmd = m.Update(msg)
				begin(cmd)
			}
		case <-time.After(quiet):
			return m
		}
	}
	return m
}

// BenchmarkKey is a key press with all that comes of it, and the frame after it, on
// each page at 200x60. The demo stands beside the investigation of -on, so that growth
// with the number of accounts is seen in one run.
func BenchmarkKey(b *testing.B) {
	dbs := map[string]*store.DB{"demo": uitest.Demo(b)}
	if *benchOn != "" {
		db, err := store.Open(context.Background(), *benchOn, store.Options{ReadOnly: true, Cache: true})
		if err != nil {
			b.Fatal(err)
		}
		defer db.Close()
		dbs["large"] = db
	}
	for _, name := range []string{"demo", "large"} {
		db := dbs[name]
		if db == nil {
			continue
		}
		links, err := db.Links(context.Background(), nil)
		if err != nil {
			b.Fatal(err)
		}
		rings, err := links.Rings(context.Background(), 12)
		if err != nil {
			b.Fatal(err)
		}
		rows, err := db.Listing(context.Background(), []uint32{rings[0].ID})
		if err != nil {
			b.Fatal(err)
		}
		ref := rows[0].ID.String()
		for _, c := range []struct {
			name  string
			start page.Place
			keys  []string
		}{
			{"queue/move", page.Place{Page: page.Queue}, []string{"j", "k"}},
			{"queue/page", page.Place{Page: page.Queue}, []string{"pgdown", "pgup"}},
			{"queue/ends", page.Place{Page: page.Queue}, []string{"G", "g"}},
			{"queue/sort", page.Place{Page: page.Queue}, []string{"S"}},
			{"queue/type", page.Place{Page: page.Queue}, []string{"/", "o", "r", "backspace", "backspace", "esc"}},
			{"queue/open", page.Place{Page: page.Queue}, []string{"enter", "esc"}},
			{"account/tab", page.Place{Page: page.Account, Ref: ref}, []string{"tab"}},
			{"ring", page.Place{Page: page.Ring, Ref: ref}, []string{"j", "k"}},
			{"rings", page.Place{Page: page.Rings}, []string{"j", "k"}},
			{"dashboard", page.Place{Page: page.Dashboard}, []string{"j", "k"}},
		} {
			b.Run(name+"/"+c.name, func(b *testing.B) {
				o := startingAt(db, c.start)
				m, _ := ui.New(o).Update(tea.WindowSizeMsg{Width: 200, Height: 60})
				m = settle(m, m.Init(), time.Second)
				i := 0
				b.ReportAllocs()
				b.ResetTimer()
				for range b.N {
					var cmd tea.Cmd
					m, cmd = m.Update(uitest.Key(c.keys[i%len(c.keys)]))
					m = settle(m, cmd, 100*time.Millisecond)
					m.View()
					i++
				}
			})
		}
	}
}
