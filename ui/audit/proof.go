package audit

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/overlay"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// provedAtOnce is up to how many entries the log is verified without being asked.
const provedAtOnce = 100_000

// proof is what is known of whether the log is what was written.
type proof struct {
	head  headMsg
	door  page.Door
	last  *store.AuditProof // nil where it was not looked at yet
	asked bool              // by a key: then the answer is said as well
	begun bool
}

// askHead asks how long the log is and for its root.
func (p *Page) askHead() tea.Cmd {
	s := p.store
	return page.Ask(&p.heading, func(ctx context.Context) (m headMsg, err error) {
		m.size, m.root, err = s.AuditHead(ctx)
		return m, err
	})
}

func (p *Page) headed(msg page.Answer[headMsg]) tea.Cmd {
	if !page.Takes(&p.heading, msg) {
		return nil
	}
	if msg.Err != nil {
		return page.Fail(msg.Err)
	}
	p.proof.head = msg.Value
	if p.proof.begun || msg.Value.size > provedAtOnce {
		return nil
	}
	return p.prove(false)
}

// prove has the whole log read and looked at.
func (p *Page) prove(asked bool) tea.Cmd {
	s := p.store
	p.proof.begun, p.proof.asked = true, asked
	return page.Ask(&p.proof.door, s.AuditProof)
}

func (p *Page) proved(msg page.Answer[*store.AuditProof]) tea.Cmd {
	if !page.Takes(&p.proof.door, msg) {
		return nil
	}
	if msg.Err != nil {
		return page.Fail(msg.Err)
	}
	last := msg.Value
	p.proof.last = last
	switch n := len(last.Problems); {
	case n > 0 && p.proof.asked:
		return page.Tell(page.Show{Overlay: problems(p.env, last)})
	case n > 0:
		return page.Tell(page.Say{Level: page.Failure, Text: "the audit log is not as it was written: " + words.Count(n, "problem"),
			Hint: p.env.Keys.Key(keys.Verify) + " looks again and lists them"})
	case p.proof.asked:
		return page.Notice(page.Success, words.Count(last.Entries, "entry")+" read: the log is as it was written")
	}
	return nil
}

// problems lists what is wrong with the log.
func problems(env *page.Env, last *store.AuditProof) page.Overlay {
	var lines []draw.Line
	for _, one := range last.Problems {
		lines = append(lines, draw.T(theme.Bad, words.Clean(one.Where)).Add(theme.Plain, ": "+words.Clean(one.What)))
		if one.Hint != "" {
			lines = append(lines, draw.T(theme.Dim, "  "+words.Clean(one.Hint)))
		}
	}
	return &overlay.Reader{Env: env, Title: "What is wrong with the audit log", Lines: lines}
}

// header says how long the log is, its root, and whether it is what was written.
func (p *Page) header() draw.Line {
	th, h := p.env.Theme, p.proof.head
	bullet := " " + th.Glyphs.Bullet + " "
	if h.root == "" {
		return draw.T(theme.Dim, " reading the log"+th.Glyphs.Ellipsis)
	}
	l := draw.Plain(" ").Add(theme.Head, words.Count(h.size, "entry")).Add(theme.Dim, bullet+"root "+h.root[:min(len(h.root), 8)]+th.Glyphs.Ellipsis+bullet)
	last, key := p.proof.last, p.env.Keys.Key(keys.Verify)
	switch {
	case p.proof.door.Waiting():
		return l.Add(theme.Info, "being verified"+th.Glyphs.Ellipsis)
	case last == nil && key == "":
		return l.Add(theme.Warn, "not verified yet")
	case last == nil:
		return l.Add(theme.Warn, "not verified yet: press "+key)
	case len(last.Problems) > 0:
		return l.Add(theme.Bad, "NOT as it was written: "+words.Count(len(last.Problems), "problem")+", "+p.ago(last))
	case last.Entries == h.size && last.Root == h.root:
		return l.Add(theme.Good, "verified "+p.ago(last))
	}
	return l.Add(theme.Good, "verified "+p.ago(last)).Add(theme.Warn, ", all but the newest "+words.Thousands(h.size-min(last.Entries, h.size)))
}

// ago says how long ago the log was looked at.
func (p *Page) ago(last *store.AuditProof) string {
	d := p.env.Now().Sub(last.At.UTC())
	switch {
	case d < time.Second:
		return "just now"
	case d < 2*time.Minute:
		return words.Thousands(int(d/time.Second)) + " s ago"
	case d < 2*time.Hour:
		return words.Thousands(int(d/time.Minute)) + " min ago"
	}
	return words.Minute(last.At)
}
