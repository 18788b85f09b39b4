package printer

import (
	"image"
	"math"
)

// warp draws every pixel of the sheet from another place of it. What comes
// from outside is white.
func (s *sheet) warp(from func(x, y float64) (fromX, fromY float64)) {
	for k, src := range s.planes {
		dst := image.NewGray(src.Rect)
		width, height := src.Rect.Dx(), src.Rect.Dy()
		for y := range height {
			row := dst.Pix[y*dst.Stride : y*dst.Stride+width]
			for x := range row {
				fx, fy := from(float64(x), float64(y))
				row[x] = sample(src, fx, fy)
			}
		}
		s.planes[k] = dst
	}
}

// sample interpolates linearly between the four pixels around a point.
func sample(p *image.Gray, x, y float64) uint8 {
	x0, y0 := int(math.Floor(x)), int(math.Floor(y))
	if x0 < 0 || y0 < 0 || x0+1 >= p.Rect.Dx() || y0+1 >= p.Rect.Dy() {
		return 255
	}
	dx, dy := x-float64(x0), y-float64(y0)
	i := y0*p.Stride + x0
	a, b := float64(p.Pix[i]), float64(p.Pix[i+1])
	c, d := float64(p.Pix[i+p.Stride]), float64(p.Pix[i+p.Stride+1])
	top, bottom := a+(b-a)*dx, c+(d-c)*dx
	return uint8(top + (bottom-top)*dy + 0.5)
}

// skew turns the page by up to so many degrees and moves it a little.
func skew(degrees float64) func(*sheet) {
	return func(s *sheet) {
		sin, cos := math.Sincos(s.within(-degrees, degrees) * math.Pi / 180)
		cx, cy := float64(s.bounds().Dx())/2, float64(s.bounds().Dy())/2
		mx, my := s.within(-1, 1)*s.pixels(2), s.within(-1, 1)*s.pixels(2)
		s.warp(func(x, y float64) (float64, float64) {
			x, y = x-cx-mx, y-cy-my
			return cx + x*cos - y*sin, cy + x*sin + y*cos
		})
	}
}

// bow bends the lines by up to so many millimetres, as a page that does not
// lie flat.
func bow(mm float64) func(*sheet) {
	return func(s *sheet) {
		width, height := float64(s.bounds().Dx()), float64(s.bounds().Dy())
		depth := s.pixels(s.within(0.4, 1) * mm)
		if s.rng.IntN(2) == 0 {
			depth = -depth
		}
		centre := s.within(0.3, 0.7)
		s.warp(func(x, y float64) (float64, float64) {
			u := x/width - centre
			return x + depth*0.5*math.Sin(y/height*math.Pi), y + depth*4*u*u*(0.4+0.6*y/height)
		})
	}
}

// stretch copies the page smaller or larger, not quite evenly in both directions.
func stretch(low, high float64) func(*sheet) {
	return func(s *sheet) {
		across := s.within(low, high)
		down := across * s.within(0.99, 1.01)
		cx, cy := float64(s.bounds().Dx())/2, float64(s.bounds().Dy())/2
		s.warp(func(x, y float64) (float64, float64) { return cx + (x-cx)/across, cy + (y-cy)/down })
	}
}

// turn lays the page on its side or head, by so many degrees clockwise.
func turn(degrees int) func(*sheet) {
	return func(s *sheet) {
		for range degrees / 90 {
			for k, src := range s.planes {
				width, height := src.Rect.Dx(), src.Rect.Dy()
				dst := image.NewGray(image.Rect(0, 0, height, width))
				for y := range height {
					for x := range width {
						dst.Pix[x*dst.Stride+height-1-y] = src.Pix[y*src.Stride+x]
					}
				}
				s.planes[k] = dst
			}
		}
	}
}
