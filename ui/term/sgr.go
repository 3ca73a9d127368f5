package term

// maxSGR bounds the parameters of one SGR. x/ansi panics beyond 32 and misreads the
// 32nd, xterm keeps 30; the longest that the renderer can come to has 25.
const maxSGR = 30

// rendition is the fate of an SGR with the given parameters. Conceal and whatever
// is unknown is taken out of it; a sequence that cannot be read goes as a whole.
func rendition(p []byte) fate {
	if len(p) == 0 {
		return keep
	}
	separators := 0
	for _, c := range p {
		if c == ';' || c == ':' {
			separators++
		}
	}
	if separators >= maxSGR {
		return drop
	}
	some, all := false, true
	for {
		size, known, ok := attribute(p)
		if !ok {
			return drop
		}
		some, all = some || known, all && known
		if size == len(p) {
			break
		}
		p = p[size+1:]
	}
	switch {
	case all:
		return keep
	case some:
		return swap
	}
	return drop
}

// appendRendition appends an SGR whose fate is to be swapped, without what is
// unknown.
func appendRendition(out, p []byte) []byte {
	out = append(out, esc, '[')
	for first := true; ; {
		size, known, _ := attribute(p)
		if known {
			if !first {
				out = append(out, ';')
			}
			out = append(out, p[:size]...)
			first = false
		}
		if size == len(p) {
			return append(out, 'm')
		}
		p = p[size+1:]
	}
}

// attribute reads the first attribute of SGR parameters (ECMA-48, 8.3.117), which
// takes several of them for a colour. It is known if it may pass.
func attribute(p []byte) (size int, known, ok bool) {
	value, size, ok := number(p)
	if !ok {
		// Of the attributes with sub-parameters, only a style of underline is in use.
		if size == 1 && len(p) >= 3 && p[0] == '4' && p[1] == ':' && '0' <= p[2] && p[2] <= '5' && (len(p) == 3 || p[3] == ';') {
			return 3, true, true
		}
		return 0, false, false
	}
	switch {
	case value <= 7, value == 9, // reset, bold, faint, italic, underline, blink, reverse, crossed out
		22 <= value && value <= 25, 27 <= value && value <= 29, // the same, off
		30 <= value && value <= 37, value == 39, 40 <= value && value <= 47, value == 49,
		value == 59, 90 <= value && value <= 97, 100 <= value && value <= 107:
		return size, true, true
	case value != 38 && value != 48 && value != 58:
		return size, false, true
	}
	more := 0 // numbers to come
	for i := 0; i == 0 || more > 0; i++ {
		if size == len(p) {
			return 0, false, false
		}
		value, n, ok := number(p[size+1:])
		if !ok || n == 0 || value > 255 {
			return 0, false, false
		}
		size += 1 + n
		switch {
		case i > 0:
			more--
		case value == 5:
			more = 1
		case value == 2:
			more = 3
		default:
			return 0, false, false
		}
	}
	return size, true, true
}

// number reads digits up to a semicolon or the end. It is not ok if there are more
// than three, or if something else follows; size counts the digits all the same.
func number(p []byte) (value, size int, ok bool) {
	for size < len(p) && '0' <= p[size] && p[size] <= '9' {
		if size == 3 {
			return 0, size, false
		}
		value = value*10 + int(p[size]-'0')
		size++
	}
	return value, size, size == len(p) || p[size] == ';'
}
