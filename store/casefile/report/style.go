package report

import (
	"fmt"
	"strings"
)

// styleSheet gives the style sheet of a report. The marking is on every printed page; it is
// one of those that there are, or "".
func styleSheet(marking string) string {
	page := ""
	if marking != "" {
		page = "@top-right{content:\"" + marking + "\";font:700 8pt system-ui,sans-serif}"
	}
	var widths strings.Builder
	for w := 2; w <= 100; w++ {
		fmt.Fprintf(&widths, ".w%d{width:%d%%}", w, w)
	}
	return strings.Replace(sheet, "/*marking*/", page, 1) + tlp[marking] + widths.String() + "\n"
}

// tlp has the colours of FIRST's TLP 2.0.
var tlp = map[string]string{
	"TLP:RED": ".tlp span{color:#ff2b2b}", "TLP:AMBER": ".tlp span{color:#ffc000}", "TLP:AMBER+STRICT": ".tlp span{color:#ffc000}",
	"TLP:GREEN": ".tlp span{color:#33ff00}", "TLP:CLEAR": ".tlp span{color:#fff}",
}

const sheet = `
:root{color-scheme:light dark;--sans:"Inter","Segoe UI",system-ui,-apple-system,"Helvetica Neue",Arial,"Noto Sans",sans-serif;
--serif:"Charter","Bitstream Charter","Iowan Old Style","Palatino Linotype",Palatino,"Source Serif 4",Cambria,Georgia,"Noto Serif","DejaVu Serif",serif;
--mono:ui-monospace,"SF Mono","Cascadia Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;
--ink:#1b1d21;--soft:#5b616b;--line:#d5d8de;--paper:#fff;--wash:#f5f6f8;--accent:#1d4f91;--bar:#3b6ea8}
@media(prefers-color-scheme:dark){:root{--ink:#e4e6ea;--soft:#a0a7b3;--line:#3a3f48;--paper:#15171b;--wash:#1d2026;--accent:#8ab8f2;--bar:#6f9fd6}}
*{box-sizing:border-box}
html{background:var(--paper);color:var(--ink);font:17px/1.55 var(--serif);-webkit-text-size-adjust:100%}
body{max-width:60rem;margin:0 auto;padding:2.5rem 1.5rem 6rem;overflow-wrap:anywhere}
h1,h2,h3,h4,nav,table,figcaption,dt,.tlp{font-family:var(--sans)}
h1{font-size:2.1rem;line-height:1.2;font-weight:650;letter-spacing:-.015em;margin:.6rem 0 1.4rem}
h2{font-size:1.4rem;line-height:1.25;font-weight:650;letter-spacing:-.01em;margin:3.4rem 0 1rem;padding-top:.7rem;border-top:2px solid var(--ink)}
h3{font-size:1.08rem;line-height:1.3;font-weight:650;margin:2.2rem 0 .7rem}
h4{font-size:.92rem;line-height:1.35;font-weight:650;margin:1.6rem 0 .5rem}
.n{color:var(--soft);font-weight:400;font-variant-numeric:tabular-nums;margin-right:.35em}
p{margin:0 0 .9rem;max-width:44rem;hyphens:manual}
ul,ol{margin:0 0 1rem;padding-left:1.5rem;max-width:44rem}
li{margin:.25rem 0}
a{color:inherit;text-decoration:none}
a:hover,a:focus-visible{color:var(--accent);text-decoration:underline}
code{font:.84em/1.4 var(--mono);overflow-wrap:anywhere}
h1 code,h2 code,h3 code,h4 code,nav code{font-weight:inherit}
time{white-space:nowrap}
td time,th time{white-space:normal}
q{quotes:"\201c" "\201d"}
.alone{quotes:none}
.tlp{margin:0 0 1rem}
.tlp span{display:inline-block;background:#000;padding:.15rem .6rem;font-weight:700;font-size:.85rem;letter-spacing:.03em}
header dl{border-top:1px solid var(--line);border-bottom:1px solid var(--line);padding:.6rem 0}
dl{margin:0 0 1.1rem}
dl div{display:grid;grid-template-columns:11.5rem 1fr;gap:1rem;padding:.14rem 0}
dt{color:var(--soft);font-size:.82rem;line-height:1.55rem}
dd{margin:0}
nav{margin:2rem 0 0;font-size:.9rem;line-height:1.45}
nav ol{list-style:none;padding:0;margin:0;columns:2 20rem;column-gap:2.5rem;max-width:none}
nav li{break-inside:avoid;margin:.22rem 0}
nav li ol{columns:auto;padding-left:1.35rem;color:var(--soft);font-size:.84rem}
nav li li{margin:.08rem 0}
.wide{overflow-x:auto;margin:0 0 1.2rem}
table{border-collapse:collapse;width:100%;table-layout:fixed;font-size:.8rem;line-height:1.4;font-variant-numeric:tabular-nums lining-nums}
caption{text-align:left;font-weight:650;font-size:.84rem;padding:.5rem 0 .35rem}
th,td{text-align:left;vertical-align:top;padding:.32rem .75rem .32rem 0;border-bottom:1px solid var(--line)}
th:last-child,td:last-child{padding-right:0}
td code,th code{font-size:.92em}
thead th{font-weight:600;color:var(--soft);border-bottom:1.5px solid var(--soft);vertical-align:bottom;overflow-wrap:break-word}
tbody th{font-weight:inherit}
.num{text-align:right}
td.num,tbody th.num{white-space:nowrap}
.matrix{width:auto;table-layout:auto}
.matrix td,.matrix thead th+th{text-align:center;min-width:2.6rem;padding-right:.2rem}
.matrix tbody th{min-width:9rem;max-width:16rem}
.matrix tbody tr:hover{background:var(--wash)}
pre{font:.95rem/1.55 var(--serif);white-space:pre-wrap;overflow-wrap:anywhere;margin:0 0 1.1rem;padding:.75rem 1.1rem;background:var(--wash);border-left:3px solid var(--line);max-width:44rem;tab-size:4;unicode-bidi:plaintext}
pre.data{font:.8rem/1.5 var(--mono)}
figure{margin:1.2rem 0 1.4rem}
figcaption{font-size:.8rem;line-height:1.45;color:var(--soft);max-width:44rem;margin-top:.5rem}
svg{max-width:100%;height:auto;display:block;font-family:var(--sans)}
svg text{font-size:12px;fill:var(--ink)}
svg .tick{font-size:11px;fill:var(--soft)}
svg .end{text-anchor:end}svg .middle{text-anchor:middle}
.axis{stroke:var(--soft);stroke-width:1}.lane{stroke:var(--line);stroke-width:1}
.bar{fill:var(--bar)}
.heat{fill:var(--bar)}.h1{opacity:.3}.h2{opacity:.52}.h3{opacity:.76}.h4{opacity:1}
.edge{stroke:var(--soft);stroke-width:1}
.edge.certain{stroke:var(--accent);stroke-width:3}.edge.strong{stroke:var(--accent);stroke-width:1.8}
.edge.possible{stroke-width:1.2;stroke-dasharray:6 4}.edge.weak{stroke-width:1;stroke-dasharray:1.5 4}
.node{fill:var(--ink);stroke:var(--ink);stroke-width:2}.node.open{fill:var(--paper)}
@page{margin:18mm 17mm 19mm;@bottom-right{content:counter(page) " / " counter(pages);font:8pt system-ui,sans-serif;color:#555}/*marking*/}
@media print{
:root{color-scheme:light;--ink:#000;--soft:#444;--line:#bbb;--paper:#fff;--wash:#fff;--accent:#123a6e;--bar:#456}
html{font-size:10pt}
body{max-width:none;margin:0;padding:0}
h2{margin-top:2rem}
h4{margin-top:1.1rem}
h1,h2,h3,h4,caption{break-after:avoid}
tr,figure,svg,dl div,li{break-inside:avoid}
thead{display:table-header-group}
p,pre{orphans:3;widows:3}
p,ul,ol,pre,figcaption{max-width:none}
.wide{overflow:visible}
pre{border-left:2pt solid #999;background:none}
.tlp span{background:none;color:#000!important;border:1.5pt solid #000}
table{font-size:7.9pt}
nav{break-after:page;font-size:.8rem;line-height:1.3;margin-top:1.2rem}
}
`
