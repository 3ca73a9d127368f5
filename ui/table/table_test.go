package table

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
)

func three() *Table {
	return New(Column{Key: "a", Title: "A", Least: 6, Sort: "a"}, Column{Key: "b", Title: "BEE", Least: 8, Most: 8, Right: true, Drop: 1}, Column{Key: "c", Title: "C", Least: 4, Drop: 2})
}

func rows(from, n int) []Row {
	out := make([]Row, n)
	for i := range out {
		out[i] = Row{uint64(1000 + from + i), []draw.Span{{Text: fmt.Sprint("row", from+i)}, {Text: "김민준"}, {Text: "x"}}}
	}
	return out
}

// fill fetches what the table says it is missing, as a page does.
func fill(t *Table) (fetched int) {
	for {
		from, n, ok := t.Missing()
		if !ok {
			return fetched
		}
		fetched += n
		t.Put(from, rows(from, n))
	}
}

// Whatever is done, the cursor is on a row, that row is on the screen, and the drawing
// is as wide and as high as asked.
func TestWindow(t *testing.T) {
	th := theme.Default()
	moves := Moves()
	rapid.Check(t, func(r *rapid.T) {
		tab := three()
		tab.Size(rapid.IntRange(1, 90).Draw(r, "w"), rapid.IntRange(1, 40).Draw(r, "h"))
		r.Repeat(map[string]func(*rapid.T){
			"move": func(r *rapid.T) { tab.Do(moves[rapid.IntRange(0, len(moves)-1).Draw(r, "move")]) },
			"reset": func(r *rapid.T) {
				tab.Reset(rapid.IntRange(0, 3000).Draw(r, "n"), rapid.IntRange(-5, 4000).Draw(r, "at"))
			},
			"resize": func(r *rapid.T) { tab.Size(rapid.IntRange(1, 90).Draw(r, "w"), rapid.IntRange(1, 40).Draw(r, "h")) },
			"scroll": func(r *rapid.T) { tab.Scroll(rapid.IntRange(-50, 50).Draw(r, "by")) },
			"fetch":  func(*rapid.T) { fill(tab) },
			"set":    func(r *rapid.T) { tab.Set(rows(0, rapid.IntRange(0, 300).Draw(r, "n"))) },
			"": func(r *rapid.T) {
				if n := tab.Len(); n > 0 && (tab.Cursor() < 0 || tab.Cursor() >= n) {
					r.Fatalf("the cursor is on %d of %d", tab.Cursor(), n)
				}
				if rows := tab.Rows(); rows > 0 && tab.Len() > 0 && (tab.cursor < tab.offset || tab.cursor >= tab.offset+rows) {
					r.Fatalf("the cursor %d is out of the window from %d of %d rows", tab.cursor, tab.offset, rows)
				}
				view := tab.View(th)
				if len(view) != tab.height {
					r.Fatalf("%d lines, want %d", len(view), tab.height)
				}
				for _, l := range view {
					if w := text.Width(l); w != tab.width {
						r.Fatalf("a line of %d columns, want %d: %q", w, tab.width, l)
					}
				}
			},
		})
	})
}

func TestMissingIsFetchedOnce(t *testing.T) {
	tab := three()
	tab.Size(40, 21)
	tab.Reset(1_000_000, 0)
	if n := fill(tab); n > 3*PageRows {
		t.Errorf("the first screen fetched %d rows", n)
	}
	tab.Do(keys.Down)
	if _, _, missing := tab.Missing(); missing {
		t.Error("one row down needs nothing new")
	}
	tab.Do(keys.Bottom)
	fill(tab)
	if row, ok := tab.Current(); !ok || row.ID != 1000+999_999 {
		t.Errorf("the last row is %v, %v", row, ok)
	}
	held := 0
	for i := 0; i < 400; i++ {
		tab.Move(i * 2000)
		fill(tab)
		held = max(held, len(tab.pages))
	}
	if held > mostHeld+4 {
		t.Errorf("%d spans are held", held)
	}
}

// Rows of the list before are shown until new ones come, and the row under the cursor
// stays on its line of the screen.
func TestResetKeepsThePlace(t *testing.T) {
	tab := three()
	tab.Size(40, 11)
	tab.Reset(500, 0)
	fill(tab)
	tab.Move(200)
	fill(tab)
	line := tab.cursor - tab.offset
	tab.Reset(400, 300)
	if tab.cursor-tab.offset != line {
		t.Errorf("the cursor went from line %d to %d", line, tab.cursor-tab.offset)
	}
	if from, n, ok := tab.Missing(); !ok || from > 300 || from+n <= 300 {
		t.Errorf("missing %d+%d, %v", from, n, ok)
	}
}

func TestSetKeepsTheID(t *testing.T) {
	tab := three()
	tab.Size(40, 11)
	tab.Set(rows(0, 50))
	tab.Move(20)
	tab.Set(rows(10, 50))
	if row, _ := tab.Current(); row.ID != 1020 {
		t.Errorf("the cursor is on %d", row.ID)
	}
}

func TestColumns(t *testing.T) {
	tab := three()
	tab.SortKey, tab.Desc = "a", true
	tab.Size(60, 3)
	tab.Set(rows(0, 1))
	th := theme.Default()
	head := ansi.Strip(tab.View(th)[0])
	if !strings.Contains(head, "A ▼") || !strings.Contains(head, "BEE") || !strings.Contains(head, "C") {
		t.Errorf("titles %q", head)
	}
	tab.Size(22, 3)
	if head := ansi.Strip(tab.View(th)[0]); strings.Contains(head, "C") || !strings.Contains(head, "BEE") {
		t.Errorf("in 22 columns the titles are %q", head)
	}
	tab.Show([]string{"c", "a", "nonsense"})
	tab.Size(60, 3)
	if got := strings.Fields(ansi.Strip(tab.View(th)[0])); strings.Join(got, " ") != "C A ▼" {
		t.Errorf("chosen columns are %q", got)
	}
	if h := tab.Hit(4, 0); h.Column == nil || h.Column.Key != "c" {
		t.Errorf("hit %v", h)
	}
	if h := tab.Hit(4, 1); h.Row != 0 {
		t.Errorf("hit %v", h)
	}
	if h := tab.Hit(4, 2); h.Row != -1 {
		t.Errorf("hit %v below the list", h)
	}
}

// The cost of a frame does not follow the length of the list.
func BenchmarkView(b *testing.B) {
	th := theme.Default()
	for _, n := range []int{3_000, 1_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			tab := three()
			tab.Size(200, 57)
			tab.Reset(n, n/2)
			fill(tab)
			b.ReportAllocs()
			for b.Loop() {
				tab.Do(keys.Down)
				tab.View(th)
				tab.Do(keys.Up)
			}
		})
	}
}
