package store_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/query"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
)

// samples are the times of many runs of one thing.
type samples []time.Duration

// at gives a quantile, in milliseconds.
func (s samples) at(quantile float64) float64 {
	slices.Sort(s)
	return float64(s[int(quantile*float64(len(s)-1)+0.5)]) / 1e6
}

// loop times fn, which is given the number of the run.
func loop(b *testing.B, fn func(i int) error) samples {
	var all samples
	for b.Loop() {
		start := time.Now()
		if err := fn(len(all)); err != nil {
			b.Fatal(err)
		}
		all = append(all, time.Since(start))
	}
	return all
}

// loopOnce times fn once.
func loopOnce(b *testing.B, fn func() error) time.Duration {
	start := time.Now()
	if err := fn(); err != nil {
		b.Fatal(err)
	}
	return time.Since(start)
}

// compare reports the medians of both sides, and how many times as fast ours is.
func (c *comparison) compare(b *testing.B, name string, ours, theirs samples) {
	b.ReportMetric(ours.at(0.5), "p50-ms")
	b.ReportMetric(theirs.at(0.5), "sqlite-p50-ms")
	b.ReportMetric(theirs.at(0.5)/ours.at(0.5), "x-sqlite")
	c.measured.add(name, ours.at(0.5), theirs.at(0.5))
}

// sqliteBudget is how long the slower statements are sampled.
const sqliteBudget = 4 * time.Second

// benchOpen starts a process that shows the first 50 accounts by score. Cold
// means that the database's files are not in the page cache; the programs are.
func (c *comparison) benchOpen(b *testing.B) {
	c.databases(b)
	run := func(cold bool, path string, cmd *exec.Cmd) time.Duration {
		if cold {
			evict(b, path)
		}
		start := time.Now()
		out, err := cmd.Output()
		took := time.Since(start)
		if err != nil {
			b.Fatal(err)
		}
		if n := bytes.Count(out, []byte{'\n'}); n < min(50, c.n) {
			b.Fatalf("%s printed %d lines", cmd, n)
		}
		return took
	}
	shell := sqliteProgram(b)
	var cold, warm, sqliteCold, sqliteWarm samples
	for b.Loop() {
		for _, s := range []struct {
			cold         bool
			ours, theirs *samples
		}{{true, &cold, &sqliteCold}, {false, &warm, &sqliteWarm}} {
			*s.ours = append(*s.ours, run(s.cold, c.clew, childCommand(b, "bench-first", c.clew)))
			*s.theirs = append(*s.theirs, run(s.cold, c.sqlite, exec.Command(shell, "-batch", "-readonly", c.sqlite, firstStatement)))
		}
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(cold.at(0.5), "cold-ms")
	b.ReportMetric(warm.at(0.5), "warm-ms")
	b.ReportMetric(sqliteCold.at(0.5), "sqlite-cold-ms")
	b.ReportMetric(sqliteWarm.at(0.5), "sqlite-warm-ms")
	b.ReportMetric(cold.at(0.5)/sqliteCold.at(0.5), "x-sqlite-cold")
	b.ReportMetric(warm.at(0.5)/sqliteWarm.at(0.5), "x-sqlite-warm")
	c.measured.add("open-cold", cold.at(0.5), sqliteCold.at(0.5))
	c.measured.add("open-warm", warm.at(0.5), sqliteWarm.at(0.5))
}

// benchPage reads 50 accounts at about nine tenths of the order by score.
func (c *comparison) benchPage(b *testing.B) {
	db, s := c.open(b)
	ctx := context.Background()
	offset := func(i int) int { return c.n*9/10 + i%64*c.n/1000 }
	statement := func(i int) string {
		return fmt.Sprintf("SELECT %s FROM accounts a ORDER BY a.score DESC, a.id DESC LIMIT 50 OFFSET %d;", sqliteRow, offset(i))
	}
	for _, i := range []int{0, 63} {
		rows, err := pageOf(ctx, db, offset(i))
		if err != nil {
			b.Fatal(err)
		}
		var ours []string
		for _, r := range rows {
			ours = append(ours, strconv.Itoa(int(r.Ord)))
		}
		theirs := s.rows("SELECT id FROM (" + strings.TrimSuffix(statement(i), ";") + ");")
		if !slices.Equal(ours, theirs) {
			b.Fatalf("pages differ: %v and %v", ours, theirs)
		}
	}
	ours := loop(b, func(i int) error {
		_, err := pageOf(ctx, db, offset(i))
		return err
	})
	var statements []string
	for i := range 64 {
		statements = append(statements, statement(i))
	}
	c.compare(b, "page", ours, s.sample(statements, sqliteBudget))
}

// benchPivot finds who carries a value of about ten holders, and reads them.
func (c *comparison) benchPivot(b *testing.B) {
	db, s := c.open(b)
	ctx := context.Background()
	shared := s.sharedValues(60)
	var statements []string
	holders := 0
	for _, v := range shared {
		p, err := db.Pivot(ctx, v.ref)
		if err != nil {
			b.Fatal(err)
		}
		if len(p.Accounts) != v.holders {
			b.Fatalf("%s has %d holders, and %d in SQLite", v.ref, len(p.Accounts), v.holders)
		}
		holders += v.holders
		statements = append(statements, v.statement)
	}
	ours := loop(b, func(i int) error {
		p, err := db.Pivot(ctx, shared[i%len(shared)].ref)
		if err != nil {
			return err
		}
		_, err = db.Listing(ctx, p.Accounts)
		return err
	})
	b.ReportMetric(float64(holders)/float64(len(shared)), "holders")
	c.compare(b, "pivot", ours, s.sample(statements, sqliteBudget))
}

// benchFacets counts the countries, platforms and domains of high scores: of
// one account in 200, where an index helps most, and of one in four.
func (c *comparison) benchFacets(b *testing.B) {
	for _, least := range []int{80, 60} {
		b.Run(fmt.Sprintf("score%d", least), func(b *testing.B) {
			db, s := c.open(b)
			ctx := context.Background()
			facets := func() (n int, all []store.Facet, err error) {
				q, err := query.Parse(fmt.Sprintf("score>=%d", least), time.Now())
				if err != nil {
					return 0, nil, err
				}
				found, err := db.Find(ctx, q, store.Sort{Key: "score", Desc: true})
				if err != nil {
					return 0, nil, err
				}
				for _, field := range []string{"country", "platform", "domain"} {
					counts, err := db.Facets(ctx, found.Set(), field)
					if err != nil {
						return 0, nil, err
					}
					all = append(all, counts...)
				}
				return found.Len(), all, nil
			}
			// One pass over the accounts instead of three is what suits SQLite best.
			statement := fmt.Sprintf(`WITH high AS MATERIALIZED (SELECT country, platform, domain FROM accounts WHERE score >= %d)
				SELECT country, count(*) FROM high GROUP BY 1 UNION ALL SELECT platform, count(*) FROM high GROUP BY 1
				UNION ALL SELECT domain, count(*) FROM high GROUP BY 1;`, least)
			// Countries and domains have several spellings, which Clew unites.
			n, all, err := facets()
			if err != nil {
				b.Fatal(err)
			}
			for _, row := range s.rows(fmt.Sprintf("SELECT platform, count(*) FROM accounts WHERE score >= %d GROUP BY 1;", least)) {
				value, text, _ := strings.Cut(row, "|")
				count, _ := strconv.Atoi(text)
				if !slices.Contains(all, store.Facet{Value: model.Untrusted(value), Count: count}) {
					b.Fatalf("SQLite counts %d of %s, Clew does not: %v", count, value, all)
				}
			}
			ours := loop(b, func(int) error {
				_, _, err := facets()
				return err
			})
			b.ReportMetric(float64(n), "accounts")
			c.compare(b, fmt.Sprintf("facets-%d", least), ours, s.sample(slices.Repeat([]string{statement}, 20), sqliteBudget))
		})
	}
}

// benchSubstring counts the accounts with a word anywhere in their name, user
// name or e-mail, many different words one after the other. SQLite does it by
// LIKE, a scan as Clew's is, and by its trigram index, which knows no words of
// two characters.
func (c *comparison) benchSubstring(b *testing.B) {
	for _, w := range []struct {
		name  string
		words []string
		fts   bool
	}{{"rare", c.flat.words.rare, true}, {"common", c.flat.words.common, true}, {"hangul", c.flat.words.hangul, false}} {
		b.Run(w.name, func(b *testing.B) {
			db, s := c.open(b)
			ctx := context.Background()
			count := func(word string) (int, error) {
				q, err := query.Parse(strconv.Quote(word), time.Now())
				if err != nil {
					return 0, err
				}
				found, err := db.Find(ctx, q, store.Sort{Key: "score", Desc: true})
				if err != nil {
					return 0, err
				}
				return found.Len(), nil
			}
			var like, match []string
			for i, word := range w.words {
				part := sqlText("%" + word + "%")
				like = append(like, fmt.Sprintf("SELECT count(*) FROM accounts WHERE name LIKE %s OR username LIKE %[1]s OR email LIKE %[1]s;", part))
				match = append(match, fmt.Sprintf("SELECT count(*) FROM words WHERE words MATCH %s;", sqlText(`"`+word+`"`)))
				if i > 4 {
					continue
				}
				// Clew searches the romanised name too, and so may find more.
				ours, err := count(word)
				if theirs := s.number(like[i]); err != nil || ours < theirs || theirs == 0 {
					b.Fatalf("%q is in %d accounts, and %d in SQLite (%v)", word, ours, theirs, err)
				}
			}
			ours := loop(b, func(i int) error {
				_, err := count(w.words[i%len(w.words)])
				return err
			})
			b.ReportMetric(ours.at(0.99), "p99-ms")
			c.measured.add("substring-p99-"+w.name, ours.at(0.99), 0)
			c.compare(b, "substring-"+w.name, ours, s.sample(like, sqliteBudget))
			if w.fts {
				fts := s.sample(match, sqliteBudget)
				b.ReportMetric(fts.at(0.5), "fts5-p50-ms")
				b.ReportMetric(fts.at(0.99), "fts5-p99-ms")
				b.ReportMetric(fts.at(0.5)/ours.at(0.5), "x-fts5")
				c.measured.add("substring-fts5-"+w.name, ours.at(0.5), fts.at(0.5))
			}
		})
	}
}

// benchAction tags one account at a time, each acknowledged only when it is on
// disk. SQLite inserts a row into a log of its own, in WAL mode with full
// synchronisation, one transaction each; the pipe's round trip is in its time.
func (c *comparison) benchAction(b *testing.B) {
	c.databases(b)
	ctx := context.Background()
	db, err := store.Open(ctx, c.clew, store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	rows, err := pageOf(ctx, db, 0)
	if err != nil {
		b.Fatal(err)
	}
	ours := loop(b, func(i int) error {
		a := workflow.SetTag{On: []model.AccountID{rows[i%len(rows)].ID}, Tag: "seen", Remove: i/len(rows)%2 == 1}
		receipt, err := db.Act(ctx, "bench", store.NewKey(), a)
		if err == nil && receipt.Applied != 1 {
			err = fmt.Errorf("action %d changed %d accounts", i, receipt.Applied)
		}
		return err
	})
	// The next run, with -count, begins without tags again.
	if n := len(ours); n/len(rows)%2 == 0 || n%len(rows) > 0 {
		for _, r := range rows {
			if _, err := db.Act(ctx, "bench", store.NewKey(), workflow.SetTag{On: []model.AccountID{r.ID}, Tag: "seen", Remove: true}); err != nil {
				b.Fatal(err)
			}
		}
	}

	path := filepath.Join(c.dir, "log.sqlite")
	s := openSQLite(b, path, `PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
		CREATE TABLE IF NOT EXISTS log(seq INTEGER PRIMARY KEY, at INTEGER, actor TEXT, action TEXT, account INTEGER, body TEXT);`)
	var theirs samples
	for i := range max(20, min(len(ours), 500)) {
		theirs = append(theirs, s.time(fmt.Sprintf("INSERT INTO log(at, actor, action, account, body) VALUES(unixepoch(), 'bench', 'tag', %d, '{\"tag\":\"seen\"}');", i), 1))
	}
	c.compare(b, "action", ours, theirs)
	os.Remove(path)
}
