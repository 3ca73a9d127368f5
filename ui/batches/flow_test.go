package batches

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store/export"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

// What is approved is sealed and written after a form and a question that say what of it.
func TestSealAndWrite(t *testing.T) {
	w := newWorld(t, 20, nil)
	w.approved("suspend", 0, 6)
	w.approved("suspend", 6, 4)
	w.approved("warn", 10, 2)
	w.act("kim", workflow.Hold{On: w.ids[4:6], Kind: "legal", Why: "a court asked"})
	d, p := w.list("ana", "", 120, 30)
	d.Has("[ready 10]", "suspend", "8", "warn", "Proposal 1: suspend 6 accounts under default", "Left out: 2 on hold.")
	d.Press(keys.Begin)
	over(d, "suspend 8 accounts of proposals 1 and 2; left out: 2 on hold", "the rings apart", "folder batch-1")

	dir := w.path("out")
	fill(d, "tomorrow")
	over(d, "write it as 2027-01-31")
	fill(d, "2026-03-02 06:00", "-3h")
	over(d, "write it as 6h or 90m")
	fill(d, "", "6h", "both seen", w.dir)
	over(d, "the folder is not empty", "nothing was sealed")
	if n := len(w.Work().Batches()); n != 0 {
		t.Fatalf("%d batches are sealed", n)
	}
	fill(d, "", "", "", dir)
	over(d, "Seal this batch?", "suspend 8 accounts", "proposals 1 and 2, approved by lee", "left out: 2 on hold", "ring by ring, within 6 hours from 2026-03-02 06:00 on", "the files go to "+dir)

	// "no" seals nothing and forgets nothing.
	key(d, "enter")
	if d.Over != nil || len(w.Work().Batches()) != 0 {
		t.Fatal("it did not end with no")
	}
	d.Press(keys.Open)
	over(d, "both seen", dir)
	key(d, "ctrl+s")
	yes(d)

	b := w.Work().Batch(1)
	if b == nil || len(b.Accounts) != 8 || len(b.Out) != 1 || b.Why != "both seen" || b.Sealed.By != "ana" {
		t.Fatalf("the batch is %+v", b)
	}
	if problems, sum, err := export.CheckBatch(dir); err != nil || len(problems) > 0 || sum != b.Out[0].Manifest {
		t.Errorf("the folder is %v, %q, %v", problems, sum, err)
	}
	says := uitest.All[page.Say](d)
	if last := says[len(says)-1]; last.Level != page.Success || !strings.Contains(last.Text, dir) || !strings.Contains(last.Text, b.Out[0].Manifest[:12]) {
		t.Errorf("it was said %+v", last)
	}
	if p.tab != onBatches || p.batch() == nil || p.batch().ID != 1 {
		t.Error("the new batch is not under the cursor")
	}
	d.Reads("Its files are in "+dir, "SHA-256 "+b.Out[0].Manifest)
	if p.env.Job != nil {
		t.Errorf("%v is still a job", p.env.Job)
	}
}

// What was confirmed is what is sealed: nothing is, where something of it has changed.
func TestSealWhatWasConfirmed(t *testing.T) {
	w := newWorld(t, 8, nil)
	w.approved("suspend", 0, 4)
	d, _ := w.list("ana", "", 120, 30)
	d.Press(keys.Begin)
	fill(d, "", "", "", w.path("out"))
	w.act("kim", workflow.Hold{On: w.ids[1:2], Kind: "legal", Why: "a court asked"})
	yes(d)
	if len(w.Work().Batches()) != 0 {
		t.Error("a batch was sealed of other accounts")
	}
	if _, err := os.Stat(w.path("out")); !os.IsNotExist(err) {
		t.Errorf("files were written: %v", err)
	}
}

// A batch whose files could not be written says so until they are.
func TestWriteAfterFailure(t *testing.T) {
	w := newWorld(t, 8, nil)
	w.approved("suspend", 0, 4)
	d, _ := w.list("ana", "", 120, 30)
	d.Press(keys.Begin)
	in := w.path("in")
	if err := os.Mkdir(in, 0o700); err != nil {
		t.Fatal(err)
	}
	fill(d, "", "", "", filepath.Join(in, "out"))
	if err := os.Remove(in); err != nil { // after the folder was looked at
		t.Fatal(err)
	}
	yes(d)
	says := uitest.All[page.Say](d)
	if last := says[len(says)-1]; last.Level != page.Failure || !strings.Contains(last.Text, "batch 1 is sealed, but its files were not written") || !strings.Contains(last.Hint, "w writes them") {
		t.Errorf("it was said %+v", last)
	}
	d.Has("Batch 1 is sealed, but its files were not written", "not written")

	bd, _ := w.batch("ana", 1, 100, 24)
	bd.Has("Its files are not written yet", "sealed")
	if why := bd.Page.Why(keys.Confirm); !strings.Contains(why, "not written") {
		t.Errorf("confirm: %q", why)
	}
	if why := bd.Page.Why(keys.TakeBack); !strings.Contains(why, "takes the sealing back") {
		t.Errorf("take back: %q", why)
	}
	prompt := func(folder string) {
		bd.Press(keys.Write)
		bd.Over.(*overlay.Prompt).Field.Set(folder)
		key(bd, "enter")
	}
	prompt(w.file("a-file", "x"))
	if say := uitest.All[page.Say](bd); len(say) != 1 || say[0].Level != page.Failure || !strings.Contains(say[0].Text, "were not written") {
		t.Errorf("it was said %+v", say)
	}
	for range 2 { // the second time into the same folder
		prompt(w.path("again"))
		bd.Reads("Its files are in " + w.path("again"))
	}
	if out := w.Work().Batch(1).Out; len(out) != 2 || out[0].Manifest != out[1].Manifest {
		t.Errorf("handed off: %+v", out)
	}
}

// A batch that has lost its approvals says so, and why, and is not written until another person
// has approved it.
func TestBatchThatHasLostApprovals(t *testing.T) {
	w := newWorld(t, 8, nil)
	w.approved("suspend", 0, 4)
	w.act("ana", workflow.Seal{Action: "suspend"})
	w.act("kim", workflow.JoinLogins{Login: "lee", With: "ana", Why: "one person"})
	d, _ := w.batch("ana", 1, 100, 24)
	d.Reads("The batch is not approved any more: proposal 1 has 0 of 1 approvals: lee and ana, who made it, are one person. Have another person approve it")
	if why := d.Page.Why(keys.Write); !strings.Contains(why, "lee and ana, who made it, are one person") {
		t.Errorf("write: %q", why)
	}
	hash := w.Work().Proposal(1).Hash
	w.act("kim", workflow.OpenProposal{ID: 1, Hash: hash})
	w.act("kim", workflow.Approve{ID: 1, Hash: hash})
	d, _ = w.batch("ana", 1, 100, 24)
	if why := d.Page.Why(keys.Write); why != "" {
		t.Errorf("write: %q", why)
	}
}

func TestRetryOfWhatFailed(t *testing.T) {
	w := newWorld(t, 8, nil)
	w.approved("suspend", 0, 4)
	b := w.sealed("suspend")
	w.confirmed(b, map[int]workflow.Said{0: {Result: workflow.Done}, 1: {Result: workflow.Undone, Message: "locked"}, 2: {Result: workflow.NotFound}})
	d, _ := w.list("ana", "ready", 100, 24)
	d.Has("[ready 0]", "Left out: 2 that failed before.")
	d.Press(keys.Open)
	over(d, "failed before", "try again")
	f := d.Over.(*overlay.Form)
	f.Fields[4].Choose(leaveOut)
	key(d, "ctrl+s")
	over(d, "no account would be in the batch")
	f.Fields[4].Choose(tryAgain)
	fill(d, "", "", "", w.path("again"))
	over(d, "suspend 2 accounts")
	yes(d)
	if b := w.Work().Batch(2); b == nil || len(b.Accounts) != 2 {
		t.Errorf("the batch is %+v", b)
	}
}

// An answer is shown before it counts, what cannot be used of it first.
func TestConfirm(t *testing.T) {
	w := newWorld(t, 12, nil)
	w.approved("suspend", 0, 6)
	b := w.sealed("suspend")
	w.confirmed(b, map[int]workflow.Said{5: {Result: workflow.Undone, Message: "try later"}})
	d, p := w.batch("kim", b, 120, 30)
	read := func(path string) {
		d.Press(keys.Confirm)
		d.Over.(*overlay.Prompt).Field.Set(path)
		key(d, "enter")
	}
	read(w.path("nothing-there.csv"))
	if say := uitest.All[page.Say](d); len(say) != 1 || !strings.Contains(say[0].Text, "cannot be read") {
		t.Errorf("it was said %+v", say)
	}
	read(w.file("picture.csv", "PK\x03\x04"))
	if say := uitest.All[page.Say](d); len(say) != 2 || !strings.Contains(say[1].Text, "workbook") {
		t.Errorf("it was said %+v", say)
	}
	read(w.file("foreign.csv", "account,status\np:a011,done\n"))
	d.Has("There is nothing to take")
	if why := d.Page.Why(keys.Open); !strings.Contains(why, "nothing in the file") {
		t.Errorf("take: %q", why)
	}
	if !d.Esc() || p.answer != nil {
		t.Fatal("esc left nothing")
	}

	read(w.file("answer.csv", "account,status,message\np:a000,done,\np:a001,failed,locked\np:a002,done,\np:a003,perhaps,\np:a004,,\np:a005,done,\np:a009,done,\np:a002,done,\n"))
	d.Golden("answer")
	d.Has("Nothing is taken yet", "answer.csv says: 3 done, 1 failed, 0 not found; 2 would still be pending", "2 rows cannot be used",
		"1 account was said to be otherwise before", "1 row has no status yet", "1 row says the same again", "perhaps: the status is not", "p:a009", "the account is not in the batch", "locked", "it was failed before")
	d.Press(keys.Open)
	over(d, "Take this answer to batch 1?", "What cannot be used of it changes nothing", "SHA-256")
	key(d, "enter")
	if w.Work().Batch(b).Count(workflow.Done) != 0 {
		t.Fatal("it was taken by no")
	}
	// The file may change after it was read: what was shown is what counts.
	w.file("answer.csv", "account,status\np:a000,failed\n")
	d.Press(keys.Open)
	yes(d)
	got := w.Work().Batch(b)
	if got.Count(workflow.Done) != 3 || got.Count(workflow.Undone) != 1 || got.Count(workflow.Pending) != 2 || got.Messages[ordOf(t, w, 1)] != "locked" {
		t.Errorf("the batch is %+v", got)
	}
	if p.answer != nil {
		t.Error("the answer is still shown")
	}
	d.Settle(p.Refresh())
	d.Has("3 done, 1 failed, 2 pending", "locked")
	d.Press(keys.Narrow)
	d.Choose("failed")
	d.Has("only failed: 1", "a001")
	d.HasNot("a000")
	if !d.Esc() {
		t.Error("esc did not show all again")
	}
	d.Has("a000")
}

func ordOf(t *testing.T, w *world, i int) uint32 {
	t.Helper()
	ord, err := w.Resolve(t.Context(), string(w.ids[i].String()))
	if err != nil {
		t.Fatal(err)
	}
	return ord
}

// What was handed outside is reversed by a batch, all of it or what is marked.
func TestTakeBack(t *testing.T) {
	w := newWorld(t, 12, nil)
	w.approved("suspend", 0, 6)
	b := w.sealed("suspend")
	w.confirmed(b, map[int]workflow.Said{0: {Result: workflow.Done}, 1: {Result: workflow.Done}})
	d, p := w.batch("kim", b, 120, 30)
	d.Press(keys.Mark, keys.Mark)
	if s := p.Subject(); !s.Marked || len(s.Accounts) != 2 {
		t.Errorf("the subject is %+v", s)
	}
	d.Press(keys.TakeBack)
	over(d, "reinstate 2 accounts of the 6 in batch 1", "not undone but reversed, by a batch that has to go outside too")
	fill(d, "", w.path("back"))
	over(d, "why is needed")
	fill(d, "the device is a default", w.path("back"))
	over(d, "Reverse batch 1?", "reinstate 2 accounts")
	yes(d)
	got := w.Work().Batch(2)
	if got == nil || got.Reverses != 1 || len(got.Accounts) != 2 || len(got.Out) != 1 {
		t.Fatalf("the batch is %+v", got)
	}
	d.Reads("reversed by batch 2")
	d.Esc()
	d.Press(keys.TakeBack)
	over(d, "reinstate 4 accounts of the 6")

	rd, _ := w.batch("kim", 2, 120, 30)
	rd.Has("reversing batch 1")
	if why := rd.Page.Why(keys.TakeBack); !strings.Contains(why, "not reversed") {
		t.Errorf("take back: %q", why)
	}
	if why := rd.Page.Why(keys.Appeal); why == "" {
		t.Error("one can object to what was given back")
	}
}

// An appeal is filed on the batch, decided by somebody who had no part, and what it overturns
// is ready to be reinstated.
func TestAppeal(t *testing.T) {
	w := newWorld(t, 12, nil)
	w.approved("suspend", 0, 4)
	b := w.sealed("suspend")
	w.confirmed(b, map[int]workflow.Said{0: {Result: workflow.Done}, 1: {Result: workflow.Done}})
	d, _ := w.batch("kim", b, 120, 30)
	d.Press(keys.Down, keys.Appeal)
	over(d, "An appeal of p:a001")
	fill(d, "Lena Marsh", "yesterday")
	over(d, "write it as 2027-01-31")
	fill(d, "", "2026-02-27")
	over(d, "Appeal of p:a001", "what Lena Marsh says")
	d.Settle(d.Over.Paste("It is my account.\n\nThe device is my brother's."))
	w.now = uitest.Noon.Add(-50 * 60 * 1e9)
	key(d, "ctrl+s")
	a := w.Work().Appeal(1)
	if a == nil || a.From != "Lena Marsh" || a.Text != "It is my account.\n\nThe device is my brother's." || a.Received.UTC().Format("2006-01-02") != "2026-02-27" {
		t.Fatalf("the appeal is %+v", a)
	}
	d.Settle(d.Page.(page.Refresher).Refresh())
	if why := d.Page.Why(keys.Appeal); !strings.Contains(why, "not decided yet") {
		t.Errorf("a second appeal: %q", why)
	}

	for _, who := range []string{"ana", "lee"} {
		ad := w.appeal(who, 1, 120, 30)
		if why := ad.Page.Why(keys.Decide); !strings.Contains(why, "had a part in the decision") {
			t.Errorf("%s: %q", who, why)
		}
		ad.Has("had a part in the decision")
	}
	ld, _ := w.list("kim", "appeals", 120, 30)
	ld.Has("appeals 1, 1 open", "p:a001", "50 min", "proposal 1", "open", "It is my account.")
	ld.Press(keys.Open)
	if at := ld.Went(); at.Page != page.Batch || at.Tab != appealTab || at.Ref != "1" {
		t.Errorf("it led to %+v", at)
	}
	ad := w.appeal("kim", 1, 120, 30)
	ad.Golden("appeal")
	ad.Has("What the owner says", "What it is against")
	ad.Reads("The device is my brother's.", "device:d-0", "a household shares one device", "A shop's computer")
	ad.Press(keys.Decide)
	fill(ad, "", "documents seen")
	over(ad, "choose uphold or overturn")
	ad.Over.(*overlay.Form).Fields[0].Choose("overturn")
	key(ad, "ctrl+s")
	if a := w.Work().Appeal(1); a.Outcome != "overturn" || a.Decided.By != "kim" {
		t.Fatalf("the appeal is %+v", a)
	}
	ad.Settle(ad.Page.(page.Refresher).Refresh())
	ad.Has("overturned by kim")
	if why := ad.Page.Why(keys.Decide); !strings.Contains(why, "has been decided") {
		t.Errorf("decide: %q", why)
	}
	ld.Settle(ld.Page.(page.Refresher).Refresh())
	ld.Has("overturned by kim")
	ld.Press(keys.NextTab)
	ld.Has("reinstate", "1", "an appeal has overturned")
	ld.Press(keys.Open)
	fill(ld, "", "", "", w.path("back"))
	over(ld, "taking back what came of proposal 1")
	yes(ld)
	if got := w.Work().Batch(2); got == nil || got.Action != workflow.Reinstate || len(got.Out) != 1 {
		t.Errorf("the batch is %+v", got)
	}
}

// Where the batch was reversed meanwhile, the owner has got what they ask for.
func TestAppealOfWhatWasReversed(t *testing.T) {
	w := newWorld(t, 8, nil)
	w.approved("suspend", 0, 4)
	b := w.sealed("suspend")
	w.act("kim", workflow.FileAppeal{On: w.ids[0], Text: "Why?"})
	w.act("ana", workflow.Reverse{Reverses: b, Why: "the device is a default"})
	d := w.appeal("kim", 1, 120, 30)
	d.Has("has been taken back meanwhile")
	d.Press(keys.Decide)
	fill(d, "", "reversed")
	if a := w.Work().Appeal(1); a.Outcome != "overturn" {
		t.Errorf("the appeal is %+v", a)
	}
}

// A typed path is cleaned before it is shown, and read as a shell would.
func TestFolder(t *testing.T) {
	t.Setenv("HOME", "/home/somebody")
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for typed, want := range map[string]string{" out ": here + "/out", "~/out": "/home/somebody/out", "'/a b/c'": "/a b/c", "~other": here + "/~other", "/a/../b": "/b"} {
		if got, err := page.FilePath(typed); err != nil || got != want {
			t.Errorf("%q is %q, %v; want %q", typed, got, err, want)
		}
	}
	w := newWorld(t, 4, nil)
	w.approved("suspend", 0, 4)
	d, _ := w.list("ana", "", 120, 30)
	d.Press(keys.Begin)
	fill(d, "", "", "", w.path("o\u202eut\u200b"))
	shown := box(d)
	if strings.ContainsAny(shown, "\u202e\u200b") || !strings.Contains(shown, "the files go to") {
		t.Errorf("the question is\n%s", shown)
	}
	yes(d)
	for _, say := range uitest.All[page.Say](d) {
		if strings.ContainsAny(say.Text, "\u202e\u200b") {
			t.Errorf("it was said %q", say.Text)
		}
	}
	if model.Untrusted(w.Work().Batch(1).State()) != "handed off" {
		t.Error("it was not written")
	}
}

// The folder that is offered can be written, and one that cannot is said so when the field is left.
func TestFolderIsLookedAtFirst(t *testing.T) {
	w := newWorld(t, 8, nil)
	w.approved("suspend", 0, 4)
	t.Chdir(t.TempDir())
	for _, taken := range []string{"batch-1", "batch-1-2/in"} {
		if err := os.MkdirAll(taken, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile("batch-1/x", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	d, _ := w.list("ana", "", 120, 30)
	d.Press(keys.Begin)
	over(d, "folder batch-1-3")
	f := d.Over.(*overlay.Form)
	f.Fields[3].Text.Set("batch-1")
	key(d, "down", "down", "down", "down")
	over(d, "the folder is not empty", "name a new folder in one that exists; nothing was sealed")
	if n := len(w.Work().Batches()); n != 0 {
		t.Errorf("%d batches are sealed", n)
	}
	fill(d, "", "", "", "batch-2")
	over(d, "Seal this batch?")
}
