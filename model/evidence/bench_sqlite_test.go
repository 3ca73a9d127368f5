package evidence

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// pairsQuery finds the pairs of accounts that share a value of at most 64 holders.
const pairsQuery = `SELECT count(*) FROM (SELECT DISTINCT x.account, y.account FROM
	(SELECT value FROM held GROUP BY value HAVING count(*) <= 64) v
	JOIN held x ON x.value = v.value JOIN held y ON y.value = v.value AND x.account < y.account);`

// sqlite is a shell with who holds what in memory, indexed.
type sqlite struct {
	b   *testing.B
	in  io.WriteCloser
	out *bufio.Reader
}

func openSQLite(b *testing.B, ix *Index) *sqlite {
	path, err := exec.LookPath("sqlite3")
	if err != nil {
		b.Skip("sqlite3 is not installed (Debian: apt install sqlite3); there is nothing to compare with")
	}
	flat := filepath.Join(b.TempDir(), "held.csv")
	f, err := os.Create(flat)
	if err != nil {
		b.Fatal(err)
	}
	w := bufio.NewWriter(f)
	for v := range uint32(ix.Values()) {
		for _, a := range ix.Holders(v) {
			fmt.Fprintf(w, "%d,%d\n", v, a)
		}
	}
	if w.Flush() != nil || f.Close() != nil {
		b.Fatal("the list cannot be written")
	}
	cmd := exec.Command(path, "-batch", ":memory:")
	cmd.Stderr = os.Stderr
	in, err1 := cmd.StdinPipe()
	out, err2 := cmd.StdoutPipe()
	if err1 != nil || err2 != nil || cmd.Start() != nil {
		b.Fatal("sqlite3 does not start")
	}
	b.Cleanup(func() {
		in.Close()
		cmd.Wait()
	})
	s := &sqlite{b, in, bufio.NewReader(out)}
	s.number(fmt.Sprintf(`.bail on
PRAGMA threads=8; PRAGMA cache_size=-1048576; PRAGMA temp_store=MEMORY;
CREATE TABLE held(value INTEGER, account INTEGER, PRIMARY KEY(value, account)) WITHOUT ROWID;
.mode csv
.import %s held
ANALYZE;
SELECT count(*) FROM held;`, flat))
	return s
}

// number runs statements of which the last gives a number.
func (s *sqlite) number(script string) int {
	if _, err := io.WriteString(s.in, script+"\n.print <<done>>\n"); err != nil {
		s.b.Fatalf("sqlite3 ended: %v", err)
	}
	n := -1
	for {
		line, err := s.out.ReadString('\n')
		if err != nil {
			s.b.Fatalf("sqlite3 ended: %v", err)
		}
		line = strings.TrimSpace(line)
		if line == "<<done>>" {
			return n
		}
		if n, err = strconv.Atoi(line); err != nil {
			n = -1
		}
	}
}

// candidates counts the pairs of accounts that share a value of at most so many
// holders.
func (ix *Index) candidates(most int) (n int) {
	seen := make([]uint32, ix.Len())
	for a := range uint32(ix.Len()) {
		for _, v := range ix.Of(a) {
			if ix.Degree(v) > most {
				continue
			}
			for _, b := range ix.Holders(v) {
				if b >= a {
					break
				}
				if seen[b] != a+1 {
					seen[b] = a + 1
					n++
				}
			}
		}
	}
	return n
}

// BenchmarkSelfJoin finds the same pairs with a self-join in SQLite, which has
// nothing but the shared values, in memory and in the order that the join wants,
// and with the index. It compares all of Build with the join too, though that also
// weighs the values, scores the pairs and makes rings of them.
func BenchmarkSelfJoin(b *testing.B) {
	each(b, func(b *testing.B, w *world, m *Model) {
		s := openSQLite(b, w.index)
		var join, index, build time.Duration
		for b.Loop() {
			start := time.Now()
			want := s.number(pairsQuery)
			join += time.Since(start)
			start = time.Now()
			got := w.index.candidates(privateMost)
			index += time.Since(start)
			start = time.Now()
			Build(w.index, DefaultConfig(), nil, nil)
			build += time.Since(start)
			if got != want {
				b.Fatalf("%d pairs, SQLite finds %d", got, want)
			}
			b.ReportMetric(float64(got), "pairs")
		}
		b.ReportMetric(join.Seconds()*1000/float64(b.N), "sqlite-ms")
		b.ReportMetric(index.Seconds()*1000/float64(b.N), "index-ms")
		b.ReportMetric(build.Seconds()*1000/float64(b.N), "build-ms")
		b.ReportMetric(join.Seconds()/index.Seconds(), "sqlite/index")
		b.ReportMetric(join.Seconds()/build.Seconds(), "sqlite/build")
		b.ReportMetric(0, "ns/op")
	})
}
