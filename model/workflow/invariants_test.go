package workflow

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// book is what the entries that stand say, told a second time: in as few words as possible, and
// without a line of the code under test. An entry that was undone is as if it had never been.
type book struct {
	person  map[string][]string // by login: whose it is
	many    map[string]bool     // logins that are shared
	parts   map[string]string   // login to be parted: who said so first
	keys    map[string]*lock
	demands map[string]demand
	rules   string // in force, as they were written; "" where none were ever set
	wanted  wish
	papers  map[uint32]*paper
	in      map[uint32]uint32   // account: the proposal that it is in
	was     map[uint32]uint32   // account: the proposal that it was in before that
	ground  map[uint32]uint32   // account: the proposal that it was sealed by
	sealed  map[uint32][]uint32 // account: all proposals that it was ever sealed by
	held    map[uint32]bool
	halted  map[uint32]bool // cases on hold
	guarded map[uint32]bool
	batches map[uint32][]uint32
	rests   map[[2]uint32]uint32 // batch and account: the proposal that it was sealed by
	out     map[uint32]bool      // proposals of which accounts were handed off
	counted bool                 // a hand-off said what it rests on
	appeal  map[uint32]uint32    // appeal: its account
	checked map[string]bool      // signatures that were looked at, of all tellings
}

// lock is a public key, and who vouched for it.
type lock struct {
	key         []byte
	by, vouched string
}

// paper is a proposal.
type paper struct {
	hash     string
	accounts []uint32
	authors  []string // logins of all versions
	demand   demand
	action   string
	kase     uint32          // that it names
	seen     map[string]bool // "login hash"
	votes    []vote
	sentBack string // by whom it was returned
	dropped  bool
	sealed   bool
}

type vote struct {
	by, hash string
	wrong    string // what was not right about it when it was given
}

func fold(login string) string { return strings.ToLower(login) }

func (b *book) of(login string) []string {
	if p, ok := b.person[fold(login)]; ok {
		return p
	}
	return []string{fold(login)}
}

func (b *book) same(x, y string) bool {
	for _, p := range b.of(x) {
		if slices.Contains(b.of(y), p) {
			return true
		}
	}
	return false
}

func (b *book) sameAsAny(x string, others []string) bool {
	return slices.ContainsFunc(others, func(o string) bool { return b.same(x, o) })
}

// telling folds the entries that stand.
func (w *world) telling(facts []fact) *book {
	b := &book{person: map[string][]string{}, many: map[string]bool{}, parts: map[string]string{}, keys: map[string]*lock{}, demands: map[string]demand{},
		papers: map[uint32]*paper{}, in: map[uint32]uint32{}, was: map[uint32]uint32{}, ground: map[uint32]uint32{}, sealed: map[uint32][]uint32{}, held: map[uint32]bool{}, halted: map[uint32]bool{},
		guarded: map[uint32]bool{}, batches: map[uint32][]uint32{}, rests: map[[2]uint32]uint32{}, out: map[uint32]bool{}, appeal: map[uint32]uint32{}, checked: w.checked}
	for _, f := range facts {
		if !w.undone[f.Seq] {
			b.take(f, w.s.log)
		}
	}
	return b
}

func (b *book) take(f fact, log string) {
	switch f.Verb {
	case "person", "shared", "part":
		b.takeRoster(f)
	case "enrol":
		b.keys[fold(f.Login)] = &lock{key: f.Key, by: f.Actor}
	case "vouch":
		b.keys[fold(f.Login)].vouched = f.Actor
	case "policies":
		for i := range ruleSets {
			if tomlOf(i) == f.TOML {
				b.takeRules(i, f)
			}
		}
	case "propose", "edit":
		b.takeVersion(f)
	case "withdraw":
		p := b.papers[f.ID]
		p.dropped, p.votes = true, nil
		b.leave(f.ID, nil)
	case "opened":
		b.papers[f.ID].seen[fold(f.Actor)+" "+f.Hash] = true
	case "approve":
		p := b.papers[f.ID]
		p.votes = append(p.votes, vote{f.Actor, f.Hash, b.wrong(p, f, log)})
	case "return":
		p := b.papers[f.ID]
		p.sentBack, p.votes = f.Actor, nil
	case "retract":
		p := b.papers[f.ID]
		if p.sentBack != "" {
			p.sentBack = ""
		} else if i := slices.IndexFunc(p.votes, func(v vote) bool { return b.same(v.by, f.Actor) }); i >= 0 {
			p.votes = slices.Delete(p.votes, i, i+1)
		}
	case "hold":
		for _, ord := range f.Subjects {
			b.held[ord] = true
		}
	case "unhold":
		for _, ord := range f.Subjects {
			delete(b.held, ord)
		}
	case "case-edit":
		if f.Set.Hold != nil {
			b.halted[f.ID] = f.Set.Hold.Kind != ""
		}
	case "protect":
		for _, ord := range f.Subjects {
			b.guarded[ord] = true
		}
	case "expose":
		for _, ord := range f.Subjects {
			delete(b.guarded, ord)
		}
	case "seal", "reverse":
		b.batches[f.ID] = f.Subjects
		for _, ord := range f.Subjects {
			if f.Verb == "reverse" || f.Action == Reinstate {
				b.in[ord] = b.ground[ord]
				continue
			}
			b.ground[ord], b.rests[[2]uint32{f.ID, ord}] = b.in[ord], b.in[ord]
			b.sealed[ord] = append(b.sealed[ord], b.in[ord])
			b.papers[b.in[ord]].sealed = true
		}
	case "handoff":
		b.counted = b.counted || f.Grounds != nil
		for _, ord := range b.batches[f.ID] {
			b.out[b.rests[[2]uint32{f.ID, ord}]] = f.Grounds != nil
		}
	case "sample":
		b.counted = b.counted || !strings.Contains(f.Seed, " ")
	case "appeal":
		b.appeal[f.ID] = f.Subjects[0]
		b.in[f.Subjects[0]] = b.ground[f.Subjects[0]]
	}
}

func (b *book) takeRoster(f fact) {
	name := fold(f.Login)
	switch f.Verb {
	case "person":
		from, to := b.of(f.Login)[0], b.of(f.With)[0]
		b.person[name], b.person[fold(f.With)] = []string{from}, []string{to}
		for login, of := range b.person {
			if slices.Contains(of, from) {
				delete(b.parts, login)
				of = append(slices.DeleteFunc(slices.Clone(of), func(p string) bool { return p == from || p == to }), to)
				b.person[login] = of
			}
		}
	case "shared":
		of := slices.Clone(b.of(f.Login))
		for _, n := range f.Among {
			of = append(of, b.of(n)...)
		}
		slices.Sort(of)
		b.person[name], b.many[name] = slices.Compact(of), true
		delete(b.parts, name)
	case "part":
		if first := b.parts[name]; first == "" || b.same(first, f.Actor) {
			b.parts[name] = f.Actor
			return
		}
		b.person[name] = []string{name}
		delete(b.parts, name)
		delete(b.many, name)
	}
}

func (b *book) takeVersion(f fact) {
	id := uint32(f.terms.Proposal)
	p := b.papers[id]
	if p == nil {
		p = &paper{seen: map[string]bool{}}
		b.papers[id] = p
	}
	sum := sha256.Sum256(f.Terms)
	p.hash, p.accounts, p.authors = hex.EncodeToString(sum[:]), f.Subjects, append(p.authors, f.Actor)
	p.demand, p.action, p.kase, p.votes, p.sentBack = b.demands[f.terms.Policy], f.terms.Action, f.terms.Case, nil, ""
	b.leave(id, f.Subjects)
	for _, ord := range f.Subjects {
		if old := b.in[ord]; old != id && (old == 0 || b.papers[old].sentBack == "") {
			b.was[ord] = old
		}
		b.in[ord] = id
	}
}

// leave takes accounts out of a proposal, but for those that stay.
func (b *book) leave(id uint32, stay []uint32) {
	for ord, in := range maps.Clone(b.in) {
		if in == id && !slices.Contains(stay, ord) {
			b.in[ord] = b.was[ord]
		}
	}
}

// wrong says what is not right about an approval that is being given.
func (b *book) wrong(p *paper, f fact, log string) string {
	lock := b.keys[fold(f.Actor)]
	switch {
	case p.hash != f.Hash:
		return "of another version"
	case !p.seen[fold(f.Actor)+" "+f.Hash]:
		return "of a version that was not opened"
	case b.many[fold(f.Actor)]:
		return "under a shared login"
	case b.sameAsAny(f.Actor, p.authors):
		return "by somebody who made it"
	case !p.demand.signed && len(f.Signature) == 0:
		return ""
	case lock == nil || lock.vouched == "" || b.same(lock.vouched, f.Actor):
		return "by somebody without a key that counts"
	case !b.verify(lock.key, fmt.Appendf(nil, "clew approval v1\n%s\n%d\n%s\n", log, f.ID, f.Hash), f.Signature):
		return "with a wrong signature"
	}
	return ""
}

func (b *book) verify(key, text, signature []byte) bool {
	all := fmt.Sprintf("%x %s %x", key, text, signature)
	ok, known := b.checked[all]
	if !known {
		ok = ed25519.Verify(key, text, signature)
		b.checked[all] = ok
	}
	return ok
}

// yeses counts the persons who have approved what stands, by the roster as it is now.
func (b *book) yeses(p *paper) int {
	var persons []string
	for _, v := range p.votes {
		if v.wrong == "" && v.hash == p.hash && !b.many[fold(v.by)] && !b.sameAsAny(v.by, p.authors) && !b.sameAsAny(v.by, persons) {
			persons = append(persons, v.by)
		}
	}
	if slices.ContainsFunc(p.authors, func(a string) bool { return b.many[fold(a)] }) {
		return 0
	}
	return len(persons)
}

// check says what an entry that was accepted must not have done. What was done again is checked
// as if it had been done now.
func (w *world) check(f fact) {
	before := w.telling(w.past[:len(w.past)-1])
	done := f
	if f.Verb == "redo" {
		for _, p := range w.past {
			if p.Seq == f.Entry {
				done = p
				done.Actor = f.Actor
			}
		}
		w.undone[f.Entry] = true
		before = w.telling(w.past)
		delete(w.undone, f.Entry)
	}
	switch done.Verb {
	case "policies":
		w.checkRules(before, w.telling(w.past), done)
	case "approve":
		p := before.papers[done.ID]
		if why := before.wrong(p, done, w.s.log); why != "" {
			w.Fatalf("an approval %s: %+v", why, done.Event)
		}
		if before.halted[p.kase] {
			w.Fatalf("an approval for case %d, which is on hold: %+v", p.kase, done.Event)
		}
	case "return":
		if p := before.papers[done.ID]; p.hash != done.Hash || before.sameAsAny(done.Actor, p.authors) {
			w.Fatalf("a return of another version, or by somebody who made it: %+v", done.Event)
		}
	case "seal":
		if done.Action != Reinstate {
			w.checkSeal(before, done)
		}
	case "handoff":
		w.checkHandedOff(before, done)
	case "propose", "edit":
		w.checkProposed(before, done)
	case "decide":
		w.checkDecided(before, done)
	case "undo", "redo":
		was := w.log[f.Entry]
		if fold(was.Actor) != fold(f.Actor) {
			w.Fatalf("%s took back what %s did", f.Actor, was.Actor)
		}
		if id := read(w.T, was).ID; was.Verb == "approve" && before.out[id] {
			w.Fatalf("an approval of proposal %d is taken back, which was handed off", id)
		}
	}
	w.checkState(w.telling(w.past))
}

func (w *world) checkSeal(b *book, f fact) {
	grounds := map[uint32]string{}
	for _, g := range f.Grounds {
		grounds[g.Proposal] = g.Hash
	}
	for _, ord := range f.Subjects {
		p := b.papers[b.in[ord]]
		switch {
		case p == nil || p.dropped || p.sentBack != "":
			w.Fatalf("account %d is sealed without a proposal that stands", ord)
		case b.held[ord]:
			w.Fatalf("account %d is sealed and on hold", ord)
		case b.halted[p.kase]:
			w.Fatalf("account %d is sealed for case %d, which is on hold", ord, p.kase)
		case !slices.Contains(p.accounts, ord):
			w.Fatalf("account %d is sealed and not in the version that stands", ord)
		case p.action != f.Action:
			w.Fatalf("account %d is sealed for %s and approved for %s", ord, f.Action, p.action)
		case grounds[b.in[ord]] != p.hash:
			w.Fatalf("account %d is sealed on another version than the one that stands", ord)
		case b.yeses(p) < max(1, p.demand.approvals):
			w.Fatalf("account %d is sealed with %d of %d approvals: %+v", ord, b.yeses(p), p.demand.approvals, *p)
		}
	}
}

// checkHandedOff says that nothing goes outside for a case on hold, nor without as many different
// persons as are needed having approved that very version, by the roster as it is now.
func (w *world) checkHandedOff(b *book, f fact) {
	if f.Grounds == nil && b.counted {
		w.Fatalf("a hand-off does not say what it rests on, as others did before: %+v", f.Event)
	}
	if w.s.Batch(f.ID).Action == Reinstate {
		return
	}
	grounds := map[uint32]string{}
	for _, g := range f.Grounds {
		grounds[g.Proposal] = g.Hash
	}
	for _, ord := range b.batches[f.ID] {
		id := b.rests[[2]uint32{f.ID, ord}]
		p := b.papers[id]
		switch {
		case b.halted[p.kase] && w.s.Cell(ord).Since.Entry == f.Seq:
			w.Fatalf("account %d is handed off for case %d, which is on hold", ord, p.kase)
		case f.Grounds == nil: // of before
		case grounds[id] != p.hash:
			w.Fatalf("account %d is handed off on another version than the one that stands", ord)
		case b.yeses(p) < max(1, p.demand.approvals):
			w.Fatalf("account %d is handed off with %d of %d approvals: %+v", ord, b.yeses(p), p.demand.approvals, *p)
		}
	}
}

func (w *world) checkProposed(b *book, f fact) {
	if b.halted[f.terms.Case] {
		w.Fatalf("proposed for case %d, which is on hold: %+v", f.terms.Case, f.Event)
	}
	for _, ord := range f.Subjects {
		if b.held[ord] {
			w.Fatalf("account %d is proposed and on hold", ord)
		}
		if b.guarded[ord] && strings.TrimSpace(f.terms.Second) == "" {
			w.Fatalf("account %d is protected and proposed without a second reason", ord)
		}
	}
}

func (w *world) checkDecided(b *book, f fact) {
	ord := b.appeal[f.ID]
	for _, id := range b.sealed[ord] {
		p := b.papers[id]
		part := slices.Clone(p.authors)
		for _, v := range p.votes {
			part = append(part, v.by)
		}
		if b.sameAsAny(f.Actor, part) {
			w.Fatalf("the appeal of account %d is decided by %s, who had a part in proposal %d", ord, f.Actor, id)
		}
	}
	if b.many[fold(f.Actor)] || len(b.sealed[ord]) == 0 {
		w.Fatalf("the appeal of account %d is decided by %s, against %v", ord, f.Actor, b.sealed[ord])
	}
}

// checkState compares what the state says with what the entries say.
func (w *world) checkState(b *book) {
	if got := len(w.s.Batches()); got != len(b.batches) {
		w.Fatalf("%d batches, and %d were sealed", got, len(b.batches))
	}
	for _, x := range w.s.Batches() {
		if !slices.Equal(x.Accounts, b.batches[x.ID]) {
			w.Fatalf("batch %d has accounts %v, and %v were sealed", x.ID, x.Accounts, b.batches[x.ID])
		}
	}
	if got := len(w.s.Proposals()); got != len(b.papers) {
		w.Fatalf("%d proposals, and %d were made", got, len(b.papers))
	}
	for _, x := range w.s.Proposals() {
		p := b.papers[x.ID]
		if x.Hash != p.hash || !slices.Equal(x.Accounts, p.accounts) || (x.Sealed > 0) != p.sealed {
			w.Fatalf("proposal %d is not what was proposed: %+v, %+v", x.ID, *x, *p)
		}
		if len(x.Approvals) != len(p.votes) {
			w.Fatalf("proposal %d has approvals %+v, and these were given: %+v", x.ID, x.Approvals, p.votes)
		}
		enough := b.yeses(p) >= p.demand.approvals
		if !p.sealed && (x.Status == Proposed && enough || x.Status == Approved && !enough) {
			w.Fatalf("proposal %d is %s with %d of %d approvals: %+v", x.ID, x.Status, b.yeses(p), p.demand.approvals, *p)
		}
	}
	for ord, c := range w.s.Worked {
		if (c.Hold != nil) != b.held[ord] {
			w.Fatalf("account %d: hold %v, and the entries say %v", ord, c.Hold, b.held[ord])
		}
		switch c.Status {
		case Batched, HandedOff, Enforced, Failed, Appealed, Overturned, Reinstated:
			if !slices.Contains(b.batches[c.Batch], ord) || c.Proposal != b.ground[ord] {
				w.Fatalf("account %d is %s and not in its batch: %+v", ord, c.Status, *c)
			}
		case Proposed, Returned, Approved, Decided:
			if p := b.papers[c.Proposal]; b.in[ord] != c.Proposal || p == nil || !slices.Contains(p.accounts, ord) {
				w.Fatalf("account %d is %s and not in its proposal: %+v", ord, c.Status, *c)
			}
		case "", Dismissed:
			if len(c.InForce) > 0 {
				w.Fatalf("account %d has %v in force and is %q", ord, c.InForce, c.Status)
			}
		}
	}
	for _, c := range w.s.Cases() {
		if (c.Hold != nil) != b.halted[c.ID] {
			w.Fatalf("case %d: hold %v, and the entries say %v", c.ID, c.Hold, b.halted[c.ID])
		}
	}
	for ord, p := range b.guarded {
		if p != (w.s.Protected(ord) != nil) {
			w.Fatalf("account %d: protected %v", ord, p)
		}
	}
}
