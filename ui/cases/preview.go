package cases

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seed-28a39f10/clew/store/casefile"
	"github.com/seed-28a39f10/clew/store/casefile/handout"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

// preview is what a case file would hold.
type preview struct {
	request handout.Request
	key     string // name of the key that signs; "" for none
	facts
}

// facts are what is said of a record before it is given out.
type facts struct {
	profile, marking                       string
	accounts, victims, links, rings, notes int
	proposals, batches, appeals, entries   int
	attached                               int
	bytes                                  int64 // of what is attached
	leftOut                                []casefile.LeftOut
}

func factsOf(r *casefile.Record) facts {
	f := facts{profile: r.Profile, marking: r.Marking, accounts: len(r.Accounts), links: len(r.Links), rings: len(r.Rings), notes: len(r.Notes),
		proposals: len(r.Proposals), batches: len(r.Batches), appeals: len(r.Appeals), entries: len(r.Entries), leftOut: r.LeftOut}
	for i := range r.Accounts {
		if r.Accounts[i].Victim() {
			f.victims++
		}
	}
	if r.Profile != casefile.Full {
		return f // which alone has attachments
	}
	seen := map[string]bool{}
	for i := range r.Notes {
		for _, a := range r.Notes[i].Attachments {
			if a.Kept && !seen[a.SHA256] {
				seen[a.SHA256] = true
				f.attached++
				f.bytes += a.Bytes
			}
		}
	}
	return f
}

// hang is how wide the labels of a preview are.
const hang = 11

// lines say what would be in a case file: what matters most first, what was left out last.
func (at *preview) lines() []draw.Line {
	lines := at.warnings()
	add := func(label string, said draw.Line) {
		lines = append(lines, append(draw.T(theme.Head, fmt.Sprintf("%-*s", hang, label)), said...))
	}
	add("profile", draw.Plain(words.Clean(at.request.Profile.About)))
	add("file", draw.Plain(words.Clean(at.request.Path)))
	if at.request.To != "" {
		add("to", draw.Plain(words.Clean(at.request.To)))
	}
	if at.marking != "" {
		add("marking", draw.T(theme.Title, at.marking))
	}
	if at.key != "" {
		add("signature", draw.Plain("by your key "+words.Clean(at.key)))
	}
	formats := at.request.Formats
	if len(formats) == 0 {
		formats = handout.Formats()
	} else if !slices.Contains(formats, "json") {
		formats = append([]string{"json"}, formats...) // it is there always
	}
	add("formats", draw.Plain(strings.Join(formats, " ")).Add(theme.Dim, ", with a manifest and proofs"))
	lines = append(lines, nil)
	add("holds", draw.Plain(words.Count(at.accounts, "account")+", "+words.Count(at.links, "link")+", "+words.Count(at.rings, "ring")+", "+words.Count(at.notes, "note")))
	add("", draw.Plain(words.Count(at.proposals, "proposal")+", "+batches(at.batches)+", "+words.Count(at.appeals, "appeal")+", "+words.Count(at.entries, "entry")+" of the log"))
	if at.attached > 0 {
		add("", draw.Plain(words.Count(at.attached, "attached file")+", "+words.Size(at.bytes)))
	}
	lines = append(lines, nil)
	if len(at.leftOut) == 0 {
		return append(lines, draw.T(theme.Dim, "Nothing is left out."))
	}
	return append(lines, leftOut(at.leftOut)...)
}

// leftOut says what a profile has left out: first by which rules, then what it does not keep,
// which are the paths of fields with the key of the profile that leaves them out.
func leftOut(list []casefile.LeftOut) []draw.Line {
	lines := []draw.Line{draw.T(theme.Head, "LEFT OUT")}
	var parts []string
	fields := map[string][]string{}
	for _, l := range list {
		count := words.Thousands(l.Count)
		if strings.Contains(l.Why, " ") || strings.Contains(l.What, " ") {
			lines = append(lines, draw.T(theme.Info, fmt.Sprintf("%*s ", hang-1, count)).Add(theme.Plain, words.Clean(l.What)).Add(theme.Dim, ": "+words.Clean(casefile.WhyLeftOut(l.Why))))
			continue
		}
		part, field, whole := strings.Cut(l.What, ".")
		if field += ":" + count; !whole {
			field = count
		}
		if l.Why != "keep" {
			field += " (" + l.Why + ")"
		}
		if fields[part] == nil {
			parts = append(parts, part)
		}
		fields[part] = append(fields[part], words.Clean(field))
	}
	if parts != nil {
		lines = append(lines, nil, draw.T(theme.Head, "NOT KEPT BY THE PROFILE"))
	}
	for _, part := range parts {
		lines = append(lines, draw.T(theme.Dim, fmt.Sprintf("%-*s", hang, words.Clean(part))).Add(theme.Plain, strings.Join(fields[part], ", ")))
	}
	return lines
}

func batches(n int) string {
	if n == 1 {
		return "1 batch"
	}
	return words.Thousands(n) + " batches"
}

// warnings say what somebody may not have thought of.
func (at *preview) warnings() []draw.Line {
	var lines []draw.Line
	warn := func(said string) { lines = append(lines, draw.T(theme.Warn, said)) }
	if at.accounts == 0 {
		warn("No account is left in it.")
	}
	switch at.profile {
	case casefile.Full:
		warn("Personal data leaves the house with this:")
		warn("names, addresses, notes and the rows of the imports.")
	case casefile.Masked:
		warn("Personal data leaves the house with this:")
		warn("all of the case but what the investigation masks.")
	default:
		return append(lines, draw.T(theme.Good, "It names no victim."), nil)
	}
	if at.victims > 0 {
		warn(words.Count(at.victims, "victim") + " can be told from it.")
	}
	return append(lines, draw.T(theme.Dim, "Other profiles leave out more, and count it."), nil)
}
