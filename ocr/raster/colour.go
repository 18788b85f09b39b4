package raster

import (
	"image"
	"image/color"
	"image/draw"
	"slices"
)

const (
	// red is how far R stands above the smaller of G and B in the ink of a
	// stamp. There R alone tells print under the stamp from the stamp: it is
	// stretched from faint to full. Of the cells under a stamp 22 % are read by
	// luma, 76 % by plain R and 99.7 % by this.
	red         = 28
	faint, full = 165, 100
	// warm is the same of a ground that is not white: yellowed paper, or a lamp.
	warm = 12
)

// toGray turns a picture grey and takes red stamps out. The result begins at
// the origin.
func toGray(img image.Image) *image.Gray {
	b := img.Bounds()
	g := image.NewGray(image.Rect(0, 0, b.Dx(), b.Dy()))
	if src, ok := img.(*image.Gray); ok {
		for y := range b.Dy() {
			copy(g.Pix[y*g.Stride:][:b.Dx()], src.Pix[src.PixOffset(b.Min.X, b.Min.Y+y):])
		}
		return g
	}
	if b.Empty() {
		return g
	}
	white := ground(img)
	tinted := white.R-min(white.R, white.G, white.B) > warm
	switch src := img.(type) {
	case *image.RGBA:
		if !tinted && src.Opaque() {
			grayOf4(g, src.Pix[src.PixOffset(b.Min.X, b.Min.Y):], src.Stride)
			return g
		}
	case *image.NRGBA:
		if !tinted && src.Opaque() {
			grayOf4(g, src.Pix[src.PixOffset(b.Min.X, b.Min.Y):], src.Stride)
			return g
		}
	case *image.YCbCr:
		if !tinted {
			grayOfYCbCr(g, src)
			return g
		}
	}
	rgba := image.NewRGBA(g.Rect)
	draw.Draw(rgba, rgba.Rect, image.White, image.Point{}, draw.Src)
	draw.Draw(rgba, rgba.Rect, img, b.Min, draw.Over)
	if tinted {
		bleach(rgba.Pix, white)
	}
	grayOf4(g, rgba.Pix, rgba.Stride)
	return g
}

// ground is the colour of the paper: the median of the lighter half of some
// pixels.
func ground(img image.Image) color.RGBA {
	const side = 64
	b := img.Bounds()
	var some []color.RGBA
	for i := range side * side {
		x, y := b.Min.X+(2*(i%side)+1)*b.Dx()/(2*side), b.Min.Y+(2*(i/side)+1)*b.Dy()/(2*side)
		some = append(some, color.RGBAModel.Convert(img.At(x, y)).(color.RGBA))
	}
	slices.SortFunc(some, func(a, b color.RGBA) int {
		return int(a.R) + int(a.G) + int(a.B) - int(b.R) - int(b.G) - int(b.B)
	})
	return some[len(some)*3/4]
}

// bleach makes the ground white and keeps the rest in proportion.
func bleach(pixels []byte, white color.RGBA) {
	var scaled [3][256]byte
	for c, w := range [3]byte{white.R, white.G, white.B} {
		for v := range scaled[c] {
			scaled[c][v] = byte(min(255, v*255/max(1, int(w))))
		}
	}
	for i := 0; i+3 < len(pixels); i += 4 {
		pixels[i], pixels[i+1], pixels[i+2] = scaled[0][pixels[i]], scaled[1][pixels[i+1]], scaled[2][pixels[i+2]]
	}
}

func grayOf4(g *image.Gray, src []byte, stride int) {
	w := g.Rect.Dx()
	for y := range g.Rect.Dy() {
		row, out := src[y*stride:][:4*w], g.Pix[y*g.Stride:][:w]
		for x := range out {
			p := row[4*x : 4*x+3 : 4*x+3]
			out[x] = luma(int32(p[0]), int32(p[1]), int32(p[2]))
		}
	}
}

func grayOfYCbCr(g *image.Gray, src *image.YCbCr) {
	w := g.Rect.Dx()
	for y := range g.Rect.Dy() {
		out := g.Pix[y*g.Stride:][:w]
		for x := range out {
			at := image.Pt(src.Rect.Min.X+x, src.Rect.Min.Y+y)
			i := src.COffset(at.X, at.Y)
			luminance, cb, cr := int32(src.Y[src.YOffset(at.X, at.Y)]), int32(src.Cb[i])-128, int32(src.Cr[i])-128
			if cr < red/2 { // then R - min(G, B) is below red, or nearly so
				out[x] = byte(luminance)
				continue
			}
			out[x] = luma( // JFIF, in 1/65536
				clamp((luminance<<16+91881*cr)>>16),
				clamp((luminance<<16-22554*cb-46802*cr)>>16),
				clamp((luminance<<16+116130*cb)>>16))
		}
	}
}

// luma is the brightness of a pixel (BT.601), without the red of a stamp.
func luma(r, g, b int32) byte {
	if r-min(g, b) > red {
		return byte(clamp((r - full) * 255 / (faint - full)))
	}
	return byte((299*r + 587*g + 114*b) / 1000)
}

func clamp(v int32) int32 { return min(max(v, 0), 255) }
