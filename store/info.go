package store

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
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
		info.CreatedAt, info.Notes = st.created, st.noted
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
	names, err := os.ReadDir(db.path)
	if err != nil {
		return nil, diskError(err)
	}
	for _, e := range names {
		info.Bytes += int64(fileSize(filepath.Join(db.path, e.Name())))
	}
	return info, nil
}

// Compact rewrites work.db without the space that nothing uses any more: when
// that is more than half of it and 16 MB, or always when force is set. It also
// clears the mark that an error of the disk has left, once the whole log has
// been verified. Sizes are in bytes.
func (db *DB) Compact(ctx context.Context, force bool) (before, after int64, err error) {
	if db.o.ReadOnly {
		return 0, 0, &model.Error{Kind: model.ErrReadOnly, Message: "the investigation is open for reading only", Where: model.Untrusted(db.path)}
	}
	path := filepath.Join(db.path, workName)
	before = int64(fileSize(path))
	if err := db.log.Compact(ctx, force); err != nil {
		return before, before, err
	}
	return before, int64(fileSize(path)), nil
}
