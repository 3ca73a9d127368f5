//go:build !unix

package load

// access cannot say without making a file why none can be made in a folder.
func access(string) error { return nil }
