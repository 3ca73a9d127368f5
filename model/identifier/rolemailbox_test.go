package identifier

import (
	"testing"

	"github.com/seed-28a39f10/clew/model"
)

func TestRoleMailbox(t *testing.T) {
	c := New(nil, "")
	for raw, want := range map[string]bool{
		"info@agency.example":             true,
		"Sales@Agency.Example":            true,
		"<mailto:reservations@a.example>": true,
		"info.kim@agency.example":         false,
		"informer@agency.example":         false,
		"kim@info.example":                false,
		"@info.example":                   false,
		"info":                            false,
		"":                                false,
	} {
		id := c.Identify(model.KindEmail, model.Untrusted(raw), "")
		if got := RoleMailbox(id.Value); got != want {
			t.Errorf("%q as %q: %v, want %v", raw, id.Value, got, want)
		}
	}
}
