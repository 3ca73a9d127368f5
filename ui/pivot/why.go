package pivot

import (
	"github.com/seed-28a39f10/clew/model/evidence"
	"github.com/seed-28a39f10/clew/ui/keys"
	"github.com/seed-28a39f10/clew/ui/words"
)

// Why implements page.Page.
func (p *Page) Why(a keys.Action) string {
	switch a {
	case keys.Open:
		return p.whyOpen()
	case keys.Pivot, keys.Right, keys.NextTab, keys.PrevTab:
		if !p.onIDs && p.table.Len() == 0 {
			return "there is no holder to look at"
		}
		if a == keys.Pivot && p.onIDs {
			return p.whyOpen()
		}
	case keys.Ring, keys.Mark:
		if p.table.Len() == 0 {
			return "there is no holder in the list"
		}
	case keys.Sort, keys.Reverse:
		if !p.listed() {
			return "no holders are listed"
		}
	case keys.Stronger, keys.Weaker:
		return p.whyStrength(a)
	case keys.Notes:
		if p.found == nil || len(p.found.notes) == 0 {
			return "nobody has written about this value; " + p.env.Keys.Key(keys.Note) + " writes a note"
		}
	case keys.Compare:
		if n := len(p.marks); n < 2 || n > 4 {
			return p.markFirst("two to four")
		}
	case keys.Path:
		if len(p.marks) != 2 {
			return p.markFirst("two")
		}
	}
	return ""
}

func (p *Page) markFirst(many string) string {
	are := "are"
	if len(p.marks) == 1 {
		are = "is"
	}
	return "mark " + many + " holders with " + p.env.Keys.Key(keys.Mark) + "; " + words.Count(len(p.marks), "account") + " " + are + " marked"
}

func (p *Page) whyOpen() string {
	switch c, ok := p.identifier(); {
	case p.onIDs && !ok:
		return "there is no identifier in the list"
	case p.onIDs && p.visited(c.ref()) == "here":
		return "this is the page of that value"
	case p.onIDs:
		return ""
	case p.found == nil:
		return "the value is not looked up yet"
	case !p.listed() && len(p.found.pivot.Accounts) > 0:
		return ""
	case p.table.Len() == 0:
		return "there is no holder in the list"
	}
	return ""
}

func (p *Page) whyStrength(a keys.Action) string {
	_, _, ok := p.ties()
	switch {
	case !p.listed():
		return "no holders are listed"
	case !ok && p.links == nil:
		return "the links are not known yet"
	case !ok:
		return "there is no second account to measure from"
	case a == keys.Stronger && p.least == evidence.Certain:
		return "only certain links are shown"
	case a == keys.Weaker && p.least == evidence.Weak:
		return "links of every strength are shown"
	}
	return ""
}
