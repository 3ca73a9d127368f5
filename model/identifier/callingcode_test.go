package identifier

import (
	"testing"

	"github.com/seed-28a39f10/clew/model"
)

func TestCallingCode(t *testing.T) {
	for number, want := range map[model.Untrusted]string{"+442079460000": "+44", "+12025550123": "+1", "+8225550123": "+82",
		"+35312345678": "+353", "": "", "2025550123": "", "+9": "", "+\x1b[2J": "", "+99999999999999": ""} {
		if got := CallingCode(number); got != want {
			t.Errorf("%q: %q, not %q", number, got, want)
		}
	}
}
