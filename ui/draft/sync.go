package draft

import (
	"os"
	"time"
)

// syncEvery is how far two syncs are apart at least.
const syncEvery = 2 * time.Second

// syncLater has what is dirty synced in a while. It is not waited for: a sync takes as
// long as the disk likes.
func (d *Drafts) syncLater() {
	if d.timer == nil {
		d.timer = time.AfterFunc(syncEvery, d.sync)
	}
}

// sync brings what is dirty to the disk, and keeps it under a name that no later text
// takes: a file that was put in place of another one and not synced may be empty when
// the power comes back.
func (d *Drafts) sync() {
	d.syncing.Lock()
	defer d.syncing.Unlock()
	d.mu.Lock()
	files := map[string]string{} // by the path of a draft: what is synced of it
	for name := range d.dirty {
		path := d.path(name)
		files[path] = path
		os.Remove(path + linkSuffix)
		if os.Link(path, path+linkSuffix) == nil { // not every file system has links
			files[path] = path + linkSuffix
		}
	}
	clear(d.dirty)
	d.timer = nil
	d.mu.Unlock()

	for path, file := range files {
		err := syncPath(file)
		d.mu.Lock()
		// What was discarded meanwhile must not come back.
		if _, gone := os.Lstat(path); err != nil || gone != nil || os.Rename(path+linkSuffix, path+keptSuffix) != nil {
			os.Remove(path + linkSuffix)
		}
		d.mu.Unlock()
	}
	if len(files) > 0 {
		_ = syncPath(d.dir) // nobody waits for it who could be told
	}
}

func syncPath(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}
