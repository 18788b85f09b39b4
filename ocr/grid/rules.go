package grid

import (
	"cmp"
	"math"
	"slices"

	"github.com/gouji/gouji/ocr"
)

// DefaultSnap is the Snap for points, the unit of PDFs. The rows of printed
// tables are three times as high.
const DefaultSnap = 3

// maxLines bounds the ruling lines of one page, after merging. The densest
// honest table has a few hundred; beyond, the longest are kept.
const maxLines = 4000

// Options are the tolerances of a table's geometry.
type Options struct {
	// Snap is the distance, in the unit of the coordinates, below which two
	// lines are one, a gap is none and lines touch. 0 means DefaultSnap.
	Snap float64
}

func (o Options) snap() float64 {
	if o.Snap > 0 {
		return o.Snap
	}
	return DefaultSnap
}

// line is a ruling line without width: at is its y if it is horizontal, from
// and to are then its ends in x.
type line struct{ at, from, to float64 }

func (l line) length() float64 { return l.to - l.from }

// FromRules builds the tables that the ruling lines of a page draw, from top
// to bottom: lines that touch are one table, whose edges divide it into
// elementary cells, and cells with no rule between them are one merged cell.
// The outer edge of a table is closed even where no rule is drawn, as a page
// break leaves it. A lone line or a frame is no table.
func FromRules(rules []ocr.Rule, page ocr.Rect, o Options) []ocr.Table {
	snap := o.snap()
	horizontal, vertical := linesOf(rules, page, snap)
	horizontal, vertical = longest(merge(horizontal, snap), merge(vertical, snap), 3*snap)
	var tables []ocr.Table
	for _, c := range components(horizontal, vertical, snap) {
		if t, ok := c.table(snap); ok {
			tables = append(tables, t)
		}
	}
	sortTables(tables)
	return tables
}

// linesOf divides rules by their direction, cut to the page. What is as thick
// as a row of text is a filled area, not a rule.
func linesOf(rules []ocr.Rule, page ocr.Rect, snap float64) (horizontal, vertical []line) {
	for _, r := range rules {
		if !page.Empty() {
			r.Left, r.Right = max(r.Left, page.Left), min(r.Right, page.Right)
			r.Top, r.Bottom = max(r.Top, page.Top), min(r.Bottom, page.Bottom)
		}
		if !sound(r.Rect) || min(r.Width(), r.Height()) > 2*snap {
			continue
		}
		x, y := r.Center()
		if r.Horizontal() {
			horizontal = append(horizontal, line{y, r.Left, r.Right})
		} else {
			vertical = append(vertical, line{x, r.Top, r.Bottom})
		}
	}
	return horizontal, vertical
}

// sound reports whether a rectangle has finite edges in order.
func sound(r ocr.Rect) bool {
	for _, v := range [...]float64{r.Left, r.Top, r.Right, r.Bottom} {
		if math.IsNaN(v) || math.Abs(v) > 1e9 {
			return false
		}
	}
	return r.Right >= r.Left && r.Bottom >= r.Top
}

// merge makes one line of those that lie side by side or end to end.
func merge(lines []line, snap float64) []line {
	slices.SortFunc(lines, func(a, b line) int { return cmp.Compare(a.at, b.at) })
	var out []line
	for i := 0; i < len(lines); {
		j := i + 1
		for j < len(lines) && lines[j].at-lines[j-1].at <= snap && lines[j].at-lines[i].at <= 2*snap {
			j++
		}
		out = append(out, endToEnd(lines[i:j], snap)...)
		i = j
	}
	return out
}

// endToEnd joins lines of about the same place that overlap or nearly touch.
func endToEnd(lines []line, snap float64) []line {
	slices.SortFunc(lines, func(a, b line) int { return cmp.Compare(a.from, b.from) })
	var out []line
	weight := 0.0
	for _, l := range lines {
		w := l.length() + snap/100 // a dot has a place too
		if n := len(out) - 1; n >= 0 && l.from <= out[n].to+snap {
			out[n].at += (l.at - out[n].at) * w / (weight + w)
			out[n].to = max(out[n].to, l.to)
			weight += w
			continue
		}
		out, weight = append(out, l), w
	}
	return out
}

// longest drops the lines that are shorter than least, which are strokes of
// letters and specks, and all but the maxLines longest of both directions.
func longest(horizontal, vertical []line, least float64) (h, v []line) {
	if n := len(horizontal) + len(vertical); n > maxLines {
		all := make([]float64, 0, n)
		for _, lines := range [][]line{horizontal, vertical} {
			for _, l := range lines {
				all = append(all, l.length())
			}
		}
		slices.Sort(all)
		least = max(least, all[n-maxLines])
	}
	short := func(l line) bool { return l.length() < least }
	horizontal, vertical = slices.DeleteFunc(horizontal, short), slices.DeleteFunc(vertical, short)
	return horizontal[:min(len(horizontal), maxLines)], vertical[:min(len(vertical), maxLines)]
}

// component is a set of lines that hang together.
type component struct{ horizontal, vertical []line }

func components(horizontal, vertical []line, snap float64) []*component {
	sets := newSets(len(horizontal) + len(vertical))
	slices.SortFunc(horizontal, func(a, b line) int { return cmp.Compare(a.at, b.at) })
	for j, v := range vertical {
		first, _ := slices.BinarySearchFunc(horizontal, v.from-snap, func(l line, y float64) int { return cmp.Compare(l.at, y) })
		for i := first; i < len(horizontal) && horizontal[i].at <= v.to+snap; i++ {
			if h := horizontal[i]; v.at >= h.from-snap && v.at <= h.to+snap {
				sets.join(i, len(horizontal)+j)
			}
		}
	}
	byRoot := map[int]*component{}
	var out []*component
	at := func(i int) *component {
		root := sets.find(i)
		if byRoot[root] == nil {
			byRoot[root] = &component{}
			out = append(out, byRoot[root])
		}
		return byRoot[root]
	}
	for i, l := range horizontal {
		c := at(i)
		c.horizontal = append(c.horizontal, l)
	}
	for j, l := range vertical {
		c := at(len(horizontal) + j)
		c.vertical = append(c.vertical, l)
	}
	return adopt(out, snap)
}

// adopt gives lone upright lines to the component beside them that is just as
// high: between two page breaks that draw no rule, nothing else ties the edge
// of a cell that spans the page to its table.
func adopt(all []*component, snap float64) []*component {
	var tables []*component
	for _, c := range all {
		if len(c.horizontal) > 0 && len(c.vertical) > 0 {
			tables = append(tables, c)
		}
	}
	tops, bottoms := make([]float64, len(tables)), make([]float64, len(tables))
	for i, c := range tables {
		tops[i], bottoms[i] = c.height()
	}
	for _, c := range all {
		if len(c.horizontal) > 0 {
			continue
		}
		for i, t := range tables {
			if v := c.vertical[0]; math.Abs(v.from-tops[i]) <= 2*snap && math.Abs(v.to-bottoms[i]) <= 2*snap {
				t.vertical = append(t.vertical, v)
				break
			}
		}
	}
	return tables
}

// height is the extent of the component in y.
func (c *component) height() (top, bottom float64) {
	top, bottom = math.Inf(1), math.Inf(-1)
	for _, l := range c.horizontal {
		top, bottom = min(top, l.at), max(bottom, l.at)
	}
	for _, l := range c.vertical {
		top, bottom = min(top, l.from), max(bottom, l.to)
	}
	return top, bottom
}

// sets is a union-find structure (Tarjan 1975, with path halving).
type sets []int

func newSets(n int) sets {
	s := make(sets, n)
	for i := range s {
		s[i] = i
	}
	return s
}

func (s sets) find(i int) int {
	for s[i] != i {
		s[i] = s[s[i]]
		i = s[i]
	}
	return i
}

func (s sets) join(i, j int) { s[s.find(i)] = s.find(j) }

func sortTables(tables []ocr.Table) {
	slices.SortStableFunc(tables, func(a, b ocr.Table) int {
		return cmp.Or(cmp.Compare(a.Top, b.Top), cmp.Compare(a.Left, b.Left))
	})
}
