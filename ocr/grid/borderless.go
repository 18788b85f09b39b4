package grid

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"github.com/gouji/gouji/ocr"
)

// A table without rules must show this much to be told from prose.
const (
	minRows    = 3   // rows in which at least minColumns columns have words
	minColumns = 3   // columns that white parts in every row
	minFigures = 0.5 // share of figures right of the first column
)

// Borderless finds tables without rules among lines, by the white columns
// between the words of neighbouring lines, and returns the other lines. It is
// conservative: what is not plainly a table of figures stays text.
func Borderless(lines []ocr.Line) (tables []ocr.Table, rest []ocr.Line) {
	for i := 0; i < len(lines); {
		if t, n := whiteColumns(lines[i:]); n > 0 {
			tables = append(tables, t)
			i += n
			continue
		}
		rest = append(rest, lines[i])
		i++
	}
	return tables, rest
}

// span is the extent of a column in x.
type span struct{ from, to float64 }

// whiteColumns reads the lines at the head of lines as a table and returns how
// many it takes, 0 for none. A line with one word is a label broken over lines.
func whiteColumns(lines []ocr.Line) (ocr.Table, int) {
	if len(lines[0].Words) < minColumns {
		return ocr.Table{}, 0
	}
	var columns []span
	n, full := 0, 0
	for i, l := range lines {
		if i > 0 && apart(lines[i-1], l) || i-n > 0 && len(l.Words) < 2 {
			break
		}
		wider := spread(columns, l)
		if i > 0 && len(wider) < minColumns {
			break
		}
		columns = wider
		if len(l.Words) > 1 {
			n = i + 1
		}
		if len(l.Words) >= minColumns {
			full++
		}
	}
	if full < minRows || len(columns) < minColumns {
		return ocr.Table{}, 0
	}
	columns = nil
	for _, l := range lines[:n] {
		columns = spread(columns, l)
	}
	t := tabulate(lines[:n], columns)
	if len(columns) < minColumns || !figures(t) {
		return ocr.Table{}, 0
	}
	return t, n
}

// apart reports whether two lines are too far from each other, or out of order,
// to be rows of one table.
func apart(a, b ocr.Line) bool {
	return b.Top < a.Top || b.Top-a.Bottom > 3*max(a.Height(), b.Height())
}

// spread adds the words of a line to the columns; those with little white
// between them become one.
func spread(columns []span, l ocr.Line) []span {
	all := slices.Clone(columns)
	for _, w := range l.Words {
		all = append(all, span{w.Left, w.Right})
	}
	slices.SortFunc(all, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	out := all[:0]
	for _, s := range all {
		if n := len(out) - 1; n >= 0 && s.from < out[n].to+l.Height()/2 {
			out[n].to = max(out[n].to, s.to)
			continue
		}
		out = append(out, s)
	}
	return out
}

// tabulate puts the words of the lines into cells, whose edges lie in the
// middle of the white.
func tabulate(lines []ocr.Line, columns []span) ocr.Table {
	last := len(columns) - 1
	t := ocr.Table{Columns: []float64{columns[0].from}, Rows: []float64{lines[0].Top}}
	for i := range columns[:last] {
		t.Columns = append(t.Columns, (columns[i].to+columns[i+1].from)/2)
	}
	t.Columns = append(t.Columns, columns[last].to)
	for i := range lines[:len(lines)-1] {
		t.Rows = append(t.Rows, max(t.Rows[i], (lines[i].Bottom+lines[i+1].Top)/2))
	}
	t.Rows = append(t.Rows, lines[len(lines)-1].Bottom)
	for y, l := range lines {
		texts := make([][]string, len(columns))
		for _, w := range l.Words {
			x, _ := w.Center()
			at := min(max(between(t.Columns, x), 0), last)
			texts[at] = append(texts[at], w.Text)
		}
		for x, words := range texts {
			t.Cells = append(t.Cells, ocr.Cell{Row: y, Column: x, RowSpan: 1, ColSpan: 1, Text: strings.Join(words, " "), Confidence: l.Confidence})
		}
	}
	finish(&t)
	return t
}

// figures reports whether most texts right of the first column are figures or
// marks for none, which neither prose nor a table of contents has.
func figures(t ocr.Table) bool {
	all, found := 0, 0
	for _, c := range t.Cells {
		if c.Column == 0 || c.Text == "" {
			continue
		}
		all++
		if !strings.ContainsFunc(c.Text, unicode.IsLetter) && !strings.HasPrefix(c.Text, "..") && !strings.Contains(c.Text, "…") && !strings.Contains(c.Text, "··") {
			found++
		}
	}
	return all > 0 && float64(found) > minFigures*float64(all)
}
