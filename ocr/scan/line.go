package scan

import (
	"image"
	"slices"
)

// textLine is the ink of one printed line, from left to right.
type textLine struct {
	image.Rectangle
	blobs []blob
}

// em estimates the height of a full character in pixels: most Chinese
// characters have a piece of ink that is nearly as high as they are. Pieces
// higher than the limit are frames and pictures.
func em(of []blob, limit int) int {
	var heights []int
	for _, b := range of {
		if w, h := b.Dx(), b.Dy(); h >= 6 && h <= limit && w <= 2*h && h <= 3*w {
			heights = append(heights, h)
		}
	}
	if len(heights) == 0 {
		return 0
	}
	slices.Sort(heights)
	return heights[len(heights)*4/5]
}

// band is what a line has shown lately: its vertical extent near its right end.
type band struct {
	top, bottom float64
	line        *textLine
}

// follow moves the band to the next piece of ink, which lets it rise and fall
// with a line that is not quite level.
func (b *band) follow(p blob) {
	const weight = 0.2
	b.top += weight * (float64(p.Min.Y) - b.top)
	b.bottom += weight * (float64(p.Max.Y) - b.bottom)
}

// overlap is the shared height of a band and a blob as a share of the smaller.
func (b *band) overlap(p blob) float64 {
	shared := min(b.bottom, float64(p.Max.Y)) - max(b.top, float64(p.Min.Y))
	return shared / max(1, min(b.bottom-b.top, float64(p.Dy())))
}

// lines groups ink into printed lines by following each from left to right.
// Pieces far smaller than a character are noise unless a line runs by them;
// far bigger ones are pictures or rules.
func lines(ink []blob, em int) []textLine {
	if em == 0 {
		return nil
	}
	var tall, small []blob
	for _, b := range ink {
		switch {
		case b.Dy() > 3*em, b.Dx() > 8*em, b.Dx() > 4*em && b.Dy() < em/3:
		case b.Dy()*5 >= em*2 && b.Dx()*6 >= em:
			tall = append(tall, b)
		default:
			small = append(small, b)
		}
	}
	slices.SortFunc(tall, func(a, b blob) int { return a.Min.X - b.Min.X })
	var bands []*band
	for _, b := range tall {
		into := best(bands, b)
		if into == nil {
			into = &band{top: float64(b.Min.Y), bottom: float64(b.Max.Y), line: &textLine{}}
			bands = append(bands, into)
		}
		into.follow(b)
		into.line.add(b)
	}
	bands = unite(bands, em)
	for _, b := range small {
		attach(bands, b, em)
	}
	var found []textLine
	for _, b := range bands {
		found = append(found, b.line.split(4*em)...)
	}
	slices.SortFunc(found, func(a, b textLine) int { return readingOrder(a.Rectangle, b.Rectangle) })
	return found
}

func (l *textLine) add(b blob) {
	l.blobs = append(l.blobs, b)
	l.Rectangle = l.Union(b.Rectangle)
}

// best is the band that a piece of ink continues.
func best(bands []*band, b blob) *band {
	var found *band
	most := 0.5
	for _, c := range bands {
		if o := c.overlap(b); o > most {
			found, most = c, o
		}
	}
	return found
}

// unite joins lines that stand at the same height, since a line may begin with
// a piece of ink so low or so high that it seems to begin a line of its own,
// and the halves of a character that stands alone.
func unite(bands []*band, em int) []*band {
	slices.SortFunc(bands, func(a, b *band) int { return len(b.line.blobs) - len(a.line.blobs) })
	var kept []*band
	for _, b := range bands {
		i := slices.IndexFunc(kept, func(k *band) bool { return level(k.line, b.line) || halves(k.line, b.line, em) })
		if i < 0 {
			kept = append(kept, b)
			continue
		}
		for _, p := range b.line.blobs {
			kept[i].line.add(p)
		}
	}
	return kept
}

// level reports whether two lines stand at one height.
func level(a, b *textLine) bool {
	shared := min(a.Max.Y, b.Max.Y) - max(a.Min.Y, b.Min.Y)
	return 3*shared > 2*min(a.Dy(), b.Dy())
}

// halves reports whether two lines are the upper and the lower half of one
// character: together they are about as high as wide.
func halves(a, b *textLine, em int) bool {
	whole := a.Union(b.Rectangle)
	return 5*whole.Dy() <= 9*em && 10*whole.Dy() <= 12*whole.Dx() && 10*whole.Dx() <= 14*whole.Dy() &&
		10*max(a.Dx(), b.Dx()) >= 8*whole.Dx()
}

// attach gives a small piece of ink, a dot or a stroke, to the line whose
// characters stand around it. What has no line is noise.
func attach(bands []*band, b blob, em int) {
	if b.Dx() <= em/12 && b.Dy() <= em/12 {
		return
	}
	mid := (b.Min.Y + b.Max.Y) / 2
	for _, c := range bands {
		top, bottom, near := c.line.around(b.Rectangle, em)
		if near && mid >= top-em/5 && mid <= bottom+em/5 {
			c.line.add(b)
			return
		}
	}
}

// around is the extent of the characters of a line beside a rectangle.
func (l *textLine) around(r image.Rectangle, em int) (top, bottom int, near bool) {
	window := image.Rect(r.Min.X-4*em, l.Min.Y, r.Max.X+4*em, l.Max.Y)
	var extent image.Rectangle
	for _, b := range l.blobs {
		if b.Overlaps(window) && 5*b.Dy() >= 2*em {
			extent = extent.Union(b.Rectangle)
		}
	}
	return extent.Min.Y, extent.Max.Y, !extent.Empty()
}

// split cuts a line at gaps that no blank leaves: columns.
func (l *textLine) split(gap int) []textLine {
	slices.SortFunc(l.blobs, func(a, b blob) int { return a.Min.X - b.Min.X })
	var parts []textLine
	for _, b := range l.blobs {
		if n := len(parts); n == 0 || b.Min.X-parts[n-1].Max.X > gap {
			parts = append(parts, textLine{})
		}
		parts[len(parts)-1].add(b)
	}
	return parts
}

// readingOrder puts what stands higher first, and on one height the left first.
func readingOrder(a, b image.Rectangle) int {
	if shared := min(a.Max.Y, b.Max.Y) - max(a.Min.Y, b.Min.Y); 2*shared > min(a.Dy(), b.Dy()) {
		return a.Min.X - b.Min.X
	}
	return a.Min.Y - b.Min.Y
}
