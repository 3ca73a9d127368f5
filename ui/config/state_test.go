package config

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/ui/page"
)

var _ page.Prefs = (*Prefs)(nil)

func load(t *testing.T, path string) *State {
	t.Helper()
	s, err := LoadState(path)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func run(t *testing.T, cmd tea.Cmd) {
	t.Helper()
	if msg := cmd(); msg != nil {
		t.Fatalf("writing said %v", msg)
	}
}

func TestStateComesBack(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state", "clew", "workbench.json")
	s := load(t, path)
	p := s.Prefs("/work/a.clew")
	mark := page.Bookmarked{Title: "one", Place: page.Place{Page: page.Account, Ref: "test:\xff1", Tab: "events"}}
	queue := page.SavedQueue{Name: "mine", Query: "score>=70", Sort: "links:desc"}
	p.SetColumns("queue", []string{"score", "name"})
	p.SaveQueue(queue)
	p.SaveQueue(page.SavedQueue{Name: "gone"})
	p.RemoveQueue("gone")
	p.Bookmark(page.Bookmarked{Title: "before", Place: mark.Place})
	if len(p.Bookmarks()) != 1 || len(p.Queues()) != 1 {
		t.Error("what was chosen is not there at once")
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Error("something was written before anybody asked")
	}
	run(t, p.Bookmark(mark))
	run(t, s.Opened("/work/a.clew", time.Unix(100, 0)))

	for file, mode := range map[string]os.FileMode{path: 0o600, filepath.Dir(path): 0o700} {
		if info, err := os.Stat(file); err != nil || info.Mode().Perm() != mode {
			t.Errorf("%s: %v %v, want %v", file, info.Mode(), err, mode)
		}
	}
	p = load(t, path).Prefs("/work/a.clew")
	if got := p.Columns("queue"); !reflect.DeepEqual(got, []string{"score", "name"}) {
		t.Errorf("columns %q", got)
	}
	if got := p.Queues(); !reflect.DeepEqual(got, []page.SavedQueue{queue}) {
		t.Errorf("queues %+v", got)
	}
	if got := p.Bookmarks(); !reflect.DeepEqual(got, []page.Bookmarked{mark}) {
		t.Errorf("bookmarks %+v", got)
	}
	other := load(t, path).Prefs("/work/b.clew")
	if other.Columns("queue") != nil || other.Queues() != nil || other.Bookmarks() != nil {
		t.Error("another investigation has the same")
	}
}

func TestRecents(t *testing.T) {
	path := filepath.Join(t.TempDir(), "workbench.json")
	s := load(t, path)
	for i, name := range []string{"/a", "/b", "/c"} {
		run(t, s.Opened(name, time.Unix(int64(100+i), 0)))
	}
	s.Opened("/a", time.Unix(500, 0))
	run(t, s.Forget("/b"))
	s.Prefs("/never-opened").SetColumns("queue", nil)
	var got []string
	for _, r := range load(t, path).Recents() {
		got = append(got, r.Path)
	}
	if strings.Join(got, " ") != "/a /c" {
		t.Errorf("recents %q", got)
	}
}

// Two programs that run at once do not take from each other what they remember.
func TestTwoPrograms(t *testing.T) {
	path := filepath.Join(t.TempDir(), "workbench.json")
	one, two := load(t, path), load(t, path)
	run(t, one.Prefs("/a").SetColumns("queue", []string{"score"}))
	run(t, two.Prefs("/b").SetColumns("queue", []string{"name"}))
	run(t, one.Opened("/a", time.Unix(1, 0)))
	s := load(t, path)
	if s.Prefs("/a").Columns("queue") == nil || s.Prefs("/b").Columns("queue") == nil {
		t.Error("one has overwritten the other")
	}
}

func TestDamagedStateIsPutAside(t *testing.T) {
	for name, text := range map[string]string{
		"cut short": `{"version":1,"investigations":{"/a":{"op`,
		"empty":     "",
		"newer":     `{"version":99}`,
		"list":      `[]`,
		"too large": `{"version":1,"investigations":{}}` + strings.Repeat(" ", mostState),
	} {
		path := filepath.Join(t.TempDir(), "workbench.json")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := LoadState(path)
		var e *model.Error
		if !errors.As(err, &e) || !strings.Contains(e.Hint, path+".bad") {
			t.Errorf("%s: %v", name, err)
		}
		if kept, err := os.ReadFile(path + ".bad"); err != nil || string(kept) != text {
			t.Errorf("%s: aside is %.40q %v", name, kept, err)
		}
		run(t, s.Opened("/a", time.Unix(1, 0)))
		if got := load(t, path).Recents(); len(got) != 1 {
			t.Errorf("%s: afterwards %v", name, got)
		}
	}
	path := filepath.Join(t.TempDir(), "workbench.json")
	if err := os.WriteFile(path, []byte(`{"version":1,"investigations":{"/a":null,"/b":{}}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if s := load(t, path); s.Prefs("/a").Columns("queue") != nil {
		t.Error("a null has columns")
	}
}

func TestStateOfOthersIsNotRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "workbench.json")
	if err := os.WriteFile(path, []byte(`{"version":1}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadState(path); err == nil || !strings.Contains(err.Error(), "other users") {
		t.Errorf("%v", err)
	}
}

func TestStateIsBounded(t *testing.T) {
	path := filepath.Join(t.TempDir(), "workbench.json")
	s := load(t, path)
	big := strings.Repeat("x", 4000)
	for i := range 4 {
		name := fmt.Sprintf("/%02d", i)
		s.Opened(name, time.Unix(int64(i+1), 0))
		for q := range mostQueues + 5 {
			s.Prefs(name).SaveQueue(page.SavedQueue{Name: fmt.Sprint(q), Query: big})
		}
		if got := s.Prefs(name).Queues(); len(got) != mostQueues || got[0].Name != "5" {
			t.Fatalf("%d queues, the first is %s", len(got), got[0].Name)
		}
	}
	if err := s.Save(); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Size() > mostState {
		t.Fatalf("%d bytes %v", info.Size(), err)
	}
	if got := load(t, path).Recents(); len(got) != 1 || got[0].Path != "/03" {
		t.Errorf("kept %v", got)
	}
}

func TestWriteFails(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s := &State{path: filepath.Join(file, "workbench.json"), touched: map[string]bool{}, file: stateFile{Version: stateVersion, Investigations: map[string]*chosen{}}}
	said, ok := s.Opened("/a", time.Unix(1, 0))().(page.Say)
	if !ok || said.Level != page.Failure || !strings.Contains(said.Text, "cannot be remembered") {
		t.Errorf("%+v", said)
	}
	if len(s.Recents()) != 1 {
		t.Error("it is not even remembered in memory")
	}
}

func TestWritesDoNotMix(t *testing.T) {
	path := filepath.Join(t.TempDir(), "workbench.json")
	s := load(t, path)
	var wg sync.WaitGroup
	for i := range 16 {
		cmd := s.Prefs("/a").SaveQueue(page.SavedQueue{Name: fmt.Sprint(i)})
		wg.Go(func() { cmd() })
	}
	wg.Wait()
	if got := load(t, path).Prefs("/a").Queues(); len(got) != 16 {
		t.Errorf("%d queues", len(got))
	}
	if names, _ := os.ReadDir(filepath.Dir(path)); len(names) != 1 {
		t.Errorf("left %v", names)
	}
}
