package workflow

import (
	"fmt"
	"slices"

	"github.com/seed-28a39f10/clew/model"
)

// Given says that a case file was given out.
type Given struct {
	Mark
	GiveOut
}

// GiveOut records that a case file was written for somebody outside of the investigation. It
// changes nothing of the case.
type GiveOut struct {
	noAccounts
	ID       uint32          `json:"id"`
	Profile  string          `json:"profile"`           // what was left out of it
	Marking  string          `json:"marking,omitempty"` // TLP 2.0
	Formats  []string        `json:"formats"`
	Entries  uint64          `json:"entries"`             // of the log that it is of
	Manifest string          `json:"manifest_sha256"`     // of MANIFEST.json
	SignedBy string          `json:"signed_by,omitempty"` // name of the key
	To       model.Untrusted `json:"to,omitempty"`        // whom it is for
	Why      model.Untrusted `json:"why,omitempty"`
}

// Verb implements [model.Action].
func (GiveOut) Verb() string { return "export" }

func (a GiveOut) prepare(_ *State, e *Event) (Action, error) {
	e.Value = fmt.Sprint("case ", a.ID)
	return a, nil
}

func (a GiveOut) apply(s *State, e Event) error {
	if s.cases.get(a.ID) == nil {
		return unknown("case")
	}
	if !IsSHA256(a.Manifest) {
		return &model.Error{Kind: model.ErrUsage, Message: "a case file is named by the SHA-256 of its manifest"}
	}
	if err := checkText("whom it is for", a.To, false, maxReason); err != nil {
		return err
	}
	if err := checkText("the reason", a.Why, false, maxReason); err != nil {
		return err
	}
	var list givenList
	if old := s.exports.get(a.ID); old != nil {
		list.all = slices.Clip(old.all)
	}
	list.all = append(list.all, Given{markOf(e), a})
	set(s, exports, a.ID, &list)
	return nil
}

// givenList is a list of exports that a table can hold.
type givenList struct{ all []Given }

// GivenOut lists the case files that were given out of a case, the first first.
func (s *State) GivenOut(id uint32) []Given {
	l := s.exports.get(id)
	if l == nil {
		return nil
	}
	return slices.Clone(l.all)
}
