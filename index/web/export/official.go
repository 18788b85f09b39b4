package export

import (
	"slices"

	"github.com/gouji/gouji/extract"
)

// official writes a table as the official form lays it out: its panels one below
// the other, with shared heads merged.
func (b *book) official(s *sheet, t *extract.Table) {
	cells := make(map[string]*extract.Cell, len(t.Cells))
	for i := range t.Cells {
		cells[t.Cells[i].Key] = &t.Cells[i]
	}
	for _, p := range t.Layout {
		b.panel(s, t.ID, &p, cells)
	}
}

func (b *book) panel(s *sheet, table string, p *extract.Panel, cells map[string]*extract.Cell) {
	stubs, heads := depth(p.Rows), depth(p.Columns)
	if p.Title != "" {
		s.text(1, s.row, p.Title, b.styles.head)
		s.merge(1, s.row, stubs+len(p.Columns), s.row, b.styles.head)
		s.row++
	}
	s.text(1, s.row, "", b.styles.head)
	s.merge(1, s.row, stubs, s.row+heads-1, b.styles.head)
	for _, h := range spans(p.Columns, heads) {
		left, top := stubs+1+h.from, s.row+h.level
		s.text(left, top, h.label, b.styles.head)
		s.merge(left, top, stubs+1+h.to, s.row+h.lowest, b.styles.head)
	}
	s.row += heads
	for _, h := range spans(p.Rows, stubs) {
		left, top := 1+h.level, s.row+h.from
		s.text(left, top, h.label, b.styles.label)
		s.merge(left, top, 1+h.lowest, s.row+h.to, b.styles.label)
	}
	for i, r := range p.Rows {
		for j, c := range p.Columns {
			if found := cells[table+"/"+r.Key+"/"+c.Key]; found != nil {
				b.figure(s, stubs+1+j, s.row+i, found)
			}
		}
	}
	s.row += len(p.Rows)
	s.width(1, stubs, 16)
	s.width(stubs, stubs, 34)
	s.width(stubs+1, stubs+len(p.Columns), 13)
}

// depth is how many heads stand above one another at most.
func depth(heads []extract.Head) int {
	deepest := 1
	for _, h := range heads {
		deepest = max(deepest, len(h.Under)+1)
	}
	return deepest
}

// span is the place of a head: along the rows or columns that share it, and over
// the levels that it fills.
type span struct {
	label         string
	from, to      int // of the rows or columns
	level, lowest int // 0 is the outermost
}

// spans places heads. One with fewer heads over it than others fills the levels
// between.
func spans(heads []extract.Head, depth int) []span {
	var all []span
	for i, h := range heads {
		for level, label := range h.Under {
			if i > 0 && shares(heads[i-1], h, level) {
				continue
			}
			to := i
			for to+1 < len(heads) && shares(heads[to+1], h, level) {
				to++
			}
			all = append(all, span{label, i, to, level, level})
		}
		all = append(all, span{h.Label, i, i, len(h.Under), depth - 1})
	}
	return all
}

// shares reports whether two neighbours stand under the same head of a level.
func shares(a, b extract.Head, level int) bool {
	return len(a.Under) > level && len(b.Under) > level && slices.Equal(a.Under[:level+1], b.Under[:level+1])
}
