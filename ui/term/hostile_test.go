package term

import (
	"maps"
	"testing"

	"github.com/seed-28a39f10/clew/ui/uitest/hostile"
)

// collected reads the collections of hostile texts and of recorded streams that are
// kept beside the project.
func collected(t testing.TB) map[string]string {
	t.Helper()
	set := hostile.Texts(t)
	maps.Copy(set, hostile.Streams(t))
	return set
}
