package overlay

import (
	"cmp"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
)

// Paths completes a text as the path of a file. Its zero value is ready.
type Paths struct {
	Folders bool // only of a folder
	// Resolve reads a path as whoever takes the text does; nil is [page.FilePath].
	Resolve func(string) (string, error)

	door  page.Door
	found *found // of what stands in the field now; nil for none
}

// found is what a text can go on with.
type found struct {
	typed string // what was asked about
	text  string // it, as far as all names agree
	names []string
	more  int // names beside these
	wrong string
}

const (
	mostNames   = 5       // names of files that are listed
	mostEntries = 100_000 // entries of a folder that are looked at
)

// asks reports whether a key asks to complete a field: where the caret stands at its end, to
// the right does too.
func (p *Paths) asks(k tea.KeyPressMsg, f *Field) bool {
	switch k.String() {
	case "ctrl+space", "ctrl+@":
		return true
	case "right":
		return f.at == len(f.value)
	}
	return false
}

// complete looks what the text of a field can go on with.
func (p *Paths) complete(f *Field) tea.Cmd {
	typed, folders, resolve := f.Value(), p.Folders, p.Resolve
	if resolve == nil {
		resolve = page.FilePath
	}
	return page.Ask(&p.door, func(ctx context.Context) (*found, error) { return look(ctx, typed, folders, resolve), nil })
}

// changed forgets what was found of another text.
func (p *Paths) changed() {
	p.door.Close()
	p.found = nil
}

// take puts what was found into the field that it was asked for.
func (p *Paths) take(f *Field, msg page.Answer[*found]) {
	switch {
	case !page.Takes(&p.door, msg) || msg.Value != nil && msg.Value.typed != f.Value():
		return
	case msg.Err != nil:
		p.found = &found{wrong: page.Problem(msg.Err).Text}
		return
	}
	if p.found = msg.Value; len(p.found.text) <= mostTyped {
		f.Set(p.found.text)
	}
}

// lines are the names that the text can go on with, in at most so many lines, or why there
// are none.
func (p *Paths) lines(most int) []draw.Line {
	switch {
	case p.found == nil:
		return nil
	case p.found.wrong != "":
		return []draw.Line{draw.T(theme.Warn, p.found.wrong)}
	}
	names, more := p.found.names, p.found.more
	if room := max(most-1, 1); len(names) > room {
		names, more = names[:room], more+len(names)-room
	}
	var lines []draw.Line
	for _, name := range names {
		lines = append(lines, draw.T(theme.Plain, name))
	}
	if more > 0 {
		lines = append(lines, draw.T(theme.Dim, "and "+strconv.Itoa(more)+" more"))
	}
	return lines
}

// name is an entry of a folder; of a folder it ends with a slash.
type name string

func (n name) folder() bool { return strings.HasSuffix(string(n), slash) }

const slash = string(filepath.Separator)

// look finds the names that a path can go on with.
func look(ctx context.Context, typed string, folders bool, resolve func(string) (string, error)) *found {
	f := &found{typed: typed, text: typed}
	begun := strings.TrimLeft(typed, " ")
	if quote := begun[:min(1, len(begun))]; quote == "'" || quote == `"` {
		begun = strings.TrimSuffix(begun[1:], quote)
	}
	if begun == "~" {
		begun += slash
	}
	in, beginning := filepath.Split(begun)
	dir, err := resolve(cmp.Or(in, "."))
	if err != nil {
		f.wrong = page.Problem(err).Text
		return f
	}
	all, err := namesIn(ctx, dir, beginning, folders)
	switch {
	case err != nil:
		f.wrong = "cannot be read, " + reason(err) + ": " + text.Display(model.Untrusted(dir))
		return f
	case len(all) == 0 && beginning == "":
		f.wrong = "nothing is in that folder"
		return f
	case len(all) == 0:
		f.wrong = "nothing there begins so"
		return f
	}
	f.text = spelled(in, prefix(all), dir, len(all) == 1 && !all[0].folder(), resolve)
	if len(all) > 1 {
		f.more = max(len(all)-mostNames, 0)
		for _, n := range all[:len(all)-f.more] {
			f.names = append(f.names, shownName(n))
		}
	}
	return f
}

func shownName(n name) string {
	if bare := strings.TrimSuffix(string(n), slash); n.folder() {
		return text.Display(model.Untrusted(bare)) + slash
	}
	return text.Display(model.Untrusted(n))
}

// reason is an error without the path that it names.
func reason(err error) string {
	if path := (*os.PathError)(nil); errors.As(err, &path) {
		err = path.Err
	}
	return text.Display(model.Untrusted(err.Error()))
}

// namesIn lists the names in a folder that begin with something, sorted. Those that begin
// with a dot have to be asked for.
func namesIn(ctx context.Context, dir, beginning string, folders bool) (all []name, err error) {
	if info, err := os.Stat(dir); err == nil && !info.IsDir() { // a pipe would be waited for
		return nil, syscall.ENOTDIR
	}
	d, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	defer d.Close()
	for looked := 0; looked < mostEntries; {
		entries, err := d.ReadDir(1000)
		looked += len(entries)
		for _, e := range entries {
			if !strings.HasPrefix(e.Name(), beginning) || beginning == "" && e.Name()[0] == '.' {
				continue
			}
			mode := e.Type()
			if mode&os.ModeSymlink != 0 {
				if info, err := os.Stat(filepath.Join(dir, e.Name())); err == nil {
					mode = info.Mode().Type()
				}
			}
			if mode.IsDir() {
				all = append(all, name(e.Name()+slash))
			} else if mode.IsRegular() && !folders {
				all = append(all, name(e.Name()))
			}
		}
		if err == io.EOF {
			break
		}
		if err = cmp.Or(err, ctx.Err()); err != nil {
			return nil, err
		}
	}
	slices.Sort(all)
	return all, nil
}

// prefix is what all names begin with, without a part of a character.
func prefix(all []name) string {
	first, last := string(all[0]), string(all[len(all)-1]) // sorted: what these agree in all do
	if first == last {
		return first
	}
	n := 0
	for n < min(len(first), len(last)) && first[n] == last[n] {
		n++
	}
	for n > 0 && n < len(first) && !utf8.RuneStart(first[n]) {
		n--
	}
	return first[:n]
}

// spelled writes a path so that it is read as what it is: spaces around it would be lost, and
// quotes and a tilde mean something.
func spelled(in, rest, dir string, whole bool, resolve func(string) (string, error)) string {
	plain := in + rest
	want := filepath.Join(dir, rest)
	ways := []string{plain, "." + slash + plain}
	if whole {
		ways = append(ways, "'"+plain+"'", "'."+slash+plain+"'")
	}
	for _, way := range ways {
		if got, err := resolve(way); err == nil && filepath.Clean(got) == want {
			return way
		}
	}
	return plain
}
