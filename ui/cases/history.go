package cases

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// past is what the log says of the case, newest first.
type past struct {
	entries []store.AuditEntry
	names   [][]string // of their accounts
	more    bool       // the log has older ones
}

// verbs are what is done to a case; undo and redo say which entry they are about.
var verbs = []string{"case", "case-edit", "members", "values", "trail", "note", "export", "receive", "undo", "redo"}

// mostPast is how many entries are shown.
const mostPast = 1000

// look asks what the log says of the case.
func (p *CasePage) look() tea.Cmd {
	s, c := p.store, p.loaded.c
	return page.Ask(&p.looking, func(ctx context.Context) (*past, error) {
		f := store.AuditFilter{Actions: verbs, From: c.Made.Entry}
		var numbers []uint64
		for before := uint64(math.MaxUint64); ; {
			found, err := s.AuditFind(ctx, f, before, 0)
			if err != nil {
				return nil, err
			}
			numbers = append(numbers, found.Numbers...)
			if before = found.Next; before == 0 {
				break
			}
		}
		// The oldest first, as what was undone comes before its undoing.
		slices.Reverse(numbers)
		h, of := &past{}, map[uint64]bool{}
		for part := range slices.Chunk(numbers, 4096) {
			entries, err := s.AuditEntries(ctx, part)
			if err != nil {
				return nil, err
			}
			for _, e := range entries {
				if about(&e, c.ID, of) {
					of[e.Index] = true
					h.entries = append(h.entries, e)
				}
			}
		}
		slices.Reverse(h.entries)
		h.more = len(h.entries) > mostPast
		h.entries = h.entries[:min(len(h.entries), mostPast)]
		h.names = words.AuditNames(ctx, s.Listing, h.entries)
		return h, ctx.Err()
	})
}

// about reports whether an entry is about a case, or about an entry of those that are.
func about(e *store.AuditEntry, id uint32, of map[uint64]bool) bool {
	raw, err := json.Marshal(e.After)
	if err != nil {
		return false
	}
	var body struct {
		ID    uint32 `json:"id"`
		Entry uint64 `json:"entry"`
		On    struct {
			Kind string `json:"kind"`
			ID   uint32 `json:"id"`
		} `json:"on"`
	}
	if json.Unmarshal(raw, &body) != nil {
		return false
	}
	switch e.Action {
	case "undo", "redo":
		return of[body.Entry]
	case "note":
		return body.On.Kind == "case" && body.On.ID == id
	}
	return body.ID == id
}

// historyEntries says what was done to the case.
func (p *CasePage) historyEntries() []entry {
	var list []entry
	for i := range p.past.entries {
		e := &p.past.entries[i]
		l := draw.T(theme.Dim, words.Minute(e.Time)+"  ").Add(theme.Plain, words.Audit(e, p.past.names[i]))
		filter := fmt.Sprintf("by:%q action:%s", e.Actor, e.Action)
		list = append(list, entry{lines: wrapped(18, l), place: page.Place{Page: page.Audit, Ref: model.Untrusted(filter)}, text: model.Untrusted(strings.TrimSpace(e.Hash))})
	}
	if p.past.more {
		list = append(list, entry{rest: true, lines: wrapped(0, draw.T(theme.Dim, "older entries are in the audit log"))})
	}
	return list
}
