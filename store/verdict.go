package store

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/evidence"
	"github.com/seed-28a39f10/clew/store/work"
)

// maxWhy is how long a reason may be, in bytes.
const maxWhy = 4 << 10

// Judged is the verdict on a link as it stands in the log.
type Judged struct {
	A, B    uint32 // A < B
	Verdict evidence.Verdict
	Why     model.Untrusted
	By      string
	Time    model.Time
	Entry   uint64
}

// Ignored is a value that counts for nothing, as it stands in the log.
type Ignored struct {
	Kind  evidence.Kind
	Value model.Untrusted
	Why   model.Untrusted
	Until model.Time // unknown: for good
	By    string
	Time  model.Time
	Entry uint64
}

// judgements is what people have said about links and values. Like all of a
// state it is not changed once published.
type judgements struct {
	links    map[[2]uint32]Judged
	values   map[uint64]Ignored // by evidence.ValueHash
	weights  string             // TOML
	founders []uint32           // accounts that name rings, in the order in which they first did
}

func (j *judgements) clone() judgements {
	c := *j
	c.links, c.values, c.founders = maps.Clone(j.links), maps.Clone(j.values), slices.Clip(j.founders)
	return c
}

type (
	judgeBody struct {
		Verdict string          `json:"verdict"`
		Why     model.Untrusted `json:"why,omitempty"`
	}
	ignoreBody struct {
		Kind  string          `json:"kind"`
		Value model.Untrusted `json:"value"`
		Why   model.Untrusted `json:"why,omitempty"`
		Until int64           `json:"until,omitempty"` // milliseconds since the Unix epoch
	}
	weightsBody struct {
		TOML string          `json:"toml"`
		Why  model.Untrusted `json:"why"`
	}
)

// verbRings is the entry in which an import, or a verdict, says what became of
// the rings; see Relink.
const verbRings = "rings"

// fold applies one entry, if it is one of this file's.
func (j *judgements) fold(e work.Entry) error {
	switch e.Action {
	case "judge":
		var body judgeBody
		if err := json.Unmarshal(e.Body, &body); err != nil || len(e.Subjects) != 2 {
			return badEntry(e, err)
		}
		pair := [2]uint32{e.Subjects[0], e.Subjects[1]}
		verdict, ok := evidence.VerdictByName(body.Verdict)
		if !ok {
			delete(j.links, pair)
			return nil
		}
		j.links[pair] = Judged{pair[0], pair[1], verdict, body.Why, e.Actor, e.Time, e.Seq}
	case "ignore", "unignore":
		var body ignoreBody
		if err := json.Unmarshal(e.Body, &body); err != nil {
			return badEntry(e, err)
		}
		kind, ok := evidence.KindByName(body.Kind)
		if !ok {
			return nil // a kind of a newer version
		}
		hash := evidence.ValueHash(kind, string(body.Value))
		if e.Action == "unignore" {
			delete(j.values, hash)
			return nil
		}
		j.values[hash] = Ignored{kind, body.Value, body.Why, model.Time{Milli: body.Until}, e.Actor, e.Time, e.Seq}
	case "weights":
		var body weightsBody
		if err := json.Unmarshal(e.Body, &body); err != nil {
			return badEntry(e, err)
		}
		j.weights = body.TOML
	case verbRings:
		for _, ord := range e.Subjects {
			if !slices.Contains(j.founders, ord) {
				j.founders = append(slices.Clip(j.founders), ord)
			}
		}
	}
	return nil
}

// config gives the weights; those of the log have been read once already.
func (j *judgements) config() evidence.Config {
	c, err := ParseWeights(j.weights)
	if err != nil {
		return evidence.DefaultConfig() // written by a newer version
	}
	return c
}

// current gives the values that are ignored now, in the order of the log.
func (j *judgements) current(now model.Time) []Ignored {
	var all []Ignored
	for _, i := range j.values {
		if !i.Until.Known() || i.Until.Milli > now.Milli {
			all = append(all, i)
		}
	}
	slices.SortFunc(all, func(x, y Ignored) int { return cmp.Compare(x.Entry, y.Entry) })
	return all
}

// judged gives the verdicts in the order of the log.
func (j *judgements) judged() []Judged {
	all := make([]Judged, 0, len(j.links))
	for _, l := range j.links {
		all = append(all, l)
	}
	slices.SortFunc(all, func(x, y Judged) int { return cmp.Compare(x.Entry, y.Entry) })
	return all
}

// judgeDraft prepares the entry of a verdict.
func (db *DB) judgeDraft(a model.JudgeLink, draft *work.Draft) (plan, error) {
	verdict, ok := evidence.VerdictByName(a.Verdict)
	if !ok && a.Verdict != "" {
		return nil, &model.Error{Kind: model.ErrUsage, Message: "there is no such verdict", Where: model.Untrusted(a.Verdict),
			Hint: "the verdicts are same, not-same, unclear and facilitator"}
	}
	subjects, err := db.ordinals([]model.AccountID{a.A, a.B})
	if err != nil {
		return nil, err
	}
	if len(subjects) != 2 {
		return nil, &model.Error{Kind: model.ErrUsage, Message: "a link has two accounts, and these are one", Where: a.A.String()}
	}
	if err := checkWhy(a.Why, false); err != nil {
		return nil, err
	}
	draft.Body, err = json.Marshal(judgeBody{a.Verdict, a.Why})
	return func(st *state) ([]uint32, bool) {
		old := st.links[[2]uint32{subjects[0], subjects[1]}]
		return subjects, old.Verdict != verdict || verdict != evidence.NoVerdict && old.Why != a.Why
	}, err
}

// ignoreDraft prepares the entry of an ignored value.
func (db *DB) ignoreDraft(a model.IgnoreValue, draft *work.Draft) (plan, error) {
	kind, ok := evidence.KindByName(a.Kind)
	if !ok {
		return nil, &model.Error{Kind: model.ErrUsage, Message: "there is no kind of evidence of that name", Where: model.Untrusted(a.Kind)}
	}
	if a.Value == "" || len(a.Value) > 2048 || !utf8.ValidString(string(a.Value)) {
		return nil, &model.Error{Kind: model.ErrUsage, Message: "the value is empty, too long or not valid UTF-8"}
	}
	if err := checkWhy(a.Why, !a.Remove); err != nil {
		return nil, err
	}
	body, err := json.Marshal(ignoreBody{kind.String(), a.Value, a.Why, a.Until.Milli})
	draft.Body = body
	draft.Value = kind.String()
	hash := evidence.ValueHash(kind, string(a.Value))
	return func(st *state) ([]uint32, bool) {
		old, is := st.values[hash]
		if a.Remove {
			return nil, is
		}
		return nil, !is || old.Why != a.Why || old.Until.Milli != a.Until.Milli
	}, err
}

// weightsDraft prepares the entry of new weights.
func weightsDraft(a model.SetWeights, draft *work.Draft) (plan, error) {
	if _, err := ParseWeights(a.TOML); err != nil {
		return nil, err
	}
	if err := checkWhy(a.Why, true); err != nil {
		return nil, err
	}
	body, err := json.Marshal(weightsBody{a.TOML, a.Why})
	draft.Body = body
	return func(st *state) ([]uint32, bool) { return nil, st.weights != a.TOML }, err
}

func checkWhy(why model.Untrusted, needed bool) error {
	switch {
	case needed && strings.TrimSpace(string(why)) == "":
		return &model.Error{Kind: model.ErrUsage, Message: "a reason is needed", Hint: "say why with --why"}
	case len(why) > maxWhy:
		return &model.Error{Kind: model.ErrLimit, Message: "the reason is longer than 4 KiB", Hint: "put the long part into a note"}
	case !utf8.ValidString(string(why)):
		return &model.Error{Kind: model.ErrUsage, Message: "the reason is not valid UTF-8"}
	}
	return nil
}
