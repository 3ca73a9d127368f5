package plot

import (
	"testing"

	"github.com/seed-28a39f10/clew/ui/theme"
)

func BenchmarkFigures(b *testing.B) {
	th := look("dark", false)
	values := make([]float64, 1000)
	grid := Grid{Mark: "marked", Marks: make([]bool, 190)}
	for i := range values {
		values[i] = float64(i * 7919 % 1000)
	}
	for i := range 57 {
		grid.Cells = append(grid.Cells, values[i*10:][:190])
		grid.Rows = append(grid.Rows, "row")
		grid.Marks[i] = true
	}
	bars := make([]Bar, 100)
	for i := range bars {
		bars[i] = Bar{"some label", values[i], "some note", theme.Series1}
	}
	b.Run("columns", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			Columns(th, Series{values, nil, theme.Series1}, 200, 60)
		}
	})
	b.Run("heat", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			Heat(th, grid, 200, 60)
		}
	})
	b.Run("bars", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			Bars(th, bars, 200, 60)
		}
	})
	halves, zones := someHours()
	b.Run("hours", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			Hours(th, halves, zones, 200, 9)
		}
	})
	b.Run("share", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			Share(th, []Part{{"a", 3, 1, ""}, {"b", 4, 2, ""}, {"c", 9, 3, ""}}, 200)
		}
	})
}
