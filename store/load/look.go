package load

import (
	"context"
	"slices"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store/ingest"
)

// Glance is what can be said of an export from its beginning.
type Glance struct {
	ingest.Description
	Bytes   int64
	Rows    []model.Row    // the first that can be used
	Rejects []model.Reject // the first that cannot, among them
	Notes   []string       // may quote outside text
	Whole   bool           // these are all rows of the file
}

// Look reads the beginning of an export, until it has so many rows that can be used
// or so many that cannot.
func Look(ctx context.Context, path string, o ingest.Options, rows int) (*Glance, error) {
	o.Workers = 1
	f, err := ingest.Open(path, o)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	g := &Glance{Description: f.Describe()}
	_, g.Bytes = f.Progress()
	f.OnReject(func(x model.Reject) {
		if len(g.Rejects) < rows {
			g.Rejects = append(g.Rejects, x)
		}
	})
	for batch, err := range f.Rows(ctx) {
		if err != nil {
			return g, err
		}
		for _, row := range batch[:min(len(batch), rows-len(g.Rows))] {
			g.Rows = append(g.Rows, own(row))
		}
		if len(g.Rows) == rows || len(g.Rejects) == rows {
			break
		}
	}
	r := f.Result()
	g.Notes = append(r.Notes, remarks(g.Description, o, r)...)
	g.Whole = r.SHA256 != "" && r.Accepted+r.Rejected == uint64(len(g.Rows)+len(g.Rejects))
	return g, nil
}

// own gives a row that shares no slices with the reader's next batch.
func own(row model.Row) model.Row {
	a := &row.Account
	a.Facts, a.Identifiers = slices.Clone(a.Facts), slices.Clone(a.Identifiers)
	a.Flags, a.Signals, a.Tags = slices.Clone(a.Flags), slices.Clone(a.Signals), slices.Clone(a.Tags)
	row.Events = slices.Clone(row.Events)
	return row
}
