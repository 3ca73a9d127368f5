package words

import (
	"cmp"
	"strings"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/store"
)

// auditVerbs has the words for each action of the log but those of [workVerbs], to stand
// after the name of a person. An action that is missing in both is said by its name.
var auditVerbs = map[string]func(particulars) string{
	"create":  func(particulars) string { return "created the investigation" },
	"import":  imported,
	"restore": func(p particulars) string { return "restored a backup of " + Count(p.number("entries"), "entry") },
	"note":    noted,
	"tag":     func(p particulars) string { return "tagged " + p.about() + " " + p.name("tag") },
	"untag":   func(p particulars) string { return "took the tag " + p.name("tag") + " off " + p.about() },
	"judge":   judged,
	"ignore":  ignored,
	"unignore": func(p particulars) string {
		return "counts " + p.name("kind") + " " + p.name("value") + " again" + p.why("why")
	},
	"weights": func(p particulars) string {
		if p.raw("toml") == "" {
			return "put the weights of evidence back to the defaults" + p.why("why")
		}
		return "changed the weights of evidence" + p.why("why")
	},
	"rings":   ringsMoved,
	"watch":   watched,
	"unwatch": func(p particulars) string { return "removed the watch list " + p.name("name") + p.why("reason") },
}

func imported(p particulars) string {
	files := p.list("files")
	what := Count(len(files), "file")
	if len(files) == 1 {
		what = p.of(files[0]).name("file")
	}
	said := "imported " + what + ": " + Count(p.sum("files", "new"), "new account")
	if n := p.sum("files", "changed"); n > 0 {
		said += ", " + Count(n, "row") + " with more about known ones"
	}
	if n := p.sum("files", "rejected"); n > 0 {
		said += ", " + Count(n, "row") + " rejected"
	}
	return said
}

func noted(p particulars) string {
	on := p.part("on")
	about := p.about()
	switch on.raw("kind") {
	case "link":
		about = "the link of " + p.pair()
	case "ring":
		about = "the ring of " + about
	case "identifier":
		about = on.name("value")
	case "case", "proposal":
		about = on.raw("kind") + " " + Thousands(on.number("id"))
	}
	said := "noted on " + about
	if n := p.number("corrects"); n > 0 {
		said = "corrected note " + Thousands(n) + " on " + about
	}
	if n := len(p.list("files")); n > 0 {
		said += ", with " + Count(n, "file")
	}
	if by := p.part("written").name("by"); by != "" {
		said += ", in the words of " + by + " elsewhere"
	}
	return said + p.why("text")
}

func judged(p particulars) string {
	pair := p.pair()
	switch p.raw("verdict") {
	case "":
		return "took back the verdict on " + pair + p.why("why")
	case "same":
		return "judged " + pair + " the same operator" + p.why("why")
	case "not-same":
		return "judged " + pair + " different operators" + p.why("why")
	case "facilitator":
		return "judged that one of " + pair + " helps the other" + p.why("why")
	}
	return "judged " + pair + " " + p.name("verdict") + p.why("why")
}

func ignored(p particulars) string {
	said := "ignored " + p.name("kind") + " " + p.name("value")
	if until := p.number("until"); until != 0 {
		said += " until " + Minute(model.Time{Milli: int64(until)})
	}
	return said + p.why("why")
}

func ringsMoved(p particulars) string {
	n := func(list string) int { return len(p.list(list)) }
	return "had the rings worked out: " + cmp.Or(moves(p.number("founded"), n("merged"), n("split"), n("gone"), n("back")), "none is new")
}

// RingsMoved says what became of the rings, "" for nothing. The change may be nil.
func RingsMoved(c *store.RingChange) string {
	if c == nil {
		return ""
	}
	return moves(c.Founded, len(c.Merged), len(c.Split), len(c.Gone), len(c.Back))
}

func moves(founded, merged, split, gone, back int) string {
	var said []string
	for _, m := range []struct {
		n    int
		what string
	}{{founded, "new"}, {merged, "joined others"}, {split, "came out of others"}, {gone, "ended"}, {back, "came back"}} {
		if m.n > 0 {
			said = append(said, Thousands(m.n)+" "+m.what)
		}
	}
	return strings.Join(said, ", ")
}

func watched(p particulars) string {
	said := "added " + Count(p.number("values"), "value") + " to the watch list " + p.name("name")
	if file := p.name("file"); file != "" {
		said += " from " + file
	}
	return said
}
