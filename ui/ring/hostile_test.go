package ring

import (
	"fmt"
	"strings"
	"testing"
	"unicode"

	"github.com/charmbracelet/x/ansi"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/uitest"
)

// hostile are texts that do something to a terminal that shows them as they are.
var hostile = []string{
	"\x1b[2J\x1b]0;owned\a", "\u202egnp.exe", "a" + strings.Repeat("\u0301", 300), strings.Repeat("W", 200_000), "\uae40\ubbfc\uc900\U0001f3f3\ufe0f\u200d\U0001f308",
	"\u009b31mred", "\r\n\t\x00", "\u115f\u1160\u3164", "\x1b_Ga=T\x1b\\", "plain",
}

// hostileRing is a ring whose members and values are called such things.
func hostileRing() []model.Row {
	var rows []model.Row
	for i, name := range hostile {
		row := person(fmt.Sprintf("h%d", i), fmt.Sprintf("session:s%d", i/5))
		row.Account.ID.Native += model.Untrusted(strings.ReplaceAll(name[:min(len(name), 60)], ":", ""))
		row.Account.Identifiers = append(row.Account.Identifiers,
			model.Identifier{Kind: model.KindWallet, Value: model.Untrusted("0x" + hostile[i/3])},
			model.Identifier{Kind: model.KindMFADevice, Value: model.Untrusted(hostile[(i+4)/3%len(hostile)])},
			model.Identifier{Kind: model.KindUsername, Value: model.Untrusted(name)})
		rows = append(rows, row)
	}
	for i := range 60 {
		rows = append(rows, person(fmt.Sprintf("x%d", i), fmt.Sprintf("device:x%d", i)))
	}
	return rows
}

var windows = [][2]int{{1, 1}, {2, 3}, {20, 5}, {60, 13}, {60, 16}, {80, 24}, {121, 41}, {200, 60}}

// exact holds a page to its promise: so many lines of such a width, with nothing in
// them that acts on a terminal.
func exact(t *testing.T, what string, p page.Page, width, height int) {
	t.Helper()
	lines := p.View()
	if len(lines) != height {
		t.Fatalf("%s at %dx%d: %d lines", what, width, height, len(lines))
	}
	for y, l := range lines {
		if w := ansi.StringWidth(l); w != width {
			t.Fatalf("%s at %dx%d: line %d is %d wide: %q", what, width, height, y, w, l)
		}
		for _, r := range ansi.Strip(l) {
			if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
				t.Fatalf("%s at %dx%d: line %d holds %U: %q", what, width, height, y, r, l)
			}
		}
		if rest := sgr(l); strings.ContainsRune(rest, 0x1b) {
			t.Fatalf("%s at %dx%d: line %d holds more than colours: %q", what, width, height, y, l)
		}
	}
}

// sgr takes the colours out of a line, and nothing else.
func sgr(s string) string {
	var b strings.Builder
	for s != "" {
		if rest, ok := strings.CutPrefix(s, "\x1b["); ok {
			if i := strings.IndexFunc(rest, func(r rune) bool { return r != ';' && r != ':' && (r < '0' || r > '9') }); i >= 0 && rest[i] == 'm' {
				s = rest[i+1:]
				continue
			}
		}
		b.WriteByte(s[0])
		s = s[1:]
	}
	return b.String()
}

// everywhere runs every action of a page at every size.
func everywhere(d *driver, what string) {
	for _, size := range windows {
		d.page.Size(size[0], size[1])
		exact(d.t.(*testing.T), what, d.page, size[0], size[1])
		for _, a := range append(d.page.Actions(), keys.Switch, keys.Toggle, keys.Switch, keys.Mark, keys.Switch, keys.Switch) {
			if d.page.Why(a) == "" && a != keys.Narrow {
				d.settle(d.page.Do(a))
				exact(d.t.(*testing.T), what+" after "+string(a), d.page, size[0], size[1])
			}
		}
		for y := range min(size[1], 20) {
			d.settle(d.page.(page.Clicker).Click(size[0]/2, y))
			d.settle(d.page.(page.Clicker).Wheel(size[0]/2, y, 3))
		}
		exact(d.t.(*testing.T), what+" after clicks", d.page, size[0], size[1])
		if ansi.StringWidth(d.page.Title()) == 0 || strings.ContainsFunc(d.page.Title(), unicode.IsControl) {
			d.t.Errorf("%s: the title is %q", what, d.page.Title())
		}
	}
	for _, place := range d.went {
		for _, ref := range append(place.Refs, place.Ref) {
			if strings.HasPrefix(string(ref), "(") || strings.Contains(string(ref), "⟨") {
				d.t.Errorf("%s: what is shown of a reference was opened: %q", what, ref)
			}
		}
	}
}

func TestHostileTextsAtEverySize(t *testing.T) {
	db := uitest.Made(t, hostileRing())
	rows, err := db.Listing(ctx, []uint32{0, 1, 2})
	if err != nil {
		t.Fatal(err)
	}
	first, last := rows[0].ID.String(), rows[2].ID.String()
	drive(t, db, NewRings, page.Place{}, 80, 24, func(d *driver) { everywhere(d, "rings") })
	for _, tab := range lookNames {
		drive(t, db, New, page.Place{Ref: first, Tab: tab}, 80, 24, func(d *driver) {
			if !d.page.(*Ring).ready() {
				t.Fatal("there is no ring")
			}
			everywhere(d, tab)
		})
	}
	drive(t, db, NewPath, page.Place{Refs: []model.Untrusted{first, last}}, 80, 24, func(d *driver) { everywhere(d, "way") })
	// Before anything is there.
	for _, p := range []page.Page{NewRings(newEnv(t, "mono", false), db, page.Place{}), New(newEnv(t, "mono", false), db, page.Place{Ref: first}),
		NewPath(newEnv(t, "mono", false), db, page.Place{})} {
		for _, size := range windows {
			p.Size(size[0], size[1])
			exact(t, "nothing yet", p, size[0], size[1])
			p.Status()
		}
	}
}

// Without line drawing characters nothing that the pages draw themselves is beyond
// ASCII, and without colours everything still says what it is.
func TestASCIIAndMono(t *testing.T) {
	db := uitest.Made(t, halves())
	env := newEnv(t, "mono", true)
	check := func(d *driver) {
		d.t.Helper()
		for i, r := range d.text() {
			if r > unicode.MaxASCII {
				d.t.Fatalf("%U at %d:\n%s", r, i, d.text())
			}
		}
	}
	for _, width := range []int{80, 130} {
		driveIn(t, env, db, NewRings, page.Place{}, width, 24, func(d *driver) {
			check(d)
			d.has("# certain")
		})
		for _, tab := range lookNames {
			driveIn(t, env, db, New, page.Place{Ref: "p:a1", Tab: tab}, width, 24, func(d *driver) {
				check(d)
				p := d.page.(*Ring)
				onText(t, p, "payment", "bridge")
				p.whatif.set([]model.Untrusted{"payment:bridge", "commit_email:bridge@b.example"}, nil)
				d.settle(p.supposed())
				check(d)
			})
		}
		driveIn(t, env, db, NewPath, between("p:a1", "p:b1"), width, 24, check)
	}
}
