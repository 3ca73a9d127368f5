package workflow

import (
	"encoding/json"
	"reflect"
	"strings"
	"unicode/utf8"

	"github.com/seed-28a39f10/clew/model"
)

// Event is an entry of the log as this room sees it.
type Event struct {
	Seq      uint64     // index in the log
	Time     model.Time // when it was written
	Actor    string     // the login that did it
	Verb     string
	Value    string   // one line; what it is depends on the verb
	Subjects []uint32 // ordinals of accounts, ascending
	Body     []byte   // the action as JSON
}

// Action is a change to the work that the rules of this room govern. The types are in
// this package, one for each verb.
type Action interface {
	model.Action
	// Accounts names the accounts that it is about; they become the event's subjects.
	Accounts() []model.AccountID
	// prepare completes the action by what follows from the state: numbers, versions,
	// what stood before. It may set the event's Value and Subjects.
	prepare(*State, *Event) (Action, error)
	// apply checks the event and then makes the change. Where it gives an error it has
	// changed nothing.
	apply(*State, Event) error
}

// ErrNothing is the answer to an action that would change nothing.
var ErrNothing = &model.Error{Kind: model.ErrRefused, Message: "nothing to change"}

// decoders has a decoder for the body of each verb.
var decoders = map[string]func([]byte) (Action, error){
	"note":      as[AddNote],
	"tag":       as[SetTag],
	"untag":     as[SetTag],
	"judge":     as[JudgeLink],
	"ignore":    as[IgnoreValue],
	"unignore":  as[IgnoreValue],
	"weights":   as[SetWeights],
	"undo":      as[Undo],
	"redo":      as[Redo],
	"person":    as[JoinLogins],
	"part":      as[PartLogin],
	"shared":    as[ShareLogin],
	"enrol":     as[EnrolKey],
	"vouch":     as[VouchKey],
	"policies":  as[SetRules],
	"propose":   as[Propose],
	"edit":      as[EditProposal],
	"withdraw":  as[Withdraw],
	"opened":    as[OpenProposal],
	"approve":   as[Approve],
	"return":    as[Return],
	"retract":   as[Retract],
	"claim":     as[Claim],
	"release":   as[Release],
	"skip":      as[Skip],
	"round":     as[NewRound],
	"snooze":    as[Snooze],
	"dismiss":   as[Dismiss],
	"reopen":    as[Reopen],
	"hold":      as[Hold],
	"unhold":    as[Unhold],
	"protect":   as[Protect],
	"expose":    as[Unprotect],
	"seal":      as[Seal],
	"handoff":   as[HandOff],
	"confirm":   as[Confirm],
	"reverse":   as[Reverse],
	"appeal":    as[FileAppeal],
	"decide":    as[DecideAppeal],
	"case":      as[OpenCase],
	"case-edit": as[EditCase],
	"receive":   as[ReceiveCase],
	"export":    as[GiveOut],
	"members":   as[SetMembers],
	"values":    as[SetValues],
	"trail":     as[RecordTrail],
	"sample":    as[DrawSample],
	"assess":    as[Assess],
	"masking":   as[SetMasking],
	"reveal":    as[Reveal],
}

func as[A Action](body []byte) (Action, error) {
	var a A
	err := json.Unmarshal(body, &a)
	return a, err
}

// Governs reports whether a verb of the log is one of this room's.
func Governs(verb string) bool { return decoders[verb] != nil }

// Draft says which event an action would be on this state, or why it is refused. Of e
// the time, the actor, and the subjects that the action's accounts came to are given.
// What it gives is allowed on this state at that time, and Apply takes it.
func (s *State) Draft(a Action, e Event) (Event, error) {
	e.Seq, e.Verb = s.next, a.Verb()
	a, err := a.prepare(s, &e)
	if err != nil {
		return Event{}, err
	}
	// JSON would put U+FFFD in the place of what is no UTF-8, and nobody would know.
	if !valid(reflect.ValueOf(a)) {
		return Event{}, &model.Error{Kind: model.ErrUsage, Message: "a text is not valid UTF-8"}
	}
	if e.Body, err = json.Marshal(a); err != nil {
		return Event{}, err
	}
	trial := s.Clone()
	if err := trial.do(e); err != nil {
		return Event{}, err
	}
	return e, nil
}

// Apply takes an entry of the log, in the log's order. An event that the rules refuse
// changes nothing but Violations; the error is of kind corrupt where the body of one
// of this room's verbs cannot be read.
func (s *State) Apply(e Event) error {
	if Governs(e.Verb) {
		if err := s.do(e); err != nil && err != ErrNothing {
			if model.KindOf(err) == model.ErrCorrupt {
				return err
			}
			s.violations = append(s.violations[:len(s.violations):len(s.violations)], Violation{e.Seq, e.Verb, e.Actor, err.Error()})
		}
	}
	s.next = e.Seq + 1
	return nil
}

// do makes the change of one event, if it is allowed, and remembers how to take it back.
func (s *State) do(e Event) error {
	a, err := decoders[e.Verb](e.Body)
	if err != nil {
		return &model.Error{Kind: model.ErrCorrupt, Message: "an entry of the audit log cannot be read", Err: err,
			Hint: "run 'clew check'; restore a backup if the log is damaged"}
	}
	if s.edit == nil || s.edit.shared.Load() {
		s.edit = &edit{}
	}
	s.changes = nil
	defer func() { s.changes = nil }()
	given := s.given
	if err := a.apply(s, e); err != nil {
		return err
	}
	s.remember(a, e, given)
	return nil
}

// valid reports whether all strings in a value are UTF-8.
func valid(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.String:
		return utf8.ValidString(v.String())
	case reflect.Pointer:
		return v.IsNil() || valid(v.Elem())
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).Tag.Get("json") != "-" && !valid(v.Field(i)) {
				return false
			}
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return true
		}
		for i := range v.Len() {
			if !valid(v.Index(i)) {
				return false
			}
		}
	case reflect.Map:
		for it := v.MapRange(); it.Next(); {
			if !valid(it.Value()) {
				return false
			}
		}
	}
	return true
}

// checkText says what is wrong with a text that a person wrote.
func checkText(what string, t model.Untrusted, needed bool, most int) error {
	switch {
	case needed && strings.TrimSpace(string(t)) == "":
		return &model.Error{Kind: model.ErrUsage, Message: what + " is needed"}
	case len(t) > most:
		return &model.Error{Kind: model.ErrLimit, Message: what + " is too long", Hint: "put the long part into a note"}
	case !utf8.ValidString(string(t)):
		return &model.Error{Kind: model.ErrUsage, Message: what + " is not valid UTF-8"}
	}
	return nil
}

// maxReason is how long a reason may be, in bytes.
const maxReason = 4 << 10

func checkReason(t model.Untrusted) error { return checkText("a reason", t, true, maxReason) }

// refuse makes the error of an action that the rules do not allow.
func refuse(message, hint string) error {
	return &model.Error{Kind: model.ErrRefused, Message: message, Hint: hint}
}

func unknown(what string) error {
	return &model.Error{Kind: model.ErrNotFound, Message: "there is no such " + what}
}

// noAccounts is part of actions that are about no accounts.
type noAccounts struct{}

func (noAccounts) Accounts() []model.AccountID { return nil }
