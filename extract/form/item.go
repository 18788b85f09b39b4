package form

import (
	"regexp"
	"strings"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/ocr"
)

// item is one row of the document as the alignment sees it: label fields on
// the left, figures on the right of them.
type item struct {
	page         int
	block, row   int // where it stands in the source
	fields       []extract.Field
	labels       []string
	values       []extract.Field
	first, width int  // index of the first value field, number of fields
	figures      int  // values that show something
	grid         bool // the fields stand in true columns
	glued        bool // the values may stick together without a divider
	prose        bool // a paragraph: divides tables, is never a row
	damaged      bool // characters were lost in this row
	recognised   bool // it was read from a picture
	used         bool
	candidates   []label
	text         string // Han text of all labels
}

// lost is the character that stands for text which could not be decoded.
const lost = '\uFFFD'

// maxItems bounds the work of the alignment; a report has a few hundred rows.
const maxItems = 10_000

// maxLabel is the length in characters from which a lone text is prose.
const maxLabel = 60

// items turns blocks into rows for the alignment. A paragraph in which many
// labels of the forms are directly followed by digits is a table whose cells
// were joined; it is cut at the labels.
func (s *Set) items(blocks []extract.Block) []*item {
	var items []*item
	for b, block := range blocks {
		if len(items) > maxItems {
			break
		}
		if block.Rows == nil {
			pieces := s.cut(block.Text)
			for _, p := range pieces {
				p.page, p.block = block.Page, b
			}
			if len(pieces) == 0 {
				pieces = []*item{paragraph(block, b)}
			}
			items = append(items, pieces...)
			continue
		}
		for r, row := range block.Rows[:min(len(block.Rows), maxItems)] {
			if it := newItem(row); it != nil {
				it.block, it.row = b, r
				items = append(items, it)
			}
		}
	}
	return items
}

func paragraph(block extract.Block, index int) *item {
	var it *item
	if len([]rune(block.Text)) <= maxLabel {
		it = newItem(extract.Row{Page: block.Page, Fields: []extract.Field{{Text: block.Text}}})
	}
	if it == nil {
		it = &item{page: block.Page, labels: []string{block.Text}, prose: true}
	}
	it.block = index
	return it
}

// labelAndFigures is a line that holds a whole row: a label without digits of
// its own, and figures behind blanks.
var labelAndFigures = regexp.MustCompile(`^((?:\d{1,2}[.、．])?[^\d\s]\D*?)((?:\s+(?:[-−–—－]?\d[\d,，.]*|[-—/／]))+)$`)

// splitLabel divides a field that holds a label and its figures.
func splitLabel(f extract.Field) []extract.Field {
	m := labelAndFigures.FindStringSubmatch(f.Text)
	if m == nil {
		return []extract.Field{f}
	}
	fields := []extract.Field{f}
	fields[0].Text = m[1]
	for _, figure := range strings.Fields(m[2]) {
		part := f
		part.Text = figure
		fields = append(fields, part)
	}
	return fields
}

// newItem divides a row into labels and values: the values are the run of
// figures and blanks that shows the most, the labels stand before it. It
// returns nil for an empty row.
func newItem(row extract.Row) *item {
	if len(row.Fields) == 1 {
		row.Fields = splitLabel(row.Fields[0])
	}
	it := &item{page: row.Page, grid: row.Grid, fields: row.Fields, width: len(row.Fields)}
	for it.width > 0 && row.Fields[it.width-1].Weak {
		it.width--
	}
	begin, end := valueRun(row.Fields)
	it.values, it.first = row.Fields[begin:end], begin
	for _, f := range it.values {
		if f.Text != "" {
			it.figures++
		}
	}
	for i, f := range row.Fields {
		inside := i >= begin && i < end
		if !inside && !isValue(f.Text) {
			it.labels = append(it.labels, f.Text)
			it.damaged = it.damaged || i >= end && it.figures > 0
		}
		it.damaged = it.damaged || strings.ContainsRune(f.Text, lost)
		it.recognised = it.recognised || f.Origin == ocr.Recognised
	}
	if len(it.labels) == 0 && it.figures == 0 {
		return nil
	}
	it.prepare()
	return it
}

// valueRun returns the bounds of the run of fields without words that shows
// the most figures and marks; of equal runs the later one counts. Words like
// "1." that number a list item are no values.
func valueRun(fields []extract.Field) (begin, end int) {
	begin, end = len(fields), len(fields)
	best := 0
	for i := 0; i < len(fields); {
		j, shown := i, 0
		for j < len(fields) && isValue(fields[j].Text) {
			if fields[j].Text != "" {
				shown++
			}
			j++
		}
		if j > i && (shown > best || shown == best && best == 0) {
			begin, end, best = i, j, shown
		}
		i = j + 1
	}
	return begin, end
}

// prepare builds the texts that may be the row's label: the field next to the
// figures, the last fields joined, since labels are torn over fields, and with
// less weight each field by itself.
func (it *item) prepare() {
	it.text = hanOnly(strings.Join(it.labels, ""))
	joined := ""
	for i := len(it.labels) - 1; i >= 0 && len(it.labels)-i <= 4; i-- {
		joined = it.labels[i] + joined
		it.candidates = append(it.candidates, it.label(joined))
		if i < len(it.labels)-1 {
			apart := it.label(it.labels[i])
			apart.apart = true
			it.candidates = append(it.candidates, apart)
		}
	}
}

func (it *item) label(text string) label {
	l := newLabel(text)
	l.guessed = it.recognised
	return l
}
