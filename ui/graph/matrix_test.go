package graph

import (
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"github.com/seed-28a39f10/clew/ui/theme"
)

func smallMatrix() MatrixView {
	cells := []string{"44020", "40030", "01100", "00110"}
	m := MatrixView{
		Cell: func(r, c int) int { return int(cells[r][c] - '0') },
		Row:  1, Col: 2, Focus: true,
	}
	for _, n := range []string{"anna.01", "boris.with-a-long-name", "chen.03", "dmitri.04"} {
		m.Rows = append(m.Rows, Label{Text: n})
	}
	m.Rows[3].Marked = true
	for _, k := range []string{"phone", "email", "device", "domain", "ip"} {
		m.Cols = append(m.Cols, Label{Kind: k, Text: k + " value"})
	}
	m.Cols[4].Marked = true
	return m
}

func TestMatrix(t *testing.T) {
	want(t, "Unicode", Matrix(look(t, false), smallMatrix(), 48, 12), `
                       p e d d i                ¦
                       h m e o p                ¦
                       o a v m                  ¦
                 4 x 5 1       ✓                ¦
   device device value (3) ▼                    ¦
  anna.01              █ █ │ ○                  ¦
▸ boris.with-a-long-n… █───┼─◆──                ¦
  chen.03                · ·                    ¦
 ✓dmitri.04                · ·                  ¦
                                                ¦
                                                ¦
         █ certain  ◆ strong  ○ possible  · weak¦
`)
	want(t, "ASCII", Matrix(look(t, true), smallMatrix(), 48, 12), `
                       p e d d i                ¦
                       h m e o p                ¦
                       o a v m                  ¦
                 4 x 5 1       *                ¦
   device device value (3) v                    ¦
  anna.01              # # | o                  ¦
> boris.with-a-long-n~ #---+-*--                ¦
  chen.03                . .                    ¦
 *dmitri.04                . .                  ¦
                                                ¦
                                                ¦
         # certain  * strong  o possible  . weak¦
`)
	narrow := smallMatrix()
	narrow.Row, narrow.Col, narrow.Focus = 3, 4, false
	narrow = narrow.Follow(14, 6)
	want(t, "narrow", Matrix(look(t, false), narrow, 14, 6), `
ip ip value… ▼¦
  anna.01   ○│¦
  boris.w…  ◆│¦
  chen.03  · │¦
▸✓dmitri.… ··┼¦
◂ 2 | 0 more ▸¦
`)
}

// A cell that is one block is still seen under the cursor where that reverses it.
func TestMatrixCursorOnABlock(t *testing.T) {
	m := smallMatrix()
	m.Row, m.Col = 0, 0
	for name, want := range map[string]string{"terminal": "▓", "mono": "▓", "dark": "█", "light": "█"} {
		th, _ := theme.New(name, false)
		cell := th.Style(theme.Cursor).Over(th.Style(theme.Plain)).Paint(want)
		if shown := strings.Join(Matrix(th, m, 48, 12), "\n"); !strings.Contains(shown, cell) {
			t.Errorf("%s: no %q in\n%q", name, cell, shown)
		}
	}
}

func TestMatrixSeesOnlyWhatIsSeen(t *testing.T) {
	calls := 0
	m := MatrixView{Rows: make([]Label, 100000), Cols: make([]Label, 100000), Row: 5, Col: 5}
	m.Cell = func(int, int) int { calls++; return 3 }
	Matrix(look(t, false), m, 200, 60)
	if calls > 200*60 {
		t.Errorf("%d cells were looked at", calls)
	}
}

func TestMatrixAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ascii := rapid.Bool().Draw(t, "ascii")
		th, _ := theme.New(rapid.SampledFrom(theme.Names()).Draw(t, "theme"), ascii)
		label := func(t *rapid.T) Label {
			return Label{
				Text: anyLabel(t, ascii), Kind: anyLabel(t, ascii), Marked: rapid.Bool().Draw(t, "marked"),
				Role: theme.Role(rapid.IntRange(0, 5).Draw(t, "role")),
			}
		}
		at := rapid.IntRange(-3, 60)
		m := MatrixView{
			Rows: rapid.SliceOfN(rapid.Custom(label), 0, 30).Draw(t, "rows"),
			Cols: rapid.SliceOfN(rapid.Custom(label), 0, 60).Draw(t, "cols"),
			Row:  at.Draw(t, "row"), Col: at.Draw(t, "col"), Top: at.Draw(t, "top"), Left: at.Draw(t, "left"),
			Focus: rapid.Bool().Draw(t, "focus"),
		}
		if rapid.Bool().Draw(t, "cells") {
			m.Cell = func(r, c int) int { return (r*3+c*5)%8 - 2 }
		}
		width, height := rapid.IntRange(-100, 90).Draw(t, "width"), rapid.IntRange(-3, 30).Draw(t, "height")
		b := Matrix(th, m, width, height)
		exactly(t, b, width, height, ascii)
		if !slices.Equal(b, Matrix(th, m, width, height)) {
			t.Fatal("two drawings differ")
		}
		m = m.Follow(width, height)
		exactly(t, Matrix(th, m, width, height), width, height, ascii)
		g := m.fit(width, height)
		if g.rows > 0 && len(m.Rows) > 0 && (m.Row < g.top || m.Row >= g.top+g.rows) {
			t.Fatalf("row %d is not among %d from %d", m.Row, g.rows, g.top)
		}
		if g.cols > 0 && len(m.Cols) > 0 && (m.Col < g.left || m.Col >= g.left+g.cols) {
			t.Fatalf("column %d is not among %d from %d", m.Col, g.cols, g.left)
		}
		x, y := rapid.IntRange(-1, 90).Draw(t, "x"), rapid.IntRange(-1, 30).Draw(t, "y")
		if r, c, ok := m.At(x, y, width, height); ok && (r < -1 || r >= len(m.Rows) || c < -1 || c >= len(m.Cols)) {
			t.Fatalf("at %d,%d is %d,%d", x, y, r, c)
		}
	})
}

func TestMatrixAt(t *testing.T) {
	m := smallMatrix()
	lines := Matrix(look(t, false), m, 48, 12)
	y := slices.IndexFunc(lines, func(l string) bool { return strings.Contains(l, "chen") })
	if r, c, ok := m.At(3, y, 48, 12); !ok || r != 2 || c != -1 {
		t.Errorf("name: %d %d %t", r, c, ok)
	}
	x := strings.Index(ansi.Strip(lines[0]), "d") // of device
	if r, c, ok := m.At(x, y, 48, 12); !ok || r != 2 || c != 2 {
		t.Errorf("cell: %d %d %t", r, c, ok)
	}
	if r, c, ok := m.At(x, 0, 48, 12); !ok || r != -1 || c != 2 {
		t.Errorf("head: %d %d %t", r, c, ok)
	}
	if _, _, ok := m.At(47, 11, 48, 12); ok {
		t.Error("outside")
	}
}
