package main

import (
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
)

// The keys of a terminal that these tests press.
const (
	enter, tab, backTab, escape, down, right = "\r", "\t", "\x1b[Z", "\x1b", "\x1b[B", "\x1b[C"
	save, clearLine                          = "\x13", "\x15"
)

// do presses keys and waits for what they lead to.
func (s *session) do(keys string, texts ...string) {
	s.t.Helper()
	s.press(keys)
	s.waitFor(texts...)
}

// write types a text into the editor, saves it, and waits until the editor is gone.
func (s *session) write(text string, then ...string) {
	s.t.Helper()
	s.do(text+save, then...)
	if err := s.await(20*time.Second, func(screen string) bool { return !strings.Contains(screen, "ctrl+s save") }); err != nil {
		s.t.Fatalf("the editor stays (%v):\n%s", err, strings.Join(s.screen(), "\n"))
	}
}

// approve gives the key that means an approval, once the box has been there for a moment.
func (s *session) approve() {
	s.t.Helper()
	s.do("A", "Approve?")
	means := regexp.MustCompile(`press (\w) to approve`).FindStringSubmatch(strings.Join(s.screen(), "\n"))
	if means == nil {
		s.t.Fatal(strings.Join(s.screen(), "\n"))
	}
	time.Sleep(400 * time.Millisecond)
	s.press(means[1])
}

// answered fills in what the platform did with each row of a batch's list.
func answered(t *testing.T, list, to string, status func(row int) string) {
	t.Helper()
	f, err := os.Open(list)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range rows[0] {
		if name == "status" {
			for n := range rows[1:] {
				rows[n+1][i] = status(n)
			}
		}
	}
	out, err := os.Create(to)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	if err := csv.NewWriter(out).WriteAll(rows); err != nil {
		t.Fatal(err)
	}
}

// The whole story, as three people live it at their terminals: a ring, notes, a victim who is
// left out because the preview warned, a proposal that its proposer cannot approve, a second
// person's approval, a batch, what the platform did, an appeal that a third person grants, and
// a reinstatement; and the record of it holds.
func TestTerminalDecides(t *testing.T) {
	path, dir := demoInvestigation(t), t.TempDir()
	as := func(who string) *session {
		s := begin(t, 140, 40, []string{"CLEW_ACTOR=" + who, "XDG_STATE_HOME=" + dir}, path)
		s.waitFor("accounts", "? help")
		return s
	}

	kim := as("kim")
	kim.do("2", "rings of 3 accounts or more")
	kim.do("j"+enter, "Ring of 53 of")
	kim.do("n", "Note on")
	kim.write("One room, on three shifts.", "done: noted")
	kim.do("t", "▸members")
	kim.do("jjj", "13 of 53")
	kim.do("e", "To a case:")
	kim.do(enter, "A new case")
	kim.press("One room" + tab + tab + tab + tab + right + right + right)
	kim.waitFor("< victim >")
	kim.do(save, "began the case One room")
	kim.press("ttt")
	kim.waitFor("▸matrix")
	kim.do("!", "1 account is said to be a victim", "53 accounts")
	kim.do("x", "suspend 52 accounts", "1 of 53 left out")
	kim.do(tab+"jj"+enter, "Reason", "coordinated-operation")
	kim.do(down+enter, "missing: the facts, the innocent explanation")
	kim.do("Gkk"+enter, "Markdown; others read it")
	kim.write("One room runs all of these.", "missing: the innocent explanation")
	kim.do("j"+enter, "Markdown; others read it")
	kim.write("A shared office would not sign in at all hours.", "nothing is missing")
	kim.do("!", "Propose?")
	kim.do(right+enter, "proposed 52 accounts")
	kim.waitFor("your own: another person approves it")
	kim.do("A", "'approve' cannot be done")

	lee := as("lee")
	lee.do("6", "1 for you")
	lee.do(enter, "yours, ", "What it rests on")
	lee.approve()
	lee.waitFor("approved proposal 2", "0 for you")
	out := filepath.Join(dir, "to-platform")
	lee.do("7", "ready 52")
	lee.do(enter, "A new batch: suspend")
	lee.press(tab + tab + tab + clearLine + out + save)
	lee.waitFor("Seal this batch?")
	lee.do(right+enter, "batch 1 is written to")
	answer := filepath.Join(dir, "answer.csv")
	answered(t, filepath.Join(out, "suspend.csv"), answer, func(row int) string {
		if row == 1 {
			return "failed"
		}
		return "done"
	})
	lee.do(enter, "[accounts 52]", "RESULT", "handed-off")
	lee.do("c", "What has enforcement said?")
	lee.do(clearLine+answer+enter, "51 done, 1 failed, 0 not found")
	lee.do(enter, "Take this answer to batch 1?")
	lee.do(right+enter, "52 accounts of batch 1 confirmed")
	lee.do("N", "An appeal of")
	lee.do(save, "what the owner says")
	lee.write("That was me at the office.", "the appeal is filed")

	sam := as("sam")
	sam.do("7", "appeals 1, 1 open")
	sam.do(backTab, "[appeals 1, 1 open]")
	sam.do(enter, "That was me at the office.", "What it is against")
	sam.do("F", "Decide appeal 1")
	sam.press(right + right)
	sam.waitFor("< overturn >")
	sam.do(tab+"The shop confirmed it."+save, "decided: overturn")
	sam.do("7", "ready 1")
	sam.do(tab, "[ready 1]", "reinstate")
	sam.do("j", "2 of 2")
	sam.do(enter, "A new batch: reinstate")
	back := filepath.Join(dir, "back")
	sam.press(tab + tab + tab + clearLine + back + save)
	sam.waitFor("Seal this batch?")
	sam.do(right+enter, "batch 2 is written to")
	answered(t, filepath.Join(back, "reinstate.csv"), answer, func(int) string { return "done" })
	sam.do(enter, "[accounts 1]", "RESULT", "handed-off")
	sam.do("c", "What has enforcement said?")
	sam.do(clearLine+answer+enter, "1 done, 0 failed")
	sam.do(enter, "Take this answer to batch 2?")
	sam.do(right+enter, "1 account of batch 2 confirmed", "reinstated")
	sam.do("8", "entered what became of", "proposed to suspend 52")

	db, err := store.Open(context.Background(), path, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	counts := map[workflow.Status]int{}
	for _, c := range db.Work().Worked {
		counts[c.Status]++
	}
	if counts[workflow.Enforced] != 50 || counts[workflow.Failed] != 1 || counts[workflow.Reinstated] != 1 {
		t.Errorf("states %v", counts)
	}
	report, err := store.Verify(context.Background(), path, store.VerifyOptions{})
	if err != nil || len(report.Problems) > 0 {
		t.Errorf("%v, %v", report, err)
	}
	for _, s := range []*session{kim, lee, sam} {
		s.press(escape)
	}
}
