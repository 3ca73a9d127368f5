package persona

import (
	"cmp"
	"context"
	"math"
	"slices"
)

// pair is a candidate: two records by their place in the canonical order, a < b.
type pair struct{ a, b int32 }

// entry says that a record has a token.
type entry struct {
	token uint64
	rec   int32
}

// Kinds of tokens.
const (
	tokWhole   = iota // the value
	tokPart           // a word of it, a piece of a date, a half of an e-mail address
	tokDeleted        // a word with one character left out: words a slip apart share one
	tokBoth           // two tokens, each of which too many records have
)

const (
	fnvOffset = 14695981039346656037
	fnvPrime  = 1099511628211
)

// token hashes what a token means (FNV-1a). A collision proposes a pair too
// many, nothing worse.
func token(kind, space int, text []rune) uint64 {
	h := uint64(fnvOffset)
	h = (h ^ uint64(kind)) * fnvPrime
	h = (h ^ uint64(space)) * fnvPrime
	for _, r := range text {
		h = (h ^ uint64(r)) * fnvPrime
	}
	return h ^ h>>31
}

// deletions calls add with the token of text and of text without each of its
// characters. Two texts one slip apart have one of these in common.
func deletions(space int, text []rune, add func(uint64)) {
	add(token(tokDeleted, space, text))
	var buf [maxRunes]rune
	for i := range text {
		if i > 0 && text[i] == text[i-1] {
			continue
		}
		n := copy(buf[:], text[:i])
		n += copy(buf[n:], text[i+1:])
		add(token(tokDeleted, space, buf[:n]))
	}
}

// tokens calls add with each token of the value of field f. Names and addresses
// share theirs with the other fields of their type, so that exchanged fields
// meet.
func (m *Model) tokens(f int, id int32, add func(uint64)) {
	t := m.fields[f].Type
	l := m.lex[t]
	v := &l.vals[id]
	space := int(t)
	if t != Name && t != Address {
		space = MaxFields + f
	}
	add(token(tokWhole, space, v.runes))
	switch t {
	case Name:
		for _, p := range v.parts {
			w := &l.vals[p]
			if len(v.parts) > 1 {
				add(token(tokWhole, space, w.runes))
			}
			for _, form := range w.forms {
				add(token(tokPart, space, []rune(form)))
			}
			if len(w.runes) >= 4 {
				deletions(space, w.runes, add)
			}
		}
	case Date:
		if r := v.runes; len(r) == 8 {
			add(token(tokPart, space, r[:6]))
			add(token(tokPart, space, r[4:]))
			add(token(tokPart, space, []rune{r[0], r[1], r[2], r[3], '-', r[6], r[7]}))
			day, month := string(r[6:]), string(r[4:6])
			add(token(tokPart, space, []rune(string(r[:4])+"~"+min(day, month)+max(day, month))))
		}
	case Address:
		for _, p := range v.parts {
			add(token(tokPart, space, l.vals[p].runes))
		}
	case Email:
		if v.local > 0 && v.local < len(v.runes) {
			local := v.runes[:v.local]
			add(token(tokPart, space, v.runes[v.local:]))
			if len(local) >= 4 {
				deletions(space, local, add)
			}
		}
	case Phone:
		if n := len(v.runes); n >= 7 {
			add(token(tokPart, space, v.runes[n-7:]))
		}
	case Code:
		if len(v.runes) >= 6 {
			deletions(space, v.runes, add)
		}
	}
}

// candidates proposes the pairs worth comparing: those whose shared tokens are
// together rare enough that the evidence could outweigh the prior. A token that
// more than the cap of records have proposes nothing by itself, but two such
// tokens of one record may.
func (m *Model) candidates(ctx context.Context, limit int) ([]pair, error) {
	var all []entry
	for f := range m.fields {
		for r, id := range m.recs[f] {
			if id != missing {
				m.tokens(f, id, func(t uint64) { all = append(all, entry{t, int32(r)}) })
			}
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	all = sortEntries(all)
	kept, crowded := split(all, limit)
	byRec := make([][]uint64, m.n)
	for _, e := range crowded {
		byRec[e.rec] = append(byRec[e.rec], e.token)
	}
	var both []entry
	for r, list := range byRec {
		for i, s := range list {
			for _, t := range list[:i] {
				both = append(both, entry{token(tokBoth, 0, nil) ^ (min(s, t)*fnvPrime ^ max(s, t)), int32(r)})
			}
		}
	}
	keptBoth, _ := split(sortEntries(both), limit)
	return m.weigh(ctx, append(kept, keptBoth...))
}

func sortEntries(list []entry) []entry {
	slices.SortFunc(list, func(x, y entry) int {
		if x.token != y.token {
			return cmp.Compare(x.token, y.token)
		}
		return cmp.Compare(x.rec, y.rec)
	})
	return slices.Compact(list)
}

// split parts sorted entries into those of tokens that 2 to limit records have
// and those of tokens that more have. Tokens of one record are dropped.
func split(list []entry, limit int) (kept, crowded []entry) {
	for i := 0; i < len(list); {
		j := i + 1
		for j < len(list) && list[j].token == list[i].token {
			j++
		}
		switch {
		case j-i > limit:
			crowded = append(crowded, list[i:j]...)
		case j-i > 1:
			kept = append(kept, list[i:j]...)
		}
		i = j
	}
	return kept, crowded
}

// rarityNeeded is the share of log2(number of records), about the bits of the
// prior, that shared tokens must reach together. Tokens overlap, so that their
// sum overstates the evidence: what falls below it cannot become a link.
const rarityNeeded = .6

// weigh adds up, for every two records, log2(records/holders) over the tokens
// they share, and gives the pairs that reach rarityNeeded.
func (m *Model) weigh(ctx context.Context, kept []entry) ([]pair, error) {
	start := make([]int32, m.n+1) // blocks of a record: blocks[start[r]:start[r+1]]
	for _, e := range kept {
		start[e.rec+1]++
	}
	for r := range m.n {
		start[r+1] += start[r]
	}
	type span struct{ from, to int32 }
	blocks := make([]span, len(kept))
	fill := slices.Clone(start)
	for i := 0; i < len(kept); {
		j := i + 1
		for j < len(kept) && kept[j].token == kept[i].token {
			j++
		}
		for k := i; k < j; k++ {
			// Only later records of the block: each pair is met once.
			blocks[fill[kept[k].rec]] = span{int32(k + 1), int32(j)}
			fill[kept[k].rec]++
		}
		i = j
	}
	weight := make([]float32, m.n)
	need := float32(rarityNeeded * math.Log2(float64(m.n)))
	size := make([]float32, len(kept)) // log2(n/holders) by entry
	for i := 0; i < len(kept); {
		j := i + 1
		for j < len(kept) && kept[j].token == kept[i].token {
			j++
		}
		w := float32(math.Log2(float64(m.n) / float64(j-i)))
		for k := i; k < j; k++ {
			size[k] = w
		}
		i = j
	}
	var out []pair
	var met []int32
	for a := range int32(m.n) {
		if a%1024 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		met = met[:0]
		for _, s := range blocks[start[a]:start[a+1]] {
			w := size[s.from-1]
			for _, e := range kept[s.from:s.to] {
				if weight[e.rec] == 0 {
					met = append(met, e.rec)
				}
				weight[e.rec] += w
			}
		}
		slices.Sort(met)
		for _, b := range met {
			if weight[b] >= need {
				out = append(out, pair{a, b})
			}
			weight[b] = 0
		}
	}
	return out, nil
}
