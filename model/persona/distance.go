package persona

// slips counts the keystrokes between a and b: characters put in, left out,
// replaced, or two neighbours exchanged (optimal string alignment). It gives
// limit+1 for anything above limit, which is at most 3.
func slips(a, b []rune, limit int) int {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	switch {
	case len(b)-len(a) > limit:
		return limit + 1
	case len(a) == 0:
		return len(b)
	}
	var rows [3][maxRunes + 1]uint8
	before, last, row := &rows[0], &rows[1], &rows[2]
	for j := 0; j <= len(b); j++ {
		last[j] = uint8(min(j, limit+1))
	}
	for i := 1; i <= len(a); i++ {
		low := max(1, i-limit)
		high := min(len(b), i+limit)
		row[low-1] = uint8(limit + 1)
		if low == 1 {
			row[0] = uint8(min(i, limit+1))
		}
		best := row[low-1]
		for j := low; j <= high; j++ {
			d := last[j-1]
			if a[i-1] != b[j-1] {
				d++
			}
			d = min(d, row[j-1]+1, last[j]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, before[j-2]+1)
			}
			row[j] = d
			best = min(best, d)
		}
		if high < len(b) {
			row[high+1] = uint8(limit + 1)
		}
		if int(best) > limit {
			return limit + 1
		}
		before, last, row = last, row, before
	}
	return min(int(last[len(b)]), limit+1)
}
