package text

import (
	"strings"
	"unicode/utf8"

	"github.com/gouji/gouji/extract"
)

// minCellValues is the number of lines holding a lone figure from which a run
// of short lines is taken for a table printed one cell a line. The smallest
// statutory block, one label and three figures twice, has six.
const minCellValues = 5

// cellRun counts the lines of a table printed one cell a line at the head of
// lines, 0 when there is none. It begins at its first short line, so that the
// head of the table is part of it.
func cellRun(lines []line) int {
	if !isCell(lines[0]) || strings.TrimSpace(lines[0].text) == "" {
		return 0
	}
	n, values, labels := 0, 0, 0
	// A long run of short lines without a figure is no longer the same table.
	for i := 0; i < len(lines) && isCell(lines[i]) && labels <= 40; i++ {
		switch t := strings.TrimSpace(lines[i].text); {
		case isValue(t):
			n, values, labels = i+1, values+1, 0
		case t != "":
			labels++
		}
	}
	if values < minCellValues {
		return 0
	}
	return trailingEmpty(lines, n)
}

// trailingEmpty extends a run by the empty cells behind its last figure that
// are cells for certain, i.e. lines with nothing but a tab.
func trailingEmpty(lines []line, n int) int {
	for n < len(lines) && lines[n].text != "" && strings.TrimSpace(lines[n].text) == "" {
		n++
	}
	return n
}

func isCell(l line) bool {
	return l.fields == nil && utf8.RuneCountInString(l.text) <= maxCell
}

// joinCells builds rows out of single cells: labels, then figures; a label
// after a figure begins the next row. A line with only a tab is an empty cell.
// An empty line ends a row where cells are indented by tabs; elsewhere it may
// be an empty cell, and becomes a weak field.
func joinCells(lines []line) []extract.Row {
	rows := []extract.Row{}
	var cur extract.Row
	values, gap, tabbed := false, false, false
	flush := func() {
		if n := emptyTail(cur.Fields); !values && n == 1 && n < len(cur.Fields) && cur.Fields[len(cur.Fields)-1].Weak {
			cur.Fields = cur.Fields[:len(cur.Fields)-1]
		}
		if len(cur.Fields) > 0 {
			rows = append(rows, cur)
		}
		cur, values = extract.Row{}, false
	}
	for i, l := range lines {
		t := strings.TrimSpace(l.text)
		switch {
		case l.text == "" || t == "" && !strings.Contains(l.text, "\t"):
			if len(cur.Fields) > 0 && !tabbed {
				cur.Fields = append(cur.Fields, extract.Field{Weak: true})
			}
			gap = true
			continue
		case t == "":
			if gap && values {
				flush()
			}
			if gap && !values && len(cur.Fields) > 0 {
				flush()
			}
			cur.Fields = append(cur.Fields, extract.Field{})
		case isValue(t):
			if gap && startsRow(lines[i:], tabbed) {
				flush()
			}
			cur.Fields = append(cur.Fields, row(l.page, []string{t}).Fields...)
			values = true
		case continues(lines, i, tabbed, gap):
			last := &cur.Fields[len(cur.Fields)-1]
			last.Text += t
		default:
			if values || gap && strings.HasPrefix(l.text, "\t") || rowWithoutFigures(cur.Fields) {
				flush()
			}
			cur.Fields = append(cur.Fields, row(l.page, []string{t}).Fields...)
		}
		if cur.Page == 0 {
			cur.Page = l.page
		}
		tabbed, gap = strings.HasPrefix(l.text, "\t"), false
	}
	flush()
	return rows
}

// rowWithoutFigures reports whether a label and several empty cells behind it
// are a row that shows nothing.
func rowWithoutFigures(fields []extract.Field) bool {
	n := emptyTail(fields)
	return n > 1 && n < len(fields)
}

// emptyTail counts the empty fields at the end.
func emptyTail(fields []extract.Field) int {
	n := 0
	for n < len(fields) && fields[len(fields)-1-n].Text == "" {
		n++
	}
	return n
}

// startsRow reports whether a figure after an empty line opens a row without a
// label: in a table whose cells are indented by tabs an empty line ends a row.
func startsRow(lines []line, tabbed bool) bool {
	return tabbed && strings.HasPrefix(lines[0].text, "\t")
}

// continues reports whether line i is the rest of the cell before it: a label
// without the tab that every cell of this table begins with.
func continues(lines []line, i int, tabbed, gap bool) bool {
	return tabbed && !gap && i > 0 && !strings.HasPrefix(lines[i].text, "\t") &&
		strings.TrimSpace(lines[i-1].text) != "" && !isValue(strings.TrimSpace(lines[i-1].text)) && hasHan(lines[i].text)
}
