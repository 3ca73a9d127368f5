package imports

import (
	"cmp"
	"context"
	"errors"
	"hash/maphash"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store/load"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/table"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// mostEntries bounds the entries of a folder that are looked at.
const mostEntries = 50_000

// entry is a file or a folder.
type entry struct {
	id     uint64
	name   string // as it is on the disk, which may be anything
	shown  string // clean
	folder bool
	other  bool // neither a file nor a folder
	size   int64
	time   time.Time
}

// folder is what was read of a folder. It is not changed afterwards.
type folder struct {
	path    string
	entries []entry
	more    bool // there are more than were looked at
}

// up is the entry that leads to the folder above.
const up = ".."

// readFolder reads a folder. seed makes the ids: nobody can choose a name that has the
// id of another.
func readFolder(ctx context.Context, path string, seed maphash.Seed) (*folder, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, folderError(path, err)
	}
	defer f.Close()
	out := &folder{path: path}
	if filepath.Dir(path) != path {
		out.entries = append(out.entries, entry{id: maphash.String(seed, up), name: up, shown: up, folder: true})
	}
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		batch, err := f.ReadDir(1024)
		for _, d := range batch {
			out.entries = append(out.entries, look(path, d, seed))
		}
		if len(out.entries) >= mostEntries {
			out.more = true
			return out, nil
		}
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, folderError(path, err)
		}
	}
}

func folderError(path string, err error) error {
	e := &model.Error{Kind: model.ErrInput, Message: "the folder cannot be read", Where: model.Untrusted(path), Err: errors.Unwrap(err)}
	if errors.Is(err, fs.ErrNotExist) {
		e.Kind, e.Message, e.Err = model.ErrNotFound, "there is no such folder", nil
	}
	return e
}

// look gives an entry; a link is what it points to.
func look(dir string, d fs.DirEntry, seed maphash.Seed) entry {
	e := entry{id: maphash.String(seed, d.Name()), name: d.Name(), shown: words.Clean(d.Name())}
	info, err := d.Info()
	if err == nil && info.Mode()&fs.ModeSymlink != 0 {
		info, err = os.Stat(filepath.Join(dir, d.Name()))
	}
	if err != nil {
		e.other = true
		return e
	}
	e.size, e.time = info.Size(), info.ModTime()
	e.folder, e.other = info.IsDir(), !info.IsDir() && !info.Mode().IsRegular()
	return e
}

// export reports whether it is a file that is called as exports are: the importer reads
// others too, but nobody means those by "all".
func (e entry) export() bool {
	name := strings.ToLower(e.name)
	if e.folder || e.other || strings.HasSuffix(name, load.RejectSuffix) {
		return false
	}
	ending := filepath.Ext(name)
	switch ending {
	case ".gz", ".gzip", ".zst", ".zstd":
		return filepath.Ext(strings.TrimSuffix(name, ending)) != ".tar"
	}
	return slices.Contains(endings, ending)
}

// endings are those of the text that exports come as.
var endings = []string{".csv", ".tsv", ".txt", ".log", ".json", ".jsonl", ".ndjson"}

// order says how entries are listed: folders always stand first.
type order struct {
	key  string // name, size or time
	desc bool
}

// listing is the entries of a folder that a filter leaves, in an order, as rows.
type listing struct {
	folder  *folder
	entries []entry
	rows    []table.Row
	cursor  int // where the filter's best match is, -1 for none
}

// list filters and sorts. Names that begin with a dot are listed only where the filter
// does.
func list(f *folder, filter string, o order) listing {
	out := listing{folder: f, cursor: -1}
	folded := strings.ToLower(filter)
	for _, e := range f.entries {
		switch {
		case e.name == up && filter != "":
		case strings.HasPrefix(e.name, ".") && e.name != up && !strings.HasPrefix(filter, "."):
		case strings.Contains(strings.ToLower(e.shown), folded):
			out.entries = append(out.entries, e)
		}
	}
	slices.SortStableFunc(out.entries, func(a, b entry) int {
		if c := cmp.Or(first(b.name == up)-first(a.name == up), first(b.folder)-first(a.folder)); c != 0 {
			return c
		}
		c := 0
		switch o.key {
		case "size":
			c = cmp.Compare(a.size, b.size)
		case "time":
			c = a.time.Compare(b.time)
		}
		if c == 0 {
			c = cmp.Compare(strings.ToLower(a.name), strings.ToLower(b.name))
		}
		if o.desc {
			c = -c
		}
		return c
	})
	for i, e := range out.entries {
		if filter != "" && (out.cursor < 0 || e.name == filter) {
			out.cursor = i
		}
		out.rows = append(out.rows, table.Row{ID: e.id, Cells: e.cells()})
	}
	return out
}

func first(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

func (e entry) cells() []draw.Span {
	name := draw.Span{Role: theme.Plain, Text: e.shown}
	size := draw.Span{Role: theme.Plain, Text: words.Size(e.size)}
	at := draw.Span{Role: theme.Dim}
	switch {
	case e.folder:
		name, size = draw.Span{Role: theme.Info, Text: e.shown + "/"}, draw.Span{Role: theme.Dim, Text: "folder"}
	case e.other:
		name.Role, size = theme.Dim, draw.Span{Role: theme.Dim, Text: "no file"}
	}
	if !e.time.IsZero() {
		at.Text = e.time.UTC().Format("2006-01-02 15:04")
	}
	return []draw.Span{name, size, at}
}

// asPath reads what was typed as a path: the folder that it is in and the beginning of
// a name there. ok is false where it is only a filter.
func asPath(typed, dir, home string) (in, name string, ok bool) {
	typed = strings.TrimSpace(typed) // a space at the end cannot be seen
	switch {
	case typed == "~":
		return home, "", home != ""
	case strings.HasPrefix(typed, "~/") && home != "":
		typed = home + typed[1:]
	case filepath.IsAbs(typed):
	case strings.ContainsRune(typed, filepath.Separator):
		typed = dir + string(filepath.Separator) + typed
	default:
		return dir, typed, false
	}
	in, name = filepath.Split(typed)
	if name == up || name == "." {
		in, name = typed, ""
	}
	return filepath.Clean(in), name, true
}

// pasted reads pasted text as paths: what a terminal writes where files are dropped on
// it, or a file manager copies.
func pasted(s string) []string {
	var out []string
	for _, line := range strings.FieldsFunc(s, func(r rune) bool { return r == '\n' || r == '\r' }) {
		if rest, ok := strings.CutPrefix(line, "file://"); ok {
			if path, err := url.PathUnescape(rest[max(strings.IndexByte(rest, '/'), 0):]); err == nil {
				out = append(out, path)
				continue
			}
		}
		out = append(out, shellWords(line)...)
	}
	return out
}

// shellWords splits a line as a shell does, as far as quotes and backslashes go.
func shellWords(line string) []string {
	var out []string
	var word strings.Builder
	var quote byte
	begun := false
	for i := 0; i < len(line); i++ {
		c := line[i]
		switch {
		case quote == 0 && (c == '\'' || c == '"'):
			quote, begun = c, true
		case quote != 0 && c == quote:
			quote = 0
		case c == '\\' && quote != '\'' && i+1 < len(line):
			i++
			word.WriteByte(line[i])
			begun = true
		case quote == 0 && (c == ' ' || c == '\t'):
			if begun {
				out = append(out, word.String())
				word.Reset()
				begun = false
			}
		default:
			word.WriteByte(c)
			begun = true
		}
	}
	if begun {
		out = append(out, word.String())
	}
	return out
}
