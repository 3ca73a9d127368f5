package store_test

import (
	"os"
	"testing"
)

// children are what this test binary does when it is started again as a process
// of its own, by the value of CLEW_TEST_CHILD. Tests add to it in init.
var children = map[string]func(){}

func TestMain(m *testing.M) {
	if name := os.Getenv("CLEW_TEST_CHILD"); name != "" {
		children[name]()
		os.Exit(0)
	}
	os.Exit(m.Run())
}
