package workflow

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"github.com/seed-28a39f10/clew/model"
)

// Rules are what an investigation decides by. They are written as TOML, and kept in the log.
type Rules struct {
	TOML      string // as it was written
	Policies  []Policy
	Templates []Template
	Needs     map[string]Need // by action; where no policy allows it any more, what it would take
	Mark      Mark            // who set them; Entry 0 for the rules that every investigation begins with
}

// Policy is a rule that a decision is made under.
type Policy struct {
	ID        string   `toml:"id" json:"id"`
	Title     string   `toml:"title" json:"title"`
	Text      string   `toml:"text" json:"text"`
	Actions   []string `toml:"actions" json:"actions"`         // that may be taken under it
	Approvals int      `toml:"approvals" json:"approvals"`     // persons beside the proposer, 1 to 9
	Signed    bool     `toml:"signed" json:"signed,omitempty"` // approvals need a signature
	Reasons   []Reason `toml:"reason" json:"reason"`
	Version   int      `toml:"-" json:"-"` // from 1; the next one where anything above changes
	SHA256    string   `toml:"-" json:"-"` // of all of the above as JSON
}

// Reason is why a decision is made, in a word that can be counted.
type Reason struct {
	Code  string `toml:"code" json:"code"`
	Title string `toml:"title" json:"title"`
}

// Template is what a new case begins with.
type Template struct {
	ID       string   `toml:"id"`
	Title    string   `toml:"title"`
	Queue    string   `toml:"queue"`
	Priority string   `toml:"priority"`
	Tags     []string `toml:"tags"`
	Steps    []string `toml:"steps"` // questions to answer
}

// Actions are what can be done about an account.
var Actions = []string{"suspend", "terminate", "limit", "warn", "no-action", "refer"}

// Reinstate is the action that takes others back. It is not proposed: it follows from an
// appeal or from the reversal of a batch.
const Reinstate = "reinstate"

// External reports whether an action is handed to the outside in a batch; the others end
// with their approval.
func External(action string) bool { return action != "no-action" && action != "refer" }

//go:embed default.toml
var defaultRules string

// DefaultRules are the rules of an investigation that nobody has set any for.
func DefaultRules() *Rules {
	r, err := ParseRules(defaultRules)
	if err != nil {
		panic(err)
	}
	for i := range r.Policies {
		r.Policies[i].Version = 1
	}
	r.Needs = r.needsAfter(nil)
	return r
}

// maxRules is how long the rules may be, in bytes.
const maxRules = 256 << 10

// ParseRules reads rules. Versions and Needs are not set. The error says where it went wrong.
func ParseRules(text string) (*Rules, error) {
	if len(text) > maxRules {
		return nil, &model.Error{Kind: model.ErrLimit, Message: "the rules are longer than 256 KiB"}
	}
	var doc struct {
		Policy   []Policy   `toml:"policy"`
		Template []Template `toml:"template"`
	}
	d := toml.NewDecoder(bytes.NewReader([]byte(text))).DisallowUnknownFields()
	if err := d.Decode(&doc); err != nil {
		where, message := "", err.Error()
		var bad *toml.DecodeError
		var strict *toml.StrictMissingError
		if errors.As(err, &strict) && len(strict.Errors) > 0 { // is a DecodeError too
			row, _ := strict.Errors[0].Position()
			where, message = fmt.Sprintf("line %d", row), "there is no such setting as "+strings.Join(strict.Errors[0].Key(), ".")
		} else if errors.As(err, &bad) {
			row, col := bad.Position()
			where = fmt.Sprintf("line %d, column %d", row, col)
		}
		return nil, &model.Error{Kind: model.ErrInput, Message: "the rules cannot be read: " + message, Where: model.Untrusted(where),
			Hint: "'clew policies --toml' writes the present rules, to begin from"}
	}
	r := &Rules{TOML: text, Policies: doc.Policy, Templates: doc.Template}
	if err := r.check(); err != nil {
		return nil, err
	}
	for i := range r.Policies {
		p := &r.Policies[i]
		b, err := json.Marshal(p)
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(b)
		p.SHA256 = hex.EncodeToString(sum[:])
	}
	return r, nil
}

func (r *Rules) check() error {
	wrong := func(where, what string) error {
		return &model.Error{Kind: model.ErrInput, Message: what, Where: model.Untrusted(where)}
	}
	if len(r.Policies) == 0 {
		return wrong("policy", "the rules need one policy at least")
	}
	seen := map[string]bool{}
	for i := range r.Policies {
		p := &r.Policies[i]
		where := fmt.Sprintf("policy %d", i+1)
		switch {
		case !IsWord(p.ID):
			return wrong(where, "a policy needs an id of 1 to 64 letters, digits, '-', '_' or '.'")
		case seen[p.ID]:
			return wrong(where, "another policy has the id "+p.ID)
		case strings.TrimSpace(p.Title) == "" || strings.TrimSpace(p.Text) == "":
			return wrong("policy "+p.ID, "a policy needs a title and a text")
		case p.Approvals < 1 || p.Approvals > 9:
			return wrong("policy "+p.ID, "approvals are 1 to 9 persons: nothing is decided on one person's word")
		case len(p.Actions) == 0 || len(p.Reasons) == 0:
			return wrong("policy "+p.ID, "a policy needs actions and reasons")
		}
		seen[p.ID] = true
		for _, a := range p.Actions {
			if !slices.Contains(Actions, a) {
				return wrong("policy "+p.ID, "the actions are "+strings.Join(Actions, ", "))
			}
		}
		codes := map[string]bool{}
		for _, x := range p.Reasons {
			if !IsWord(x.Code) || strings.TrimSpace(x.Title) == "" || codes[x.Code] {
				return wrong("policy "+p.ID, "each reason needs a code of its own, a word, and a title")
			}
			codes[x.Code] = true
		}
	}
	for i, t := range r.Templates {
		if !IsWord(t.ID) || strings.TrimSpace(t.Title) == "" || t.Priority != "" && !slices.Contains(Priorities, t.Priority) || seen["t "+t.ID] {
			return wrong(fmt.Sprintf("template %d", i+1), "a template needs an id of its own, a title, and a priority of "+strings.Join(Priorities, ", "))
		}
		seen["t "+t.ID] = true
	}
	return nil
}

// IsWord reports whether s is 1 to 64 letters, digits, '-', '_' or '.', as tags, queues and
// codes are.
func IsWord(s string) bool {
	return s != "" && len(s) <= 64 && !strings.ContainsFunc(s, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' || r == '.')
	})
}

// Policy finds a policy.
func (r *Rules) Policy(id string) (Policy, bool) {
	for _, p := range r.Policies {
		if p.ID == id {
			return p, true
		}
	}
	return Policy{}, false
}

// Template finds a template.
func (r *Rules) Template(id string) (Template, bool) {
	for _, t := range r.Templates {
		if t.ID == id {
			return t, true
		}
	}
	return Template{}, false
}

// Reason finds a reason.
func (p Policy) Reason(code string) (Reason, bool) {
	for _, r := range p.Reasons {
		if r.Code == code {
			return r, true
		}
	}
	return Reason{}, false
}

// Rules gives the rules that hold now.
func (s *State) Rules() *Rules { return s.rules }

// SetRules replaces the rules. Proposals stay bound to the policy that they were made under.
// Rules that make deciding easier wait, see [State.PendingRules], until another person sets the
// same; any change that takes effect meanwhile ends the waiting, and so does setting the rules
// that are in force.
type SetRules struct {
	noAccounts
	TOML   string          `json:"toml"`
	Why    model.Untrusted `json:"why"`
	Before string          `json:"before"` // the rules that it replaces; set when it is prepared
}

// Verb implements [model.Action].
func (SetRules) Verb() string { return "policies" }

func (a SetRules) prepare(s *State, _ *Event) (Action, error) {
	a.Before = s.rules.TOML
	return a, nil
}

func (a SetRules) apply(s *State, e Event) error {
	if err := checkReason(a.Why); err != nil {
		return err
	}
	r, err := ParseRules(a.TOML)
	if err != nil {
		return err
	}
	_, _, waits := s.PendingRules()
	same := r.TOML == s.rules.TOML
	if same && !waits {
		return ErrNothing
	}
	if !same && len(s.Easings(r)) > 0 {
		second, err := s.seconded(r, e)
		if err != nil {
			return err
		}
		if !second {
			set(s, settings, pendingRules, &Setting{Mark: markOf(e), Text: r.TOML})
			return nil
		}
	}
	if waits {
		set(s, settings, pendingRules, nil)
	}
	if !same {
		s.replaceRules(r, e)
	}
	return nil
}

// replaceRules puts rules in force, with the versions of their policies.
func (s *State) replaceRules(r *Rules, e Event) {
	r.Mark, r.Needs = markOf(e), r.needsAfter(s.rules.Needs)
	first := DefaultRules() // a policy that was never set is in these, or new
	for i := range r.Policies {
		p := &r.Policies[i]
		p.Version = 1
		if last := s.settings.get("policy " + p.ID); last != nil {
			p.Version = last.Number
			if last.Text != p.SHA256 {
				p.Version++
			}
		} else if old, ok := first.Policy(p.ID); ok {
			p.Version = old.Version
			if old.SHA256 != p.SHA256 {
				p.Version++
			}
		}
		set(s, settings, "policy "+p.ID, &Setting{Mark: markOf(e), Number: p.Version, Text: p.SHA256})
	}
	s.rules = r
	s.keepPolicies(r.Mark)
}

// Setting is a value that an entry has set.
type Setting struct {
	Mark
	Number int
	Text   string
}
