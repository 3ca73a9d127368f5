package bundle

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/binary"
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
			said, ok := readEntry(p.Entry)
			if !ok || said != (entryHead{e.ClockBack, e.Time.Milli, e.Actor, e.Action}) {
				c.wrong(where, "the log has another actor, action or time for it")
			}
		}
	}
}

// entryHead is what an entry of the log begins with.
type entryHead struct {
	clockBack     bool
	milli         int64
	actor, action string
}

// readEntry reads the beginning of an entry; see package work for its form.
func readEntry(b []byte) (e entryHead, ok bool) {
	const fixed = 1 + 1 + 8 + 16 // version, flags, time, nonce
	if len(b) < fixed || b[0] != 1 {
		return e, false
	}
	e.clockBack = b[1]&1 != 0
	e.milli = int64(binary.BigEndian.Uint64(b[2:]))
	rest := b[fixed:]
	for _, s := range []*string{&e.actor, &e.action} {
		n, size := binary.Uvarint(rest)
		if size <= 0 || n > uint64(len(rest)-size) {
			return e, false
		}
		*s, rest = string(rest[size:size+int(n)]), rest[size+int(n):]
	}
	return e, true
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
