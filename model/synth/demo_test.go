package synth

import (
	"reflect"
	"strings"
	"testing"

	"github.com/seed-28a39f10/clew/model"
)

func (o *output) account(t testing.TB, id string) *record {
	t.Helper()
	for i := range o.records {
		if o.records[i].id == id {
			return &o.records[i]
		}
	}
	t.Fatalf("the demo has no account %q", id)
	return nil
}

// holding lists the accounts with a value of the form "kind:value".
func (o *output) holding(t testing.TB, ref string) (ids []string) {
	t.Helper()
	name, raw, _ := strings.Cut(ref, ":")
	kind, ok := model.KindByName(name)
	if !ok {
		t.Fatalf("%q has no kind", ref)
	}
	for i := range o.records {
		if o.records[i].has(kind, raw) {
			ids = append(ids, o.records[i].id)
		}
	}
	return ids
}

func (o *output) ringOf(id string) (kind string, guilty bool, size int) {
	for _, r := range o.key.Rings {
		for _, m := range r.Members {
			if m == id {
				return r.Kind, r.Guilty, len(r.Members)
			}
		}
	}
	return "", false, 0
}

func TestDemoStory(t *testing.T) {
	o, s := demoOutput(t), DemoStory()
	if len(o.records) != DemoAccounts {
		t.Errorf("the demo has %d accounts", len(o.records))
	}
	for i := range reflect.TypeFor[Story]().NumField() {
		if reflect.ValueOf(s).Field(i).String() == "" {
			t.Errorf("the story's %s is empty", reflect.TypeFor[Story]().Field(i).Name)
		}
	}
	for _, c := range []struct {
		id, name, kind string
		guilty         bool
		size           int
	}{
		{s.Persona, "Lena Marsh", "ring", true, operatorSize},
		{s.Stolen, "Kenneth Reed", "ring", true, operatorSize},
		{s.Victim, "Kenneth Reed", "", false, 0},
		{s.Facilitator, "Donna Hayes", "ring", true, farmSize},
		{s.Agency, "Skylark Travel", "agency", false, agencySize},
		{s.Helped, "", "household", false, 0},
		{s.Careful, "", "careful", true, 0},
	} {
		r := o.account(t, c.id)
		kind, guilty, size := o.ringOf(c.id)
		if c.name != "" && r.text["display_name"] != c.name || kind != c.kind || guilty != c.guilty || c.size > 0 && size != c.size {
			t.Errorf("%s is %q in a %q of %d, guilty %v; want %+v", c.id, r.text["display_name"], kind, size, guilty, c)
		}
	}
	for _, c := range []struct {
		ref         string
		with        string // an account that has it
		least, most int
	}{
		{s.Wallet, s.Persona, 6, 6},
		{s.FarmAddress, s.Facilitator, farmSize - 2, farmSize},
		{s.FarmIP, s.Facilitator, farmSize - 3, farmSize},
		{s.AgencyIP, s.Agency, agencySize - 8, agencySize},
		{s.Photo, s.Victim, 2, 2},
		{s.Photo, s.Stolen, 2, 2},
		{s.Hub, "", 80, 150},
	} {
		ids := o.holding(t, c.ref)
		if len(ids) < c.least || len(ids) > c.most || c.with != "" && !strings.Contains(strings.Join(ids, " "), c.with) {
			t.Errorf("%s is with %d accounts %v; want %d to %d, %s among them", c.ref, len(ids), ids, c.least, c.most, c.with)
		}
	}
	if top := o.key.Hubs[0]; s.Hub != top.Kind+":"+top.Value {
		t.Errorf("the largest hub is %+v, the story says %s", top, s.Hub)
	}

	// The victim and the persona have nothing in common but what was stolen.
	victim, thief := o.account(t, s.Victim), o.account(t, s.Stolen)
	for _, v := range victim.values {
		if v.kind != model.KindName && v.kind != model.KindPhoto && v.links && thief.has(v.kind, v.raw) {
			t.Errorf("victim and persona share %s %s", v.kind, v.value)
		}
	}
	// A farm has many employers and many machines.
	employers, devices := map[string]bool{}, map[string]bool{}
	for _, id := range o.holding(t, s.FarmAddress) {
		r := o.account(t, id)
		employers[r.text["employer"]] = true
		for _, v := range r.values {
			if v.kind == model.KindDevice {
				devices[v.value] = true
			}
		}
	}
	if len(employers) < 12 || len(devices) < 8 {
		t.Errorf("the farm has %d employers and %d devices", len(employers), len(devices))
	}
	// Customers of the agency share what the agent has, and nothing else.
	agents := map[held]int{}
	members := o.holding(t, s.AgencyIP)
	for _, id := range members {
		for _, v := range o.account(t, id).values {
			if v.links && v.kind != model.KindName {
				agents[held{v.kind, v.value}]++
			}
		}
	}
	common := 0
	for h, n := range agents {
		if n > len(members)/2 {
			common++
		} else if n > 8 {
			t.Errorf("%d customers of the agency share %v", n, h)
		}
	}
	if common != 4 {
		t.Errorf("customers of the agency share %d values, want the agent's four", common)
	}
}
