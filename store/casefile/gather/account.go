package gather

import (
	"slices"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/workflow"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/store/casefile"
)

// accounts reads the accounts of the record: the members of the case in their order, and
// after them those that only a proposal of the case is about.
func (g *gatherer) accounts() error {
	members := map[uint32]workflow.Member{}
	for _, m := range g.kase.Members {
		members[m.Ord] = m
		g.ords = append(g.ords, m.Ord)
	}
	var named []uint32
	for _, p := range g.work.Proposals() {
		if g.belongs(p) {
			named = append(named, p.Accounts...)
		}
	}
	slices.Sort(named)
	for _, ord := range slices.Compact(named) {
		if _, is := members[ord]; !is {
			g.ords = append(g.ords, ord)
		}
	}
	for i, ord := range g.ords {
		g.progress("reading the accounts", i, len(g.ords))
		if err := g.ctx.Err(); err != nil {
			return err
		}
		a, err := g.db.Account(g.ctx, ord)
		if err != nil {
			return err
		}
		out := g.account(ord, a)
		if m, is := members[ord]; is {
			out.Role, out.Why, out.Added = m.Role, text(m.Why), g.mark(m.Mark)
			out.OtherCases = len(a.Cases) - 1
		} else {
			out.OtherCases = len(a.Cases)
		}
		g.index[ord] = i
		g.r.Accounts = append(g.r.Accounts, out)
		g.sources = append(g.sources, a.Sources)
		for _, s := range a.Sources {
			g.file(s.File)
		}
		events, err := g.db.Events(g.ctx, ord, 0, 0)
		if err != nil {
			return err
		}
		for j := range events {
			g.file(events[j].Source.File)
		}
	}
	return nil
}

// file gives the index in the record of a file of the investigation.
func (g *gatherer) file(n uint32) int {
	if i, known := g.files[n]; known {
		return i
	}
	i := len(g.r.Files)
	g.files[n] = i
	f := casefile.SourceFile{}
	if all := g.db.Files(); int(n) < len(all) {
		m := all[n]
		f = casefile.SourceFile{Name: text(m.Name), SHA256: m.SHA256, Profile: m.Profile, Bytes: m.Bytes}
	}
	g.r.Files = append(g.r.Files, f)
	return i
}

func (g *gatherer) account(ord uint32, a *store.Account) casefile.Account {
	id := a.AccountRow.ID
	out := casefile.Account{ID: text(id.String()), Platform: id.Platform, NativeID: text(id.Native), Username: text(a.Username), DisplayName: text(a.DisplayName), Email: text(a.Email),
		State: a.State, Score: a.AccountRow.Score, CreatedAt: moment(a.AccountRow.CreatedAt), FlaggedAt: moment(a.AccountRow.FlaggedAt), FirstSeen: moment(a.AccountRow.FirstSeen),
		LastSeen: moment(a.AccountRow.LastSeen), EventCount: a.Events, Masked: a.Masked}
	for _, r := range a.ScoreRows {
		out.ScoreRows = append(out.ScoreRows, casefile.ScoreRow{Label: r.Label, Detail: text(r.Detail), Bits: r.Bits})
	}
	for _, f := range a.Facts {
		out.Facts = append(out.Facts, casefile.Fact{Field: f.Field.String(), Value: text(f.Value), Claimed: f.Field.Claimed(), AsOf: moment(f.AsOf)})
	}
	for _, h := range a.Held {
		out.Identifiers = append(out.Identifiers, casefile.Identifier{Kind: h.Kind.String(), Value: text(h.Value), Raw: text(h.Raw), Status: h.Status.String(), Holders: h.Holders, Hub: h.Hub,
			FirstSeen: moment(h.FirstSeen), LastSeen: moment(h.LastSeen)})
	}
	for _, f := range a.Flags {
		out.Flags = append(out.Flags, casefile.Flag{Source: text(f.Source), Reason: text(f.Reason), Score: f.Score, Time: moment(f.Time)})
	}
	signals := func(list []model.Signal, computed bool) {
		for _, s := range list {
			out.Signals = append(out.Signals, casefile.Signal{Code: s.Code, Facts: text(s.Facts), Counter: text(s.Counter), Severity: s.Severity, Computed: computed})
		}
	}
	signals(a.Account.Signals, false)
	signals(a.Computed, true)
	for _, h := range a.Watch {
		hit := casefile.WatchHit{List: text(h.List), Stance: h.Stance.String(), Class: h.Class, Kind: h.Kind, Value: text(h.Value), Note: text(h.Note), How: text(h.How)}
		if h.Hit.Value != h.Value {
			hit.Listed = text(h.Hit.Value)
		}
		out.Watch = append(out.Watch, hit)
	}
	for _, t := range a.AccountRow.Tags {
		out.Tags = append(out.Tags, text(t))
	}
	cell := g.work.Cell(ord)
	if h := cell.Hold; h != nil {
		out.Hold = &casefile.Hold{Mark: g.mark(h.Mark), Kind: h.Kind, Why: text(h.Why), Until: moment(h.Until)}
	}
	if p := g.work.Protected(ord); p != nil {
		out.Protection = &casefile.Protection{Mark: g.mark(p.Mark), Why: text(p.Why)}
	}
	if cell.Status == workflow.Dismissed {
		out.Dismissed = &casefile.Dismissed{Mark: g.mark(cell.Since), Outcome: cell.As, Why: text(cell.Why)}
	}
	return out
}

// detail reads the events and the rows of an account. It is asked after the record was
// given, maybe from another goroutine; the maps do not change any more.
func (g *gatherer) detail(i int) (d casefile.Detail, err error) {
	ord := g.ords[i]
	events, err := g.db.Events(g.ctx, ord, 0, 0)
	if err != nil {
		return d, err
	}
	for j := range events {
		e := &events[j]
		d.Events = append(d.Events, casefile.Event{ID: text(e.ID), Time: moment(e.Time), Action: text(e.Action), Result: e.Result.String(), Detail: text(e.Detail), IP: text(e.IP), ASN: e.ASN,
			ASOrg: text(e.ASOrg), Country: e.Country, Region: text(e.Region), City: text(e.City), Latitude: e.Latitude, Longitude: e.Longitude, DeviceID: text(e.DeviceID),
			UserAgent: text(e.UserAgent), ClientApp: text(e.ClientApp), SessionID: text(e.SessionID), File: g.files[e.Source.File], Line: e.Source.Line})
	}
	for _, s := range g.sources[i] {
		raw, err := g.db.RawRow(g.ctx, s)
		if err != nil {
			return d, err
		}
		d.Rows = append(d.Rows, casefile.Row{File: g.files[s.File], Line: s.Line, Raw: text(raw)})
	}
	return d, nil
}
