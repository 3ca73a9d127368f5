package store

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store/work"
)

// state is what the log's entries come to. A state that has been published is
// not changed; the next one begins as its clone.
type state struct {
	next    uint64 // sequence number of the first entry that is not folded in
	tags    map[uint32][]string
	notes   map[uint32][]model.Note
	noted   int
	created model.Time
	watch   *watchLists
	judgements
}

func newState() *state {
	return &state{tags: map[uint32][]string{}, notes: map[uint32][]model.Note{}, watch: &watchLists{}, judgements: judgements{
		links: map[[2]uint32]Judged{}, values: map[uint64]Ignored{}}}
}

// clone copies the maps but not the lists in them, which fold never changes in place.
func (s *state) clone() *state {
	c := *s
	c.tags, c.notes, c.judgements = maps.Clone(s.tags), maps.Clone(s.notes), s.judgements.clone()
	return &c
}

// The particulars of each action as its entry's body holds them. They are in
// files on other people's disks: fields may be added, never renamed.
type (
	noteBody struct {
		Text model.Untrusted `json:"text"`
	}
	tagBody struct {
		Tag string `json:"tag"`
	}
	importBody struct {
		Generation uint32       `json:"generation"`
		Accounts   uint32       `json:"accounts"`
		SHA256     string       `json:"sha256"`
		Files      []FileReport `json:"files"`
	}
)

// Verbs of the log that are not actions of a person's choosing.
const (
	verbCreate = "create"
	verbImport = "import"
)

// fold applies one entry. An entry of an unknown action is left alone: a newer
// minor version may have written it.
func (s *state) fold(e work.Entry) error {
	switch e.Action {
	case verbCreate:
		s.created = e.Time
	case "note":
		var body noteBody
		if err := json.Unmarshal(e.Body, &body); err != nil {
			return badEntry(e, err)
		}
		note := model.Note{Entry: e.Seq, Time: e.Time, Author: e.Actor, Text: body.Text}
		for _, ord := range e.Subjects {
			s.notes[ord] = append(slices.Clip(s.notes[ord]), note)
		}
		s.noted++
	case "tag", "untag":
		var body tagBody
		if err := json.Unmarshal(e.Body, &body); err != nil {
			return badEntry(e, err)
		}
		for _, ord := range e.Subjects {
			tags := slices.DeleteFunc(slices.Clone(s.tags[ord]), func(t string) bool { return t == body.Tag })
			if e.Action == "tag" {
				tags = append(tags, body.Tag)
				slices.Sort(tags)
			}
			if s.tags[ord] = tags; len(tags) == 0 {
				delete(s.tags, ord)
			}
		}
	case "watch", "unwatch":
		s.watch = s.watch.fold(e)
	default:
		if err := s.judgements.fold(e); err != nil {
			return err
		}
	}
	s.next = e.Seq + 1
	return nil
}

func badEntry(e work.Entry, err error) error {
	return &model.Error{Kind: model.ErrCorrupt, Message: "an entry of the audit log cannot be read", Err: err,
		Hint: "run 'clew check'; restore a backup if the log is damaged"}
}

// The states of an account that the log and the imports give.
const (
	stateFlagged = "flagged" // a source put it in front of us
	stateKnown   = "known"   // in the data, but nobody flagged it
)
