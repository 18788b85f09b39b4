package raster

import (
	"context"
	"image"
)

const (
	// Resolutions between coarse and fine are read as they are; others are
	// scaled, since strokes of less than two pixels break and large ones only
	// cost time.
	coarse, fine = 170, 400
	normal       = 300
)

// Clean makes a picture grey without red stamps, on an even, light ground. A
// dpi of 0 is guessed. It returns the resolution of the result, which differs
// where the picture was scaled.
func Clean(ctx context.Context, img image.Image, dpi float64) (*image.Gray, float64, error) {
	g := toGray(img)
	if g.Rect.Empty() {
		return nil, 0, errPix
	}
	if err := ctx.Err(); err != nil {
		return nil, 0, err
	}
	if dpi < minDPI || dpi > maxDPI {
		dpi = guess(g)
	}
	bilevel := isBilevel(g)
	x := newPix(g)
	defer x.free()
	switch {
	case dpi > fine:
		x.scale(normal / dpi)
		dpi = normal
	case dpi < coarse:
		x.scale(2)
		dpi *= 2
	}
	if !bilevel {
		x.even()
	}
	out, err := x.gray()
	return out, dpi, err
}

// isBilevel reports whether a picture is black and white only: then there is
// no ground to even, and what would be taken for it is noise.
func isBilevel(g *image.Gray) bool {
	between := 0
	for _, v := range g.Pix {
		if v-16 < 224 { // 16 to 239
			between++
		}
	}
	return between < len(g.Pix)/1000
}
