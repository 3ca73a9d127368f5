package store

import (
	"encoding/json"
	"maps"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store/work"
)

// state is what the log's entries come to. A state that has been published is
// not changed; the next one begins as its clone.
type state struct {
	next     uint64          // sequence number of the first entry that is not folded in
	flow     *workflow.State // all that the rules of work govern
	created  model.Time
	watch    *watchLists
	files    keptFiles
	founders []uint32 // accounts that name rings, in the order in which they first did
}

func newState() *state {
	return &state{flow: workflow.New(""), watch: &watchLists{}, files: keptFiles{}}
}

// clone copies what fold changes in place.
func (s *state) clone() *state {
	c := *s
	c.flow, c.files = s.flow.Clone(), maps.Clone(s.files)
	return &c
}

// The particulars of each action as its entry's body holds them. They are in
// files on other people's disks: fields may be added, never renamed.
type (
	noteBody struct {
		Files []workflow.File `json:"files,omitempty"`
	}
	createBody struct {
		ID string `json:"id"`
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
	if err := s.flow.Apply(eventOf(e)); err != nil {
		return badEntry(e, err)
	}
	switch e.Action {
	case verbCreate:
		var body createBody
		if err := json.Unmarshal(e.Body, &body); err != nil {
			return badEntry(e, err)
		}
		s.created, s.flow = e.Time, s.flow.Named(body.ID)
	case "note", "receive":
		var body noteBody
		if err := json.Unmarshal(e.Body, &body); err != nil {
			return badEntry(e, err)
		}
		s.files.add(body.Files)
	case "watch", "unwatch":
		s.watch = s.watch.fold(e)
	case verbRings:
		s.found(e.Subjects)
	}
	s.next = e.Seq + 1
	return nil
}

// eventOf shows an entry to the rules of work.
func eventOf(e work.Entry) workflow.Event {
	return workflow.Event{Seq: e.Seq, Time: e.Time, Actor: e.Actor, Verb: e.Action, Value: e.Value, Subjects: e.Subjects, Body: e.Body}
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
