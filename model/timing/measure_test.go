package timing

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"hash/maphash"
	"io"
	"math"
	"testing"
	"time"

	"github.com/seed-28a39f10/clew/model/synth"
)

// investigation is generated sign-ins with their answer key.
type investigation struct {
	accounts int
	signins  []Signin
	group    []int32  // of each account, -1 for none
	kinds    []string // of the groups
	members  []int    // of the groups
}

var placeSeed = maphash.MakeSeed()

func generate(t testing.TB, n int, seed uint64, signins float64) *investigation {
	t.Helper()
	v := &investigation{accounts: n, group: make([]int32, n)}
	read, write := io.Pipe()
	var key bytes.Buffer
	failed := make(chan error, 1)
	go func() {
		w := bufio.NewWriterSize(write, 1<<20)
		err := synth.Generate(context.Background(), synth.Config{Accounts: n, Seed: seed, Signins: signins}, w, &key)
		if err == nil {
			err = w.Flush()
		}
		write.CloseWithError(err)
		failed <- err
	}()
	ids := make(map[string]uint32, n)
	lines := bufio.NewScanner(read)
	lines.Buffer(nil, 8<<20)
	for lines.Scan() {
		line := lines.Bytes()
		account := uint32(len(ids))
		ids[text(line, `"platform":"`)+":"+text(line, `"account_id":"`)] = account
		_, events, ok := bytes.Cut(line, []byte(`"signins":[`))
		if !ok {
			continue
		}
		for event := range bytes.SplitSeq(events, []byte(`"id":"`)) {
			when := text(event, `"time":"`)
			if when == "" {
				continue
			}
			at, err := time.Parse(time.RFC3339, when)
			if err != nil {
				t.Fatal(err)
			}
			for _, place := range []string{`"ip":"`, `"device":"`} {
				if value := text(event, place); value != "" {
					v.signins = append(v.signins, Signin{account, maphash.String(placeSeed, place+value), at.Unix()})
				}
			}
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	if err := <-failed; err != nil {
		t.Fatal(err)
	}
	var answers struct {
		Rings []struct {
			Kind    string
			Members []string
		}
	}
	if err := json.Unmarshal(key.Bytes(), &answers); err != nil {
		t.Fatal(err)
	}
	for i := range v.group {
		v.group[i] = -1
	}
	for g, r := range answers.Rings {
		v.kinds, v.members = append(v.kinds, r.Kind), append(v.members, len(r.Members))
		for _, m := range r.Members {
			a, ok := ids[m]
			if !ok {
				t.Fatalf("%s is not among the accounts", m)
			}
			v.group[a] = int32(g)
		}
	}
	return v
}

// text gives the string after the first occurrence of a name.
func text(b []byte, name string) string {
	_, after, ok := bytes.Cut(b, []byte(name))
	if !ok {
		return ""
	}
	value, _, _ := bytes.Cut(after, []byte(`"`))
	return string(value)
}

// relation says what the accounts of a pair are to each other.
func (v *investigation) relation(p *Pair) string {
	if g := v.group[p.A]; g >= 0 && g == v.group[p.B] {
		return v.kinds[g]
	}
	return "strangers"
}

// tally is what was found of one investigation.
type tally struct {
	found, sure map[string]int // pairs by relation: any, and those at P >= .9
	turns       int            // pairs of neighbours in careful rings: those who hand over
	members     int            // of careful rings
	reached     int            // of these, those in a sure pair
	least       float64        // bits of the weakest pair of neighbours that was found
	strongest   float64        // bits of the strongest false pair
}

func (v *investigation) count(pairs []Pair) tally {
	c := tally{found: map[string]int{}, sure: map[string]int{}, least: MaxBits}
	for g, kind := range v.kinds {
		if kind == "careful" {
			c.members += v.members[g]
			c.turns += v.members[g]
		}
	}
	reached := map[uint32]bool{}
	prior := math.Log2(4 / float64(v.accounts-1))
	for i := range pairs {
		p := &pairs[i]
		relation := v.relation(p)
		c.found[relation]++
		if relation == "careful" {
			c.least = min(c.least, p.Bits)
		} else {
			c.strongest = max(c.strongest, p.Bits)
		}
		if p.Bits+prior < math.Log2(9) {
			continue
		}
		c.sure[relation]++
		if relation == "careful" {
			reached[p.A], reached[p.B] = true, true
		}
	}
	c.reached = len(reached)
	return c
}

func (c tally) wrong() int {
	n := 0
	for relation, k := range c.sure {
		if relation != "careful" {
			n += k
		}
	}
	return n
}

var million = flag.Bool("million", false, "measure a million accounts too")

// TestGenerated measures on generated investigations. A careful ring of n has n
// pairs of neighbours; only those hand over to each other.
func TestGenerated(t *testing.T) {
	for _, test := range []struct {
		accounts int
		seeds    uint64
		signins  float64
		turns    float64 // share of neighbours that must be found at P >= .9
		wrong    int     // sure pairs that are none, at most
	}{
		{3000, 5, synth.DefaultSignins, .95, 0},
		{3000, 3, 60, .95, 0},
		{3000, 1, 300, .95, 1},
		{100_000, 1, synth.DefaultSignins, .92, 0},
		{1_000_000, 1, synth.DefaultSignins, .85, 0},
	} {
		if test.accounts > 10_000 && testing.Short() || test.accounts > 100_000 && !*million {
			continue
		}
		for seed := range test.seeds {
			v := generate(t, test.accounts, seed+1, test.signins)
			start := time.Now()
			pairs := find(t, v.signins, Options{})
			took := time.Since(start)
			c := v.count(pairs)
			t.Logf("%7d accounts, %3.0f sign-ins each, seed %d: %d of %d neighbours and %d of %d members at P >= .9, %d wrong; weakest %.2f bits, strongest false %.2f; "+
				"all %v, sure %v; %d rows in %v", test.accounts, test.signins, seed+1, c.sure["careful"], c.turns, c.reached, c.members,
				c.wrong(), c.least, c.strongest, c.found, c.sure, len(v.signins), took.Round(time.Millisecond))
			if float64(c.sure["careful"]) < test.turns*float64(c.turns) {
				t.Errorf("%d of %d neighbours at P >= .9", c.sure["careful"], c.turns)
			}
			if c.wrong() > test.wrong {
				t.Errorf("%d wrong pairs at P >= .9: %v", c.wrong(), c.sure)
			}
		}
	}
}
