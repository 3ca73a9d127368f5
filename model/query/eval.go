package query

import (
	"context"
	"slices"

	"github.com/seed-28a39f10/clew/model"
)

// evaluator is what evaluation needs of a node. The set that eval gives is the
// caller's to change.
type evaluator interface {
	cost() int
	eval(ctx context.Context, src Source) (*Set, error)
}

// Eval finds the accounts for which the query holds, as a set of the caller's
// own. Cheap terms are evaluated first, and once nothing is left in an AND its
// other terms are not asked. The error is that of ctx or of src; a usage error
// of src carries the column of its term.
func (q *Query) Eval(ctx context.Context, src Source) (*Set, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if q.root == nil || src.Len() == 0 {
		return FullSet(src.Len()), nil
	}
	return q.root.eval(ctx, src)
}

// The costs of terms, by what a source over columns does for one: look up, test
// the distinct values of a column, compare numbers, count holders, search text.
const (
	costLookup = 1
	costTerm   = 2
	costNumber = 3
	costShares = 8
	costText   = 20
)

// cheapest gives the nodes in the order of their costs.
func cheapest(kids []node) []node {
	kids = slices.Clone(kids)
	slices.SortStableFunc(kids, func(a, b node) int { return a.cost() - b.cost() })
	return kids
}

func sum(kids []node) int {
	total := 0
	for _, k := range kids {
		total += k.cost()
	}
	return total
}

func (n *andNode) cost() int        { return sum(n.kids) }
func (n *orNode) cost() int         { return sum(n.kids) }
func (n *notNode) cost() int        { return n.kid.cost() }
func (n *termNode) cost() int       { return costTerm }
func (n *identifierNode) cost() int { return costLookup * len(n.values) }
func (n *numNode) cost() int        { return costNumber * len(n.quantities) }
func (n *sharesNode) cost() int     { return costShares * len(n.kinds) }
func (n *hasNode) cost() int        { return costShares * len(n.whats) }

func (n *textNode) cost() int {
	if n.whole {
		return costLookup * len(n.values)
	}
	return costText * len(n.values)
}

func (n *andNode) eval(ctx context.Context, src Source) (*Set, error) {
	var out *Set
	var denied []node
	for _, k := range cheapest(n.kids) {
		if not, ok := k.(*notNode); ok {
			denied = append(denied, not.kid)
			continue
		}
		s, err := k.eval(ctx, src)
		if err != nil {
			return nil, err
		}
		if out == nil {
			out = s
		} else {
			out.And(s)
		}
		if out.Empty() {
			return out, nil
		}
	}
	if out == nil {
		out = FullSet(src.Len())
	}
	for _, k := range denied {
		s, err := k.eval(ctx, src)
		if err != nil {
			return nil, err
		}
		if out.AndNot(s); out.Empty() {
			break
		}
	}
	return out, nil
}

func (n *orNode) eval(ctx context.Context, src Source) (*Set, error) {
	out := NewSet(src.Len())
	for _, k := range n.kids {
		s, err := k.eval(ctx, src)
		if err != nil {
			return nil, err
		}
		out.Or(s)
	}
	return out, nil
}

func (n *notNode) eval(ctx context.Context, src Source) (*Set, error) {
	s, err := n.kid.eval(ctx, src)
	if err == nil {
		s.Not()
	}
	return s, err
}

// unite asks the source once for each element of list, and gives the union.
func unite[T any](ctx context.Context, src Source, at place, list []T, ask func(T) (*Set, error)) (*Set, error) {
	out := NewSet(src.Len())
	for _, v := range list {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		s, err := ask(v)
		if err != nil {
			return nil, locate(err, at)
		}
		if s == nil || s.Len() != out.Len() {
			return nil, &model.Error{Kind: model.ErrInternal, Message: "a source gave a set of the wrong length"}
		}
		out.Or(s)
	}
	return out, nil
}

func (n *textNode) eval(ctx context.Context, src Source) (*Set, error) {
	return unite(ctx, src, n.place, n.values, func(v string) (*Set, error) {
		if n.f == nil {
			return src.Text(ctx, TextAny, v)
		}
		carried, err := src.Identifier(ctx, n.f.id, v)
		if n.whole {
			return carried, err
		}
		found, textErr := src.Text(ctx, TextField(n.f.Name), v)
		if textErr != nil || model.KindOf(err) == model.ErrUsage {
			return found, textErr // a part of an e-mail is no e-mail
		}
		if err != nil {
			return nil, err
		}
		return unite(ctx, src, n.place, []*Set{found, carried}, func(s *Set) (*Set, error) { return s, nil })
	})
}

func (n *termNode) eval(ctx context.Context, src Source) (*Set, error) {
	return unite(ctx, src, n.place, [][]Pattern{n.patterns}, func(ps []Pattern) (*Set, error) {
		return src.Term(ctx, TermField(n.f.Name), ps)
	})
}

func (n *identifierNode) eval(ctx context.Context, src Source) (*Set, error) {
	return unite(ctx, src, n.place, n.values, func(v string) (*Set, error) { return src.Identifier(ctx, n.f.id, v) })
}

func (n *numNode) eval(ctx context.Context, src Source) (*Set, error) {
	var all []interval
	for _, q := range n.quantities {
		all = append(all, q.intervals(n.op)...)
	}
	return unite(ctx, src, n.place, all, func(v interval) (*Set, error) {
		return src.Between(ctx, NumField(n.f.Name), v.low, v.high)
	})
}

func (n *sharesNode) eval(ctx context.Context, src Source) (*Set, error) {
	holders := quantity{low: n.n, high: n.n}.intervals(n.op)
	return unite(ctx, src, n.place, n.kinds, func(k model.Kind) (*Set, error) {
		return unite(ctx, src, n.place, holders, func(v interval) (*Set, error) { return src.Shares(ctx, k, v.low, v.high) })
	})
}

func (n *hasNode) eval(ctx context.Context, src Source) (*Set, error) {
	return unite(ctx, src, n.place, n.whats, func(h has) (*Set, error) {
		switch {
		case h.kind != model.KindNone:
			return src.Shares(ctx, h.kind, 1, Highest)
		case h.term != "":
			return src.Term(ctx, h.term, []Pattern{newPattern("*", false, false)})
		case h.num == TimeCreated, h.num == TimeFlagged, h.num == TimeFirstSeen, h.num == TimeLastSeen:
			return src.Between(ctx, h.num, Lowest, Highest)
		}
		return src.Between(ctx, h.num, 1, Highest)
	})
}
