package scan

import (
	"encoding/binary"
	"image"
)

// blob is a connected piece of ink.
type blob struct {
	image.Rectangle
	area int // pixels
}

// run is a row of ink pixels from x0 to before x1.
type run struct {
	x0, x1 int
	label  int32
}

// blobs finds the connected pieces of ink (8 neighbours) in a part of a sheet.
func blobs(ink *image.Gray, r image.Rectangle) []blob {
	r = r.Intersect(ink.Rect)
	var parent []int32
	var found []blob
	root := func(l int32) int32 {
		for parent[l] != l {
			parent[l] = parent[parent[l]]
			l = parent[l]
		}
		return l
	}
	var above, here []run
	for y := r.Min.Y; y < r.Max.Y; y++ {
		here = runs(here[:0], ink, r, y)
		j := 0
		for i := range here {
			h := &here[i]
			h.label = -1
			for j > 0 && above[j-1].x1 >= h.x0 {
				j--
			}
			for ; j < len(above) && above[j].x0 <= h.x1; j++ {
				if above[j].x1 < h.x0 {
					continue
				}
				a := root(above[j].label)
				switch {
				case h.label < 0:
					h.label = a
				case h.label != a: // two pieces meet
					parent[a] = h.label
					found[h.label] = join(found[h.label], found[a])
				}
			}
			one := blob{image.Rect(h.x0, y, h.x1, y+1), h.x1 - h.x0}
			if h.label < 0 {
				h.label = int32(len(parent))
				parent = append(parent, h.label)
				found = append(found, one)
				continue
			}
			found[h.label] = join(found[h.label], one)
		}
		above, here = here, above
	}
	kept := found[:0]
	for l := range found {
		if parent[l] == int32(l) {
			kept = append(kept, found[l])
		}
	}
	return kept
}

func join(a, b blob) blob { return blob{a.Union(b.Rectangle), a.area + b.area} }

const whiteWord = ^uint64(0)

// runs appends the ink of one row.
func runs(to []run, ink *image.Gray, r image.Rectangle, y int) []run {
	row := ink.Pix[ink.PixOffset(r.Min.X, y):][:r.Dx()]
	for x := 0; x < len(row); {
		for x+8 <= len(row) && binary.LittleEndian.Uint64(row[x:]) == whiteWord {
			x += 8
		}
		for x < len(row) && row[x] != 0 {
			x++
			if x&7 == 0 {
				break
			}
		}
		if x >= len(row) || row[x] != 0 {
			continue
		}
		start := x
		for x < len(row) && row[x] == 0 {
			x++
		}
		to = append(to, run{x0: r.Min.X + start, x1: r.Min.X + x})
	}
	return to
}

// bounds is the smallest rectangle around all blobs.
func bounds(of []blob) image.Rectangle {
	var r image.Rectangle
	for _, b := range of {
		r = r.Union(b.Rectangle)
	}
	return r
}
