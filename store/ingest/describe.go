package ingest

import (
	"slices"
	"strings"

	"github.com/seed-28a39f10/clew/model"
)

// Description says how a file will be read.
type Description struct {
	Profile   string
	Title     string // of the profile, "" where a mapping is used
	Platform  string // of rows that name none; "" where they all have to
	Format    string // such as "CSV"
	Delimiter string // CSV: the character, or the name of one that cannot be seen
	Packed    string // gzip, zstd or ""
	Envelope  string // JSON: the keys on the way to a row
	Columns   []Column
}

// Column is a column of a CSV file, or a key or path of JSON objects.
type Column struct {
	Name  model.Untrusted
	Field string // what it is read as, "" where it is not used
}

// Describe says how the file will be read, from what Open has seen of it. It must be
// called before Rows.
func (f *File) Describe() Description {
	p := f.plan
	d := Description{Profile: p.name, Platform: p.platform, Packed: f.src.packed, Envelope: strings.Join(p.envelope, ".")}
	if known := profileByName(p.name); known != nil {
		d.Title = known.Title
	}
	switch l := p.layout; {
	case l.format == fCSV:
		d.Format, d.Delimiter = "CSV", delimiterName(l.delim)
		d.Columns = f.describeCSV()
	case l.format == fList:
		d.Format = "a list"
		d.Columns = []Column{{"each line", p.listKind.String()}}
	default:
		d.Format = "JSON Lines"
		if l.format == fJSON {
			d.Format = "JSON"
		}
		d.Columns = f.describeJSON()
	}
	return d
}

func delimiterName(b byte) string {
	switch b {
	case '\t':
		return "tab"
	case ' ':
		return "space"
	}
	return string(rune(b))
}

func (f *File) describeCSV() []Column {
	p := f.plan
	out := make([]Column, len(p.header))
	for i, name := range p.header {
		out[i].Name = model.Untrusted(name)
		switch {
		case i < len(p.columns):
			out[i].Field = p.columns[i].String()
		case i < len(p.logColumns):
			out[i].Field = p.logColumns[i].String()
		}
	}
	if p.mapped != nil {
		for _, field := range p.mapped.fields {
			for _, s := range field.sources {
				for _, c := range s.columns {
					out[c].Field = joinText(out[c].Field, field.to.String())
				}
			}
		}
	}
	if p.name == m365Profile.Name {
		out[p.cell].Field = "the record"
		out = append(out, f.traced()...)
	}
	return out
}

func (f *File) describeJSON() []Column {
	switch p := f.plan; {
	case p.mapped != nil:
		var out []Column
		for _, field := range p.mapped.fields {
			for _, s := range field.sources {
				for _, path := range s.paths {
					out = append(out, Column{model.Untrusted(strings.Join(path, ".")), field.to.String()})
				}
			}
		}
		return out
	case p.name == accountProfile.Name:
		var out []Column
		f.sample(func(b *builder) {
			obj := b.object(b.raw)
			if obj < 0 {
				return
			}
			for k := obj + 1; k < int(b.doc.nodes[obj].next); k = int(b.doc.nodes[k+1].next) {
				out = add(out, Column{model.Untrusted(b.doc.text(k)), accountFields[fieldName(b.doc.text(k))].String()})
			}
		})
		return out
	}
	return f.traced()
}

// traced gives the paths of a log that have values in the first rows.
func (f *File) traced() (out []Column) {
	f.sample(func(b *builder) {
		b.trace = func(p *logPath) { out = add(out, Column{model.Untrusted(p.path), p.to.String()}) }
		b.plan.read(b)
	})
	return out
}

// mostDescribed bounds the columns that are listed: every row may have keys of its
// own.
const mostDescribed = 1000

func add(list []Column, c Column) []Column {
	if len(list) < mostDescribed && !slices.Contains(list, c) {
		list = append(list, c)
	}
	return list
}

// sample reads the first records for their names.
func (f *File) sample(fn func(*builder)) {
	_, recs, _ := f.plan.layout.splitter(f.opts.Limits.Line).split(f.src.head, f.src.ended, nil)
	b := newBuilder(f)
	var out batch
	b.out = &out
	for _, r := range recs[:min(len(recs), sniffRows)] {
		if r.bad == "" {
			b.begin(r.line, string(f.src.head[r.start:r.end]))
			fn(b)
		}
	}
}

// String gives the name of a field as the account export has it, "" for none.
func (t target) String() string {
	switch {
	case t >= tKind0:
		return model.Kind(t - tKind0).String()
	case t >= tService0:
		return services[t-tService0] + "_login"
	}
	return targetNames[t]
}

var targetNames = [tService0]string{
	tPlatform: "platform", tAccount: "account_id", tUsername: "username", tDisplayName: "display_name", tCreated: "created_at",
	tFirstSeen: "first_seen", tLastSeen: "last_seen", tCountry: "country", tTimezone: "timezone", tCity: "city",
	tEmployer: "employer", tTitle: "title", tBio: "bio", tStatus: "status", tUserType: "user_type", tPhoneType: "phone_type",
	tFlaggedAt: "flagged_at", tFlagReason: "flag_reason", tFlagSource: "flag_source", tScore: "score",
	tEventID: "signin_id", tEventTime: "signin_time", tEventAction: "signin_action", tEventIP: "signin_ip",
	tEventASN: "signin_asn", tEventASOrg: "signin_as_org", tEventCountry: "signin_country", tEventRegion: "signin_region",
	tEventCity: "signin_city", tEventLatitude: "signin_latitude", tEventLongitude: "signin_longitude",
	tEventDevice: "signin_device", tEventAgent: "signin_user_agent", tEventSession: "signin_session", tEventApp: "signin_app",
	tEventResult: "signin_result", tEventDetail: "signin_detail", tSignals: "signals", tTags: "tags", tSignins: "signins",
	tPayment: "payment_instrument", tResumeText: "resume_text",
}

// String gives what a field of a log is, "" for none.
func (l logField) String() string { return logFieldNames[l] }

var logFieldNames = [lFields + 1]string{
	lAccount: "account_id", lUsername: "username", lEmail: "email", lName: "display_name", lUserType: "user_type",
	lMFADevice: "mfa device", lFingerprint: "fingerprint", lIP2: "second ip", lSession2: "second session", lID: "event id",
	lTime: "time", lAction: "action", lIP: "ip", lASN: "asn", lASOrg: "as_org", lCountry: "country", lRegion: "region",
	lCity: "city", lLatitude: "latitude", lLongitude: "longitude", lDevice: "device", lAgent: "user_agent", lApp: "app",
	lSession: "session", lResult: "result", lDetail: "detail",
}
