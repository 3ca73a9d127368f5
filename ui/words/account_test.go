package words

import (
	"testing"

	"github.com/seed-28a39f10/clew/model/signal"
)

func TestHours(t *testing.T) {
	for _, c := range []struct {
		fit  signal.Fit
		want string
	}{
		{signal.Fit{}, ""},
		{signal.Fit{Active: 1, Days: 1, From: -180, To: 780}, "1 active half-hour on 1 day, too few to fit a clock"},
		{signal.Fit{Active: 284, Days: 98, Offset: 570, From: 540, To: 630},
			"hours fit UTC+09:30 best, UTC+09:00 to UTC+10:30 nearly as well; 284 active half-hours on 98 days"},
		// From may lie below the clocks that there are, and To above them.
		{signal.Fit{Active: 30, Days: 9, Offset: 690, From: 600, To: 780},
			"hours fit UTC+11:30 best, UTC+10:00 to UTC-11:00 nearly as well; 30 active half-hours on 9 days"},
	} {
		if got := Hours(&c.fit); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}
