package store_test

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"strings"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
)

// deed is one step of a plan. What it does follows from the state that it finds and from the
// round alone, so that another process can do it again.
type deed struct {
	verb, actor string
	action      func(scene) model.Action
}

// scene is what a deed is done in.
type scene struct {
	db    *store.DB
	s     *workflow.State
	round int // of the plan, from 0
}

// castSize is how many accounts a round of the plan takes, which no other round takes.
const castSize = 5

// cast names accounts of the round, by number from 0 to castSize-1.
func (sc scene) cast(which ...uint32) []model.AccountID {
	ords := make([]uint32, len(which))
	for i, w := range which {
		ords[i] = uint32(sc.round)*castSize + w
	}
	return must(sc.db.IDs(ctx, ords))
}

func (sc scene) name(prefix string) string { return fmt.Sprint(prefix, "-", sc.round) }

func newest[T any](list []T) T { return list[len(list)-1] }

func (sc scene) kase() uint32                 { return newest(sc.s.Cases()).ID }
func (sc scene) proposal() *workflow.Proposal { return newest(sc.s.Proposals()) }
func (sc scene) batch() *workflow.Batch       { return newest(sc.s.Batches()) }

// job is the review of the newest proposal.
func (sc scene) job() workflow.Job { return workflow.ProposalJob(sc.proposal().ID) }

// key is a public key that belongs to the round.
func (sc scene) key() []byte {
	return ed25519.NewKeyFromSeed(fmt.Appendf(nil, "%-32d", sc.round)).Public().(ed25519.PublicKey)
}

// keep keeps the file of the round.
func (sc scene) keep() workflow.File {
	return must(sc.db.KeepFile(ctx, strings.NewReader(fileOf(sc.round)), "shot.txt"))
}

func fileOf(round int) string { return fmt.Sprint("what was seen in round ", round) }

func (sc scene) terms(note string) workflow.Terms {
	return workflow.Terms{Action: "suspend", Policy: "two", Reason: "r", Note: model.Untrusted(sc.name(note)), Benign: "None."}
}

// rules have a policy under which two approve.
func (sc scene) rules() string {
	return workflow.DefaultRules().TOML + fmt.Sprintf("\n# %d\n[[policy]]\nid = \"two\"\ntitle = \"T\"\ntext = \"X\"\nactions = [\"suspend\"]\napprovals = 2\n[[policy.reason]]\ncode = \"r\"\ntitle = \"R\"\n", sc.round)
}

func (sc scene) handOff() model.Action {
	return workflow.HandOff{ID: sc.batch().ID, Manifest: strings.Repeat("a", 64)}
}

// confirm says of accounts of the newest batch that it was done.
func (sc scene) confirm(which ...uint32) model.Action {
	said := map[model.AccountID]workflow.Said{}
	for _, id := range sc.cast(which...) {
		said[id] = workflow.Said{Result: workflow.Done, Message: "so"}
	}
	return workflow.NewConfirm(sc.batch().ID, said, "")
}

func (sc scene) open() model.Action {
	return workflow.OpenProposal{ID: sc.proposal().ID, Hash: sc.proposal().Hash}
}

func (sc scene) approve() model.Action {
	return workflow.Approve{ID: sc.proposal().ID, Hash: sc.proposal().Hash}
}

func (sc scene) retract() model.Action { return workflow.Retract{ID: sc.proposal().ID} }

// undo takes back what a person did last.
func (sc scene) undo(who string) model.Action {
	last, ok := sc.s.LastStep(who)
	if !ok {
		panic(errors.New("nothing to undo"))
	}
	return workflow.Undo{Entry: last.Entry}
}

func (sc scene) redo(who string) model.Action {
	last, ok := sc.s.LastUndone(who)
	if !ok {
		panic(errors.New("nothing to redo"))
	}
	return workflow.Redo{Entry: last.Entry}
}

// plan does all that the rules of work know, each deed one entry, and none of them is refused
// where those before it were done once.
var plan = []deed{
	{"policies", "kim", func(sc scene) model.Action { return workflow.SetRules{TOML: sc.rules(), Why: "better"} }},
	{"note", "kim", func(sc scene) model.Action {
		return workflow.AddNote{On: workflow.OnAccount(sc.cast(0)[0]), Text: "see the file", Files: []workflow.File{sc.keep()}}
	}},
	{"note", "lee", func(sc scene) model.Action {
		return workflow.AddNote{On: workflow.OnAccount(sc.cast(0)[0]), Text: "no", Corrects: newest(sc.s.NotesIn()).Entry}
	}},
	{"tag", "kim", func(sc scene) model.Action { return workflow.SetTag{On: sc.cast(0, 1), Tag: sc.name("t")} }},
	{"undo", "kim", func(sc scene) model.Action { return sc.undo("kim") }},
	{"redo", "kim", func(sc scene) model.Action { return sc.redo("kim") }},
	{"untag", "kim", func(sc scene) model.Action {
		return workflow.SetTag{On: sc.cast(0), Tag: sc.name("t"), Remove: true}
	}},
	{"judge", "kim", func(sc scene) model.Action {
		ids := sc.cast(0, 1)
		return workflow.JudgeLink{A: ids[0], B: ids[1], Verdict: "same", Why: "one hand"}
	}},
	{"ignore", "kim", func(sc scene) model.Action {
		return workflow.IgnoreValue{Kind: "device", Value: model.Untrusted(sc.name("d")), Why: "all have it"}
	}},
	{"unignore", "kim", func(sc scene) model.Action {
		return workflow.IgnoreValue{Kind: "device", Value: model.Untrusted(sc.name("d")), Remove: true}
	}},
	{"weights", "kim", func(sc scene) model.Action {
		return workflow.SetWeights{TOML: fmt.Sprintf("ring = %d\n", 20+sc.round%2), Why: "so"}
	}},
	{"receive", "kim", func(sc scene) model.Action {
		f := sc.keep()
		return workflow.NewReceiveCase(workflow.ReceiveCase{Title: "from elsewhere", Files: []workflow.File{f}, From: workflow.Received{Investigation: "beef", Case: 1, SHA256: f.SHA256}},
			map[model.AccountID]string{sc.cast(1)[0]: "persona"})
	}},
	{"case", "kim", func(sc scene) model.Action { return workflow.OpenCase{Template: "ring", Members: sc.cast(0, 1)} }},
	{"note", "mara", func(sc scene) model.Action {
		return workflow.AddNote{On: workflow.On{Kind: workflow.InCase, ID: sc.kase()}, Text: "begun"}
	}},
	{"case-edit", "kim", func(sc scene) model.Action {
		return workflow.EditCase{ID: sc.kase(), Set: workflow.CaseFields{Step: new(int)}}
	}},
	{"members", "kim", func(sc scene) model.Action {
		return workflow.SetMembers{ID: sc.kase(), On: sc.cast(2), Role: "persona"}
	}},
	{"values", "kim", func(sc scene) model.Action {
		return workflow.SetValues{ID: sc.kase(), Values: []model.Untrusted{model.Untrusted(sc.name("device:d"))}}
	}},
	{"trail", "kim", func(sc scene) model.Action {
		return workflow.RecordTrail{ID: sc.kase(), Steps: []workflow.TrailStep{{Page: "account", Ref: "a"}}}
	}},
	{"export", "mara", func(sc scene) model.Action {
		return workflow.GiveOut{ID: sc.kase(), Profile: "full", Formats: []string{"json"}, Manifest: strings.Repeat("e", 64), To: "counsel"}
	}},
	{"claim", "kim", func(sc scene) model.Action { return workflow.ClaimAccounts(sc.cast(0)) }},
	{"release", "kim", func(sc scene) model.Action { return workflow.ReleaseAccounts(sc.cast(0)) }},
	{"propose", "mara", func(sc scene) model.Action { return workflow.NewProposal(sc.cast(3), sc.terms("alone")) }},
	{"withdraw", "mara", func(sc scene) model.Action { return workflow.Withdraw{ID: sc.proposal().ID, Why: "no"} }},
	{"propose", "kim", func(sc scene) model.Action { return workflow.NewProposal(sc.cast(0, 1, 2), sc.terms("first")) }},
	{"snooze", "mara", func(sc scene) model.Action {
		return workflow.NewSnooze(sc.job(), model.Time{Milli: 1_700_000_000_000}, "later")
	}},
	{"claim", "lee", func(sc scene) model.Action { return workflow.NewClaim(sc.job()) }},
	{"skip", "lee", func(sc scene) model.Action { return workflow.NewSkip(sc.job(), "later") }},
	{"round", "lee", func(scene) model.Action { return workflow.NewRound{} }},
	{"opened", "lee", scene.open},
	{"return", "lee", func(sc scene) model.Action {
		return workflow.Return{ID: sc.proposal().ID, Hash: sc.proposal().Hash, Note: "say more"}
	}},
	{"retract", "lee", scene.retract},
	{"edit", "kim", func(sc scene) model.Action {
		return workflow.NewEdit(sc.proposal().ID, "", sc.cast(0, 1, 2), sc.terms("second"))
	}},
	{"opened", "lee", scene.open},
	{"approve", "lee", scene.approve},
	{"opened", "mara", scene.open},
	{"approve", "mara", scene.approve},
	{"retract", "mara", scene.retract},
	{"approve", "mara", scene.approve},
	{"sample", "nia", func(scene) model.Action { return workflow.DrawSample{Count: 1} }},
	{"assess", "nia", func(sc scene) model.Action { return workflow.Assess{ID: newest(sc.s.Samples()).ID, Agrees: true} }},
	{"hold", "kim", func(sc scene) model.Action { return workflow.Hold{On: sc.cast(4), Kind: "legal", Why: "wait"} }},
	{"unhold", "kim", func(sc scene) model.Action { return workflow.Unhold{On: sc.cast(4), Why: "go on"} }},
	{"protect", "kim", func(sc scene) model.Action { return workflow.Protect{On: sc.cast(4), Why: "a source"} }},
	{"expose", "kim", func(sc scene) model.Action { return workflow.Unprotect{On: sc.cast(4), Why: "none"} }},
	{"dismiss", "kim", func(sc scene) model.Action {
		return workflow.Dismiss{On: sc.cast(4), As: workflow.DismissedAs[0], Why: "no"}
	}},
	{"reopen", "kim", func(sc scene) model.Action { return workflow.Reopen{On: sc.cast(4), Why: "again"} }},
	{"seal", "kim", func(sc scene) model.Action { return workflow.Seal{Action: "suspend", On: sc.cast(0, 1, 2)} }},
	{"handoff", "kim", scene.handOff},
	{"confirm", "kim", func(sc scene) model.Action { return sc.confirm(0, 1, 2) }},
	{"appeal", "kim", func(sc scene) model.Action { return workflow.FileAppeal{On: sc.cast(0)[0], Text: "it is me"} }},
	{"decide", "nia", func(sc scene) model.Action {
		return workflow.DecideAppeal{ID: newest(sc.s.Appeals()).ID, Outcome: "overturn", Note: "it is"}
	}},
	{"seal", "kim", func(sc scene) model.Action { return workflow.Seal{Action: workflow.Reinstate, On: sc.cast(0)} }},
	{"handoff", "kim", scene.handOff},
	{"confirm", "kim", func(sc scene) model.Action { return sc.confirm(0) }},
	{"reverse", "kim", func(sc scene) model.Action {
		return workflow.Reverse{Reverses: sc.batch().ID - 1, On: sc.cast(1, 2), Why: "wrong"}
	}},
	{"person", "kim", func(sc scene) model.Action {
		return workflow.JoinLogins{Login: sc.name("old"), With: sc.name("new"), Why: "renamed"}
	}},
	{"part", "lee", func(sc scene) model.Action { return workflow.PartLogin{Login: sc.name("old"), Why: "not so"} }},
	{"part", "mara", func(sc scene) model.Action { return workflow.PartLogin{Login: sc.name("old"), Why: "not so"} }},
	{"shared", "kim", func(sc scene) model.Action {
		return workflow.ShareLogin{Login: sc.name("desk"), Among: []string{"lee", "mara"}, Why: "a desk"}
	}},
	{"enrol", "kim", func(sc scene) model.Action { return workflow.EnrolKey{Login: sc.name("new"), Key: sc.key()} }},
	{"vouch", "lee", func(sc scene) model.Action { return workflow.VouchKey{Login: sc.name("new"), Key: sc.key()} }},
	// Nothing in the table is of this kind, so a masked state tells the same as one that is not.
	{"masking", "kim", func(scene) model.Action { return workflow.SetMasking{Kinds: []string{"birth"}, Why: "law"} }},
	{"reveal", "lee", func(sc scene) model.Action { return workflow.Reveal{On: sc.cast(0, 1), Why: "to call"} }},
	{"masking", "kim", func(scene) model.Action { return workflow.SetMasking{Why: "no more"} }},
}
