package config

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/ui/page"
)

// What the state may grow to. Beyond, what was used longest ago goes.
const (
	mostState          = 1 << 20 // bytes
	mostInvestigations = 100
	mostQueues         = 200
	mostBookmarks      = 500
	mostColumns        = 64 // of a table, and tables
)

// stateVersion is that of the file. A newer one is put aside like one that is damaged.
const stateVersion = 1

// stateFile is the state as JSON has it.
type stateFile struct {
	Version        int                `json:"version"`
	Investigations map[string]*chosen `json:"investigations"`
}

// chosen is what was chosen in one investigation.
type chosen struct {
	Opened  time.Time           `json:"opened"`
	Columns map[string][]string `json:"columns,omitempty"`
	Queues  []page.SavedQueue   `json:"queues,omitempty"`
	Marks   []bookmark          `json:"bookmarks,omitempty"`
}

// State is what the workbench remembers from one start to the next. What is changed
// is changed in memory at once; the command that comes back writes it.
type State struct {
	path    string
	writing sync.Mutex // one write at a time

	mu      sync.Mutex
	file    stateFile
	touched map[string]bool // investigations that this process has changed
}

// LoadState reads the state. There always is one: a file that cannot be used is put
// aside, and the error, of type *model.Error, says so.
func LoadState(path string) (*State, error) {
	s := &State{path: path, touched: map[string]bool{}}
	file, err := readState(path)
	s.file = file
	if err == nil {
		return s, nil
	}
	aside := path + ".bad"
	if os.Rename(path, aside) != nil {
		return s, err
	}
	return s, &model.Error{Kind: model.ErrInput, Message: "what the workbench had remembered cannot be used; it begins anew",
		Where: model.Untrusted(path), Hint: "the file is now called " + aside, Err: err}
}

func readState(path string) (stateFile, error) {
	empty := stateFile{Version: stateVersion, Investigations: map[string]*chosen{}}
	text, err := readOwn(path, mostState)
	if errors.Is(err, errMissing) {
		return empty, nil
	}
	if err != nil {
		return empty, err
	}
	var f stateFile
	d := json.NewDecoder(bytes.NewReader(text))
	if err := d.Decode(&f); err != nil {
		return empty, &model.Error{Kind: model.ErrInput, Message: "the file is no JSON of the workbench", Err: err}
	}
	if f.Version != stateVersion {
		return empty, &model.Error{Kind: model.ErrTooNew, Message: fmt.Sprintf("the file has version %d, and this program knows version %d", f.Version, stateVersion)}
	}
	if f.Investigations == nil {
		f.Investigations = map[string]*chosen{}
	}
	maps.DeleteFunc(f.Investigations, func(_ string, c *chosen) bool { return c == nil })
	for _, c := range f.Investigations {
		c.bound()
	}
	return f, nil
}

// bound keeps what is remembered within its limits, the newest first to stay.
func (c *chosen) bound() {
	c.Queues = last(c.Queues, mostQueues)
	c.Marks = last(c.Marks, mostBookmarks)
	for table, columns := range c.Columns {
		c.Columns[table] = columns[:min(len(columns), mostColumns)]
	}
	for _, table := range slices.Sorted(maps.Keys(c.Columns)) {
		if len(c.Columns) <= mostColumns {
			break
		}
		delete(c.Columns, table)
	}
}

func last[T any](list []T, n int) []T { return list[max(len(list)-n, 0):] }

// Recent is an investigation that was opened.
type Recent struct {
	Path   string
	Opened time.Time
}

// Recents lists the investigations that were opened, the last one first. They need
// not exist any more.
func (s *State) Recents() []Recent {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Recent
	for path, c := range s.file.Investigations {
		if !c.Opened.IsZero() {
			out = append(out, Recent{path, c.Opened})
		}
	}
	slices.SortFunc(out, func(a, b Recent) int {
		return cmp.Or(b.Opened.Compare(a.Opened), cmp.Compare(a.Path, b.Path))
	})
	return out
}

// Opened remembers that an investigation was opened. Its path is an absolute one.
func (s *State) Opened(path string, at time.Time) tea.Cmd {
	return s.change(path, func(c *chosen) { c.Opened = at.UTC() })
}

// Forget removes all that is remembered of an investigation.
func (s *State) Forget(path string) tea.Cmd {
	s.mu.Lock()
	delete(s.file.Investigations, path)
	s.touched[path] = true
	s.mu.Unlock()
	return s.write
}

// change has fn change what is remembered of an investigation, and gives the command
// that writes it.
func (s *State) change(path string, fn func(*chosen)) tea.Cmd {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.file.Investigations[path]
	if c == nil {
		c = &chosen{}
		s.file.Investigations[path] = c
	}
	fn(c)
	c.bound()
	s.touched[path] = true
	return s.write
}

// write brings the state to disk.
func (s *State) write() tea.Msg {
	if err := s.Save(); err != nil {
		return page.Problem(err)
	}
	return nil
}

// Save brings the state to disk. What another process has remembered meanwhile of
// other investigations is kept.
func (s *State) Save() error {
	s.writing.Lock()
	defer s.writing.Unlock()
	text, err := s.encode()
	if err == nil {
		err = writeOwn(s.path, text)
	}
	if err != nil {
		return &model.Error{Kind: model.ErrDisk, Message: "what you chose cannot be remembered", Where: model.Untrusted(s.path),
			Hint: "it holds until you leave", Err: err}
	}
	return nil
}

func (s *State) encode() ([]byte, error) {
	theirs, err := readState(s.path)
	s.mu.Lock()
	defer s.mu.Unlock()
	if err == nil {
		for path, c := range theirs.Investigations {
			if !s.touched[path] {
				s.file.Investigations[path] = c
			}
		}
	}
	all := s.file.Investigations
	oldest := slices.SortedFunc(maps.Keys(all), func(a, b string) int {
		return cmp.Or(all[a].Opened.Compare(all[b].Opened), cmp.Compare(a, b))
	})
	for {
		text, err := json.MarshalIndent(s.file, "", " ")
		if err != nil || len(all) <= mostInvestigations && len(text) < mostState || len(all) <= 1 {
			if err == nil && len(text) >= mostState {
				err = fmt.Errorf("more than %d KiB", mostState>>10)
			}
			return append(text, '\n'), err
		}
		delete(all, oldest[0])
		oldest = oldest[1:]
	}
}
