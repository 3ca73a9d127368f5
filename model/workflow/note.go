package workflow

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/seed-28a39f10/clew/model"
)

// maxNote is how long a note may be, in bytes.
const maxNote = 256 << 10

// On says what a note is about.
type On struct {
	Kind    Thing             `json:"kind"`            // "" is an account
	Account []model.AccountID `json:"-"`               // of an account, a link or a ring; they become the event's subjects
	ID      uint32            `json:"id,omitempty"`    // of a case or a proposal
	Value   model.Untrusted   `json:"value,omitempty"` // of an identifier, "kind:value" in canonical form
}

// Thing is a kind of thing that notes are about.
type Thing string

// The things that notes are about.
const (
	Account    Thing = "account"
	Identifier Thing = "identifier"
	Link       Thing = "link"
	Ring       Thing = "ring" // named by the account that it is named after
	InCase     Thing = "case"
	InProposal Thing = "proposal"
)

// OnAccount says that a note is about an account.
func OnAccount(id model.AccountID) On { return On{Kind: Account, Account: []model.AccountID{id}} }

// File is something that was attached to a note.
type File struct {
	Name   model.Untrusted `json:"name"`
	SHA256 string          `json:"sha256"`
	Bytes  int64           `json:"bytes"`
	Media  string          `json:"media,omitempty"`
	Kept   bool            `json:"kept"` // its content is in the investigation
}

// AddNote appends a note. Notes are never changed or removed: a correction is a new one.
type AddNote struct {
	On       On              `json:"on"`
	Text     model.Untrusted `json:"text"`               // Markdown, not blank, at most 256 KiB
	Corrects uint64          `json:"corrects,omitempty"` // entry of the note that it corrects; 0 for none
	Files    []File          `json:"files,omitempty"`
	Written  *Written        `json:"written,omitempty"` // of a note that came in a case file
}

// Verb implements [model.Action].
func (AddNote) Verb() string { return "note" }

// Accounts implements [Action].
func (a AddNote) Accounts() []model.AccountID { return a.On.Account }

func (a AddNote) prepare(s *State, e *Event) (Action, error) {
	e.Value = string(a.On.Value)
	return a, nil
}

func (a AddNote) apply(s *State, e Event) error {
	if err := checkText("the note", a.Text, true, maxNote); err != nil {
		return err
	}
	key, err := s.thing(a.On, e.Subjects)
	if err != nil {
		return err
	}
	if err := s.came(a.Written); err != nil {
		return err
	}
	for _, f := range a.Files {
		if !IsSHA256(f.SHA256) || f.Bytes < 0 {
			return &model.Error{Kind: model.ErrUsage, Message: "an attachment has no SHA-256", Where: f.Name}
		}
	}
	if a.On.Kind == "" {
		a.On.Kind = Account
	}
	n := &Note{Mark: markOf(e), On: a.On, Key: key, Subjects: e.Subjects, Text: a.Text, Corrects: a.Corrects, Files: a.Files, Written: a.Written}
	if a.Corrects > 0 {
		old := s.notes.get(a.Corrects)
		if old == nil || old.Key != key {
			return &model.Error{Kind: model.ErrNotFound, Message: "the note that it corrects is not there"}
		}
		corrected := *old
		corrected.CorrectedBy = append(slices.Clip(old.CorrectedBy), e.Seq)
		set(s, notes, a.Corrects, &corrected)
	}
	set(s, notes, e.Seq, n)
	var list entryList
	if old := s.noted.get(key); old != nil {
		list.entries = slices.Clip(old.entries)
	}
	list.entries = append(list.entries, e.Seq)
	set(s, noted, key, &list)
	s.notesWritten++
	return nil
}

// thing gives the key of what a note is about.
func (s *State) thing(on On, subjects []uint32) (string, error) {
	wrong := func() (string, error) {
		return "", &model.Error{Kind: model.ErrUsage, Message: "the note does not say what it is about"}
	}
	switch on.Kind {
	case "", Account:
		if len(subjects) != 1 {
			return wrong()
		}
		return AccountKey(subjects[0]), nil
	case Link:
		if len(subjects) != 2 {
			return wrong()
		}
		return LinkKey(subjects[0], subjects[1]), nil
	case Ring:
		if len(subjects) != 1 {
			return wrong()
		}
		return RingKey(subjects[0]), nil
	case Identifier:
		if on.Value == "" || len(on.Value) > MaxValue {
			return wrong()
		}
		return ValueKey(on.Value), nil
	case InCase:
		if s.cases.get(on.ID) == nil {
			return "", unknown("case")
		}
		return CaseKey(on.ID), nil
	case InProposal:
		if s.proposals.get(on.ID) == nil {
			return "", unknown("proposal")
		}
		return ProposalKey(on.ID), nil
	}
	return wrong()
}

// The keys of things, for [State.Notes].

// AccountKey is the key of an account's notes.
func AccountKey(ord uint32) string { return fmt.Sprint("account ", ord) }

// LinkKey is the key of the notes on a link; the order of its accounts does not matter.
func LinkKey(a, b uint32) string { return fmt.Sprint("link ", min(a, b), " ", max(a, b)) }

// RingKey is the key of the notes on the ring that is named after an account.
func RingKey(founder uint32) string { return fmt.Sprint("ring ", founder) }

// ValueKey is the key of the notes on an identifier, "kind:value" in canonical form.
func ValueKey(value model.Untrusted) string { return "identifier " + string(value) }

// CaseKey is the key of a case's notes.
func CaseKey(id uint32) string { return fmt.Sprint("case ", id) }

// ProposalKey is the key of a proposal's notes.
func ProposalKey(id uint32) string { return fmt.Sprint("proposal ", id) }

// Note is a note as it stands.
type Note struct {
	Mark
	On          On
	Key         string
	Subjects    []uint32
	Text        model.Untrusted
	Corrects    uint64   // entry of the note that it corrects; 0 for none
	CorrectedBy []uint64 // entries of the notes that correct it
	Files       []File
	Written     *Written // by whom, where it came in a case file; By is who received it
	Withdrawn   Mark     // who took it back, where Entry is not 0; the text stays
}

// entryList is a list of entries that a table can hold.
type entryList struct{ entries []uint64 }

// Notes gives the notes on a thing, the oldest first.
func (s *State) Notes(key string) []*Note {
	list := s.noted.get(s.lens.key(key))
	if list == nil {
		return nil
	}
	out := make([]*Note, len(list.entries))
	for i, e := range list.entries {
		out[i] = s.lens.note(s.notes.get(e))
	}
	return out
}

// Note gives the note that an entry of the log wrote; nil where it wrote none.
func (s *State) Note(entry uint64) *Note { return s.lens.note(s.notes.get(entry)) }

// NoteCount is how many notes were written.
func (s *State) NoteCount() int { return s.notesWritten }

// NotesIn gives all notes in the order of the log.
func (s *State) NotesIn() []*Note {
	var out []*Note
	for _, n := range s.notes.each {
		out = append(out, s.lens.note(n))
	}
	slices.SortFunc(out, func(a, b *Note) int { return cmp.Compare(a.Entry, b.Entry) })
	return out
}

// withdrawNote marks a note as taken back, or takes the mark away. The note stays where
// it is: no word is lost by undoing.
func (s *State) withdrawNote(entry uint64, e Event, undo bool) {
	n := *s.notes.get(entry)
	n.Withdrawn = Mark{}
	if undo {
		n.Withdrawn = markOf(e)
	}
	set(s, notes, entry, &n)
}
