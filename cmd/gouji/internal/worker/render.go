package worker

import (
	"bytes"
	"image"
	"image/jpeg"
	"image/png"
	"math"

	"golang.org/x/image/draw"
	"golang.org/x/image/math/f64"
)

const (
	// mostRendered is how many pixels a picture for a screen may have: an A4
	// page 3000 wide has 12.7 million. A page that is longer is drawn smaller.
	mostRendered = 16_000_000
	// renderedQuality is that of the JPEG of a scan.
	renderedQuality = 80
	// photoBits is how many bits a pixel the PNG of a page takes at most that
	// shows text and lines; one that shows photographs takes more.
	photoBits = 4
)

// shrink is the factor by which a page of a size, in any unit, becomes a
// picture of so many pixels across after it was turned.
func shrink(width, height float64, across, turn int) float64 {
	scale := math.Sqrt(mostRendered / (width * height))
	if turn%180 != 0 {
		width = height
	}
	return min(scale, float64(across)/width)
}

func pixelsOf(length int, scale float64) int { return max(int(math.Round(float64(length)*scale)), 1) }

// scaledTo shrinks a picture. It is halved first, so that every pixel counts and
// no more memory is needed than half of the picture takes.
func scaledTo(img image.Image, width, height int) *image.RGBA {
	for size := img.Bounds().Size(); size.X >= 2*width && size.Y >= 2*height; size = img.Bounds().Size() {
		img = resized(img, size.X/2, size.Y/2)
	}
	return resized(img, width, height)
}

func resized(img image.Image, width, height int) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.ApproxBiLinear.Scale(out, out.Rect, img, img.Bounds(), draw.Src, nil)
	return out
}

// turned turns a picture clockwise by a multiple of 90 degrees.
func turned(img *image.RGBA, turn int) *image.RGBA {
	w, h := float64(img.Rect.Dx()), float64(img.Rect.Dy())
	size := img.Rect.Size()
	var to f64.Aff3
	switch turn {
	case 90:
		to, size = f64.Aff3{0, -1, h, 1, 0, 0}, image.Pt(size.Y, size.X)
	case 180:
		to = f64.Aff3{-1, 0, w, 0, -1, h}
	case 270:
		to, size = f64.Aff3{0, 1, 0, -1, 0, w}, image.Pt(size.Y, size.X)
	default:
		return img
	}
	out := image.NewRGBA(image.Rectangle{Max: size})
	draw.NearestNeighbor.Transform(out, to, img, img.Rect, draw.Src, nil)
	return out
}

// encode packs a picture: text and lines as PNG, which is smaller and sharper,
// scans and photographs as JPEG.
func encode(img image.Image, printed bool) (Picture, error) {
	img = greyed(img)
	size := img.Bounds().Size()
	p := Picture{Media: "image/png", Width: size.X, Height: size.Y}
	var b bytes.Buffer
	if printed {
		if err := png.Encode(&b, img); err != nil {
			return Picture{}, err
		}
	}
	if !printed || b.Len()*8 > photoBits*size.X*size.Y {
		p.Media = "image/jpeg"
		b.Reset()
		if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: renderedQuality}); err != nil {
			return Picture{}, err
		}
	}
	p.Body = b.Bytes()
	return p, nil
}

// greyed is the picture in grey if it has no colour, which packs faster and smaller.
func greyed(img image.Image) image.Image {
	src, ok := img.(*image.RGBA)
	if !ok {
		return img
	}
	out := image.NewGray(src.Rect)
	for y := range src.Rect.Dy() {
		row, grey := src.Pix[y*src.Stride:], out.Pix[y*out.Stride:]
		for x := range src.Rect.Dx() {
			if row[4*x] != row[4*x+1] || row[4*x] != row[4*x+2] {
				return img
			}
			grey[x] = row[4*x]
		}
	}
	return out
}
