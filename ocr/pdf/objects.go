package pdf

import (
	"context"
	"math"
)

// Limits of what is looked at on one page: beyond them a page has no table that
// anybody could read.
const (
	maxObjects  = 100_000
	maxSegments = 500_000
	maxNesting  = 24 // of form XObjects
)

// Kinds of page object (FPDF_PAGEOBJ_…).
const (
	objectText  = 1
	objectPath  = 2
	objectImage = 3
	objectForm  = 5
)

// drawing gathers the lines and pictures of a page, in its user space.
type drawing struct {
	engine *engine
	view   view

	rules   []bar
	dots    []bar // too short for rules of their own
	paths   int   // subpaths
	covered map[uint64]bool
	texts   []uint64 // in the order they are drawn

	pictures picture // the largest
	cover    coverage

	objects, segments int
}

// bar is a line with its thickness: a rectangle between opposite corners.
type bar struct{ from, to point }

// picture is an image object as placed on the page.
type picture struct {
	area   float64 // of the page, in square points
	dpi    float64 // its own pixels per inch
	pixels int     // that it says it has
}

// readDrawing walks the objects of a page, those in form XObjects included.
func readDrawing(ctx context.Context, e *engine, page uint64, v view) (*drawing, error) {
	d := &drawing{engine: e, view: v, covered: map[uint64]bool{}}
	count := e.int(ctx, "FPDFPage_CountObjects", page)
	err := d.walk(ctx, count, identity, 0, func(i int) uint64 {
		return e.call(ctx, "FPDFPage_GetObject", page, uint64(i))
	})
	return d, err
}

func (d *drawing) walk(ctx context.Context, count int, m matrix, depth int, object func(int) uint64) error {
	for i := range count {
		if d.objects++; d.objects > maxObjects || d.segments > maxSegments || d.engine.err != nil {
			break
		}
		if d.objects%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if err := d.add(ctx, object(i), m, depth); err != nil {
			return err
		}
	}
	return d.engine.err
}

func (d *drawing) add(ctx context.Context, object uint64, m matrix, depth int) error {
	e := d.engine
	if object == 0 {
		return nil
	}
	switch e.int(ctx, "FPDFPageObj_GetType", object) {
	case objectText:
		d.texts = append(d.texts, object)
	case objectPath:
		if d.speck(ctx, object, m) {
			return nil
		}
		if own, ok := d.matrixOf(ctx, object); ok {
			d.path(ctx, object, own.then(m))
		}
	case objectImage:
		if own, ok := d.matrixOf(ctx, object); ok {
			d.image(ctx, object, own.then(m))
		}
	case objectForm:
		own, ok := d.matrixOf(ctx, object)
		if !ok || depth >= maxNesting {
			return nil
		}
		count := e.int(ctx, "FPDFFormObj_CountObjects", object)
		return d.walk(ctx, count, own.then(m), depth+1, func(i int) uint64 {
			return e.call(ctx, "FPDFFormObj_GetObject", object, uint64(i))
		})
	}
	return nil
}

func (d *drawing) matrixOf(ctx context.Context, object uint64) (matrix, bool) {
	if !d.engine.ok(ctx, "FPDFPageObj_GetMatrix", object, d.engine.out(0)) {
		return identity, false
	}
	m := d.engine.matrix()
	return m, finite(m[:]...)
}

// image notes a picture: the unit square under its matrix. A picture that
// covers most of the page hides the text drawn before it. One as thin as a line
// is a line.
func (d *drawing) image(ctx context.Context, object uint64, m matrix) {
	from, to := m.bounds()
	if !finite(from.x, from.y, to.x, to.y) {
		return
	}
	if b := (bar{from, to}); b.thin() {
		d.rules = append(d.rules, b)
		return
	}
	r, ok := d.view.clip(d.view.rect(from, to))
	if !ok {
		return
	}
	area := r.Width() * r.Height()
	w, h := d.view.size()
	d.cover.add(r.Left/w, r.Top/h, r.Right/w, r.Bottom/h)
	if area/(w*h) >= mostlyPicture {
		for _, text := range d.texts {
			d.covered[text] = true
		}
		d.texts = d.texts[:0]
	}
	if area > d.pictures.area {
		d.pictures = d.picture(ctx, object, m)
		d.pictures.area = area
	}
}

func (d *drawing) picture(ctx context.Context, object uint64, m matrix) picture {
	if !d.engine.ok(ctx, "FPDFImageObj_GetImagePixelSize", object, d.engine.out(0), d.engine.out(1)) {
		return picture{}
	}
	p := picture{pixels: int(d.engine.word(0)) * int(d.engine.word(1))}
	across := float64(d.engine.word(0)) / math.Hypot(m[0], m[1]) * 72
	down := float64(d.engine.word(1)) / math.Hypot(m[2], m[3]) * 72
	if dpi := max(across, down); finite(dpi) {
		p.dpi = dpi
	}
	return p
}

// bounds is the box around the unit square.
func (m matrix) bounds() (from, to point) {
	from = m.apply(0, 0)
	to = from
	for _, p := range []point{m.apply(1, 0), m.apply(0, 1), m.apply(1, 1)} {
		from = point{min(from.x, p.x), min(from.y, p.y)}
		to = point{max(to.x, p.x), max(to.y, p.y)}
	}
	return from, to
}

// coverage is the share of a page that pictures cover, on a raster of 64 by 64:
// scans are cut into strips, and strips may overlap.
type coverage [64]uint64

func (c *coverage) add(left, top, right, bottom float64) {
	cell := func(v float64) int { return min(max(int(math.Round(v*64)), 0), 64) }
	var row uint64
	for x := cell(left); x < cell(right); x++ {
		row |= 1 << x
	}
	for y := cell(top); y < cell(bottom); y++ {
		c[y] |= row
	}
}

func (c *coverage) share() float64 {
	n := 0
	for _, row := range c {
		for ; row != 0; row &= row - 1 {
			n++
		}
	}
	return float64(n) / (64 * 64)
}
