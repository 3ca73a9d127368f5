package cases

import (
	"context"
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store/casefile"
	"github.com/seed-28a39f10/clew/store/casefile/bundle"
	"github.com/seed-28a39f10/clew/store/casefile/handout"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// giveout is the way of a case file from the form to the files. Its zero value is ready.
type giveout struct {
	typed   []string // into the form, for when it comes back
	door    page.Door
	doing   *progress // of what is looked at; nil where nothing is
	writing *writing  // the files coming to be; nil for none
}

func (p *CasePage) whyNotExport() string {
	if p.out.door.Waiting() {
		return "it is being looked at what would be in the case file"
	}
	return ""
}

// export asks what is to be given out; while files are written, whether to give that up.
func (p *CasePage) export() tea.Cmd {
	if w := p.out.writing; w != nil {
		return page.Tell(page.Show{Overlay: &overlay.Confirm{Env: p.env, Title: "Give up the export?", Yes: "give it up", Run: w.giveUp,
			Lines: []draw.Line{draw.Plain(words.Sentence(w.Running())), draw.T(theme.Dim, "Nothing of it is kept, and the log says nothing."), nil}}})
	}
	names := casefile.BuiltIn().Names()
	profile := &overlay.FormField{Label: "profile"}
	for _, name := range names {
		if found, err := casefile.BuiltIn().Profile(name); err == nil {
			profile.Options = append(profile.Options, overlay.Option{Value: name, Note: found.About})
		}
	}
	formats := line("formats", "all", "all, or some of "+strings.Join(handout.Formats(), " "))
	formats.Check = func(s string) string { _, wrong := formatsOf(s); return wrong }
	path := line("file", fmt.Sprintf("case-%d.zip", p.loaded.c.ID), "a new folder, or one file that ends in .zip")
	path.Needed, path.Path = true, &overlay.Paths{}
	path.Probe = func(s string) error {
		abs, err := page.FilePath(s)
		if err == nil {
			err = bundle.Free(abs)
		}
		return err
	}
	fields := []*overlay.FormField{profile, formats, path, line("to", "", "whom it is for; in the log, not in the files"), line("why", "", "may be left empty; in the log too")}
	if names := p.env.Keyring.Names; len(names) > 0 {
		key := &overlay.FormField{Label: "signature", Options: []overlay.Option{{Value: unsigned}}}
		for _, name := range names {
			key.Options = append(key.Options, overlay.Option{Value: name, Note: "your key of this name"})
		}
		fields = append(fields, key)
	}
	for i, v := range p.out.typed {
		if f := fields[i]; len(f.Options) > 0 {
			f.Choose(v)
		} else {
			f.Text.Set(v)
		}
	}
	about := []draw.Line{draw.T(theme.Dim, "You see what would be in it before anything is written."), nil}
	form := &overlay.Form{Env: p.env, Title: fmt.Sprintf("Export case %d", p.loaded.c.ID), Yes: "look at it", Lines: about, Fields: fields, Run: p.lookAt}
	return page.Tell(page.Show{Overlay: lookForm{form, &p.out}})
}

// unsigned is the choice of no key; no key is called so, for it has a space.
const unsigned = "no signature"

// lookForm is a form whose look ends with it.
type lookForm struct {
	*overlay.Form
	out *giveout
}

// Escape implements page.Escaper.
func (f lookForm) Escape() (tea.Cmd, bool) {
	f.out.door.Close()
	return nil, false
}

// formatsOf reads names of formats, nil for all, and says what is wrong with them.
func formatsOf(typed string) (names []string, wrong string) {
	names = strings.FieldsFunc(typed, func(r rune) bool { return r == ',' || r == ' ' })
	if len(names) == 0 || slices.Equal(names, []string{"all"}) {
		return nil, ""
	}
	for _, n := range names {
		if !slices.Contains(handout.Formats(), n) {
			return nil, "there is no format " + words.Clean(n) + "; there are " + strings.Join(handout.Formats(), ", ")
		}
	}
	return names, ""
}

// lookAt looks what would be given out of what was typed into the form.
func (p *CasePage) lookAt(typed []string) tea.Cmd {
	p.out.typed = typed
	at := preview{request: handout.Request{Case: p.loaded.c.ID, By: p.env.Actor, To: model.Untrusted(typed[3]), Why: model.Untrusted(typed[4])}}
	at.request.Formats, _ = formatsOf(typed[1])
	if len(typed) > 5 && typed[5] != unsigned {
		at.key = typed[5]
	}
	doing := newProgress(p.env)
	p.out.doing = doing
	s := p.store
	ask := page.Ask(&p.out.door, func(ctx context.Context) (preview, error) {
		var err error
		if at.request.Profile, err = casefile.BuiltIn().Profile(typed[0]); err != nil {
			return at, err
		}
		if at.request.Path, err = page.FilePath(typed[2]); err != nil {
			return at, err
		}
		if err = bundle.Free(at.request.Path); err != nil {
			return at, err
		}
		q := at.request
		q.Progress = doing.step
		r, err := handout.Look(ctx, s, q)
		if err != nil {
			return at, err
		}
		at.facts = factsOf(r)
		return at, nil
	})
	p.arrange()
	return tea.Batch(ask, p.tick())
}

// showPreview asks whether what would be given out is to be.
func (p *CasePage) showPreview(at preview) tea.Cmd {
	w := p.newWriting(at.request)
	run := tea.Sequence(w.begun, w.run)
	if at.key != "" {
		run = p.unlock(at.key, w)
	}
	return page.Tell(page.Show{Overlay: &overlay.Confirm{Env: p.env, Title: fmt.Sprintf("Give out case %d, %s?", at.request.Case, at.request.Profile.Name), Yes: "write the files",
		Lines: at.lines(), Hang: hang, Run: run}})
}

// unlock asks for the passphrase of the key that signs, and then writes.
func (p *CasePage) unlock(name string, w *writing) tea.Cmd {
	load := p.env.Keyring.Load
	return page.Tell(page.Show{Overlay: &overlay.Passphrase{Env: p.env, Title: "The passphrase of your key " + words.Clean(name),
		Sign: func(passphrase []byte) (nothing []byte, err error) {
			w.request.Key, err = load(name, passphrase)
			return nil, err
		},
		Run: func([]byte) tea.Cmd { return tea.Sequence(w.begun, w.run) }}})
}

// roomy is the height from which the head of the page says more than what has to be known.
const roomy = 14

// outside says in the head of the page where the case came from and to whom it was given, and
// how far the files are that are being written.
func (p *CasePage) outside() (lines []draw.Line) {
	if from := p.loaded.c.Received; from != nil && p.height >= roomy {
		lines = append(lines, draw.T(theme.Head, "from ").Add(theme.Plain, words.ReceivedFrom(from)))
	}
	if said := words.GivenOut(p.loaded.st.GivenOut(p.loaded.c.ID)); said != "" && p.height >= roomy {
		lines = append(lines, draw.T(theme.Head, "given out ").Add(theme.Plain, said))
	}
	switch {
	case p.out.writing != nil:
		lines = append(lines, p.out.writing.progress.line(p.env).Add(theme.Plain, "  ").Add(theme.Key, p.env.Keys.Key(keys.Export)).Add(theme.Dim, " gives it up"))
	case p.out.door.Waiting():
		lines = append(lines, p.out.doing.line(p.env))
	}
	return lines
}
