package workflow

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seed-28a39f10/clew/model"
)

// people says who is who.
func (w *world) people() {
	who := w.login()
	switch w.n(8) {
	case 0, 1:
		w.act(JoinLogins{Login: w.login(), With: w.login(), Why: "one person"}, who)
	case 2:
		w.act(ShareLogin{Login: w.login(), Among: names[:w.n(3)], Why: "many"}, who)
	case 3, 4, 5:
		login := of(w, []string{"Ana.B", "cy.old", "desk", w.login()})
		w.act(PartLogin{Login: login, Why: "apart"}, who)
		if w.chance(2) {
			w.act(PartLogin{Login: login, Why: "apart"}, w.login())
		}
	case 6:
		w.enrol(w.login())
	default:
		w.act(VouchKey{Login: w.login(), Key: publicKey(w.login())}, who)
	}
}

// setRules has a few persons say what the rules should be, and mostly agree with what waits.
func (w *world) setRules() {
	for range 1 + w.n(4) {
		want := tomlOf(w.n(len(ruleSets)))
		if toml, _, waits := w.s.PendingRules(); waits && !w.chance(4) {
			want = toml
		}
		w.act(SetRules{TOML: want, Why: "better"}, w.login())
	}
}

// other does the rest.
func (w *world) other() {
	who, ords := w.login(), w.some(3)
	switch w.n(20) {
	case 0, 1:
		w.act(Unhold{Why: "go on"}, who, first(&w.s.holds, ords, func(*Held) bool { return true })...)
	case 2:
		w.act(Unprotect{Why: "not a source"}, who, first(&w.s.protections, ords, func(*Protection) bool { return true })...)
	case 3, 4:
		w.act(Reopen{Why: "again"}, who, first(&w.s.cells, ords, func(c *Cell) bool { return c.Status == Dismissed })...)
	case 5:
		w.setRules()
	case 6:
		w.act(AddNote{On: On{Kind: Account}, Text: "seen"}, who, ords[0])
	case 7, 16:
		remove := w.s.tags.root != nil && w.chance(2)
		if remove {
			ords = first(&w.s.tags, ords, func(*tagList) bool { return true })
		}
		w.act(SetTag{On: ids(ords), Tag: "t", Remove: remove}, who, ords...)
	case 8:
		pair := []uint32{ords[0], 35 + ords[0]}
		w.act(JudgeLink{Verdict: of(w, []string{"same", "not-same", ""})}, who, pair...)
	case 9, 10:
		w.act(IgnoreValue{Kind: "device", Value: "d1", Why: "all have it", Remove: w.chance(2)}, who)
	case 11:
		w.act(SetWeights{TOML: fmt.Sprint("a = ", w.n(5)), Why: "so"}, who)
	case 12:
		w.act(SetMasking{Kinds: Masked[:w.n(3)], Why: "law"}, who)
	case 13:
		w.act(Reveal{Why: "to call"}, who, ords...)
	case 14:
		if list := w.s.Samples(); len(list) > 0 {
			w.act(Assess{ID: of(w, list).ID, Agrees: true}, who)
		} else {
			w.act(DrawSample{Count: 2}, who)
		}
	case 15:
		if list := w.s.Proposals(); len(list) > 0 {
			w.job(ProposalJob(of(w, list).ID), who)
		}
	default:
		w.cases(who, ords)
	}
}

// first gives the first account that has such a record, or those given where none has.
func first[V comparable](t *table[uint32, V], or []uint32, such func(V) bool) []uint32 {
	for ord := range uint32(accounts) {
		var none V
		if v := t.get(ord); v != none && such(v) {
			return []uint32{ord}
		}
	}
	return or
}

func (w *world) cases(who string, ords []uint32) {
	list := w.s.Cases()
	if len(list) == 0 {
		w.act(OpenCase{Template: "ring"}, who, ords...)
		return
	}
	id := of(w, list).ID
	switch w.n(9) {
	case 5:
		w.act(GiveOut{ID: id, Profile: "full", Formats: []string{"json"}, Manifest: strings.Repeat("e", 64), To: "counsel"}, who)
	case 6:
		w.act(receipt(w.n(9), len(ords)), who, ords...)
	case 0:
		w.act(OpenCase{Title: "another"}, who, ords...)
	case 1:
		open := w.chance(2)
		step := 0
		w.act(EditCase{ID: id, Set: CaseFields{Open: &open, Step: &step}, Why: "so"}, who)
	case 2:
		w.act(SetMembers{ID: id, Role: of(w, Roles), Remove: w.chance(3)}, who, ords...)
	case 3:
		w.act(SetValues{ID: id, Values: []model.Untrusted{"email:a@b.c"}, Remove: w.chance(3)}, who)
	case 4:
		w.act(RecordTrail{ID: id, Steps: []TrailStep{{Page: "account", Ref: "a"}}}, who)
	default:
		w.job(Job{OnCaseJob, id}, who)
	}
}

// holdCase holds a case, or releases it.
func (w *world) holdCase() {
	list := w.s.Cases()
	if len(list) == 0 {
		w.act(OpenCase{Title: "a case"}, w.login())
		return
	}
	c, hold := of(w, list), CaseHold{}
	if c.Hold == nil != w.chance(4) {
		hold = CaseHold{of(w, Holds), w.now}
	}
	w.act(EditCase{ID: c.ID, Set: CaseFields{Hold: &hold}, Why: "so"}, w.login())
}

// undoOrRedo takes back what somebody did at some time, or does it again.
func (w *world) undoOrRedo() {
	if len(w.s.steps) == 0 {
		return
	}
	t := w.s.steps[len(w.s.steps)-1-w.n(min(len(w.s.steps), 6))]
	if again := slices.IndexFunc(w.s.steps, func(t *step) bool { return t.undone > 0 }); again >= 0 && w.chance(2) {
		t = w.s.steps[again]
	}
	who := t.By
	if w.chance(8) {
		who = w.login()
	}
	if t.undone > 0 {
		w.act(Redo{Entry: t.Entry}, who)
	} else {
		w.act(Undo{Entry: t.Entry}, who)
	}
}

// forge writes an entry past the rules: one of before again or under another name, or one that
// does not wait for what it needs.
func (w *world) forge() {
	e := of(w, w.log)
	if list := w.s.Proposals(); len(list) > 0 {
		p := of(w, list)
		ords := p.Accounts
		switch w.n(6) {
		case 3:
			if sealed, err := w.s.Draft(Seal{Action: p.Terms.Action}, Event{Actor: w.login()}); err == nil {
				e = sealed
				e.Body = []byte(strings.Replace(string(e.Body), p.Hash, strings.Repeat("0", 64), 1))
			}
		case 0:
			e = Event{Verb: "approve", Actor: p.Made.By, Body: fmt.Appendf(nil, `{"id":%d,"hash":%q}`, p.ID, p.Hash)}
		case 1:
			e = Event{Verb: "approve", Actor: w.login(), Body: fmt.Appendf(nil, `{"id":%d,"hash":%q}`, p.ID, p.Hash)}
		case 2:
			e = Event{Verb: "seal", Actor: w.login(), Subjects: ords, Body: fmt.Appendf(nil, `{"id":%d,"action":%q,"grounds":[{"proposal":%d,"hash":%q}]}`,
				w.s.given.batch+1, p.Terms.Action, p.ID, p.Hash)}
		}
	}
	if list := w.s.Batches(); len(list) > 0 && w.chance(4) {
		e = Event{Verb: "handoff", Actor: w.login(), Body: fmt.Appendf(nil, `{"id":%d,"manifest_sha256":%q}`, of(w, list).ID, strings.Repeat("b", 64))}
		if w.s.current {
			w.tally.handoff["an earlier form too late"]++
		} else {
			w.tally.handoff["an earlier form"]++
		}
	} else if len(w.s.steps) > 0 && w.chance(3) {
		t := of(w, w.s.steps)
		e = Event{Verb: of(w, []string{"undo", "redo"}), Actor: w.login(), Subjects: t.subjects, Body: fmt.Appendf(nil, `{"entry":%d}`, t.Entry)}
	} else if w.chance(2) {
		e.Actor = w.login()
	}
	e.Seq, e.Time = w.s.next, model.Time{Milli: w.now}
	w.apply(e, false)
}
