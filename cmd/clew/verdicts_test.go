package main

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/query"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
)

// BenchmarkVerdicts measures a reviewer's pace on the investigation of -frames, at 200x60: from
// the key that means an approval to the last byte of the frame with the next job, its evidence
// and its accounts on it. It works on a copy.
func BenchmarkVerdicts(b *testing.B) {
	path := demoInvestigation(b)
	if *framesOf != "" {
		path = linkedCopy(b, *framesOf)
	}
	db, err := store.Open(context.Background(), path, store.Options{Cache: true})
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	const jobs = 20 // for each time that it is measured
	proposed := 0
	propose := func() {
		for range jobs {
			if _, err := db.Act(context.Background(), "kim", store.NewKey(), workflow.NewProposal(worst(b, db, 5), workflow.Terms{Action: "suspend",
				Policy: "default", Reason: "coordinated-operation", Note: "one hand", Benign: "a household; no",
				Evidence: []workflow.Evidence{{Kind: "device", Value: "d-1", Holders: 5, Benign: "a household shares a device"}}})); err != nil {
				b.Fatal(err)
			}
			proposed++
		}
	}
	propose()
	s := begin(b, 200, 60, []string{"CLEW_ACTOR=sam"}, path)
	s.waitFor("accounts", "? help")
	means := regexp.MustCompile(`press (\w) to approve`)
	forYou := regexp.MustCompile(`(\d+) for you`)
	title := regexp.MustCompile(`proposal (\d+) v1`)
	measure(b, s, func(s *session, key func(string, func([]string) bool)) {
		s.do("6", "for you")
		s.press("R")
		if err := s.await(20*time.Second, func(screen string) bool {
			m := forYou.FindStringSubmatch(screen)
			return m != nil && len(m[1]) > 1 // the demo has one more
		}); err != nil {
			b.Fatal(err)
		}
		s.do("\r", "What it rests on", "yours, ")
		for range jobs {
			screen := strings.Join(s.screen(), "\n")
			was := title.FindString(screen)
			last := strings.Contains(screen, " 0 more for you")
			s.do("A", "Approve?")
			m := means.FindStringSubmatch(strings.Join(s.screen(), "\n"))
			time.Sleep(350 * time.Millisecond) // before that the key means nothing
			key(m[1], func(screen []string) bool {
				all := strings.Join(screen, "\n")
				if last {
					return strings.Contains(all, "0 for you")
				}
				return !strings.Contains(all, "Approve?") && title.FindString(all) != was && title.MatchString(all) &&
					strings.Contains(all, "yours, ") && strings.Contains(all, "a household; no") && strings.Contains(screen[5], ":")
			})
		}
		propose()
	})
	s.press("\x03\x03")
	s.end()
}

// worst gives the accounts with the greatest scores that nothing was done to.
func worst(b *testing.B, db *store.DB, n int) (ids []model.AccountID) {
	b.Helper()
	q, err := query.Parse("state:open", time.Now())
	if err != nil {
		b.Fatal(err)
	}
	found, err := db.Find(context.Background(), q, store.Sort{Key: "score", Desc: true})
	if err != nil {
		b.Fatal(err)
	}
	ords, err := found.Page(context.Background(), 0, n)
	if err != nil {
		b.Fatal(err)
	}
	if ids, err = db.IDs(context.Background(), ords); err != nil {
		b.Fatal(err)
	}
	return ids
}

// linkedCopy is a copy of an investigation that shares its immutable files.
func linkedCopy(b *testing.B, from string) string {
	b.Helper()
	to, err := os.MkdirTemp(filepath.Dir(from), "verdicts-*.clew")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { os.RemoveAll(to) })
	for _, e := range must2(os.ReadDir(from)) {
		name := e.Name()
		if strings.HasPrefix(name, "base-") || strings.HasSuffix(name, ".bin") {
			err = os.Link(filepath.Join(from, name), filepath.Join(to, name))
		} else if content, failed := os.ReadFile(filepath.Join(from, name)); failed == nil {
			err = os.WriteFile(filepath.Join(to, name), content, 0o600)
		}
		if err != nil {
			b.Fatal(err)
		}
	}
	return to
}
