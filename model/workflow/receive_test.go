package workflow

import (
	"fmt"
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
)

// receipt receives case file number n, with so many accounts.
func receipt(n, accounts int) ReceiveCase {
	sha := strings.Repeat(fmt.Sprint(n%10), 64)
	a := ReceiveCase{Title: "From elsewhere", From: Received{Investigation: "beef", Case: 4, SHA256: sha, Entries: 9, Root: "x"},
		Files: []File{{Name: "case.json", SHA256: sha, Bytes: 7, Kept: true}}, Values: []model.Untrusted{"wallet:1"}}
	for i := range accounts {
		a.Roles = append(a.Roles, Roles[i%len(Roles)])
	}
	return a
}

func TestACaseIsReceived(t *testing.T) {
	d := start(t)
	d.do("di", OpenCase{Title: "own"})
	entry := d.do("di", receipt(1, 3), 2, 4, 6)
	c := d.s.Case(2)
	if c == nil || !c.Open || c.Received == nil || c.Received.Case != 4 || c.Priority != "normal" || len(c.Files) != 1 || len(c.Members) != 3 || c.Members[1].Role != "persona" || c.Members[1].Entry != entry {
		t.Fatalf("%+v", c)
	}
	if !equal(d.s.CasesOf(4), []uint32{2}) || !equal(d.s.CasesWith("wallet:1"), []uint32{2}) {
		t.Error("its accounts and values are not found")
	}
	sha := c.Received.SHA256
	note := d.do("di", AddNote{On: On{Kind: InCase, ID: 2}, Text: "theirs", Written: &Written{By: "zoe", Time: 5, Entry: 3, SHA256: sha}})
	if n := d.s.Note(note); n.By != "di" || n.Written == nil || n.Written.By != "zoe" {
		t.Errorf("%+v", n)
	}
	d.refused("di", "no case was received in that file", model.ErrNotFound, AddNote{On: On{Kind: InCase, ID: 2}, Text: "x", Written: &Written{By: "zoe", SHA256: strings.Repeat("9", 64)}})
	d.refused("bo", "received before, as case 2", model.ErrRefused, receipt(1, 0))
	d.do("di", Undo{Entry: note})
	d.do("di", Undo{Entry: entry})
	if d.s.Case(2) != nil || len(d.s.CasesOf(4)) != 0 || len(d.s.CasesWith("wallet:1")) != 0 {
		t.Error("it is there after it was taken back")
	}
	d.do("bo", receipt(1, 1), 2)
	if d.s.Case(3) == nil {
		t.Error("it cannot be received again")
	}
}

func TestCasesThatAreNotReceived(t *testing.T) {
	d := start(t)
	change := func(f func(*ReceiveCase)) ReceiveCase {
		a := receipt(1, 1)
		f(&a)
		return a
	}
	d.refused("di", "of this very investigation", model.ErrRefused, change(func(a *ReceiveCase) { a.From.Investigation = d.s.Log() }), 1)
	d.refused("di", "with its case.json", model.ErrUsage, change(func(a *ReceiveCase) { a.Files = nil }), 1)
	d.refused("di", "with its case.json", model.ErrUsage, change(func(a *ReceiveCase) { a.Files[0].Kept = false }), 1)
	d.refused("di", "with its case.json", model.ErrUsage, change(func(a *ReceiveCase) { a.From.SHA256 = "x" }), 1)
	d.refused("di", "each account of a case has a role", model.ErrUsage, receipt(1, 2), 1)
	d.refused("di", "the roles are", model.ErrUsage, change(func(a *ReceiveCase) { a.Roles[0] = "boss" }), 1)
	d.refused("di", "is there once", model.ErrUsage, change(func(a *ReceiveCase) { a.Values = []model.Untrusted{"a:b", "a:b"} }), 1)
	d.refused("di", "a title is needed", model.ErrUsage, change(func(a *ReceiveCase) { a.Title = "" }), 1)
}
