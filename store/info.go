package store

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store/work"
)

// Info describes the investigation as it is on disk now.
func (db *DB) Info(ctx context.Context) (*Info, error) {
	if err := db.Refresh(ctx); err != nil {
		return nil, err
	}
	head, err := db.log.Head(ctx)
	if err != nil {
		return nil, err
	}
	info := &Info{
		Path: db.path, ID: hex.EncodeToString(head.ID[:]), Generation: head.Gen.Gen,
		Schema:    fmt.Sprintf("%d.%d", head.Format.Major, head.Format.Minor),
		AuditSize: head.Seq, AuditRoot: base64.StdEncoding.EncodeToString(head.Root[:]),
	}
	err = db.view(func(g *generation, st *state) error {
		info.CreatedAt, info.Notes = st.created, st.flow.NoteCount()
		for _, f := range st.namedFiles() {
			info.Attached++
			info.AttachedBytes += f.bytes
		}
		for _, l := range st.watch.lists {
			w, err := l.describe()
			if err != nil {
				return err
			}
			info.Watch = append(info.Watch, w)
		}
		if g != nil {
			s := g.base.Stats()
			info.Accounts, info.Identifiers, info.Shared, info.Events = int(s.Accounts), s.Identifiers, s.Shared, s.Events
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = db.log.Read(ctx, 0, func(e work.Entry) error {
		if e.Action != verbImport {
			return nil
		}
		var body importBody
		if err := json.Unmarshal(e.Body, &body); err != nil {
			return badEntry(e, err)
		}
		info.Files = append(info.Files, body.Files...)
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, dir := range []string{db.path, filepath.Join(db.path, filesName)} {
		names, err := os.ReadDir(dir)
		if err != nil && !(dir != db.path && errors.Is(err, fs.ErrNotExist)) {
			return nil, diskError(err)
		}
		for _, e := range names {
			info.Bytes += int64(fileSize(filepath.Join(dir, e.Name())))
		}
	}
	return info, nil
}

// Compact rewrites work.db without the space that nothing uses any more: when
// that is more than half of it and 16 MB, or always when force is set. It also
// clears the mark that an error of the disk has left, once the whole log has
// been verified, and removes attached files that no entry came to name within the
// hour. Sizes are in bytes, of work.db and, before, of what was removed.
func (db *DB) Compact(ctx context.Context, force bool) (before, after int64, err error) {
	if db.o.ReadOnly {
		return 0, 0, &model.Error{Kind: model.ErrReadOnly, Message: "the investigation is open for reading only", Where: model.Untrusted(db.path)}
	}
	path := filepath.Join(db.path, workName)
	before = int64(fileSize(path))
	if err := db.log.Compact(ctx, force); err != nil {
		return before, before, err
	}
	freed, err := db.removeLeftovers(ctx)
	return before + freed, int64(fileSize(path)), err
}
