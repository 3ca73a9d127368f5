package text

import "strings"

// Fit gives s, a text from [Display], in exactly width columns: cut with … where
// it is too long, padded with spaces where it is too short. A wide character that
// would stick out is left out whole. A width below 1 gives "". The cell holds its
// width beside a space or a border.
func Fit(s string, width int) string {
	if width < 1 {
		return ""
	}
	const ellipsis = "…"
	if isASCII(s) {
		if len(s) > width {
			return s[:width-1] + ellipsis
		}
		return s + strings.Repeat(" ", width-len(s))
	}
	used := 0          // columns of s[:at]
	keep, kept := 0, 0 // the longest part that leaves room for the ellipsis
	for at := 0; at < len(s); {
		cluster, w := FirstCluster(s[at:])
		if used+w > width {
			return s[:keep] + ellipsis + strings.Repeat(" ", width-1-kept)
		}
		at += len(cluster)
		if used += w; used < width {
			keep, kept = at, used
		}
	}
	return s + strings.Repeat(" ", width-used)
}

// isASCII reports whether s is printable ASCII, where a byte is a column.
func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}
