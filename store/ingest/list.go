package ingest

import (
	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/model/identifier"
)

var listProfile = profile{Profile: Profile{
	Name:     "list",
	Title:    "A bare list of values",
	Formats:  "text, one value a line; lines with '#' are comments",
	Reads:    "values of one kind, found by looking: e-mail addresses, wallets, IP addresses, telephone numbers, ...",
	Platform: "",
}}

// detectList finds the kind of which at least six in ten of the first lines are.
// Forced says that the file was said to be a list; then one will do.
func (f *File) detectList(head []byte, forced bool) error {
	f.layout.format = fList
	f.layout.skip = 0
	_, lines, _ := f.layout.splitter(f.opts.Limits.Line).split(head, f.src.ended, nil)
	lines = lines[:min(len(lines), sniffRows)]
	counts := map[model.Kind]int{}
	var kind model.Kind
	for _, l := range lines {
		if k, ok := identifier.Detect(model.Untrusted(trim(string(head[l.start:l.end])))); ok {
			counts[k]++
			if counts[k] > counts[kind] {
				kind = k
			}
		}
	}
	if n := counts[kind]; n == 0 || !forced && 10*n < 6*len(lines) {
		var header []string
		if rows, _ := f.sniffCSV(head); len(rows) > 0 {
			header = rows[0]
		}
		return f.unknown(header)
	}
	f.plan.layout, f.plan.listKind = f.layout, kind
	f.use(&listProfile)
	if f.plan.platform == "" {
		f.plan.platform = kind.String()
	}
	f.notes.say("read as a list of values of the kind " + kind.String())
	return nil
}

// listRow makes an account of a line.
func (b *builder) listRow() {
	kind := b.plan.listKind
	id := b.identifier(kind, b.raw, model.Time{}, model.Time{})
	if id.Status == model.StatusInvalid || id.Status == model.StatusPlaceholder || id.Value == "" {
		b.reject("", "not a value of the kind "+kind.String())
		return
	}
	b.account.ID = model.AccountID{Platform: b.plan.platform, Native: id.Value}
	if kind == model.KindEmail {
		b.fact(model.FieldEmail, b.raw, model.Time{})
	}
	b.out.flags = append(b.out.flags, model.Flag{Source: model.Untrusted(b.f.name), Reason: "on a list"})
}
