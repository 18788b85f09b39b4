package tesseract

import (
	"context"
	"image"
	"sort"

	"github.com/gouji/gouji/ocr"
)

const (
	// stackHeight is how high a stack of strips grows before it is read.
	stackHeight = 8000
	// margin is the white around a stack, in pixels.
	margin = 12
	// maxUncovered is how much ink may lie outside of a strip's symbols, measured
	// in symbols: less than a 1 has beside other digits.
	maxUncovered = 0.35
)

// Digits reads strips, each a short line of digits with ink about 24 pixels
// high and a pad of 10 to 14 pixels. They are stacked one per line and read
// together, which takes 1.4 to 2 ms a strip. The result has one Reading per
// strip, in the same order. One that was not read, or only in part, is empty,
// and so are blank ones; dashes are mostly not seen. Empty therefore never
// means that the strip is blank.
func (e *Engine) Digits(ctx context.Context, m ocr.Model, strips []*image.Gray, whitelist string, dpi float64) ([]ocr.Reading, error) {
	readings := make([]ocr.Reading, len(strips))
	var s stack
	flush := func() error {
		if len(s.strips) == 0 {
			return nil
		}
		all, err := e.recognise(ctx, m, Block, s.picture(), dpi, whitelist)
		if err != nil {
			return err
		}
		for i, symbols := range s.split(all) {
			readings[s.index[i]] = compose(symbols)
		}
		s = stack{}
		return nil
	}
	for i, strip := range strips {
		if strip == nil || strip.Bounds().Empty() {
			continue
		}
		if readable, err := checkLine(strip); err != nil {
			return nil, err
		} else if !readable {
			continue
		}
		if s.height+strip.Bounds().Dy() > stackHeight {
			if err := flush(); err != nil {
				return nil, err
			}
		}
		s.add(i, strip)
	}
	return readings, flush()
}

// stack is a picture of strips, one below the other.
type stack struct {
	strips        []*image.Gray
	index         []int // of each strip in the caller's list
	tops          []int // where each strip begins
	width, height int
}

func (s *stack) add(index int, strip *image.Gray) {
	if s.height == 0 {
		s.height = margin
	}
	s.strips = append(s.strips, strip)
	s.index = append(s.index, index)
	s.tops = append(s.tops, s.height)
	s.width = max(s.width, strip.Bounds().Dx())
	s.height += strip.Bounds().Dy()
}

// picture draws the strips flush left on white.
func (s *stack) picture() *image.Gray {
	img := image.NewGray(image.Rect(0, 0, s.width+2*margin, s.height+margin))
	for i := range img.Pix {
		img.Pix[i] = 255
	}
	for i, strip := range s.strips {
		b := strip.Bounds()
		for y := range b.Dy() {
			copy(img.Pix[img.PixOffset(margin, s.tops[i]+y):], strip.Pix[strip.PixOffset(b.Min.X, b.Min.Y+y):][:b.Dx()])
		}
	}
	return img
}

// split gives each symbol to the strip in which its middle lies. Symbols stay
// in the iterator's order: their boxes are not exact from left to right. A line
// of Tesseract's that lies over the middle of two strips mixes their symbols,
// so both stay unread.
func (s *stack) split(all []found) [][]found {
	parts := make([][]found, len(s.strips))
	mixed := make([]bool, len(s.strips))
	at := func(y int) int { return max(sort.SearchInts(s.tops, y+1)-1, 0) }
	for _, f := range all {
		i := at((f.box.Min.Y + f.box.Max.Y) / 2)
		parts[i] = append(parts[i], f)
		for j := at(f.line.Min.Y); j < len(s.strips) && s.tops[j] < f.line.Max.Y; j++ {
			middle := s.tops[j] + s.strips[j].Bounds().Dy()/2
			if j != i && f.line.Min.Y <= middle && middle <= f.line.Max.Y {
				mixed[i], mixed[j] = true, true
			}
		}
	}
	for i := range parts {
		if mixed[i] || s.uncovered(i, parts[i]) > maxUncovered {
			parts[i] = nil
		}
	}
	return parts
}

// uncovered is the ink to the left and right of the symbols read from a strip,
// as a multiple of what a symbol has on average. It shows a figure that lost a
// digit at its end.
func (s *stack) uncovered(i int, symbols []found) float64 {
	var covered image.Rectangle
	for _, f := range symbols {
		covered = covered.Union(f.box)
	}
	if covered.Empty() {
		return 0
	}
	const slack = 3 // boxes may cut a pixel or two
	from, to := covered.Min.X-margin-slack, covered.Max.X-margin+slack
	strip, outside, inside := s.strips[i], 0, 0
	b := strip.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x, v := range strip.Pix[strip.PixOffset(b.Min.X, y):][:b.Dx()] {
			switch {
			case v >= dark:
			case x < from || x >= to:
				outside++
			default:
				inside++
			}
		}
	}
	return float64(outside*len(symbols)) / float64(max(inside, 1))
}
