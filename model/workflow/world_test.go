package workflow

import (
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"github.com/seed-28a39f10/clew/model"
)

// accounts is how many accounts a random history is about.
const accounts = 36

// The logins of a random history. Which are of one person its entries say.
var names = []string{"ana", "Ana.B", "bo", "bo2", "cy", "cy.old", "di", "ed", "desk"}

// keyOf has the key of each login.
var keyOf = func() map[string]ed25519.PrivateKey {
	out := map[string]ed25519.PrivateKey{}
	for _, n := range names {
		out[n] = ed25519.NewKeyFromSeed([]byte(fmt.Sprintf("%-32s", n)))
	}
	return out
}()

func publicKey(login string) []byte { return keyOf[login].Public().(ed25519.PublicKey) }

// demand is what a policy of the random histories asks for.
type demand struct {
	approvals int
	signed    bool
}

// ruleSets are the rules that random histories set, with what their policies demand, so that
// what the rules say need not be asked of the code under test.
var ruleSets = []map[string]demand{
	{"one": {1, false}, "two": {2, false}, "three": {3, false}, "keyed": {1, true}, "strict": {2, true}},
	{"one": {2, false}, "two": {2, false}, "three": {3, true}, "keyed": {2, true}, "strict": {2, true}},
	{"one": {1, false}, "two": {1, false}, "keyed": {1, true}},
	{"one": {2, false}, "three": {3, false}, "keyed": {1, true}},
}

func tomlOf(set int) string {
	var b strings.Builder
	for _, id := range []string{"one", "two", "three", "keyed", "strict"} {
		if d, ok := ruleSets[set][id]; ok {
			fmt.Fprintf(&b, "[[policy]]\nid = %q\ntitle = \"T\"\ntext = \"X\"\nactions = [\"suspend\", \"terminate\", \"no-action\"]\napprovals = %d\nsigned = %v\n[[policy.reason]]\ncode = \"r\"\ntitle = \"R\"\n",
				id, d.approvals, d.signed)
		}
	}
	fmt.Fprint(&b, "[[template]]\nid = \"ring\"\ntitle = \"Ring\"\nqueue = \"rings\"\ntags = [\"ring\"]\nsteps = [\"one\", \"two\"]\n")
	return b.String()
}

// world is one random history.
type world struct {
	*rapid.T
	s         *State
	now       int64
	log       []Event
	past      []fact // what was accepted, in order
	undone    map[uint64]bool
	checked   map[string]bool // signatures; see book
	published []published
	tally     *tally
}

// published is a state that somebody may still be reading, and what it was.
type published struct {
	state *State
	was   string
	upTo  int // entries of the log that are in it
}

// tally counts what became of the actions of all histories.
type tally struct {
	accepted, refused, forged map[string]int // by verb
	rules                     map[string]int // by what became of them
	cases                     map[string]int // what holds on cases kept from being done
	handoff                   map[string]int // what became of batches whose approvals were lost
}

func newTally() *tally {
	return &tally{map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}}
}

func newWorld(t *rapid.T, n *tally) *world {
	w := &world{T: t, s: New("0123456789abcdef"), now: 1_700_000_000_000, undone: map[uint64]bool{}, checked: map[string]bool{}, tally: n}
	w.apply(Event{Seq: 0, Time: model.Time{Milli: w.now}, Actor: "ana", Verb: "create"}, true)
	return w
}

// Fatalf fails with the history that led there.
func (w *world) Fatalf(format string, args ...any) {
	var b strings.Builder
	for _, e := range w.log {
		body := string(e.Body)
		fmt.Fprintf(&b, "%3d %-9s %-7s %v %s\n", e.Seq, e.Verb, e.Actor, e.Subjects, body[:min(len(body), 240)])
	}
	w.T.Fatalf(format+"\n%s", append(args, b.String())...)
}

// n gives a number from 0 to k-1.
func (w *world) n(k int) int { return rapid.IntRange(0, k-1).Draw(w.T, "n") }

// chance is true in one of k cases.
func (w *world) chance(k int) bool { return w.n(k) == k-1 }

func (w *world) login() string { return names[w.n(len(names))] }

func of[T any](w *world, list []T) T { return list[w.n(len(list))] }

// some gives up to k accounts near each other, ascending, so that histories meet again.
func (w *world) some(k int) []uint32 {
	from, n := w.n(accounts), 1+w.n(k)
	var out []uint32
	for i := range n {
		out = append(out, uint32((from+i)%accounts))
	}
	slices.Sort(out)
	return out
}

// ids names accounts.
func ids(ords []uint32) []model.AccountID {
	out := make([]model.AccountID, len(ords))
	for i, o := range ords {
		out[i] = model.AccountID{Platform: "test", Native: model.Untrusted(fmt.Sprint(o))}
	}
	return out
}

// act tries an action. One that is drafted is allowed; one that is refused changes nothing.
func (w *world) act(a Action, who string, ords ...uint32) bool {
	before := ""
	if w.chance(16) {
		before = dump(w.s, true)
	}
	e, err := w.s.Draft(a, Event{Time: model.Time{Milli: w.now}, Actor: who, Subjects: ords})
	if before != "" {
		if after := dump(w.s, true); after != before {
			w.Fatalf("drafting %s changed the state\n%s", a.Verb(), differ(before, after))
		}
	}
	if err != nil {
		if k := model.KindOf(err); err != ErrNothing && k != model.ErrRefused && k != model.ErrNotFound && k != model.ErrUsage {
			w.Fatalf("%s: an error of kind %s: %v", a.Verb(), k, err)
		}
		w.tally.refused[a.Verb()]++
		if strings.Contains(err.Error(), "is on hold (") {
			w.tally.cases[a.Verb()]++
		}
		if strings.Contains(err.Error(), "not approved any more") {
			w.tally.handoff["refused"]++
		}
		return false
	}
	w.apply(e, true)
	return true
}

// apply takes an event, which was drafted or forged, and checks what came of it.
func (w *world) apply(e Event, drafted bool) {
	old := w.s
	var refusal error
	if Governs(e.Verb) {
		refusal = old.Clone().do(e)
	}
	w.s = old.Clone()
	if err := w.s.Apply(e); err != nil {
		w.Fatalf("%s cannot be read: %v", e.Verb, err)
	}
	w.log = append(w.log, e)
	counted := len(w.s.violations) > len(old.violations)
	switch {
	case drafted && refusal != nil:
		w.Fatalf("%s was drafted and is refused: %v", e.Verb, refusal)
	case counted != (refusal != nil && refusal != ErrNothing):
		w.Fatalf("%s: refused with %v, counted %v", e.Verb, refusal, counted)
	case refusal != nil:
		w.tally.forged[e.Verb]++
		if a, b := dump(old, false), dump(w.s, false); a != b {
			w.Fatalf("an entry that is refused changed the state: %s: %v\n%s", e.Verb, refusal, differ(a, b))
		}
		if w.s.given != old.given {
			w.Fatalf("an entry that is refused took a number: %s", e.Verb)
		}
		return
	}
	w.tally.accepted[e.Verb]++
	f := read(w.T, e)
	switch e.Verb {
	case "undo":
		w.undone[f.Entry] = true
	case "redo":
		delete(w.undone, f.Entry)
	}
	w.past = append(w.past, f)
	w.check(f)
	if drafted && w.chance(5) {
		w.backAndForth(old, e)
	}
	if w.chance(20) {
		w.published = append(w.published, published{w.s, dump(w.s, true), len(w.log)})
	}
}

// backAndForth takes back what was just done, and does it again. On a state of its own.
func (w *world) backAndForth(old *State, e Event) {
	if _, stays := lasting[e.Verb]; stays || !Governs(e.Verb) {
		return
	}
	before, after := dump(old, false), dump(w.s, false)
	s := w.s.Clone()
	for _, step := range []struct {
		a    Action
		want string
	}{{Undo{Entry: e.Seq}, before}, {Redo{Entry: e.Seq}, after}, {Undo{Entry: e.Seq}, before}} {
		x, err := s.Draft(step.a, Event{Time: e.Time, Actor: e.Actor})
		if err != nil {
			w.Fatalf("%s of %s at once: %v", step.a.Verb(), e.Verb, err)
		}
		s = s.Clone()
		if err := s.Apply(x); err != nil {
			w.Fatal(err)
		}
		if got := dump(s, false); got != step.want {
			w.Fatalf("%s of %s does not give what was there\n%s", step.a.Verb(), e.Verb, differ(step.want, got))
		}
	}
}

// finish compares the state with replays of its log, and what was published with what it was.
func (w *world) finish() {
	want := dump(w.s, true)
	for _, p := range w.published {
		if got := dump(p.state, true); got != p.was {
			w.Fatalf("a published state was changed\n%s", differ(p.was, got))
		}
		s := p.state.Clone()
		w.replay(s, w.log[p.upTo:])
		if got := dump(s, true); got != want {
			w.Fatalf("a replay from entry %d on gives another state\n%s", p.upTo, differ(want, got))
		}
	}
	s := New("0123456789abcdef")
	w.replay(s, w.log)
	if got := dump(s, true); got != want {
		w.Fatalf("a replay gives another state\n%s", differ(want, got))
	}
}

// replay applies events to one state, of which a clone is taken at some time.
func (w *world) replay(s *State, events []Event) {
	at := w.n(len(w.log))
	var clone *State
	was := ""
	for i, e := range events {
		if i == at {
			clone = s.Clone()
			was = dump(clone, true)
		}
		if err := s.Apply(e); err != nil {
			w.Fatal(err)
		}
	}
	if clone != nil {
		if got := dump(clone, true); got != was {
			w.Fatalf("a clone was changed by what came after\n%s", differ(was, got))
		}
	}
}

// fact is an event with what its body says.
type fact struct {
	Event
	body
	terms struct {
		Proposal, Version int
		Action, Policy    string
		Second            string
		Case              uint32
	}
}

// body has the fields of all bodies that the invariants look at.
type body struct {
	ID          uint32
	Hash        string
	Terms       json.RawMessage
	Login, With string
	Among       []string
	Key         []byte
	Signature   []byte
	Entry       uint64
	Action      string
	Outcome     string
	TOML        string
	Seed        string
	Grounds     []struct {
		Proposal uint32
		Hash     string
	}
	Set struct{ Hold *struct{ Kind string } }
}

func read(t rapid.TB, e Event) (f fact) {
	f.Event = e
	if len(e.Body) == 0 {
		return f
	}
	if err := json.Unmarshal(e.Body, &f.body); err != nil {
		t.Fatal(err)
	}
	if len(f.Terms) > 0 {
		if err := json.Unmarshal(f.Terms, &f.terms); err != nil {
			t.Fatal(err)
		}
	}
	return f
}
