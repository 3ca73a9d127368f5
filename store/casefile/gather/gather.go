package gather

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/evidence"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/store/base"
	"github.com/seed-28a39f10/clew/store/casefile"
	"github.com/seed-28a39f10/clew/store/export"
	"github.com/seed-28a39f10/clew/store/work"
)

// Store is what this room asks of an investigation; *store.DB is one.
type Store interface {
	Work() *workflow.State
	Len() int
	Listing(ctx context.Context, ords []uint32) ([]store.AccountRow, error)
	Account(ctx context.Context, ord uint32) (*store.Account, error)
	Events(ctx context.Context, ord uint32, offset, limit int) ([]model.Event, error)
	RawRow(ctx context.Context, src model.Source) (model.Untrusted, error)
	Files() []base.FileMeta
	Pivot(ctx context.Context, ref string) (*store.Pivot, error)
	Links(ctx context.Context, progress func(doing string)) (*store.Links, error)
	CheckpointAt(ctx context.Context, entries uint64) (string, error)
	Audit(ctx context.Context, from uint64, limit int) ([]store.AuditEntry, error)
	AuditAbout(ctx context.Context, before uint64, about func(action, value string, subjects []uint32) bool) ([]store.AuditEntry, error)
	Prove(ctx context.Context, size uint64, entries []uint64) ([]work.Proof, error)
	Body(ctx context.Context, entry uint64) ([]byte, error)
}

// Case gives a case of an investigation. Links are computed where they are not known, of
// which progress, which may be nil, is told. The record's Detail reads from db, for as long
// as that is open. The error is of kind not-found where there is no such case, and else one
// of the store's.
func Case(ctx context.Context, db Store, id uint32, progress func(doing string, done, total int)) (*casefile.Record, error) {
	if progress == nil {
		progress = func(string, int, int) {}
	}
	g := &gatherer{ctx: ctx, db: db, work: db.Work(), progress: progress, index: map[uint32]int{}, files: map[uint32]int{}}
	g.kase = g.work.Case(id)
	if g.kase == nil {
		return nil, &model.Error{Kind: model.ErrNotFound, Message: "there is no such case", Where: model.Untrusted(fmt.Sprint(id)), Hint: "'clew case list' lists them"}
	}
	g.r = &casefile.Record{Tool: export.Tool(), Investigation: g.work.Log(), Of: db.Len(), Profile: casefile.Full, LeftOut: []casefile.LeftOut{}, Weights: g.work.Weights()}
	for _, step := range []func() error{g.head, g.accounts, g.links, g.rings, g.decisions, g.notes, g.entries, g.people} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	g.r.Detail = g.detail
	g.masked()
	return g.r, nil
}

// masked says so where personal data is not given as it is.
func (g *gatherer) masked() {
	kinds, _ := g.work.Masking()
	if len(kinds) == 0 {
		return
	}
	n := 0
	for i := range g.r.Accounts {
		if g.r.Accounts[i].Masked {
			n++
		}
	}
	g.r.Profile = casefile.Masked
	g.r.LeftOut = append(g.r.LeftOut, casefile.LeftOut{What: "personal data (" + strings.Join(kinds, ", ") + ") of accounts", Count: n, Why: "the investigation masks it; 'clew reveal' shows it"})
}

// gatherer is a record in the making.
type gatherer struct {
	ctx      context.Context
	db       Store
	work     *workflow.State
	kase     *workflow.Case
	r        *casefile.Record
	progress func(doing string, done, total int)

	ords    []uint32         // of the accounts of the record, in their order
	sources [][]model.Source // of each of them
	index   map[uint32]int   // in ords
	files   map[uint32]int   // in r.Files, by their place in the investigation
	known   *store.Links
	met     map[string]bool // logins whose acts are in the record
}

func text[S ~string](s S) casefile.Text { return casefile.Text(s) }

func moment(t model.Time) casefile.Time { return casefile.Time(t) }

// mark says who did something, and notes that they are in the record.
func (g *gatherer) mark(m workflow.Mark) casefile.Mark {
	if m.By != "" {
		g.meet(m.By)
	}
	return casefile.Mark{By: m.By, Time: moment(m.Time), Entry: m.Entry}
}

func (g *gatherer) meet(login string) {
	if g.met == nil {
		g.met = map[string]bool{}
	}
	g.met[login] = true
}

// head is the case itself, and where the log is.
func (g *gatherer) head() error {
	size := g.work.Next()
	checkpoint, err := g.db.CheckpointAt(g.ctx, size)
	if err != nil {
		return err
	}
	c, err := work.ParseCheckpoint(checkpoint)
	if err != nil {
		return err
	}
	last, err := g.db.Audit(g.ctx, size-1, 1)
	if err != nil {
		return err
	}
	g.r.Log = casefile.Log{Entries: size, Root: c.Root.String(), Checkpoint: checkpoint, Time: moment(last[0].Time)}
	k := g.kase
	out := casefile.Case{ID: k.ID, Title: text(k.Title), State: "open", Outcome: text(k.Outcome), Owner: k.Owner, Queue: k.Queue, Priority: k.Priority, Tags: slices.Clone(k.Tags),
		FollowUp: moment(k.FollowUp), Template: k.Template, Made: g.mark(k.Made), Closed: g.mark(k.Closed)}
	if !k.Open {
		out.State = "closed"
	}
	if h := k.Hold; h != nil {
		out.Hold = &casefile.Hold{Mark: g.mark(h.Mark), Kind: h.Kind, Why: text(h.Why), Until: moment(h.Until)}
	}
	if f := k.Received; f != nil {
		out.Received = &casefile.Reference{Investigation: f.Investigation, Case: f.Case, SHA256: f.SHA256, Entries: f.Entries, Root: f.Root}
	}
	for _, s := range k.Steps {
		out.Steps = append(out.Steps, casefile.Step{Text: s.Text, Done: g.mark(s.Done)})
	}
	for _, v := range k.Values {
		kind, value := cut(v.Value)
		p, err := g.db.Pivot(g.ctx, string(v.Value))
		if err != nil {
			return err
		}
		out.Values = append(out.Values, casefile.Value{Mark: g.mark(v.Mark), Kind: kind, Value: value, Why: text(v.Why), Holders: len(p.Accounts)})
	}
	for _, t := range k.Trails {
		trail := casefile.Trail{Mark: g.mark(t.Mark), Why: text(t.Why), Steps: []casefile.TrailStep{}}
		for _, s := range t.Steps {
			trail.Steps = append(trail.Steps, casefile.TrailStep{Page: s.Page, Ref: text(s.Ref), Text: text(s.Text)})
		}
		out.Trails = append(out.Trails, trail)
	}
	g.r.Case = out
	return nil
}

// cut takes "kind:value" apart.
func cut(ref model.Untrusted) (kind string, value casefile.Text) {
	for i := range len(ref) {
		if ref[i] == ':' {
			return string(ref[:i]), text(ref[i+1:])
		}
	}
	return "", text(ref)
}

// belongs reports whether a proposal is made for the case.
func (g *gatherer) belongs(p *workflow.Proposal) bool { return p.Terms.Case == g.kase.ID }

// within gives those of some accounts that are in the record, and how many others there are.
func (g *gatherer) within(ords []uint32) (in []uint32, others int) {
	for _, ord := range ords {
		if _, ok := g.index[ord]; ok {
			in = append(in, ord)
		}
	}
	return in, len(ords) - len(in)
}

// ids gives the ids of accounts of the record.
func (g *gatherer) ids(ords []uint32) []casefile.Text {
	out := make([]casefile.Text, len(ords))
	for i, ord := range ords {
		out[i] = g.r.Accounts[g.index[ord]].ID
	}
	return out
}

func innocent(i evidence.Innocent) casefile.Innocent {
	return casefile.Innocent{Code: i.Code, Text: i.Text, Settle: i.Settle, Covers: i.Covers}
}
