package watchlist

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/seed-28a39f10/clew/model/watch"
)

// dataDir finds reference data beside the module, or skips the test.
func dataDir(t testing.TB, elem ...string) string {
	t.Helper()
	base := os.Getenv("CLEW_DATA")
	if base == "" {
		base = filepath.Join("..", "..", "..", "shared", "data")
	}
	p := filepath.Join(append([]string{base}, elem...)...)
	if _, err := os.Stat(p); err != nil {
		t.Skipf("reference data %s is not here", filepath.Join(elem...))
	}
	return p
}

// readText reads text as if it were a file.
func readText(t testing.TB, text string, o Options) (*Result, error) {
	t.Helper()
	r := newReader(context.Background(), "test", o)
	if err := r.text(text); err != nil {
		return nil, err
	}
	res, err := r.finish()
	if err == nil {
		sound(t, res)
	}
	return res, err
}

// sound checks what holds for every result.
func sound(t testing.TB, res *Result) {
	t.Helper()
	if res.Read != res.Accepted+res.Duplicates+res.Rejected || res.Accepted != uint64(len(res.Values)) ||
		len(res.Rejects) != int(min(res.Rejected, maxRejects)) {
		t.Errorf("the counts do not add up: read %d, accepted %d, duplicates %d, rejected %d; %d values, %d rejects",
			res.Read, res.Accepted, res.Duplicates, res.Rejected, len(res.Values), len(res.Rejects))
	}
	for i := range res.Values {
		if i > 0 && compare(res.Values[i-1], res.Values[i]) >= 0 {
			t.Errorf("%v before %v", res.Values[i-1], res.Values[i])
		}
	}
	// What is read can be kept, and comes back as it was.
	chunks, err := watch.Encode(res.Values)
	if err != nil {
		t.Fatal(err)
	}
	var back []watch.Value
	for _, c := range chunks {
		v, err := watch.Decode(c)
		if err != nil {
			t.Fatal(err)
		}
		back = append(back, v...)
	}
	if !slices.Equal(back, res.Values) {
		t.Error("the values are not the same when stored and read back")
	}
}

// show writes values and rejects for comparison.
func show(res *Result) []string {
	var out []string
	for _, v := range res.Values {
		name := v.Form.String()
		if v.Form == watch.FormExact {
			name = v.Kind.String()
		}
		s := name + " " + string(v.Value)
		if v.Note != "" {
			s += " (" + string(v.Note) + ")"
		}
		out = append(out, s)
	}
	for _, x := range res.Rejects {
		s := fmt.Sprintf("%d ", x.Line)
		if x.Field != "" {
			s += x.Field + " "
		}
		out = append(out, "! "+s+x.Reason)
	}
	for _, c := range res.NotRead {
		out = append(out, fmt.Sprintf("- %s: %d", c.Name, c.N))
	}
	return out
}

// expect reads text and compares it with what show gives.
func expect(t *testing.T, text string, o Options, want ...string) *Result {
	t.Helper()
	res, err := readText(t, text, o)
	if err != nil {
		t.Errorf("%.60q: %v", text, err)
		return &Result{}
	}
	if got := show(res); !slices.Equal(got, want) {
		t.Errorf("%.60q:\n got %q\nwant %q", text, got, want)
	}
	return res
}

func writeTemp(t testing.TB, name string, data []byte) string {
	t.Helper()
	p := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(p, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return p
}
