package workflow

import (
	"encoding/json"
	"flag"
	"fmt"
	"testing"
	"time"

	"github.com/seed-28a39f10/clew/model"
)

var entries = flag.Int("entries", 0, "entries of the log that BenchmarkReplay replays; 1000000 take a minute")

// big gives a state in which n accounts are in proposals of 3000, every second one of them in a
// batch.
func big(tb testing.TB, n int) *State {
	s := New("0123456789abcdef")
	apply(tb, s, Event{Verb: "create"})
	for from := 0; from < n; from += 3000 {
		ords := span(from, min(3000, n-from))
		id := propose(tb, s, ords)
		if id%2 == 0 {
			approve(tb, s, id)
			act(tb, s, Seal{Action: "suspend"}, "cy", nil)
		}
	}
	return s
}

func span(from, n int) []uint32 {
	out := make([]uint32, n)
	for i := range out {
		out[i] = uint32(from + i)
	}
	return out
}

func apply(tb testing.TB, s *State, e Event) {
	e.Seq = s.Next()
	if err := s.Apply(e); err != nil {
		tb.Fatal(err)
	}
	if v := s.Violations(); len(v) > 0 {
		tb.Fatal(v)
	}
}

func act(tb testing.TB, s *State, a Action, who string, ords []uint32) {
	e, err := s.Draft(a, Event{Time: model.Time{Milli: 1}, Actor: who, Subjects: ords})
	if err != nil {
		tb.Fatal(err)
	}
	apply(tb, s, e)
}

func propose(tb testing.TB, s *State, ords []uint32) uint32 {
	act(tb, s, NewProposal(ids(ords[:1]), good()), "ana", ords)
	return s.given.proposal
}

func approve(tb testing.TB, s *State, id uint32) {
	act(tb, s, OpenProposal{ID: id, Hash: s.Proposal(id).Hash}, "bo", nil)
	act(tb, s, Approve{ID: id, Hash: s.Proposal(id).Hash}, "bo", nil)
}

// once does what the store does for an action: draft it, and apply it to a clone.
func once(tb testing.TB, s *State, a Action, who string, ords []uint32) *State {
	e, err := s.Draft(a, Event{Time: model.Time{Milli: 1}, Actor: who, Subjects: ords})
	if err != nil {
		tb.Fatal(err)
	}
	s = s.Clone()
	if err := s.Apply(e); err != nil {
		tb.Fatal(err)
	}
	return s
}

// BenchmarkApprove measures one approval of ten accounts beside nothing, and beside 300,000
// accounts in proposals and batches, at once and as it goes on: the changes that pile up over a
// table's base are copied each time.
func BenchmarkApprove(b *testing.B) {
	for _, n := range []int{0, 300_000} {
		s := big(b, n)
		// So many small actions before it that a table is about to be merged.
		for _, before := range []int{0, 1700} {
			s := s.Clone()
			for i := range before {
				propose(b, s, span(1_000_000+10*i, 10))
				s = s.Clone()
			}
			id := propose(b, s, span(2_000_000, 10))
			act(b, s, OpenProposal{ID: id, Hash: s.Proposal(id).Hash}, "bo", nil)
			s = s.Clone()
			b.Run(fmt.Sprintf("beside=%d/after=%d", n, before), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					once(b, s, Approve{ID: id, Hash: s.Proposal(id).Hash}, "bo", nil)
				}
			})
		}
	}
}

// BenchmarkActions measures the longest and the mean time of small actions one after another.
func BenchmarkActions(b *testing.B) {
	s := big(b, 300_000).Clone()
	var worst time.Duration
	i := 0
	for b.Loop() {
		began := time.Now()
		ords := span(1_000_000+10*i, 10)
		s = once(b, s, NewProposal(ids(ords[:1]), good()), "ana", ords)
		worst = max(worst, time.Since(began))
		i++
	}
	b.ReportMetric(float64(worst.Microseconds()), "µs-worst")
}

func BenchmarkPropose300000(b *testing.B) {
	s := New("0123456789abcdef")
	apply(b, s, Event{Verb: "create"})
	ords := span(0, 300_000)
	all := ids(ords)
	for b.Loop() {
		once(b, s, NewProposal(all, good()), "ana", ords)
	}
}

func BenchmarkSeal300000(b *testing.B) {
	s := New("0123456789abcdef")
	apply(b, s, Event{Verb: "create"})
	approve(b, s, propose(b, s, span(0, 300_000)))
	for b.Loop() {
		once(b, s, Seal{Action: "suspend"}, "cy", nil)
	}
}

// BenchmarkReplay replays tags, claims, proposals, openings, approvals and batches.
func BenchmarkReplay(b *testing.B) {
	n := *entries
	if n == 0 {
		n = 20_000
	}
	log := long(b, n)
	b.ResetTimer()
	for b.Loop() {
		s := New("0123456789abcdef")
		for _, e := range log {
			if err := s.Apply(e); err != nil {
				b.Fatal(err)
			}
		}
		if v := s.Violations(); len(v) > 0 {
			b.Fatal(v[0])
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/entry")
}

// long makes a log of n entries, ten at a time.
func long(tb testing.TB, n int) (log []Event) {
	s := New("0123456789abcdef")
	add := func(verb, who string, a any, ords ...uint32) {
		body, err := json.Marshal(a)
		if err != nil {
			tb.Fatal(err)
		}
		e := Event{Seq: s.Next(), Time: model.Time{Milli: int64(len(log)) * 1000}, Actor: who, Verb: verb, Subjects: ords, Body: body}
		if err := s.Apply(e); err != nil {
			tb.Fatal(err)
		}
		log = append(log, e)
	}
	for i := 0; len(log) < n; i++ {
		ords := span(20*i, 20)
		e, err := s.Draft(NewProposal(ids(ords[:1]), good()), Event{Actor: "ana", Subjects: ords})
		if err != nil {
			tb.Fatal(err)
		}
		add("propose", "ana", json.RawMessage(e.Body), ords...)
		p := s.Proposal(s.given.proposal)
		add("claim", "bo", NewClaim(ProposalJob(p.ID)))
		add("opened", "bo", OpenProposal{ID: p.ID, Hash: p.Hash})
		add("approve", "bo", Approve{ID: p.ID, Hash: p.Hash}, ords...)
		add("seal", "cy", Seal{ID: s.given.batch + 1, Action: "suspend", Grounds: []Ground{{p.ID, p.Hash}}}, ords...)
		add("note", "bo", AddNote{Text: "seen"}, ords[0])
		for _, ord := range ords[:4] {
			add("tag", "bo", SetTag{Tag: "seen"}, ord)
		}
	}
	if v := s.Violations(); len(v) > 0 {
		tb.Fatal(v[0])
	}
	return log
}
