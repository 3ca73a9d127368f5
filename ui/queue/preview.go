package queue

import (
	"cmp"
	"context"

	tea "charm.land/bubbletea/v2"

	"github.com/seed-28a39f10/clew/model"
	"github.com/seed-28a39f10/clew/ui/draw"
	"github.com/seed-28a39f10/clew/ui/page"
	"github.com/seed-28a39f10/clew/ui/text"
	"github.com/seed-28a39f10/clew/ui/theme"
	"github.com/seed-28a39f10/clew/ui/words"
)

const noAccount = ^uint64(0)

// preview is the pane about the account under the cursor. It keeps what it shows
// until the next account is there.
type preview struct {
	door  page.Door
	asked uint64
	shown uint64
	has   bool
	msg   previewMsg
}

// look asks for the account under the cursor where the pane shows another one.
func (q *Page) look() tea.Cmd {
	row, ok := q.table.Current()
	if !ok || !q.side() {
		return nil
	}
	p := &q.preview
	if p.has && p.shown == row.ID || p.door.Waiting() && p.asked == row.ID {
		return nil
	}
	p.asked = row.ID
	s, ord := q.store, uint32(row.ID)
	return page.Ask(&p.door, func(ctx context.Context) (m previewMsg, err error) {
		if m.account, err = s.Account(ctx, ord); err != nil {
			return m, err
		}
		known := s.KnownLinks()
		if known == nil {
			return m, nil
		}
		links, err := known.Of(ctx, ord)
		if err != nil || len(links) == 0 {
			return m, err
		}
		m.best = links[0]
		rows, err := s.Listing(ctx, []uint32{m.best.B})
		if err == nil && len(rows) == 1 {
			m.other = rows[0]
		}
		return m, err
	})
}

func (p *preview) take(msg page.Answer[previewMsg]) tea.Cmd {
	if !page.Takes(&p.door, msg) {
		return nil
	}
	if msg.Err != nil {
		return page.Fail(msg.Err)
	}
	p.msg, p.has, p.shown = msg.Value, true, uint64(msg.Value.account.Ord)
	return nil
}

func (p *preview) view(th *theme.Theme, env *page.Env, width, height int) draw.Block {
	if !p.has {
		return draw.Box(th, width, height, nil, nil, false, nil)
	}
	a := p.msg.account
	var lines []draw.Line
	add := func(l draw.Line) { lines = append(lines, l) }
	who := text.Display(a.DisplayName)
	if who == "" {
		who = text.Display(a.Username)
	}
	add(draw.T(theme.Title, who))
	add(draw.T(theme.Dim, text.Display(a.AccountRow.ID.String())))
	claims := ""
	for _, f := range []model.Field{model.FieldCountry, model.FieldCity, model.FieldTimezone, model.FieldEmployer, model.FieldTitle} {
		if v := a.Fact(f); v != "" {
			if claims != "" {
				claims += ", "
			}
			claims += text.Display(v)
		}
	}
	if claims != "" {
		add(draw.Line{{Role: theme.Dim, Text: "claims "}, {Role: theme.Plain, Text: claims}})
	}
	if len(a.AccountRow.Tags) > 0 {
		add(draw.Line{{Role: theme.Dim, Text: "tags "}, {Role: theme.Info, Text: words.Names(a.AccountRow.Tags)}})
	}
	add(nil)
	add(draw.Line{{Role: theme.Head, Text: "WHY " + words.ScoreNumber(a.AccountRow.Score)}, {Role: theme.Dim, Text: "  " + words.OfBits}})
	for _, r := range a.ScoreRows {
		l := draw.Line{{Role: draw.BitsRole(r.Bits), Text: words.Bits(r.Bits) + " "}, {Role: theme.Plain, Text: words.Clean(r.Label)}}
		if r.Detail != "" {
			l = l.Add(theme.Dim, ", "+text.Display(r.Detail))
		}
		add(l)
	}
	if k := p.msg.best; k != nil {
		add(nil)
		add(draw.Line{{Role: theme.Head, Text: "STRONGEST LINK"}, {Role: theme.Dim, Text: "  " + k.Class.String() + ", " + words.Strength(k)}})
		add(draw.Plain(text.Display(p.msg.other.ID.String()) + "  " + text.Display(p.msg.other.DisplayName)))
		for i, e := range k.Evidence {
			if i == 4 {
				add(draw.T(theme.Dim, "       and "+words.Count(len(k.Evidence)-i, "more row")))
				break
			}
			add(draw.Line{{Role: theme.Strong, Text: words.Bits(e.Bits) + " "}, {Role: theme.Dim, Text: e.Value.Kind.String() + " "}, {Role: theme.Plain, Text: text.Display(e.Text)}})
		}
		add(draw.T(theme.Good, words.Innocent(k.Best)))
	}
	body := draw.Hanging(th, lines, width-4, 7)
	for i := range body {
		body[i] = " " + body[i] + " "
	}
	if room := height - 2; len(body) > room && room > 0 {
		body = append(body[:room-1:room-1], " "+draw.Paint(th, draw.T(theme.Dim, env.Theme.Glyphs.Ellipsis+" enter shows all"), width-4, theme.Plain)+" ")
	}
	return draw.Box(th, width, height, draw.T(theme.Title, text.Display(cmp.Or(a.Username, a.AccountRow.ID.Native))), nil, false, body)
}
