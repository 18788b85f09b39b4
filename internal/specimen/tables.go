package specimen

import (
	"strings"

	"github.com/gouji/gouji/extract/form"
)

// build lays a table of a form out as the official form prints it.
func (m *maker) build(t *form.Table) *grid {
	switch t.ID {
	case "article20":
		return m.buildArticle20(t)
	case "applications":
		return m.buildApplications(t)
	default:
		return m.buildLitigation(t)
	}
}

func (m *maker) figure(key string, c form.Column) cell {
	return cell{text: m.format(key, c), role: figure, key: key, across: 1, down: 1}
}

func (m *maker) buildArticle20(t *form.Table) *grid {
	g := &grid{table: t.ID, stubs: 1, width: 4}
	for _, b := range t.Blocks {
		g.rows = append(g.rows, gridRow{kind: blockTitle, cells: append([]cell{label(m.label(b.Title), header, 4, 1)}, cover(3)...)})
		head := gridRow{kind: headRow, cells: []cell{label(m.style.corner, header, 1, 1)}}
		for _, c := range b.Columns {
			head.cells = append(head.cells, label(m.columnLabel(c), header, 1, 1))
		}
		g.rows = append(g.rows, stretch(head, g.width))
		for _, r := range b.Rows {
			row := gridRow{kind: dataRow, row: r.Key, cells: []cell{label(m.rowLabel(r.Label, r.Aliases), stub, 1, 1)}}
			for _, c := range b.Columns {
				row.cells = append(row.cells, m.figure(form.Key(t.ID, r.Key, c.Key), c))
			}
			g.rows = append(g.rows, stretch(row, g.width))
		}
	}
	return g
}

// stretch merges the last cell of a short row over the rest of the width.
func stretch(r gridRow, width int) gridRow {
	rest := width - len(r.cells)
	r.cells[len(r.cells)-1].across += rest
	r.cells = append(r.cells, cover(rest)...)
	return r
}

const reconciliation = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"

func (m *maker) buildApplications(t *form.Table) *grid {
	b := &t.Blocks[0]
	columns := m.withSubtotal(b)
	g := &grid{table: t.ID, stubs: 3, width: 3 + len(columns)}
	g.rows = append(g.rows, m.applicantHeader(columns)...)

	results := rowsOfResults(b)
	groups := groupLabels(t)
	seen := map[string]bool{}
	for _, r := range b.Rows {
		family, _, item := strings.Cut(r.Key, ".")
		text := m.rowLabel(r.Label, r.Aliases)
		row := gridRow{kind: dataRow, row: r.Key}
		switch {
		case !results[r.Key]:
			row.cells = append([]cell{label(text, stub, 3, 1)}, cover(2)...)
		default:
			row.cells = cover(1)
			if !seen["results"] {
				row.cells[0] = label(m.groupLabel(t.Groups[0]), stub, 1, len(results))
			}
			seen["results"] = true
			switch {
			case !item:
				row.cells = append(row.cells, label(text, stub, 2, 1), cell{})
			case !seen[family]:
				row.cells = append(row.cells, label(m.groupLabel(groups[family]), stub, 1, familySize(b, family)), label(text, stub, 1, 1))
			default:
				row.cells = append(row.cells, cell{}, label(text, stub, 1, 1))
			}
			seen[family] = true
		}
		for _, c := range columns {
			row.cells = append(row.cells, m.applicantFigure(t.ID, r.Key, c))
		}
		g.rows = append(g.rows, row)
	}
	return g
}

// applicantColumn is a column of table three; the subtotal that some reports
// add has no key and the columns it sums.
type applicantColumn struct {
	form.Column
	of []string
}

func (m *maker) withSubtotal(b *form.Block) []applicantColumn {
	var columns []applicantColumn
	for i, c := range b.Columns {
		if i == 1 && m.style.subtotal && len(b.Subtotals) > 0 {
			s := b.Subtotals[0]
			columns = append(columns, applicantColumn{Column: form.Column{Label: s.Label, Group: c.Group}, of: s.Of})
		}
		columns = append(columns, applicantColumn{Column: c})
	}
	return columns
}

func (m *maker) applicantFigure(table, row string, c applicantColumn) cell {
	if c.of == nil {
		return m.figure(form.Key(table, row, c.Key), c.Column)
	}
	total := 0.0
	for _, k := range c.of {
		total += m.shown[form.Key(table, row, k)]
	}
	text := plain(total)
	if total == 0 {
		text = m.zero(table, true)
	}
	return cell{text: text, role: figure, across: 1, down: 1}
}

func (m *maker) applicantHeader(columns []applicantColumn) []gridRow {
	n := len(columns)
	corner := ""
	if m.style.reconciliation {
		corner = m.label(reconciliation)
	}
	if m.style.leafHeader {
		row := gridRow{kind: headRow, cells: append([]cell{label(m.style.corner, header, 3, 1)}, cover(2)...)}
		for _, c := range columns {
			row.cells = append(row.cells, label(m.columnLabel(c.Column), header, 1, 1))
		}
		return []gridRow{row}
	}
	top := gridRow{kind: headRow, cells: append([]cell{label(corner, header, 3, 3)}, cover(2)...)}
	top.cells = append(append(top.cells, label("申请人情况", header, n, 1)), cover(n-1)...)
	middle, bottom := gridRow{kind: headRow, cells: cover(3)}, gridRow{kind: headRow, cells: cover(3)}
	grouped := false
	for _, c := range columns {
		switch {
		case c.Group == "":
			middle.cells = append(middle.cells, label(m.columnLabel(c.Column), header, 1, 2))
			bottom.cells = append(bottom.cells, cell{})
			continue
		case !grouped:
			middle.cells = append(middle.cells, label(c.Group, header, groupSize(columns, c.Group), 1))
			grouped = true
		default:
			middle.cells = append(middle.cells, cell{})
		}
		text := m.columnLabel(c.Column)
		if c.of != nil {
			text = pick(m.rng, []string{"小计", c.Label})
		}
		bottom.cells = append(bottom.cells, label(text, header, 1, 1))
	}
	return []gridRow{top, middle, bottom}
}

func groupSize(columns []applicantColumn, group string) int {
	n := 0
	for _, c := range columns {
		if c.Group == group {
			n++
		}
	}
	return n
}

// lawsuits heads the two groups of columns of table four on which courts decide.
const lawsuits = "行政诉讼"

func (m *maker) buildLitigation(t *form.Table) *grid {
	b := &t.Blocks[0]
	n := len(b.Columns)
	g := &grid{table: t.ID, width: n}
	first := 0
	for first < n && b.Columns[first].Group == b.Columns[0].Group {
		first++
	}
	top := gridRow{kind: headRow, cells: append([]cell{label(b.Columns[0].Group, header, first, 1)}, cover(first-1)...)}
	top.cells = append(append(top.cells, label(lawsuits, header, n-first, 1)), cover(n-first-1)...)
	middle, bottom := gridRow{kind: headRow}, gridRow{kind: headRow}
	for i, c := range b.Columns {
		switch {
		case i < first:
			middle.cells = append(middle.cells, label(m.columnLabel(c), header, 1, 2))
			bottom.cells = append(bottom.cells, cell{})
			continue
		case c.Group != b.Columns[i-1].Group:
			middle.cells = append(middle.cells, label(m.courtLabel(c.Group), header, first, 1))
		default:
			middle.cells = append(middle.cells, cell{})
		}
		bottom.cells = append(bottom.cells, label(m.columnLabel(c), header, 1, 1))
	}
	row := gridRow{kind: dataRow, row: b.Rows[0].Key}
	for _, c := range b.Columns {
		row.cells = append(row.cells, m.figure(form.Key(t.ID, b.Rows[0].Key, c.Key), c))
	}
	g.rows = []gridRow{top, middle, bottom, row}
	return g
}

// rowsOfResults are the keys of the rows below 三、本年度办理结果: from the first
// row after the two of incoming applications up to the total.
func rowsOfResults(b *form.Block) map[string]bool {
	keys := map[string]bool{}
	for _, r := range b.Rows {
		switch r.Key {
		case "received", "carried_in", "carried_out":
		default:
			keys[r.Key] = true
		}
	}
	return keys
}

// groupLabels pairs the families of item rows (refused.*, …) with the form's
// headings for them, which stand in the same order behind the first heading.
func groupLabels(t *form.Table) map[string]form.Group {
	labels := map[string]form.Group{}
	next := 1
	for _, r := range t.Blocks[0].Rows {
		family, _, item := strings.Cut(r.Key, ".")
		if _, known := labels[family]; item && !known {
			labels[family] = t.Groups[next]
			next++
		}
	}
	return labels
}

func familySize(b *form.Block, family string) int {
	n := 0
	for _, r := range b.Rows {
		if strings.HasPrefix(r.Key, family+".") {
			n++
		}
	}
	return n
}
