//go:build !linux

package store_test

import "testing"

// evict skips the benchmark: only Linux is known to empty its page cache on request.
func evict(b *testing.B, _ string) {
	b.Skip("files can be taken out of the page cache on Linux only")
}
