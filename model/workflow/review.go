package workflow

import (
	"cmp"
	"crypto/ed25519"
	"fmt"
	"slices"
	"strings"

	"github.com/seed-28a39f10/clew/model"
)

// ApprovalText is what a reviewer signs: the verdict, bound to the investigation, the
// proposal and the version.
func ApprovalText(log string, proposal uint32, hash string) []byte {
	return fmt.Appendf(nil, "clew approval v1\n%s\n%d\n%s\n", log, proposal, hash)
}

// OpenProposal says that a person had the evidence of one version on screen.
type OpenProposal struct {
	noAccounts
	ID   uint32 `json:"id"`
	Hash string `json:"hash"`
}

// Verb implements [model.Action].
func (OpenProposal) Verb() string { return "opened" }

func (a OpenProposal) prepare(_ *State, e *Event) (Action, error) {
	e.Value = fmt.Sprint("proposal ", a.ID)
	return a, nil
}

func (a OpenProposal) apply(s *State, e Event) error {
	p, err := s.version(a.ID, a.Hash)
	if err != nil {
		return err
	}
	// Once it is decided, a look is no step on the way to an approval, and must not keep others
	// from undoing what they did with it.
	if p.Status != Proposed && !s.fallen(p, s.unsent()) || s.opened(p, e.Actor) {
		return ErrNothing
	}
	now := *p
	now.Opened = append(slices.Clip(p.Opened), Opening{markOf(e), a.Hash})
	set(s, proposals, a.ID, &now)
	return nil
}

// opened reports whether a login has had the version that stands on screen. It is the login
// and not the person: whoever signs must have looked.
func (s *State) opened(p *Proposal, login string) bool {
	return slices.ContainsFunc(p.Opened, func(o Opening) bool { return o.Hash == p.Hash && loginKey(o.By) == loginKey(login) })
}

// version finds a proposal, if that version of it stands.
func (s *State) version(id uint32, hash string) (*Proposal, error) {
	p := s.proposals.get(id)
	if p == nil {
		return nil, unknown("proposal")
	}
	if p.Hash != hash {
		return nil, refuse("the proposal has been changed: that is not the version that stands", "open it again and read what it is now")
	}
	return p, nil
}

// Approve is a reviewer's yes to one version.
type Approve struct {
	noAccounts
	ID        uint32          `json:"id"`
	Hash      string          `json:"hash"` // of the version
	Note      model.Untrusted `json:"note,omitempty"`
	Signature []byte          `json:"signature,omitempty"` // of ApprovalText
}

// Verb implements [model.Action].
func (Approve) Verb() string { return "approve" }

func (a Approve) prepare(s *State, e *Event) (Action, error) {
	e.Value = fmt.Sprint("proposal ", a.ID)
	if p := s.proposals.get(a.ID); p != nil {
		e.Subjects = p.Accounts
	}
	return a, nil
}

func (a Approve) apply(s *State, e Event) error {
	if err := checkText("the note", a.Note, false, maxReason); err != nil {
		return err
	}
	p, err := s.version(a.ID, a.Hash)
	if err != nil {
		return err
	}
	if err := s.mayApprove(p, e.Actor, e.Time); err != nil {
		return err
	}
	if !s.opened(p, e.Actor) {
		return refuse("you have not opened this version of the proposal", "look at its evidence first: 'clew review show "+fmt.Sprint(p.ID)+"'")
	}
	if err := s.checkSignature(p, e.Actor, a.Signature); err != nil {
		return err
	}
	now := *p
	now.Approvals = append(slices.Clip(p.Approvals), Verdict{Mark: markOf(e), Hash: a.Hash, Approve: true, Note: a.Note, Signature: a.Signature})
	s.settle(&now, e)
	s.endClaim(Job{OnProposalJob, p.ID})
	return nil
}

// MayApprove says why a person cannot approve a proposal, whatever they have seen of it;
// nil where they can.
func (s *State) MayApprove(p *Proposal, login string, now model.Time) error {
	return s.mayApprove(p, login, now)
}

func (s *State) mayApprove(p *Proposal, login string, now model.Time) error {
	switch {
	case p.Status != Proposed && !s.fallen(p, s.unsent()):
		return refuse("the proposal is "+p.state()+", not in review", "")
	case slices.ContainsFunc(p.Editors, s.shared):
		return refuse("it was made under a login that several persons share: nobody can say who did not make it", "withdraw it, and propose it again as yourself")
	case s.shared(login):
		return refuse("nothing is approved under a login that several persons share", "sign in as yourself: --as NAME")
	case s.among(login, p.Editors):
		return refuse("you have made or changed this proposal: another person approves it", "nothing is decided on one person's word")
	case slices.ContainsFunc(p.Approvals, func(v Verdict) bool { return s.samePerson(v.By, login) }):
		return refuse("you have approved it already: it needs another person", "")
	}
	if err := s.caseFree(p.Terms.Case); err != nil {
		return err
	}
	for _, editor := range p.Editors {
		if s.vouchedLately(login, editor, now) {
			return refuse("you have vouched for the proposer's key within the last 30 days", "have somebody else approve it")
		}
	}
	if c := s.ClaimOf(Job{OnProposalJob, p.ID}, now); c != nil && !s.samePerson(c.By, login) {
		return refuse(c.By+" is reviewing it", "wait until they are done, or take it over with a reason")
	}
	return nil
}

// SigningKey gives the key that a login signs an approval of a proposal with, nil where none
// is asked for. The error says why it has none where the policy asks for one.
func (s *State) SigningKey(p *Proposal, login string) (ed25519.PublicKey, error) {
	key := s.trusted(login)
	if key == nil && p.Signed {
		return nil, refuse("the policy has approvals signed, and your login has no key that another person has vouched for",
			"make one with 'clew key new', enrol it with 'clew key enrol', and have it vouched for")
	}
	return key, nil
}

// checkSignature refuses an approval that should be signed and is not.
func (s *State) checkSignature(p *Proposal, login string, signature []byte) error {
	key, err := s.SigningKey(p, login)
	switch {
	case err != nil:
		return err
	case key == nil && signature == nil:
		return nil
	case key == nil:
		return refuse("it is signed, and your login has no key that another person has vouched for", "enrol the key, and have it vouched for")
	case signature == nil:
		return refuse("your login has a key, so that its approvals are signed", "approve in the workbench, which asks for its passphrase, or with 'clew review approve "+fmt.Sprint(p.ID)+" --sign NAME'")
	case !ed25519.Verify(key, ApprovalText(s.log, p.ID, p.Hash), signature):
		return refuse("the signature is not that of your key on this version", "sign again")
	}
	return nil
}

// settle counts the approvals of a proposal and puts it and its accounts where that leads.
// The proposal is a new record.
func (s *State) settle(p *Proposal, e Event) {
	was := p.Status
	if p.Sealed > 0 { // it only has approvals again that it lost
		set(s, proposals, p.ID, p)
		return
	}
	p.Status = Proposed
	if s.enough(p) {
		p.Status = Approved
		if !External(p.Terms.Action) {
			p.Status = Decided
		}
	}
	set(s, proposals, p.ID, p)
	if p.Status == was {
		return
	}
	s.move(s.owned(p), func(c *Cell) { c.Status, c.Since = p.Status, markOf(e) })
}

// recount looks again at all approvals that have led to nothing yet, after it was found that
// fewer persons, or more, stand behind the logins.
func (s *State) recount() {
	for _, p := range s.Proposals() {
		if p.Sealed > 0 || p.Status != Approved && p.Status != Proposed {
			continue
		}
		if s.enough(p) == (p.Status == Approved) {
			continue
		}
		now := *p
		s.settle(&now, Event{Seq: p.Changed.Entry, Time: p.Changed.Time, Actor: p.Changed.By})
	}
}

// Return gives a proposal back to its proposer.
type Return struct {
	noAccounts
	ID   uint32          `json:"id"`
	Hash string          `json:"hash"`
	Note model.Untrusted `json:"note"` // why
}

// Verb implements [model.Action].
func (Return) Verb() string { return "return" }

func (a Return) prepare(s *State, e *Event) (Action, error) {
	_, err := Approve{ID: a.ID}.prepare(s, e)
	return a, err
}

func (a Return) apply(s *State, e Event) error {
	if err := checkReason(a.Note); err != nil {
		return err
	}
	p, err := s.version(a.ID, a.Hash)
	if err != nil {
		return err
	}
	switch c := s.ClaimOf(Job{OnProposalJob, p.ID}, e.Time); {
	case p.Status != Proposed && p.Status != Approved || p.Sealed > 0:
		return refuse("the proposal is "+p.state()+", not in review", "")
	case s.among(e.Actor, p.Editors):
		return refuse("you have made or changed this proposal: another person reviews it", "withdraw it instead")
	case c != nil && !s.samePerson(c.By, e.Actor):
		return refuse(c.By+" is reviewing it", "wait until they are done, or take it over with a reason")
	}
	now := *p
	now.Status, now.Back = Returned, Verdict{Mark: markOf(e), Hash: a.Hash, Note: a.Note}
	now.void(p.Approvals, "the proposal was returned")
	set(s, proposals, p.ID, &now)
	s.move(s.owned(p), func(c *Cell) { c.Status, c.Since = Returned, markOf(e) })
	s.endClaim(Job{OnProposalJob, p.ID})
	return nil
}

// takenBack is why a verdict is void that its reviewer took back.
const takenBack = "taken back"

// Retract takes back the approval or the return that a person gave last, until accounts of
// the proposal are in a batch.
type Retract struct {
	noAccounts
	ID  uint32          `json:"id"`
	Why model.Untrusted `json:"why,omitempty"`
}

// Verb implements [model.Action].
func (Retract) Verb() string { return "retract" }

func (a Retract) prepare(s *State, e *Event) (Action, error) {
	_, err := Approve{ID: a.ID}.prepare(s, e)
	return a, err
}

func (a Retract) apply(s *State, e Event) error {
	if err := checkText("the reason", a.Why, false, maxReason); err != nil {
		return err
	}
	p := s.proposals.get(a.ID)
	if p == nil {
		return unknown("proposal")
	}
	switch {
	case p.Sealed > 0:
		return refuse("accounts of the proposal are in a batch already", "reverse the batch")
	case (p.Status == Decided || p.Status == Returned) && len(s.owned(p)) < len(p.Accounts):
		return refuse("accounts of it have gone elsewhere since", "propose those again that should be")
	}
	now := *p
	mine := slices.IndexFunc(p.Approvals, func(v Verdict) bool { return s.samePerson(v.By, e.Actor) })
	switch {
	case p.Status == Returned && s.samePerson(p.Back.By, e.Actor):
		now.Back.Void = takenBack
		now.Voided = append(slices.Clip(now.Voided), now.Back)
		now.Back = Verdict{}
	case mine >= 0 && (p.Status == Proposed || p.Status == Approved || p.Status == Decided):
		now.Approvals = slices.Delete(slices.Clone(p.Approvals), mine, mine+1)
		taken := p.Approvals[mine]
		taken.Void = takenBack
		now.Voided = append(slices.Clip(now.Voided), taken)
	default:
		return refuse("there is no verdict of yours on it to take back", "")
	}
	s.settle(&now, e)
	return nil
}

// ReviewJob is a proposal in the queue of reviews.
type ReviewJob struct {
	*Proposal
	Blocked string // why this person cannot review it; "" where they can
	Back    string // why it is here again; "" the first time
	Counted int    // different persons whose approvals count
	Skipped bool   // in this round
	Claim   *Claimed
	Snoozed *Snoozed
}

// Reviews gives the proposals in review for a person, and those that have lost approvals before
// their accounts were handed off: first those that they can review, those
// that they were at first, then the oldest.
func (s *State) Reviews(login string, now model.Time) []ReviewJob {
	var out []ReviewJob
	unsent := s.unsent()
	for _, p := range s.proposals.each {
		if p.Status != Proposed && !s.fallen(p, unsent) {
			continue
		}
		job := Job{OnProposalJob, p.ID}
		j := ReviewJob{Proposal: s.lens.proposal(p), Claim: s.ClaimOf(job, now), Back: s.whyBack(p, job, login, now), Counted: s.count(p, func(string) {})}
		j.Skipped = s.skips.get(skipKey{job, s.personKey(login)}).holds(s, login, p.Hash)
		if z := s.snoozes.get(job); z != nil && z.Until.Milli > now.Milli {
			j.Snoozed = z
		}
		if err := s.mayApprove(p, login, now); err != nil {
			j.Blocked = err.(*model.Error).Message
		}
		out = append(out, j)
	}
	slices.SortFunc(out, func(a, b ReviewJob) int {
		return cmp.Or(
			cmp.Compare(rank(a, login, s), rank(b, login, s)),
			cmp.Compare(a.Changed.Time.Milli, b.Changed.Time.Milli),
			cmp.Compare(a.ID, b.ID))
	})
	return out
}

// rank orders jobs by whether a person can do them now.
func rank(j ReviewJob, login string, s *State) int {
	switch {
	case j.Blocked != "":
		return 4
	case j.Snoozed != nil:
		return 3
	case j.Skipped:
		return 2
	case j.Claim != nil && s.samePerson(j.Claim.By, login):
		return 0
	}
	return 1
}

// Servable reports whether a job is one to serve to the person that it was listed for.
func (j ReviewJob) Servable() bool { return j.Blocked == "" && j.Snoozed == nil && !j.Skipped }

// whyBack says why a job is in the queue again.
func (s *State) whyBack(p *Proposal, job Job, login string, now model.Time) string {
	var parts []string
	if p.Sealed > 0 {
		n, lost := s.Counted(p)
		parts = append(parts, fmt.Sprintf("it lost approvals after it was sealed, and has %d of %d: %s", n, p.needs(), strings.Join(lost, ", ")))
	}
	if p.Terms.Version > 1 {
		for _, v := range slices.Backward(p.Voided) {
			if s.samePerson(v.By, login) {
				parts = append(parts, fmt.Sprintf("your verdict on an earlier version is void: %s", v.Void))
				break
			}
		}
		if len(parts) == 0 {
			parts = append(parts, fmt.Sprintf("version %d, changed by %s", p.Terms.Version, p.Changed.By))
		}
	}
	if z := s.snoozes.get(job); z != nil && z.Until.Milli <= now.Milli {
		parts = append(parts, "put off by "+z.By+" until today")
	}
	if k := s.skips.get(skipKey{job, s.personKey(login)}); k != nil && !k.holds(s, login, p.Hash) {
		parts = append(parts, "you skipped it in an earlier round")
	}
	if c := s.claims.get(job); c != nil && c.Until.Milli <= now.Milli {
		parts = append(parts, c.By+" had claimed it and let the time run out")
	}
	return strings.Join(parts, "; ")
}
