package watch

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/identifier"
)

// Stance is what a list holds its values to be. The numbers are stored and never
// change.
type Stance uint8

// The stances.
const (
	Bad    Stance = 1
	Benign Stance = 2
)

// String gives the stance as in the JSON output.
func (s Stance) String() string {
	switch s {
	case Bad:
		return "bad"
	case Benign:
		return "benign"
	}
	return "none"
}

// ClassDisposable is the class of a list of domains that give out mailboxes for
// a few minutes; see [Set.Disposable].
const ClassDisposable = "disposable"

// List is one watch list.
type List struct {
	Name   string
	Stance Stance
	Class  string // what the list explains: "vpn", "hosting", "carrier", "disposable", "agency", ...; "" for nothing
	Values []Value
	Added  model.Time
	Entry  uint64 // of the log, by which it was added
}

// Hit is one listed value that an account's value met.
type Hit struct {
	List   string
	Stance Stance
	Class  string
	Value  model.Untrusted // the listed value, canonical
	Note   model.Untrusted // what the list says of it
	How    string          // continues "the value …": "is listed", "lies in 203.0.113.0/24", "is at a listed domain", ...
}

// Set finds values on many lists. It does not change, so any number of
// goroutines may ask it.
type Set struct {
	lists   []List
	exact   map[exactKey]int32 // to the first of a chain of links
	domains map[string]int32
	asns    map[uint32]int32
	links   []link
	v4, v6  *ranges
	classes map[string]bool // of the benign lists with a range or an address
}

// exactKey is a value under the kind that stands for all kinds of its sort.
type exactKey struct {
	kind  model.Kind
	value model.Untrusted
}

// link is one of the listed values that share a key.
type link struct {
	at   spot
	next int32 // -1 at the end
	via  bool  // the listed value only stands for the key
}

// New makes a set of lists, whose values must not change from then on. Hits come
// in the order of the lists. A value that is not canonical is left out, as
// nothing can meet it.
func New(lists []List) *Set {
	s := &Set{lists: lists, exact: map[exactKey]int32{}, domains: map[string]int32{}, asns: map[uint32]int32{}, classes: map[string]bool{}}
	var spans4, spans6 []span
	// Backwards, because a new link goes to the front of its chain.
	for l := len(lists) - 1; l >= 0; l-- {
		for i := len(lists[l].Values) - 1; i >= 0; i-- {
			v, at := &lists[l].Values[i], spot{int32(l), int32(i)}
			if !v.valid() {
				continue
			}
			switch {
			case v.Form == FormRange || v.Kind == model.KindIP:
				if lists[l].Stance == Benign {
					s.classes[lists[l].Class] = true
				}
				p, _ := v.prefix()
				sp := span{addrOf(p.Addr()), uint8(p.Bits()), at}
				if p.Addr().Is4() {
					spans4 = append(spans4, sp)
				} else {
					spans6 = append(spans6, sp)
				}
			case v.Form == FormDomain:
				s.links = put(s.links, s.domains, string(v.Value), at, false)
			case v.Form == FormASN:
				n, _ := v.asn()
				s.links = put(s.links, s.asns, n, at, false)
			default:
				for _, t := range others(model.Identifier{Kind: v.Kind, Value: v.Value}) {
					if t.key != keyOf(v.Kind, v.Value) {
						s.links = put(s.links, s.exact, t.key, at, true)
					}
				}
				s.links = put(s.links, s.exact, keyOf(v.Kind, v.Value), at, false)
			}
		}
	}
	s.v4, s.v6 = newRanges(32, spans4, lists), newRanges(128, spans6, lists)
	return s
}

func put[K comparable](links []link, m map[K]int32, k K, at spot, via bool) []link {
	next, ok := m[k]
	if !ok {
		next = -1
	}
	m[k] = int32(len(links))
	return append(links, link{at, next, via})
}

// keyOf brings together the kinds whose values are one thing, and addresses that
// differ in http and https alone: a list rarely says which.
func keyOf(k model.Kind, v model.Untrusted) exactKey {
	switch k {
	case model.KindRecoveryEmail, model.KindCommitEmail:
		k = model.KindEmail
	case model.KindPayPal:
		if strings.IndexByte(string(v), '@') > 0 {
			k = model.KindEmail
		}
	case model.KindRecoveryPhone:
		k = model.KindPhone
	case model.KindPhoto, model.KindResume:
		k = model.KindFileHash
	case model.KindURL:
		if rest, ok := strings.CutPrefix(string(v), "http://"); ok {
			v = model.Untrusted("https://" + rest)
		}
	}
	return exactKey{k, v}
}

// other is what a value stands for besides itself: another value, or a domain.
type other struct {
	key    exactKey
	name   string
	domain string
}

func others(id model.Identifier) []other {
	switch id.Kind {
	case model.KindEmail, model.KindRecoveryEmail, model.KindCommitEmail, model.KindPayPal, model.KindURL, model.KindRecoveryPhone:
	default:
		return nil
	}
	var out []other
	for _, t := range identifier.Tokens(id) {
		switch t.Name {
		case "email":
			out = append(out, other{key: keyOf(model.KindEmail, t.Value), name: t.Name, domain: identifier.Domain(t.Value)})
		case "phone":
			out = append(out, other{key: keyOf(model.KindPhone, t.Value), name: t.Name})
		case "handle":
			out = append(out, other{key: keyOf(model.KindHandle, t.Value), name: t.Name})
		case "domain":
			out = append(out, other{domain: string(t.Value)})
		}
	}
	return out
}

// found gathers hits before they are put in order.
type found struct {
	s    *Set
	at   []spot
	hits []Hit
}

func (f *found) add(at spot, how string) {
	if slices.Contains(f.at, at) {
		return
	}
	l := &f.s.lists[at.list]
	v := &l.Values[at.value]
	f.at = append(f.at, at)
	f.hits = append(f.hits, Hit{List: l.Name, Stance: l.Stance, Class: l.Class, Value: v.Value, Note: v.Note, How: how})
}

func (f *found) exact(k exactKey, how string) {
	i, ok := f.s.exact[k]
	for ok && i >= 0 {
		n := &f.s.links[i]
		if n.via && how == howListed {
			f.add(n.at, "is what a listed value stands for")
		} else {
			f.add(n.at, how)
		}
		i = n.next
	}
}

// domain finds d and the domains above it, the nearest first.
func (f *found) domain(d string) {
	for len(f.s.domains) > 0 && d != "" {
		i, ok := f.s.domains[d]
		for ok && i >= 0 {
			f.add(f.s.links[i].at, "is at a listed domain")
			i = f.s.links[i].next
		}
		_, d, _ = strings.Cut(d, ".")
	}
}

const howListed = "is listed"

func (f *found) ip(a netip.Addr) {
	r := f.s.family(a)
	for i := r.find(addrOf(a)); i >= 0; i = r.parent[i] {
		how := howListed
		if int(r.bits[i]) < r.width {
			p, _ := a.Prefix(int(r.bits[i]))
			how = "lies in " + p.String()
		}
		for _, at := range r.spots[r.from[i]:r.from[i+1]] {
			f.add(at, how)
		}
	}
}

// sorted gives the hits in the order of the lists, those of one list as found.
func (f *found) sorted() []Hit {
	if len(f.hits) < 2 {
		return f.hits
	}
	order := make([]int, len(f.hits))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(f.at[i].list, f.at[j].list) })
	out := make([]Hit, len(order))
	for to, from := range order {
		out[to] = f.hits[from]
	}
	return out
}

func (s *Set) family(a netip.Addr) *ranges {
	if a.Is4() {
		return s.v4
	}
	return s.v6
}

// Match gives the listed values that an account's identifier meets: the same
// value, a range around an address, the domain of an e-mail or web address or a
// domain above it. It gives nil where there is none, and for an identifier that
// is a placeholder, private or invalid.
func (s *Set) Match(id model.Identifier) []Hit {
	if id.Status != model.StatusOK && id.Status != model.StatusSuspect {
		return nil
	}
	f := found{s: s}
	if id.Kind == model.KindIP {
		if a, err := netip.ParseAddr(string(id.Value)); err == nil && id.Status == model.StatusOK {
			f.ip(a.Unmap().WithZone(""))
		}
		return f.sorted()
	}
	f.exact(keyOf(id.Kind, id.Value), howListed)
	for _, t := range others(id) {
		if t.name != "" {
			f.exact(t.key, "stands for a listed "+t.name)
		}
		f.domain(t.domain)
	}
	return f.sorted()
}

// ASN gives the lists that hold an autonomous system, nil for none.
func (s *Set) ASN(number uint32) []Hit {
	f := found{s: s}
	i, ok := s.asns[number]
	for ok && i >= 0 {
		f.add(s.links[i].at, howListed)
		i = s.links[i].next
	}
	return f.hits
}

// Network gives the benign list that explains an address: of those with a range
// around it the one whose range is narrowest; of equal ones the first that has a
// class, or else the first.
func (s *Set) Network(ip netip.Addr) (list, class string, ok bool) {
	ip = ip.Unmap().WithZone("")
	if !ip.IsValid() {
		return "", "", false
	}
	r := s.family(ip)
	i := r.find(addrOf(ip))
	if i < 0 || r.benign[i] < 0 {
		return "", "", false
	}
	l := &s.lists[r.benign[i]]
	return l.Name, l.Class, true
}

// Networks reports whether a benign list of a class has an address or a range. Where none has,
// it says nothing of an address that [Set.Network] gives no such class for it.
func (s *Set) Networks(class string) bool { return s.classes[class] }

// Disposable gives the first list of the class [ClassDisposable], whatever its
// stance, that has a domain or one above it. The domain is that of a canonical
// e-mail address.
func (s *Set) Disposable(domain string) (list string, ok bool) {
	for d := domain; len(s.domains) > 0 && d != ""; _, d, _ = strings.Cut(d, ".") {
		i, ok := s.domains[d]
		for ok && i >= 0 {
			if l := &s.lists[s.links[i].at.list]; l.Class == ClassDisposable {
				return l.Name, true
			}
			i = s.links[i].next
		}
	}
	return "", false
}
