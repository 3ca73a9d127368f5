package evidence

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// The accounts that an explanation names are those behind what it explains, not those of
// a hub that adds next to nothing.
func TestAnExplanationNamesThoseBehindIt(t *testing.T) {
	all := tally{total: 202}
	all.addChance(ruleCarrier, 2, 82)
	all.add(ruleCarrier, 200, 7)
	if got := all.best(); got.Text != "a carrier may put 7 customers behind one address" || got.Covers != 1 {
		t.Errorf("%+v", got)
	}
	hub := tally{total: 2}
	hub.addChance(ruleCarrier, 2, 82)
	if got := hub.best(); got.Text != "a carrier may put 82 customers behind one address" {
		t.Errorf("of a hub alone: %+v", got)
	}
}

// innocence is what became of planted innocents of one kind.
type innocence struct {
	groups int            // with two members or more
	ringed int            // groups with two members in one ring that is strong at least
	links  int            // links within groups that are possible at least
	strong int            // of these, the strong ones
	codes  map[string]int // of the links, by their best innocent explanation
}

// innocentKinds are the planted innocents, and the explanations that are right.
var innocentKinds = map[string][]string{
	"agency": {Agency}, "kiosk": {Kiosk}, "household": {Household}, "helper": {Helper, Household}, "victim": {Stolen},
}

// innocents tabulates what became of the innocents.
func (w *world) innocents(t testing.TB, m *Model) map[string]*innocence {
	t.Helper()
	v := m.View(nil)
	ring := sure(v)
	all := map[string]*innocence{}
	for kind := range innocentKinds {
		all[kind] = &innocence{codes: map[string]int{}}
	}
	look := func(k *innocence, a, b uint32) {
		l := v.Link(a, b, nil)
		if l.Class < Possible {
			return
		}
		k.links++
		k.codes[l.Best.Code]++
		if l.Class >= Strong {
			k.strong++
		}
	}
	for _, g := range w.groups {
		kind := g.kind
		if strings.HasPrefix(g.id, "helper") {
			kind = "helper"
		}
		k := all[kind]
		if k == nil || len(g.members) < 2 {
			continue
		}
		k.groups++
		count := map[uint32]int{}
		ringed := false
		for i, a := range g.members {
			if ring[a] != None {
				count[ring[a]]++
				ringed = ringed || count[ring[a]] > 1
			}
			for _, b := range g.members[:i] {
				look(k, a, b)
			}
		}
		if ringed {
			k.ringed++
		}
	}
	k := all["victim"]
	for _, pair := range w.victims {
		k.groups++
		if ring[pair[0]] != None && ring[pair[0]] == ring[pair[1]] {
			k.ringed++
		}
		look(k, pair[0], pair[1])
	}
	return all
}

func (k *innocence) right(kind string) int {
	n := 0
	for _, code := range innocentKinds[kind] {
		n += k.codes[code]
	}
	return n
}

func (k *innocence) String() string {
	codes := []string{}
	for c, n := range k.codes {
		codes = append(codes, fmt.Sprintf("%s %d", c, n))
	}
	slices.Sort(codes)
	return fmt.Sprintf("%d groups, %d with two in a strong ring; %d links, %d strong; explained as %s", k.groups, k.ringed, k.links, k.strong, strings.Join(codes, ", "))
}

func TestInnocents(t *testing.T) {
	total := map[string]*innocence{}
	for seed := uint64(201); seed <= 210; seed++ {
		w := generated(t, 3000, seed)
		for kind, k := range w.innocents(t, Build(w.index, DefaultConfig(), nil, nil)) {
			if total[kind] == nil {
				total[kind] = &innocence{codes: map[string]int{}}
			}
			s := total[kind]
			s.groups, s.ringed, s.links, s.strong = s.groups+k.groups, s.ringed+k.ringed, s.links+k.links, s.strong+k.strong
			for c, n := range k.codes {
				s.codes[c] += n
			}
		}
	}
	for kind, k := range total {
		t.Logf("%-9s %v", kind, k)
		if k.ringed > 1 {
			t.Errorf("%s: %d groups have two members in a strong ring", kind, k.ringed)
		}
		if 20*k.right(kind) < 19*k.links {
			t.Errorf("%s: %d of %d links are explained rightly", kind, k.right(kind), k.links)
		}
	}
}
