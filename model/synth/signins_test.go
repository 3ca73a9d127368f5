package synth

import (
	"slices"
	"testing"
	"time"

	"github.com/seed-28a39f10/clew/model"
)

func (r *record) has(kind model.Kind, raw string) bool {
	canon, _ := simplify(kind, raw)
	return slices.ContainsFunc(r.values, func(v value) bool { return v.kind == kind && v.value == canon })
}

func parseTime(t testing.TB, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestSignins(t *testing.T) {
	o := sample(t)
	careful := map[string]bool{}
	for _, r := range o.key.Rings {
		for _, m := range r.Members {
			careful[m] = r.Kind == "careful"
		}
	}
	total, accounts := 0, 0
	ids := map[string]bool{}
	results := map[string]int{}
	for _, r := range o.records {
		if !careful[r.id] {
			total += len(r.signins)
			accounts++
		}
		first, end := parseTime(t, r.text["first_seen"]), parseTime(t, r.text["last_seen"])
		before := first
		for _, e := range r.signins {
			at := parseTime(t, e.Time)
			if at.Before(before) || at.After(end) {
				t.Errorf("%s: sign-in at %v is out of order or outside %v to %v", r.id, at, first, end)
			}
			before = at
			if ids[e.ID] {
				t.Errorf("sign-in id %s occurs twice", e.ID)
			}
			ids[e.ID] = true
			results[e.Result]++
			for kind, raw := range map[model.Kind]string{model.KindIP: e.IP, model.KindDevice: e.Device, model.KindSession: e.Session} {
				if raw != "" && !r.has(kind, raw) {
					t.Errorf("%s signs in with %s %q that it does not list", r.id, kind, raw)
				}
			}
			if e.IP != "" && (len(e.Country) != 2 || e.City == "") {
				t.Errorf("%s: sign-in from %q in %q, %q", r.id, e.IP, e.Country, e.City)
			}
		}
	}
	if mean := float64(total) / float64(accounts); mean < 5.7 || mean > 6.3 {
		t.Errorf("%.2f sign-ins per account, want 6", mean)
	}
	if results["success"] < 10*results["failure"] || results["failure"] == 0 || results["challenge"] == 0 {
		t.Errorf("results are %v", results)
	}
}

// A careful ring has nothing in common but its exits, and takes turns there.
func TestCarefulRingsTakeTurns(t *testing.T) {
	for name, o := range map[string]*output{"sample": sample(t), "demo": demoOutput(t)} {
		byID := map[string]*record{}
		for i := range o.records {
			byID[o.records[i].id] = &o.records[i]
		}
		hub := map[string]int{}
		for _, h := range o.key.Hubs {
			hub[h.Value] = h.Holders
		}
		for _, ring := range o.key.Rings {
			if ring.Kind != "careful" {
				continue
			}
			type stay struct {
				member     int
				begin, end time.Time
				ip         string
			}
			var stays []stay
			shared := map[string]int{}
			for m, id := range ring.Members {
				r := byID[id]
				for _, v := range r.values {
					if v.links && v.kind != model.KindName {
						if shared[v.value]++; shared[v.value] > 1 && hub[v.value] < 20 {
							t.Errorf("%s %s: members share %s %s, held by %d", name, ring.ID, v.kind, v.value, hub[v.value])
						}
					}
				}
				for _, e := range r.signins {
					at := parseTime(t, e.Time)
					if n := len(stays); n > 0 && stays[n-1].member == m && at.Sub(stays[n-1].begin) < 3*time.Hour {
						if stays[n-1].end = at; stays[n-1].ip != e.IP {
							t.Errorf("%s %s: the address changes within a turn", name, ring.ID)
						}
						continue
					}
					stays = append(stays, stay{m, at, at, e.IP})
				}
			}
			slices.SortFunc(stays, func(a, b stay) int { return a.begin.Compare(b.begin) })
			handovers := map[[2]int]int{}
			for i := 1; i < len(stays); i++ {
				a, b := stays[i-1], stays[i]
				gap := b.begin.Sub(a.end)
				if gap <= 0 {
					t.Errorf("%s %s: %d and %d are active at once", name, ring.ID, a.member, b.member)
				}
				if gap < 10*time.Minute && a.ip == b.ip {
					handovers[[2]int{a.member, b.member}]++
				}
			}
			for m := range ring.Members {
				if n := handovers[[2]int{m, (m + 1) % len(ring.Members)}]; n < 5 {
					t.Errorf("%s %s: member %d hands over to the next %d times", name, ring.ID, m, n)
				}
			}
		}
	}
}

// Working hours fit the claimed zone for most innocents, not for most personas;
// and some innocents work at night.
func TestWorkingHours(t *testing.T) {
	o := sample(t)
	kind := map[string]string{}
	for _, r := range o.key.Rings {
		for _, m := range r.Members {
			kind[m] = r.Kind
		}
	}
	fits, all := map[string]int{}, map[string]int{}
	for _, r := range o.records {
		if len(r.signins) < 5 {
			continue
		}
		i := slices.IndexFunc(places, func(p place) bool { return p.zone == r.text["claimed_timezone"] })
		day := 0
		for _, e := range r.signins {
			local := parseTime(t, e.Time).Add(time.Duration(places[i].offset) * time.Minute)
			if h := local.Hour(); h >= 7 && h < 20 {
				day++
			}
		}
		all[kind[r.id]]++
		if day*10 >= len(r.signins)*9 {
			fits[kind[r.id]]++
		}
	}
	share := func(k string) float64 { return float64(fits[k]) / float64(all[k]) }
	if s := share(""); s < .8 || s > .95 {
		t.Errorf("the hours of %.2f of ordinary accounts fit", s)
	}
	if s := share("ring"); s < .2 || s > .6 {
		t.Errorf("the hours of %.2f of ring members fit", s)
	}
	if all["ring"] < 100 {
		t.Errorf("only %d ring members have five sign-ins", all["ring"])
	}
}
