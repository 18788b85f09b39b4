package raster

import (
	"image"
	"image/color"
	"math"

	"golang.org/x/image/draw"
)

// flat sets a picture on white: an *image.Gray if it has no colour by its kind,
// else an opaque *image.RGBA.
func flat(img image.Image) image.Image {
	bounds := image.Rectangle{Max: img.Bounds().Size()}
	switch src := img.(type) {
	case *image.Gray:
		if src.Rect == bounds {
			return src
		}
	case *image.Paletted:
		return flatPaletted(src, bounds)
	case *image.Gray16:
		gray := image.NewGray(bounds)
		for i := range gray.Pix {
			gray.Pix[i] = src.Pix[2*i] // the high byte
		}
		return gray
	case *image.RGBA:
		if src.Rect == bounds && src.Opaque() {
			return src
		}
	}
	return onScreen(img, bounds)
}

// onScreen draws a picture on a white ground of the given bounds. A picture
// that ends elsewhere keeps its place.
func onScreen(img image.Image, bounds image.Rectangle) *image.RGBA {
	out := image.NewRGBA(bounds)
	for i := range out.Pix {
		out.Pix[i] = 0xff
	}
	draw.Draw(out, bounds, img, bounds.Min, draw.Over)
	return out
}

func flatPaletted(src *image.Paletted, bounds image.Rectangle) image.Image {
	var colours [256]color.RGBA // an index beyond the palette is white
	isGray := true
	for i := range colours {
		colours[i] = color.RGBA{0xff, 0xff, 0xff, 0xff}
		if i < len(src.Palette) {
			r, g, b, a := src.Palette[i].RGBA()
			white := 0xffff - a
			colours[i] = color.RGBA{uint8((r + white) >> 8), uint8((g + white) >> 8), uint8((b + white) >> 8), 0xff}
		}
		isGray = isGray && colours[i].R == colours[i].G && colours[i].G == colours[i].B
	}
	if isGray {
		gray := image.NewGray(bounds)
		for y := range bounds.Max.Y {
			row := gray.Pix[y*gray.Stride:][:bounds.Max.X]
			for x, index := range src.Pix[y*src.Stride:][:bounds.Max.X] {
				row[x] = colours[index].R
			}
		}
		return gray
	}
	out := image.NewRGBA(bounds)
	for y := range bounds.Max.Y {
		for x, index := range src.Pix[y*src.Stride:][:bounds.Max.X] {
			out.SetRGBA(x, y, colours[index])
		}
	}
	return out
}

// leastStretch is from which ratio of the resolutions across and down a picture
// is stretched. Fax has 204 by 98 (ratio 2) and 204 by 196, which is square enough.
const leastStretch = 1.1

// square makes pixels square by stretching the picture to its finer resolution.
func (l Limits) square(img image.Image, x, y float64) (image.Image, float64, error) {
	if x <= 0 || y <= 0 || max(x/y, y/x) < leastStretch {
		return img, x, nil
	}
	size := img.Bounds().Size()
	dpi := max(x, y)
	to := image.Pt(int(math.Round(float64(size.X)*dpi/x)), int(math.Round(float64(size.Y)*dpi/y)))
	if err := l.check(to); err != nil {
		return nil, 0, err
	}
	var out draw.Image = image.NewRGBA(image.Rectangle{Max: to})
	if _, ok := img.(*image.Gray); ok {
		out = image.NewGray(image.Rectangle{Max: to})
	}
	draw.ApproxBiLinear.Scale(out, out.Bounds(), img, img.Bounds(), draw.Src, nil)
	return out, dpi, nil
}

// oriented turns and mirrors a picture by an orientation of TIFF 6.0, 1 to 8;
// any other leaves it as it is.
func oriented(img image.Image, orientation int) image.Image {
	if orientation < 2 || orientation > 8 {
		return img
	}
	size := img.Bounds().Size()
	if orientation >= 5 {
		size.X, size.Y = size.Y, size.X
	}
	switch src := img.(type) {
	case *image.Gray:
		out := image.NewGray(image.Rectangle{Max: size})
		turn(out.Pix, src.Pix, src.Stride, 1, size, orientation)
		return out
	case *image.RGBA:
		out := image.NewRGBA(image.Rectangle{Max: size})
		turn(out.Pix, src.Pix, src.Stride, 4, size, orientation)
		return out
	}
	return img
}

// turn fills dst, of the given size, with the pixels of src, of n bytes each. Each
// orientation begins in a corner of src and goes on by a pixel and by a row.
func turn(dst []byte, src []byte, srcStride, n int, size image.Point, orientation int) {
	width, height := size.X, size.Y // of src
	if orientation >= 5 {
		width, height = height, width
	}
	right, bottom := (width-1)*n, (height-1)*srcStride
	way := [...]struct{ start, pixel, row int }{
		2: {right, -n, srcStride},
		3: {right + bottom, -n, -srcStride},
		4: {bottom, n, -srcStride},
		5: {0, srcStride, n},
		6: {bottom, -srcStride, n},
		7: {right + bottom, -srcStride, -n},
		8: {right, srcStride, -n},
	}[orientation]
	for y := range size.Y {
		at := way.start + y*way.row
		for range size.X {
			copy(dst[:n], src[at:at+n])
			dst, at = dst[n:], at+way.pixel
		}
	}
}
