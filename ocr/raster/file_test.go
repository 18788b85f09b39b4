package raster

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"math"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"
)

// The probe is white with a black block at its upper left and a red one at its
// lower right; testdata/make.py draws the same.
var (
	probeSize = image.Pt(96, 64)
	inkAt     = image.Rect(8, 8, 40, 24)
	redAt     = image.Rect(64, 40, 88, 56)
)

func probe() *image.RGBA {
	img := image.NewRGBA(image.Rectangle{Max: probeSize})
	for y := range probeSize.Y {
		for x := range probeSize.X {
			c := color.RGBA{255, 255, 255, 255}
			switch at := image.Pt(x, y); {
			case at.In(inkAt):
				c = color.RGBA{0, 0, 0, 255}
			case at.In(redAt):
				c = color.RGBA{200, 0, 0, 255}
			}
			img.SetRGBA(x, y, c)
		}
	}
	return img
}

// isProbe reports what is wrong with a picture that should show the probe,
// stretched to its size; colours are those of lossy formats.
func isProbe(t *testing.T, img image.Image, coloured bool) {
	t.Helper()
	switch img := img.(type) {
	case *image.Gray:
	case *image.RGBA:
		if !img.Opaque() {
			t.Error("not opaque")
		}
	default:
		t.Errorf("%T", img)
	}
	size := img.Bounds().Max
	if img.Bounds().Min != (image.Point{}) || math.Abs(float64(size.X)/float64(size.Y)-1.5) > 0.1 {
		t.Errorf("bounds %v", img.Bounds())
	}
	at := func(x, y int) color.RGBA {
		c, _ := color.RGBAModel.Convert(img.At(x*size.X/probeSize.X, y*size.Y/probeSize.Y)).(color.RGBA)
		return c
	}
	for _, p := range []image.Point{{2, 2}, {24, 29}, {76, 34}, {92, 60}, {45, 16}} {
		if c := at(p.X, p.Y); min(c.R, c.G, c.B) < 225 {
			t.Errorf("%v is no paper at %v", c, p)
		}
	}
	for _, p := range []image.Point{{10, 10}, {37, 21}} {
		if c := at(p.X, p.Y); max(c.R, c.G, c.B) > 30 {
			t.Errorf("%v is no ink at %v", c, p)
		}
	}
	if c := at(76, 48); coloured && (c.R < 150 || c.G > 60 || c.B > 60) {
		t.Errorf("%v is not red", c)
	}
}

// files are the pictures of testdata and some that Go makes.
func files(t testing.TB) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	names, err := filepath.Glob("testdata/pictures/*")
	if err != nil || len(names) == 0 {
		t.Fatal("no pictures in testdata", err)
	}
	for _, name := range names {
		if out[filepath.Base(name)], err = os.ReadFile(name); err != nil {
			t.Fatal(err)
		}
	}
	encode := func(name string, f func(io.Writer, image.Image) error, img image.Image) {
		var b bytes.Buffer
		if err := f(&b, img); err != nil {
			t.Fatal(err)
		}
		out[name] = b.Bytes()
	}
	encode("probe.png", png.Encode, probe())
	encode("probe.bmp", bmp.Encode, probe())
	encode("probe.jpg", func(w io.Writer, img image.Image) error { return jpeg.Encode(w, img, &jpeg.Options{Quality: 95}) }, probe())
	encode("probe.gif", func(w io.Writer, img image.Image) error { return gif.Encode(w, img, nil) }, probe())
	encode("probe.tif", func(w io.Writer, img image.Image) error {
		return tiff.Encode(w, img, &tiff.Options{Compression: tiff.Deflate, Predictor: true})
	}, probe())
	sixteen := image.NewNRGBA64(probe().Rect) // transparent where the probe is white
	for y := range probeSize.Y {
		for x := range probeSize.X {
			if c := probe().RGBAAt(x, y); c.G == 0 {
				sixteen.SetNRGBA64(x, y, color.NRGBA64{uint16(c.R) * 257, 0, 0, 0xffff})
			}
		}
	}
	encode("sixteen.png", png.Encode, sixteen)
	return out
}

func TestOpen(t *testing.T) {
	t.Parallel()
	all := files(t)
	for name, want := range map[string]struct {
		pages    int
		dpi      float64
		coloured bool
	}{
		"probe.png": {1, 0, true}, "sixteen.png": {1, 0, true}, "probe.bmp": {1, 0, true},
		"probe.jpg": {1, 0, true}, "probe.gif": {1, 0, true}, "probe.tif": {1, 72, true},
		"progressive.jpg": {1, 300, true}, "cmyk.jpg": {1, 300, true},
		"four.bmp": {1, 300, true}, "one.bmp": {1, 300, false},
		"lossy.webp": {1, 0, true}, "lossless.webp": {1, 0, true}, "alpha.webp": {1, 0, true}, "turned.webp": {1, 300, true},
		"plain.heic": {1, 0, true}, "gray.heic": {1, 0, false}, "turned.heic": {1, 0, true},
		"g4.tif": {2, 300, false}, "g4-lsb.tif": {1, 200, false}, "g3.tif": {1, 204, false}, "g3-2d.tif": {1, 200, false},
		"rle.tif": {1, 200, false}, "fax.tif": {1, 204, false}, "lzw.tif": {1, 300, true}, "packbits.tif": {1, 300, false},
		"jpeg.tif": {1, 300, true}, "jpeg-gray.tif": {1, 300, false}, "ycc-jpeg.tif": {1, 300, true}, "tiled-rgbjpeg.tif": {1, 300, true},
		"cmyk.tif": {1, 300, true}, "palette.tif": {1, 300, true}, "miniswhite.tif": {1, 300, false},
		"sixteen.tif": {1, 300, false}, "four.tif": {1, 300, false}, "four-white.tif": {1, 300, false},
		"four-palette.tif": {1, 300, true}, "lsb.tif": {1, 300, false}, "thumbnail.tif": {2, 300, false},
	} {
		t.Run(name, func(t *testing.T) {
			f, err := Open(all[name], Limits{Pages: 2, Pixels: 100_000})
			if err != nil {
				t.Fatal(err)
			}
			if f.Pages() != want.pages {
				t.Errorf("%d pages", f.Pages())
			}
			img, dpi, err := f.Page(context.Background(), 1)
			if err != nil {
				t.Fatal(err)
			}
			if math.Abs(dpi-want.dpi) > 0.5 {
				t.Errorf("%v dpi, not %v", dpi, want.dpi)
			}
			isProbe(t, img, want.coloured)
		})
	}
}
