package words

import (
	"testing"

	"github.com/seed-28a39f10/clew/model/evidence"
	"github.com/seed-28a39f10/clew/store"
)

func TestWorth(t *testing.T) {
	for _, c := range []struct {
		odds, adds  float64
		also, pairs uint8
		want        string
	}{
		{12, 21.6, 15, 15, "odds +12.0 that two of its holders are one hand, 15 of 15 pairs also tied in another way; it adds +21.6 bits to a link, which less the prior of 9.6 is +12.0"},
		{-4.7, 4.9, 0, 1, "odds -4.7 that two of its holders are one hand, 0 of 1 pair also tied in another way; it adds +4.9 bits to a link, which less the prior of 9.6 is -4.7"},
		{-13.9, 0, 0, 0, "odds -13.9 that two of its holders are one hand; it adds +0.0 bits to a link"},
	} {
		s := &store.Standing{Adds: c.adds}
		s.Weight = evidence.Weight{Odds: float32(c.odds), Also: c.also, Pairs: c.pairs}
		if got := Worth(s); got != c.want {
			t.Errorf("%s\nnot\n%s", got, c.want)
		}
	}
}
