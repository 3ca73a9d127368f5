package ingest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/seed-28a39f10/clew/model"
)

// ecs is a document of the Elastic Common Schema, to which another team maps the
// same events.
type ecs map[string]any

func (e ecs) at(path string) string {
	var v any = map[string]any(e)
	for _, k := range strings.Split(path, ".") {
		m, ok := v.(map[string]any)
		if !ok {
			return ""
		}
		v = m[k]
	}
	switch v := v.(type) {
	case nil:
		return ""
	case []any:
		if len(v) > 0 {
			return fmt.Sprint(v[0])
		}
		return ""
	case float64:
		return fmt.Sprint(math.Round(v*1e4) / 1e4)
	}
	return fmt.Sprint(v)
}

// TestECS compares what we read with what that team reads, field by field. What
// differs is in ecsDifferences, with the reason.
func TestECS(t *testing.T) {
	base := dataDir(t, "sekoia-fixtures")
	used := make([]int, len(ecsDifferences))
	for _, product := range []string{"entra-eventhub", "okta-system-log", "github-audit", "google-workspace-report"} {
		files, err := filepath.Glob(filepath.Join(base, product, "fixtures", "*.json"))
		if err != nil || len(files) == 0 {
			t.Fatal(product, err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var fixture struct {
				Input    struct{ Message string }
				Expected ecs
			}
			if err := json.Unmarshal(text, &fixture); err != nil {
				t.Fatal(err)
			}
			var line bytes.Buffer
			if err := json.Compact(&line, []byte(fixture.Input.Message)); err != nil {
				t.Fatal(err)
			}
			name := product + "/" + filepath.Base(file)
			r := readText(t, "row.jsonl", line.String(), Options{})
			if r.err != nil {
				t.Errorf("%s: %v", name, r.err)
				continue
			}
			rejected := ""
			if len(r.rejects) > 0 {
				rejected = r.rejects[0].Reason
			}
			if want := ecsRejected[name]; rejected != want {
				t.Errorf("%s: rejected for %q, want %q", name, rejected, want)
			}
			if rejected == "" {
				compareECS(t, product, filepath.Base(file), fixture.Expected, &r.rows[0], used)
			}
		}
	}
	for i, d := range ecsDifferences {
		if used[i] == 0 {
			t.Errorf("the difference %v is not one any more", d)
		}
	}
}

// ecsRejected are the rows that are no act of an account; theirs have no
// user.id, or the id of the target of an application's act.
var ecsRejected = map[string]string{
	"entra-eventhub/add_member_to_group.json":                    "an act of an application, not of an account",
	"entra-eventhub/remove_member_from_group.json":               "an act of an application, not of an account",
	"entra-eventhub/sign-in_activity7.json":                      "a sign-in of a service principal, not of an account",
	"entra-eventhub/add_service_principal_failure.json":          "no account in this row",
	"google-workspace-report/test_chrome_BOOT_STATE_CHANGE.json": "an act of Google or of a key, with no user that it affects",
	"google-workspace-report/test_end_call.json":                 "an act of Google or of a key, with no user that it affects",
	"google-workspace-report/test_end_call_no_ip.json":           "an act of Google or of a key, with no user that it affects",
	"google-workspace-report/test_groups_enterprise_1.json":      "an act of Google or of a key, with no user that it affects",
}

// ecsDifference is a way in which we mean to differ, in the fixtures whose name
// begins with where. A "*" stands for any value.
type ecsDifference struct{ where, field, got, want, reason string }

var ecsDifferences = []ecsDifference{
	{"entra-eventhub/", "@timestamp", "*", "*", "they take the time at which the log was shipped, we the one of the act"},
	{"entra-eventhub/", "event.outcome", "challenge", "failure", "the error asks for a further factor and refuses nothing"},
	{"entra-eventhub/", "event.outcome", "*", "", "they read no status of requests to Graph"},
	{"entra-eventhub/", "source.as.number", "*", "", "they leave it out"},
	{"entra-eventhub/", "source.geo.country_iso_code", "*", "", "they leave it out"},
	{"entra-eventhub/", "source.geo.location.lat", "", "0", "0, 0 is how the log says that the place is not known"},
	{"entra-eventhub/", "source.geo.location.lon", "", "0", "0, 0 is how the log says that the place is not known"},
	{"entra-eventhub/", "source.geo.location.lon", "2.2195", "2.2196", "kept in 32 bits, to a metre"},
	{"entra-eventhub/", "user.email", "", "*", "they take any principal name for an address, also where it is none"},
	{"entra-eventhub/", "user.email", "*", "", "a principal name in the shape of an address links with other platforms"},
	{"entra-eventhub/", "user.full_name", "*", "", "they leave out the name of who began an audited act"},
	{"entra-eventhub/", "user.name", "*", "", "they have the principal name as the address only"},
	{"okta-system-log/", "source.geo.country_iso_code", "*", "", "they keep the name that Okta writes; we make the code of it"},
	{"okta-system-log/", "user_agent.original", "*", "", "they leave out an agent that cannot be parsed"},
	{"okta-system-log/test_auth_via_idp.json", "user.id", "*", "*", "Okta itself acted: we take the user in the targets"},
	{"okta-system-log/test_auth_via_idp.json", "user.name", "*", "*", "Okta itself acted: we take the user in the targets"},
	{"okta-system-log/test_auth_via_idp.json", "user.email", "*", "*", "Okta itself acted: we take the user in the targets"},
	{"okta-system-log/test_auth_via_idp.json", "user.full_name", "*", "*", "Okta itself acted: we take the user in the targets"},
	{"okta-system-log/test_authentication_sso_with_slashes.json", "user.name", "*", "*", "they cut a backslash off; evidence stays as it came"},
	{"okta-system-log/test_authentication_sso_with_slashes.json", "user.email", "*", "*", "they cut a backslash off; evidence stays as it came"},
	{"github-audit/", "source.geo.country_iso_code", "*", "", "they leave it out"},
	{"google-workspace-report/", "event.outcome", "", "success", "they take any line without an error for a success; here only a sign-in has a result"},
	{"google-workspace-report/", "source.as.number", "*", "", "they leave it out"},
	{"google-workspace-report/", "source.geo.country_iso_code", "*", "", "they leave it out"},
	{"google-workspace-report/", "source.geo.region_name", "*", "", "they leave it out"},
	{"google-workspace-report/", "user.id", "*", "", "they want an address; the profile id is enough of an account"},
	{"google-workspace-report/", "user.name", "*", "*", "they take the part before '@'; people sign in with the whole address"},
}

func compareECS(t *testing.T, product, file string, want ecs, row *model.Row, used []int) {
	a, ev := &row.Account, &row.Events[0]
	at, err := time.Parse(time.RFC3339Nano, want.at("@timestamp"))
	if err != nil {
		t.Fatal(err)
	}
	num := func(f float32) string {
		if f == 0 {
			return ""
		}
		return fmt.Sprint(math.Round(float64(f)*1e4) / 1e4)
	}
	asn := ""
	if ev.ASN != 0 {
		asn = fmt.Sprint(ev.ASN)
	}
	for _, c := range []struct{ field, got, want string }{
		{"@timestamp", ev.Time.String(), model.TimeOf(at).String()},
		{"event.action", string(ev.Action), want.at("event.action")},
		{"event.outcome", ev.Result.String(), want.at("event.outcome")},
		{"source.ip", string(ev.IP), want.at("source.ip")},
		{"source.as.number", asn, want.at("source.as.number")},
		{"source.as.organization.name", string(ev.ASOrg), want.at("source.as.organization.name")},
		{"source.geo.city_name", string(ev.City), want.at("source.geo.city_name")},
		{"source.geo.region_name", string(ev.Region), want.at("source.geo.region_name")},
		{"source.geo.country_iso_code", ev.Country, want.at("source.geo.country_iso_code")},
		{"source.geo.location.lat", num(ev.Latitude), want.at("source.geo.location.lat")},
		{"source.geo.location.lon", num(ev.Longitude), want.at("source.geo.location.lon")},
		{"user.id", string(a.ID.Native), want.at("user.id")},
		{"user.name", string(a.Fact(model.FieldUsername)), want.at("user.name")},
		{"user.email", string(a.Fact(model.FieldEmail)), want.at("user.email")},
		{"user.full_name", string(a.Fact(model.FieldDisplayName)), want.at("user.full_name")},
		{"user_agent.original", string(ev.UserAgent), want.at("user_agent.original")},
	} {
		if c.got == c.want || c.field == "event.action" && sameActions(row, want) {
			continue
		}
		explained := false
		for i, d := range ecsDifferences {
			if strings.HasPrefix(product+"/"+file, d.where) && d.field == c.field && (d.got == "*" || d.got == c.got) && (d.want == "*" || d.want == c.want) {
				used[i]++
				explained = true
				break
			}
		}
		if !explained {
			t.Errorf("%s/%s: %s is %q, theirs %q", product, file, c.field, c.got, c.want)
		}
	}
}

// sameActions reports whether the events are the ones that theirs lists in
// alphabetical order.
func sameActions(row *model.Row, want ecs) bool {
	e, _ := want["event"].(map[string]any)
	theirs, _ := e["action"].([]any)
	if len(theirs) != len(row.Events) {
		return false
	}
	var ours []string
	for i := range row.Events {
		ours = append(ours, string(row.Events[i].Action))
	}
	slices.Sort(ours)
	return fmt.Sprint(ours) == fmt.Sprint(theirs)
}
