package gather

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/store/casefile"
	"github.com/seed-28a39f10/clew/ui/words"
)

// General are the actions that say under which rules, and by whom, everything was done: they
// are about no case, and in the record of each.
var General = []string{"create", "import", "policies", "weights", "person", "part", "shared", "enrol", "vouch", "masking", "ignore", "unignore", "watch", "unwatch"}

// entries reads the entries of the log that the record rests on: those about its accounts,
// its case, its proposals, batches and appeals, and the general ones.
func (g *gatherer) entries() error {
	g.progress("reading the audit log", 0, 0)
	named := map[string]bool{fmt.Sprint("case ", g.kase.ID): true}
	for _, p := range g.r.Proposals {
		named[fmt.Sprint("proposal ", p.ID)] = true
	}
	for _, b := range g.r.Batches {
		named[fmt.Sprint("batch ", b.ID)] = true
	}
	for _, a := range g.r.Appeals {
		named[fmt.Sprint("appeal ", a.ID)] = true
	}
	written := map[uint64]bool{}
	for _, n := range g.r.Notes {
		written[n.Entry] = true
	}
	all, err := g.db.AuditAbout(g.ctx, g.r.Log.Entries, func(action, value string, subjects []uint32) bool {
		return slices.Contains(General, action) || named[value] || action == "note" || slices.ContainsFunc(subjects, func(o uint32) bool { _, in := g.index[o]; return in })
	})
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(e store.AuditEntry) bool {
		return e.Action == "note" && !written[e.Index]
	})
	names := words.AuditNames(g.ctx, g.db.Listing, all)
	for i := range all {
		e := &all[i]
		g.meet(e.Actor)
		if e.Action == "import" {
			g.imported(e)
		}
		out := casefile.Entry{Index: e.Index, Time: moment(e.Time), Actor: e.Actor, Action: e.Action, Subject: text(e.Subject), Did: text(words.AuditDid(e, names[i])), Hash: e.Hash, ClockBack: e.Clock}
		body := e.After
		if body == nil {
			body = e.Before
		}
		if body != nil {
			if out.Body, err = json.Marshal(body); err != nil {
				return &model.Error{Kind: model.ErrInternal, Message: "an entry of the log cannot be encoded", Err: err}
			}
		}
		g.r.Entries = append(g.r.Entries, out)
	}
	return nil
}

// imported notes who imported the files of the record, and when: the first time that a file
// of that name and content came.
func (g *gatherer) imported(e *store.AuditEntry) {
	body, _ := e.After.(map[string]any)
	files, _ := body["files"].([]any)
	for _, f := range files {
		said, _ := f.(map[string]any)
		for i := range g.r.Files {
			if own := &g.r.Files[i]; own.By == "" && said["sha256"] == own.SHA256 && said["file"] == string(own.Name) {
				own.Mark = casefile.Mark{By: e.Actor, Time: moment(e.Time), Entry: e.Index}
			}
		}
	}
}
