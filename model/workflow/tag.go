package workflow

import (
	"slices"

	"github.com/seed-28a39f10/clew/model"
)

// tagList is a list of tags that a table can hold.
type tagList struct{ tags []string }

// Tags gives the tags that people have put on an account, ascending. Do not change it.
func (s *State) Tags(ord uint32) []string {
	if l := s.tags.get(ord); l != nil {
		return l.tags
	}
	return nil
}

// Tagged gives the accounts that people have put tags on, in no order.
func (s *State) Tagged(yield func(ord uint32, tags []string) bool) {
	for ord, l := range s.tags.each {
		if !yield(ord, l.tags) {
			return
		}
	}
}

// SetTag puts a tag on accounts, or takes it off. Its event is about those alone that it
// changes.
type SetTag struct {
	On     []model.AccountID `json:"-"`
	Tag    string            `json:"tag"` // letters, digits, '-', '_', '.', ':'; at most 64 bytes
	Remove bool              `json:"-"`   // the verb says so
}

// Verb implements [model.Action].
func (a SetTag) Verb() string {
	if a.Remove {
		return "untag"
	}
	return "tag"
}

// Accounts implements [Action].
func (a SetTag) Accounts() []model.AccountID { return a.On }

func (a SetTag) prepare(s *State, e *Event) (Action, error) {
	e.Subjects = slices.DeleteFunc(slices.Clone(e.Subjects), func(ord uint32) bool { return slices.Contains(s.Tags(ord), a.Tag) != a.Remove })
	if len(a.On) > 0 && len(e.Subjects) == 0 {
		return nil, ErrNothing
	}
	return a, nil
}

func (a SetTag) apply(s *State, e Event) error {
	if !PlainName(a.Tag) {
		return &model.Error{Kind: model.ErrUsage, Message: "a tag is 1 to 64 letters, digits, '-', '_', '.' or ':'", Where: model.Untrusted(a.Tag)}
	}
	if err := someone(e.Subjects); err != nil {
		return err
	}
	for _, ord := range e.Subjects {
		list := slices.DeleteFunc(slices.Clone(s.Tags(ord)), func(t string) bool { return t == a.Tag })
		if e.Verb == "tag" {
			list = append(list, a.Tag)
			slices.Sort(list)
		}
		if len(list) == 0 {
			set(s, tags, ord, nil)
		} else {
			set(s, tags, ord, &tagList{list})
		}
	}
	return nil
}

// PlainName reports whether s may name a tag or a watch list: 1 to 64 letters, digits, '-', '_', '.'
// or ':'.
func PlainName(s string) bool {
	ok := s != "" && len(s) <= 64
	for _, c := range s {
		ok = ok && (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.' || c == ':')
	}
	return ok
}
