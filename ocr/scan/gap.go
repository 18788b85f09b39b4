package scan

import "slices"

const (
	// leastPairs is how many pairs of digits tell how far apart they are set.
	leastPairs = 8
	// wideGap is how many times farther apart digits stand with a point between
	// them: it takes half the width of a digit.
	wideGap = 1.3
)

// doubtGaps doubts figures with two digits so far apart that a point fits in
// between. On a poor copy it may be lost, with the specks or before them.
func doubtGaps(cells []inkedCell) {
	var all []float64
	for i := range cells {
		all = append(all, cells[i].pitches()...)
	}
	if len(all) < leastPairs {
		return
	}
	slices.Sort(all)
	usual := all[len(all)/2]
	for i := range cells {
		if p := cells[i].pitches(); len(p) > 0 && slices.Max(p) > wideGap*usual {
			doubt(cells[i].cell, 0.6, "数字之间有空隙，可能缺了小数点")
		}
	}
}

// pitches are the distances between the middles of neighbouring digits, as
// shares of their height; none where the ink is not one piece for each character.
func (c *inkedCell) pitches() []float64 {
	columns := merge(c.blobs)
	if len(columns) != len(c.cell.Text) {
		return nil
	}
	var all []float64
	for i := 1; i < len(columns); i++ {
		if digit(c.cell.Text[i-1]) && digit(c.cell.Text[i]) {
			a, b := columns[i-1], columns[i]
			all = append(all, float64(b.Min.X+b.Max.X-a.Min.X-a.Max.X)/float64(2*c.ink.Dy()))
		}
	}
	return all
}

func digit(c byte) bool { return c >= '0' && c <= '9' }
