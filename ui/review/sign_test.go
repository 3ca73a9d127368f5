package review

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store/sign"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

// signing is the page of a proposal that lee reviews, who has a key that sam vouched for; its
// passphrase is QZQ.
func signing(t *testing.T, here bool) (*world, *uitest.Driver) {
	w := newWorld(t, 8)
	w.propose("kim", 0, 4, "x")
	k, err := sign.New("lee")
	if err != nil {
		t.Fatal(err)
	}
	w.act("lee", workflow.EnrolKey{Login: "lee", Key: k.Public()})
	w.act("sam", workflow.VouchKey{Login: "lee", Key: k.Public()})
	w.now = uitest.Noon
	env := uitest.Acting(uitest.Env(t, "mono", false), w.DB, "lee")
	if here {
		env.Sign = func(passphrase, message []byte) ([]byte, error) {
			if string(passphrase) != "QZQ" {
				return nil, &model.Error{Kind: model.ErrRefused, Message: "the passphrase is wrong"}
			}
			return k.Sign(message), nil
		}
	}
	return w, uitest.Drive(t, NewReview(env, w.DB, page.Place{Page: page.Review, Ref: "1"}), 100, 30)
}

// mean presses the key that means an approval.
func mean(d *uitest.Driver) {
	box := d.Over.(*Approving)
	box.since = box.since.Add(-time.Second)
	key(d, uitest.Key(box.means))
}

func passphrase(d *uitest.Driver, text string) {
	for _, c := range text {
		key(d, tea.KeyPressMsg{Code: c, Text: string(c)})
	}
	key(d, uitest.Key("enter"))
}

func TestSigned(t *testing.T) {
	w, d := signing(t, true)
	d.Press(keys.Approve)
	if v := uitest.Trimmed(d.Over.View(80, 20)); !strings.Contains(v, "signed with your key") {
		t.Errorf("it does not say that it is signed:\n%s", v)
	}
	mean(d)
	box, ok := d.Over.(*overlay.Passphrase)
	if !ok {
		t.Fatalf("the box is %T", d.Over)
	}
	if n := len(w.Work().Proposal(1).Approvals); n != 0 {
		t.Fatal("it is approved before it is signed")
	}
	passphrase(d, "QZ")
	if v := uitest.Trimmed(box.View(80, 20)); d.Over != box || !strings.Contains(v, "the passphrase is wrong") {
		t.Errorf("after a wrong one there is %T:\n%s", d.Over, v)
	}
	passphrase(d, "QZQ")
	p := w.Work().Proposal(1)
	if d.Over != nil || p.Status != workflow.Approved || len(p.Approvals) != 1 || len(p.Approvals[0].Signature) == 0 {
		t.Fatalf("it is %s with %+v, under %T", p.Status, p.Approvals, d.Over)
	}
	if went := uitest.All[page.Instead](d); len(went) != 1 {
		t.Errorf("it does not go on: %v", went)
	}
}

// A version that came while the passphrase was typed is not approved by its signature.
func TestSignedVersionOnly(t *testing.T) {
	w, d := signing(t, true)
	d.Press(keys.Approve)
	mean(d)
	w.act("kim", workflow.NewEdit(1, "", w.ids[:3], terms("second")))
	passphrase(d, "QZQ")
	if n := len(w.Work().Proposal(1).Approvals); n != 0 {
		t.Error("the version that was not read is approved")
	}
}

// Whoever cannot sign is told what to do instead of being asked.
func TestCannotSign(t *testing.T) {
	_, d := signing(t, false)
	d.Press(keys.Approve)
	if said := uitest.Only[page.Say](d); d.Over != nil || !strings.Contains(said.Text, "no key of yours on this machine") || !strings.Contains(said.Hint, "clew key new") {
		t.Errorf("without a key: %+v, under %T", said, d.Over)
	}

	w := newWorld(t, 8)
	w.act("di", workflow.SetRules{TOML: strings.Replace(workflow.DefaultRules().TOML, "approvals = 1", "approvals = 1\nsigned = true", 1), Why: "signed"})
	w.propose("kim", 0, 4, "x")
	w.now = uitest.Noon
	d = w.open("lee", 1, 100, 30)
	d.Press(keys.Approve)
	if said := uitest.Only[page.Say](d); d.Over != nil || !strings.Contains(said.Text, "no key that another person has vouched for") || said.Hint == "" {
		t.Errorf("without a key where the policy asks for one: %+v, under %T", said, d.Over)
	}
}
