package cases

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/store/casefile"
	"github.com/seed-28a39f10/clew/store/casefile/bundle"
	"github.com/seed-28a39f10/clew/store/casefile/handout"
	"github.com/seed-28a39f10/clew/store/casefile/receive"
	"github.com/seed-28a39f10/clew/store/sign"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

// The fields of the form.
const (
	profileField = iota
	formatsField
	pathField
	toField
	whyField
	keyField
)

// fill fills the form of an export in, and sends it.
func fill(d *uitest.Driver, profile, formats, path string) lookForm {
	d.T.Helper()
	f, ok := d.Over.(lookForm)
	if !ok {
		d.T.Fatalf("there is no form, but %T", d.Over)
	}
	f.Fields[profileField].Choose(profile)
	f.Fields[formatsField].Text.Set(formats)
	f.Fields[pathField].Text.Set(path)
	press(d, "ctrl+s")
	return f
}

func press(d *uitest.Driver, names ...string) {
	d.T.Helper()
	for _, k := range names {
		d.Settle(d.Over.Key(uitest.Key(k)))
	}
}

// over reports which of some texts the box over the page does not show.
func over(d *uitest.Driver, want ...string) {
	d.T.Helper()
	if d.Over == nil {
		d.T.Fatal("there is no box")
	}
	box := uitest.Trimmed(d.Over.View(110, 40))
	shown := strings.Join(strings.Fields(strings.ReplaceAll(box, "│", " ")), " ")
	for _, s := range want {
		if !strings.Contains(shown, s) {
			d.T.Errorf("%q is not in the box\n%s", s, box)
		}
	}
}

func lastSaid(d *uitest.Driver) page.Say {
	says := uitest.All[page.Say](d)
	if len(says) == 0 {
		return page.Say{}
	}
	return says[len(says)-1]
}

// A case is given out after a form and a look at what would be in it, and stands in the log.
func TestExport(t *testing.T) {
	db := fresh(t)
	d, p := openCase(t, db, "1", "", 120, 37)
	path := filepath.Join(t.TempDir(), "out.zip")
	d.Press(keys.Export)
	over(d, "Export case 1", "< full >", "case-1.zip", "before anything is written")
	fill(d, "full", "stix, pdf", path)
	over(d, "there is no format pdf; there are md, html, json")
	fill(d, "full", "all", filepath.Join(t.TempDir(), "no", "out.zip"))
	over(d, "there is no folder to write it in")
	f := d.Over.(lookForm)
	f.Fields[toField].Text.Set("counsel")
	fill(d, "full", "all", path)
	over(d, "Give out case 1, full?", "Personal data leaves the house", "1 victim can be told from it", "file "+path, "to counsel", "TLP:AMBER+STRICT",
		"4 accounts", "2 notes", "1 proposal, 0 batches, 0 appeals", "of the log", "Nothing is left out", "▸no")

	// "no" writes nothing and forgets nothing.
	press(d, "enter")
	if _, err := os.Stat(path); err == nil || len(db.Work().GivenOut(1)) > 0 {
		t.Fatal("it was written")
	}
	d.Press(keys.Export)
	over(d, path, "counsel")
	press(d, "ctrl+s", "left", "enter")
	given := db.Work().GivenOut(1)
	if len(given) != 1 || given[0].By != "kim" || given[0].To != "counsel" || given[0].Profile != casefile.Full || len(given[0].Formats) != len(handout.Formats()) {
		t.Fatalf("the log says %+v", given)
	}
	if s := lastSaid(d); s.Level != page.Success || !strings.Contains(s.Text, path) || !strings.Contains(s.Text, given[0].Manifest[:12]) {
		t.Errorf("it was said %+v", s)
	}
	if report, err := bundle.Check(ctx, path, nil); err != nil || len(report.Problems) > 0 || report.Manifest.SHA256 != given[0].Manifest {
		t.Errorf("what was written is %+v, %v", report, err)
	}
	d.Has("given out once, by kim on 2026-03-01, full, to counsel")
	if p.env.Job != nil || p.out.writing != nil {
		t.Error("it is still under way")
	}
	p.at = historyTab
	d.Settle(p.need())
	d.Has("gave out the case file of case 1")
}

// What a profile leaves out is counted before it is written, and scrolls.
func TestExportSaysWhatIsLeftOut(t *testing.T) {
	d, _ := openCase(t, fresh(t), "1", "", 60, 13)
	d.Press(keys.Export)
	fill(d, "peers", "stix", filepath.Join(t.TempDir(), "for-peers"))
	over(d, "It names no victim", "TLP:AMBER", "json stix", "LEFT OUT", "1 accounts of victims: victims are never named", "NOT KEPT BY THE PROFILE", "accounts added:3, display_name:3, facts:3, facts:2 (kinds)")
	small := func() string { return uitest.Trimmed(d.Over.View(56, 12)) }
	if strings.Contains(small(), "LEFT OUT") || !strings.Contains(small(), " of ") || !strings.Contains(small(), "write the files") {
		t.Errorf("it begins with\n%s", small())
	}
	press(d, "end")
	if !strings.Contains(small(), "proposals") || strings.Contains(small(), "It names no victim") || !strings.Contains(small(), "write the files") {
		t.Errorf("it ends with\n%s", small())
	}
	press(d, "home")
	if !strings.Contains(small(), "It names no victim") {
		t.Errorf("it does not go back\n%s", small())
	}
}

// began gives the writing that the answer to the question over the page begins, and what
// does it.
func began(t *testing.T, d *uitest.Driver, p *CasePage) (*writing, tea.Cmd) {
	t.Helper()
	c, ok := d.Over.(*overlay.Confirm)
	if !ok {
		t.Fatalf("there is no question, but %T", d.Over)
	}
	d.Over = nil
	parts := uitest.Commands(c.Run())
	begun := parts[0]().(begunMsg)
	if cmd := p.Update(begun); cmd == nil {
		t.Fatal("nobody looks how far it is")
	}
	return begun.work, parts[1]
}

// While files are written the page says how far they are; giving it up leaves nothing.
func TestExportIsGivenUp(t *testing.T) {
	db := fresh(t)
	dir := t.TempDir()
	d, p := openCase(t, db, "1", "", 100, 30)
	d.Press(keys.Export)
	fill(d, "full", "", filepath.Join(dir, "out"))
	w, run := began(t, d, p)
	w.progress.step("stix.json", 5, 12)
	p.Update(tickMsg{p})
	d.Has("writing stix.json, 5 of 12  w gives it up", "▓▓▓▓▓▓▓▓░░░░░░░░░░░░")
	if got := p.env.Job.Running(); got != "exporting case 1: writing stix.json, 5 of 12" {
		t.Errorf("the job is %q", got)
	}
	for ref, says := range map[model.Untrusted]bool{"1": true, "2": false} {
		other := uitest.Hold(t, NewCase(p.env, db, page.Place{Ref: ref}), 100, 30)
		other.Page.Update(other.Page.Init()())
		if strings.Contains(other.Text(), "writing stix.json, 5 of 12") != says {
			t.Errorf("another page of case %s shows\n%s", ref, other.Text())
		}
	}

	d.Press(keys.Export)
	over(d, "Give up the export?", "Nothing of it is kept")
	press(d, "left", "enter")
	d.Settle(run)
	if s := lastSaid(d); s.Level != page.Note || !strings.Contains(s.Text, "given up") {
		t.Errorf("it was said %+v", s)
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 || len(db.Work().GivenOut(1)) > 0 {
		t.Errorf("left are %v", left)
	}
	d.HasNot("gives it up")
	if p.env.Job != nil {
		t.Error("it is still a job")
	}
}

// Who leaves the workbench gives the export up, and waits until nothing is left of it.
func TestExportStops(t *testing.T) {
	dir := t.TempDir()
	d, p := openCase(t, fresh(t), "1", "", 100, 30)
	d.Press(keys.Export)
	fill(d, "full", "", filepath.Join(dir, "out"))
	w, run := began(t, d, p)
	at := make(chan struct{})
	step := w.request.Progress
	w.request.Progress = func(doing string, done, total int) {
		step(doing, done, total)
		if doing == "case.html" {
			close(at)
			<-w.ctx.Done()
		}
	}
	ended := make(chan tea.Msg, 1)
	go func() { ended <- run() }()
	<-at
	p.env.Job.Stop()
	if left, _ := os.ReadDir(dir); len(left) > 0 || p.env.Job.Running() != "" {
		t.Errorf("left are %v, %q", left, p.env.Job.Running())
	}
	d.Take(<-ended)
	if s := lastSaid(d); !strings.Contains(s.Text, "given up") {
		t.Errorf("it was said %+v", s)
	}
}

// What has come to be where the files go since it was looked at is left alone.
func TestExportLeavesOthersAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out.zip")
	d, _ := openCase(t, fresh(t), "1", "", 100, 30)
	d.Press(keys.Export)
	fill(d, "public", "", path)
	if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	press(d, "left", "enter")
	if s := lastSaid(d); s.Level != page.Failure || s.Hint == "" {
		t.Errorf("it was said %+v", s)
	}
	if b, _ := os.ReadFile(path); string(b) != "mine" {
		t.Errorf("there is %q", b)
	}
}

// The look at a case ends with its form.
func TestExportLookEnds(t *testing.T) {
	d, p := openCase(t, fresh(t), "1", "", 100, 30)
	d.Press(keys.Export)
	f := d.Over.(lookForm)
	f.Fields[pathField].Text.Set(filepath.Join(t.TempDir(), "out"))
	looking := uitest.Commands(f.Key(uitest.Key("ctrl+s"))())[0]
	d.Has("reading the case")
	if why := p.Why(keys.Export); why == "" {
		t.Error("another can be begun meanwhile")
	}
	if _, stays := f.Escape(); stays {
		t.Error("the form stays")
	}
	d.Over = nil
	d.Settle(looking)
	d.Take(tickMsg{p})
	if d.Over != nil {
		t.Errorf("there is a %T", d.Over)
	}
	d.HasNot("reading the case")
}

// A signature needs the passphrase, which is asked for after everything else.
func TestExportIsSigned(t *testing.T) {
	db := fresh(t)
	key, err := sign.New("kim")
	if err != nil {
		t.Fatal(err)
	}
	d, p := openCase(t, db, "1", "", 100, 30)
	p.env.Keyring = page.Keyring{Names: []string{"kim"}, Load: func(name string, passphrase []byte) (*sign.Key, error) {
		if name != "kim" || string(passphrase) != "open sesame" {
			return nil, &model.Error{Kind: model.ErrRefused, Message: "the passphrase is not that of the key"}
		}
		return key, nil
	}}
	now := uitest.Noon
	p.env.Now = func() time.Time {
		now = now.Add(time.Second)
		return now
	}
	path := filepath.Join(t.TempDir(), "out.zip")
	d.Press(keys.Export)
	d.Over.(lookForm).Fields[keyField].Choose("kim")
	fill(d, "peers", "", path)
	over(d, "signature by your key kim")
	press(d, "left", "enter")
	for _, c := range []struct{ typed, says string }{{"no", "the passphrase is not that of the key"}, {"open sesame", ""}} {
		d.Settle(d.Over.Paste(c.typed))
		press(d, "enter")
		if c.says != "" {
			over(d, c.says)
			press(d, "ctrl+u")
		}
	}
	if given := db.Work().GivenOut(1); len(given) != 1 || given[0].SignedBy != "kim" {
		t.Fatalf("the log says %+v", given)
	}
	report, err := bundle.Check(ctx, path, []string{key.PublicText()})
	if err != nil || len(report.Problems) > 0 || report.Checked["signatures"] != 1 {
		t.Errorf("what was written is %+v, %v", report, err)
	}
	d.Has("given out once, by kim on 2026-03-01, peers, signed by kim")
}

// The files are there, and the log could not be written: both are said.
func TestExportWithoutEntry(t *testing.T) {
	d, p := openCase(t, fresh(t), "1", "", 100, 30)
	path := filepath.Join(t.TempDir(), "out")
	p.store = mute{p.store}
	d.Press(keys.Export)
	fill(d, "public", "", path)
	press(d, "left", "enter")
	if s := lastSaid(d); s.Level != page.Failure || !strings.Contains(s.Text, "the log does not say so") || !strings.Contains(s.Hint, "clew note") {
		t.Errorf("it was said %+v", s)
	}
	if _, err := os.Stat(filepath.Join(path, "case.md")); err != nil {
		t.Error(err)
	}
}

// mute is a store whose log takes nothing.
type mute struct{ Store }

func (mute) Act(context.Context, string, store.Key, model.Action) (store.Receipt, error) {
	return store.Receipt{}, errors.New("the disk is full")
}

// What comes from data, and what is typed, is harmless in every box and line.
func TestExportIsExact(t *testing.T) {
	db := fresh(t)
	sum := strings.Repeat("ab", 32)
	for range 2 {
		if _, err := db.Act(ctx, "mal", store.NewKey(), workflow.GiveOut{ID: 3, Profile: "full", Formats: []string{"json"}, Manifest: sum, To: model.Untrusted(evil[:60]), SignedBy: "mal"}); err != nil {
			t.Fatal(err)
		}
	}
	for _, size := range uitest.Sizes {
		d, p := openCase(t, db, "3", "", size[0], size[1])
		d.Exact("given out", size[0], size[1])
		p.out.writing = p.newWriting(handout.Request{Case: 3})
		for _, at := range []step{{"a.json", 0, 12}, {"a.json", 12, 12}, {"a.json", 13, 12}, {evil, 0, 0}} {
			p.out.writing.progress.step(at.doing, at.done, at.total)
			d.Exact("writing", size[0], size[1])
		}
		facts := facts{profile: "peers", marking: "TLP:AMBER", leftOut: []casefile.LeftOut{{What: evil, Count: 1 << 30, Why: evil}}}
		at := preview{handout.Request{To: model.Untrusted(evil), Path: evil}, evil, facts}
		at.request.Profile.About = evil
		box := &overlay.Confirm{Env: p.env, Title: "Give out?", Yes: "write the files", Lines: at.lines(), Hang: hang}
		view := box.View(max(size[0]-4, 1), max(size[1]-4, 1))
		for _, l := range view {
			uitest.Harmless(t, "the preview", l)
		}
	}
	d, _ := openCase(t, db, "3", "", 120, 37)
	d.Has("given out 2 times, last by mal on 2026-03-01, full, signed by mal, to ⟨ESC⟩")
}

func TestExportASCII(t *testing.T) {
	p := NewCase(lent(t, shared(t), true), shared(t), page.Place{Ref: "1"}).(*CasePage)
	d := uitest.Drive(t, p, 100, 30)
	p.out.writing = p.newWriting(handout.Request{Case: 1})
	for _, total := range []int{0, 12} {
		p.out.writing.progress.step("case.md", 3, total)
		p.Update(tickMsg{p})
		d.ASCII("")
		d.Has("writing case.md")
	}
}

// The head says of a case from elsewhere where that is.
func TestReceivedCase(t *testing.T) {
	theirs, ours := fresh(t), fresh(t)
	full, err := casefile.BuiltIn().Profile(casefile.Full)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "out.zip")
	if _, err := handout.Write(ctx, theirs, handout.Request{Case: 1, Profile: full, Path: path, By: "kim"}); err != nil {
		t.Fatal(err)
	}
	in, err := receive.Read(ctx, path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := receive.Take(ctx, ours, in, "lee", nil); err != nil {
		t.Fatal(err)
	}
	d, _ := openCase(t, ours, "4", "", 80, 21)
	d.Has("from investigation " + theirs.Work().Log()[:8] + ", case 1")
}

func TestPreviewFrames(t *testing.T) {
	for _, profile := range []string{"full", "peers"} {
		d, p := openCase(t, shared(t), "1", "", 120, 37)
		found, err := casefile.BuiltIn().Profile(profile)
		if err != nil {
			t.Fatal(err)
		}
		q := handout.Request{Case: 1, Profile: found, Path: "/cases/case-1.zip", To: "counsel"}
		r, err := handout.Look(ctx, shared(t), q)
		if err != nil {
			t.Fatal(err)
		}
		d.Settle(p.showPreview(preview{q, "kim", factsOf(r)}))
		for _, f := range uitest.Frames {
			box := d.Over.View(f.Width-4, f.Height-4)
			uitest.Golden(t, "preview-"+profile+"-"+f.Name+".txt", uitest.Trimmed(draw.Block(box))+"\n")
		}
	}
}
