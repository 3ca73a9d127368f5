package bundle

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store/casefile"
	"github.com/seed-28a39f10/clew/store/sign"
	"github.com/seed-28a39f10/clew/store/work"
)

// record holds case.json to the manifest, the log and the signatures in it.
func (c *checking) record() {
	text, ok := c.texts[CaseName]
	if !ok {
		c.remark(CaseName, "it is not in the case file: what was decided, and by whom, could not be held to the log")
		return
	}
	r, err := casefile.Decode(text)
	if err != nil {
		// The cause may quote what is in the file.
		what := "it cannot be read"
		if e := (&model.Error{}); errors.As(err, &e) {
			what = e.Message + " (" + string(e.Where) + ")"
		}
		c.wrong(CaseName, what)
		return
	}
	m := &c.Manifest
	if r.Tool != m.Tool || r.Investigation != m.Investigation || r.Case.ID != m.Case || r.Profile != m.Profile || r.Marking != m.Marking || !slices.Equal(r.LeftOut, m.LeftOut) {
		c.wrong(CaseName, "it is of another case, or of another profile, than MANIFEST.json says")
	}
	if (Head{r.Log.Entries, r.Log.Root}) != m.Log || r.Log.Checkpoint != m.Checkpoint {
		c.wrong(CaseName, "it is under another checkpoint than the proofs")
	}
	c.entries(r)
	c.notes(r)
	c.marks(r)
	c.proposals(r)
	c.kept(r)
}

// entries holds the entries of the record to the proofs and, where they are there, to the
// entries themselves.
func (c *checking) entries(r *casefile.Record) {
	for i := range r.Entries {
		e := &r.Entries[i]
		c.Checked["entries"]++
		where := fmt.Sprintf("%s, entry %d", CaseName, e.Index)
		p, proved := c.proof[e.Index]
		switch {
		case c.Manifest.Unproved:
		case !proved || p.Leaf != e.Hash:
			c.wrong(where, "it has no proof, or another hash than the proof")
		case i > 0 && e.Index <= r.Entries[i-1].Index:
			c.wrong(where, "it is out of order, or there twice")
		case c.full:
			c.entry(where, e, p.Entry)
		}
	}
}

// entry holds what the record says of an entry to the entry itself.
func (c *checking) entry(where string, e *casefile.Entry, raw []byte) {
	said, err := work.Decode(e.Index, raw)
	if err != nil || said.ClockBack != e.ClockBack || said.Time.Milli != e.Time.Milli || said.Actor != e.Actor || said.Action != e.Action {
		c.wrong(where, "the log has another actor, action or time for it")
		return
	}
	if !sameBody(said, e.Body) {
		c.wrong(where, "the log says otherwise what was done")
	}
	if c.logged == nil {
		c.logged = map[uint64]work.Entry{}
	}
	c.logged[e.Index] = said
}

// sameBody reports whether the record has what an entry says. What a watch list holds is not
// in the record.
func sameBody(said work.Entry, body json.RawMessage) bool {
	var logged, has any
	if len(said.Body) > 0 && json.Unmarshal(said.Body, &logged) != nil || len(body) > 0 && json.Unmarshal(body, &has) != nil {
		return false
	}
	if m, ok := logged.(map[string]any); ok && said.Action == "watch" {
		delete(m, "chunk")
	}
	return reflect.DeepEqual(logged, has)
}

// notes holds the notes to the entries that wrote them.
func (c *checking) notes(r *casefile.Record) {
	for i := range r.Notes {
		n := &r.Notes[i]
		e, ok := c.logged[n.Entry]
		if !ok {
			continue // that it has no proof is told of all marks
		}
		var said workflow.AddNote
		var files []string
		for _, a := range n.Attachments {
			files = append(files, a.SHA256)
		}
		same := e.Action == said.Verb() && json.Unmarshal(e.Body, &said) == nil && string(said.Text) == string(n.Text) && said.Corrects == n.Corrects && len(said.Files) == len(files)
		for i := range said.Files {
			same = same && said.Files[i].SHA256 == files[i]
		}
		c.Checked["notes"]++
		if !same {
			c.wrong(fmt.Sprintf("%s, note of entry %d", CaseName, n.Entry), "the log has another text for it, or other files")
		}
	}
}

// marks looks whether all that was done was done in entries of the log and, where the record
// has these and nothing was left out, by whom and when they say.
func (c *checking) marks(r *casefile.Record) {
	entries := map[uint64]*casefile.Entry{}
	for i := range r.Entries {
		entries[r.Entries[i].Index] = &r.Entries[i]
	}
	without := map[uint64]bool{}
	eachMark(reflect.ValueOf(r).Elem(), func(k casefile.Mark) {
		e := entries[k.Entry]
		switch {
		case k == casefile.Mark{}, k.Entry == 0 && !c.full: // a profile may leave a time, and not the entry
		case k.Entry >= r.Log.Entries:
			c.wrong(CaseName, fmt.Sprintf("it says that something was done in entry %d, and the log has %d", k.Entry, r.Log.Entries))
		case e == nil:
			if _, proved := c.proof[k.Entry]; !proved {
				without[k.Entry] = true
			}
		case c.full && (k.By != e.Actor || k.Time.Milli != e.Time.Milli):
			c.wrong(CaseName, fmt.Sprintf("it says of entry %d who did it and when, and the log says otherwise", k.Entry))
		}
	})
	if n := len(without); n > 0 {
		c.remark(CaseName, fmt.Sprintf("it names %d entries of the log without a proof: that these were made as it says is not shown", n))
	}
}

var markType = reflect.TypeFor[casefile.Mark]()

// eachMark finds all marks in a value.
func eachMark(v reflect.Value, found func(casefile.Mark)) {
	switch {
	case v.Type() == markType:
		found(v.Interface().(casefile.Mark))
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			eachMark(v.Field(i), found)
		}
	case v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Struct:
		for i := range v.Len() {
			eachMark(v.Index(i), found)
		}
	case v.Kind() == reflect.Pointer && !v.IsNil():
		eachMark(v.Elem(), found)
	}
}

// proposals holds what was approved to its hash, to the log, and to the keys of those who
// have signed. What a profile has emptied is passed over.
func (c *checking) proposals(r *casefile.Record) {
	keys := map[string]string{}
	for _, p := range r.People {
		if p.Key != "" {
			keys[p.Login] = p.Key
		}
	}
	unknown, without := 0, 0
	for i := range r.Proposals {
		p := &r.Proposals[i]
		c.Checked["proposals"]++
		where := fmt.Sprintf("%s, proposal %d", CaseName, p.ID)
		terms := []byte(p.TermsJSON)
		if len(terms) > 0 && sumText(sha256.Sum256(terms)) != p.Hash {
			c.wrong(where, "its terms do not have the hash that was approved")
		}
		if logged, ok := c.proof[p.Changed.Entry]; ok && c.full && !bytes.Contains(logged.Entry, terms) {
			c.wrong(where, fmt.Sprintf("its terms are not those of entry %d of the log", p.Changed.Entry))
		}
		switch {
		case !c.full:
		case len(terms) == 0:
			without++
		case !sameTerms(p, r.Investigation):
			c.wrong(where, "it does not say what was approved: its terms say otherwise")
		}
		if c.full && p.Others == 0 && accountsSum(p.Accounts) != p.AccountsSHA256 {
			c.wrong(where, "its accounts are not those that were approved")
		}
		for _, a := range p.Approvals {
			if a.Hash != p.Hash {
				c.wrong(where, "an approval that counts is of another version")
			}
			if c.full && p.Signed && len(a.Signature) == 0 {
				c.wrong(where, "an approval that counts is not signed, and has to be")
			}
		}
		for _, a := range slices.Concat(p.Approvals, p.Voided) {
			if len(a.Signature) == 0 {
				continue
			}
			key, is := keys[a.By]
			if !is {
				unknown++
				continue
			}
			c.Checked["approvals"]++
			signs := workflow.ApprovalText(r.Investigation, p.ID, a.Hash)
			if _, pub, err := sign.ParsePublic(key); err != nil || a.Signs != "" && string(a.Signs) != string(signs) || !ed25519.Verify(pub, signs, a.Signature) {
				c.wrong(where, "an approval is not signed with the key of who gave it")
			}
		}
	}
	if without > 0 {
		c.remark(CaseName, fmt.Sprintf("the terms of %d proposals are not in it, so what was approved could not be held to its hash", without))
	}
	if unknown > 0 {
		c.remark(CaseName, fmt.Sprintf("%d signatures under approvals were not looked at, for it does not have the keys", unknown))
	}
}

// sameTerms reports whether a proposal says what its terms say, which were approved.
func sameTerms(p *casefile.Proposal, log string) bool {
	var terms workflow.Terms
	if err := json.Unmarshal([]byte(p.TermsJSON), &terms); err != nil {
		return false
	}
	return reflect.DeepEqual(terms, termsOf(p, log, terms.Case))
}

// termsOf gives the terms that a proposal should have.
func termsOf(p *casefile.Proposal, log string, inCase uint32) workflow.Terms {
	t := workflow.Terms{Log: log, Proposal: p.ID, Version: p.Version, Action: p.Action, Policy: p.Policy, PolicyVersion: p.PolicyVersion, PolicySHA256: p.PolicySHA256, Reason: p.Reason,
		Note: model.Untrusted(p.Note), Benign: model.Untrusted(p.Benign), Alternatives: model.Untrusted(p.Alternatives), Confidence: p.Confidence, Second: model.Untrusted(p.Second),
		Case: inCase, Count: len(p.Accounts) + p.Others, AccountsSHA256: p.AccountsSHA256}
	for _, g := range p.Evidence {
		t.Evidence = append(t.Evidence, workflow.Evidence{Kind: g.Kind, Value: model.Untrusted(g.Value), Holders: g.Holders, All: g.All, Bits: g.Bits, Benign: g.Benign, Note: g.Note, Text: model.Untrusted(g.Text)})
	}
	for _, w := range p.Warnings {
		t.Warnings = append(t.Warnings, workflow.Warning(w))
	}
	return t
}

// accountsSum is the hash of a proposal's accounts; see [casefile.Proposal].
func accountsSum(ids []casefile.Text) string {
	h := sha256.New()
	for _, id := range slices.Sorted(slices.Values(ids)) {
		h.Write([]byte(id + "\n"))
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}

// kept looks whether the attachments are those of the notes.
func (c *checking) kept(r *casefile.Record) {
	named := map[string]bool{}
	for i := range r.Notes {
		for _, a := range r.Notes[i].Attachments {
			named[a.SHA256] = named[a.SHA256] || a.Kept
		}
	}
	for _, f := range c.Manifest.Files {
		if sum, is := strings.CutPrefix(f.Name, attachmentPrefix); is {
			if !named[sum] {
				c.wrong(f.Name, "no note of the case has it")
			}
			delete(named, sum)
		}
	}
	missing := 0
	for _, kept := range named {
		if kept {
			missing++
		}
	}
	if missing > 0 {
		c.remark(CaseName, fmt.Sprintf("%d attachments of its notes are not in the case file", missing))
	}
}
