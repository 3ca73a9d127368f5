package theme

// Glyphs are the marks that the program itself draws, one column each unless said
// otherwise.
type Glyphs struct {
	ASCII bool

	Horizontal, Vertical                            string
	TopLeft, TopRight, BottomLeft, BottomRight      string
	TeeLeft, TeeRight, TeeDown, TeeUp, Cross        string
	Cursor, Mark, Ellipsis, Bullet, Arrow, Up, Down string
	Crumb                                           string // between breadcrumbs
	Full, Empty                                     string // of a bar
	Same, Different, Missing                        string // of a comparison
	Hub                                             string

	// Eighths are the nine heights of a bar of one row, from none to full.
	Eighths [9]string
	// Shades are the cells of a heat map, from nothing to most. Each says how much
	// by itself, without a colour.
	Shades [5]string
	// Strength are the cells of a matrix by class of strength: none, weak, possible,
	// strong, certain.
	Strength [5]string
	Spinner  []string
}

var unicodeGlyphs = Glyphs{
	Horizontal: "─", Vertical: "│", TopLeft: "┌", TopRight: "┐", BottomLeft: "└", BottomRight: "┘",
	TeeLeft: "├", TeeRight: "┤", TeeDown: "┬", TeeUp: "┴", Cross: "┼",
	Cursor: "▸", Mark: "✓", Ellipsis: "…", Bullet: "·", Arrow: "→", Up: "▲", Down: "▼", Crumb: "›",
	Full: "▓", Empty: "░", Same: "=", Different: "≠", Missing: "·", Hub: "◌",
	Eighths:  [9]string{" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"},
	Shades:   [5]string{"·", "░", "▒", "▓", "█"},
	Strength: [5]string{" ", "·", "○", "◆", "█"},
	Spinner:  []string{"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"},
}

var asciiGlyphs = Glyphs{
	ASCII:      true,
	Horizontal: "-", Vertical: "|", TopLeft: "+", TopRight: "+", BottomLeft: "+", BottomRight: "+",
	TeeLeft: "+", TeeRight: "+", TeeDown: "+", TeeUp: "+", Cross: "+",
	Cursor: ">", Mark: "*", Ellipsis: "~", Bullet: "-", Arrow: ">", Up: "^", Down: "v", Crumb: ">",
	Full: "#", Empty: ".", Same: "=", Different: "!", Missing: ".", Hub: "@",
	Eighths:  [9]string{" ", ".", ".", ":", ":", "+", "+", "#", "#"},
	Shades:   [5]string{".", ":", "+", "*", "#"},
	Strength: [5]string{" ", ".", "o", "*", "#"},
	Spinner:  []string{"|", "/", "-", "\\"},
}
