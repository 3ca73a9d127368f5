package clip

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/table"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/uitest"
	"github.com/seed-28a39f10/clew/ui/uitest/hostile"
)

// offered gives what a menu copies, by its labels.
func offered(t *testing.T, m *Menu) (labels []string, copies map[string]page.Copy) {
	t.Helper()
	copies = map[string]page.Copy{}
	show := m.Show(uitest.Env(t, "mono", false))().(page.Show)
	for _, i := range show.Overlay.(*overlay.Menu).Items {
		labels = append(labels, i.Label)
		copies[i.Label] = i.Run().(page.Copy)
	}
	return labels, copies
}

func TestAddressesAreOfferedDefanged(t *testing.T) {
	for _, c := range []struct{ kind, value, defanged string }{
		{"email", "lena@park.example", "lena[@]park[.]example"}, {"ip", "2001:db8::7", "2001[:]db8[:][:]7"}, {"url", "https://evil.example/a", "hxxps://evil[.]example/a"},
		{"device", "d-91", ""}, {"username", "lena.park", ""}, {"wallet", "0xabc", ""},
	} {
		var m Menu
		m.Identifier("value", c.kind, model.Untrusted(c.value))
		labels, copies := offered(t, &m)
		want := []string{"value", "value, defanged"}
		if c.defanged == "" {
			want = want[:1]
		}
		if !slices.Equal(labels, want) || string(copies["value"].Text) != c.value || string(copies["value, defanged"].Text) != c.defanged {
			t.Errorf("%s %s: %v", c.kind, c.value, copies)
		}
	}
	var m Menu
	m.Reference("ip:192.0.2.7")
	if labels, copies := offered(t, &m); !slices.Equal(labels, []string{"ip", "ip, defanged", "the same with its kind"}) || copies["the same with its kind"].Text != "ip:192.0.2.7" {
		t.Errorf("%v", copies)
	}
}

// Nothing is offered that is not there, and nothing twice.
func TestMenuIsShort(t *testing.T) {
	var m Menu
	m.Value("a", "")
	m.Note("b", "")
	m.Row(nil)
	m.Row(table.New(table.Column{Title: "A"}))
	m.List("c", "none", nil)
	m.Shown("d", " ", "")
	if say, ok := m.Show(uitest.Env(t, "mono", false))().(page.Say); !ok || say.Level != page.Warning {
		t.Errorf("%+v", say)
	}
	m.Value("a", "x")
	m.Value("b", "x")
	if labels, _ := offered(t, &m); !slices.Equal(labels, []string{"a"}) {
		t.Error(labels)
	}
}

// A row is what the table shows of it, cells parted by tabs and in the order of the columns.
func TestRow(t *testing.T) {
	tab := table.New(table.Column{Key: "a", Title: "A", Least: 4}, table.Column{Key: "b", Title: "B", Least: 4, Drop: 1}, table.Column{Key: "c", Title: "C", Least: 4},
		table.Column{Key: "d", Title: "D", Least: 7, Meter: true})
	tab.Set([]table.Row{{ID: 1, Cells: []draw.Span{{Text: " 1"}, {Text: ""}, {Text: text.Display("x\ty\n")}, {Text: "##.  64"}}}})
	tab.Size(4, 4) // where not all columns have room
	var m Menu
	m.Row(tab)
	if _, copies := offered(t, &m); copies["the row"].Clean != "1\t\tx⟨HT⟩y⟨LF⟩\t64" {
		t.Errorf("%q", copies["the row"].Clean)
	}
	tab.Show([]string{"c", "a"})
	m = Menu{}
	m.Row(tab)
	if _, copies := offered(t, &m); copies["the row"].Clean != "x⟨HT⟩y⟨LF⟩\t1" {
		t.Errorf("%q", copies["the row"].Clean)
	}
}

// A list has one line for each value, whatever the value.
func TestListIsAsLong(t *testing.T) {
	var values []model.Untrusted
	for _, s := range hostile.Texts(t) {
		values = append(values, model.Untrusted(s))
	}
	var m Menu
	m.List("all", "of them", values)
	_, copies := offered(t, &m)
	lines := strings.Split(copies["all"].Clean, "\n")
	if len(lines) != len(values) {
		t.Errorf("%d lines of %d values", len(lines), len(values))
	}
	if i := strings.IndexFunc(copies["all"].Clean, func(r rune) bool { return r != '\n' && unicode.In(r, unicode.Cc, unicode.Cf) }); i >= 0 {
		t.Errorf("%q is in it", copies["all"].Clean[i:i+4])
	}
}
