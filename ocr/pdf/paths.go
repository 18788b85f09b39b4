package pdf

import (
	"context"
	"math"

	"github.com/gouji/gouji/ocr"
)

// Ruling lines of tables, in points. What is thicker than maxThickness shades
// something.
const (
	maxThickness = 4.0
	minLength    = 1.0
	hairline     = 0.1 // thickness given to a line of width 0
)

// Kinds of path segment (FPDF_SEGMENT_…).
const (
	segmentLine  = 0
	segmentCurve = 1
	segmentMove  = 2
)

// subpath is one stroke of the pen.
type subpath struct {
	points []point
	curved bool // the outline has curves, of which points holds the ends
	jumps  []bool
	closed bool
}

// path notes the straight lines of a path object.
func (d *drawing) path(ctx context.Context, object uint64, m matrix) {
	e := d.engine
	drawn := e.ok(ctx, "FPDFPath_GetDrawMode", object, e.out(0), e.out(1))
	filled, stroked := e.word(0) != 0, e.word(1) != 0
	subpaths := d.subpaths(ctx, object, m)
	d.paths += len(subpaths)
	if !drawn {
		return
	}
	if stroked {
		e.ok(ctx, "FPDFPageObj_GetStrokeWidth", object, e.out(0))
		width := max(e.float(0)*m.scale(), hairline)
		for _, s := range subpaths {
			d.stroke(s, width)
		}
	}
	if filled {
		d.fill(subpaths)
	}
}

func (d *drawing) subpaths(ctx context.Context, object uint64, m matrix) []subpath {
	e := d.engine
	var subpaths []subpath
	count := min(e.int(ctx, "FPDFPath_CountSegments", object), maxSegments-d.segments)
	for i := range count {
		d.segments++
		segment := e.call(ctx, "FPDFPath_GetPathSegment", object, uint64(i))
		if segment == 0 || !e.ok(ctx, "FPDFPathSegment_GetPoint", segment, e.out(0), e.out(1)) {
			continue
		}
		p := m.apply(e.float(0), e.float(1))
		if !finite(p.x, p.y) {
			continue
		}
		kind := e.int(ctx, "FPDFPathSegment_GetType", segment)
		if kind == segmentMove || len(subpaths) == 0 {
			subpaths = append(subpaths, subpath{})
		}
		s := &subpaths[len(subpaths)-1]
		s.points = append(s.points, p)
		s.jumps = append(s.jumps, kind != segmentLine)
		s.curved = s.curved || kind == segmentCurve
		s.closed = s.closed || e.ok(ctx, "FPDFPathSegment_GetClose", segment)
	}
	return subpaths
}

// stroke notes the level and upright sides of a stroked outline.
func (d *drawing) stroke(s subpath, width float64) {
	if width > maxThickness {
		return
	}
	for i, p := range s.points {
		if i > 0 && !s.jumps[i] {
			d.side(s.points[i-1], p, width)
		}
	}
	if n := len(s.points); s.closed && n > 2 {
		d.side(s.points[n-1], s.points[0], width)
	}
}

func (d *drawing) side(p, q point, width float64) {
	if b := around(p, q); math.Hypot(q.x-p.x, q.y-p.y) < minLength {
		d.dots = append(d.dots, bar{point{b.from.x - width/2, b.from.y - width/2}, point{b.to.x + width/2, b.to.y + width/2}})
		return
	}
	dx, dy := math.Abs(p.x-q.x), math.Abs(p.y-q.y)
	switch straight := func(along, across float64) bool { return along >= minLength && across <= max(0.3, along/200) }; {
	case straight(dx, dy):
		y := (p.y + q.y) / 2
		d.rules = append(d.rules, bar{point{min(p.x, q.x), y - width/2}, point{max(p.x, q.x), y + width/2}})
	case straight(dy, dx):
		x := (p.x + q.x) / 2
		d.rules = append(d.rules, bar{point{x - width/2, min(p.y, q.y)}, point{x + width/2, max(p.y, q.y)}})
	}
}

// fill notes filled outlines that are thin enough to be lines, dots, and frames: a
// rectangle with another cut out of it, as browsers draw borders.
func (d *drawing) fill(subpaths []subpath) {
	for i, s := range subpaths {
		if len(s.points) < 3 {
			continue
		}
		b := s.box()
		switch {
		case b.small():
			d.piece(b)
			continue
		case s.curved:
			continue
		case b.thin():
			d.rules = append(d.rules, b)
			continue
		}
		if i+1 < len(subpaths) && s.rectangular() && subpaths[i+1].rectangular() {
			d.frame(b, subpaths[i+1].box())
		}
	}
}

// frame notes the four sides between an outer and an inner rectangle.
func (d *drawing) frame(outer, inner bar) {
	if inner.from.x < outer.from.x || inner.from.y < outer.from.y || inner.to.x > outer.to.x || inner.to.y > outer.to.y {
		return
	}
	for _, b := range []bar{
		{outer.from, point{outer.to.x, inner.from.y}},
		{point{outer.from.x, inner.to.y}, outer.to},
		{outer.from, point{inner.from.x, outer.to.y}},
		{point{inner.to.x, outer.from.y}, outer.to},
	} {
		if b.thin() {
			d.rules = append(d.rules, b)
		}
	}
}

func (s subpath) box() bar { return around(s.points...) }

// rectangular reports whether the outline has four corners and level sides.
func (s subpath) rectangular() bool {
	n := len(s.points)
	if n == 5 && s.points[0] == s.points[4] {
		n = 4
	}
	if n != 4 || s.curved {
		return false
	}
	for i := range n {
		p, q := s.points[i], s.points[(i+1)%n]
		if math.Abs(p.x-q.x) > 0.1 && math.Abs(p.y-q.y) > 0.1 {
			return false
		}
	}
	return true
}

// thin reports whether a filled rectangle is a line: thin, long enough, and
// clearly longer than thick.
func (b bar) thin() bool {
	w, h := b.to.x-b.from.x, b.to.y-b.from.y
	thick, long := min(w, h), max(w, h)
	return thick > 0 && thick <= maxThickness && long >= minLength && long >= 2*thick
}

// ruled maps bars into a view, clipped to the page.
func ruled(bars []bar, v view) []ocr.Rule {
	rules := make([]ocr.Rule, 0, len(bars))
	for _, b := range bars {
		if r, ok := v.clip(v.rect(b.from, b.to)); ok && max(r.Width(), r.Height()) >= minLength {
			rules = append(rules, ocr.Rule{Rect: r})
		}
	}
	return rules
}
