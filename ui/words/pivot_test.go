package words

import (
	"testing"

	"github.com/seed-28a39f10/clew/model/evidence"
	"github.com/seed-28a39f10/clew/store"
)

func TestWorth(t *testing.T) {
	const alone = "; so it never links alone"
	for _, c := range []struct {
		odds, adds  float64
		also, pairs uint8
		want        string
	}{
		{12, 21.55, 15, 15, "odds +12.00 that two of its holders are one hand, 15 of 15 pairs also tied in another way; it adds +21.55 bits to a link, which less the prior of 9.55 is +12.00"},
		{-7.22, 2.33, 0, 1, "odds -7.22 that two of its holders are one hand, 0 of 1 pair also tied in another way; it adds +2.33 bits to a link, which less the prior of 9.55 is -7.22" + alone},
		{-13.9, 0, 0, 0, "odds -13.90 that two of its holders are one hand; it adds +0.00 bits to a link" + alone},
		{-3.1, 6.45, 3, 64, "odds -3.10 that two of its holders are one hand, 3 of 64 pairs also tied in another way; it adds +6.45 bits to a link, which less the prior of 9.55 is -3.10"},
	} {
		s := &store.Standing{Adds: c.adds}
		s.Weight = evidence.Weight{Odds: float32(c.odds), Also: c.also, Pairs: c.pairs}
		if got := Worth(s); got != c.want {
			t.Errorf("%s\nnot\n%s", got, c.want)
		}
	}
	s := &store.Standing{Adds: 6.46, Pivot: store.Pivot{Answer: store.AnswerHub}}
	s.Weight = evidence.Weight{Odds: -3.09, Pairs: 64, Also: 2}
	if got, want := Worth(s), "odds -3.09 that two of its holders are one hand, 2 of 64 pairs also tied in another way; it adds +6.46 bits to a link, "+
		"which less the prior of 9.55 is -3.09; so it counts in links all the same"; got != want {
		t.Errorf("%s\nnot\n%s", got, want)
	}
}
