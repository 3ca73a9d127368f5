package graph

import (
	"fmt"
	"testing"
)

func TestDbg(t *testing.T) {
	var e []Edge
	for i := range 9 {
		e = append(e, Edge{A: i, B: i + 1})
	}
	e2, l := lengths(10, e)
	d := make([]float32, 100)
	shortest(10, e2, l, d)
	fmt.Println(l)
	fmt.Printf("%.2f\n", d[:10])
	dbg = true
	pivots(10, func(v int) []float32 { return d[v*10:][:10] })
}
