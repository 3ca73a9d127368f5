package signal

import (
	"fmt"
	"maps"
	"testing"
)

// span is a share of accounts, least and most, in per cent.
type span struct{ least, most float64 }

func (s span) holds(x float64) bool { return x >= s.least && x <= s.most }

// TestRates logs how often each signal fires on members of rings and on
// innocents of a generated investigation, and holds the shares to what they were
// when the thresholds were chosen, give or take a third.
//
// What the generator cannot show: its telephone numbers are all American and its
// banks British or Irish, so ID-MISMATCH says nothing of anybody there, and must
// say it of guilty and innocent alike. The disposable domain is any one. Its
// sign-ins span four months, too few for ID-DORMANT. Signed in from home or from
// a VPN exit is all that it knows, so NET-TRAVEL, NET-MULTI and GEO-DEV must be
// silent once lists explain the exits.
func TestRates(t *testing.T) {
	type bound struct{ guilty, innocent span }
	never := bound{span{0, 0}, span{0, 0}}
	same := map[string]bound{
		"NET-VPN": {span{25, 42}, span{13, 24}}, "NET-MULTI": never, "NET-TRAVEL": never, "GEO-DEV": never,
		"DEV-MFA": {span{13, 24}, span{0, .3}}, "ID-MISMATCH": {span{20, 30}, span{20, 30}}, "ID-DORMANT": never,
		"PAY-FREQ": {span{1.2, 4}, span{.1, .8}}, "SHIP-DIFF": {span{7, 16}, span{1, 3.5}}, "DISPOSABLE": {span{1, 6}, span{2, 6}},
	}
	with := func(code string, b bound) map[string]bound {
		m := maps.Clone(same)
		m[code] = b
		return m
	}
	withoutLists := with("TZ-HOURS", bound{span{12, 23}, span{4, 8.5}})
	withoutLists["NET-VPN"] = never
	withoutLists["NET-TRAVEL"] = bound{span{7, 14}, span{4.5, 9.5}}
	withoutLists["NET-MULTI"] = bound{span{.4, 2.5}, span{0, .6}}
	withoutLists["GEO-DEV"] = bound{span{5, 11}, span{1, 3}}
	worlds := map[float64]*world{}
	for _, c := range []struct {
		name    string
		signins float64
		lists   bool
		bounds  map[string]bound
	}{
		{"6 sign-ins", 6, true, with("TZ-HOURS", bound{span{2.5, 6}, span{.2, 1.2}})},
		{"30 sign-ins", 30, true, with("TZ-HOURS", bound{span{12, 23}, span{4, 8.5}})},
		{"30 sign-ins without lists", 30, false, withoutLists},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := worlds[c.signins]
			if w == nil {
				w = newWorld(t, 3000, 7, c.signins)
				worlds[c.signins] = w
			}
			env := w.env
			if !c.lists {
				env.Network, env.Exits, env.Carriers = nil, false, false
			}
			fired := map[string]*[2]int{}
			var total [2]int
			groups := map[string]map[string]int{}
			size := map[string]int{}
			for i := range w.members {
				m := &w.members[i]
				side := 1
				if m.guilty {
					side = 0
				}
				total[side]++
				size[m.group]++
				for _, s := range Compute(&m.account, m.events, &env) {
					if fired[s.Code] == nil {
						fired[s.Code] = &[2]int{}
						groups[s.Code] = map[string]int{}
					}
					fired[s.Code][side]++
					groups[s.Code][m.group]++
				}
			}
			t.Logf("%d guilty, %d innocent; groups %v", total[0], total[1], size)
			for _, e := range entries {
				if !e.Computed {
					continue
				}
				n := fired[e.Code]
				if n == nil {
					n = &[2]int{}
				}
				guilty, innocent := 100*float64(n[0])/float64(total[0]), 100*float64(n[1])/float64(total[1])
				t.Logf("%-12s guilty %5.1f %%, innocent %5.1f %%  %s", e.Code, guilty, innocent, fmt.Sprint(groups[e.Code]))
				if b := c.bounds[e.Code]; !b.guilty.holds(guilty) || !b.innocent.holds(innocent) {
					t.Errorf("%s fires on %.1f %% of the guilty and %.1f %% of the innocents, want %v and %v", e.Code, guilty, innocent, b.guilty, b.innocent)
				}
			}
		})
	}
}
