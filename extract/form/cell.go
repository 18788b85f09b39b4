package form

import (
	"cmp"
	"slices"
	"strings"

	"github.com/gouji/gouji/extract"
	"github.com/gouji/gouji/ocr"
)

// weakLabel is the similarity below which a row may have been mistaken.
const weakLabel = 0.75

// fill reads column i of a placed row into a cell.
func fill(cell *extract.Cell, c Column, p *placed, i int, m *match) {
	cell.Page = m.data.page
	f := p.fields[i]
	if f != nil {
		cell.Page = cmp.Or(f.Page, cell.Page)
		cell.Raw, cell.Box, cell.Alternatives = f.Text, f.Box, f.Alternatives
		cell.Origin = cmp.Or(f.Origin, cell.Origin)
		if f.Confidence != 0 {
			cell.Confidence = f.Confidence
		}
		r := read(f.Text)
		r.unit = cmp.Or(r.unit, p.units[c.Key])
		value(cell, c, r, p.certainty)
		if f.Doubt != "" {
			doubt(cell, f.Doubt)
		}
	}
	switch p.certainty {
	case inferred:
		if f != nil && cell.Status == extract.CellOK {
			cell.Origin, cell.Note = ocr.Inferred, p.note
		}
	case doubtful:
		doubt(cell, p.note)
	}
	if len(p.options) > 0 && len(m.data.values) != len(p.fields) {
		cell.Raw = rawOf(m.data)
	}
	switch {
	case m.data.damaged || slices.ContainsFunc(m.items, func(it *item) bool { return it.damaged }):
		doubt(cell, noteDamaged)
	case m.doubt != "":
		doubt(cell, m.doubt)
	case m.similarity < weakLabel && !m.pinned:
		doubt(cell, noteLabel)
	}
	if f != nil && cell.Origin == ocr.Text {
		cell.Origin = cmp.Or(f.Origin, cell.Origin) // a doubt takes back what was inferred
	}
}

// value turns a reading into the cell's value.
func value(cell *extract.Cell, c Column, r reading, sureness certainty) {
	if r.kind == words {
		doubt(cell, noteWords)
		return
	}
	if r.kind == blank {
		return
	}
	v := r.value
	if from, to := yuan[r.unit], yuan[c.Unit]; from != to && from != 0 && to != 0 {
		v = convert(v, from, to)
		doubt(cell, noteUnit)
	}
	if r.dash && c.Type != Signed {
		doubt(cell, noteDash)
	}
	if r.split && sureness != inferred {
		doubt(cell, noteSplit)
	}
	cell.Value = &v
}

// yuan are the units of money, in yuan.
var yuan = map[string]float64{"元": 1, "万元": 1e4, "亿元": 1e8}

// convert changes the unit of an amount. It divides by whole numbers only, so
// that the decimals stay exact.
func convert(v, from, to float64) float64 {
	if from > to {
		return v * (from / to)
	}
	return v / (to / from)
}

func doubt(cell *extract.Cell, note string) {
	cell.Status, cell.Confidence = extract.Suspect, min(cell.Confidence, 0.5)
	if cell.Origin == ocr.Inferred {
		cell.Origin = ocr.Text
	}
	if cell.Note == "" || cell.Note == NoteInferred {
		cell.Note = note
	}
}

func rawOf(it *item) string {
	var texts []string
	for _, f := range it.values {
		texts = append(texts, f.Text)
	}
	return strings.Join(texts, " ")
}

// source returns the printed rows of a found table with its heads, and the
// pages they stand on, and marks them as used.
func source(matches []match, items []*item, blocks []extract.Block) ([][]string, []int) {
	first := slices.Index(items, matches[0].items[0])
	last := len(items) - 1
	end := matches[len(matches)-1].items
	for last > first && items[last] != end[len(end)-1] {
		last--
	}
	for first > 0 && isHead(items[first-1], items[first]) {
		first--
	}
	grid, pages := [][]string{}, []int{}
	for _, it := range items[first : last+1] {
		it.used = true
		if it.prose {
			continue
		}
		grid = append(grid, printed(it, blocks))
		for _, page := range pagesOf(it) {
			if !slices.Contains(pages, page) {
				pages = append(pages, page)
			}
		}
	}
	return grid, pages
}

// pagesOf lists the page of an item and those that its figures stand on.
func pagesOf(it *item) []int {
	pages := []int{it.page}
	for _, f := range it.values {
		if f.Page != 0 {
			pages = append(pages, f.Page)
		}
	}
	return pages
}

// isHead reports whether an item is a row without figures right above another
// row of the same source table.
func isHead(it, below *item) bool {
	return !it.used && !it.prose && it.figures == 0 && it.block == below.block
}

func printed(it *item, blocks []extract.Block) []string {
	if rows := blocks[it.block].Rows; rows != nil {
		texts := make([]string, len(rows[it.row].Fields))
		for i, f := range rows[it.row].Fields {
			texts[i] = f.Text
		}
		return texts
	}
	texts := slices.Clone(it.labels)
	for _, f := range it.values {
		texts = append(texts, f.Text)
	}
	return texts
}
