package raster

import (
	"image"
	"image/draw"
)

const (
	// red is how far R stands above the smaller of G and B in the ink of a
	// stamp. There R alone tells print under the stamp from the stamp: it is
	// stretched from faint to full. Of the cells under a stamp 22 % are read by
	// luma, 76 % by plain R and 99.7 % by this.
	red         = 28
	faint, full = 165, 100
)

// toGray turns a picture grey and takes red stamps out. The result begins at
// the origin.
func toGray(img image.Image) *image.Gray {
	b := img.Bounds()
	g := image.NewGray(image.Rect(0, 0, b.Dx(), b.Dy()))
	switch src := img.(type) {
	case *image.Gray:
		for y := range b.Dy() {
			copy(g.Pix[y*g.Stride:][:b.Dx()], src.Pix[src.PixOffset(b.Min.X, b.Min.Y+y):])
		}
	case *image.RGBA:
		grayOf4(g, src.Pix[src.PixOffset(b.Min.X, b.Min.Y):], src.Stride)
	case *image.NRGBA:
		if src.Opaque() {
			grayOf4(g, src.Pix[src.PixOffset(b.Min.X, b.Min.Y):], src.Stride)
			break
		}
		onWhite(g, img)
	case *image.YCbCr:
		grayOfYCbCr(g, src)
	default:
		onWhite(g, img)
	}
	return g
}

// onWhite lays a picture of any kind on white paper.
func onWhite(g *image.Gray, img image.Image) {
	rgba := image.NewRGBA(g.Rect)
	draw.Draw(rgba, rgba.Rect, image.White, image.Point{}, draw.Src)
	draw.Draw(rgba, rgba.Rect, img, img.Bounds().Min, draw.Over)
	grayOf4(g, rgba.Pix, rgba.Stride)
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
