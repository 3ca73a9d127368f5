package workflow

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/seed-28a39f10/clew/model"
)

// Terms are what is proposed: all that a reviewer approves. A version's hash is the
// SHA-256, in hex, of the terms as JSON, just as they stand in the body of the entry.
type Terms struct {
	Log            string          `json:"log"`      // the investigation's id, so that they mean nothing elsewhere
	Proposal       uint32          `json:"proposal"` // from 1
	Version        int             `json:"version"`  // from 1
	Action         string          `json:"action"`   // one of Actions
	Policy         string          `json:"policy"`
	PolicyVersion  int             `json:"policy_version"`
	PolicySHA256   string          `json:"policy_sha256"`
	Reason         string          `json:"reason"`
	Note           model.Untrusted `json:"note"`                   // the statement of the facts
	Benign         model.Untrusted `json:"benign"`                 // the best innocent explanation, and the answer to it
	Alternatives   model.Untrusted `json:"alternatives,omitempty"` // what else was considered
	Confidence     string          `json:"confidence"`             // one of Confidences
	Evidence       []Evidence      `json:"evidence,omitempty"`     // chosen by the proposer
	Warnings       []Warning       `json:"warnings,omitempty"`     // what the preview said when it was proposed
	Second         model.Untrusted `json:"second,omitempty"`       // the second reason, for protected accounts
	Case           uint32          `json:"case,omitempty"`
	Count          int             `json:"accounts"`
	AccountsSHA256 string          `json:"accounts_sha256"` // of the ids, "platform:native-id", sorted bytewise, each ended by a line feed
}

// Confidences are how sure a proposer may be.
var Confidences = []string{"low", "moderate", "high"}

// Evidence is one thing that a proposal rests on, as it was shown then.
type Evidence struct {
	Kind    string          `json:"kind"`              // of a value, a signal, or "note"
	Value   model.Untrusted `json:"value,omitempty"`   // of an identifier in canonical form, or a signal's code
	Holders int             `json:"holders,omitempty"` // accounts of the proposal that carry it
	All     int             `json:"all,omitempty"`     // accounts of the investigation that carry it
	Bits    float64         `json:"bits,omitempty"`
	Benign  string          `json:"benign,omitempty"` // the best innocent explanation that was shown beside it
	Note    uint64          `json:"note,omitempty"`   // entry of a note
	Text    model.Untrusted `json:"text,omitempty"`
}

// Warning is something that the preview of a proposal said.
type Warning struct {
	Code     string `json:"code"`
	Accounts int    `json:"accounts"` // how many it is about
	Text     string `json:"text"`
}

// Proposal is a proposal as it stands.
type Proposal struct {
	ID        uint32
	Terms     Terms
	Hash      string   // of the version that stands
	Accounts  []uint32 // ascending
	Status    Status   // Proposed, Returned, Approved, Decided, or Withdrawn
	Made      Mark     // by whom it was first made
	Changed   Mark     // by whom this version was made
	Editors   []string // logins of all who made a version
	Opened    []Opening
	Approvals []Verdict // of this version
	Voided    []Verdict // of versions before it, and those taken back
	Back      Verdict   // why it was returned, where Status is Returned
	Signed    bool      // approvals need a signature
	Needed    int       // how many persons must approve
	Sealed    int       // how many of its accounts are in batches
}

// Withdrawn is the status of a proposal that its proposer took back.
const Withdrawn Status = "withdrawn"

// Opening says that somebody had a version on screen.
type Opening struct {
	Mark
	Hash string
}

// Verdict is what a reviewer said.
type Verdict struct {
	Mark
	Hash      string // of the version
	Approve   bool
	Note      model.Untrusted
	Signature []byte // Ed25519, of ApprovalText; nil where it was not signed
	Void      string // why it no longer counts; "" where it does
}

// Proposal gives a proposal; nil where there is none of that number.
func (s *State) Proposal(id uint32) *Proposal { return s.lens.proposal(s.proposals.get(id)) }

// Proposals gives all proposals by number.
func (s *State) Proposals() []*Proposal { return seenAs(collect(&s.proposals), s.lens.proposal) }

// AccountsSHA256 is the hash that names a set of accounts; see [Terms].
func AccountsSHA256(ids []model.AccountID) string {
	texts := make([]string, len(ids))
	for i, id := range ids {
		texts[i] = string(id.String())
	}
	slices.Sort(texts)
	h := sha256.New()
	for _, t := range slices.Compact(texts) {
		h.Write([]byte(t))
		h.Write([]byte{'\n'})
	}
	return hex.EncodeToString(h.Sum(nil))
}

// terms are what Propose and EditProposal have in common. Hash input and body are the
// same bytes.
type terms struct {
	On    []model.AccountID `json:"-"`
	Terms json.RawMessage   `json:"terms"`
	draft Terms
}

// Propose puts accounts before another person for a decision.
type Propose struct{ terms }

// NewProposal makes the action that proposes something about accounts. Of the terms Action,
// Policy, Reason, the texts, Confidence, Evidence, Warnings, Second and Case are to be
// given; the rest follows.
func NewProposal(accounts []model.AccountID, t Terms) Propose {
	return Propose{terms{On: accounts, draft: t}}
}

// Verb implements [model.Action].
func (Propose) Verb() string { return "propose" }

// Accounts implements [Action].
func (a terms) Accounts() []model.AccountID { return a.On }

func (a Propose) prepare(s *State, e *Event) (Action, error) {
	t := a.draft
	t.Proposal, t.Version = s.given.proposal+1, 1
	e.Value = fmt.Sprint("proposal ", t.Proposal)
	return Propose{a.complete(s, e, t)}, nil
}

// complete fills in what follows from the state.
func (a terms) complete(s *State, e *Event, t Terms) terms {
	t.Log = s.log
	if p, ok := s.rules.Policy(t.Policy); ok {
		t.PolicyVersion, t.PolicySHA256 = p.Version, p.SHA256
	}
	if t.Confidence == "" {
		t.Confidence = "moderate"
	}
	t.Count, t.AccountsSHA256 = len(e.Subjects), AccountsSHA256(a.On)
	a.draft = t
	a.Terms, _ = json.Marshal(t) // nothing in it can fail
	return a
}

func (a Propose) apply(s *State, e Event) error {
	t, p, err := a.read(s, e)
	if err != nil {
		return err
	}
	if t.Proposal != s.given.proposal+1 || t.Version != 1 {
		return refuse("another proposal was made meanwhile", "try again")
	}
	if err := s.only(e.Subjects, "proposed", proposable...); err != nil {
		return err
	}
	s.given.proposal++
	now := &Proposal{ID: t.Proposal, Terms: t, Hash: hashOf(a.Terms), Accounts: e.Subjects, Status: Proposed, Made: markOf(e), Changed: markOf(e),
		Editors: []string{e.Actor}, Needed: p.Approvals, Signed: p.Signed}
	set(s, proposals, now.ID, now)
	s.move(e.Subjects, func(c *Cell) { c.enter(now.ID, e) })
	return nil
}

// proposable are the states from which an account can be proposed. One against which an
// action is in force can be proposed for another.
var proposable = []Status{"", Returned, Reinstated, Dismissed, Decided, Failed, Enforced}

// IsSHA256 reports whether s is a SHA-256 in lower-case hex.
func IsSHA256(s string) bool {
	return len(s) == 2*sha256.Size && !strings.ContainsFunc(s, func(r rune) bool { return !(r >= '0' && r <= '9' || r >= 'a' && r <= 'f') })
}

func hashOf(terms []byte) string {
	sum := sha256.Sum256(terms)
	return hex.EncodeToString(sum[:])
}

// read checks all that does not depend on what the accounts went through before.
func (a terms) read(s *State, e Event) (t Terms, p Policy, err error) {
	if err := json.Unmarshal(a.Terms, &t); err != nil {
		return t, p, &model.Error{Kind: model.ErrCorrupt, Message: "the terms of a proposal cannot be read", Err: err}
	}
	p, ok := s.rules.Policy(t.Policy)
	if s.shared(e.Actor) {
		return t, p, refuse("nothing is proposed under a login that several persons share", "sign in as yourself: --as NAME")
	}
	usage := func(message string, where model.Untrusted, hint string) (Terms, Policy, error) {
		return t, p, &model.Error{Kind: model.ErrUsage, Message: message, Where: where, Hint: hint}
	}
	switch {
	case t.Log != s.log:
		return t, p, refuse("the proposal is of another investigation", "")
	case len(e.Subjects) == 0 || t.Count != len(e.Subjects):
		return usage("no account is named", "", "")
	case !ok:
		return usage("there is no such policy", model.Untrusted(t.Policy), "'clew policies' lists them")
	case t.PolicyVersion != p.Version || t.PolicySHA256 != p.SHA256:
		return t, p, refuse("the policy has been changed meanwhile", "read it again, and propose again")
	case !slices.Contains(p.Actions, t.Action):
		return usage("the policy does not allow that action", model.Untrusted(t.Action), "it allows "+strings.Join(p.Actions, ", "))
	case !slices.Contains(Confidences, t.Confidence):
		return usage("confidence is "+strings.Join(Confidences, ", "), model.Untrusted(t.Confidence), "")
	case t.Case != 0 && s.cases.get(t.Case) == nil:
		return t, p, unknown("case")
	}
	if err := s.caseFree(t.Case); err != nil {
		return t, p, err
	}
	if _, ok := p.Reason(t.Reason); !ok {
		var codes []string
		for _, r := range p.Reasons {
			codes = append(codes, r.Code)
		}
		return usage("the policy has no such reason", model.Untrusted(t.Reason), "it has "+strings.Join(codes, ", "))
	}
	const most = 64 << 10
	for _, c := range []struct {
		what   string
		text   model.Untrusted
		needed bool
	}{{"a statement of the facts", t.Note, true}, {"the best innocent explanation, and the answer to it,", t.Benign, true},
		{"the list of alternatives", t.Alternatives, false}, {"the second reason", t.Second, false}} {
		if err := checkText(c.what, c.text, c.needed, most); err != nil {
			return t, p, err
		}
	}
	if err := s.free(e.Subjects, "proposed"); err != nil {
		return t, p, err
	}
	protected := 0
	for _, ord := range e.Subjects {
		if s.protections.get(ord) != nil {
			protected++
		}
	}
	if protected > 0 && strings.TrimSpace(string(t.Second)) == "" {
		return t, p, refuse(fmt.Sprintf("%d of %d accounts are protected and need a second reason", protected, len(e.Subjects)),
			"give it with --second, or leave them out")
	}
	if External(t.Action) {
		for _, ord := range e.Subjects {
			if slices.Contains(s.cell(ord).InForce, t.Action) {
				return t, p, refuse("the action is in force already against one of the accounts", "leave it out; --dry-run shows which")
			}
		}
	}
	return t, p, nil
}

// EditProposal replaces the version of a proposal that is in review, was returned, or was
// approved and is in no batch. Approvals of the version before are void.
type EditProposal struct {
	ID uint32 `json:"id"`
	terms
	Before string `json:"before"` // hash of the version that it replaces; set when it is prepared, unless given
}

// NewEdit makes the action that replaces a proposal's version; see NewProposal. Where before
// is not "", it must be the hash of the version that stands.
func NewEdit(id uint32, before string, accounts []model.AccountID, t Terms) EditProposal {
	return EditProposal{ID: id, Before: before, terms: terms{On: accounts, draft: t}}
}

// Verb implements [model.Action].
func (EditProposal) Verb() string { return "edit" }

func (a EditProposal) prepare(s *State, e *Event) (Action, error) {
	old := s.proposals.get(a.ID)
	if old == nil {
		return nil, unknown("proposal")
	}
	t := a.draft
	t.Proposal, t.Version = a.ID, old.Terms.Version+1
	e.Value = fmt.Sprint("proposal ", a.ID)
	if a.Before == "" {
		a.Before = old.Hash
	}
	a.terms = a.complete(s, e, t)
	return a, nil
}

func (a EditProposal) apply(s *State, e Event) error {
	old := s.proposals.get(a.ID)
	switch {
	case old == nil:
		return unknown("proposal")
	case old.Hash != a.Before:
		return refuse("the proposal has been changed meanwhile", "look at what it is now, and edit that")
	case old.Status != Proposed && old.Status != Returned && old.Status != Approved || old.Sealed > 0:
		return refuse("the proposal is "+old.state()+" and cannot be changed", "make another one")
	}
	t, p, err := a.read(s, e)
	if err != nil {
		return err
	}
	if t.Proposal != a.ID || t.Version != old.Terms.Version+1 {
		return refuse("the proposal has been changed meanwhile", "look at what it is now, and edit that")
	}
	own := s.owned(old)
	if err := s.only(without(e.Subjects, own), "proposed", proposable...); err != nil {
		return err
	}
	now := *old
	now.Terms, now.Hash, now.Accounts, now.Status, now.Changed = t, hashOf(a.Terms), e.Subjects, Proposed, markOf(e)
	now.Needed, now.Signed = p.Approvals, p.Signed
	if !slices.Contains(now.Editors, e.Actor) {
		now.Editors = append(slices.Clip(now.Editors), e.Actor)
	}
	now.void(old.Approvals, "the proposal was changed")
	set(s, proposals, a.ID, &now)
	// Those left out are as if nothing had been proposed.
	s.release(without(own, e.Subjects), e)
	s.move(e.Subjects, func(c *Cell) { c.enter(a.ID, e) })
	return nil
}

// void has verdicts no longer count.
func (p *Proposal) void(vs []Verdict, why string) {
	p.Approvals = nil
	p.Voided = slices.Clip(p.Voided)
	for _, v := range vs {
		v.Void = why
		p.Voided = append(p.Voided, v)
	}
}

// inReview are the states of accounts that are in a proposal which is not in a batch.
var inReview = []Status{Proposed, Returned, Approved, Decided}

// enter puts an account into review. Where it comes out of a proposal that was returned, it goes
// back to where it was before that one.
func (c *Cell) enter(proposal uint32, e Event) {
	if c.Proposal != proposal && c.Status != Returned {
		c.Was, c.WasIn = c.Status, c.Proposal
	}
	c.Status, c.Proposal, c.Since = Proposed, proposal, markOf(e)
}

// release puts accounts that leave a proposal where they would be without it.
func (s *State) release(ords []uint32, e Event) {
	s.move(ords, func(c *Cell) {
		c.Status, c.Proposal, c.Since = c.Was, c.WasIn, markOf(e)
		c.Was, c.WasIn = "", 0
	})
}

// owned gives the accounts of a proposal that are in review with it, and nowhere else since.
func (s *State) owned(p *Proposal) []uint32 {
	return slices.DeleteFunc(slices.Clone(p.Accounts), func(ord uint32) bool {
		c := s.cells.get(ord)
		return c == nil || !c.in(p.ID)
	})
}

// without gives the ordinals of a that are not in b; both ascend.
func without(a, b []uint32) []uint32 {
	var out []uint32
	for _, x := range a {
		if _, in := slices.BinarySearch(b, x); !in {
			out = append(out, x)
		}
	}
	return out
}

// state says in a word or two where a proposal stands.
func (p *Proposal) state() string {
	if p.Sealed > 0 {
		return "in a batch"
	}
	if p.Status == Proposed {
		return "in review"
	}
	return string(p.Status)
}

// Withdraw takes a proposal back before it is in a batch. Only those who made it can.
type Withdraw struct {
	noAccounts
	ID  uint32          `json:"id"`
	Why model.Untrusted `json:"why"`
}

// Verb implements [model.Action].
func (Withdraw) Verb() string { return "withdraw" }

func (a Withdraw) prepare(s *State, e *Event) (Action, error) {
	if p := s.proposals.get(a.ID); p != nil {
		e.Subjects = p.Accounts
	}
	e.Value = fmt.Sprint("proposal ", a.ID)
	return a, nil
}

func (a Withdraw) apply(s *State, e Event) error {
	if err := checkReason(a.Why); err != nil {
		return err
	}
	old := s.proposals.get(a.ID)
	switch {
	case old == nil:
		return unknown("proposal")
	case !s.among(e.Actor, old.Editors):
		return refuse("a proposal is withdrawn by those who made it", "as its reviewer, return it with a reason")
	case old.Sealed > 0 || old.Status == Withdrawn || old.Status == Decided:
		return refuse("the proposal is "+old.state()+" and cannot be withdrawn", "")
	}
	now := *old
	now.Status, now.Changed = Withdrawn, markOf(e)
	now.void(old.Approvals, "the proposal was withdrawn")
	set(s, proposals, a.ID, &now)
	s.release(s.owned(old), e)
	return nil
}
