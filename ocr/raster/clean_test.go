package raster

import (
	"context"
	"image"
	"image/color"
	"image/draw"
	"math"
	"testing"

	"github.com/gouji/gouji/ocr"
)

// TestStamp prints black on white and stamps half of it red.
func TestStamp(t *testing.T) {
	page := image.NewRGBA(image.Rect(0, 0, 800, 600))
	draw.Draw(page, page.Rect, image.White, image.Point{}, draw.Src)
	draw.Draw(page, image.Rect(400, 0, 800, 600), image.NewUniform(color.RGBA{215, 60, 70, 255}), image.Point{}, draw.Src)
	for x := 50; x < 800; x += 60 {
		c := color.RGBA{20, 20, 20, 255}
		if x >= 400 {
			c = color.RGBA{70, 12, 15, 255} // ink under the stamp
		}
		draw.Draw(page, image.Rect(x, 100, x+6, 500), image.NewUniform(c), image.Point{}, draw.Src)
	}
	nrgba := image.NewNRGBA(page.Rect)
	copy(nrgba.Pix, page.Pix)
	ycbcr := image.NewYCbCr(page.Rect, image.YCbCrSubsampleRatio444)
	for y := range 600 {
		for x := range 800 {
			p := page.RGBAAt(x, y)
			i := y*800 + x
			ycbcr.Y[i], ycbcr.Cb[i], ycbcr.Cr[i] = color.RGBToYCbCr(p.R, p.G, p.B)
		}
	}
	sixteen := image.NewRGBA64(page.Rect)
	draw.Draw(sixteen, page.Rect, page, image.Point{}, draw.Src)
	for _, img := range []image.Image{page, nrgba, ycbcr, sixteen, page.SubImage(image.Rect(30, 20, 790, 590))} {
		g := toGray(img)
		from := img.Bounds().Min
		for x := 40; x < 780; x++ {
			near := (x-50)%60 < 8 || (x-50)%60 > 57 // edges are mixed
			if v := g.GrayAt(x-from.X, 300-from.Y).Y; v < 200 && !near {
				t.Fatalf("%T: paper at %d is %d", img, x, v)
			}
			if v := g.GrayAt(x-from.X, 300-from.Y).Y; x >= 50 && (x-50)%60 == 3 && v > 60 {
				t.Fatalf("%T: ink at %d is %d", img, x, v)
			}
		}
	}
}

func TestTransparent(t *testing.T) {
	img := image.NewNRGBA(image.Rect(0, 0, 10, 10)) // clear all over
	if v := toGray(img).Pix[0]; v != 255 {
		t.Errorf("a clear picture is %d, want white", v)
	}
}

func TestResolution(t *testing.T) {
	cases := []struct {
		name                 string
		img                  *image.Gray
		stated, want, within float64
	}{
		{"stated", prose(200, image.Rectangle{}), 200, 200, 0},
		{"A4", prose(200, image.Rectangle{}), 0, 200, 1},
		{"nonsense", prose(300, image.Rectangle{}), 3, 300, 1},
		{"coarse pages are enlarged", prose(150, image.Rectangle{}), 0, 300, 1},
		{"fine pages are reduced", prose(600, image.Rectangle{}), 600, 300, 0},
		{"a part of a page", prose(300, image.Rectangle{}).SubImage(image.Rect(200, 200, 2400, 1500)).(*image.Gray), 0, 300, 90},
		{"nothing to see", image.NewGray(image.Rect(0, 0, 300, 300)), 0, 2 * minDPI, 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			g, dpi, err := Clean(context.Background(), c.img, c.stated)
			if err != nil || math.Abs(dpi-c.want) > c.within {
				t.Errorf("%g dpi, %v, want %g", dpi, err, c.want)
			}
			if c.stated > 0 && c.stated == c.want && g.Rect.Dx() != c.img.Rect.Dx() {
				t.Error("the picture was scaled")
			}
		})
	}
	if _, _, err := Clean(context.Background(), image.NewGray(image.Rectangle{}), 0); err == nil {
		t.Error("an empty picture has been cleaned")
	}
}

func TestEvenGround(t *testing.T) {
	g := prose(200, image.Rectangle{})
	for i, v := range g.Pix {
		g.Pix[i] = byte(float64(v) * (0.4 + 0.6*float64(i%g.Stride)/float64(g.Stride)))
	}
	s := sheet(t, g, 200)
	// The lower margin is empty.
	specks := 0
	for _, v := range s.Ink.Pix[s.Ink.PixOffset(0, 2200):] {
		if v == 0 {
			specks++
		}
	}
	if specks > 100 {
		t.Errorf("%d pixels of ink in the margin", specks)
	}
}

// TestWarmLight has a page under a lamp, darker to the right: its ground has
// more red over blue than a stamp on white paper.
func TestWarmLight(t *testing.T) {
	g := prose(200, image.Rectangle{})
	page := image.NewRGBA(g.Rect)
	for i, v := range g.Pix {
		light := 0.6 + 0.4*float64(i%g.Stride)/float64(g.Stride)
		ink := float64(v) * light / 255
		copy(page.Pix[4*i:], []byte{byte(190 * ink), byte(165 * ink), byte(120 * ink), 255})
	}
	got, want := ink(sheet(t, page, 200)), ink(sheet(t, g, 200))
	if math.Abs(got-want) > 0.15*want {
		t.Errorf("%.2f %% of ink, %.2f %% on white", 100*got, 100*want)
	}
}

func ink(s *ocr.Sheet) float64 {
	n := 0
	for _, v := range s.Ink.Pix {
		if v == 0 {
			n++
		}
	}
	return float64(n) / float64(len(s.Ink.Pix))
}
