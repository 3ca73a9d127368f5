package store_test

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

	"github.com/seed-28a39f10/clew/model"
)

// sqliteProgram finds the sqlite3 shell, or skips the benchmark.
func sqliteProgram(b *testing.B) string {
	path, err := exec.LookPath("sqlite3")
	if err != nil {
		b.Skip("sqlite3 is not installed (Debian: apt install sqlite3); there is nothing to compare with")
	}
	return path
}

// sqliteLoad is the load of a flat, as quick as SQLite was found to do it: one
// transaction without journal or syncs, indexes after the rows, and a cache
// that fits the processor's, which sorts faster than a large one. At its end the
// file is on disk, as Clew's is. %[1]s and %[2]s are the files of the flat,
// %[3]s the database.
const sqliteLoad = `.bail on
PRAGMA journal_mode=OFF;
PRAGMA synchronous=OFF;
PRAGMA locking_mode=EXCLUSIVE;
PRAGMA threads=8;
BEGIN;
CREATE TABLE accounts(id INTEGER PRIMARY KEY, platform TEXT, native TEXT, username TEXT, name TEXT, email TEXT,
  domain TEXT, country TEXT, status TEXT, score INTEGER, created INTEGER, flagged INTEGER, first_seen INTEGER, last_seen INTEGER);
CREATE TABLE identifiers(account INTEGER, kind INTEGER, value TEXT);
.mode ascii
.import %[1]s accounts
.import %[2]s identifiers
CREATE INDEX accounts_score ON accounts(score);
CREATE INDEX accounts_created ON accounts(created);
CREATE INDEX accounts_flagged ON accounts(flagged);
CREATE INDEX accounts_last_seen ON accounts(last_seen);
CREATE INDEX accounts_native ON accounts(platform, native);
CREATE INDEX accounts_email ON accounts(email);
CREATE INDEX identifiers_value ON identifiers(kind, value);
CREATE INDEX identifiers_account ON identifiers(account);
CREATE VIRTUAL TABLE words USING fts5(name, username, email, content=accounts, content_rowid=id, tokenize=trigram);
INSERT INTO words(words) VALUES('rebuild');
COMMIT;
ANALYZE;
.shell sync %[3]s
.shell grep VmHWM /proc/$PPID/status
`

// sqliteImport loads a flat into a new database.
func sqliteImport(b *testing.B, f flat, db string) importRun {
	cmd := exec.Command(sqliteProgram(b), "-batch", db)
	cmd.Stdin = strings.NewReader(fmt.Sprintf(sqliteLoad, f.accounts, f.identifiers, db))
	return runImport(b, cmd, db)
}

// sqliteScores gives the accounts the scores of a CSV file of ids and scores.
func sqliteScores(b *testing.B, db, file string) {
	script := fmt.Sprintf(`.bail on
PRAGMA journal_mode=OFF;
PRAGMA synchronous=OFF;
CREATE TEMP TABLE scores(id INTEGER PRIMARY KEY, score INTEGER);
.mode csv
.import %s scores
BEGIN;
DROP INDEX accounts_score;
UPDATE accounts SET score = (SELECT score FROM scores WHERE scores.id = accounts.id);
CREATE INDEX accounts_score ON accounts(score);
COMMIT;
ANALYZE;
`, file)
	cmd := exec.Command(sqliteProgram(b), "-batch", db)
	cmd.Stdin, cmd.Stderr = strings.NewReader(script), os.Stderr
	if err := cmd.Run(); err != nil {
		b.Fatal(err)
	}
}

// sqliteRow is what is read of an account to show it in a list.
const sqliteRow = "a.id, a.platform, a.native, a.username, a.name, a.email, a.country, a.status, a.score, a.created, a.flagged, a.first_seen, a.last_seen"

// firstStatement is what a fresh process is asked for, as childFirst is.
const firstStatement = "SELECT " + sqliteRow + " FROM accounts a ORDER BY a.score DESC, a.id DESC LIMIT 50"

// sqlite is a long-lived shell with a database open.
//
// Statements are timed from the outside, in batches: a script with each
// statement several times goes through the pipe at once, a mark comes back when
// it is done, and the time is divided. So neither the start of the process nor
// the pipe's round trip (some 30 µs) is held against SQLite. Parsing a statement
// is part of it, as parsing the query is of Clew's time.
type sqlite struct {
	b   *testing.B
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
}

// openSQLite starts a shell that is as quick as it honestly gets, with the file
// mapped, and runs a script in it.
func openSQLite(b *testing.B, db, script string) *sqlite {
	s := &sqlite{b: b, cmd: exec.Command(sqliteProgram(b), "-batch", db)}
	s.cmd.Stderr = os.Stderr
	in, err1 := s.cmd.StdinPipe()
	out, err2 := s.cmd.StdoutPipe()
	if err1 != nil || err2 != nil {
		b.Fatal(err1, err2)
	}
	s.in, s.out = in, bufio.NewReader(out)
	if err := s.cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(s.close)
	s.rows(".bail on\nPRAGMA mmap_size=2147418112; PRAGMA cache_size=-262144;\n" + script)
	return s
}

func (s *sqlite) close() {
	s.in.Close()
	s.cmd.Wait()
}

const sqliteMark = "<<done>>"

// rows runs a script and gives the rows of its output.
func (s *sqlite) rows(script string) []string {
	s.write(script + "\n.print " + sqliteMark + "\n")
	var rows []string
	for {
		line, err := s.out.ReadString('\n')
		if err != nil {
			s.b.Fatalf("sqlite3 ended: %v", err)
		}
		if line = strings.TrimSuffix(line, "\n"); line == sqliteMark {
			return rows
		}
		rows = append(rows, line)
	}
}

func (s *sqlite) write(script string) {
	if _, err := io.WriteString(s.in, script); err != nil {
		s.b.Fatalf("sqlite3: %v", err)
	}
}

// number runs a statement that gives one number.
func (s *sqlite) number(statement string) int {
	rows := s.rows(statement)
	if len(rows) != 1 {
		s.b.Fatalf("sqlite3: %d rows for %q", len(rows), statement)
	}
	n, err := strconv.Atoi(rows[0])
	if err != nil {
		s.b.Fatal(err)
	}
	return n
}

// time gives the mean time of a statement over the given number of repetitions.
// What it yields is formatted by SQLite and thrown away.
func (s *sqlite) time(statement string, times int) time.Duration {
	script := ".output /dev/null\n" + strings.Repeat(statement+"\n", times) + ".output stdout\n"
	start := time.Now()
	s.rows(script)
	return time.Since(start) / time.Duration(times)
}

// sample times each statement by itself until they are all done or the budget
// is used up, each as often as it takes to make the pipe's share small.
func (s *sqlite) sample(statements []string, budget time.Duration) samples {
	var all samples
	for _, st := range statements {
		once := s.time(st, 1)
		times := int(min(5*time.Millisecond/max(once, time.Microsecond)+1, 50))
		all = append(all, s.time(st, times))
		if budget -= once * time.Duration(times+1); budget < 0 {
			break
		}
	}
	return all
}

// sqlText quotes a value.
func sqlText(v string) string { return "'" + strings.ReplaceAll(v, "'", "''") + "'" }

// sharedValue is a value that several accounts carry.
type sharedValue struct {
	ref       string // kind:value
	holders   int
	statement string // gives its holders
}

// sharedValues finds values that about ten accounts carry, of kinds that synth
// spells in one way only: SQLite has them as they came.
func (s *sqlite) sharedValues(limit int) (all []sharedValue) {
	kinds := []string{}
	for _, k := range []model.Kind{model.KindFingerprint, model.KindSession, model.KindWallet, model.KindPayment, model.KindPhoto, model.KindResume, model.KindDocument} {
		kinds = append(kinds, strconv.Itoa(int(k)))
	}
	rows := s.rows(fmt.Sprintf(`SELECT kind, count(DISTINCT account), value FROM identifiers WHERE kind IN (%s)
		GROUP BY kind, value HAVING count(DISTINCT account) BETWEEN 5 AND 20
		ORDER BY abs(count(DISTINCT account) - 10), kind, value LIMIT %d;`, strings.Join(kinds, ", "), limit))
	for _, row := range rows {
		f := strings.SplitN(row, "|", 3)
		kind, _ := strconv.Atoi(f[0])
		holders, _ := strconv.Atoi(f[1])
		all = append(all, sharedValue{model.Kind(kind).String() + ":" + f[2], holders,
			fmt.Sprintf("SELECT %s FROM identifiers i JOIN accounts a ON a.id = i.account WHERE i.kind = %d AND i.value = %s;", sqliteRow, kind, sqlText(f[2]))})
	}
	if len(all) == 0 {
		s.b.Skip("no value has about ten holders; ask for more accounts")
	}
	return all
}

// fileSize gives the bytes of a file or of all files in a folder.
func fileSize(b *testing.B, path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	if !info.IsDir() {
		return info.Size()
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		b.Fatal(err)
	}
	var n int64
	for _, e := range entries {
		n += fileSize(b, filepath.Join(path, e.Name()))
	}
	return n
}
