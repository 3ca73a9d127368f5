package receive

import (
	"bytes"
	"context"
	"slices"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/identifier"
	"github.com/seed-28a39f10/clew/store"
	"github.com/seed-28a39f10/clew/store/base"
	"github.com/seed-28a39f10/clew/store/casefile"
)

// Profile is what the import of a case file is said to have been read with.
const Profile = "clew-case"

// mostRaw is how long a row is kept as it came beside its account, in bytes. The file itself
// is kept whole.
const mostRaw = 1 << 20

// load makes the accounts of a case file part of the investigation. It gives how many of them
// could not be used.
func (in *Incoming) load(ctx context.Context, db Store, actor string, progress func(doing string, done, total int)) (rejected int, err error) {
	imp, err := db.BeginImport(ctx, actor)
	if err != nil {
		return 0, err
	}
	defer imp.Abort()
	imp.StartFile(in.name())
	canon := identifier.New(db.CardKey(), "")
	first, raws := in.lines()
	for i := range in.Record.Accounts {
		progress("reading the accounts", i, len(in.Record.Accounts))
		d, err := in.Record.Details(i)
		if err != nil {
			return 0, err
		}
		row, ok := accountRow(&in.Record.Accounts[i], d, canon)
		if !ok {
			rejected++
			continue
		}
		row.Line = uint64(first + i)
		if raw := raws[i]; len(raw) <= mostRaw {
			row.Raw = model.Untrusted(raw)
		}
		if err := imp.Prepare(&row); err != nil {
			return 0, err
		}
		if err := imp.Add([]model.Row{row}); err != nil {
			return 0, err
		}
	}
	n := uint64(len(in.Record.Accounts))
	imp.EndFile(base.FileMeta{Name: in.name(), SHA256: in.SHA256, Profile: Profile, Bytes: int64(len(in.Text)), Read: n, Accepted: n - uint64(rejected), Rejected: uint64(rejected)})
	progress("writing the investigation", 0, 0)
	_, changed, err := imp.Commit(ctx, nil)
	if err != nil || !changed {
		return rejected, err
	}
	progress("computing signals and scores", 0, 0)
	if err := db.Derive(ctx, nil); err != nil {
		return rejected, err
	}
	_, err = db.Relink(ctx, actor, nil, func(doing string) { progress(doing, 0, 0) })
	return rejected, err
}

// lines gives the line of case.json, from 1, on which the first account stands, and the
// text of each account's line.
func (in *Incoming) lines() (first int, raws [][]byte) {
	begin := []byte("\n\"accounts\":[\n")
	at := bytes.Index(in.Text, begin) // inside of a text a line break would be escaped
	if at < 0 {
		return 0, nil
	}
	first = 2 + bytes.Count(in.Text[:at+1], []byte{'\n'})
	for rest := in.Text[at+len(begin):]; len(raws) < len(in.Record.Accounts); {
		line, after, _ := bytes.Cut(rest, []byte{'\n'})
		raws = append(raws, bytes.TrimSuffix(line, []byte{','}))
		rest = after
	}
	return first, raws
}

// accountRow makes a row of an account. It is not ok where the account has no id of its own.
func accountRow(a *casefile.Account, d casefile.Detail, canon *identifier.Canonicaliser) (row model.Row, ok bool) {
	id, ok := model.ParseAccountID(string(a.ID))
	if !ok || id.Platform != a.Platform || string(id.Native) != string(a.NativeID) {
		return row, false
	}
	out := model.Account{ID: id, CreatedAt: model.Time(a.CreatedAt), FirstSeen: model.Time(a.FirstSeen), LastSeen: model.Time(a.LastSeen)}
	for _, f := range a.Facts {
		if field := model.FieldByName(f.Field); field != 0 {
			out.Facts = append(out.Facts, model.Fact{Field: field, Value: model.Untrusted(f.Value), AsOf: model.Time(f.AsOf)})
		}
	}
	for _, x := range a.Identifiers {
		if kind, known := model.KindByName(x.Kind); known {
			out.Identifiers = append(out.Identifiers, identify(canon, kind, x))
		}
	}
	for _, f := range a.Flags {
		if !listed(a, f) {
			out.Flags = append(out.Flags, model.Flag{Source: model.Untrusted(f.Source), Reason: model.Untrusted(f.Reason), Score: f.Score, Time: model.Time(f.Time)})
		}
	}
	for _, s := range a.Signals {
		if !s.Computed {
			out.Signals = append(out.Signals, model.Signal{Code: s.Code, Facts: model.Untrusted(s.Facts), Counter: model.Untrusted(s.Counter), Severity: s.Severity})
		}
	}
	for _, t := range a.Tags {
		out.Tags = append(out.Tags, model.Untrusted(t))
	}
	row.Account = out
	for _, e := range d.Events {
		row.Events = append(row.Events, model.Event{ID: model.Untrusted(e.ID), Time: model.Time(e.Time), Action: model.Untrusted(e.Action), IP: model.Untrusted(e.IP), ASN: e.ASN,
			ASOrg: model.Untrusted(e.ASOrg), Country: e.Country, Region: model.Untrusted(e.Region), City: model.Untrusted(e.City), Latitude: e.Latitude, Longitude: e.Longitude,
			DeviceID: model.Untrusted(e.DeviceID), UserAgent: model.Untrusted(e.UserAgent), ClientApp: model.Untrusted(e.ClientApp), SessionID: model.Untrusted(e.SessionID),
			Result: result(e.Result), Detail: model.Untrusted(e.Detail)})
	}
	return row, true
}

// identify gives an identifier in canonical form. A card's is a hash under the key of the
// investigation that it comes from: it is taken as it is, and links the accounts of the file.
func identify(canon *identifier.Canonicaliser, kind model.Kind, x casefile.Identifier) model.Identifier {
	id := model.Identifier{Kind: kind, Value: model.Untrusted(x.Value)}
	if kind != model.KindCard {
		raw := x.Raw
		if raw == "" {
			raw = x.Value
		}
		id = canon.Identify(kind, model.Untrusted(raw), "")
	}
	id.FirstSeen, id.LastSeen = model.Time(x.FirstSeen), model.Time(x.LastSeen)
	return id
}

// listed reports whether a flag is that of a watch list of the other investigation.
func listed(a *casefile.Account, f casefile.Flag) bool {
	return slices.ContainsFunc(a.Watch, func(h casefile.WatchHit) bool { return h.Stance == "bad" && h.List == f.Source })
}

func result(name string) model.Result {
	for _, r := range []model.Result{model.ResultSuccess, model.ResultFailure, model.ResultChallenge} {
		if r.String() == name {
			return r
		}
	}
	return model.ResultUnknown
}

// Store is what this room asks of an investigation; *store.DB is one.
type Store interface {
	reader
	writer
}

type writer interface {
	BeginImport(ctx context.Context, actor string) (*store.Import, error)
	CardKey() []byte
	Derive(ctx context.Context, progress func(float64)) error
	Relink(ctx context.Context, actor string, before *store.Links, progress func(doing string)) (*store.RingChange, error)
	Act(ctx context.Context, actor string, key store.Key, a model.Action) (store.Receipt, error)
}
