package specimen

import (
	"fmt"
	"html"
	"strings"
)

func printPage(m *maker, r report) string {
	var b strings.Builder
	charset := pick(m.rng, []string{`<meta charset="utf-8">`, `<meta http-equiv="Content-Type" content="text/html; charset=utf-8" />`, ""})
	b.WriteString("<!DOCTYPE html>\n<html><head>" + charset + "<title>" + html.EscapeString(m.place.title) + "</title>\n")
	b.WriteString("<style>td{border:1px solid #000}</style><script>var n = 3;</script></head>\n<body>\n<div class=\"nav\"><a href=\"/\">首页</a> &gt; <a href=\"/zwgk/\">政务公开</a></div>\n<div id=\"zoom\">\n")
	b.WriteString(m.markup(r, "\n"))
	b.WriteString("</div>\n<div class=\"footer\">主办单位信息</div>\n</body></html>\n")
	return b.String()
}

func printFragment(m *maker, r report) string { return m.markup(r, "") }

func (m *maker) markup(r report, newline string) string {
	var b strings.Builder
	for _, p := range r.parts {
		switch {
		case p.grid != nil:
			b.WriteString(m.htmlTable(p.grid, newline))
		case p.level == 1:
			b.WriteString(pick(m.rng, []string{"<h1>" + p.text + "</h1>", `<p style="text-align: center;font-weight: bold;">` + p.text + "</p>"}))
		case p.level == 2:
			b.WriteString(pick(m.rng, []string{"<p><strong>" + p.text + "</strong></p>", "<h2>" + p.text + "</h2>", "<p>" + p.text + "</p>"}))
		default:
			b.WriteString("<p>" + html.EscapeString(p.text) + "</p>")
		}
		b.WriteString(newline)
	}
	return b.String()
}

// htmlTable prints a grid with its spans. Table two may have a fifth column
// that the rows merge each in its own way, as editors leave it.
func (m *maker) htmlTable(g *grid, newline string) string {
	wrap := pick(m.rng, []func(string) string{
		func(s string) string { return s },
		func(s string) string { return `<p align="center">` + s + "</p>" },
		func(s string) string { return `<p><span style="font-size:14px;">` + s + "</span></p>" },
	})
	empty := pick(m.rng, []string{"", "&nbsp;", "<br/>"})
	closing := m.chance(0.85) // </td> may be left out
	fifth := g.table == "article20" && m.chance(0.5)
	const open, shut = `<table border="1" cellspacing="0"><tbody>`, "</tbody></table>"
	var b strings.Builder
	b.WriteString(open + newline)
	for _, r := range g.rows {
		if r.kind == furniture {
			b.WriteString(shut + newline + "<p>" + r.cells[0].text + "</p>" + newline + open + newline)
			continue
		}
		b.WriteString("<tr>")
		widened := false
		for i, c := range r.cells {
			if c.covered() {
				continue
			}
			across := c.across
			if fifth && !widened && (i+c.across == len(r.cells) || i > 0 && m.chance(0.4)) {
				across, widened = across+1, true
			}
			b.WriteString("<td" + spans(across, c.down) + ">" + wrap(cellMarkup(c.text, empty)))
			if closing {
				b.WriteString("</td>")
			}
		}
		b.WriteString("</tr>" + newline)
	}
	b.WriteString(shut)
	return b.String()
}

func spans(across, down int) string {
	s := ""
	if across > 1 {
		s += fmt.Sprintf(` colspan="%d"`, across)
	}
	if down > 1 {
		s += fmt.Sprintf(` rowspan="%d"`, down)
	}
	return s
}

func cellMarkup(text, empty string) string {
	if text == "" {
		return empty
	}
	return html.EscapeString(text)
}
