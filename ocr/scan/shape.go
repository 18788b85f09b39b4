package scan

import (
	"fmt"
	"image"
	"math"
	"slices"

	"github.com/gouji/gouji/ocr"
)

// The size in pixels to which digits are brought to compare their shapes.
const (
	shapeWidth  = 16
	shapeHeight = 24
)

// shape is the picture of one digit, with mean 0 and length 1.
type shape [shapeWidth * shapeHeight]float32

// shaped is one digit of a cell: what was read and what it looks like.
type shaped struct {
	cell  *ocr.Cell
	index int // of the digit in the cell's text
	digit byte
	shape shape
}

// doubtShapes compares the digits of a page with one another. All of them are
// mostly set in one face, so a digit that looks more like the others' 8 than
// like the other 3s was probably misread, by both models alike. It returns the
// cells with digits that look unlike all others of their kind.
func doubtShapes(v *view, cells []inkedCell) (strangers map[*ocr.Cell]bool) {
	var all []shaped
	for _, c := range cells {
		if c.cell.Doubt != "" {
			continue
		}
		columns := merge(c.blobs)
		if len(columns) != len(c.cell.Text) {
			c.cell.Doubt = "数字粘连或断裂，识别不够确定"
			c.cell.Confidence = min(c.cell.Confidence, 0.7)
			continue
		}
		for i, column := range columns {
			if d := c.cell.Text[i]; d >= '0' && d <= '9' {
				all = append(all, shaped{c.cell, i, d, outline(v.Gray, column.Rectangle)})
			}
		}
	}
	compareShapes(all, v.noisy)
	return doubtStrangers(all)
}

// outline brings a digit to the common size and normalises it.
func outline(gray *image.Gray, r image.Rectangle) shape {
	scaled := resize(stretch(gray, r), shapeWidth, shapeHeight)
	var s shape
	var sum, square float64
	for _, v := range scaled.Pix {
		sum += float64(v)
	}
	mean := sum / float64(len(scaled.Pix))
	for i, v := range scaled.Pix {
		d := float64(v) - mean
		s[i] = float32(d)
		square += d * d
	}
	if length := float32(math.Sqrt(square)); length > 0 {
		for i := range s {
			s[i] /= length
		}
	}
	return s
}

func (s *shape) times(o *shape) float64 {
	var sum float32
	for i := range s {
		sum += s[i] * o[i]
	}
	return float64(sum)
}

// alike is the likeness that a digit of a noisy page must have to another one
// that was read as the same digit.
const alike = 0.8

// compareShapes asks for each digit which others it is most like. One other
// alone says nothing: it may itself have been misread. On a noisy page, a digit
// that is like no other of its kind is doubtful too: with half of its strokes
// gone, all models may read it as another one.
func compareShapes(all []shaped, noisy bool) {
	for i := range all {
		likeness := nearest(all, i)
		own := likeness[all[i].digit-'0'].mean(1)
		c := all[i].cell
		if noisy && own < alike {
			doubt(c, 0.6, "笔画残缺，没有可以对照的同样数字")
		}
		for d, other := range likeness {
			digit := byte('0' + d)
			if m := other.mean(2); digit == all[i].digit || m < 0.85 || m < own {
				continue
			}
			alternative := c.Text[:all[i].index] + string(digit) + c.Text[all[i].index+1:]
			c.Alternatives = append(c.Alternatives, alternative)
			doubt(c, 0.6, fmt.Sprintf("字形更像“%s”", alternative))
		}
	}
}

// akin is the likeness that two pictures of one digit have at least, in whatever
// weight they are set; those of two digits have less but for pairs such as 3 and 8.
const akin = 0.6

// doubtStrangers doubts the digits of a kind that look like nothing that most of
// their kind look like: a face in which all 7s are read as 1 by both models still
// draws them unlike its 1s.
func doubtStrangers(all []shaped) map[*ocr.Cell]bool {
	kinds := map[byte][]*shaped{}
	for i := range all {
		kinds[all[i].digit] = append(kinds[all[i].digit], &all[i])
	}
	found := map[*ocr.Cell]bool{}
	for _, kind := range kinds {
		families := families(kind)
		most := slices.MaxFunc(families, func(a, b []*shaped) int { return len(a) - len(b) })
		for i, family := range families {
			if len(families) == 1 || len(family) == len(most) && !rivalled(families, i) {
				continue
			}
			for _, s := range family {
				doubt(s.cell, 0.6, fmt.Sprintf("“%c”的字形与同页其他的不同", s.digit))
				found[s.cell] = true
			}
		}
	}
	return found
}

// rivalled reports whether another family is as large.
func rivalled(families [][]*shaped, i int) bool {
	return slices.ContainsFunc(families, func(f []*shaped) bool {
		return len(f) == len(families[i]) && &f[0] != &families[i][0]
	})
}

// families divides digits into those that are akin, directly or by others.
func families(of []*shaped) [][]*shaped {
	var all [][]*shaped
	rest := slices.Clone(of)
	for len(rest) > 0 {
		family := rest[:1:1]
		rest = rest[1:]
		for i := 0; i < len(family); i++ {
			var apart []*shaped
			for _, s := range rest {
				if family[i].shape.times(&s.shape) >= akin {
					family = append(family, s)
				} else {
					apart = append(apart, s)
				}
			}
			rest = apart
		}
		all = append(all, family)
	}
	return all
}

// peers are the likenesses to the most similar digits of one kind.
type peers [3]float64

func (p *peers) add(v float64) {
	for i := range p {
		if v > p[i] {
			v, p[i] = p[i], v
		}
	}
}

// mean is the mean over those that there are, and 0 if they are fewer than least.
func (p peers) mean(least int) float64 {
	sum, n := 0.0, 0
	for _, v := range p {
		if v > 0 {
			sum, n = sum+v, n+1
		}
	}
	if n < least {
		return 0
	}
	return sum / float64(max(n, 1))
}

// nearest compares a digit with those of all other cells, by their readings.
func nearest(all []shaped, i int) (likeness [10]peers) {
	for j := range all {
		if all[i].cell != all[j].cell {
			likeness[all[j].digit-'0'].add(all[i].shape.times(&all[j].shape))
		}
	}
	return likeness
}
