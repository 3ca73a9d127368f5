package main

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"github.com/spf13/cobra"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/safejson"
	"github.com/seed-28a39f10/clew/store"
)

func newShow(a *app) *cobra.Command {
	var events int
	var raw bool
	cmd := &cobra.Command{
		Use:   "show ACCOUNT",
		Short: "Show one account whole",
		Long: `Shows what is known of one account: what it claims, why it was flagged, the signals it shows with what would make each wrong, what its score is made of, its identifiers with how many others carry each, notes, the latest events, and the rows all of this came from.

The score is a sum of bits of log2 odds, written out row by row: +1 makes it twice as likely, 0 is even odds, and 100/(1+2^-sum) is the score. Every number in it is a prior belief, fitted to no data: an order to work in, never a finding. What its links to accounts that were found bad would add stands below the sum, in brackets: it is not in the score.

ACCOUNT is platform:native-id, or a user name, native id or e-mail that only one account has.`,
		Example: `clew show outlook:abc123
clew show lena@example.com --events 0 --json
# The rows as they were imported, with their SHA-256
clew show outlook:abc123 --raw`,
		Args:              usage(cobra.ExactArgs(1), "name one account"),
		ValidArgsFunction: completeAccount(a, 0, 0),
		RunE: func(cmd *cobra.Command, args []string) error {
			if events < 0 {
				return &model.Error{Kind: model.ErrUsage, Message: "--events counts from 0"}
			}
			return a.read(cmd.Context(), func(db *store.DB) error {
				d, err := readDossier(cmd.Context(), db, args[0], events, raw)
				if err != nil {
					return err
				}
				if a.json {
					return a.object(d.shape())
				}
				(&dossierPage{a.out, a.screen, d}).write()
				return nil
			})
		},
	}
	cmd.Flags().IntVar(&events, "events", 10, "latest events to show")
	cmd.Flags().BoolVar(&raw, "raw", false, "show the imported rows as they came")
	return cmd
}

// dossier is all that is shown of one account.
type dossier struct {
	*store.Account
	row     store.AccountRow
	linked  *linkedTo
	work    workOn
	events  []model.Event // latest first
	sources []dossierSource
	raw     bool
}

type dossierSource struct {
	file model.Untrusted
	line uint64
	row  model.Untrusted // with --raw
	hash string          // SHA-256 of row
}

func readDossier(ctx context.Context, db *store.DB, ref string, events int, raw bool) (*dossier, error) {
	ord, err := db.Resolve(ctx, ref)
	if err != nil {
		return nil, err
	}
	account, err := db.Account(ctx, ord)
	if err != nil {
		return nil, err
	}
	d := &dossier{Account: account, row: account.AccountRow, work: readWork(db, ord), raw: raw}
	sources := slices.Clone(account.Account.Sources)
	all, err := db.Events(ctx, ord, 0, 0)
	if err != nil {
		return nil, err
	}
	for _, e := range all {
		// The account itself does not list the rows of its events.
		sources = append(sources, e.Source)
	}
	d.events = all[max(0, len(all)-events):]
	slices.Reverse(d.events)
	if d.linked, err = readLinked(ctx, db, account); err != nil {
		return nil, err
	}
	return d, d.readSources(ctx, db, sources)
}

func (d *dossier) readSources(ctx context.Context, db *store.DB, sources []model.Source) error {
	slices.SortFunc(sources, func(x, y model.Source) int {
		return cmp.Or(cmp.Compare(x.File, y.File), cmp.Compare(x.Line, y.Line))
	})
	files := db.Files()
	for _, src := range slices.Compact(sources) {
		s := dossierSource{line: src.Line}
		if int(src.File) < len(files) {
			s.file = files[src.File].Name
		}
		if d.raw {
			var err error
			if s.row, err = db.RawRow(ctx, src); err != nil {
				return err
			}
			sum := sha256.Sum256([]byte(s.row))
			s.hash = hex.EncodeToString(sum[:])
		}
		d.sources = append(d.sources, s)
	}
	return nil
}

type (
	showShape struct {
		accountShape
		Platform    string                     `json:"platform"`
		NativeID    model.Untrusted            `json:"native_id"`
		Claimed     map[string]model.Untrusted `json:"claimed"`
		Facts       map[string]model.Untrusted `json:"facts"`
		Flags       []flagShape                `json:"flags"`
		Identifiers []identifierShape          `json:"identifiers"`
		Signals     []signalShape              `json:"signals"`
		ScoreRows   []scoreRowShape            `json:"score_rows"`
		Watch       []watchHitShape            `json:"watch"`
		Notes       int                        `json:"notes"`
		NoteLog     []noteShape                `json:"note_log"`
		EventLog    []eventShape               `json:"event_log"`
		Sources     []sourceShape              `json:"sources"`
		Cases       []uint32                   `json:"cases"`
		Work        workShape                  `json:"work"`
		Linked      *linkedShape               `json:"linked,omitempty"` // absent while links are not known
		Ties        *tiesShape                 `json:"ties,omitempty"`   // what links say of it beside the score; absent for nothing
	}
	flagShape struct {
		Source model.Untrusted `json:"source"`
		Reason model.Untrusted `json:"reason"`
		Score  uint8           `json:"score"`
		Time   string          `json:"time,omitempty"`
		Listed bool            `json:"listed"` // by a watch list of the investigation; else it came with the data
	}
	identifierShape struct {
		Kind      string          `json:"kind"`
		Value     model.Untrusted `json:"value"`
		Raw       model.Untrusted `json:"raw"`
		Holders   int             `json:"holders"`
		Hub       bool            `json:"hub"`
		Status    string          `json:"status"`
		FirstSeen string          `json:"first_seen,omitempty"`
		LastSeen  string          `json:"last_seen,omitempty"`
	}
	signalShape struct {
		Code     string          `json:"code"`
		Facts    model.Untrusted `json:"facts"`
		Counter  model.Untrusted `json:"counter"`
		Severity uint8           `json:"severity"`
		Computed bool            `json:"computed"` // by Clew; else it came with the data
		Title    string          `json:"title"`    // these two from the catalogue, empty for a code that is not in it and counts nothing
		Wrong    string          `json:"wrong"`    // what else would look the same
	}
	noteShape struct {
		Entry  uint64          `json:"entry"`
		Time   string          `json:"time,omitempty"`
		Author string          `json:"author"`
		Text   model.Untrusted `json:"text"`
	}
	eventShape struct {
		ID        model.Untrusted `json:"id,omitempty"`
		Time      string          `json:"time,omitempty"`
		Action    model.Untrusted `json:"action,omitempty"`
		Result    string          `json:"result,omitempty"`
		Detail    model.Untrusted `json:"detail,omitempty"`
		IP        model.Untrusted `json:"ip,omitempty"`
		ASN       uint32          `json:"asn,omitempty"`
		ASOrg     model.Untrusted `json:"as_org,omitempty"`
		Country   string          `json:"country,omitempty"`
		Region    model.Untrusted `json:"region,omitempty"`
		City      model.Untrusted `json:"city,omitempty"`
		Device    model.Untrusted `json:"device,omitempty"`
		UserAgent model.Untrusted `json:"user_agent,omitempty"`
		App       model.Untrusted `json:"app,omitempty"`
		Session   model.Untrusted `json:"session,omitempty"`
	}
	sourceShape struct {
		File      model.Untrusted `json:"file"`
		Line      uint64          `json:"line"`
		SHA256    string          `json:"sha256,omitempty"`
		Raw       model.Untrusted `json:"raw,omitempty"`
		RawBase64 string          `json:"raw_base64,omitempty"` // where Raw is no valid UTF-8
	}
)

func (d *dossier) shape() showShape {
	s := showShape{
		accountShape: shapeOf(d.row), Platform: d.row.ID.Platform, NativeID: d.row.ID.Native,
		Claimed: map[string]model.Untrusted{}, Facts: map[string]model.Untrusted{},
		Flags: []flagShape{}, Identifiers: []identifierShape{}, Signals: []signalShape{}, Notes: len(d.Notes),
		NoteLog: []noteShape{}, EventLog: []eventShape{}, Sources: []sourceShape{}, Cases: d.work.caseIDs(), Work: d.work.shape(), Linked: d.linked.shape(), Ties: d.linked.tiesShape(),
	}
	for _, f := range d.Account.Account.Facts {
		if f.Field.Claimed() {
			s.Claimed[f.Field.String()] = f.Value
		} else {
			s.Facts[f.Field.String()] = f.Value
		}
	}
	for _, f := range d.Account.Account.Flags {
		s.Flags = append(s.Flags, flagShape{f.Source, f.Reason, f.Score, f.Time.String(), slices.Contains(d.WatchFlags, f)})
	}
	for _, h := range d.Held {
		raw := h.Raw
		if raw == "" {
			raw = h.Value
		}
		s.Identifiers = append(s.Identifiers, identifierShape{h.Kind.String(), h.Value, raw, h.Holders, h.Hub,
			h.Status.String(), h.FirstSeen.String(), h.LastSeen.String()})
	}
	for _, g := range d.allSignals() {
		one := signalShape{Code: g.Code, Facts: g.Facts, Counter: g.Counter, Severity: g.Severity, Computed: g.computed}
		if e := catalogued(g.Code); e != nil {
			one.Title, one.Wrong = e.Title, e.Wrong
		}
		s.Signals = append(s.Signals, one)
	}
	s.ScoreRows, s.Watch = scoreShapes(d.ScoreRows), []watchHitShape{}
	for _, h := range d.Watch {
		s.Watch = append(s.Watch, hitShapeOf(h))
	}
	for _, n := range d.Notes {
		s.NoteLog = append(s.NoteLog, noteShape{n.Entry, n.Time.String(), n.By, n.Text})
	}
	for _, e := range d.events {
		s.EventLog = append(s.EventLog, eventShape{e.ID, e.Time.String(), e.Action, e.Result.String(), e.Detail, e.IP,
			e.ASN, e.ASOrg, e.Country, e.Region, e.City, e.DeviceID, e.UserAgent, e.ClientApp, e.SessionID})
	}
	for _, src := range d.sources {
		s.Sources = append(s.Sources, sourceShape{src.file, src.line, src.hash, src.row, safejson.Exact(src.row)})
	}
	return s
}
