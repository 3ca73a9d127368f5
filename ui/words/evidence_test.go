package words

import (
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/evidence"
	"github.com/seed-28a39f10/clew/store"
)

// What a row says comes to its bits: the odds that it counts with less the prior, by its
// part, and no more than its family may add.
func TestARowSaysHowItComesToItsBits(t *testing.T) {
	k := &store.Link{Link: &evidence.Link{Prior: -9.55, Places: []evidence.Place{
		{Values: []uint32{1, 2}, Holders: 5, Odds: 2},
		{Values: []uint32{3, 4}, Holders: 40, Odds: -4.2},
	}}}
	k.Place = &k.Places[0]
	row := func(number uint32, kind model.Kind, odds, full, part, bits float64) store.Evidence {
		return store.Evidence{Value: store.Value{Number: number, Kind: evidence.Kind(kind)},
			Row: evidence.Row{Value: number, Weight: evidence.Weight{Odds: float32(odds), Pairs: 1, Also: 1}, Full: full, Part: part, Bits: bits}}
	}
	const tied = "1 of 1 pair also tied in another way, "
	for want, e := range map[string]store.Evidence{
		tied + "odds +12.0": row(9, model.KindWallet, 12, 21.55, 1, 21.55),
		tied + "odds +12.0, again contact, counted 0.5, contact adds at most 30": row(9, model.KindRecoveryEmail, 12, 21.55, .5, 8.45),
		tied + "odds +12.0, again contact, counted 0.5":                          row(9, model.KindRecoveryEmail, 12, 21.55, .5, 10.775),
		tied + "odds +10.0, counted as +1.6: it may be taken from its owner":     row(9, model.KindPhoto, 9.97, 11.135, 1, 11.135),
		tied + "one place of 5, odds +2.0":                                       row(1, model.KindDevice, 8, 11.55, 1, 11.55),
		tied + "one place of 40, odds -4.2":                                      row(3, model.KindDevice, -3.5, 5.35, 1, 5.35),
		tied + "one place of 40, odds -5.0":                                      row(4, model.KindDevice, -5, 4.55, 1, 4.55),
		tied + "odds -12.0":                                                      row(9, model.KindIP, -12, 0, 1, 0),
	} {
		if got := Evidence(k, e); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// A head that gives the odds beside a verdict to the contrary would call those one hand
// whom somebody has met as two.
func TestAVerdictStandsInPlaceOfTheOdds(t *testing.T) {
	for verdict, want := range map[evidence.Verdict]string{
		evidence.NoVerdict:   "+33.4 bits, over 99.9 % that one hand runs both",
		evidence.Unclear:     "+33.4 bits, over 99.9 % that one hand runs both",
		evidence.NotSame:     "+33.4 bits by what they share; a verdict counts instead",
		evidence.Facilitator: "+33.4 bits by what they share; a verdict counts instead",
		evidence.SameHand:    "+33.4 bits by what they share; a verdict counts instead",
	} {
		k := &store.Link{Link: &evidence.Link{Bits: 33.39, Verdict: verdict, Rows: []evidence.Row{{Bits: 40}}}}
		if got := Strength(k); got != want || (LinkChance(k) == "") != strings.Contains(want, "verdict") {
			t.Errorf("%v: %q and %q, want %q", verdict, got, LinkChance(k), want)
		}
	}
}

// Of a few accounts the prior alone is a chance; nobody is told it of two who share nothing.
func TestNothingSharedHasNoChance(t *testing.T) {
	k := &store.Link{Link: &evidence.Link{Bits: -.5, Prior: -.5, Rows: []evidence.Row{{Bits: 0, Hub: true}}}}
	if got := Strength(k) + LinkChance(k); got != "nothing that they share ties them" {
		t.Errorf("%q", got)
	}
}
