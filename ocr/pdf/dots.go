package pdf

import (
	"cmp"
	"context"
	"slices"
)

// Dotted and dashed rules come as rows of pieces, each often a path of its own.
const (
	maxPiece  = 12.0 // length in points of a dash
	minPieces = 5    // fewer in a row are no rule
	maxGap    = 6.0  // points between two pieces
	samePlace = 0.05 // points by which the pieces of one row are out of line
	rowHeight = 0.5  // points that all of them together are
)

// speck takes in a path that is too small for anything but a piece of a rule,
// by its bounds alone: a page may have 100,000 of them. It is false for others.
func (d *drawing) speck(ctx context.Context, object uint64, outer matrix) bool {
	e := d.engine
	if !e.ok(ctx, "FPDFPageObj_GetBounds", object, e.out(0), e.out(1), e.out(2), e.out(3)) {
		return false
	}
	left, bottom, right, top := e.float(0), e.float(1), e.float(2), e.float(3)
	b := around(outer.apply(left, bottom), outer.apply(right, bottom), outer.apply(left, top), outer.apply(right, top))
	if !finite(b.from.x, b.from.y, b.to.x, b.to.y) || !b.small() {
		return false
	}
	d.paths++
	if e.ok(ctx, "FPDFPath_GetDrawMode", object, e.out(0), e.out(1)) && (e.word(0) != 0 || e.word(1) != 0) {
		d.piece(b)
	}
	return true
}

// piece notes a dot or a short dash.
func (d *drawing) piece(b bar) {
	if b.thin() {
		d.rules = append(d.rules, b)
		return
	}
	d.dots = append(d.dots, b)
}

// small reports whether a bar is no longer than rules are thick.
func (b bar) small() bool { return b.to.x-b.from.x <= maxThickness && b.to.y-b.from.y <= maxThickness }

// joined adds the rules that rows of pieces make to the others.
func (d *drawing) joined() []bar {
	pieces := slices.Clone(d.dots)
	for _, b := range d.rules {
		if max(b.to.x-b.from.x, b.to.y-b.from.y) <= maxPiece {
			pieces = append(pieces, b)
		}
	}
	if len(pieces) < minPieces {
		return d.rules
	}
	out := slices.Concat(d.rules, chains(pieces))
	for i, b := range pieces {
		pieces[i] = b.transposed()
	}
	for _, b := range chains(pieces) {
		out = append(out, b.transposed())
	}
	return out
}

func (b bar) transposed() bar { return bar{point{b.from.y, b.from.x}, point{b.to.y, b.to.x}} }

// chains joins the level rows among pieces. It sorts them: n log n.
func chains(pieces []bar) []bar {
	middle := func(b bar) float64 { return (b.from.y + b.to.y) / 2 }
	slices.SortFunc(pieces, func(a, b bar) int { return cmp.Compare(middle(a), middle(b)) })
	var out []bar
	for i := 0; i < len(pieces); {
		j := i + 1
		for j < len(pieces) && middle(pieces[j])-middle(pieces[j-1]) <= samePlace && middle(pieces[j])-middle(pieces[i]) <= rowHeight {
			j++
		}
		if j-i >= minPieces {
			out = append(out, endToEnd(pieces[i:j])...)
		}
		i = j
	}
	return out
}

// endToEnd joins pieces of one height that follow each other closely.
func endToEnd(row []bar) []bar {
	slices.SortFunc(row, func(a, b bar) int { return cmp.Compare(a.from.x, b.from.x) })
	var out []bar
	for i := 0; i < len(row); {
		whole, n := row[i], 1
		j := i + 1
		for ; j < len(row) && follows(whole, row[j-1], row[j]); j++ {
			whole = around(whole.from, whole.to, row[j].from, row[j].to)
			n++
		}
		if n >= minPieces && whole.thin() {
			out = append(out, whole)
		}
		i = j
	}
	return out
}

// follows reports whether b goes on with a row whose last piece is a: the white
// between them is like what dots and dashes leave.
func follows(row, a, b bar) bool {
	size := func(b bar) float64 { return max(b.to.x-b.from.x, b.to.y-b.from.y) }
	thick := func(b bar) float64 { return b.to.y - b.from.y }
	if thick(a) > 3*thick(b)+0.1 || thick(b) > 3*thick(a)+0.1 {
		return false // an upright dash is no piece of a level row
	}
	return b.from.x-row.to.x <= min(3*max(size(a), size(b)), maxGap)
}

// around is the smallest bar that holds all points.
func around(points ...point) bar {
	b := bar{points[0], points[0]}
	for _, p := range points[1:] {
		b.from = point{min(b.from.x, p.x), min(b.from.y, p.y)}
		b.to = point{max(b.to.x, p.x), max(b.to.y, p.y)}
	}
	return b
}
