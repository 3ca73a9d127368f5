package query

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
	"pgregory.net/rapid"
)

// person is an account as the tests' source holds it.
type person struct {
	texts map[TextField]string
	terms map[TermField][]string
	nums  map[NumField]int64 // a time is absent where unknown
	ids   map[model.Kind][]string
}

// memory is a Source over a list, one account after the other.
type memory struct {
	people []person
	asked  []string
	cached *Set // given for every Term where set
	err    error
}

func (m *memory) Len() int { return len(m.people) }

func (m *memory) where(what string, f func(p person) bool) (*Set, error) {
	m.asked = append(m.asked, what)
	s := NewSet(len(m.people))
	for i, p := range m.people {
		if f(p) {
			s.Add(uint32(i))
		}
	}
	return s, m.err
}

func (m *memory) Text(_ context.Context, f TextField, word string) (*Set, error) {
	return m.where("text", func(p person) bool { return p.hasText(f, word) })
}

func (p person) hasText(f TextField, word string) bool {
	for name, text := range p.texts {
		if (f == TextAny || f == name) && strings.Contains(strings.ToLower(text), strings.ToLower(word)) {
			return true
		}
	}
	return false
}

func (m *memory) Term(_ context.Context, f TermField, anyOf []Pattern) (*Set, error) {
	if m.cached != nil {
		return m.cached, nil
	}
	return m.where("term", func(p person) bool {
		return slices.ContainsFunc(p.terms[f], func(v string) bool {
			return slices.ContainsFunc(anyOf, func(a Pattern) bool { return a.Match(v) })
		})
	})
}

func (m *memory) Between(_ context.Context, f NumField, low, high int64) (*Set, error) {
	return m.where("between", func(p person) bool {
		v, known := p.nums[f]
		return known && low <= v && v <= high
	})
}

func (m *memory) holders(k model.Kind, value string) (n int64) {
	for _, p := range m.people {
		if slices.Contains(p.ids[k], value) {
			n++
		}
	}
	return n
}

func (m *memory) Shares(_ context.Context, k model.Kind, low, high int64) (*Set, error) {
	return m.where("shares", func(p person) bool {
		return slices.ContainsFunc(p.ids[k], func(v string) bool {
			n := m.holders(k, v)
			return low <= n && n <= high
		})
	})
}

func (m *memory) Identifier(_ context.Context, k model.Kind, value string) (*Set, error) {
	if k == model.KindIP && !strings.Contains(value, ".") {
		return nil, &model.Error{Kind: model.ErrUsage, Message: "not an IP address", Hint: "for example 203.0.113.7"}
	}
	if k == model.KindEmail && !strings.Contains(value, "@") {
		return nil, &model.Error{Kind: model.ErrUsage, Message: "not an e-mail"}
	}
	return m.where("identifier", func(p person) bool { return slices.Contains(p.ids[k], value) })
}

// claim is a query and what it should mean.
type claim struct {
	text string
	mean func(m *memory, p person) bool
}

func genPeople(t *rapid.T) []person {
	pick := func(of ...string) []string {
		return rapid.SliceOfN(rapid.SampledFrom(of), 0, 2).Draw(t, "values")
	}
	people := make([]person, rapid.IntRange(0, 12).Draw(t, "people"))
	for i := range people {
		p := person{map[TextField]string{}, map[TermField][]string{}, map[NumField]int64{}, map[model.Kind][]string{}}
		p.texts[TextName] = rapid.SampledFrom([]string{"", "Lena Park", "ken"}).Draw(t, "name")
		p.texts[TextEmail] = rapid.SampledFrom([]string{"", "lena@a.example", "k@b.example"}).Draw(t, "email")
		p.terms[TermState] = pick("flagged", "claimed", "on hold")
		p.terms[TermTag] = pick("x", "Xy", "z*z", "")
		p.nums[NumScore] = rapid.Int64Range(0, 5).Draw(t, "score")
		p.nums[NumTags] = int64(len(p.terms[TermTag]))
		if rapid.Bool().Draw(t, "known") {
			p.nums[TimeCreated] = now.Unix() - rapid.Int64Range(-2, 5).Draw(t, "age")*43200
		}
		p.ids[model.KindIP] = pick("1.1.1.1", "2.2.2.2")
		p.ids[model.KindDevice] = pick("d1", "d2", "d3")
		p.ids[model.KindEmail] = pick("k@b.example", "old@c.example")
		people[i] = p
	}
	return people
}

// genClaim draws a query; depth is how far groups may still nest.
func genClaim(t *rapid.T, depth int) claim {
	if depth > 0 && rapid.IntRange(0, 2).Draw(t, "group") > 0 {
		a, b := genClaim(t, depth-1), genClaim(t, depth-1)
		switch rapid.IntRange(0, 3).Draw(t, "kind") {
		case 0:
			return claim{"(" + a.text + ") (" + b.text + ")", func(m *memory, p person) bool { return a.mean(m, p) && b.mean(m, p) }}
		case 1:
			return claim{"(" + a.text + " or " + b.text + ")", func(m *memory, p person) bool { return a.mean(m, p) || b.mean(m, p) }}
		case 2:
			return claim{"not (" + a.text + ")", func(m *memory, p person) bool { return !a.mean(m, p) }}
		}
		return claim{"-(" + a.text + ") and (" + b.text + ")", func(m *memory, p person) bool { return !a.mean(m, p) && b.mean(m, p) }}
	}
	switch rapid.IntRange(0, 7).Draw(t, "leaf") {
	case 0:
		word := rapid.SampledFrom([]string{"lena", "a p", "EXAMPLE", "zz"}).Draw(t, "word")
		return claim{quote(word), func(_ *memory, p person) bool { return p.hasText(TextAny, word) }}
	case 1:
		word := rapid.SampledFrom([]string{"lena", "old@c.example"}).Draw(t, "word")
		return claim{"email:" + word, func(_ *memory, p person) bool {
			return p.hasText(TextEmail, word) || slices.Contains(p.ids[model.KindEmail], word)
		}}
	case 2:
		return rapid.SampledFrom([]claim{
			{"tag:x,Z", func(_ *memory, p person) bool {
				return slices.ContainsFunc(p.terms[TermTag], func(v string) bool { return v == "x" })
			}},
			{"tag:x*", func(_ *memory, p person) bool {
				return slices.ContainsFunc(p.terms[TermTag], func(v string) bool { return strings.HasPrefix(strings.ToLower(v), "x") })
			}},
			{`tag:"z*z"`, func(_ *memory, p person) bool { return slices.Contains(p.terms[TermTag], "z*z") }},
			{`state!="on hold"`, func(_ *memory, p person) bool { return !slices.Contains(p.terms[TermState], "on hold") }},
			{"has:tag", func(_ *memory, p person) bool { return len(p.terms[TermTag]) > 0 }},
			{"has:created", func(_ *memory, p person) bool { _, ok := p.nums[TimeCreated]; return ok }},
			{"has:device", func(_ *memory, p person) bool { return len(p.ids[model.KindDevice]) > 0 }},
		}).Draw(t, "term")
	case 3:
		o, n := genOp(t), rapid.Int64Range(-1, 6).Draw(t, "n")
		return claim{fmt.Sprintf("score%s%d", o, n), func(_ *memory, p person) bool { return compare(p.nums[NumScore], o, n) }}
	case 4:
		low, width := rapid.Int64Range(0, 4).Draw(t, "low"), rapid.Int64Range(0, 3).Draw(t, "width")
		return claim{fmt.Sprintf("score:%d..%d", low, low+width), func(_ *memory, p person) bool {
			return p.nums[NumScore] >= low && p.nums[NumScore] <= low+width
		}}
	case 5:
		o, hours := rapid.SampledFrom([]op{opLess, opMost, opMore, opLeast}).Draw(t, "op"), rapid.Int64Range(0, 60).Draw(t, "hours")
		return claim{fmt.Sprintf("created%s%dh", o, hours), func(_ *memory, p person) bool {
			at, ok := p.nums[TimeCreated]
			return ok && compare(now.Unix()-at, o, hours*3600)
		}}
	case 6:
		o, day := genOp(t), rapid.IntRange(27, 29).Draw(t, "day")-1
		// Days of February 2026 counted from midnight on the first.
		begin := now.AddDate(0, -1, 0).Unix() - 12*3600
		return claim{fmt.Sprintf("created%s2026-02-%02d", o, day), func(_ *memory, p person) bool {
			at, ok := p.nums[TimeCreated]
			return ok && compare((at-begin)/86400+1, o, int64(day))
		}}
	}
	o, n := genOp(t), rapid.Int64Range(0, 4).Draw(t, "n")
	return claim{fmt.Sprintf("shares:device%s%d", o, n), func(m *memory, p person) bool {
		return slices.ContainsFunc(p.ids[model.KindDevice], func(v string) bool { return compare(m.holders(model.KindDevice, v), o, n) })
	}}
}

func genOp(t *rapid.T) op {
	return rapid.SampledFrom([]op{opEqual, opNot, opLess, opMost, opMore, opLeast}).Draw(t, "op")
}

func compare(a int64, o op, b int64) bool {
	return map[op]bool{opEqual: a == b, opNot: a != b, opLess: a < b, opMost: a <= b, opMore: a > b, opLeast: a >= b}[o]
}

// TestEvalAgainstBruteForce asks each random query of each account one by one.
func TestEvalAgainstBruteForce(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		src := &memory{people: genPeople(rt)}
		c := genClaim(rt, 4)
		q, err := Parse(c.text, now)
		if err != nil {
			rt.Fatalf("%s: %v", c.text, err)
		}
		checkRoundTrip(t, q)
		got, err := q.Eval(context.Background(), src)
		if err != nil {
			rt.Fatalf("%s: %v", c.text, err)
		}
		want := []uint32{}
		for i, p := range src.people {
			if c.mean(src, p) {
				want = append(want, uint32(i))
			}
		}
		if !slices.Equal(got.Ordinals(), want) {
			rt.Fatalf("%s: found %v, want %v", c.text, got.Ordinals(), want)
		}
	})
}

func TestEvalOrder(t *testing.T) {
	for _, c := range []struct {
		query string
		asked []string
	}{
		{"lena score>0 tag:x ip:1.1.1.1", []string{"identifier", "term", "between", "text"}},
		{"lena ip:9.9.9.9 score>0", []string{"identifier"}}, // nothing left
		{"-lena score>9", []string{"between"}},
		{"lena or ip:9.9.9.9", []string{"text", "identifier"}},
		{"-score<9 lena", []string{"text", "between"}},
		{"", nil},
	} {
		src := &memory{people: []person{{
			texts: map[TextField]string{TextName: "lena"}, terms: map[TermField][]string{TermTag: {"x"}},
			nums: map[NumField]int64{NumScore: 1}, ids: map[model.Kind][]string{model.KindIP: {"1.1.1.1"}},
		}}}
		q, err := Parse(c.query, now)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := q.Eval(context.Background(), src); err != nil || !slices.Equal(src.asked, c.asked) {
			t.Errorf("%q asked %v (%v), want %v", c.query, src.asked, err, c.asked)
		}
	}
}

func TestEvalErrors(t *testing.T) {
	ctx := context.Background()
	src := &memory{people: make([]person, 3)}
	q, _ := Parse("score>=0 or ip:localhost", now)
	_, err := q.Eval(ctx, src)
	var s *SyntaxError
	if !errors.As(err, &s) || s.Column != 16 || s.Length != 9 || !strings.Contains(s.Message, "IP address") || s.Hint == "" {
		t.Errorf("a bad address gave %v", err)
	}
	if q, _ := Parse("email:len", now); q != nil {
		if _, err := q.Eval(ctx, src); err != nil {
			t.Errorf("a part of an e-mail gave %v", err)
		}
	}
	src.err = errors.New("disk")
	if _, err := q.Eval(ctx, src); !errors.Is(err, src.err) || model.KindOf(err) == model.ErrUsage {
		t.Errorf("an error of the source became %v", err)
	}
	src.cached = NewSet(4)
	q, _ = Parse("tag:x", now)
	if _, err := q.Eval(ctx, src); model.KindOf(err) != model.ErrInternal {
		t.Errorf("a set of the wrong length gave %v", err)
	}
	stopped, stop := context.WithCancel(ctx)
	stop()
	if _, err := q.Eval(stopped, src); !errors.Is(err, context.Canceled) {
		t.Errorf("a stopped evaluation gave %v", err)
	}
}

// TestEvalLeavesTheSourceAlone guards sets that a source shares.
func TestEvalLeavesTheSourceAlone(t *testing.T) {
	src := &memory{people: make([]person, 70), cached: NewSet(70)}
	src.cached.Add(3)
	for _, text := range []string{"-tag:x", "tag:x", "tag:x -tag:y", "tag:x or -tag:y", "tag:x tag:y"} {
		q, err := Parse(text, now)
		if err != nil {
			t.Fatal(err)
		}
		got, err := q.Eval(context.Background(), src)
		if err != nil {
			t.Fatal(err)
		}
		got.Not()
		if o := src.cached.Ordinals(); len(o) != 1 || o[0] != 3 {
			t.Fatalf("%s changed the source's set to %v", text, o)
		}
	}
}
