package form

import "slices"

// pin finds the rows of a picture whose labels were misread and that their
// neighbours know all the same: between two rows with sure labels stand as many
// rows of figures as the form has rows between them. A label that is quite
// unlike the form's may be another row in its place.
func pin(matches []match, items []*item) {
	for i := 0; i < len(matches); i++ {
		if matches[i].similarity < weakLabel {
			continue
		}
		j := i + 1
		for j < len(matches) && matches[j].similarity < weakLabel {
			j++
		}
		if j < len(matches) && j > i+1 && evenly(matches[i:j+1], items) {
			for k := i + 1; k < j; k++ {
				m := &matches[k]
				m.pinned = m.data.recognised && m.data.grid && m.similarity >= minGuessed
			}
		}
	}
}

// evenly reports whether neighbouring matches follow each other without a gap
// both in the form and on the page.
func evenly(matches []match, items []*item) bool {
	first, last := matches[0], matches[len(matches)-1]
	between := slices.Index(last.slot.others, last.slot) - slices.Index(first.slot.others, first.slot)
	if between != len(matches)-1 {
		return false
	}
	rows := 0
	for _, it := range items[slices.Index(items, first.data)+1 : slices.Index(items, last.data)] {
		if it.prose {
			return false
		}
		if it.figures > 0 || len(it.values) >= len(last.slot.block.Columns) {
			rows++
		}
	}
	return rows == between-1
}
