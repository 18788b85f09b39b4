package specimen

import (
	"fmt"
	"strings"

	"github.com/gouji/gouji/extract/form"
)

func printMarkdown(m *maker, r report) string {
	m.style.blankLines, m.style.markdownHeads = true, true
	return printText(m, r, func(_ *maker, g *grid) string {
		var b strings.Builder
		begun := false
		for _, r := range g.rows {
			if r.kind == furniture {
				b.WriteString(r.cells[0].text + "\n")
				begun = begun && r.cells[0].text != ""
				continue
			}
			b.WriteString("| " + strings.Join(texts(r), " | ") + " |\n")
			if !begun {
				b.WriteString(ruler(g.width))
				begun = true
			}
		}
		return b.String()
	})
}

func ruler(columns int) string { return "|" + strings.Repeat("---|", columns) + "\n" }

// printMarkdownRows prints what a vision model makes of a page: every few rows
// a little table of their own under headings, with made-up column names and
// dummy tables where a header stood.
func printMarkdownRows(m *maker, r report) string {
	m.style.blankLines, m.style.markdownHeads = true, true
	return printText(m, r, func(m *maker, g *grid) string {
		switch g.table {
		case "article20":
			return m.blocksAsTables(g)
		case "applications":
			return m.itemsAsTables(g)
		default:
			return m.courtsAsTables(g)
		}
	})
}

func markdownRow(fields ...string) string { return "| " + strings.Join(fields, " | ") + " |\n" }

func (m *maker) blocksAsTables(g *grid) string {
	var b strings.Builder
	for _, r := range g.rows {
		switch r.kind {
		case blockTitle:
			b.WriteString("\n### " + r.cells[0].text + "\n")
		default:
			var fields []string
			for _, c := range r.cells {
				if c.text != "" || c.role == figure {
					fields = append(fields, c.text)
				}
			}
			b.WriteString(markdownRow(fields...))
			if r.kind == headRow {
				b.WriteString(ruler(len(fields)))
			}
		}
	}
	return b.String()
}

func (m *maker) itemsAsTables(g *grid) string {
	var b strings.Builder
	b.WriteString("### 申请人情况 (自然人)\n" + markdownRow("(数据项目)", "数量") + ruler(2) + markdownRow("-", "-") + "\n")
	count := 0
	for _, i := range g.dataRows() {
		count = max(count, len(g.rows[i].figures()))
	}
	open := false
	for _, i := range g.dataRows() {
		r := g.rows[i]
		stubs := r.cells[:3]
		item := stubs[2].text != ""
		for k, c := range stubs {
			// A heading, or a row without items, opens a table.
			if c.text != "" && k < 2 {
				b.WriteString("\n### " + c.text + "\n")
				open = false
			}
		}
		switch {
		case !open:
			b.WriteString(m.dummyHeader(count))
		case count == len(wrongHeads) && m.chance(0.06): // the model lost its place
			b.WriteString("\n" + markdownRow(append([]string{"项目"}, wrongHeads...)...) + ruler(count+1))
		}
		open = item
		fields := []string{r.cells[r.leaf()].text}
		for _, at := range r.figures() {
			fields = append(fields, r.cells[at].text)
		}
		b.WriteString(markdownRow(fields...))
	}
	return b.String()
}

// wrongHeads are column names that a vision model makes up.
var wrongHeads = []string{"本年新收件数", "上年结转件数", "予以公开", "部分公开", "不予公开", "结转下年度", "总计"}

func (m *maker) dummyHeader(figures int) string {
	fields := []string{"类别"}
	for i := 1; i < figures; i++ {
		fields = append(fields, fmt.Sprintf("数据%d", i))
	}
	return markdownRow(append(fields, "总计")...) + ruler(figures+1)
}

// courtsAsTables prints the three groups of table four under headings.
func (m *maker) courtsAsTables(g *grid) string {
	columns := m.table("litigation").Blocks[0].Columns
	row := g.rows[g.dataRows()[0]]
	byKey := map[string]cell{}
	var loose []string
	for _, i := range row.figures() {
		if c := row.cells[i]; c.key != "" {
			byKey[c.key] = c
		} else {
			loose = append(loose, c.text)
		}
	}
	var b strings.Builder
	for from := 0; from < len(columns); {
		var heads, figures []string
		to := from
		for ; to < len(columns) && columns[to].Group == columns[from].Group; to++ {
			heads = append(heads, columns[to].Label)
			if c, there := byKey[form.Key("litigation", row.row, columns[to].Key)]; there {
				figures = append(figures, c.text)
			}
		}
		title := columns[from].Group
		if from > 0 {
			title = m.table("litigation").Groups[0].Label + "（" + title + "）"
		}
		if to == len(columns) {
			figures = append(figures, loose...)
		}
		b.WriteString("\n### " + title + "\n" + markdownRow(heads...) + ruler(len(heads)) + markdownRow(figures...))
		from = to
	}
	return b.String()
}
