package ocr

// Rect is a rectangle; y grows downwards.
type Rect struct{ Left, Top, Right, Bottom float64 }

// Width is the extent from left to right.
func (r Rect) Width() float64 { return r.Right - r.Left }

// Height is the extent from top to bottom.
func (r Rect) Height() float64 { return r.Bottom - r.Top }

// Center is the point in the middle.
func (r Rect) Center() (x, y float64) { return (r.Left + r.Right) / 2, (r.Top + r.Bottom) / 2 }

// Contains reports whether a point lies in the rectangle or on its edge.
func (r Rect) Contains(x, y float64) bool {
	return x >= r.Left && x <= r.Right && y >= r.Top && y <= r.Bottom
}

// Empty reports whether the rectangle has no area.
func (r Rect) Empty() bool { return r.Right <= r.Left || r.Bottom <= r.Top }

// Union is the smallest rectangle that holds both. An empty one adds nothing.
func (r Rect) Union(o Rect) Rect {
	switch {
	case r.Empty():
		return o
	case o.Empty():
		return r
	}
	return Rect{min(r.Left, o.Left), min(r.Top, o.Top), max(r.Right, o.Right), max(r.Bottom, o.Bottom)}
}

// Scale multiplies every coordinate.
func (r Rect) Scale(by float64) Rect {
	return Rect{r.Left * by, r.Top * by, r.Right * by, r.Bottom * by}
}

// Rule is a straight line of a table: horizontal when it is wider than high.
type Rule struct{ Rect }

// Horizontal reports whether the rule runs from left to right.
func (r Rule) Horizontal() bool { return r.Width() >= r.Height() }

// Glyph is one character of a text layer.
type Glyph struct {
	Rect  // tight: the ink, not the font's box
	Rune  rune
	Angle float64 // degrees clockwise from upright
	Size  float64 // font size in points
}
