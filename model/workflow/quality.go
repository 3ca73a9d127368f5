package workflow

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	mathrand "math/rand/v2"
	"slices"

	"github.com/seed-28a39f10/clew/model"
)

// Sampled is a decision that was drawn for a second look. Its proposal is always there: one
// that was opened cannot be undone any more.
type Sampled struct {
	ID       uint32
	Drawn    Mark
	Proposal uint32
	Hash     string
	Agrees   bool
	Assessed Mark // Entry 0 for not yet
	Note     model.Untrusted
	Seed     string // that it was drawn by
}

// Samples gives all decisions that were drawn, by number.
func (s *State) Samples() []*Sampled { return collect(&s.samples) }

// Sample gives one of them; nil where there is none of that number.
func (s *State) Sample(id uint32) *Sampled { return s.samples.get(id) }

// DrawSample draws decisions at random for a second look by somebody who had no part in them.
// Which they are follows from the decisions that were not drawn before, as they stand at the
// entry, from the entry's index, and from a seed that is drawn with the entry and kept in it: see
// [SampleRank]. Nobody can know before, and anybody can check after. Whoever draws could throw
// away seeds until they like one, with a program of their own; nobody else can, and the entry
// says who drew.
type DrawSample struct {
	noAccounts
	Count int      `json:"count"` // 1 to 1000
	First uint32   `json:"first"` // number of the first; set when it is prepared
	Seed  string   `json:"seed"`  // 32 random bytes in hex, set when it is prepared; before, the log's id and the entry's index
	Drawn []Ground `json:"drawn"` // set when it is prepared
}

// random fills in what nobody can know before, but where a test wants the same each time.
var random = func(b []byte) { rand.Read(b) } // never fails; see crypto/rand

// Verb implements [model.Action].
func (DrawSample) Verb() string { return "sample" }

func (a DrawSample) prepare(s *State, e *Event) (Action, error) {
	var seed [32]byte
	random(seed[:])
	a.First, a.Seed = s.given.sample+1, hex.EncodeToString(seed[:])
	a.Drawn = s.draw(a.Seed, a.Count)
	e.Value = fmt.Sprintf("%d decisions", len(a.Drawn))
	return a, nil
}

// pool gives the decisions that were not drawn before, by number.
func (s *State) pool() []Ground {
	drawn := map[Ground]bool{}
	for _, x := range s.samples.each {
		drawn[Ground{x.Proposal, x.Hash}] = true
	}
	var pool []Ground
	for _, p := range s.Proposals() {
		if g := (Ground{p.ID, p.Hash}); (p.Status == Approved || p.Status == Decided) && !drawn[g] {
			pool = append(pool, g)
		}
	}
	return pool
}

// SampleRank orders the decisions that a sample is drawn from: those with the lowest ranks are
// drawn. It is the SHA-256 of a text of six lines, so that no more than a program for hashes is
// needed to draw again.
func SampleRank(log string, entry uint64, seed string, g Ground) [sha256.Size]byte {
	return sha256.Sum256(fmt.Appendf(nil, "clew sample v2\n%s\n%d\n%s\n%d\n%s\n", log, entry, seed, g.Proposal, g.Hash))
}

// draw gives count decisions of the pool, by number, as the next entry of the log would.
func (s *State) draw(seed string, count int) []Ground {
	pool := s.pool()
	ranks := make(map[Ground][sha256.Size]byte, len(pool))
	for _, g := range pool {
		ranks[g] = SampleRank(s.log, s.next, seed, g)
	}
	slices.SortFunc(pool, func(x, y Ground) int {
		a, b := ranks[x], ranks[y]
		return bytes.Compare(a[:], b[:])
	})
	return firstOf(pool, count)
}

// drawEarlier is how it was drawn before seeds were random: by a seed that follows from the log.
func (s *State) drawEarlier(seed string, count int) []Ground {
	pool := s.pool()
	sum := sha256.Sum256([]byte("clew sample v1\n" + seed))
	r := mathrand.New(mathrand.NewPCG(binary.BigEndian.Uint64(sum[:]), binary.BigEndian.Uint64(sum[8:])))
	r.Shuffle(len(pool), func(i, j int) { pool[i], pool[j] = pool[j], pool[i] })
	return firstOf(pool, count)
}

func (s *State) earlierSeed() string { return fmt.Sprintf("%s %d", s.log, s.next) }

func firstOf(pool []Ground, count int) []Ground {
	pool = pool[:min(max(count, 0), len(pool))]
	slices.SortFunc(pool, func(x, y Ground) int { return int(x.Proposal) - int(y.Proposal) })
	return pool
}

func (a DrawSample) apply(s *State, e Event) error {
	if a.Count < 1 || a.Count > 1000 {
		return &model.Error{Kind: model.ErrUsage, Message: "a sample is of 1 to 1000 decisions"}
	}
	var want []Ground
	now := IsSHA256(a.Seed) // 32 bytes in hex are what such a seed looks like, too
	switch {
	case now:
		want = s.draw(a.Seed, a.Count)
	case a.Seed == s.earlierSeed() && !s.current:
		want = s.drawEarlier(a.Seed, a.Count)
	default:
		return refuse("a sample is drawn by a seed of 32 random bytes", "draw again")
	}
	if a.First != s.given.sample+1 || !slices.Equal(a.Drawn, want) {
		return refuse("the log has changed meanwhile", "draw again")
	}
	if len(a.Drawn) == 0 {
		return ErrNothing
	}
	for _, g := range a.Drawn {
		s.given.sample++
		set(s, samples, s.given.sample, &Sampled{ID: s.given.sample, Drawn: markOf(e), Proposal: g.Proposal, Hash: g.Hash, Seed: a.Seed})
	}
	s.current = s.current || now
	return nil
}

// Assess says whether a second person would have decided the same.
type Assess struct {
	noAccounts
	ID     uint32          `json:"id"`
	Agrees bool            `json:"agrees"`
	Note   model.Untrusted `json:"note,omitempty"` // needed where they would not
}

// Verb implements [model.Action].
func (Assess) Verb() string { return "assess" }

func (a Assess) prepare(_ *State, e *Event) (Action, error) {
	e.Value = fmt.Sprint("sample ", a.ID)
	return a, nil
}

func (a Assess) apply(s *State, e Event) error {
	if err := checkText("a reason", a.Note, !a.Agrees, maxReason); err != nil {
		return err
	}
	old := s.samples.get(a.ID)
	if old == nil {
		return unknown("sample")
	}
	if err := s.MayAssess(old, e.Actor); err != nil {
		return err
	}
	now := *old
	now.Agrees, now.Assessed, now.Note = a.Agrees, markOf(e), a.Note
	set(s, samples, a.ID, &now)
	return nil
}

// MayAssess says why a person cannot assess a decision that was drawn; nil where they can.
func (s *State) MayAssess(x *Sampled, login string) error {
	p := s.proposals.get(x.Proposal)
	switch {
	case x.Assessed.Entry > 0:
		return refuse("it has been assessed", "")
	case p.Hash != x.Hash:
		return refuse("the proposal was changed after it was drawn, and nobody can read what was decided", "draw another")
	case s.shared(login):
		return refuse("nothing is assessed under a login that several persons share", "sign in as yourself: --as NAME")
	case s.among(login, p.Editors):
		return refuse("you made or changed it yourself: another person assesses it", "")
	case slices.ContainsFunc(slices.Concat(p.Approvals, p.Voided), func(v Verdict) bool {
		return v.Hash == x.Hash && v.Approve && s.samePerson(v.By, login)
	}):
		return refuse("you approved it yourself: another person assesses it", "")
	}
	return nil
}

// Blind gives the proposal of a decision that was drawn as its reviewers had it: without what
// they said and what came of it, and with the notes that were there when the first of them
// approved it. It gives nil where that version is not there any more.
func (s *State) Blind(x *Sampled) (*Proposal, []*Note) {
	p := s.proposals.get(x.Proposal)
	if p.Hash != x.Hash {
		return nil, nil
	}
	decided := x.Drawn.Entry
	for _, v := range slices.Concat(p.Approvals, p.Voided) {
		if v.Hash == x.Hash && v.Approve {
			decided = min(decided, v.Entry)
		}
	}
	notes := slices.DeleteFunc(s.Notes(ProposalKey(p.ID)), func(n *Note) bool { return n.Entry > decided })
	before := *s.lens.proposal(p)
	before.Status, before.Sealed, before.Back = Proposed, 0, Verdict{}
	before.Opened, before.Approvals, before.Voided = nil, nil, nil
	return &before, notes
}

// Undrawn counts the decisions that a sample can still be drawn from.
func (s *State) Undrawn() int { return len(s.pool()) }
