package pdf

import (
	"context"
	"math"

	"github.com/gouji/gouji/ocr"
)

// matrix is a PDF transformation [a b c d e f]: x' = ax+cy+e, y' = bx+dy+f.
type matrix [6]float64

var identity = matrix{1, 0, 0, 1, 0, 0}

// then applies m first and o after it.
func (m matrix) then(o matrix) matrix {
	return matrix{
		m[0]*o[0] + m[1]*o[2], m[0]*o[1] + m[1]*o[3],
		m[2]*o[0] + m[3]*o[2], m[2]*o[1] + m[3]*o[3],
		m[4]*o[0] + m[5]*o[2] + o[4], m[4]*o[1] + m[5]*o[3] + o[5],
	}
}

func (m matrix) apply(x, y float64) point {
	return point{m[0]*x + m[2]*y + m[4], m[1]*x + m[3]*y + m[5]}
}

// scale is the mean factor by which lengths grow.
func (m matrix) scale() float64 { return math.Sqrt(math.Abs(m[0]*m[3] - m[1]*m[2])) }

// point is a place in the user space of a page: points, y upwards.
type point struct{ x, y float64 }

// view maps a page's user space to the page as it is shown: points, y
// downwards from the upper left corner, turned by quarters clockwise.
type view struct {
	left, top     float64 // of the visible box, in user space
	width, height float64 // of the visible box, before it is turned
	quarters      int     // 0 to 3
}

// newView reads the visible box (the crop box within the media box) and the
// page's own rotation.
func newView(ctx context.Context, e *engine, page uint64) (view, bool) {
	found := e.ok(ctx, "FPDF_GetPageBoundingBox", page, e.out(0))
	box := e.matrix() // FS_RECTF: left, top, right, bottom
	v := view{
		left: box[0], top: box[1], width: box[2] - box[0], height: box[1] - box[3],
		quarters: e.int(ctx, "FPDFPage_GetRotation", page) & 3,
	}
	return v, found && finite(box[:4]...) && v.width > 0 && v.height > 0
}

// turned is the view turned further, clockwise, by a multiple of 90 degrees.
func (v view) turned(degrees int) view {
	v.quarters = (v.quarters + degrees/90) & 3
	return v
}

// size is the page's width and height as shown.
func (v view) size() (w, h float64) {
	if v.quarters%2 == 1 {
		return v.height, v.width
	}
	return v.width, v.height
}

func (v view) point(p point) (x, y float64) {
	x, y = p.x-v.left, v.top-p.y
	switch v.quarters {
	case 1:
		return v.height - y, x
	case 2:
		return v.width - x, v.height - y
	case 3:
		return y, v.width - x
	default:
		return x, y
	}
}

// user is the inverse of point: from the page as shown to user space.
func (v view) user(x, y float64) point {
	switch v.quarters {
	case 1:
		x, y = y, v.height-x
	case 2:
		x, y = v.width-x, v.height-y
	case 3:
		x, y = v.width-y, x
	}
	return point{v.left + x, v.top - y}
}

// rect maps the rectangle between two opposite corners.
func (v view) rect(p, q point) ocr.Rect {
	x1, y1 := v.point(p)
	x2, y2 := v.point(q)
	return ocr.Rect{Left: min(x1, x2), Top: min(y1, y2), Right: max(x1, x2), Bottom: max(y1, y2)}
}

// clip cuts a rectangle to the page as shown. It is false for one that lies
// outside.
func (v view) clip(r ocr.Rect) (ocr.Rect, bool) {
	w, h := v.size()
	r = ocr.Rect{Left: max(r.Left, 0), Top: max(r.Top, 0), Right: min(r.Right, w), Bottom: min(r.Bottom, h)}
	return r, r.Right >= r.Left && r.Bottom >= r.Top
}
