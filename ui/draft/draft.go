package draft

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"sync"
	"time"

	"github.com/seed-28a39f10/clew/model"
)

const (
	// Most is how long a text may be, in bytes.
	Most = 256 << 10
	// mostNamed is how long a key or an actor may be, in bytes.
	mostNamed = 4 << 10
)

// Draft is a text that somebody has not finished.
type Draft struct {
	Key     string
	Actor   string
	Text    string
	Changed time.Time       // UTC
	PID     int             // of the process that wrote it
	Host    model.Untrusted // on which it ran
	Window  string
	Mine    bool // it is this window's own
	Open    bool // a window has it open

	name string
}

// Drafts are the drafts of one actor in one investigation, as one window has them. All
// methods may be called at the same time.
type Drafts struct {
	state  string
	dir    string
	actor  string
	window string
	host   model.Untrusted
	now    func() time.Time

	syncing sync.Mutex // one sync at a time; taken before mu

	mu    sync.Mutex
	open  map[string]*os.File // by name: the file that is there now, locked
	dirty map[string]bool     // by name: what has not been synced
	timer *time.Timer         // to the next sync; nil where nothing is to be synced
}

var isID = regexp.MustCompile(`^[0-9a-f]{1,128}$`)

// Open gives the drafts of an actor in an investigation, which is named by its id in
// hex, as a window of its own. The folders below state, an absolute path, are made
// where they are missing. Errors are of type *model.Error: usage, refused or disk.
func Open(state, investigation, actor string, now func() time.Time) (*Drafts, error) {
	if !filepath.IsAbs(state) || !isID.MatchString(investigation) || len(actor) > mostNamed {
		return nil, &model.Error{Kind: model.ErrUsage, Message: "drafts need an absolute folder, the id of an investigation and a short actor"}
	}
	if err := os.MkdirAll(state, 0o700); err != nil {
		return nil, failed(state, err)
	}
	dir := filepath.Join(state, "drafts")
	for _, d := range []string{dir, filepath.Join(dir, investigation)} {
		if err := private(d); err != nil {
			return nil, err
		}
		dir = d
	}
	var window [8]byte
	rand.Read(window[:]) // it never fails
	host, _ := os.Hostname()
	d := &Drafts{state: state, dir: dir, actor: actor, window: hex.EncodeToString(window[:]), host: model.Untrusted(host), now: now,
		open: map[string]*os.File{}, dirty: map[string]bool{}}
	d.sweep()
	return d, nil
}

// State is the folder that the drafts are below, as it was given to [Open].
func (d *Drafts) State() string { return d.state }

// prefix is what the files of a key and an actor begin with.
func prefix(key, actor string) string {
	h := sha256.New()
	for _, s := range []string{key, actor} {
		_ = binary.Write(h, binary.BigEndian, uint64(len(s)))
		h.Write([]byte(s))
	}
	return hex.EncodeToString(h.Sum(nil)[:16]) + "-"
}

func (d *Drafts) own(key string) string { return prefix(key, d.actor) + d.window + suffix }

func (d *Drafts) path(name string) string { return filepath.Join(d.dir, name) }

// Save keeps the text that this window has for a key, and has it open from then on.
// When it returns nil the text outlives the process. Errors are of type *model.Error:
// limit, busy or disk; what was kept before is then still kept.
func (d *Drafts) Save(key, text string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.save(key, text)
}

func (d *Drafts) save(key, text string) error {
	if len(text) > Most || len(key) > mostNamed {
		return &model.Error{Kind: model.ErrLimit, Message: fmt.Sprintf("a draft of more than %d KiB cannot be kept", Most>>10), Hint: "save a part of it"}
	}
	name := d.own(key)
	path := d.path(name)
	if d.open[name] == nil {
		// Another window may be taking what this one has left.
		left, err := claim(path)
		if err != nil {
			return err
		}
		if left != nil {
			defer left.Close()
		}
	}
	f, err := replace(path, encode(Draft{Key: key, Actor: d.actor, Text: text, Changed: d.now().UTC(), PID: os.Getpid(), Host: d.host, Window: d.window}))
	if err != nil {
		return failed(path, err)
	}
	d.release(name)
	d.open[name] = f
	d.dirty[name] = true
	d.syncLater()
	return nil
}

// release gives the lock of a draft back.
func (d *Drafts) release(name string) {
	if f := d.open[name]; f != nil {
		f.Close()
		delete(d.open, name)
	}
}

// Leave says that this window has no longer open what it has for a key. The draft
// stays, and another window may take it.
func (d *Drafts) Leave(key string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.release(d.own(key))
}

// Discard removes what this window has for a key; that there is nothing is no error.
// Errors are of type *model.Error: busy or disk.
func (d *Drafts) Discard(key string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	name := d.own(key)
	if d.open[name] == nil {
		left, err := claim(d.path(name))
		if left == nil {
			return err
		}
		defer left.Close()
	}
	delete(d.dirty, name)
	err := remove(d.path(name))
	d.release(name)
	return err
}

// Take moves a draft from another window to this one: text, which was made of it and of
// what this window has for its key, is saved, and then the draft is removed. Errors are
// of type *model.Error: those of [Drafts.Save], busy where a window has the draft open
// or has changed it since it was read, and not-found where it is gone. Then nothing is
// moved.
func (d *Drafts) Take(from Draft, text string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if from.name == d.own(from.Key) {
		return d.save(from.Key, text)
	}
	path := d.path(from.name)
	f, err := claim(path)
	if err != nil {
		return err
	}
	if f == nil {
		return &model.Error{Kind: model.ErrNotFound, Message: "the draft is not there any more", Hint: "another window has taken or saved it"}
	}
	defer f.Close()
	is, err := readOpen(f)
	if err != nil {
		is, err = read(path + keptSuffix)
	}
	if err != nil || is.Text != from.Text {
		return &model.Error{Kind: model.ErrBusy, Message: "the draft has been changed since it was read", Hint: "look again"}
	}
	if err := d.save(from.Key, text); err != nil {
		return err
	}
	return remove(path)
}

// Close syncs what is not synced yet and gives all locks back. The drafts stay.
func (d *Drafts) Close() {
	d.sync()
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.timer != nil {
		d.timer.Stop()
	}
	for name := range d.open {
		d.release(name)
	}
}

// failed explains an error of the file system.
func failed(path string, err error) error {
	var e *model.Error
	if errors.As(err, &e) {
		return e
	}
	hint := "look whether the disk is full and the folder is yours"
	if errors.Is(err, fs.ErrNotExist) {
		hint = "the folder is gone; leave Clew and start it again"
	}
	return &model.Error{Kind: model.ErrDisk, Message: "the draft cannot be kept", Where: model.Untrusted(path), Hint: hint, Err: err}
}
