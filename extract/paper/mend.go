package paper

import (
	"regexp"
	"unicode/utf8"

	"github.com/gouji/gouji/ocr"
)

// numbered is the beginning of a label of its own. OCR may misread the marks.
var numbered = regexp.MustCompile(`^\s*[^\p{L}\p{N}\s]?\s*(?:第|[一二三四五六七八九十]{1,3}\s*[^\p{L}\p{N}\s]|\d{1,2}\s*[^\p{L}\p{N}\s])`)

// mend appends the rows of b, the table's part on the next page, and puts
// together the row and the group labels that the page break has cut. Figures
// keep their page and their box.
func mend(rows []printed, a, b element) []printed {
	next := rowsOf(b)
	if len(next) == 0 || len(next[0].cells) == 0 {
		return append(rows, next...)
	}
	above := bottom(rows, a)
	pairs := make([]*place, len(next[0].cells)) // what stands above each cell of the first row
	for i, c := range next[0].cells {
		pairs[i] = across(above, a, c, b)
	}
	first := &next[0]
	mendGroups(first, pairs)
	pairs = pairs[:0]
	for _, c := range first.cells {
		pairs = append(pairs, across(above, a, c, b))
	}
	if mendRow(first, pairs, b.page.Number) {
		next = next[1:]
	}
	return append(rows, next...)
}

// place is a field of the upper part whose cell touches the page break.
type place struct {
	row   *printed
	index int
	last  bool // its cell begins in the last row
}

func (p *place) cell() *ocr.Cell { return p.row.cells[p.index] }

func (p *place) text() string { return p.row.Fields[p.index].Text }

// bottom lists the cells that touch the lower edge of the part on e's page.
func bottom(rows []printed, e element) []place {
	var out []place
	n := len(e.table.Rows) - 1
	for i := max(0, len(rows)-n); i < len(rows); i++ {
		if rows[i].Page != e.page.Number {
			continue
		}
		for j, c := range rows[i].cells {
			if c.Row+c.RowSpan == n {
				out = append(out, place{&rows[i], j, i == len(rows)-1})
			}
		}
	}
	return out
}

// across finds the cell above the page break in the same columns as c.
func across(above []place, a element, c *ocr.Cell, b element) *place {
	s := scale(a, b)
	left, right := (c.Left-b.table.Left)*s, (c.Right-b.table.Left)*s
	for i := range above {
		u := above[i].cell()
		if near(u.Left-a.table.Left, left) && near(u.Right-a.table.Left, right) {
			return &above[i]
		}
	}
	return nil
}

func near(x, y float64) bool { return x-y <= sameEdge && y-x <= sameEdge }

// mendGroups takes the cells out of a first row that only go on with a group
// label above the break: they are empty, or hold the rest of its text. A group
// label has the label of a row to its right.
func mendGroups(first *printed, pairs []*place) {
	fields, cells := first.Fields[:0:0], first.cells[:0:0]
	for i, f := range first.Fields {
		p := pairs[i]
		if p == nil || !labelFollows(p.row, p.index) && (p.last || !labelFollows(first, i)) {
			fields, cells = append(fields, f), append(cells, first.cells[i])
			continue
		}
		upper := p.text()
		switch {
		case f.Text == "":
		case upper == "" && !p.last, !numbered.MatchString(f.Text) && (upper == "" || numbered.MatchString(upper)):
			p.row.Fields[p.index].Text += f.Text
		default:
			fields, cells = append(fields, f), append(cells, first.cells[i])
		}
	}
	first.Fields, first.cells = fields, cells
}

// labelFollows reports whether a numbered label stands right of field i.
func labelFollows(r *printed, i int) bool {
	return i+1 < len(r.Fields) && numbered.MatchString(r.Fields[i+1].Text) && hasWords(r.Fields[i+1].Text)
}

// mendRow puts a row that the break has cut together with the last row above:
// its label goes on below, and its figures stand on one side only.
func mendRow(first *printed, pairs []*place, page int) bool {
	if len(first.Fields) < 2 {
		return false
	}
	labels, own := 0, false // own: a label without anything above it
	var above, below bool   // whether figures stand above and below the break
	for i, f := range first.Fields {
		p := pairs[i]
		if p == nil || !p.last {
			return false
		}
		upper := p.text()
		if labels == i && (hasWords(f.Text) || hasWords(upper)) {
			own = own || f.Text != "" && !hasWords(upper)
			if hasWords(upper) && numbered.MatchString(f.Text) {
				return false
			}
			labels++
			continue
		}
		above, below = above || upper != "", below || f.Text != ""
	}
	if labels == 0 || above == below || !own && !brokenLabel(pairs[labels-1], first.Fields[labels-1].Text, below) {
		return false
	}
	if own && (below || hasWords(pairs[labels-1].text())) {
		return false // figures without a label take that of the row below, no other
	}
	for i, f := range first.Fields {
		upper := &pairs[i].row.Fields[pairs[i].index]
		if i < labels && upper.Text != "" {
			upper.Text += f.Text
		} else if below || i < labels {
			f.Page = page
			*upper = f
		}
	}
	return true
}

// brokenLabel reports whether a label goes on in rest. Where its figures stand
// below, too, only a numbered label can be told from a blank row.
func brokenLabel(p *place, rest string, below bool) bool {
	return rest != "" && (!below || numbered.MatchString(p.text())) && filled(p)
}

// smallest is the size in points of the characters in a close-set table.
const smallest = 9.0

// filled reports whether a label is long enough to have been broken over lines
// by the width of its cell.
func filled(p *place) bool {
	return float64(utf8.RuneCountInString(p.text()))*smallest >= p.cell().Width()*0.6
}

func hasWords(s string) bool { return letter.MatchString(s) }
