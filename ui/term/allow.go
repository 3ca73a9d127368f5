package term

import (
	"bytes"
	"slices"
)

// MaxClipboard is the longest text, in bytes, whose clipboard write passes a Filter.
// A longer one is no sequence any more, and would be shown.
const MaxClipboard = 96_000

const (
	maxCell   = 65535 // a window's size is given in 16 bits
	maxRepeat = 4096  // columns: more in one sequence is an attack on the terminal
	maxTitle  = 200   // bytes
)

// parameters are those of a control sequence that is not SGR; one that was left out
// is 0, as for all of the sequences here.
type parameters struct {
	n     int
	value [2]int
}

// allowedControl reports whether a control sequence is on the list. The body is
// what stands between ESC [ and the final byte. The names are those of ECMA-48 and
// xterm's ctlseqs; uv is the renderer that Bubble Tea draws with.
func allowedControl(body []byte, final byte) bool {
	var prefix, intermediate byte
	if len(body) > 0 && body[0] > ';' {
		prefix, body = body[0], body[1:]
	}
	if last := len(body) - 1; last >= 0 && isIntermediate(body[last]) {
		intermediate, body = body[last], body[:last]
	}
	p, ok := numbers(body)
	if !ok {
		return false
	}
	switch {
	case intermediate != 0:
		return withIntermediate(prefix, intermediate, final, p)
	case prefix != 0:
		return private(prefix, final, p)
	}
	switch final {
	case 'A', 'B', 'C', 'D', // CUU CUD CUF CUB: uv moves from where the cursor is
		'G', '`', 'd', // CHA HPA VPA: uv moves within a line, or a column
		'Z',      // CBT: uv moves left by tab stops
		'X',      // ECH: uv clears cells
		'@', 'P', // ICH DCH: uv shifts the rest of a line
		'L', 'M', // IL DL: uv scrolls a part; Bubble Tea inserts lines above
		'S', 'T': // SU SD: uv scrolls
		return p.n <= 1 && p.value[0] <= maxCell
	case 'b': // REP: uv repeats a character, where TERM is known to do so
		return p.n <= 1 && p.value[0] <= maxRepeat
	case 'H', // CUP: uv moves far
		'r': // DECSTBM: uv scrolls between two lines
		return p.n <= 2 && p.value[0] <= maxCell && p.value[1] <= maxCell
	case 'J': // ED: uv clears the screen (2), or what is below (0)
		return p.n <= 1 && (p.value[0] == 0 || p.value[0] == 2)
	case 'K': // EL: uv clears to the end (0), or from the beginning (1)
		return p.n <= 1 && p.value[0] <= 1
	case 'h', 'l': // IRM: uv inserts cells, where TERM has no ICH
		return p.n == 1 && p.value[0] == 4
	}
	return false
}

func private(prefix, final byte, p parameters) bool {
	first, second := p.value[0], p.value[1]
	switch string([]byte{prefix, final}) {
	case "?h", "?l":
		if p.n != 1 {
			return false
		}
		switch first {
		case 7, // DECAWM: uv draws the last cell of the screen
			25,         // DECTCEM: the cursor is shown, or not
			1002, 1003, // mouse with a button held, or any movement
			1004, // the window gets or loses focus
			1006, // mouse beyond column 223
			1049, // the alternate screen
			2004, // bracketed paste
			2026, // a frame is shown as a whole
			2027: // the terminal measures grapheme clusters
			return true
		}
	case "?u": // asks which keys the terminal can report
		return p.n == 0
	case "?W": // DECST8C: uv relies on the tab stops
		return p.n == 1 && first == 5
	case ">m": // modifyOtherKeys, on (2) and off
		return p.n == 1 && first == 4 || p.n == 2 && first == 4 && second == 2
	case ">u": // the kitty keyboard protocol: push, pop and set, with five flags
		return p.n <= 1 && first <= 31
	case "<u":
		return p.n <= 1 && first <= 1
	case "=u":
		return p.n == 2 && first <= 31 && 1 <= second && second <= 3
	case ">q": // XTVERSION: tea.RequestTerminalVersion; nothing we wrote is in the answer
		return p.n == 0
	}
	return false
}

func withIntermediate(prefix, intermediate, final byte, p parameters) bool {
	if p.n != 1 {
		return false
	}
	switch string([]byte{prefix, intermediate, final}) {
	case "\x00 q": // DECSCUSR: the cursor's shape
		return p.value[0] <= 6
	case "?$p": // DECRQM: Bubble Tea asks for two modes before it uses them
		return p.value[0] == 2026 || p.value[0] == 2027
	}
	return false
}

// numbers reads at most two parameters of at most five digits.
func numbers(b []byte) (p parameters, ok bool) {
	if len(b) == 0 {
		return p, true
	}
	digits := 0
	for _, c := range b {
		switch {
		case c == ';' && p.n == 0:
			p.n, digits = 1, 0
		case '0' <= c && c <= '9' && digits < 5:
			p.value[p.n] = p.value[p.n]*10 + int(c-'0')
			digits++
		default:
			return p, false
		}
	}
	p.n++
	return p, true
}

// allowedCommand reports whether an operating system command is on the list. The
// body is what stands between ESC ] and the terminator.
//
// Not on it, although Bubble Tea can emit them: links (8), since their text lies;
// setting the default colours (10, 11), which can make all text invisible; reading
// the clipboard (52 with ?); the program status (7501), which carries free text.
func allowedCommand(body []byte) bool {
	number, rest := body, body[:0]
	at := slices.Index(body, ';')
	more := at >= 0
	if more {
		number, rest = body[:at], body[at+1:]
	}
	switch string(number) {
	case "0", "2": // the window's title; Bubble Tea clears it at the end
		return more && len(rest) <= maxTitle && printable(rest)
	case "10", "11": // asks for the default colours
		return string(rest) == "?"
	case "12": // asks for the colour of the cursor, or sets it
		return string(rest) == "?" || isColour(rest)
	case "110", "111", "112": // resets the same
		return !more
	case "9": // the progress bar that some terminals show in the taskbar
		return isProgress(rest)
	case "52": // tea.SetClipboard
		return len(rest) >= 2 && string(rest[:2]) == "c;" && isBase64(rest[2:])
	}
	return false
}

func isColour(b []byte) bool {
	if len(b) != 7 || b[0] != '#' {
		return false
	}
	for _, c := range b[1:] {
		if !('0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F') {
			return false
		}
	}
	return true
}

func isProgress(b []byte) bool {
	if s := string(b); s == "4;0" || s == "4;3" {
		return true
	}
	if len(b) < 5 || b[0] != '4' || b[1] != ';' {
		return false
	}
	p, ok := numbers(b[2:])
	state := p.value[0]
	return ok && p.n == 2 && (state == 1 || state == 2 || state == 4) && p.value[1] <= 100
}

// isBase64 reports whether b is base64 of RFC 4648, section 4, with padding.
func isBase64(b []byte) bool {
	if len(b)%4 != 0 {
		return false
	}
	data := bytes.TrimSuffix(b, []byte{'='})
	data = bytes.TrimSuffix(data, []byte{'='})
	for _, c := range data {
		if !('0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '+' || c == '/') {
			return false
		}
	}
	return true
}
