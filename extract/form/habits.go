package form

import (
	"slices"

	"github.com/gouji/gouji/extract"
)

// habits is what the rows of a source table have in common.
type habits struct {
	base   map[baseKey]int // where the first column of figures stands, for rows of one shape
	blanks int             // rows that leave cells empty
	exact  int             // rows that show as many figures as there are columns
	rows   int
	tidy   bool // rows that show every figure have no empty field beside them
	spaced bool // an empty line stands between any two figures, so it is no cell
}

// baseKey names rows of one shape: as wide, and with the figures from the same field on.
type baseKey struct{ block, width, first int }

func learn(rows []*item, columns int) habits {
	votes := map[baseKey]map[int]int{}
	h := habits{base: map[baseKey]int{}, rows: len(rows), tidy: true}
	h.spaced = !slices.ContainsFunc(rows, func(it *item) bool { return touching(it.values) })
	for _, it := range rows {
		core, lead := trimBlank(it.values)
		if it.figures < len(core) || len(core) < columns && len(it.values) >= columns {
			h.blanks++
		}
		if it.figures == columns {
			h.exact++
			h.tidy = h.tidy && len(it.values) == columns
		}
		// In a true grid a blank at the end may be a cell, so trimming it proves nothing.
		if it.glued || len(core) != columns || it.grid && it.figures != columns || h.spaced && hasWeak(core) {
			continue
		}
		k := baseKey{it.block, it.width, it.first}
		if votes[k] == nil {
			votes[k] = map[int]int{}
		}
		votes[k][it.first+lead]++
	}
	for k, v := range votes {
		best, total := -1, 0
		for at, n := range v {
			total += n
			if best < 0 || n > v[best] {
				best = at
			}
		}
		// A place is trusted when nearly all rows agree on it.
		if v[best]*10 >= total*8 {
			h.base[k] = best
		}
	}
	return h
}

// touching reports whether two figures follow each other directly.
func touching(values []extract.Field) bool {
	for i := 1; i < len(values); i++ {
		if values[i].Text != "" && values[i-1].Text != "" {
			return true
		}
	}
	return false
}

// plausible doubts a row of so many fields that shows the right number of
// figures by chance: in a table most of whose rows show another number, its sums
// must hold; in a table that leaves cells empty and is tidy otherwise, a field
// too many must be explained by them.
func (h habits) plausible(p placed, fields int, sums rowSums) placed {
	if h.tidy && h.blanks >= 2 && fields > len(p.fields) {
		return verify(p, sums)
	}
	if h.exact*2 < h.rows || h.rows == 1 && fields > len(p.fields) {
		return doubtRefuted(p, sums)
	}
	return p
}
