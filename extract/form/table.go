package form

import (
	"math"
	"slices"
	"strings"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/ocr"
)

const (
	minRows = 0.4 // share of its rows that a table must show to be accepted
	// The mean similarity that its labels must have, and the same when they
	// were read from a picture.
	minMean, minMeanGuessed = 0.75, 0.45
	rowHead                 = 16 // rows above the first figure that are searched for column labels
)

// Align finds the statutory tables among the blocks of a document, each in the
// edition of the form that its own labels follow. Rows of tables that belong
// to no form are returned as tables without cells, numbered table-1, table-2…
func (s *Set) Align(blocks []extract.Block) []extract.Table {
	d := s.newStream(blocks)
	var found []foundTable
	edition := ""
	for _, id := range s.tableIDs() {
		if f, ok := s.alignTable(id, edition, d); ok {
			found = append(found, f)
			edition = f.form.ID
		}
	}
	taken := map[*item]bool{}
	for _, f := range found {
		for _, m := range f.matches {
			for _, it := range m.items {
				taken[it] = true
			}
		}
	}
	tables := []extract.Table{}
	for _, f := range found {
		scruples(f.table, f.matches, d.items, taken)
		t := extract.Table{ID: f.table.ID, Form: f.form.ID, Title: f.table.Title, Cells: f.table.cells(f.matches, d.items), Layout: f.table.layout()}
		t.Grid, t.Pages = source(f.matches, d.items, blocks)
		tables = append(tables, t)
	}
	return append(tables, others(d.items, blocks)...)
}

// foundTable is a statutory table of the document, in the edition that fits best.
type foundTable struct {
	form    *Form
	table   *Table
	matches []match
}

func (s *Set) tableIDs() []string {
	var ids []string
	for _, f := range s.Forms {
		for _, t := range f.Tables {
			if !slices.Contains(ids, t.ID) {
				ids = append(ids, t.ID)
			}
		}
	}
	return ids
}

// alignTable aligns the items to one table in every edition and keeps the
// best. Where editions do not differ, the one of the table before decides.
func (s *Set) alignTable(id, edition string, d *stream) (foundTable, bool) {
	var best foundTable
	score := math.Inf(-1)
	for _, f := range s.Forms {
		t := s.Table(f.ID, id)
		if t == nil {
			continue
		}
		a := headed
		if t.Blocks[0].Rows[0].Label != "" {
			a = labelled
		}
		found := a(t.slots(), d)
		if found != nil && (found.score > score || found.score == score && f.ID == edition) {
			best, score = foundTable{f, t, found.matches}, found.score
		}
	}
	return best, best.table != nil
}

// labelled aligns a table whose rows have labels.
func labelled(slots []slot, d *stream) *alignment {
	a := align(slots, d)
	figures, similar, least := 0, 0.0, minMean
	for _, m := range a.matches {
		figures += m.data.figures
		similar += m.similarity
		if m.data.recognised {
			least = minMeanGuessed
		}
	}
	n := len(a.matches)
	if n < 2 || float64(n) < minRows*float64(len(slots)) || figures == 0 || similar/float64(n) < least {
		return nil
	}
	a.score += headEvidence(slots, a.matches, d.items) + labelEvidence(slots, a.matches, d.items)
	return &a
}

// labelEvidence adds to the score the rows that the document names without
// showing a figure: an all-blank row can be no more than a label.
func labelEvidence(slots []slot, matches []match, items []*item) float64 {
	matched := map[*slot]bool{}
	for _, m := range matches {
		matched[m.slot] = true
	}
	evidence := 0.0
	for i := range slots {
		named := func(it *item) bool { return !it.prose && slots[i].best(it.candidates) >= ownLabel }
		if !matched[&slots[i]] && slices.ContainsFunc(items, named) {
			evidence -= 2 * lossRow
		}
	}
	return evidence
}

// headEvidence adds to the score what the heads above the rows say: editions
// of a form differ in their column labels.
func headEvidence(slots []slot, matches []match, items []*item) float64 {
	first := slices.Index(items, matches[0].items[0])
	last := slices.Index(items, matches[len(matches)-1].data)
	var text strings.Builder
	for _, it := range items[max(0, first-rowHead) : last+1] {
		if !it.prose {
			text.WriteString(it.text)
		}
	}
	evidence, seen := 0.0, map[string]bool{}
	for _, s := range slots {
		for _, c := range s.block.Columns {
			if label := hanOnly(c.Label); !seen[label] {
				seen[label] = true
				if strings.Contains(text.String(), label) {
					evidence++
				} else {
					evidence--
				}
			}
		}
	}
	return evidence
}

// slots lists the rows of a table in order, with their labels made ready for
// comparing. Nobody changes them.
func (t *Table) slots() []slot {
	if t.prepared != nil {
		return t.prepared
	}
	var groups []known
	for _, g := range t.Groups {
		groups = append(groups, newKnown(g.Label, g.Aliases))
	}
	var out []slot
	for i := range t.Blocks {
		b := &t.Blocks[i]
		for j := range b.Rows {
			r := &b.Rows[j]
			out = append(out, slot{row: r, block: b, label: newKnown(r.Label, r.Aliases), groups: groups})
		}
	}
	all := make([]*slot, len(out))
	for i := range out {
		all[i] = &out[i]
	}
	for i := range out {
		out[i].others = all
	}
	return out
}

// cells reads the figures of the matched rows. A row of the form that the
// document does not show gives missing cells.
func (t *Table) cells(matches []match, items []*item) []extract.Cell {
	var out []extract.Cell
	verdict := headSilent
	for i := range t.Blocks {
		b := &t.Blocks[i]
		rows, found := t.placeBlock(b, matches)
		// A block without a head of its own goes on below the head before it.
		heads := b.heads(matches, items)
		if len(heads) > 0 {
			verdict = b.readHead(heads, groupsOf(matches))
		}
		distrust(rows, newRowSums(t, b.Columns, nil), verdict)
		units := b.units(heads)
		for j := range b.Rows {
			r := &b.Rows[j]
			if p := rows[r.Key]; p != nil {
				p.units = units
			}
			out = append(out, t.rowCells(b, r, rows[r.Key], found[r.Key])...)
		}
	}
	return out
}

// placeBlock puts the figures of a block's matched rows into columns, by row key.
func (t *Table) placeBlock(b *Block, matches []match) (map[string]*placed, map[string]*match) {
	rows, found := map[string]*placed{}, map[string]*match{}
	var data []*item
	for i := range matches {
		if matches[i].slot.block == b {
			found[matches[i].slot.row.Key] = &matches[i]
			data = append(data, matches[i].data)
		}
	}
	shown, extra := b.shown(data)
	reclaim(data, len(shown))
	common, sums := learn(data, len(shown)), newRowSums(t, shown, extra)
	var all []*placed
	for key, m := range found {
		p := place(m.data, len(shown), common, sums)
		p.drop(extra)
		rows[key] = &p
		all = append(all, &p)
	}
	settle(all, func() (bool, bool) { return columnSums(t, b, rows) })
	return rows, found
}

func (t *Table) rowCells(b *Block, r *Row, p *placed, m *match) []extract.Cell {
	out := make([]extract.Cell, len(b.Columns))
	for i, c := range b.Columns {
		cell := extract.Cell{
			Key: Key(t.ID, r.Key, c.Key), RowLabel: r.Label, ColumnLabel: b.columnLabel(i),
			Origin: ocr.Text, Confidence: 1, Status: extract.CellOK,
		}
		if m == nil {
			cell.Status, cell.Confidence, cell.Note = extract.Missing, 0, noteMissing
		} else {
			fill(&cell, c, p, i, m)
		}
		out[i] = cell
	}
	return out
}

// columnLabel is the label of a column, with its group where the label alone
// names several columns.
func (b *Block) columnLabel(i int) string {
	for j, c := range b.Columns {
		if j != i && c.Label == b.Columns[i].Label {
			return b.Columns[i].Group + " " + b.Columns[i].Label
		}
	}
	return b.Columns[i].Label
}
