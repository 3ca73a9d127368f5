package page

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/ui/draw"
)

// AfterPaste is how long after a paste, or after a box came that asks for a decision, keys answer
// nothing: what breaks out of a bracketed paste arrives as keys.
const AfterPaste = 300 * time.Millisecond

// Overlay is a box over a page that has the keyboard until it is closed. Ready-made
// ones are in ui/overlay.
type Overlay interface {
	// Key takes a key press; esc never comes here, it closes the overlay, which may be
	// an [Escaper].
	Key(tea.KeyPressMsg) tea.Cmd
	// Paste takes pasted text.
	Paste(string) tea.Cmd
	Update(tea.Msg) tea.Cmd
	// View draws it, at most width x height.
	View(width, height int) draw.Block
	// Caret is where the terminal's cursor belongs, from its upper left corner.
	Caret() (x, y int, ok bool)
	// Click and Wheel take the mouse, from its upper left corner.
	Click(x, y int) tea.Cmd
	Wheel(delta int) tea.Cmd
}
