package overlay

import (
	"strings"
	"time"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/theme"
)

// mostPassphrase is the longest passphrase, in bytes.
const mostPassphrase = 1024

// Passphrase asks for the passphrase of a key and signs something with it. It shows one star for every
// character and nothing else of it, and stays open until it was the right one.
type Passphrase struct {
	Env   *page.Env
	Title string
	// Sign gives the signature. It is called outside the event loop, and may not keep the
	// passphrase, which is wiped when it returns.
	Sign func(passphrase []byte) ([]byte, error)
	// Run gives what is done with the signature once the box is gone.
	Run func(signature []byte) tea.Cmd

	// typed never grows beyond its first room, so that no copies of it are left behind.
	typed   []byte
	wrong   string
	waiting bool
	pasted  time.Time
	caret   int
}

// signed says what came of a passphrase, without it.
type signed struct {
	box       *Passphrase
	signature []byte
	err       error
}

// Key implements page.Overlay.
func (p *Passphrase) Key(k tea.KeyPressMsg) tea.Cmd {
	if p.waiting || k.IsRepeat && len(p.typed) == 0 { // still the key that brought the box
		return nil
	}
	switch k.String() {
	case "enter":
		if k.IsRepeat || p.Env.Now().Sub(p.pasted) < page.AfterPaste {
			return nil // a key that is held down, or pasted, answers no question
		}
		return p.sign()
	case "backspace", "ctrl+h":
		_, n := utf8.DecodeLastRune(p.typed)
		p.typed = p.typed[:len(p.typed)-n]
	case "ctrl+u":
		p.wipe()
	default:
		p.insert(k.Text)
	}
	return nil
}

func (p *Passphrase) insert(s string) {
	p.wrong = ""
	if len(p.typed)+len(s) > mostPassphrase {
		p.wrong = "a passphrase has at most 1024 bytes: that was not taken"
		return
	}
	if p.typed == nil {
		p.typed = make([]byte, 0, mostPassphrase)
	}
	p.typed = append(p.typed, s...)
}

// wipe forgets what was typed, and what was deleted of it.
func (p *Passphrase) wipe() {
	clear(p.typed[:cap(p.typed)])
	p.typed = p.typed[:0]
}

func (p *Passphrase) sign() tea.Cmd {
	if len(p.typed) == 0 {
		p.wrong = "the passphrase is empty"
		return nil
	}
	secret := p.typed
	p.typed, p.wrong, p.waiting = nil, "", true
	return func() tea.Msg {
		defer clear(secret[:cap(secret)])
		signature, err := p.Sign(secret)
		return signed{p, signature, err}
	}
}

// Paste implements page.Overlay. The end of the line that was copied is no part of it.
func (p *Passphrase) Paste(s string) tea.Cmd {
	if p.waiting {
		return nil
	}
	p.pasted = p.Env.Now()
	p.insert(strings.TrimRight(s, "\r\n"))
	return nil
}

// Update implements page.Overlay.
func (p *Passphrase) Update(msg tea.Msg) tea.Cmd {
	done, ok := msg.(signed)
	if !ok || done.box != p {
		return nil
	}
	p.waiting = false
	if done.err != nil {
		said := page.Problem(done.err)
		p.wrong = said.Text
		if said.Hint != "" {
			p.wrong += "; " + said.Hint
		}
		return nil
	}
	return tea.Sequence(page.Tell(page.Hide{}), p.Run(done.signature))
}

// Escape implements page.Escaper.
func (p *Passphrase) Escape() (tea.Cmd, bool) {
	p.wipe()
	return nil, false
}

// View implements page.Overlay.
func (p *Passphrase) View(width, height int) draw.Block {
	th := p.Env.Theme
	w := min(width, 72)
	stars := min(utf8.RuneCount(p.typed), max(w-5, 0))
	p.caret = 1 + stars
	body := draw.Block{draw.Paint(th, draw.T(theme.Plain, " ").Add(theme.Input, strings.Repeat("*", stars)), w-2, theme.Plain)}
	below := draw.T(theme.Key, " enter").Add(theme.Dim, " goes on   esc leaves it")
	switch {
	case p.waiting:
		below = draw.T(theme.Dim, " signing")
	case p.wrong != "":
		below = draw.T(theme.Bad, " "+p.wrong)
	}
	body = append(body, draw.Paragraphs(th, []draw.Line{below}, w-2)...)
	return draw.Box(th, w, min(len(body)+2, height), draw.T(theme.Title, p.Title), nil, true, body)
}

// Caret implements page.Overlay.
func (p *Passphrase) Caret() (x, y int, ok bool) { return 1 + p.caret, 1, !p.waiting }

// Click implements page.Overlay.
func (p *Passphrase) Click(int, int) tea.Cmd { return nil }

// Wheel implements page.Overlay.
func (p *Passphrase) Wheel(int) tea.Cmd { return nil }
