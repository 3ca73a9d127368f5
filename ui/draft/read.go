package draft

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/seed-28a39f10/clew/model"
)

// isDraft is the name of a draft; what else a window has beside it has a suffix more.
var isDraft = regexp.MustCompile(`^[0-9a-f]{32}-[0-9a-f]{16}\.draft(\.new|\.kept|\.link)?$`)

// Load gives the drafts that the actor has for a key in any window, the newest first.
// What cannot be used is passed over, and the problems, of type *model.Error, say so.
func (d *Drafts) Load(key string) (drafts []Draft, problems []error) {
	return d.scan(prefix(key, d.actor))
}

// List gives all drafts of the actor, as [Drafts.Load] does.
func (d *Drafts) List() (drafts []Draft, problems []error) { return d.scan("") }

func (d *Drafts) scan(prefix string) (drafts []Draft, problems []error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	entries, err := os.ReadDir(d.dir)
	if err != nil {
		return nil, []error{failed(d.dir, err)}
	}
	for _, e := range entries {
		name := e.Name()
		if !strings.HasPrefix(name, prefix) {
			continue
		}
		if !isDraft.MatchString(name) {
			problems = append(problems, &model.Error{Kind: model.ErrInput, Message: "this is no draft, and is passed over", Where: model.Untrusted(d.path(name)),
				Hint: "nothing but drafts belongs into this folder"})
			continue
		}
		if !strings.HasSuffix(name, suffix) {
			continue
		}
		draft, found, err := d.look(name)
		if err != nil {
			problems = append(problems, err)
		}
		if found && draft.Actor == d.actor {
			drafts = append(drafts, draft)
		}
	}
	slices.SortFunc(drafts, func(a, b Draft) int {
		return cmp.Or(b.Changed.Compare(a.Changed), cmp.Compare(a.name, b.name))
	})
	return drafts, problems
}

// look reads one draft, and where that is damaged what was kept of it.
func (d *Drafts) look(name string) (draft Draft, found bool, problem error) {
	path := d.path(name)
	draft, open, err := peek(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Draft{}, false, nil
	}
	hint := "what is in it may still be read with a text editor"
	if err == nil && !draft.belongs(name) {
		err = errors.New("it is another one's under this name")
	}
	if err != nil {
		problem = &model.Error{Kind: model.ErrCorrupt, Message: "a draft cannot be used, and is passed over", Where: model.Untrusted(path), Hint: hint, Err: err}
		if draft, err = read(path + keptSuffix); err != nil || !draft.belongs(name) {
			return Draft{}, false, problem
		}
		problem = &model.Error{Kind: model.ErrCorrupt, Message: "a draft cannot be used; it is back as it was at " + draft.Changed.UTC().Format("15:04:05") + " UTC",
			Where: model.Untrusted(path), Hint: hint}
	}
	draft.name, draft.Open = name, open
	draft.Mine = draft.Window == d.window
	return draft, true, problem
}

// belongs reports whether a draft is the one of a name.
func (d Draft) belongs(name string) bool { return prefix(d.Key, d.Actor)+d.Window+suffix == name }

// peek reads the draft at path and reports whether a window has it open.
func peek(path string) (draft Draft, open bool, err error) {
	for range tries {
		f, err := openOwn(path)
		if err != nil {
			return Draft{}, false, err
		}
		draft, err = readOpen(f)
		// Shared, so that two who look do not take each other for who has it open.
		open = flock(f, syscall.LOCK_SH) != nil
		same := current(f, path)
		f.Close()
		if same {
			return draft, open, err
		}
	}
	return draft, true, nil // somebody is writing it all the time
}

// sweepAfter is how old a file must be that nobody can still be about to put in place.
const sweepAfter = time.Minute

// sweep removes what processes have left that ended amid a change.
func (d *Drafts) sweep() {
	entries, err := os.ReadDir(d.dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		name := e.Name()
		info, err := e.Info()
		if err != nil || !isDraft.MatchString(name) || strings.HasSuffix(name, suffix) || time.Since(info.ModTime()) < sweepAfter {
			continue
		}
		if draft, kept := strings.CutSuffix(d.path(name), keptSuffix); kept {
			if _, err := os.Lstat(draft); err == nil {
				continue
			}
		}
		os.Remove(d.path(name))
	}
}
