package evidence

import (
	"fmt"
	"math/rand/v2"

	"github.com/seed-28a39f10/clew/model"
)

// raw is a world before it is an index: who says what.
type raw struct {
	ids     []string
	said    []saying
	extra   []Extra     // by place in ids
	judged  []Judgement // by place in ids; later ones of a pair replace earlier ones
	ignored []Token
}

type saying struct {
	account int
	tokens  []Token
}

func kindOf(k model.Kind) Kind { return Kind(k) }

// menu are kinds with how many values of them a random world has for each
// account, in tenths: few values make hubs.
var menu = []struct {
	kind  Kind
	tenth int
}{
	{kindOf(model.KindDevice), 12}, {kindOf(model.KindWallet), 20}, {kindOf(model.KindIBAN), 20}, {kindOf(model.KindPayment), 12},
	{kindOf(model.KindFingerprint), 2}, {kindOf(model.KindAddress), 8}, {kindOf(model.KindPhone), 12}, {kindOf(model.KindName), 4},
	{kindOf(model.KindPhoto), 8}, {kindOf(model.KindDocument), 12}, {kindOf(model.KindMFADevice), 20}, {kindOf(model.KindRecoveryPhone), 8},
	{kindOf(model.KindUsername), 12}, {kindOf(model.KindResume), 12},
}

// random makes a world of accounts of which some are in rings that hand values
// around, some are in homes that share what a home shares, and all share things
// by chance.
func random(seed uint64, accounts, rings, size int, noise float64) *raw {
	r := rand.New(rand.NewPCG(seed, 1))
	w := &raw{}
	for i := range accounts {
		w.ids = append(w.ids, fmt.Sprintf("test:%d", i))
	}
	say := func(a int, tokens ...Token) { w.said = append(w.said, saying{a, tokens}) }
	value := func(a int, k Kind, n int) {
		switch k {
		case kindOf(model.KindIP):
			say(a, token(k, fmt.Sprintf("192.0.2.%d/%d", n, n/8)), token(KindNet, fmt.Sprint("net ", n/8)))
		case kindOf(model.KindRecoveryEmail):
			domain := token(KindDomain, fmt.Sprint(n%(1+accounts/6), ".example"))
			say(a, token(k, fmt.Sprint(n)), token(KindMailbox, fmt.Sprint(n)), domain)
			if n%3 == 0 { // whose own address it is
				b := n % accounts
				say(b, token(kindOf(model.KindEmail), fmt.Sprint(n)), token(KindMailbox, fmt.Sprint(n)), domain)
			}
		default:
			say(a, token(k, fmt.Sprint(n)))
		}
	}
	for a := range accounts {
		for _, m := range menu {
			if r.Float64() < noise {
				value(a, m.kind, r.IntN(1+accounts*m.tenth/10))
			}
		}
		if r.Float64() < 2*noise {
			value(a, kindOf(model.KindIP), r.IntN(1+accounts/3))
		}
		if r.Float64() < noise {
			value(a, kindOf(model.KindRecoveryEmail), r.IntN(accounts))
		}
	}
	serial := 1 << 20
	fresh := func() int { serial++; return serial }
	for range rings {
		members := r.Perm(accounts)[:min(accounts, 2+r.IntN(size))]
		for range 2 + r.IntN(4) {
			k := menu[r.IntN(len(menu))].kind
			if r.IntN(3) == 0 {
				k = kindOf(model.KindIP)
			}
			per, share := 2+r.IntN(6), .5+r.Float64()/2
			base := fresh()
			serial += len(members)
			for i, a := range members {
				if r.Float64() < share {
					value(a, k, base+i/per)
				}
			}
		}
	}
	for range accounts / 12 { // homes
		at := fresh()
		for range 2 + r.IntN(5) {
			a := r.IntN(accounts)
			for _, k := range []Kind{kindOf(model.KindIP), kindOf(model.KindAddress), kindOf(model.KindDevice), kindOf(model.KindRecoveryPhone)} {
				if r.IntN(4) > 0 {
					value(a, k, at)
				}
			}
		}
	}
	if len(w.said) == 0 {
		value(0, kindOf(model.KindWallet), 0)
	}
	for range accounts / 70 { // what many have
		k, at := menu[r.IntN(len(menu))].kind, fresh()
		for _, a := range r.Perm(accounts)[:accounts/8+r.IntN(accounts/2)] {
			value(a, k, at)
		}
	}
	pair := func() (uint32, uint32) {
		a := r.IntN(accounts)
		return uint32(a), uint32((a + 1 + r.IntN(accounts-1)) % accounts)
	}
	for range accounts / 10 {
		a, b := pair()
		w.extra = append(w.extra, Extra{a, b, []Kind{KindTurns, KindPersona}[r.IntN(2)], float32(r.IntN(1500)) / 100, "seen"})
	}
	for range accounts / 10 {
		a, b := pair()
		if s := w.said[r.IntN(len(w.said))]; r.IntN(2) == 0 { // somebody who shares something
			for _, o := range w.said {
				if o.account != s.account && o.tokens[0].Hash == s.tokens[0].Hash {
					a, b = uint32(s.account), uint32(o.account)
				}
			}
		}
		w.judged = append(w.judged, Judgement{a, b, Verdict(r.IntN(5))})
	}
	for range accounts / 30 {
		t := w.said[r.IntN(len(w.said))].tokens
		w.ignored = append(w.ignored, t[r.IntN(len(t))])
	}
	return w
}

// index builds the index with account i at ordinal at[i], said in the given
// order and by several builders.
func (w *raw) index(at []int, order []int, parts int) *Index {
	keys := make([]uint64, len(w.ids))
	for i, id := range w.ids {
		keys[at[i]] = AccountKey(id)
	}
	builders := make([]*Builder, parts)
	for i := range builders {
		builders[i] = NewBuilder(keys)
	}
	for i, k := range order {
		s := w.said[k]
		builders[i%parts].AddTokens(s.tokens, uint32(at[s.account]))
	}
	for _, b := range builders[1:] {
		builders[0].Merge(b)
	}
	return builders[0].Index()
}

// plain builds everything in the order in which it was said.
func (w *raw) plain() *Index { return w.index(upTo(len(w.ids)), upTo(len(w.said)), 1) }

func upTo(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

// numbers finds the ignored values in an index.
func (w *raw) numbers(ix *Index) (all []uint32) {
	for _, t := range w.ignored {
		if v := ix.Find(t.Kind, t.Hash); v != None {
			all = append(all, v)
		}
	}
	return all
}
