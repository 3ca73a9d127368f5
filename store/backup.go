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
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store/work"
)

// A backup is one tar file: work.db, the present generation if there is one, the
// attached files that the log names, as files/<SHA-256>, and last "backup.json"
// with the SHA-256 of each. It can be made while others write, and looked at with
// any tar.

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

	// maxManifest is how long backup.json may be, in bytes: room for 400,000 files.
	maxManifest = 64 << 20
)

// Backup writes the investigation as it is now to one new file, mode 0600, and
// gives its size in bytes. Other processes may go on working. Attached files that
// are missing or damaged are left out: then all else is in the backup, and the
// error is of kind corrupt.
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
	whole := false
	for range backupAttempts {
		if whole, err = db.backup(ctx, f); !errors.Is(err, fs.ErrNotExist) {
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
	if err := syncDir(filepath.Dir(file)); err != nil || whole {
		return size, err
	}
	return size, &model.Error{Kind: model.ErrCorrupt, Message: "everything is in the backup except attached files that are missing or damaged", Where: model.Untrusted(file),
		Hint: "run 'clew check' to see which they are"}
}

func backupError(file string, err error) error {
	var known *model.Error
	if errors.As(err, &known) {
		return err
	}
	return &model.Error{Kind: model.ErrDisk, Message: "the backup could not be written", Where: model.Untrusted(file), Err: err,
		Hint: "choose a place with enough free space that you may write to"}
}

// backup writes the tar. whole is false where attached files had to be left out.
func (db *DB) backup(ctx context.Context, f *os.File) (whole bool, err error) {
	if err := errors.Join(f.Truncate(0), second(f.Seek(0, io.SeekStart))); err != nil {
		return false, err
	}
	log, err := os.CreateTemp(filepath.Dir(f.Name()), ".clew-backup-*")
	if err != nil {
		return false, err
	}
	defer func() {
		log.Close()
		os.Remove(log.Name())
	}()
	head, err := db.log.Backup(ctx, log)
	if err != nil {
		return false, err
	}
	now := db.o.Now().UTC()
	m := backupManifest{Format: backupFormat, Time: now.Format(time.RFC3339), Audit: head.Seq, Files: map[string]string{}}
	w := tar.NewWriter(f)
	if err := m.add(w, workName, log, now); err != nil {
		return false, err
	}
	if head.Gen.Gen != 0 {
		gen, err := os.Open(filepath.Join(db.path, baseName(head.Gen.Gen)))
		if err != nil {
			return false, err
		}
		defer gen.Close()
		if err := m.add(w, baseName(head.Gen.Gen), gen, now); err != nil {
			return false, err
		}
	}
	if whole, err = db.addFiles(ctx, &m, w, now); err != nil {
		return false, err
	}
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return false, err
	}
	if len(text) > maxManifest {
		return false, &model.Error{Kind: model.ErrLimit, Message: "there are more attached files than a backup has room for",
			Hint: "copy the whole folder while nobody works on it"}
	}
	h := tar.Header{Name: manifestName, Mode: 0o600, Size: int64(len(text)), ModTime: now, Format: tar.FormatPAX}
	return whole, errors.Join(w.WriteHeader(&h), second(w.Write(text)), w.Close(), ctx.Err())
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

// addFiles adds the attached files that the log names. It reads each twice: a tar
// cannot take back what turns out to be damaged.
func (db *DB) addFiles(ctx context.Context, m *backupManifest, w *tar.Writer, now time.Time) (whole bool, err error) {
	named, err := db.namedFiles(ctx) // in the copy of the log, or since then
	if err != nil {
		return false, err
	}
	whole = true
	for _, want := range named {
		switch err := db.addFile(ctx, m, w, want, now); model.KindOf(err) {
		case "":
		case model.ErrNotFound, model.ErrCorrupt, model.ErrRefused, model.ErrUnsupported, model.ErrInput:
			whole = false
		default:
			return false, err
		}
	}
	return whole, nil
}

func (db *DB) addFile(ctx context.Context, m *backupManifest, w *tar.Writer, want keptFile, now time.Time) error {
	dir, err := db.filesFolder()
	if err != nil {
		return err
	}
	k, err := openKept(dir, want.sha)
	if err != nil {
		return err
	}
	defer k.Close()
	if err := k.verify(ctx); err != nil {
		return err
	}
	name := filesName + "/" + want.sha
	if err := m.add(w, name, k.f, now); err != nil {
		return err
	}
	if m.Files[name] != want.sha {
		return &model.Error{Kind: model.ErrDisk, Message: "an attached file was changed while it was copied", Where: model.Untrusted(name),
			Hint: "find out what changes it, and make the backup again"}
	}
	return nil
}

// Restore makes a new investigation in path, which must not exist, from a
// backup, and writes into its log that it was restored, by whom and from what.
// Where the backup had to be made without some attached files it is restored
// without them, and the error is of kind corrupt.
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
	m, sums, err := unpack(ctx, f, dir)
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
	if err := syncDir(filepath.Join(dir, filesName)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return diskError(err)
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
	if err := db.lockWrite(ctx); err != nil {
		return err
	}
	defer db.write.Unlock()
	if _, err = db.append(ctx, NewKey(), draft, nil); err != nil {
		return err
	}
	for _, f := range db.state.namedFiles() {
		if sums[filesName+"/"+f.sha] == "" {
			return &model.Error{Kind: model.ErrCorrupt, Message: "everything is restored except attached files that the backup does not have", Where: model.Untrusted(path),
				Hint: "run 'clew check' to see which they are; another backup may have them"}
		}
	}
	return nil
}

func badBackup(file string, err error) error {
	return &model.Error{Kind: model.ErrCorrupt, Message: "the backup is damaged or was cut short", Where: model.Untrusted(file),
		Err: err, Hint: "use another backup; nothing was restored"}
}

// unpack writes the files of a backup into dir and gives the SHA-256 of each.
// Only the names that a backup has are taken.
func unpack(ctx context.Context, f *os.File, dir string) (m backupManifest, sums map[string]string, err error) {
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
			text, err := io.ReadAll(io.LimitReader(r, maxManifest))
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
		if !partOfBackup(h) {
			return m, sums, badBackup(f.Name(), errors.New("it holds a file that is not part of a backup"))
		}
		sum, err := unpackFile(ctx, filepath.Join(dir, filepath.FromSlash(h.Name)), r)
		if model.KindOf(err) == model.ErrInput {
			err = badBackup(f.Name(), err)
		}
		if err != nil {
			return m, sums, fileError(err)
		}
		if sha, attached := strings.CutPrefix(h.Name, filesName+"/"); attached && sum != sha {
			return m, sums, badBackup(f.Name(), errors.New("an attached file is not what its name says"))
		}
		sums[h.Name] = sum
	}
}

// partOfBackup reports whether a backup can have such a file.
func partOfBackup(h *tar.Header) bool {
	// Nothing makes a file of terabytes out of a few bytes.
	for key := range h.PAXRecords {
		if strings.HasPrefix(key, "GNU.sparse.") {
			return false
		}
	}
	if h.Typeflag != tar.TypeReg {
		return false
	}
	if sha, attached := strings.CutPrefix(h.Name, filesName+"/"); attached {
		return workflow.IsSHA256(sha) && h.Size <= MaxFile
	}
	var gen uint32
	_, err := fmt.Sscanf(h.Name, "base-%d.db", &gen)
	return h.Name == workName || err == nil && h.Name == baseName(gen)
}

// unpackFile writes a new file and gives its SHA-256. An error of r is of kind input.
func unpackFile(ctx context.Context, path string, r io.Reader) (sum string, err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", err
	}
	out, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return "", err
	}
	defer out.Close()
	h := sha256.New()
	if _, err := io.Copy(io.MultiWriter(out, h), input{ctx, r, model.Untrusted(filepath.Base(path))}); err != nil {
		return "", err
	}
	return hexSum([32]byte(h.Sum(nil))), errors.Join(out.Sync(), out.Close())
}
