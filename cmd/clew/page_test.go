package main

import (
	"slices"
	"testing"
)

func TestALineIsNotBrokenBehindAMinus(t *testing.T) {
	for in, want := range map[string][]string{
		"which less the prior is -7.18":    {"which less the", "prior is -7.18"},
		"which less the prior of 9 is -7":  {"which less the", "prior of 9 is", "-7"},
		"seen 2026-02-27 by well-known":    {"seen 2026-02-", "27 by well-", "known"},
		"from here to there it is (-31.5)": {"from here to", "there it is", "(-31.5)"},
	} {
		if got := wrap(in, 14); !slices.Equal(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
