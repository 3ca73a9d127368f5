package store

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store/work"
)

// A backup is one tar file: work.db, the present generation if there is one,
// and last "backup.json" with the SHA-256 of each. It can be made while others
// write, and looked at with any tar.

// backupManifest ends a backup; a file without it was cut short.
type backupManifest struct {
	Format int               `json:"format"`
	Time   string            `json:"time"`
	Audit  uint64            `json:"audit"` // entries in the log
	Files  map[string]string `json:"sha256"`
}

const (
	backupFormat   = 1
	manifestName   = "backup.json"
	workName       = "work.db"
	backupAttempts = 5
)

// Backup writes the investigation as it is now to one new file, mode 0600, and
// gives its size in bytes. Other processes may go on working.
func (db *DB) Backup(ctx context.Context, file string) (size int64, err error) {
	if _, err := os.Lstat(file); err == nil {
		return 0, &model.Error{Kind: model.ErrRefused, Message: "that file exists already", Where: model.Untrusted(file),
			Hint: "name a new file, or move the old one away"}
	}
	f, err := os.CreateTemp(filepath.Dir(file), ".clew-backup-*")
	if err != nil {
		return 0, backupError(file, err)
	}
	defer func() {
		f.Close()
		os.Remove(f.Name())
	}()
	// An import may replace the generation between the copy of the log and the
	// copy of the generation that it names; then both are taken again.
	for range backupAttempts {
		if err = db.backup(ctx, f); !errors.Is(err, fs.ErrNotExist) {
			break
		}
	}
	if err == nil {
		err = f.Sync()
	}
	if err != nil {
		return 0, backupError(file, err)
	}
	if size, err = f.Seek(0, io.SeekCurrent); err != nil {
		return 0, backupError(file, err)
	}
	// A link, unlike a rename, never replaces a file that came meanwhile.
	if err := os.Link(f.Name(), file); err != nil {
		return 0, backupError(file, err)
	}
	return size, syncDir(filepath.Dir(file))
}

func backupError(file string, err error) error {
	var known *model.Error
	if errors.As(err, &known) {
		return err
	}
	return &model.Error{Kind: model.ErrDisk, Message: "the backup could not be written", Where: model.Untrusted(file), Err: err,
		Hint: "choose a place with enough free space that you may write to"}
}

func (db *DB) backup(ctx context.Context, f *os.File) error {
	if err := errors.Join(f.Truncate(0), second(f.Seek(0, io.SeekStart))); err != nil {
		return err
	}
	log, err := os.CreateTemp(filepath.Dir(f.Name()), ".clew-backup-*")
	if err != nil {
		return err
	}
	defer func() {
		log.Close()
		os.Remove(log.Name())
	}()
	head, err := db.log.Backup(ctx, log)
	if err != nil {
		return err
	}
	now := db.o.Now().UTC()
	m := backupManifest{Format: backupFormat, Time: now.Format(time.RFC3339), Audit: head.Seq, Files: map[string]string{}}
	w := tar.NewWriter(f)
	if err := m.add(w, workName, log, now); err != nil {
		return err
	}
	if head.Gen.Gen != 0 {
		gen, err := os.Open(filepath.Join(db.path, baseName(head.Gen.Gen)))
		if err != nil {
			return err
		}
		defer gen.Close()
		if err := m.add(w, baseName(head.Gen.Gen), gen, now); err != nil {
			return err
		}
	}
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	h := tar.Header{Name: manifestName, Mode: 0o600, Size: int64(len(text)), ModTime: now, Format: tar.FormatPAX}
	return errors.Join(w.WriteHeader(&h), second(w.Write(text)), w.Close(), ctx.Err())
}

func second[T any](_ T, err error) error { return err }

func (m *backupManifest) add(w *tar.Writer, name string, f *os.File, now time.Time) error {
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	h := tar.Header{Name: name, Mode: 0o600, Size: size, ModTime: now, Format: tar.FormatPAX}
	if err := w.WriteHeader(&h); err != nil {
		return err
	}
	sum := sha256.New()
	if _, err := io.Copy(io.MultiWriter(w, sum), f); err != nil {
		return err
	}
	m.Files[name] = hexSum([32]byte(sum.Sum(nil)))
	return nil
}

// Restore makes a new investigation in path, which must not exist, from a
// backup, and writes into its log that it was restored, by whom and from what.
func Restore(ctx context.Context, actor, file, path string, o Options) (err error) {
	if err := checkActor(actor); err != nil {
		return err
	}
	if _, err := os.Lstat(path); err == nil {
		return &model.Error{Kind: model.ErrRefused, Message: "there is something at that path already", Where: model.Untrusted(path),
			Hint: "restore to a new path; nothing is ever restored over an investigation"}
	}
	f, err := os.Open(file)
	if err != nil {
		return &model.Error{Kind: model.ErrNotFound, Message: "the backup cannot be opened", Where: model.Untrusted(file), Err: err}
	}
	defer f.Close()
	if err := os.MkdirAll(filepath.Dir(filepath.Clean(path)), 0o700); err != nil {
		return diskError(err)
	}
	dir, err := os.MkdirTemp(filepath.Dir(filepath.Clean(path)), ".clew-restore-*")
	if err != nil {
		return diskError(err)
	}
	defer os.RemoveAll(dir)
	m, sums, err := unpack(f, dir)
	if err != nil {
		return err
	}
	for name, sum := range m.Files {
		if sums[name] != sum {
			return badBackup(file, fmt.Errorf("%s does not match its SHA-256", name))
		}
	}
	if len(sums) != len(m.Files) || sums[workName] == "" {
		return badBackup(file, errors.New("its list of files is incomplete"))
	}
	if err := syncDir(dir); err != nil {
		return diskError(err)
	}
	if err := os.Rename(dir, path); err != nil {
		return diskError(err)
	}
	if err := syncDir(filepath.Dir(filepath.Clean(path))); err != nil {
		return diskError(err)
	}
	db, err := Open(ctx, path, o)
	if err != nil {
		return err
	}
	defer db.Close()
	body, err := json.Marshal(map[string]any{"entries": m.Audit, "made": m.Time, "file": filepath.Base(file)})
	if err != nil {
		return err
	}
	draft := work.Draft{Actor: actor, Action: "restore", Value: fmt.Sprintf("%d entries", m.Audit), Body: body}
	db.write.Lock()
	defer db.write.Unlock()
	_, err = db.append(ctx, NewKey(), draft, nil)
	return err
}

func badBackup(file string, err error) error {
	return &model.Error{Kind: model.ErrCorrupt, Message: "the backup is damaged or was cut short", Where: model.Untrusted(file),
		Err: err, Hint: "use another backup; nothing was restored"}
}

// unpack writes the files of a backup into dir and gives the SHA-256 of each.
// Only the names that a backup has are taken.
func unpack(f *os.File, dir string) (m backupManifest, sums map[string]string, err error) {
	sums = map[string]string{}
	r := tar.NewReader(f)
	for {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return m, sums, badBackup(f.Name(), errors.New("it has no list of files"))
		}
		if err != nil {
			return m, sums, badBackup(f.Name(), err)
		}
		if h.Name == manifestName {
			text, err := io.ReadAll(io.LimitReader(r, 1<<20))
			if err == nil {
				err = json.Unmarshal(text, &m)
			}
			if err == nil && m.Format > backupFormat {
				return m, sums, &model.Error{Kind: model.ErrTooNew, Message: "the backup was made by a newer version of Clew",
					Hint: "use that version, or a newer one"}
			}
			if err != nil {
				return m, sums, badBackup(f.Name(), err)
			}
			return m, sums, nil
		}
		var gen uint32
		_, scanErr := fmt.Sscanf(h.Name, "base-%d.db", &gen)
		if h.Typeflag != tar.TypeReg || h.Name != workName && (scanErr != nil || h.Name != baseName(gen)) || strings.ContainsAny(h.Name, `/\`) {
			return m, sums, badBackup(f.Name(), errors.New("it holds a file that is not part of a backup"))
		}
		out, err := os.OpenFile(filepath.Join(dir, h.Name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err != nil {
			return m, sums, diskError(err)
		}
		sum := sha256.New()
		_, err = io.Copy(io.MultiWriter(out, sum), r)
		if err != nil {
			out.Close()
			return m, sums, badBackup(f.Name(), err)
		}
		if err := errors.Join(out.Sync(), out.Close()); err != nil {
			return m, sums, diskError(err)
		}
		sums[h.Name] = hexSum([32]byte(sum.Sum(nil)))
	}
}
