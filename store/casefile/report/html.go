package report

import (
	"bufio"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"html"
	"io"
	"strings"

	"github.com/seed-28a39f10/clew/store/casefile"
)

// HTML writes case.html: one file that needs no other. Errors are those of w and of
// [casefile.Record.Detail].
func HTML(w io.Writer, r *casefile.Record) error {
	d, err := build(r)
	if err != nil {
		return err
	}
	h := &page{bufio.NewWriterSize(w, 64<<10)}
	style := styleSheet(d.marking)
	sum := sha256.Sum256([]byte(style))
	fmt.Fprintf(h, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"+
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-%s'; base-uri 'none'; form-action 'none'\">\n"+
		"<meta name=\"viewport\" content=\"width=device-width\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<title>",
		base64.StdEncoding.EncodeToString(sum[:]))
	for _, r := range d.title {
		h.text(inline(r.text))
	}
	fmt.Fprintf(h, "</title>\n<style>%s</style>\n</head>\n<body>\n", style)
	h.header(d)
	h.contents(d)
	h.WriteString("<main>\n")
	for i, s := range d.sections {
		fmt.Fprintf(h, "<section aria-labelledby=\"s%d\">\n<h2 id=\"s%d\"><span class=\"n\">%d</span> ", i+1, i+1, i+1)
		h.runs(say(s.title))
		h.WriteString("</h2>\n")
		part := 0
		for _, b := range s.blocks {
			if t, ok := b.(heading); ok {
				part++
				fmt.Fprintf(h, "<h3 id=\"s%d-%d\"><span class=\"n\">%d.%d</span> ", i+1, part, i+1, part)
				h.runs(t)
				h.WriteString("</h3>\n")
				continue
			}
			h.block(b)
		}
		h.WriteString("</section>\n")
	}
	h.WriteString("</main>\n</body>\n</html>\n")
	return h.Flush()
}

type page struct{ *bufio.Writer } // its error is kept for Flush

// text is the one way by which text gets out of this file; it has been through [inline] or
// [lines]. What it writes is the same text in an element and in an attribute in quotes.
func (h *page) text(visible string) { h.WriteString(html.EscapeString(visible)) }

func (h *page) runs(runs []run) {
	for _, r := range runs {
		open, end, show := "", "", inline
		switch r.voice {
		case own:
			show = ownLine
		case strong:
			open, end, show = "<strong>", "</strong>", ownLine
		case quoted:
			open, end = "<q><bdi>", "</bdi></q>"
			if len(runs) == 1 { // nothing of Clew's own stands beside it
				open = "<q class=\"alone\"><bdi>"
			}
		case value:
			open, end = "<code><bdi>", "</bdi></code>"
		case named:
			open, end = "<i><bdi>", "</bdi></i>"
		case moment:
			open, end, show = "<time>", "</time>", ownLine
		}
		h.WriteString(open)
		h.text(show(r.text))
		h.WriteString(end)
	}
}

func (h *page) element(name string, runs []run) {
	h.WriteString("<" + name + ">")
	h.runs(runs)
	h.WriteString("</" + name + ">\n")
}

func (h *page) header(d *document) {
	h.WriteString("<header>\n")
	if d.marking != "" {
		fmt.Fprintf(h, "<p class=\"tlp\"><span>%s</span></p>\n", d.marking)
	}
	h.element("h1", d.title)
	all := d.facts
	if d.marking != "" {
		all = all[1:] // it stands above
	}
	h.facts(all)
	h.WriteString("</header>\n")
}

// mostContents is up to how many parts of a section the table of contents names.
const mostContents = 12

func (h *page) contents(d *document) {
	h.WriteString("<nav aria-label=\"Contents\">\n<ol>\n")
	for i, s := range d.sections {
		fmt.Fprintf(h, "<li><a href=\"#s%d\"><span class=\"n\">%d</span> ", i+1, i+1)
		h.runs(say(s.title))
		h.WriteString("</a>")
		var parts []heading
		for _, b := range s.blocks {
			if t, ok := b.(heading); ok {
				parts = append(parts, t)
			}
		}
		if len(parts) > 0 {
			h.WriteString("\n<ol>\n")
			for j, t := range parts[:min(len(parts), mostContents)] {
				fmt.Fprintf(h, "<li><a href=\"#s%d-%d\"><span class=\"n\">%d.%d</span> ", i+1, j+1, i+1, j+1)
				h.runs(t)
				h.WriteString("</a></li>\n")
			}
			if more := len(parts) - mostContents; more > 0 {
				h.element("li", say("and "+thousands(more)+" more"))
			}
			h.WriteString("</ol>\n")
		}
		h.WriteString("</li>\n")
	}
	h.WriteString("</ol>\n</nav>\n")
}

func (h *page) block(b block) {
	switch b := b.(type) {
	case label:
		h.element("h4", b)
	case paragraph:
		h.element("p", b)
	case list:
		name := "ul"
		if b.ordered {
			name = "ol"
		}
		h.WriteString("<" + name + ">\n")
		for _, item := range b.items {
			h.element("li", item)
		}
		h.WriteString("</" + name + ">\n")
	case facts:
		h.facts(b)
	case table:
		h.table(b)
	case verbatim:
		class := "data"
		if b.prose {
			class = "prose"
		}
		fmt.Fprintf(h, "<pre class=\"%s\" dir=\"auto\">\n", class)
		h.text(strings.TrimSuffix(lines(b.text), "\n"))
		h.WriteString("</pre>\n")
	case figure:
		h.WriteString("<figure>\n")
		h.drawing(b.svg)
		h.element("figcaption", say(b.caption))
		h.WriteString("</figure>\n")
	}
}

func (h *page) facts(all []fact) {
	h.WriteString("<dl>\n")
	for _, f := range all {
		h.WriteString("<div>")
		h.element("dt", say(f.name))
		h.element("dd", f.value)
		h.WriteString("</div>\n")
	}
	h.WriteString("</dl>\n")
}

func (h *page) table(t table) {
	class := ""
	if t.dots {
		class = " class=\"matrix\""
	}
	fmt.Fprintf(h, "<div class=\"wide\"><table%s>\n", class)
	if t.caption != "" {
		h.element("caption", say(t.caption))
	}
	if !t.dots {
		h.WriteString("<colgroup>")
		for _, w := range t.widths() {
			fmt.Fprintf(h, "<col class=\"w%d\">", w)
		}
		h.WriteString("</colgroup>\n")
	}
	h.WriteString("<thead><tr>")
	for i, head := range t.heads {
		h.WriteString("<th scope=\"col\"" + number(t, i) + ">")
		h.runs(say(head))
		h.WriteString("</th>")
	}
	h.WriteString("</tr></thead>\n<tbody>\n")
	for _, row := range t.rows {
		h.WriteString("<tr>")
		for i, c := range row {
			name, scope := "td", ""
			if i == 0 {
				name, scope = "th", " scope=\"row\""
			}
			h.WriteString("<" + name + scope + number(t, i) + ">")
			h.runs(c)
			h.WriteString("</" + name + ">")
		}
		h.WriteString("</tr>\n")
	}
	h.WriteString("</tbody>\n</table></div>\n")
}

func number(t table, column int) string {
	if t.numeric[column] {
		return " class=\"num\""
	}
	return ""
}

// drawing writes a figure. Its numbers and classes are Clew's own.
func (h *page) drawing(s *svg) {
	fmt.Fprintf(h, "<svg viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\">\n<title>", s.width, s.height, s.width, s.height)
	h.text(inline(s.title))
	h.WriteString("</title><desc>")
	h.text(inline(s.about))
	h.WriteString("</desc>\n")
	for _, p := range s.shapes {
		fmt.Fprintf(h, "<%s class=\"%s\" %s>", p.name, p.class, p.at)
		if p.text != "" {
			h.text(inline(p.text))
		}
		h.WriteString("</" + p.name + ">\n")
	}
	h.WriteString("</svg>\n")
}
