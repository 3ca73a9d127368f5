package signal

import (
	"testing"

	"github.com/seed-28a39f10/clew/model"
)

func TestClaimedOffset(t *testing.T) {
	winter, summer := at("2026-01-05 12:00"), at("2026-07-05 12:00")
	for _, c := range []struct {
		claim model.Untrusted
		when  model.Time
		want  int
	}{
		{"America/Chicago", winter, -360}, {"America/Chicago", summer, -300}, {"Asia/Kolkata", summer, 330}, {"+09:00", winter, 540}, {"UTC-3:30", summer, -210},
	} {
		if got, ok := ClaimedOffset(c.claim, c.when); !ok || got != c.want {
			t.Errorf("%s at %s: %d, %v, want %d", c.claim, c.when, got, ok, c.want)
		}
	}
	for _, none := range []model.Untrusted{"", "UTC", "Etc/UTC", "CST", "No/Such_Place", "\x1b[2J"} {
		if got, ok := ClaimedOffset(none, winter); ok || got != 0 {
			t.Errorf("%q is read as a claim: %d", none, got)
		}
	}
}
