package persona

import (
	"github.com/seed-28a39f10/clew/model"
)

// RowKind says what a row of an explanation is about.
type RowKind uint8

// The kinds of rows.
const (
	RowField      RowKind = iota // two values of a field
	RowPrior                     // how rare links are among all pairs
	RowExchanged                 // two fields hold each other's values
	RowGeneration                // marks such as Sr and Jr contradict each other
	RowHousehold                 // two people of one household or office explain it too
	RowRival                     // a third record claims one of the two as well
	RowNamesakes                 // nothing but a name agrees, which two people may have
)

// Row is one part of a pair's Bits. Field, Level, A, B and Held go with
// [RowField] only.
type Row struct {
	Kind  RowKind
	Field string
	Level Level
	A, B  model.Untrusted // the canonical values compared, of the earlier and the later record: a word of a name, or the whole value
	Held  int             // records that hold the commoner of the two, or for [Near] one a slip away from it; those of the person itself included
	Bits  float64
}

// Explain takes the Bits of two records apart; the rows sum to them. It works
// for any two records, candidates or not, and gives nil where a and b are one or
// out of range. The order of a and b does not matter.
func (m *Model) Explain(a, b uint32) []Row {
	if a == b || int64(max(a, b)) >= int64(m.n) {
		return nil
	}
	pa, pb := m.place[min(a, b)], m.place[max(a, b)]
	c := m.lay(pa, pb)
	o := m.odds(c)
	var rows []Row
	for _, s := range c.seen {
		l := m.lex[m.fields[s.field].Type]
		row := Row{Kind: RowField, Field: m.fields[s.field].Name, Level: s.level, Bits: m.par.log.m[s.field][s.level] - m.base(s)}
		va, vb := s.value[0], s.value[1]
		if pa > pb {
			va, vb = vb, va
		}
		row.A, row.B = model.Untrusted(l.vals[va].text), model.Untrusted(l.vals[vb].text)
		held := l.held
		if s.level == Near {
			held = l.nearby
		}
		row.Held = int(max(held[m.slot[s.field]][va], held[m.slot[s.field]][vb]))
		rows = append(rows, row)
	}
	rows = append(rows, Row{Kind: RowPrior, Bits: m.par.log.pi})
	if c.exchanged > 0 {
		rows = append(rows, Row{Kind: RowExchanged, Bits: float64(c.exchanged) * m.par.log.swap})
	}
	if c.generations {
		rows = append(rows, Row{Kind: RowGeneration, Bits: logSonOf})
	}
	if loss := o.loss(); loss > 0 {
		rows = append(rows, Row{Kind: RowHousehold, Bits: -loss})
	}
	if o.namesakes {
		rows = append(rows, Row{Kind: RowNamesakes, Bits: o.bits() - (o.one - o.loss())})
	}
	if bits := o.bits(); bits >= defaultFloor {
		if loss := m.ambiguity(pa, pb, bits); loss > 0 {
			rows = append(rows, Row{Kind: RowRival, Bits: -loss})
		}
	}
	return rows
}
