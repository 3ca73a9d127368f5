package workflow

import (
	"encoding/json"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/seed-28a39f10/clew/model"
)

// The whole way of accounts, and each figure of it counted by hand.
func TestStats(t *testing.T) {
	d := start(t)
	wait := func(ms int64) { d.now += ms }
	d.do("di", OpenCase{Template: "", Title: "one", Queue: "rings", FollowUp: d.now + day}, 1)
	d.do("di", OpenCase{Title: "two", Queue: "rings"}, 1)
	d.do("di", OpenCase{Title: "three"})

	// Proposal 1: returned, changed, approved, taken back, approved again; sealed and answered.
	p := d.propose(1, 2, 3)
	wait(hour)
	d.do("bo", Return{ID: 1, Hash: p.Hash, Note: "more"})
	wait(hour)
	d.do("ana", NewEdit(1, "", ids([]uint32{1, 2, 3}), good()), 1, 2, 3)
	wait(2 * hour)
	d.approve("bo", 1)
	d.do("bo", Retract{ID: 1})
	wait(hour)
	d.approve("bo", 1)
	wait(4 * hour)
	d.do("cy", Seal{Action: "suspend"})
	d.do("cy", HandOff{ID: 1, Manifest: manifest})
	wait(day)
	d.say(1, Done, 1)
	wait(day)
	d.say(1, Undone, 1, 2) // the first of 2, and another word about 1
	d.say(1, Done, 1)

	// Proposal 2: approved and changed, so that the approval is void; it waits again.
	d.propose(5)
	d.approve("bo", 2)
	d.do("ana", NewEdit(2, "", ids([]uint32{5}), good()), 5)
	// Proposals 3 to 5: withdrawn, returned, approved with one of its two on hold.
	d.propose(6)
	d.do("ana", Withdraw{ID: 3, Why: "wrong"})
	p = d.propose(7, 8)
	d.do("bo", Return{ID: 4, Hash: p.Hash, Note: "no"})
	d.propose(9, 10)
	d.approve("bo", 5)
	d.do("di", Hold{Kind: "follow-up", Until: d.now + hour, Why: "wait"}, 10, 20)
	d.do("di", Hold{Kind: "legal", Why: "wait"}, 21)

	d.do("di", FileAppeal{Text: "me", Received: d.now - day}, 1)
	wait(hour)
	d.do("ed", DecideAppeal{ID: 1, Outcome: "overturn", Note: "it is"})
	shut := false
	d.do("di", EditCase{ID: 2, Set: CaseFields{Open: &shut}, Why: "done"})
	d.do("di", DrawSample{Count: 9}) // proposals 1 and 5
	d.do("ed", Assess{ID: 1, Agrees: true})
	wait(3 * hour)

	got := d.s.Stats(d.time())
	want := Stats{
		At:        d.time(),
		Decisions: []Decisions{{Policy: "default", Action: "suspend", Reason: "coordinated-operation", Waiting: 1, Approved: 2, Returned: 1, Withdrawn: 1, Accounts: 5}},
		Agreement: shareOf(1, 1), Overturns: shareOf(1, 1), Retracted: 1, Voided: 1,
		Review:  Times{3, 0, 3 * time.Hour}, // of 0, 0 and 3 hours
		Seal:    Times{1, 4 * time.Hour, 4 * time.Hour},
		Confirm: Times{1, 24 * time.Hour, 24 * time.Hour},
		Appeal:  Times{1, 25 * time.Hour, 25 * time.Hour},
		Held:    3,
		Queues: []Queue{
			{Name: "default", Ages: Ages{1, 4 * time.Hour, 4 * time.Hour}, In: 5, Out: 4},
			{Cases: true, Ages: Ages{1, 61 * time.Hour, 61 * time.Hour}, In: 1},
			{Cases: true, Name: "rings", Ages: Ages{1, 61 * time.Hour, 61 * time.Hour}, In: 2, Out: 1},
		},
		Results: []Results{{"suspend", 1, 1, 0, 1}},
	}
	waits := map[Stage]Ages{
		StageReview: {1, 4 * time.Hour, 4 * time.Hour}, StageReturned: {2, 4 * time.Hour, 4 * time.Hour}, StageApproved: {1, 4 * time.Hour, 4 * time.Hour},
		StageHandedOff: {1, 52 * time.Hour, 52 * time.Hour}, StageFailed: {1, 4 * time.Hour, 4 * time.Hour}, StageOverturned: {1, 3 * time.Hour, 3 * time.Hour},
		StageHold: {2, 3 * time.Hour, 3 * time.Hour}, StageCase: {1, 37 * time.Hour, 37 * time.Hour}, StageSecondLook: {1, 3 * time.Hour, 3 * time.Hour},
	}
	for _, stage := range Stages {
		want.Waits = append(want.Waits, Wait{stage, waits[stage]})
	}
	days := got.Days
	got.Days = nil
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	decided, sealed, confirmed := 0, 0, 0
	for i, day := range days {
		decided, sealed, confirmed = decided+day.Decided, sealed+day.Sealed, confirmed+day.Confirmed
		if i > 0 && day.Day.Milli-days[i-1].Day.Milli != dayMilli || day.Day.Milli%dayMilli != 0 {
			t.Errorf("day %d begins %v", i, day.Day)
		}
	}
	// Of proposal 1 the approval counts that stands; of 4 the return, of 5 the approval.
	if len(days) != StatsDays || days[StatsDays-1].Day.Milli+dayMilli <= d.now || decided != 3 || sealed != 3 || confirmed != 2 {
		t.Errorf("%d decided, %d sealed, %d confirmed in %v", decided, sealed, confirmed, days)
	}

	// What is undone is not counted, and what is done again is.
	d.do("di", Undo{Entry: d.s.Case(2).Closed.Entry})
	if q := d.s.Stats(d.time()).Queues[2]; q.Out != 0 || q.Count != 2 {
		t.Errorf("after undoing: %+v", q)
	}
	if empty := New("x").Stats(d.time()); len(empty.Waits) != len(Stages) || empty.Agreement != (Share{High: 1}) || empty.Review != (Times{}) {
		t.Errorf("of nothing: %+v", empty)
	}
	// A month later the days have passed.
	d.now += 40 * day
	for _, day := range d.s.Stats(d.time()).Days {
		if day.Decided+day.Sealed+day.Confirmed > 0 {
			t.Errorf("counted on %v", day)
		}
	}
}

// Stats has nothing that could be held against a person: no login is in it, whoever did the
// work, and no field could take one.
func TestStatsAreOfNobody(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		w := newWorld(r, newTally())
		w.begin()
		for range 30 {
			w.step()
		}
		b, err := json.Marshal(w.s.Stats(model.Time{Milli: w.now}))
		if err != nil {
			r.Fatal(err)
		}
		words := strings.FieldsFunc(string(b), func(c rune) bool { return strings.ContainsRune(`"{}[]:,`, c) })
		for _, name := range names {
			if slices.Contains(words, name) {
				r.Fatalf("%s is named in %s", name, b)
			}
		}
	})
	var fields func(typ reflect.Type, path string)
	seen := 0
	fields = func(typ reflect.Type, path string) {
		switch typ.Kind() {
		case reflect.Slice:
			fields(typ.Elem(), path)
		case reflect.Map:
			t.Errorf("%s could have anything as its keys", path)
		case reflect.String:
			if last := path[strings.LastIndexByte(path, '.')+1:]; !slices.Contains([]string{"Policy", "Action", "Reason", "Stage", "Name"}, last) {
				t.Errorf("%s is a text: what of?", path)
			}
		case reflect.Struct:
			if typ == reflect.TypeFor[Mark]() {
				t.Errorf("%s says who", path)
			}
			for f := range typ.Fields() {
				seen++
				fields(f.Type, path+"."+f.Name)
			}
		}
	}
	if fields(reflect.TypeFor[Stats](), "Stats"); seen < 30 {
		t.Errorf("only %d fields were looked at", seen)
	}
}

// Where nothing is on hold, each account waits where its state says, whatever the history.
func TestStatsWaitsAreTheStates(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		w := newWorld(r, newTally())
		w.begin()
		for range 40 {
			w.step()
		}
		now := model.Time{Milli: w.now}
		st := w.s.Stats(now)
		states := map[string]int{}
		for ord := range uint32(accounts) {
			states[string(w.s.StatusOf(ord, now))]++
		}
		for _, one := range st.Waits {
			if n, is := states[string(one.Stage)]; (is || slices.Contains(Statuses, Status(one.Stage))) && n != one.Count {
				r.Fatalf("%d wait in %s, and %d are in that state", one.Count, one.Stage, n)
			}
			if one.Oldest < one.Median || one.Median < 0 {
				r.Fatalf("%+v", one)
			}
		}
		if st.Held != states[string(OnHold)] {
			r.Fatalf("%d held, and %d are on hold", st.Held, states[string(OnHold)])
		}
		total := 0
		for _, d := range st.Decisions {
			total += d.Waiting + d.Approved + d.Returned + d.Withdrawn
		}
		if total != len(w.s.Proposals()) {
			r.Fatalf("%d proposals in decisions, of %d", total, len(w.s.Proposals()))
		}
		for _, res := range st.Results {
			for _, b := range w.s.Batches() {
				if b.Action == res.Action {
					res.Done, res.Failed, res.NotFound, res.Pending = res.Done-b.Count(Done), res.Failed-b.Count(Undone), res.NotFound-b.Count(NotFound), res.Pending-b.Count(Pending)
				}
			}
			if res != (Results{Action: res.Action}) {
				r.Fatalf("results differ by %+v", res)
			}
		}
		for _, x := range w.s.Samples() {
			if w.s.Proposal(x.Proposal) == nil {
				r.Fatalf("sample %d is of a proposal that is not there", x.ID)
			}
		}
		first := 0
		for _, b := range w.s.Batches() {
			for _, a := range b.Confirmed {
				first += a.First
			}
			first -= len(b.Accounts) - b.Count(Pending)
		}
		if first != 0 {
			r.Fatalf("%d first words too many", first)
		}
	})
}

// The interval against published values: R. G. Newcombe, "Two-sided confidence intervals for
// the single proportion", Statistics in Medicine 17 (1998), table I, method 3.
func TestWilson(t *testing.T) {
	for _, c := range []struct {
		part, of  int
		low, high float64
	}{{81, 263, .2553, .3662}, {15, 148, .0624, .1605}, {0, 20, 0, .1611}, {1, 29, .0061, .1718}} {
		s := shareOf(c.part, c.of)
		if math.Abs(s.Low-c.low) > .00005 || math.Abs(s.High-c.high) > .00005 {
			t.Errorf("%d of %d: %.4f to %.4f, want %.4f to %.4f", c.part, c.of, s.Low, s.High, c.low, c.high)
		}
	}
	for of := range 50 {
		for part := range of + 1 {
			s, rest := shareOf(part, of), shareOf(of-part, of)
			if of > 0 && (s.Low > s.Rate() || s.High < s.Rate()) || s.Low < 0 || s.High > 1 || math.Abs(s.Low-(1-rest.High)) > 1e-12 {
				t.Errorf("%d of %d: %+v", part, of, s)
			}
		}
	}
}

func TestAges(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		since := rapid.SliceOf(rapid.Int64Range(0, 20)).Draw(r, "since")
		a, all := ages{}, []time.Duration{}
		for _, x := range since {
			a = append(a, x)
			all = append(all, time.Duration(20-x)*time.Millisecond)
		}
		got, want := a.at(model.Time{Milli: 20}), timesOf(all)
		if got.Count != want.N || got.Median != want.Median || len(all) > 0 && got.Oldest != slices.Max(all) {
			r.Fatalf("%v: %+v, want %+v", all, got, want)
		}
	})
}

// A second look is by somebody who had no part, at what can still be read, and blind.
func TestSecondLook(t *testing.T) {
	d := start(t)
	p := d.propose(1, 2)
	d.do("ed", AddNote{On: On{Kind: InProposal, ID: p.ID}, Text: "before"})
	d.approve("bo", p.ID)
	d.do("ed", AddNote{On: On{Kind: InProposal, ID: p.ID}, Text: "after"})
	d.propose(3)
	d.approve("bo", 2)
	if n := d.s.Undrawn(); n != 2 {
		t.Fatalf("%d can be drawn", n)
	}
	d.do("ed", DrawSample{Count: 5})
	d.nothing("ed", DrawSample{Count: 5})
	d.do("cy", Seal{Action: "suspend", On: ids([]uint32{1, 2})}, 1, 2)
	x := d.s.Sample(1)
	blind, notes := d.s.Blind(x)
	if blind.Status != Proposed || len(blind.Approvals)+len(blind.Voided)+len(blind.Opened)+blind.Sealed > 0 || blind.Hash != p.Hash {
		t.Errorf("%+v", blind)
	}
	if len(notes) != 1 || notes[0].Text != "before" {
		t.Errorf("notes %v", notes)
	}
	if b, err := json.Marshal(blind); err != nil || strings.Contains(string(b), `"bo"`) {
		t.Errorf("who approved it is in %s, %v", b, err)
	}
	if now := d.s.Proposal(1); len(now.Approvals) != 1 || now.Sealed != 2 {
		t.Error("the proposal itself was changed")
	}
	d.refused("ana", "changed it yourself", model.ErrRefused, Assess{ID: 1, Agrees: true})
	d.refused("bo", "approved it yourself", model.ErrRefused, Assess{ID: 1, Agrees: true})
	d.refused("ed", "a reason is needed", model.ErrUsage, Assess{ID: 1})
	d.do("ed", Assess{ID: 1, Note: "a household"})
	d.refused("di", "has been assessed", model.ErrRefused, Assess{ID: 1, Agrees: true})

	// Of a version that was replaced there is nothing left to look at; the next is another decision.
	d.do("ana", NewEdit(2, "", ids([]uint32{3}), good()), 3)
	if blind, _ := d.s.Blind(d.s.Sample(2)); blind != nil {
		t.Error("a version is shown that does not stand")
	}
	d.refused("di", "changed after it was drawn", model.ErrRefused, Assess{ID: 2, Agrees: true})
	if st := d.s.Stats(d.time()); st.Agreement.Of != 1 || st.Agreement.Part != 0 || st.Waits[slices.Index(Stages, StageSecondLook)].Count != 0 {
		t.Errorf("%+v", st)
	}
	d.approve("bo", 2)
	if n := d.s.Undrawn(); n != 1 {
		t.Errorf("%d can be drawn", n)
	}
}

func BenchmarkStats(b *testing.B) {
	s := New("0123456789abcdef")
	const each, proposed = 100, 3000
	for i := range uint32(proposed) {
		ords := make([]uint32, each)
		for j := range ords {
			ords[j] = i*each + uint32(j)
		}
		mark := Mark{By: "ana", Time: model.Time{Milli: 1_700_000_000_000 + int64(i)*60_000}, Entry: uint64(i)}
		yes := Verdict{Mark: mark, Approve: true}
		s.proposals.put(nil, i, &Proposal{ID: i, Status: Approved, Accounts: ords, Made: mark, Changed: mark, Approvals: []Verdict{yes}})
		s.batches.put(nil, i, &Batch{ID: i, Action: "suspend", Accounts: ords, Results: make([]Result, each), Proposals: []Ground{{Proposal: i}}, Sealed: mark})
		// Accounts that were moved together share their record.
		cell := &Cell{Status: []Status{Approved, HandedOff, Enforced}[i%3], Since: mark}
		for _, ord := range ords {
			s.cells.put(nil, ord, cell)
		}
	}
	s = s.Clone().Clone()
	now := model.Time{Milli: 1_700_000_000_000 + proposed*60_000}
	for b.Loop() {
		if st := s.Stats(now); st.Waits[2].Count == 0 {
			b.Fatal("nothing counted")
		}
	}
	b.ReportMetric(float64(each*proposed), "accounts")
}
